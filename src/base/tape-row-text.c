/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-row-text.h"

#include <math.h>
#include <string.h>

/* --- Texts --- */

static inline gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

/* Whoever reads CSV takes blanks off the ends of a field that is not in quotation marks. */
static gboolean
needs_quotes (const char *text, gsize length, char separator)
{
  if (length > 0 && (is_blank (text[0]) || is_blank (text[length - 1])))
    return TRUE;
  for (gsize i = 0; i < length; i++)
    if (text[i] == separator || text[i] == '"' || text[i] == '\r' || text[i] == '\n' || text[i] == '\t')
      return TRUE;
  return FALSE;
}

static void
append_field (GString *text, const char *field, char separator)
{
  gsize length = strlen (field);

  if (!needs_quotes (field, length, separator))
    {
      g_string_append_len (text, field, (gssize)length);
      return;
    }
  g_string_append_c (text, '"');
  for (gsize i = 0; i < length; i++)
    {
      if (field[i] == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, field[i]);
    }
  g_string_append_c (text, '"');
}

/* Nearly all texts: they stand in JSON as they are. */
static gboolean
is_simple (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar)*text < 0x20 || (guchar)*text > 0x7e || *text == '"' || *text == '\\')
      return FALSE;
  return TRUE;
}

static void
append_json (GString *text, const char *value)
{
  g_autofree char *valid = is_simple (value) ? NULL : g_utf8_make_valid (value, -1);

  g_string_append_c (text, '"');
  if (valid == NULL)
    g_string_append (text, value);
  for (const char *p = valid; p != NULL && *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_printf (text, "\\%c", *p);
      else if ((guchar)*p < 0x20)
        g_string_append_printf (text, "\\u%04x", (guint)*p);
      else
        g_string_append_c (text, *p);
    }
  g_string_append_c (text, '"');
}

static inline char
get_separator (TapeTextForm form)
{
  return form == TAPE_TEXT_TSV ? '\t' : ',';
}

static void
append_quoted (GString *text, TapeTextForm form, const char *value)
{
  if (form == TAPE_TEXT_JSON)
    append_json (text, value);
  else
    append_field (text, value, get_separator (form));
}

/* --- Rows --- */

void
tape_row_text_init (TapeRowText *self, GString *text, TapeTextForm form, const char *const *columns)
{
  g_autoptr (GStrvBuilder) keys = NULL;

  *self = (TapeRowText){ .text = text, .form = form };
  if (form != TAPE_TEXT_JSON)
    return;
  keys = g_strv_builder_new ();
  for (; *columns != NULL; columns++)
    {
      g_autoptr (GString) key = g_string_new (NULL);

      append_json (key, *columns);
      g_string_append_c (key, ':');
      g_strv_builder_add (keys, key->str);
    }
  self->keys = g_strv_builder_end (keys);
}

void
tape_row_text_clear (TapeRowText *self)
{
  g_clear_pointer (&self->keys, g_strfreev);
}

void
tape_row_text_add_header (TapeRowText *self, const char *const *columns)
{
  if (self->form == TAPE_TEXT_JSON)
    return;
  for (; *columns != NULL; columns++)
    tape_row_text_add (self, *columns);
  tape_row_text_end (self);
  g_string_append_c (self->text, '\n');
}

/* What stands between two values, or before the first. */
static inline void
begin_field (TapeRowText *self)
{
  if (self->form != TAPE_TEXT_JSON)
    {
      if (self->column++ > 0)
        g_string_append_c (self->text, get_separator (self->form));
      return;
    }
  g_string_append_c (self->text, self->any ? ',' : '{');
  g_string_append (self->text, self->keys[self->column++]);
  self->any = TRUE;
}

static inline void
add_nothing (TapeRowText *self)
{
  begin_field (self);
  if (self->form == TAPE_TEXT_JSON)
    g_string_append (self->text, "null");
}

/* Room for @n bytes more, to be filled in place. */
static inline char *
reserve (GString *text, gsize n)
{
  gsize length = text->len;

  if (G_UNLIKELY (text->allocated_len - length <= n))
    {
      g_string_set_size (text, length + n);
      text->len = length;
    }
  return text->str + length;
}

static inline void
take (GString *text, gsize n)
{
  text->len += n;
  text->str[text->len] = '\0';
}

void
tape_row_text_add (TapeRowText *self, const char *text)
{
  if (text == NULL)
    {
      add_nothing (self);
      return;
    }
  begin_field (self);
  append_quoted (self->text, self->form, text);
}

void
tape_row_text_add_integer (TapeRowText *self, gint64 number)
{
  begin_field (self);
  take (self->text, tape_number_format_integer (number, reserve (self->text, TAPE_NUMBER_TEXT)));
}

void
tape_row_text_add_number (TapeRowText *self, double number)
{
  if (!isfinite (number))
    {
      add_nothing (self);
      return;
    }
  begin_field (self);
  take (self->text, tape_number_format (number, reserve (self->text, TAPE_NUMBER_TEXT)));
}

void
tape_row_text_add_time (TapeRowText *self, gint64 time)
{
  char *text;
  gsize length = 0, quote = self->form == TAPE_TEXT_JSON ? 1 : 0;

  if (time == TAPE_NO_TIME)
    {
      add_nothing (self);
      return;
    }
  begin_field (self);
  text = reserve (self->text, TAPE_TIME_TEXT + 2);
  length = tape_time_format (time, text + quote);
  if (quote > 0)
    text[0] = text[length + 1] = '"';
  take (self->text, length + 2 * quote);
}

void
tape_row_text_add_date (TapeRowText *self, gint32 date)
{
  char text[TAPE_TIME_TEXT];

  tape_time_format_date (date, text);
  tape_row_text_add (self, text);
}

void
tape_row_text_skip (TapeRowText *self)
{
  if (self->form == TAPE_TEXT_JSON)
    self->column++;
  else
    begin_field (self);
}

void
tape_row_text_end (TapeRowText *self)
{
  if (self->form == TAPE_TEXT_JSON)
    g_string_append (self->text, self->any ? "}" : "{}");
  self->column = 0;
  self->any = FALSE;
}
