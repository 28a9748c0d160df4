/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-http-times.h"

#include <curl/curl.h>

gint64
tape_http_read_date (const char *text)
{
  time_t seconds = text == NULL ? -1 : curl_getdate (text, NULL);

  return seconds < 0 || seconds > G_MAXINT64 / TAPE_SECOND ? TAPE_NO_TIME : (gint64)seconds * TAPE_SECOND;
}

gint64
tape_http_read_retry_after (const char *text, gint64 now)
{
  gint64 date;

  if (text == NULL)
    return -1;
  if (g_ascii_isdigit (*text))
    return (gint64)MIN (g_ascii_strtoull (text, NULL, 10), TAPE_HTTP_RETRY_MAX / TAPE_SECOND) * TAPE_SECOND;
  date = tape_http_read_date (text);
  return date == TAPE_NO_TIME ? -1 : CLAMP (date - now, 0, TAPE_HTTP_RETRY_MAX);
}
