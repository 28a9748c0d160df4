/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-remover-private.h"
#include "store/tape-totals-strip.h"

enum
{
  STEP_BARS = 512,   /* of one instrument that are looked at together */
  STEP_HOURS = 1024, /* rows of removed trades */
};

gint64
tape_remover_floor (gint64 cutoff, guint32 length)
{
  return cutoff == TAPE_CUTOFF_NONE ? cutoff : tape_totals_strip_floor (cutoff, length);
}

static gint64
get_cutoff (const TapeCutoffs *cutoffs, gint64 length)
{
  if (length >= TAPE_BAR_DAY)
    return TAPE_CUTOFF_NONE;
  return tape_remover_floor (length < TAPE_BAR_MINUTE ? cutoffs->seconds : cutoffs->minutes, (guint32)length);
}

/* The next length of bars that the instrument has; 0 where there is none. */
static gboolean
find_length (TapeRemover *self, gint64 *length, GError **error)
{
  sqlite3_bind_int64 (self->next_length, 1, self->instrument);
  sqlite3_bind_int64 (self->next_length, 2, self->length);
  *length = sqlite3_step (self->next_length) == SQLITE_ROW ? sqlite3_column_int64 (self->next_length, 0) : 0;
  return tape_database_run (self->next_length, error);
}

static gboolean
find_first (TapeRemover *self, gint64 length, gint64 *first, GError **error)
{
  sqlite3_stmt *row = self->first_bar;

  *first = G_MAXINT64;
  sqlite3_bind_int64 (row, 1, self->instrument);
  sqlite3_bind_int64 (row, 2, length);
  if (sqlite3_step (row) == SQLITE_ROW && sqlite3_column_type (row, 0) != SQLITE_NULL)
    *first = sqlite3_column_int64 (row, 0);
  return tape_database_run (row, error);
}

static gboolean
delete_before (TapeRemover *self, sqlite3_stmt *statement, gint64 length, gint64 before, GError **error)
{
  sqlite3_bind_int64 (statement, 1, self->instrument);
  sqlite3_bind_int64 (statement, 2, length);
  sqlite3_bind_int64 (statement, 3, before);
  return tape_database_run (statement, error);
}

/* Bars of one length, or some of them: then the next call goes on there. */
static gboolean
remove_bars (TapeRemover *self, gint64 length, gint64 *bars, GError **error)
{
  gint64 cutoff = get_cutoff (&self->round, length), first, before;

  if (!find_first (self, length, &first, error))
    return FALSE;
  if (first >= cutoff)
    {
      self->length = length;
      return TRUE;
    }
  before = MIN (cutoff, tape_remover_floor (first + STEP_BARS * length * TAPE_SECOND, (guint32)length));
  if (!delete_before (self, self->delete_bars, length, before, error))
    return FALSE;
  *bars += sqlite3_changes (self->db);
  return delete_before (self, self->delete_totals, length, before, error);
}

typedef struct
{
  gint64 start;
  guint32 instrument;
  TapeRemoved removed;
} Hour;

static gboolean
load_hours (TapeRemover *self, gint64 before, GArray *hours, GError **error)
{
  int result;

  sqlite3_bind_int64 (self->old_hours, 1, before);
  sqlite3_bind_int64 (self->old_hours, 2, STEP_HOURS);
  while ((result = sqlite3_step (self->old_hours)) == SQLITE_ROW)
    {
      const Hour hour = {
        .start = sqlite3_column_int64 (self->old_hours, 0),
        .instrument = (guint32)sqlite3_column_int64 (self->old_hours, 1),
        .removed = { .trades = sqlite3_column_int64 (self->old_hours, 2),
                     .estimated = sqlite3_column_int64 (self->old_hours, 3),
                     .aside = sqlite3_column_int64 (self->old_hours, 4) },
      };

      g_array_append_val (hours, hour);
    }
  return tape_database_done (self->old_hours, result, error);
}

static gboolean
add_to_day (TapeRemover *self, const Hour *hour, GError **error)
{
  TapeDay day = { .start = hour->start };

  if (hour->instrument < tape_universe_count (self->universe))
    tape_universe_get_day (self->universe, hour->instrument, hour->start, &day);
  return tape_remover_add_removed (self, TAPE_BAR_DAY, day.start, hour->instrument, &hour->removed, error);
}

/* Once the minutes are gone nothing is asked about parts of a day. */
static gboolean
merge_hours (TapeRemover *self, gboolean *done, GError **error)
{
  g_autoptr (GArray) hours = g_array_new (FALSE, FALSE, sizeof (Hour));
  gint64 before = tape_remover_floor (self->round.minutes, TAPE_BAR_MINUTE);
  const Hour *last;

  if (!load_hours (self, before, hours, error))
    return FALSE;
  *done = hours->len < STEP_HOURS;
  if (hours->len == 0)
    return TRUE;
  for (guint i = 0; i < hours->len; i++)
    if (!add_to_day (self, &g_array_index (hours, Hour, i), error))
      return FALSE;
  last = &g_array_index (hours, Hour, hours->len - 1);
  sqlite3_bind_int64 (self->delete_hours, 1, last->start);
  sqlite3_bind_int64 (self->delete_hours, 2, last->instrument);
  return tape_database_run (self->delete_hours, error);
}

gboolean
tape_remover_step_bars (TapeRemover *self, gint64 *bars, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + TAPE_REMOVER_STEP / 2;
  guint n_instruments = tape_universe_count (self->universe);
  gint64 length;
  gboolean done;

  while (self->instrument < n_instruments && g_get_monotonic_time () < deadline)
    {
      if (!find_length (self, &length, error))
        return FALSE;
      if (length == 0 || length >= TAPE_BAR_DAY)
        {
          self->instrument++;
          self->length = 0;
        }
      else if (!remove_bars (self, length, bars, error))
        return FALSE;
    }
  if (self->instrument < n_instruments)
    return TRUE;
  if (!merge_hours (self, &done, error))
    return FALSE;
  if (done)
    {
      self->has_bars = FALSE;
      self->instrument = 0;
    }
  return TRUE;
}
