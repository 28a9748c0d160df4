/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/tape-output.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/tape-row-text.h"

/* A table is measured by its first rows; later ones are printed as they come. */
#define MEASURED_ROWS 500

struct _TapeOutput
{
  FILE *file;
  TapeOutputFormat format;
  gboolean single;
  char **columns;
  guint n_columns;
  guint column;
  guint64 rows;
  GString *line;
  TapeRowText row; /* but of tables: writes into line */

  /* of tables: rows not printed yet, widths and what is a number, by column */
  GPtrArray *cells;
  guint *widths;
  gboolean *numeric;
  gboolean measured;
};

gboolean
tape_output_format_parse (const char *name, FILE *file, TapeOutputFormat *format)
{
  static const char *const names[] = { "table", "csv", "json", "jsonl" };

  if (name == NULL)
    {
      *format = isatty (fileno (file)) ? TAPE_OUTPUT_TABLE : TAPE_OUTPUT_CSV;
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i]) == 0)
      {
        *format = (TapeOutputFormat)i;
        return TRUE;
      }
  return FALSE;
}

/* --- Texts --- */

/* A table goes to a terminal: what would move its cursor or change its colours is shown as a space. */
static char *
make_cell (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *cell = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (cell, g_unichar_iscntrl (g_utf8_get_char (p)) ? ' ' : g_utf8_get_char (p));
  return g_string_free (cell, FALSE);
}

/* --- Making --- */

static TapeTextForm
get_text_form (TapeOutputFormat format)
{
  return format == TAPE_OUTPUT_CSV ? TAPE_TEXT_CSV : TAPE_TEXT_JSON;
}

static void
begin (TapeOutput *self)
{
  tape_row_text_init (&self->row, self->line, get_text_form (self->format), (const char *const *)self->columns);
  if (self->format == TAPE_OUTPUT_CSV)
    tape_row_text_add_header (&self->row, (const char *const *)self->columns);
  fwrite (self->line->str, 1, self->line->len, self->file);
  if (self->format == TAPE_OUTPUT_JSON && !self->single)
    fputs ("[", self->file);
  g_string_truncate (self->line, 0);
}

static char **
copy_columns (const char *const *columns, TapeOutputFormat format)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (; *columns != NULL; columns++)
    {
      g_autofree char *cell = format == TAPE_OUTPUT_TABLE ? make_cell (*columns) : g_strdup (*columns);

      g_strv_builder_add (builder, cell);
    }
  return g_strv_builder_end (builder);
}

