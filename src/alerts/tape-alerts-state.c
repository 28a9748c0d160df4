/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the evaluator leaves for a restart. Rows of another layout and those of rules that are gone are deleted: what they
 * were of begins anew. */

#include "alerts/tape-alerts-private.h"

/* --- Saving --- */

void
tape_alerts_set_commit (TapeAlerts *self, TapeCommit *commit)
{
  self->commit = commit;
}

void
tape_alerts_save_row (
    TapeAlerts *self, TapeAlertsRow row, guint32 instrument, gint64 time, gconstpointer data, gsize length)
{
  tape_commit_add_state (self->commit, self->first_kind + row, instrument, time, data, length);
}

/* Notes that a subject may have changed. */
void
tape_alerts_note_subject (TapeAlerts *self, TapeAlertSubject *subject)
{
  if (!subject->unsaved || subject->noted)
    return;
  subject->noted = TRUE;
  g_ptr_array_add (self->unsaved, subject);
}

void
tape_alerts_drop_subject (TapeAlerts *self, TapeAlertSubject *subject)
{
  if (subject->noted)
    g_ptr_array_remove_fast (self->unsaved, subject);
  if (subject->saved)
    tape_alerts_save_row (self, TAPE_ALERTS_ROW_SUBJECT + (guint)(subject->key >> 32), (guint32)subject->key,
                          subject->rule, NULL, 0);
}

static void
save_subject (TapeAlerts *self, TapeAlertSubject *subject)
{
  g_autoptr (GByteArray) data = tape_alert_subject_print (subject);

  tape_alerts_save_row (self, TAPE_ALERTS_ROW_SUBJECT + (guint)(subject->key >> 32), (guint32)subject->key,
                        subject->rule, data->data, data->len);
  subject->unsaved = subject->noted = FALSE;
  subject->saved = TRUE;
}

void
tape_alerts_save (TapeAlerts *self)
{
  for (guint i = 0; i < self->unsaved->len; i++)
    save_subject (self, g_ptr_array_index (self->unsaved, i));
  g_ptr_array_set_size (self->unsaved, 0);
  tape_alert_minutes_save (self);
  tape_alert_past_save (self);
}

/* --- Restoring --- */

static gboolean
restore_subject (TapeAlerts *self, const TapeStateRow *row, gconstpointer data, guint kind)
{
  TapeAlertSubject *subject = g_new (TapeAlertSubject, 1);

  tape_alert_subject_init (subject, row->time, tape_alert_key (kind, row->instrument), 0);
  if (!tape_alert_subject_parse (subject, data, row->length))
    {
      tape_alert_subject_free (subject);
      return FALSE;
    }
  subject->saved = TRUE;
  tape_alerts_add_subject (self, subject);
  return TRUE;
}

void
tape_alerts_restore_row (TapeAlerts *self, const TapeStateRow *row, gconstpointer data)
{
  guint kind = row->kind - self->first_kind;
  gboolean restored = FALSE;

  self->restoring = TRUE;
  if (kind < TAPE_ALERTS_ROW_HISTORY)
    restored = restore_subject (self, row, data, kind);
  else if (kind == TAPE_ALERTS_ROW_HISTORY)
    restored = tape_alert_past_restore (self, row, data);
  else if (kind == TAPE_ALERTS_ROW_BAR)
    restored = tape_alert_minutes_restore_bar (self, row, data);
  else if (kind == TAPE_ALERTS_ROW_INDICATOR)
    restored = tape_alert_minutes_restore_indicator (self, row, data);
  else if (kind == TAPE_ALERTS_ROW_MEMBER)
    restored = tape_alert_groups_restore (self, row, data);
  else if (kind == TAPE_ALERTS_ROW_STORED)
    restored = tape_alert_minutes_restore_stored (self, row, data);
  if (!restored)
    tape_alerts_save_row (self, kind, row->instrument, row->time, NULL, 0);
}

void
tape_alerts_restored (TapeAlerts *self)
{
  self->restoring = FALSE;
  if (self->rules != NULL)
    tape_alerts_set_rules (self, self->rules);
}
