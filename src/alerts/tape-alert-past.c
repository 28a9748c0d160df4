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

static void
save_minute (TapeAlerts *self, TapeAlertWatch *watch, gint64 start)
{
  guint n;
  const TapeAlertPast *trades = tape_alert_history_list (&watch->history, start, start + TAPE_MINUTE, &n);

  if (n == 0)
    return;
  tape_alerts_save_row (self, TAPE_ALERTS_ROW_HISTORY, watch->instrument, start, trades, n * sizeof *trades);
  note_saved (&watch->history, start);
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

static gboolean
is_settled (const TapeAlerts *self, gint64 start, gint64 watermark)
{
  return watermark >= start + TAPE_MINUTE + self->lateness;
}

void
tape_alert_past_take (TapeAlerts *self, TapeAlertWatch *watch, const TapeAlertTrade *trade)
{
  gint64 start = tape_time_floor (trade->trade->event_time, TAPE_MINUTE);
  gint64 first = MIN (trade->before_time, trade->watermark - self->lateness - TAPE_MINUTE);

  tape_alert_history_add (&watch->history, trade->trade);
  if (trade->watermark < TAPE_TIME_EARLIEST)
    return;
  if (is_settled (self, start, trade->watermark))
    save_minute (self, watch, start);
  if (trade->before_time == TAPE_NO_TIME)
    return;
  tape_alert_history_forget (&watch->history, first - watch->plan->longest);
  delete_minutes (self, watch->instrument, &watch->history, watch->history.trades[watch->history.first].time);
}

/* A minute cannot change any more. */
void
tape_alert_past_settle (TapeAlerts *self, TapeAlertWatch *watch, gint64 start)
{
  save_minute (self, watch, start);
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
  history = g_new0 (TapeAlertHistory, 1);
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
