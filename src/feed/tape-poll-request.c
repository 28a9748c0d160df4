/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-poll-request.h"

#include <string.h>

/* How our symbols end at exchanges outside of the US, as Yahoo and Finnhub have them. */
static const struct
{
  const char *mic;
  const char *suffix;
} suffixes[] = {
  { "XTSE", ".TO" }, { "XLON", ".L" },  { "XETR", ".DE" }, { "XPAR", ".PA" }, { "XAMS", ".AS" }, { "XBRU", ".BR" },
  { "XLIS", ".LS" }, { "XMAD", ".MC" }, { "XMIL", ".MI" }, { "XSWX", ".SW" }, { "XSTO", ".ST" }, { "XCSE", ".CO" },
  { "XHEL", ".HE" }, { "XOSL", ".OL" }, { "XWBO", ".VI" }, { "XTKS", ".T" },  { "XHKG", ".HK" }, { "XSHG", ".SS" },
  { "XSHE", ".SZ" }, { "XKRX", ".KS" }, { "XTAI", ".TW" }, { "XNSE", ".NS" }, { "XASX", ".AX" }, { "XNZE", ".NZ" },
  { "XSES", ".SI" }, { "XSAU", ".SR" },
};

GString *
tape_poll_url_new (const TapePollQuestion *question, const char *host, const char *path)
{
  GString *url = g_string_new (question->base);

  if (question->base == NULL)
    g_string_append_printf (url, "https://%s", host);
  g_string_append (url, path);
  return url;
}

void
tape_poll_url_add (GString *url, const char *name, const char *value)
{
  g_string_append_c (url, strchr (url->str, '?') == NULL ? '?' : '&');
  g_string_append (url, name);
  g_string_append_c (url, '=');
  g_string_append_uri_escaped (url, value, NULL, FALSE);
}

void
tape_poll_url_add_number (GString *url, const char *name, gint64 value)
{
  char digits[24];

  g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, value);
  tape_poll_url_add (url, name, digits);
}

void
tape_poll_request_set (
    TapePollRequest *request, GString *url, const TapePollQuestion *question, const char *header, const char *prefix)
{
  request->url = g_string_free (url, FALSE);
  request->cost = 1;
  if (header == NULL || question->key == NULL)
    return;
  request->headers = g_new0 (char *, 2);
  request->headers[0] = g_strdup_printf ("%s: %s%s", header, prefix, question->key);
}

char *
tape_poll_plain_symbol (const char *symbol, const char **mic)
{
  *mic = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (symbol, suffixes[i].suffix))
      {
        *mic = suffixes[i].mic;
        return g_strndup (symbol, strlen (symbol) - strlen (suffixes[i].suffix));
      }
  return g_strdup (symbol);
}

char *
tape_poll_full_symbol (const char *symbol, const char *mic)
{
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_strcmp0 (mic, suffixes[i].mic) == 0)
      return g_strconcat (symbol, suffixes[i].suffix, NULL);
  return g_strdup (symbol);
}
