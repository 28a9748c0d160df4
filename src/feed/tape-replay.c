/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-replay.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "feed/tape-columns.h"
#include "feed/tape-feed-private.h"
#include "feed/tape-replay-file.h"

#define BATCH_ROWS 4096

/* Paced rows are handed over in slices of this length of wall time, and no gap is waited out longer than that. */
#define SLICE    (10 * TAPE_MILLISECOND)
#define WAIT_MAX TAPE_SECOND

typedef struct
{
  TapeFeed feed;
  GPtrArray *files;
  char **map;
  gint64 delay;
  gboolean again;

  /* The run. */
  GPtrArray *left; /* files with rows, in the order named */
  TapeBatch *batch;
  guint n_rows;

  /* The pace: @clock is the event time that wall time @since has reached; rows up to it are due. */
  double speed;
  guint serial;
  gboolean anchored;
  gint64 clock;
  gint64 since;
} TapeReplay;

static TapeReplayFile *
file_at (const GPtrArray *files, guint i)
{
  return g_ptr_array_index (files, i);
}

static void
replay_free (TapeFeed *feed)
{
  TapeReplay *self = (TapeReplay *)feed;

  g_clear_pointer (&self->batch, tape_batch_unref);
  g_ptr_array_unref (self->left);
  g_ptr_array_unref (self->files);
  g_strfreev (self->map);
}

static guint
replay_count_sources (TapeFeed *feed)
{
  return ((TapeReplay *)feed)->files->len;
}

static const TapeSource *
replay_get_source (TapeFeed *feed, guint i)
{
  return tape_replay_file_get_source (file_at (((TapeReplay *)feed)->files, i));
}

static gboolean
replay_matches (TapeFeed *feed, guint i, const TapeSource *stored, const TapePosition *position)
{
  TapeReplay *self = (TapeReplay *)feed;

  return !self->again && tape_replay_file_matches (file_at (self->files, i), stored, position);
}

static void
replay_bind (TapeFeed *feed, guint i, guint32 source, const TapePosition *position)
{
  tape_replay_file_bind (file_at (((TapeReplay *)feed)->files, i), source, position);
}

/* Handing over. */

static void
report_progress (TapeReplay *self)
{
  double sum = 0;

  for (guint i = 0; i < self->files->len; i++)
    sum += tape_replay_file_get_progress (file_at (self->files, i));
  tape_feed_set_progress (&self->feed, sum / self->files->len);
}

/* Hands over what was gathered, with the positions of the files that moved. */
static gboolean
flush (TapeReplay *self)
{
  TapeBatch *batch = g_steal_pointer (&self->batch);
  gboolean moved = FALSE;

  self->n_rows = 0;
  if (batch == NULL)
    batch = tape_batch_new (TAPE_BATCH_TRADES, 0);
  for (guint i = 0; i < self->files->len; i++)
    moved |= tape_replay_file_add_position (file_at (self->files, i), batch);
  if (!moved)
    {
      tape_batch_unref (batch);
      return TRUE;
    }
  report_progress (self);
  return tape_feed_push (&self->feed, batch);
}

static char *
describe_bar (TapeReplay *self, const TapeBar *bar)
{
  char time[TAPE_TIME_TEXT], prices[4][TAPE_NUMBER_TEXT];

  tape_time_format (bar->start, time);
  tape_number_format (bar->open, prices[0]);
  tape_number_format (bar->high, prices[1]);
  tape_number_format (bar->low, prices[2]);
  tape_number_format (bar->close, prices[3]);
  return g_strdup_printf (_ ("%s open %s, high %s, low %s, close %s, %s"),
                          tape_universe_get (self->feed.universe, bar->instrument)->symbol, prices[0], prices[1],
                          prices[2], prices[3], time);
}

static void
keep_message (TapeReplay *self, const TapeReplayRow *row)
{
  g_autofree char *parsed = NULL;

  if (!tape_feed_wants_message (&self->feed))
    return;
  switch (row->kind)
    {
    case TAPE_ROW_TRADE:
      parsed = tape_feed_describe_trade (&self->feed, &row->trade);
      break;
    case TAPE_ROW_BAR:
      parsed = describe_bar (self, &row->bar);
      break;
    case TAPE_ROW_REJECT:
      parsed = g_strdup (row->reason);
      break;
    case TAPE_ROW_IGNORED:
      parsed = g_strdup (_ ("no event"));
      break;
    case TAPE_ROW_END:
      return;
    }
  tape_feed_keep_message (&self->feed, row->raw, row->raw_length, row->kind == TAPE_ROW_REJECT, parsed);
}

