/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-service-url.h"

#include <string.h>

char *
tape_service_url (const char *url)
{
  const char *server = g_getenv ("TAPELINE_TEST_SERVICES");
  const char *host = strstr (url, "://");

  if (server == NULL || *server == '\0' || host == NULL)
    return g_strdup (url);
  host += strlen ("://");
  return g_strdup_printf ("%.*s%s/%s", (int)(host - url), url, server, host);
}
