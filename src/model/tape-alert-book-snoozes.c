/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is snoozed, in user.db; of a replay in memory alone. */

#include "config.h"

#include <string.h>

#include "model/tape-alert-book-private.h"

static void
forget_snooze (GPtrArray *snoozes, gint64 rule, const char *subject, gint64 now)
{
  for (guint i = snoozes->len; i > 0; i--)
    {
      const TapeUserSnooze *snooze = snoozes->pdata[i - 1];

      if (snooze->until <= now || (snooze->rule == rule && strcmp (snooze->subject, subject) == 0))
        g_ptr_array_remove_index (snoozes, i - 1);
    }
}

static void
store_snooze (TapeAlertBook *self, gint64 rule, const char *subject, gint64 until)
{
  g_autoptr (GError) error = NULL;

  if (self->database == NULL)
    return;
  if (until > 0)
    tape_user_db_add_snooze (self->database, rule, subject, until, &error);
  else
    tape_user_db_remove_snooze (self->database, rule, subject, &error);
  tape_alert_book_take_error (self, error);
}

void
tape_alert_book_snooze (TapeAlertBook *self, gint64 rule, const char *subject, gint64 duration)
{
  gboolean replay;
  GPtrArray *snoozes;
  gint64 now;

  g_return_if_fail (TAPE_IS_ALERT_BOOK (self));
  g_return_if_fail (duration >= 0);

  if (tape_alert_book_find_rule (self, rule) == NULL)
    return;
  replay = tape_desk_get_files (self->desk) != NULL;
  snoozes = replay ? self->replayed : self->snoozes;
  now = tape_alert_book_now (self);
  forget_snooze (snoozes, rule, subject, now);
  if (duration > 0)
    {
      TapeUserSnooze *snooze = g_new (TapeUserSnooze, 1);

      *snooze = (TapeUserSnooze){ rule, g_strdup (subject), now + duration };
      g_ptr_array_add (snoozes, snooze);
    }
  if (!replay)
    store_snooze (self, rule, subject, duration > 0 ? now + duration : 0);
  tape_alert_book_changed (self);
}

gint64
tape_alert_book_get_snooze (TapeAlertBook *self, gint64 rule, const char *subject)
{
  GPtrArray *snoozes;
  gint64 until = TAPE_NO_TIME;

  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), TAPE_NO_TIME);

  snoozes = tape_desk_get_files (self->desk) != NULL ? self->replayed : self->snoozes;
  for (guint i = 0; i < snoozes->len; i++)
    {
      const TapeUserSnooze *snooze = snoozes->pdata[i];

      if (snooze->rule == rule && (*snooze->subject == '\0' || strcmp (snooze->subject, subject) == 0))
        until = MAX (until, snooze->until);
    }
  return until > tape_alert_book_now (self) ? until : TAPE_NO_TIME;
}

guint
tape_alert_book_count_snoozed (TapeAlertBook *self, gint64 rule)
{
  GPtrArray *snoozes;
  gint64 now;
  guint n = 0;

  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), 0);

  snoozes = tape_desk_get_files (self->desk) != NULL ? self->replayed : self->snoozes;
  now = tape_alert_book_now (self);
  for (guint i = 0; i < snoozes->len; i++)
    {
      const TapeUserSnooze *snooze = snoozes->pdata[i];

      n += snooze->rule == rule && *snooze->subject != '\0' && snooze->until > now;
    }
  return n;
}
