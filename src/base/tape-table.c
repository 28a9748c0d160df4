/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-table.h"

#include "base/tables.h"
#include "config.h"

#include <string.h>

void
tape_table_open (TapeTable *self, const char *name)
{
  g_autofree char *path = g_strconcat (TAPE_RESOURCE_PATH "/tables/", name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes
      = g_resource_lookup_data (tape_tables_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  if (bytes == NULL)
    g_error ("%s was not compiled in: %s", name, error->message);
  tape_table_read (self, name, g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
}

void
tape_table_read (TapeTable *self, const char *name, char *text)
{
  self->name = name;
  self->text = text;
  self->position = text + strcspn (text, "\n");
  self->position += *self->position == '\n';
  self->line = 1;
}

/* Ends the quoted field that begins at *@position, its doubled quotes made single, and moves on behind it. */
static char *
read_quoted (char **position)
{
  char *field = *position + 1;
  char *to = field;
  char *from = field;

  while (*from != '\0' && (*from != '"' || from[1] == '"'))
    {
      from += *from == '"';
      *to++ = *from++;
    }
  *position = from + (*from == '"');
  *to = '\0';
  return field;
}

gboolean
tape_table_next (TapeTable *self, const char **fields, guint n_fields)
{
  guint n = 0;
  char end;

  if (*self->position == '\0')
    return FALSE;
  self->line++;
  do
    {
      char *field = self->position;

      if (*field == '"')
        field = read_quoted (&self->position);
      else
        self->position += strcspn (field, ",\n");
      end = *self->position;
      if (end != '\0')
        *self->position++ = '\0';
      if (n < n_fields)
        fields[n] = field;
      n++;
    }
  while (end == ',');

  if (n != n_fields)
    g_error ("%s:%u: %u fields where there should be %u", self->name, self->line, n, n_fields);
  return TRUE;
}

void
tape_table_close (TapeTable *self)
{
  g_clear_pointer (&self->text, g_free);
}
