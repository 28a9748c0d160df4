/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-http-private.h"

#include "base/tape-time.h"
#include "feed/tape-http-times.h"
#include "feed/tape-redaction.h"

/* A part of an address, or NULL. */
static char *
get_part (const char *url, CURLUPart part)
{
  CURLU *parts = curl_url ();
  char *text = NULL, *copy = NULL;

  if (curl_url_set (parts, CURLUPART_URL, url, 0) == CURLUE_OK
      && curl_url_get (parts, part, &text, CURLU_DEFAULT_PORT) == CURLUE_OK)
    copy = g_ascii_strdown (text, -1);
  curl_free (text);
  curl_url_cleanup (parts);
  return copy;
}

char *
tape_http_get_host (const char *url)
{
  char *host = get_part (url, CURLUPART_HOST);

  return host != NULL ? host : tape_redact_url (url);
}

gboolean
tape_http_is_same_place (const char *url, const char *other)
{
  static const CURLUPart parts[] = { CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT };
  g_autofree char *scheme = get_part (other, CURLUPART_SCHEME);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *one = get_part (url, parts[i]);
      g_autofree char *two = get_part (other, parts[i]);

      if (one == NULL || g_strcmp0 (one, two) != 0)
        return FALSE;
    }
  return g_strcmp0 (scheme, "https") == 0;
}

static const char *
get_header (CURL *easy, const char *name)
{
  struct curl_header *header;

  return curl_easy_header (easy, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK ? header->value : NULL;
}

void
tape_http_read_times (CURL *easy, TapeHttpAnswer *answer)
{
  answer->date = tape_http_read_date (get_header (easy, "Date"));
  answer->retry_after = tape_http_read_retry_after (get_header (easy, "Retry-After"),
                                                    answer->date != TAPE_NO_TIME ? answer->date : answer->receive_time);
}
