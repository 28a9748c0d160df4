/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The trades that *t ago* is found in, of each instrument that a rule asks for: what is kept of them, and what is left for a
 * restart. Minutes that cannot change any more are rows of state; the others are made again of the stored trades. */

#include "alerts/tape-alerts-private.h"

#include <string.h>

static void
note_saved (TapeAlertHistory *self, gint64 start)
{
  guint i;

  if (self->saved == NULL)
    self->saved = g_array_new (FALSE, FALSE, sizeof (gint64));
  i = self->saved->len;
  while (i > 0 && g_array_index (self->saved, gint64, i - 1) > start)
    i--;
  if (i == 0 || g_array_index (self->saved, gint64, i - 1) != start)
    g_array_insert_val (self->saved, i, start);
}

/* Rows of minutes that end at or before @time. */
static void
delete_minutes (TapeAlerts *self, guint32 instrument, TapeAlertHistory *history, gint64 time)
{
  GArray *saved = history->saved;
  guint n = 0;

  for (; saved != NULL && n < saved->len && g_array_index (saved, gint64, n) + TAPE_MINUTE <= time; n++)
    tape_alerts_save_row (self, TAPE_ALERTS_ROW_HISTORY, instrument, g_array_index (saved, gint64, n), NULL, 0);
  if (n > 0)
    g_array_remove_range (saved, 0, n);
}

/* A row for each minute with trades that cannot change any more, from the first that is not saved on; nobody asks for a time
 * that is earlier than the last of them by more than the longest. */
static void
save_minutes (TapeAlerts *self, TapeAlertWatch *watch)
{
  TapeAlertHistory *history = &watch->history;
  const TapeAlertPast *trades;
  guint n, first, end;

  tape_alert_history_forget (history, history->settled_to - TAPE_MINUTE - watch->plan->longest);
  trades = tape_alert_history_list (history, history->unsaved_from, history->settled_to, &n);
  for (first = 0; first < n; first = end)
    {
      gint64 start = tape_time_floor (trades[first].time, TAPE_MINUTE);

      for (end = first + 1; end < n && trades[end].time < start + TAPE_MINUTE;)
        end++;
      tape_alerts_save_row (self, TAPE_ALERTS_ROW_HISTORY, watch->instrument, start, trades + first,
                            (end - first) * sizeof *trades);
      note_saved (history, start);
    }
  if (history->end > history->first)
    delete_minutes (self, watch->instrument, history, history->trades[history->first].time);
  history->unsaved_from = G_MAXINT64;
}

/* Once a commit, however many minutes it holds. */
void
tape_alert_past_save (TapeAlerts *self)
{
  for (guint i = 0; i < self->unsaved_pasts->len; i++)
    save_minutes (self, g_ptr_array_index (self->unsaved_pasts, i));
  g_ptr_array_set_size (self->unsaved_pasts, 0);
}

static void
note_minute (TapeAlerts *self, TapeAlertWatch *watch, gint64 start)
{
  TapeAlertHistory *history = &watch->history;

  if (history->unsaved_from == G_MAXINT64)
    g_ptr_array_add (self->unsaved_pasts, watch);
  history->unsaved_from = MIN (history->unsaved_from, start);
  history->settled_to = MAX (history->settled_to, start + TAPE_MINUTE);
}

void
tape_alert_past_take (TapeAlerts *self, TapeAlertWatch *watch, const TapeAlertTrade *trade)
{
  gint64 time = trade->trade->event_time;

  tape_alert_history_add (&watch->history, trade->trade);
  if (trade->watermark < TAPE_TIME_EARLIEST || time >= trade->watermark - self->lateness)
    return;
  time = tape_time_floor (time, TAPE_MINUTE);
  if (trade->watermark >= time + TAPE_MINUTE + self->lateness)
    note_minute (self, watch, time);
}

/* A minute cannot change any more. */
void
tape_alert_past_settle (TapeAlerts *self, TapeAlertWatch *watch, gint64 start)
{
  note_minute (self, watch, start);
}

void
tape_alert_past_end (TapeAlerts *self, guint32 instrument, TapeAlertHistory *history)
{
  delete_minutes (self, instrument, history, G_MAXINT64);
  tape_alert_history_clear (history);
}

/* --- Restoring --- */

static TapeAlertHistory *
ensure_restored (TapeAlerts *self, guint32 instrument)
{
  TapeAlertHistory *history = g_hash_table_lookup (self->histories, GUINT_TO_POINTER (instrument));

  if (history != NULL)
    return history;
  history = g_new (TapeAlertHistory, 1);
  tape_alert_history_init (history);
  g_hash_table_insert (self->histories, GUINT_TO_POINTER (instrument), history);
  return history;
}

gboolean
tape_alert_past_restore (TapeAlerts *self, const TapeStateRow *row, const guint8 *data)
{
  TapeAlertHistory *history = ensure_restored (self, row->instrument);
  TapeAlertPast past;

  if (row->length % sizeof past != 0)
    return FALSE;
  for (gsize at = 0; at < row->length; at += sizeof past)
    {
      memcpy (&past, data + at, sizeof past);
      tape_alert_history_insert (history, &past);
    }
  note_saved (history, row->time);
  return TRUE;
}

void
tape_alerts_restore_trade (TapeAlerts *self, const TapeTrade *trade)
{
  tape_alert_history_add (ensure_restored (self, trade->instrument), trade);
}

void
tape_alert_past_adopt (TapeAlerts *self, TapeAlertWatch *watch)
{
  TapeAlertHistory *history = g_hash_table_lookup (self->histories, GUINT_TO_POINTER (watch->instrument));

  if (history == NULL || watch->history.end > 0)
    return;
  tape_alert_history_move (history, &watch->history);
  g_hash_table_remove (self->histories, GUINT_TO_POINTER (watch->instrument));
}

/* What no rule asks for is forgotten. */
void
tape_alert_past_end_restored (TapeAlerts *self)
{
  GHashTableIter iter;
  gpointer instrument, history;

  g_hash_table_iter_init (&iter, self->histories);
  while (g_hash_table_iter_next (&iter, &instrument, &history))
    tape_alert_past_end (self, GPOINTER_TO_UINT (instrument), history);
  g_hash_table_remove_all (self->histories);
}
