/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-stream-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-feed.h"

TapeStreamSettings *
tape_stream_settings_copy (const TapeStreamSettings *self)
{
  TapeStreamSettings *copy = g_new0 (TapeStreamSettings, 1);

  copy->symbols = g_strdupv (self->symbols);
  copy->key = g_strdup (self->key);
  copy->secret = g_strdup (self->secret);
  return copy;
}

void
tape_stream_settings_free (TapeStreamSettings *self)
{
  g_strfreev (self->symbols);
  g_free (self->key);
  g_free (self->secret);
  g_free (self);
}

void
tape_stream_request_clear (TapeStreamRequest *self)
{
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->headers, g_strfreev);
}

char *
tape_stream_clean_symbol (const TapeStream *self, const char *text)
{
  return self->clean_symbol (text);
}

char *
tape_stream_clean (const char *text, const char *dropped, const char *allowed, gsize max)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (GString) symbol = g_string_new (NULL);

  for (const char *p = stripped; *p != '\0'; p++)
    {
      if (strchr (dropped, *p) != NULL)
        continue;
      if (!g_ascii_isalnum (*p) && strchr (allowed, *p) == NULL)
        return NULL;
      g_string_append_c (symbol, g_ascii_toupper (*p));
    }
  return symbol->len > 0 && symbol->len <= max ? g_string_free (g_steal_pointer (&symbol), FALSE) : NULL;
}

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

static gboolean
check_symbols (const TapeStream *self, const TapeStreamSettings *settings, GError **error)
{
  guint n = settings->symbols != NULL ? g_strv_length (settings->symbols) : 0;

  if (n == 0)
    {
      g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION, _ ("Choose at least one symbol of %s, such as %s."),
                   self->title, self->example);
      return FALSE;
    }
  if (n > self->max_symbols)
    {
      g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION,
                   ngettext ("%s takes %u symbol, but %u are chosen. Take some out.",
                             "%s takes %u symbols at most, but %u are chosen. Take some out.", self->max_symbols),
                   self->title, self->max_symbols, n);
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *clean = self->clean_symbol (settings->symbols[i]);

      if (clean == NULL || strcmp (clean, settings->symbols[i]) != 0)
        {
          g_autofree char *quoted = tape_text_quote (settings->symbols[i], strlen (settings->symbols[i]));

          g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION,
                       _ ("\"%s\" is not written as %s writes its symbols. An example is %s."), quoted, self->title,
                       self->example);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
tape_stream_check (const TapeStream *self, const TapeStreamSettings *settings, GError **error)
{
  if (!check_symbols (self, settings, error))
    return FALSE;
  if ((self->flags & TAPE_STREAM_NEEDS_KEY) != 0 && is_empty (settings->key))
    {
      g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION,
                   _ ("%s needs a key. Enter it in Preferences → Sources; it is had at %s."), self->title,
                   self->key_page);
      return FALSE;
    }
  if ((self->flags & TAPE_STREAM_NEEDS_SECRET) != 0 && is_empty (settings->secret))
    {
      g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION,
                   _ ("%s needs a secret beside its key. Enter it in Preferences → Sources; it is had at %s."),
                   self->title, self->key_page);
      return FALSE;
    }
  return TRUE;
}

char *
tape_stream_explain_status (const TapeStream *self, guint status, TapeStreamNews *news)
{
  gboolean key = (self->flags & TAPE_STREAM_NEEDS_KEY) != 0;

  *news = status == 451 || (key && (status == 401 || status == 403)) ? TAPE_STREAM_FATAL : TAPE_STREAM_RETRY;
  if (status == 451)
    return g_strdup_printf (_ ("%s does not serve the country that you connect from (451). Choose another source."),
                            self->title);
  if (key && status == 401)
    return g_strdup_printf (_ ("%s refused the key (401). Check it in Preferences → Sources."), self->title);
  if (key && status == 403)
    return g_strdup_printf (_ ("%s does not allow this with your key (403). Check it in Preferences → Sources."),
                            self->title);
  if (status == 418 || status == 429)
    return g_strdup_printf (_ ("%s was asked too often (%u) and wants to be left alone for a while."), self->title,
                            status);
  if (status == 404)
    return g_strdup_printf (_ ("%s has nothing at this address (404). If that lasts, look for a newer Tapeline."),
                            self->title);
  if (status >= 500)
    return g_strdup_printf (_ ("%s has trouble of its own (%u)."), self->title, status);
  return g_strdup_printf (_ ("%s refused the connection (%u)."), self->title, status);
}

char *
tape_stream_print (cJSON *object)
{
  char *text = cJSON_PrintUnformatted (object), *copy = g_strdup (text);

  cJSON_free (text);
  cJSON_Delete (object);
  return copy;
}