/* Puts a file's row into the batch; one of another kind than the batch's events starts a new batch. */
static gboolean
take (TapeReplay *self, TapeReplayFile *file)
{
  const TapeReplayRow *row = tape_replay_file_peek (file);
  TapeBatchKind kind = row->kind == TAPE_ROW_BAR ? TAPE_BATCH_BARS : TAPE_BATCH_TRADES;
  gboolean is_event = row->kind == TAPE_ROW_BAR || row->kind == TAPE_ROW_TRADE;

  if (self->n_rows >= BATCH_ROWS || (self->batch != NULL && is_event && self->batch->kind != kind))
    if (!flush (self))
      return FALSE;
  if (self->batch == NULL)
    self->batch = tape_batch_new (kind, self->speed > 0 ? 0 : BATCH_ROWS);
  /* To look at the clock for every row would be felt. */
  if (self->n_rows++ == 0 || row->kind == TAPE_ROW_REJECT)
    keep_message (self, row);
  tape_replay_file_take (file, self->batch);
  return TRUE;
}

/* Pacing. */

/* Starts the pace anew where pause or speed changed. */
static void
follow_pace (TapeReplay *self)
{
  guint serial;
  double speed = tape_feed_get_pace (&self->feed, &serial);

  if (serial == self->serial)
    return;
  self->anchored &= self->speed > 0;
  self->speed = speed;
  self->serial = serial;
}

static void
set_clock (TapeReplay *self, gint64 clock)
{
  self->clock = clock;
  self->since = g_get_monotonic_time ();
  self->anchored = TRUE;
}

/* The wall time at which an event time is due, not further away than WAIT_MAX. */
static gint64
due_at (const TapeReplay *self, gint64 time)
{
  double wait = ceil ((double)(time - self->clock) / self->speed);

  return self->since + (gint64)CLAMP (wait, (double)SLICE, (double)WAIT_MAX);
}

/* Moves the clock on after a wait that was to end at @due. One that a change of speed ended early counts for what it was.
 * What the machine is behind by is caught up with, but not a pause. */
static void
move_clock (TapeReplay *self, double speed, gint64 due, gint64 time)
{
  gint64 now = g_get_monotonic_time ();
  gint64 waited = MIN (now, due) - self->since;

  self->clock += (gint64)((double)waited * speed);
  self->since = now - due < WAIT_MAX ? self->since + waited : now;
  if (waited >= WAIT_MAX)
    self->clock = MAX (self->clock, time);
}

/* Waits until a row of @time is due, with everything handed over before. */
static gboolean
wait_for (TapeReplay *self, gint64 time)
{
  if (!flush (self))
    return FALSE;
  for (;;)
    {
      double speed;
      gint64 due;

      follow_pace (self);
      if (self->speed == 0)
        return TRUE;
      if (!self->anchored)
        set_clock (self, time);
      if (time <= self->clock)
        return TRUE;
      speed = self->speed;
      due = due_at (self, time);
      if (!tape_feed_wait_until (&self->feed, due))
        return FALSE;
      move_clock (self, speed, due, time);
    }
}

static gboolean
wait_until_due (TapeReplay *self, gint64 time)
{
  if (self->n_rows == 0)
    follow_pace (self);
  if (self->speed == 0)
    return TRUE;
  if (!self->anchored)
    set_clock (self, time);
  return time <= self->clock || wait_for (self, time);
}

/* Merging. */

/* The file whose row comes next: one that carries no event at once, then the earliest event, ties in the order named. */
static guint
find_next (const TapeReplay *self)
{
  guint next = 0;

  for (guint i = 0; i < self->left->len; i++)
    {
      const TapeReplayRow *row = tape_replay_file_peek (file_at (self->left, i));

      if (row->kind != TAPE_ROW_TRADE && row->kind != TAPE_ROW_BAR)
        return i;
      if (row->time < tape_replay_file_peek (file_at (self->left, next))->time)
        next = i;
    }
  return next;
}

static gboolean
end (TapeReplay *self, guint i)
{
  guint32 source = tape_replay_file_get_number (file_at (self->left, i));

  g_ptr_array_remove_index (self->left, i);
  return flush (self) && tape_feed_push (&self->feed, tape_batch_new_end (source));
}

