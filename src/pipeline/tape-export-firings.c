/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What alert rules found, as the log has it. */

#include "base/tape-exchange.h"
#include "pipeline/tape-export-private.h"

typedef struct
{
  Export *export;
  GHashTable *sources; /* names, by number */
  TapeSpanTimes times; /* of groups and sources */
} Rows;

/* By the dates of the instrument's exchange; of groups and sources of UTC. */
static gboolean
is_wanted (const Rows *self, const TapeFiring *firing)
{
  const Export *export = self->export;
  gboolean is_instrument = firing->instrument < export->n_instruments;
  gint64 from = is_instrument ? export->wanted[firing->instrument].from : self->times.from;
  gint64 to = is_instrument ? export->wanted[firing->instrument].to : self->times.to;

  return firing->event_time >= from && firing->event_time < to
         && (is_instrument ? export->wanted[firing->instrument].wanted : export->chosen->len == 0);
}

static void
add_time (TapeRowText *row, gint64 time, gint64 unknown)
{
  if (time == unknown)
    tape_row_text_skip (row);
  else
    tape_row_text_add_time (row, time);
}

static gboolean
write_firing (const TapeFiring *firing, gpointer data)
{
  Rows *self = data;
  TapeRowText *row = &self->export->row;
  g_autofree char *evidence = NULL;

  if (!is_wanted (self, firing))
    return TRUE;
  tape_row_text_add_integer (row, firing->id);
  tape_row_text_add_time (row, firing->event_time);
  tape_row_text_add_integer (row, firing->rule);
  tape_row_text_add (row, firing->text);
  tape_row_text_add (row, firing->subject);
  tape_row_text_add (row, tape_firing_name_direction (firing));
  tape_row_text_add_number (row, firing->value);
  tape_row_text_add_number (row, firing->before);
  tape_row_text_add_number (row, firing->threshold);
  tape_row_text_add_number (row, firing->price);
  tape_row_text_add_number (row, firing->baseline);
  add_time (row, firing->baseline_time, TAPE_NO_TIME);
  tape_row_text_add_time (row, firing->receive_time);
  add_time (row, firing->fired_time, 0);
  add_time (row, firing->held_since, TAPE_NO_TIME);
  tape_export_add_mark (self->export, (firing->flags & TAPE_FIRING_PAST) != 0);
  tape_row_text_add (row, g_hash_table_lookup (self->sources, GUINT_TO_POINTER (firing->source)));
  tape_row_text_add_integer (row, firing->fresh);
  tape_row_text_add_integer (row, firing->members);
  tape_row_text_add (row, tape_firing_name_told (firing));
  add_time (row, firing->told_time, TAPE_NO_TIME);
  tape_export_add_mark (self->export, firing->seen);
  evidence = tape_evidence_format (firing->evidence);
  tape_row_text_add (row, g_strdelimit (g_strchomp (evidence), "\n", ';'));
  return tape_export_end_row (self->export);
}

gboolean
tape_export_write_firings (Export *self, GError **error)
{
  const char *const columns[] = { "id",
                                  "time",
                                  "rule",
                                  "text",
                                  "subject",
                                  "direction",
                                  "value",
                                  "before",
                                  "threshold",
                                  "price",
                                  "baseline",
                                  "baseline_time",
                                  "receive_time",
                                  "fired_time",
                                  "held_since",
                                  "past",
                                  "source",
                                  "fresh",
                                  "members",
                                  "told",
                                  "told_time",
                                  "seen",
                                  "evidence",
                                  self->simulated ? TAPE_SIMULATED_COLUMN : NULL,
                                  NULL };
  g_autoptr (GHashTable) sources = tape_reader_load_sources (self->reader, error);
  TapeFiringFilter filter = TAPE_FIRING_FILTER_ALL;
  Rows rows = { .export = self, .sources = sources };

  if (sources == NULL)
    return FALSE;
  tape_span_get_reach (&self->options->span, &filter.from, &filter.to);
  tape_span_get_times (&self->options->span, tape_exchange_utc (), &rows.times);
  tape_export_begin_rows (self, columns);
  return tape_reader_each_firing (self->reader, &filter, write_firing, &rows, self->cancellable, error);
}
