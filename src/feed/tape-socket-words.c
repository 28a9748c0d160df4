/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-socket-words.h"

#include <glib/gi18n-lib.h>

#include "base/tape-time.h"

/* A server's own words, at most. */
#define WORDS_MAX 120

static const char *
refusal (guint status)
{
  switch (status)
    {
    case 401:
      return _ ("it does not accept the key");
    case 402:
      return _ ("it wants to be paid for this");
    case 403:
      return _ ("it does not allow this; the key may be wrong, or not be for this");
    case 404:
      return _ ("it knows no such stream");
    case 418:
    case 429:
      return _ ("it was asked too often");
    case 451:
      return _ ("it does not serve the country that this machine is in");
    default:
      return status >= 500   ? _ ("it has a fault of its own")
             : status >= 400 ? _ ("it does not take what it was asked")
             : status >= 300 ? _ ("it sends elsewhere, where no key must go")
                             : _ ("it is no WebSocket");
    }
}

char *
tape_socket_words_refused (const char *host, guint status, gint64 retry_after)
{
  gint64 seconds = retry_after / TAPE_SECOND + (retry_after % TAPE_SECOND > 0);

  if (retry_after < 0)
    return g_strdup_printf (_ ("%s opens no connection: %s (%u)."), host, refusal (status), status);
  return g_strdup_printf (_ ("%s opens no connection: %s (%u). It wants to be left alone for %d s."), host,
                          refusal (status), status, (int)seconds);
}

static const char *
closing (guint code)
{
  switch (code)
    {
    case 1000:
      return _ ("it is done");
    case 1001:
      return _ ("it goes away");
    case 1002:
    case 1003:
    case 1007:
      return _ ("it does not understand what it was sent");
    case 1008:
      return _ ("it does not allow what it was asked");
    case 1009:
      return _ ("it was sent too much");
    case 1011:
      return _ ("it has a fault of its own");
    case 1012:
      return _ ("it restarts");
    case 1013:
      return _ ("it is too busy");
    case 0:
      return _ ("it does not say why");
    default:
      return _ ("it has a reason of its own");
    }
}

char *
tape_socket_words_closed (const char *host, guint code, const char *words)
{
  g_autofree char *part = g_utf8_substring (words, 0, MIN (WORDS_MAX, g_utf8_strlen (words, -1)));

  if (code == 0)
    return g_strdup_printf (_ ("%s closed the connection: %s."), host, closing (0));
  if (*part == '\0')
    return g_strdup_printf (_ ("%s closed the connection: %s (%u)."), host, closing (code), code);
  return g_strdup_printf (_ ("%s closed the connection: %s (%u, “%s”)."), host, closing (code), code, part);
}