/* Takes the next row. %FALSE without an error where the feed is to end. */
static gboolean
step (TapeReplay *self, GError **error)
{
  guint i = find_next (self);
  TapeReplayFile *file = file_at (self->left, i);
  const TapeReplayRow *row = tape_replay_file_peek (file);
  gboolean is_event = row->kind == TAPE_ROW_TRADE || row->kind == TAPE_ROW_BAR;

  if (row->kind == TAPE_ROW_END)
    return end (self, i);
  if (is_event && !wait_until_due (self, row->time))
    return FALSE;
  if (!take (self, file))
    return FALSE;
  if (tape_replay_file_advance (file, error))
    return TRUE;
  flush (self); /* what could be read counts */
  return FALSE;
}

static gboolean
begin (TapeReplay *self, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      TapeReplayFile *file = file_at (self->files, i);

      if (!tape_replay_file_survey (file, self->delay, cancellable, error) || !tape_replay_file_start (file, error))
        return FALSE;
    }
  for (guint i = 0; i < self->files->len; i++)
    {
      TapeReplayFile *file = file_at (self->files, i);
      TapeBatch *batch
          = tape_batch_new_begin (tape_replay_file_get_number (file), FALSE, tape_replay_file_get_delay (file));

      tape_batch_set_name (batch, tape_replay_file_get_source (file)->name);
      if (!tape_feed_push (&self->feed, batch))
        return FALSE;
    }
  for (guint i = 0; i < self->files->len; i++)
    {
      if (!tape_replay_file_advance (file_at (self->files, i), error))
        return FALSE;
      g_ptr_array_add (self->left, file_at (self->files, i));
    }
  return TRUE;
}

static gboolean
replay_run (TapeFeed *feed, GCancellable *cancellable, GError **error)
{
  TapeReplay *self = (TapeReplay *)feed;

  self->speed = tape_feed_get_pace (feed, &self->serial);
  if (!begin (self, cancellable, error))
    return FALSE;
  while (self->left->len > 0)
    if (!step (self, error))
      return FALSE;
  tape_feed_set_progress (feed, 1);
  return TRUE;
}

static const TapeFeedType replay_type = {
  .name = "replay",
  .free = replay_free,
  .count_sources = replay_count_sources,
  .get_source = replay_get_source,
  .matches = replay_matches,
  .bind = replay_bind,
  .run = replay_run,
};

/* Making. */

static gboolean
check_options (const char *const *paths, const TapeReplayOptions *options, GError **error)
{
  if (paths[0] == NULL)
    {
      g_set_error_literal (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION, _ ("There is no file to replay: name one."));
      return FALSE;
    }
  if (!(options->speed >= 0) || isinf (options->speed))
    {
      g_set_error_literal (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION,
                           _ ("The speed must be a number above 0, or as fast as it goes."));
      return FALSE;
    }
  if (options->delay < -1)
    {
      g_set_error_literal (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION, _ ("The delay must not be negative."));
      return FALSE;
    }
  return tape_columns_check_map (options->map, error);
}

static char *
name_for (const GPtrArray *files)
{
  const char *first = tape_replay_file_get_source (file_at (files, 0))->name;

  if (files->len == 1)
    return g_strdup (first);
  return g_strdup_printf (ngettext ("%s and %u more", "%s and %u more", files->len - 1), first, files->len - 1);
}

TapeFeed *
tape_replay_new (TapeUniverse *universe, const char *const *paths, const TapeReplayOptions *options, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_replay_file_free);
  g_auto (GStrv) map = g_strdupv ((char **)options->map);
  g_autofree char *name = NULL;
  TapeReplay *self;

  if (!check_options (paths, options, error))
    return NULL;
  for (; *paths != NULL; paths++)
    {
      TapeReplayFile *file = tape_replay_file_new (universe, *paths, (const char *const *)map, error);

      if (file == NULL)
        return NULL;
      if (options->receive_times)
        tape_replay_file_take_receive_times (file);
      g_ptr_array_add (files, file);
    }

  self = g_new0 (TapeReplay, 1);
  name = name_for (files);
  tape_feed_init (&self->feed, &replay_type, name, universe);
  self->feed.speed = options->speed;
  self->files = g_steal_pointer (&files);
  self->left = g_ptr_array_new ();
  self->map = g_steal_pointer (&map);
  self->delay = options->delay;
  self->again = options->again;
  return &self->feed;
}
