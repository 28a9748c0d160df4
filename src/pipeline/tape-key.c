/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pipeline/tape-key.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (tape - key - error - quark, tape_key_error)

void
tape_key_wipe (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

gboolean
tape_key_is_same (const TapeKey *self, const TapeKey *other)
{
  return other != NULL && strcmp (self->key, other->key) == 0 && g_strcmp0 (self->secret, other->secret) == 0;
}

void
tape_key_free (TapeKey *self)
{
  if (self == NULL)
    return;
  tape_key_wipe (self->key);
  tape_key_wipe (self->secret);
  g_free (self);
}

/* A control character would end a header or a line of what is sent. */
static gboolean
can_be_sent (const char *text)
{
  if (strlen (text) > TAPE_KEY_MAX || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_iscntrl (g_utf8_get_char (text)))
      return FALSE;
  return TRUE;
}

/* A copy without the space around it. */
static char *
copy_stripped (const char *text)
{
  gsize length;

  while (g_ascii_isspace (*text))
    text++;
  length = strlen (text);
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  return g_strndup (text, length);
}

TapeKey *
tape_key_new (const char *key, const char *secret, GError **error)
{
  g_autoptr (TapeKey) self = g_new0 (TapeKey, 1);

  self->key = copy_stripped (key);
  self->secret = secret != NULL ? copy_stripped (secret) : NULL;
  if (self->secret != NULL && *self->secret == '\0')
    g_clear_pointer (&self->secret, g_free);
  if (*self->key == '\0')
    g_set_error_literal (error, TAPE_KEY_ERROR, TAPE_KEY_ERROR_EMPTY,
                         _ ("The key is empty. Copy it from the service’s page."));
  else if (!can_be_sent (self->key) || (self->secret != NULL && !can_be_sent (self->secret)))
    g_set_error_literal (
        error, TAPE_KEY_ERROR, TAPE_KEY_ERROR_TEXT,
        _ ("The key is too long, or holds characters that no key has. Copy it from the service’s page again."));
  else
    return g_steal_pointer (&self);
  return NULL;
}

TapeKey *
tape_key_new_from_text (const char *text, GError **error)
{
  const char *end = strchr (text, '\n');
  char *key = end != NULL ? g_strndup (text, (gsize)(end - text)) : g_strdup (text);
  TapeKey *self = tape_key_new (key, end != NULL ? end + 1 : NULL, error);

  tape_key_wipe (key);
  return self;
}

char *
tape_key_to_text (const TapeKey *self)
{
  return self->secret != NULL ? g_strconcat (self->key, "\n", self->secret, NULL) : g_strdup (self->key);
}

TapeKey *
tape_key_copy (const TapeKey *self)
{
  TapeKey *copy = g_new (TapeKey, 1);

  copy->key = g_strdup (self->key);
  copy->secret = g_strdup (self->secret);
  return copy;
}

static char *
make_variable (const char *prefix, const char *service)
{
  char *name = g_strconcat (prefix, service, NULL);

  for (char *p = name; *p != '\0'; p++)
    *p = g_ascii_isalnum (*p) ? g_ascii_toupper (*p) : '_';
  return name;
}

char *
tape_key_variable (const char *service)
{
  return make_variable ("TAPELINE_KEY_", service);
}

TapeKey *
tape_key_from_environment (const char *service, GError **error)
{
  g_autofree char *name = tape_key_variable (service);
  g_autofree char *beside = make_variable ("TAPELINE_SECRET_", service);
  const char *key = g_getenv (name);
  TapeKey *self;

  if (key == NULL || *key == '\0')
    return NULL;
  self = tape_key_new (key, g_getenv (beside), error);
  if (self == NULL)
    g_prefix_error (error, "%s: ", name);
  return self;
}