TapeOutput *
tape_output_new (FILE *file, TapeOutputFormat format, const char *const *columns, gboolean single)
{
  TapeOutput *self = g_new0 (TapeOutput, 1);

  self->file = file;
  self->format = format;
  self->single = single;
  self->columns = copy_columns (columns, format);
  self->n_columns = g_strv_length (self->columns);
  self->line = g_string_new (NULL);
  self->cells = g_ptr_array_new_with_free_func (g_free);
  self->widths = g_new0 (guint, self->n_columns);
  self->numeric = g_new0 (gboolean, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    self->widths[i] = (guint)g_utf8_strlen (self->columns[i], -1);

  begin (self);
  return self;
}

/* --- Tables --- */

static void
print_cell (TapeOutput *self, guint column, const char *text)
{
  guint width = (guint)g_utf8_strlen (text, -1);
  guint padding = self->widths[column] > width ? self->widths[column] - width : 0;
  gboolean last = column + 1 == self->n_columns;

  if (self->numeric[column])
    fprintf (self->file, "%*s%s%s", (int)padding, "", text, last ? "\n" : "  ");
  else if (last)
    fprintf (self->file, "%s\n", text);
  else
    fprintf (self->file, "%s%*s", text, (int)padding + 2, "");
}

static void
print_measured (TapeOutput *self)
{
  if (!self->measured)
    for (guint i = 0; i < self->n_columns; i++)
      print_cell (self, i, self->columns[i]);
  self->measured = TRUE;
  for (guint i = 0, column = 0; i < self->cells->len; i++)
    {
      print_cell (self, column, g_ptr_array_index (self->cells, i));
      column = column + 1 < self->n_columns ? column + 1 : 0;
    }
  g_ptr_array_set_size (self->cells, 0);
}

static void
add_cell (TapeOutput *self, const char *text, gboolean numeric)
{
  char *cell = make_cell (text);

  if (numeric)
    self->numeric[self->column] = TRUE;
  if (!self->measured)
    self->widths[self->column] = MAX (self->widths[self->column], (guint)g_utf8_strlen (cell, -1));
  g_ptr_array_add (self->cells, cell);
}

/* --- Rows --- */

static void
end_field (TapeOutput *self)
{
  if (++self->column < self->n_columns)
    return;

  self->column = 0;
  self->rows++;
  if (self->format == TAPE_OUTPUT_TABLE)
    {
      if (self->measured || self->rows == MEASURED_ROWS)
        print_measured (self);
      return;
    }
  tape_row_text_end (&self->row);
  if (self->format == TAPE_OUTPUT_JSON && !self->single)
    fputs (self->rows > 1 ? ",\n" : "\n", self->file);
  fwrite (self->line->str, 1, self->line->len, self->file);
  if (self->format != TAPE_OUTPUT_JSON || self->single)
    fputc ('\n', self->file);
  g_string_truncate (self->line, 0);
}

void
tape_output_text (TapeOutput *self, const char *text)
{
  if (self->format == TAPE_OUTPUT_TABLE)
    add_cell (self, text == NULL ? "" : text, FALSE);
  else
    tape_row_text_add (&self->row, text);
  end_field (self);
}

void
tape_output_integer (TapeOutput *self, gint64 number)
{
  char text[TAPE_NUMBER_TEXT];

  if (self->format == TAPE_OUTPUT_TABLE)
    {
      tape_number_format_integer (number, text);
      add_cell (self, text, TRUE);
    }
  else
    tape_row_text_add_integer (&self->row, number);
  end_field (self);
}

void
tape_output_number (TapeOutput *self, double number)
{
  char text[TAPE_NUMBER_TEXT];

  if (self->format == TAPE_OUTPUT_TABLE)
    {
      tape_number_format (number, text);
      add_cell (self, isfinite (number) ? text : "", TRUE);
    }
  else
    tape_row_text_add_number (&self->row, number);
  end_field (self);
}

void
tape_output_time (TapeOutput *self, gint64 time)
{
  char text[TAPE_TIME_TEXT];

  if (self->format == TAPE_OUTPUT_TABLE)
    {
      tape_time_format (time, text);
      add_cell (self, text, FALSE);
    }
  else
    tape_row_text_add_time (&self->row, time);
  end_field (self);
}

static void
finish (TapeOutput *self)
{
  if (self->format == TAPE_OUTPUT_TABLE)
    print_measured (self);
  if (self->format == TAPE_OUTPUT_JSON && !self->single)
    fputs (self->rows > 0 ? "\n]\n" : "]\n", self->file);
}

static void
release (TapeOutput *self)
{
  g_strfreev (self->columns);
  tape_row_text_clear (&self->row);
  g_string_free (self->line, TRUE);
  g_ptr_array_unref (self->cells);
  g_free (self->widths);
  g_free (self->numeric);
  g_free (self);
}

gboolean
tape_output_flush (FILE *file, GError **error)
{
  errno = 0;
  if (fflush (file) == 0 && !ferror (file))
    return TRUE;
  g_set_error (error, G_FILE_ERROR, (gint)g_file_error_from_errno (errno),
               _ ("Not all of the output could be written (%s). Look where it goes and try again."),
               g_strerror (errno != 0 ? errno : EIO));
  return FALSE;
}

gboolean
tape_output_close (TapeOutput *self, GError **error)
{
  FILE *file = self->file;

  finish (self);
  release (self);
  return tape_output_flush (file, error);
}

void
tape_output_free (TapeOutput *self)
{
  tape_output_close (self, NULL);
}
