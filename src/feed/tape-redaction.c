/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-redaction.h"

#include <string.h>

typedef struct
{
  const char *at;
  const char *end;
} Rest;

static gboolean
take_hex (const char *text, guint n, guint *value)
{
  *value = 0;
  for (guint i = 0; i < n; i++)
    {
      if (!g_ascii_isxdigit (text[i]))
        return FALSE;
      *value = *value * 16 + (guint)g_ascii_xdigit_value (text[i]);
    }
  return TRUE;
}

/* How many bytes at the beginning of what follows stand for @c, or 0. */
typedef gsize (*Form) (Rest rest, char c);

static gboolean
is_same (char a, char b)
{
  return g_ascii_tolower (a) == g_ascii_tolower (b);
}

static gsize
match_plain (Rest rest, char c)
{
  return is_same (*rest.at, c) || (*rest.at == '+' && c == ' ');
}

/* "%41", which stands @depth times in another URL as "%2541", "%252541". */
static gsize
match_percent (Rest rest, char c, guint depth)
{
  const char *at = rest.at + 1;
  guint value;

  if (*rest.at != '%')
    return 0;
  for (guint i = 0; i < depth; i++, at += 2)
    if (rest.end - at < 2 || memcmp (at, "25", 2) != 0)
      return 0;
  if (rest.end - at < 2 || !take_hex (at, 2, &value) || !is_same ((char)value, c))
    return 0;
  return (gsize)(at + 2 - rest.at);
}

static gsize
match_url (Rest rest, char c)
{
  return match_percent (rest, c, 0);
}

static gsize
match_url_in_url (Rest rest, char c)
{
  return match_percent (rest, c, 1);
}

static gsize
match_url_in_url_in_url (Rest rest, char c)
{
  return match_percent (rest, c, 2);
}

/* "\/", "\\", "\"" and "\u0041". */
static gsize
match_backslash (Rest rest, char c)
{
  gsize n = (gsize)(rest.end - rest.at);
  guint value;

  if (*rest.at != '\\' || n < 2)
    return 0;
  if (rest.at[1] == c && g_ascii_ispunct (c))
    return 2;
  return rest.at[1] == 'u' && n >= 6 && take_hex (rest.at + 2, 4, &value) && value < 0x80 && is_same ((char)value, c)
             ? 6
             : 0;
}

static const Form forms[] = { match_url_in_url_in_url, match_url_in_url, match_url, match_backslash, match_plain };

/* The end of what stands for @secret at the beginning of what follows, or NULL. */
static const char *
match_secret (Rest rest, const char *secret)
{
  if (*secret == '\0')
    return rest.at;
  for (gsize i = 0; i < G_N_ELEMENTS (forms) && rest.at < rest.end; i++)
    {
      gsize n = forms[i](rest, *secret);
      const char *end = n == 0 ? NULL : match_secret ((Rest){ rest.at + n, rest.end }, secret + 1);

      if (end != NULL)
        return end;
    }
  return NULL;
}

/* How many bytes of what follows stand for a secret. */
static gsize
match_any (Rest rest, const char *const *secrets)
{
  gsize longest = 0;

  for (; *secrets != NULL; secrets++)
    {
      const char *end = match_secret (rest, *secrets);

      if (end != NULL)
        longest = MAX (longest, (gsize)(end - rest.at));
    }
  return longest;
}

char *
tape_redact (const char *text, gssize length, const char *const *secrets)
{
  Rest rest = { text, text + (length < 0 ? strlen (text) : strnlen (text, (gsize)length)) };
  GString *redacted;

  if (secrets == NULL || *secrets == NULL)
    return g_strndup (text, (gsize)(rest.end - text));

  redacted = g_string_sized_new ((gsize)(rest.end - text));
  while (rest.at < rest.end)
    {
      gsize n = match_any (rest, secrets);

      if (n > 0)
        g_string_append (redacted, TAPE_REDACTED);
      else
        g_string_append_c (redacted, *rest.at);
      rest.at += MAX (n, 1);
    }
  return g_string_free (redacted, FALSE);
}

char *
tape_redact_url (const char *url)
{
  const char *scheme = strstr (url, "://");
  const char *host = scheme == NULL ? url : scheme + 3;
  gsize n_host = strcspn (host, "/?#");
  gsize n_all = strcspn (host, "?#");
  const char *user = g_strrstr_len (host, (gssize)n_host, "@");
  GString *redacted = g_string_new_len (url, host - url);

  if (user != NULL)
    {
      n_all -= (gsize)(user + 1 - host);
      host = user + 1;
    }
  g_string_append_len (redacted, host, (gssize)n_all);
  return g_string_free (redacted, FALSE);
}

/* What stands between the first quotation mark and the last is what is quoted. */
static char *
hide_quoted (const char *reason)
{
  const char *first = strchr (reason, '"');
  const char *last = strrchr (reason, '"');

  if (first == last)
    return g_strdup (reason);
  return g_strdup_printf ("%.*s" TAPE_REDACTED "%s", (int)(first + 1 - reason), reason, last);
}

void
tape_redact_reject (TapeBatch *batch,
                    guint16 source,
                    gint64 receive_time,
                    const char *reason,
                    const char *raw,
                    gsize length,
                    const char *const *secrets)
{
  g_autofree char *shown = tape_redact (raw, (gssize)length, secrets);
  gsize n = strlen (shown);
  g_autofree char *unquoted = NULL;

  if (*secrets == NULL || (n == length && memcmp (raw, shown, n) == 0))
    {
      tape_batch_add_reject (batch, source, receive_time, -1, 0, reason, raw, length);
      return;
    }
  unquoted = hide_quoted (reason);
  tape_batch_add_reject (batch, source, receive_time, -1, 0, unquoted, shown, n);
}
