/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tape-firing-rows.h"

/* (transfer full): the sentences, with @between between them. */
static char *
explain (TapeFiringRows *self, const TapeFiring *firing, const char *between)
{
  const TapeExplanationWords words = { .universe = self->universe, .source = self->source, .data = self->data };
  g_autoptr (GPtrArray) lines = tape_firing_explain (firing, &words);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      const TapeExplanationLine *line = g_ptr_array_index (lines, i);

      if (line->kind != TAPE_LINE_RULE) /* it stands above, or in a column of its own */
        g_string_append_printf (text, "%s%s", text->len > 0 ? between : "", line->text);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- Rows --- */

void
tape_firing_rows_put_found (TapeOutput *output, const TapeFiring *firing)
{
  tape_output_text (output, tape_firing_name_direction (firing));
  tape_output_number (output, firing->value);
  tape_output_number (output, firing->before);
  tape_output_number (output, firing->threshold);
  tape_output_number (output, firing->price);
  tape_output_number (output, firing->baseline);
  tape_output_time (output, firing->baseline_time);
}

static void
put_row (TapeFiringRows *self, const TapeFiring *firing)
{
  g_autofree char *source = self->source (firing->source, self->data);
  TapeOutput *output = self->output;

  tape_output_integer (output, firing->id);
  tape_output_time (output, firing->event_time);
  tape_output_text (output, firing->subject);
  tape_output_integer (output, firing->rule);
  tape_output_text (output, firing->text);
  tape_firing_rows_put_found (output, firing);
  tape_output_text (output, (firing->flags & TAPE_FIRING_PAST) != 0 ? "past" : NULL);
  tape_output_text (output, source);
  tape_output_time (output, firing->receive_time);
  tape_output_time (output, firing->fired_time != 0 ? firing->fired_time : TAPE_NO_TIME);
  tape_output_text (output, tape_firing_name_told (firing));
  tape_output_time (output, firing->told_time);
  if (self->explain)
    {
      g_autofree char *explanation = explain (self, firing, " ");

      tape_output_text (output, explanation);
    }
}

/* For eyes: a line, and below it why. */
static void
put_lines (TapeFiringRows *self, const TapeFiring *firing)
{
  g_autofree char *explanation = explain (self, firing, "\n  ");
  char time[TAPE_TIME_TEXT];

  tape_time_format (firing->event_time, time);
  printf ("%s  %s  %s\n  %s\n", time, firing->subject, firing->text, explanation);
}

void
tape_firing_rows_begin (TapeFiringRows *self, TapeOutputFormat format)
{
  static const char *const columns[]
      = { "id",    "time",     "subject",       "rule", "text",   "direction",    "value",      "before", "threshold",
          "price", "baseline", "baseline_time", "past", "source", "receive_time", "fired_time", "told",   "told_time",
          NULL,    NULL };
  const char *explained[G_N_ELEMENTS (columns)];

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    explained[i] = columns[i];
  if (self->explain)
    explained[G_N_ELEMENTS (columns) - 2] = "explanation";
  if (!self->explain || format != TAPE_OUTPUT_TABLE)
    self->output = tape_output_new (stdout, format, explained, FALSE);
}

void
tape_firing_rows_put (TapeFiringRows *self, const TapeFiring *firing)
{
  if (self->output != NULL)
    put_row (self, firing);
  else
    put_lines (self, firing);
}

gboolean
tape_firing_rows_end (TapeFiringRows *self, GError **error)
{
  return self->output != NULL ? tape_output_close (g_steal_pointer (&self->output), error)
                              : tape_output_flush (stdout, error);
}

void
tape_firing_rows_clear (TapeFiringRows *self)
{
  g_clear_pointer (&self->output, tape_output_free);
}
