/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-replay-file-private.h"

/* The first pass over a file: what only the whole of it can say. */

typedef struct
{
  TapeReplayFile *file;
  TapeRowScanner scanner;
  GCancellable *cancellable;
  guint n_rows;
} Survey;

static void
survey_clear (Survey *survey)
{
  survey->file->last_field = TAPE_N_FIELDS;
  tape_row_scanner_clear (&survey->scanner);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Survey, survey_clear)

static gboolean
survey_begin (Survey *survey, TapeReplayFile *file, GError **error)
{
  TapeScanResult result;

  survey->file = file;
  file->last_field = TAPE_FIELD_SYMBOL; /* which comes behind the times */
  survey->scanner.json = file->scanner.json;
  survey->scanner.reader = tape_file_reader_new (file->source.location, error);
  if (survey->scanner.reader == NULL)
    return FALSE;
  if (survey->scanner.json)
    return TRUE;
  if (!tape_row_scanner_next (&survey->scanner, &result, error))
    return FALSE;
  tape_row_scanner_take (&survey->scanner);
  return TRUE;
}

/* The values of the next trade or bar in the file's @values; TAPE_ROW_END where there are no more. */
static gboolean
survey_next (Survey *survey, TapeRowKind *kind, GError **error)
{
  do
    {
      TapeScanResult result;
      const char *reason;

      if (survey->n_rows++ % 4096 == 0 && g_cancellable_set_error_if_cancelled (survey->cancellable, error))
        return FALSE;
      if (!tape_row_scanner_next (&survey->scanner, &result, error))
        return FALSE;
      *kind = tape_replay_file_take_values (survey->file, &survey->scanner, result, &reason);
      if (*kind != TAPE_ROW_END)
        tape_row_scanner_take (&survey->scanner);
    }
  while (*kind == TAPE_ROW_REJECT || *kind == TAPE_ROW_IGNORED);
  return TRUE;
}

/* Reads dates with strokes until one says which part is the month; a date of another kind says that there are none. */
static gboolean
survey_order (TapeReplayFile *self, GCancellable *cancellable, GError **error)
{
  g_auto (Survey) survey = { .cancellable = cancellable };
  TapeDateOrder order = TAPE_DATE_ORDER_UNDECIDED;
  TapeRowKind kind;

  if (!survey_begin (&survey, self, error))
    return FALSE;
  while (order == TAPE_DATE_ORDER_UNDECIDED)
    {
      const TapeValue *date;

      if (!survey_next (&survey, &kind, error))
        return FALSE;
      if (kind == TAPE_ROW_END)
        return TRUE;
      date = self->values[TAPE_FIELD_DATE].length > 0 ? &self->values[TAPE_FIELD_DATE]
                                                      : &self->values[TAPE_FIELD_EVENT_TIME];
      if (date->length > 0)
        order = tape_clock_text_order (date->text, date->length);
      else if (date->is_number)
        order = TAPE_DATE_ORDER_NONE;
    }
  self->maker.clock.month_first = order == TAPE_DATE_ORDER_MONTH_FIRST;
  return TRUE;
}

/* The greatest step back in event time, and the smallest step on of bars. */
static gboolean
survey_steps (TapeReplayFile *self, GCancellable *cancellable, gint64 *back, gint64 *on, GError **error)
{
  g_auto (Survey) survey = { .cancellable = cancellable };
  gint64 latest = G_MININT64, before = TAPE_NO_TIME, time;
  gboolean date_only;
  TapeRowKind kind;

  *back = 0;
  *on = G_MAXINT64;
  if (!survey_begin (&survey, self, error))
    return FALSE;
  for (;;)
    {
      if (!survey_next (&survey, &kind, error))
        return FALSE;
      if (kind == TAPE_ROW_END)
        return TRUE;
      if (tape_event_maker_time (&self->maker, self->values, &time, &date_only) != NULL
          || tape_trade_check (1, 0, time, self->maker.now) != NULL)
        continue;
      if (time > latest)
        latest = time;
      else
        *back = MAX (*back, latest - time);
      if (kind == TAPE_ROW_BAR && !date_only && before != TAPE_NO_TIME && time > before)
        *on = MIN (*on, time - before);
      before = time;
    }
}

/* Bars with a time of day are as long as they lie apart; days may lie 23 hours apart. */
static void
set_bar_length (TapeReplayFile *self, gint64 on)
{
  if (on < 23 * TAPE_HOUR)
    self->maker.bar_length = (guint32)MAX (on / TAPE_SECOND, 1);
}

gboolean
tape_replay_file_survey (TapeReplayFile *self, gint64 delay, GCancellable *cancellable, GError **error)
{
  gint64 back, on;

  self->delay = delay;
  g_set_object (&self->cancellable, cancellable);
  if (!survey_order (self, cancellable, error))
    return FALSE;
  if (delay >= 0 && self->columns.bars && self->columns.column[TAPE_FIELD_LENGTH] >= 0)
    return TRUE; /* each says its own length */
  if (delay >= 0 && !self->columns.bars)
    {
      self->bars_unknown = self->scanner.json;
      return TRUE;
    }
  if (!survey_steps (self, cancellable, &back, &on, error))
    return FALSE;
  if (delay < 0)
    self->delay = back;
  set_bar_length (self, on);
  return TRUE;
}

gboolean
tape_replay_file_survey_bars (TapeReplayFile *self, GError **error)
{
  gint64 back, on;

  self->bars_unknown = FALSE;
  if (!survey_steps (self, self->cancellable, &back, &on, error))
    return FALSE;
  set_bar_length (self, on);
  return TRUE;
}

gint64
tape_replay_file_get_delay (TapeReplayFile *self)
{
  return self->delay;
}
