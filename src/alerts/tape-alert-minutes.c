/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bars of each instrument that rules look at: what minutes that cannot change any more made of them, when they end, and
 * what is left of them for a restart. */

#include "alerts/tape-alerts-private.h"

#include <string.h>

/* Bars that are let go together. */
#define AT_ONCE 8

/* Ahead of an indicator's state in its row. */
typedef struct
{
  gint64 complete_to;
  double last;
} IndicatorRow;

/* A row of a bar is known by its start and, below the second, its span. */
static gint64
get_row_time (const TapeAlertBar *bar)
{
  return bar->start + bar->span / TAPE_MINUTE;
}

static void
save_bar (TapeAlerts *self, guint32 instrument, const TapeAlertBar *bar)
{
  tape_alerts_save_row (self, TAPE_ALERTS_ROW_BAR, instrument, get_row_time (bar), bar, sizeof *bar);
}

static void
save_indicator (TapeAlerts *self, const TapeAlertSeries *series, const TapeAlertIndicator *indicator, GByteArray *data)
{
  const IndicatorRow row = { series->complete_to, indicator->last };

  g_byte_array_set_size (data, 0);
  g_byte_array_append (data, (const guint8 *)&row, sizeof row);
  g_byte_array_append (data, indicator->state, (guint)tape_indicator_state_size (&indicator->of));
  tape_alerts_save_row (self, TAPE_ALERTS_ROW_INDICATOR, series->instrument, indicator->key, data->data, data->len);
}

static void
delete_indicator (TapeAlerts *self, guint32 instrument, const TapeAlertIndicator *indicator)
{
  tape_alerts_save_row (self, TAPE_ALERTS_ROW_INDICATOR, instrument, indicator->key, NULL, 0);
}

static void
save_series (TapeAlerts *self, TapeAlertSeries *series, GByteArray *data)
{
  guint n = series->bars->len;

  for (; n > 0 && g_array_index (series->bars, TapeAlertBar, n - 1).start >= series->unsaved_from; n--)
    {
      const TapeAlertBar *bar = &g_array_index (series->bars, TapeAlertBar, n - 1);

      save_bar (self, series->instrument, bar);
      series->saved_to = MAX (series->saved_to, bar->start);
    }
  series->unsaved_from = G_MAXINT64;
  for (guint i = 0; series->states_unsaved && i < series->indicators->len; i++)
    save_indicator (self, series, g_ptr_array_index (series->indicators, i), data);
  series->states_unsaved = series->noted = FALSE;
}

/* Once a commit, however many minutes it holds. */
void
tape_alert_minutes_save (TapeAlerts *self)
{
  g_autoptr (GByteArray) data = NULL;

  if (self->unsaved_series->len == 0)
    return;
  data = g_byte_array_new ();
  for (guint i = 0; i < self->unsaved_series->len; i++)
    save_series (self, g_ptr_array_index (self->unsaved_series, i), data);
  g_ptr_array_set_size (self->unsaved_series, 0);
}

static void
note_series (TapeAlerts *self, TapeAlertSeries *series)
{
  if (series->noted)
    return;
  series->noted = TRUE;
  g_ptr_array_add (self->unsaved_series, series);
}

/* The next commit holds the states of its indicators. */
void
tape_alert_minutes_note (TapeAlerts *self, TapeAlertSeries *series)
{
  series->states_unsaved = TRUE;
  note_series (self, series);
}

static void
add_piece (TapeAlerts *self, TapeAlertSeries *series, const TapeAlertBar *piece)
{
  tape_alert_stored_note (series, piece);
  tape_alert_bars_add (series->bars, piece);
  series->unsaved_from = MIN (series->unsaved_from, piece->start);
  note_series (self, series);
}

/* Only the rows that a commit holds. */
static void
delete_bars (TapeAlerts *self, const TapeAlertSeries *series, guint n)
{
  for (guint i = 0; i < n && g_array_index (series->bars, TapeAlertBar, i).start <= series->saved_to; i++)
    tape_alerts_save_row (self, TAPE_ALERTS_ROW_BAR, series->instrument,
                          get_row_time (&g_array_index (series->bars, TapeAlertBar, i)), NULL, 0);
}

