/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pipeline/tape-query-sample.h"

#include <glib/gi18n-lib.h>

#include "pipeline/tape-query-rules.h"

void
tape_query_sample_free (TapeQuerySample *self)
{
  g_strfreev (self->columns);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static void
take_columns (const char *const *names, guint n, gpointer data)
{
  TapeQuerySample *self = data;

  g_strfreev (self->columns);
  self->columns = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    self->columns[i] = g_utf8_make_valid (names[i], -1);
}

/* The beginning of it, on one line. */
static char *
dup_beginning (const TapeSqlValue *value)
{
  gsize length = MIN (value->length, 4 * (TAPE_QUERY_SAMPLE_CHARACTERS + 1));
  g_autofree char *valid = g_utf8_make_valid (value->text, (gssize)length);

  g_strdelimit (valid, "\n\r\t", ' ');
  if (g_utf8_strlen (valid, -1) <= TAPE_QUERY_SAMPLE_CHARACTERS)
    return g_steal_pointer (&valid);
  *g_utf8_offset_to_pointer (valid, TAPE_QUERY_SAMPLE_CHARACTERS) = '\0';
  return g_strconcat (valid, "…", NULL);
}

static char *
format_value (const TapeSqlValue *value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  switch (value->type)
    {
    case TAPE_SQL_INTEGER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
    case TAPE_SQL_REAL:
      return g_strdup (g_ascii_formatd (number, sizeof number, "%.10g", value->real));
    case TAPE_SQL_TEXT:
      return dup_beginning (value);
    case TAPE_SQL_BLOB:
      return g_strdup_printf (ngettext ("%u byte", "%u bytes", (gulong)value->length), (guint)value->length);
    case TAPE_SQL_NULL:
      break;
    }
  return g_strdup ("–");
}

static gboolean
take_row (const TapeSqlValue *values, guint n, gpointer data)
{
  TapeQuerySample *self = data;

  if (self->n_rows++ < TAPE_QUERY_SAMPLE_ROWS)
    {
      char **row = g_new0 (char *, n + 1);

      for (guint i = 0; i < n; i++)
        row[i] = format_value (&values[i]);
      g_ptr_array_add (self->rows, row);
    }
  return self->n_rows < TAPE_QUERY_RULE_ROWS;
}

TapeQuerySample *
tape_query_sample_ask (const char *database, const char *sql, GCancellable *cancellable, GError **error)
{
  g_autoptr (TapeQuerySample) self = g_new0 (TapeQuerySample, 1);
  gint64 begun = g_get_monotonic_time ();

  self->columns = g_new0 (char *, 1);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  if (!tape_sql_run (database, sql, &tape_query_rule_limits, take_columns, take_row, self, cancellable, error))
    return NULL;
  self->time = g_get_monotonic_time () - begun;
  return g_steal_pointer (&self);
}