void
tape_alert_minutes_replace (TapeAlerts *self, TapeAlertSeries *series, const GArray *bars)
{
  delete_bars (self, series, series->bars->len);
  g_array_set_size (series->bars, 0);
  g_array_append_vals (series->bars, bars->data, bars->len);
  series->listed_to = TAPE_NO_TIME;
  series->saved_to = TAPE_NO_TIME;
  series->unsaved_from = G_MININT64;
  tape_alert_minutes_note (self, series);
}

/* Some more than are kept are let go at once; none while there may be some to go before them. */
static void
trim (TapeAlerts *self, TapeAlertSeries *series)
{
  guint n = series->n_complete > series->keep + AT_ONCE ? series->n_complete - series->keep : 0;

  if (n == 0 || series->stored.question != 0)
    return;
  delete_bars (self, series, n);
  tape_alert_series_let_go (series, n);
}

/* --- Minutes --- */

static void
settle (TapeAlerts *self, TapeAlertSeries *series, gint64 start, TapeAlertBar *piece)
{
  tape_alert_bar_move (self->universe, series->instrument, series->span, start, piece);
  add_piece (self, series, piece);
  series->states_unsaved |= tape_alert_series_complete (series, start + TAPE_MINUTE);
  trim (self, series);
}

void
tape_alerts_settle_minute (TapeAlerts *self, guint32 instrument, gint64 start, const TapePane *pane)
{
  TapeAlertWatch *watch = self->watches[instrument];
  TapeAlertBar piece;

  if (watch->plan->longest > 0)
    tape_alert_past_settle (self, watch, start);
  if (watch->is_member)
    tape_alert_groups_settle (self, watch, start);
  if (watch->series->len == 0)
    return;
  tape_alert_bar_take_pane (&piece, pane);
  for (guint i = 0; i < watch->series->len; i++)
    settle (self, tape_alert_watch_get_series (watch, i), start, &piece);
}

void
tape_alerts_take_dropped (TapeAlerts *self, const TapeTrade *trade, gint64 watermark)
{
  TapeAlertWatch *watch = self->watches[trade->instrument];

  for (guint i = 0; i < watch->series->len; i++)
    {
      TapeAlertSeries *series = g_ptr_array_index (watch->series, i);
      TapeAlertBar piece;

      tape_alert_bar_begin (self->universe, trade->instrument, series->span, trade->event_time, &piece);
      if (watermark >= piece.end + self->lateness)
        continue;
      tape_alert_bar_take_trade (&piece, trade);
      add_piece (self, series, &piece);
    }
}

void
tape_alerts_list_ends (TapeAlerts *self, guint32 instrument, gint64 time, gint64 watermark, GArray *ends)
{
  TapeAlertWatch *watch = self->watches[instrument];

  g_array_set_size (ends, 0);
  for (guint i = 0; i < watch->series->len; i++)
    {
      TapeAlertSeries *series = g_ptr_array_index (watch->series, i);
      TapeAlertBar bar;

      tape_alert_series_change (series, time);
      if (series->scheduled != TAPE_NO_TIME && time < series->scheduled && time >= series->scheduled - series->span
          && series->span != TAPE_DAY)
        continue;
      tape_alert_bar_begin (self->universe, instrument, series->span, time, &bar);
      if (watermark >= bar.end)
        continue;
      series->scheduled = bar.end;
      g_array_append_val (ends, bar.end);
    }
}

void
tape_alerts_list_open_ends (TapeAlerts *self, guint32 instrument, gint64 watermark, GArray *ends)
{
  TapeAlertWatch *watch = self->watches[instrument];

  g_array_set_size (ends, 0);
  for (guint i = 0; i < watch->series->len; i++)
    {
      const TapeAlertSeries *series = g_ptr_array_index (watch->series, i);

      for (guint j = series->n_complete; j < series->bars->len; j++)
        if (g_array_index (series->bars, TapeAlertBar, j).end > watermark)
          g_array_append_val (ends, g_array_index (series->bars, TapeAlertBar, j).end);
    }
}

/* --- A restart --- */

static TapeAlertSeries *
ensure_restored (TapeAlerts *self, guint32 instrument, gint64 span)
{
  GPtrArray *all = g_hash_table_lookup (self->restored_bars, GUINT_TO_POINTER (instrument));
  TapeAlertSeries *series;

  if (all == NULL)
    {
      all = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_alert_series_free);
      g_hash_table_insert (self->restored_bars, GUINT_TO_POINTER (instrument), all);
    }
  for (guint i = 0; i < all->len; i++)
    {
      series = g_ptr_array_index (all, i);
      if (series->span == span)
        return series;
    }
  series = tape_alert_series_new (instrument, span);
  g_ptr_array_add (all, series);
  return series;
}

gboolean
tape_alert_minutes_restore_bar (TapeAlerts *self, const TapeStateRow *row, gconstpointer data)
{
  TapeAlertBar bar;

  if (row->length != sizeof bar)
    return FALSE;
  memcpy (&bar, data, sizeof bar);
  tape_alert_bars_add (ensure_restored (self, row->instrument, bar.span)->bars, &bar);
  return TRUE;
}

gboolean
tape_alert_minutes_restore_stored (TapeAlerts *self, const TapeStateRow *row, gconstpointer data)
{
  return tape_alert_stored_restore (ensure_restored (self, row->instrument, row->time), row, data);
}

typedef struct
{
  guint32 instrument;
  gint64 key;
  GBytes *data;
} StateRow;

gboolean
tape_alert_minutes_restore_indicator (TapeAlerts *self, const TapeStateRow *row, gconstpointer data)
{
  const StateRow state = { row->instrument, row->time, g_bytes_new (data, row->length) };

  g_array_append_val (self->restored_states, state);
  return row->length > sizeof (IndicatorRow);
}

void
tape_alert_minutes_clear_state (gpointer item)
{
  g_bytes_unref (((StateRow *)item)->data);
}

gsize
tape_alert_minutes_state_size (void)
{
  return sizeof (StateRow);
}

/* Gives an indicator its state of an earlier run, if there is one. */
static gint64
adopt_state (TapeAlerts *self, guint32 instrument, TapeAlertIndicator *indicator)
{
  gsize size = tape_indicator_state_size (&indicator->of);

  for (guint i = 0; i < self->restored_states->len; i++)
    {
      const StateRow *row = &g_array_index (self->restored_states, StateRow, i);
      IndicatorRow head;
      const guint8 *data = g_bytes_get_data (row->data, NULL);

      if (row->instrument != instrument || row->key != indicator->key
          || g_bytes_get_size (row->data) != sizeof head + size)
        continue;
      memcpy (&head, data, sizeof head);
      indicator->last = head.last;
      indicator->state = g_memdup2 (data + sizeof head, size);
      g_array_remove_index_fast (self->restored_states, i);
      return head.complete_to;
    }
  return TAPE_NO_TIME;
}

static TapeAlertSeries *
take_series (GPtrArray *from, gint64 span)
{
  for (guint i = 0; from != NULL && i < from->len; i++)
    if (((TapeAlertSeries *)g_ptr_array_index (from, i))->span == span)
      return g_ptr_array_steal_index_fast (from, i);
  return NULL;
}

/* States of indicators that are asked for still; rows of the others are deleted. */
static void
move_states (TapeAlerts *alerts, guint32 instrument, TapeAlertSeries *self, TapeAlertSeries *before)
{
  for (guint i = 0; i < self->indicators->len; i++)
    {
      TapeAlertIndicator *indicator = g_ptr_array_index (self->indicators, i);
      TapeAlertIndicator *same
          = tape_alert_series_find_indicator (before, indicator->of.type->name, (guint)indicator->of.parameters[0]);

      if (same == NULL)
        continue;
      indicator->state = g_steal_pointer (&same->state);
      indicator->last = same->last;
    }
  for (guint i = 0; i < before->indicators->len; i++)
    {
      const TapeAlertIndicator *indicator = g_ptr_array_index (before->indicators, i);

      if (indicator->state != NULL)
        delete_indicator (alerts, instrument, indicator);
    }
}

/* Takes over what was known of the same span. */
static void
begin_series (TapeAlerts *self, TapeAlertSeries *series, TapeAlertSeries *before)
{
  gint64 complete_to = TAPE_NO_TIME;

  if (before != NULL)
    {
      g_array_append_vals (series->bars, before->bars->data, before->bars->len);
      if (before->bars->len > 0)
        series->saved_to = g_array_index (before->bars, TapeAlertBar, before->bars->len - 1).start;
      move_states (self, series->instrument, series, before);
      complete_to = before->complete_to;
    }
  for (guint i = 0; i < series->indicators->len; i++)
    {
      gint64 of_state = adopt_state (self, series->instrument, g_ptr_array_index (series->indicators, i));

      complete_to = MAX (complete_to, of_state);
    }
  tape_alert_stored_begin (self, series, before);
  tape_alert_series_restart (series, complete_to);
  if (before == NULL && series->stored.whole)
    tape_alert_minutes_note (self, series);
}

static void
end_series (TapeAlerts *self, TapeAlertSeries *series)
{
  tape_alert_stored_end (self, series);
  series->saved_to = G_MAXINT64;
  delete_bars (self, series, series->bars->len);
  for (guint i = 0; i < series->indicators->len; i++)
    delete_indicator (self, series->instrument, g_ptr_array_index (series->indicators, i));
}

void
tape_alert_minutes_adopt (TapeAlerts *self, TapeAlertWatch *watch, TapeAlertWatch *before)
{
  GPtrArray *restored = g_hash_table_lookup (self->restored_bars, GUINT_TO_POINTER (watch->instrument));

  for (guint i = 0; i < watch->series->len; i++)
    {
      TapeAlertSeries *series = g_ptr_array_index (watch->series, i);
      TapeAlertSeries *known = take_series (restored, series->span);
      TapeAlertSeries *same = before != NULL ? take_series (before->series, series->span) : NULL;

      begin_series (self, series, known != NULL ? known : same);
      g_clear_pointer (&known, tape_alert_series_free);
      g_clear_pointer (&same, tape_alert_series_free);
    }
}

void
tape_alert_minutes_end (TapeAlerts *self, TapeAlertWatch *watch)
{
  for (guint i = 0; i < watch->series->len; i++)
    end_series (self, g_ptr_array_index (watch->series, i));
}

void
tape_alert_minutes_end_restored (TapeAlerts *self)
{
  GHashTableIter iter;
  gpointer instrument, all;

  g_hash_table_iter_init (&iter, self->restored_bars);
  while (g_hash_table_iter_next (&iter, NULL, &all))
    for (guint i = 0; i < ((GPtrArray *)all)->len; i++)
      end_series (self, g_ptr_array_index ((GPtrArray *)all, i));
  g_hash_table_remove_all (self->restored_bars);
  for (guint i = 0; i < self->restored_states->len; i++)
    {
      const StateRow *row = &g_array_index (self->restored_states, StateRow, i);

      tape_alerts_save_row (self, TAPE_ALERTS_ROW_INDICATOR, row->instrument, row->key, NULL, 0);
    }
  g_array_set_size (self->restored_states, 0);
  g_hash_table_iter_init (&iter, self->restored_members);
  while (g_hash_table_iter_next (&iter, &instrument, NULL))
    tape_alerts_save_row (self, TAPE_ALERTS_ROW_MEMBER, GPOINTER_TO_UINT (instrument), 0, NULL, 0);
  g_hash_table_remove_all (self->restored_members);
}
