/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-series.h"

#include "base/tape-thread.h"
#include "engine/tape-engine.h"
#include "model/tape-bar-list.h"
#include "model/tape-indicator-set.h"

#include <math.h>

/* Bars of the chart that are read at once, and bars of the store at most. */
#define CHUNK_SHOWN  1500
#define CHUNK_STORED 40000

/* Frames that no longer touch what is known leave a gap, which is filled as soon as the store has it; ms. */
#define GAP_DELAY 250

/* How far before the last bar that was read there may be bars that were not final. */
#define UNSETTLED (2 * TAPE_LATENESS_DEFAULT)

typedef enum
{
  READ_NONE,
  READ_FIRST,
  READ_EARLIER,
  READ_AGAIN,
} Read;

struct _TapeSeries
{
  GObject parent_instance;

  TapeOwner owner;
  TapeSeriesReadFunc read;
  gpointer read_data;
  guint settle;

  TapeUniverse *universe;
  guint32 instrument;
  TapeInterval interval;

  /* As stored; the bars and indicators that are shown follow from them. */
  GArray *stored;
  GArray *bars;
  TapeIndicatorSet *indicators;
  guint n_closed;

  guint64 told; /* bars that sources have told themselves, by the last frame; G_MAXUINT64 before the first */
  gint64 watermark;
  gboolean ended; /* no source is left: no bar gets another trade */
  /* Bars that start before it are as the store has them, and final. */
  gint64 settled;
  /* Bars that start before it are final: the first of the latest frame. */
  gint64 horizon;
  /* What @horizon was when the timer was set: those bars can be read when it fires. */
  gint64 ripe;
  guint timer;
  gboolean timer_is_short;
  gboolean gap;

  guint serial;
  Read reading;
  guint reading_max;
  gint64 reading_ripe;
  gboolean complete;
};

G_DEFINE_FINAL_TYPE (TapeSeries, tape_series, G_TYPE_OBJECT)

static guint signal_changed;

static void
tape_series_finalize (GObject *object)
{
  TapeSeries *self = TAPE_SERIES (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->universe, tape_universe_unref);
  g_array_unref (self->stored);
  g_array_unref (self->bars);
  tape_indicator_set_free (self->indicators);
  G_OBJECT_CLASS (tape_series_parent_class)->finalize (object);
}

static void
tape_series_class_init (TapeSeriesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tape_series_finalize;

  signal_changed = g_signal_new ("changed", TAPE_TYPE_SERIES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_series_init (TapeSeries *self)
{
  self->instrument = TAPE_NO_INSTRUMENT;
  self->stored = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  self->bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  self->indicators = tape_indicator_set_new ();
}

TapeSeries *
tape_series_new (TapeSeriesReadFunc read, gpointer data, guint settle)
{
  TapeSeries *self = g_object_new (TAPE_TYPE_SERIES, NULL);

  self->read = read;
  self->read_data = data;
  self->settle = settle;
  return self;
}

static const TapeBar *
get_bar (GArray *bars, guint index)
{
  return &g_array_index (bars, TapeBar, index);
}

/* How many of the bars that are shown have ended: all but the last few. */
static guint
count_closed (TapeSeries *self)
{
  guint n = self->bars->len;

  if (self->ended || self->watermark == TAPE_NO_TIME)
    return n;
  while (n > 0
         && tape_interval_get_end (self->interval, self->universe, self->instrument, get_bar (self->bars, n - 1)->start)
                > self->watermark)
    n--;
  return n;
}

/* The indicators of the bars from @first on; those before it have not changed. */
static void
update_indicators (TapeSeries *self, guint first)
{
  TapeIndicatorBars bars = { .universe = self->universe,
                             .instrument = self->instrument,
                             .bars = (const TapeBar *)(void *)self->bars->data,
                             .n_bars = self->bars->len,
                             .complete = self->complete };

  self->n_closed = bars.n_closed = count_closed (self);
  tape_indicator_set_update (self->indicators, &bars, first);
}

/* Bars that are shown, from the one that holds the stored bar @first. */
static void
update_bars (TapeSeries *self, guint first)
{
  gint64 start;
  guint shown;

  if (first >= self->stored->len)
    return;
  start = tape_interval_get_start (self->interval, self->universe, self->instrument,
                                   get_bar (self->stored, first)->start);
  first = tape_bar_list_find (self->stored, start);
  shown = tape_bar_list_find (self->bars, start);
  g_array_set_size (self->bars, shown);
  tape_interval_gather (self->interval, self->universe, get_bar (self->stored, first), self->stored->len - first,
                        self->bars);
  update_indicators (self, MIN (shown, self->n_closed));
}

static gboolean
merge (TapeSeries *self, const TapeBar *bars, guint n_bars)
{
  guint first = tape_bar_list_merge (self->stored, bars, n_bars);

  if (first >= self->stored->len)
    return FALSE;
  update_bars (self, first);
  return TRUE;
}

static void
send_request (TapeSeries *self, Read reading, gint64 from, gint64 to)
{
  gint64 factor
      = tape_interval_get_length (self->interval) / ((gint64)tape_interval_get_source (self->interval) * TAPE_SECOND);
  TapeSeriesRequest request = {
    .serial = ++self->serial,
    .instrument = self->instrument,
    .length = tape_interval_get_source (self->interval),
    .from = from,
    .to = to,
    .max = (guint)MIN (CHUNK_SHOWN * factor, CHUNK_STORED),
  };

  self->reading = reading;
  self->reading_max = request.max;
  self->read (self, &request, self->read_data);
}

static void schedule (TapeSeries *self);

static gboolean
on_timer (gpointer data)
{
  TapeSeries *self = data;

  self->timer = 0;
  self->timer_is_short = FALSE;
  /* What is being read now may lack what has become final since: then once more. */
  if (self->reading != READ_NONE)
    {
      schedule (self);
      return G_SOURCE_REMOVE;
    }
  self->reading_ripe = self->gap ? self->settled : self->ripe;
  self->gap = FALSE;
  send_request (self, READ_AGAIN, self->settled, G_MAXINT64);
  return G_SOURCE_REMOVE;
}

static void
schedule (TapeSeries *self)
{
  gboolean hurry = self->gap && !self->timer_is_short;

  if (self->settled >= self->horizon || (self->timer != 0 && !hurry))
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  self->ripe = self->horizon;
  self->timer_is_short = self->gap;
  self->timer = g_timeout_add (self->gap ? MIN (GAP_DELAY, self->settle) : self->settle, on_timer, self);
}

void
tape_series_show (TapeSeries *self, TapeUniverse *universe, guint32 instrument, TapeInterval interval)
{
  g_return_if_fail (TAPE_IS_SERIES (self));
  tape_owner_assert (&self->owner);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->universe, tape_universe_unref);
  self->universe = universe != NULL ? tape_universe_ref (universe) : NULL;
  self->instrument = universe != NULL ? instrument : TAPE_NO_INSTRUMENT;
  self->interval = interval;
  g_array_set_size (self->stored, 0);
  g_array_set_size (self->bars, 0);
  self->told = G_MAXUINT64;
  self->watermark = TAPE_NO_TIME;
  self->ended = FALSE;
  self->settled = self->horizon = G_MININT64;
  self->timer_is_short = self->gap = FALSE;
  self->complete = FALSE;
  update_indicators (self, 0);
  self->reading = READ_NONE;
  self->serial++;
  if (self->instrument != TAPE_NO_INSTRUMENT)
    send_request (self, READ_FIRST, G_MININT64, G_MAXINT64);
  g_signal_emit (self, signal_changed, 0);
}

/* The stretch of the frame's bars that is of the length that we take. */
static const TapeBar *
select_bars (TapeSeries *self, const TapeFrame *frame, guint *n)
{
  guint32 length = tape_interval_get_source (self->interval);
  guint first = 0;

  while (first < frame->bars->len && get_bar (frame->bars, first)->length != length)
    first++;
  *n = 0;
  while (first + *n < frame->bars->len && get_bar (frame->bars, first + *n)->length == length)
    (*n)++;
  return *n > 0 ? get_bar (frame->bars, first) : NULL;
}

/* Bars that a source tells itself are of any time: what was read may have others in it now. */
static void
watch_told (TapeSeries *self, const TapeFrame *frame)
{
  guint64 told = 0;

  for (guint i = 0; i < frame->n_sources; i++)
    told += frame->sources[i].bars;
  if (self->told != G_MAXUINT64 && told != self->told)
    {
      self->settled = G_MININT64;
      self->complete = FALSE;
    }
  self->told = told;
}

void
tape_series_take_frame (TapeSeries *self, const TapeFrame *frame)
{
  const TapeBar *bars;
  gboolean changed;
  guint n;

  g_return_if_fail (TAPE_IS_SERIES (self));
  tape_owner_assert (&self->owner);

  if (self->instrument == TAPE_NO_INSTRUMENT || frame->focus != self->instrument || frame->bars == NULL)
    return;
  self->watermark = frame->watermark;
  self->ended = frame->ended;
  bars = select_bars (self, frame, &n);
  self->horizon = n > 0 ? bars[0].start : G_MAXINT64;
  watch_told (self, frame);
  self->settled = MIN (self->settled, self->horizon);
  if (self->stored->len == 0 || get_bar (self->stored, self->stored->len - 1)->start < self->horizon)
    self->gap = TRUE;
  changed = n > 0 && merge (self, bars, n);
  if (!changed && count_closed (self) != self->n_closed)
    {
      update_indicators (self, self->n_closed);
      changed = TRUE;
    }
  schedule (self);
  if (changed)
    g_signal_emit (self, signal_changed, 0);
}

static gboolean
read_earlier (TapeSeries *self)
{
  if (self->reading != READ_NONE || self->complete || self->stored->len == 0)
    return FALSE;
  send_request (self, READ_EARLIER, G_MININT64, get_bar (self->stored, 0)->start);
  return TRUE;
}

void
tape_series_load_earlier (TapeSeries *self)
{
  g_return_if_fail (TAPE_IS_SERIES (self));
  tape_owner_assert (&self->owner);

  if (read_earlier (self))
    g_signal_emit (self, signal_changed, 0);
}

/* What counts from a day's first bar asks for all of the newest day. */
static void
complete_day (TapeSeries *self)
{
  TapeDay day;

  if (self->bars->len == 0 || !tape_indicator_set_needs_days (self->indicators))
    return;
  tape_universe_get_day (self->universe, self->instrument, get_bar (self->bars, self->bars->len - 1)->start, &day);
  if (get_bar (self->bars, 0)->start >= day.start)
    read_earlier (self);
}

/* More became final than is read at once: what was known before the answer no longer touches it. */
static void
forget_before (TapeSeries *self, gint64 start)
{
  g_array_remove_range (self->stored, 0, tape_bar_list_find (self->stored, start));
  g_array_set_size (self->bars, 0);
  self->n_closed = 0;
  self->settled = start;
  self->complete = FALSE;
  update_bars (self, 0);
}

static void
settle (TapeSeries *self, GArray *bars)
{
  if (bars->len >= self->reading_max && get_bar (bars, 0)->start > self->settled)
    forget_before (self, get_bar (bars, 0)->start);
  /* Where the store lacks what frames have told, it is asked again. */
  if (tape_bar_list_holds (self->stored, bars, self->settled, self->reading_ripe))
    self->settled = MAX (self->settled, self->reading_ripe);
}

/* There is nothing earlier: the first day is a whole one. */
static void
reach_the_first (TapeSeries *self)
{
  self->complete = TRUE;
  update_indicators (self, 0);
}

void
tape_series_answer (TapeSeries *self, guint serial, GArray *bars)
{
  Read reading = self->reading;

  g_return_if_fail (TAPE_IS_SERIES (self));
  tape_owner_assert (&self->owner);

  if (serial != self->serial || reading == READ_NONE)
    return;
  self->reading = READ_NONE;
  if (bars != NULL)
    {
      if (reading == READ_AGAIN)
        settle (self, bars);
      else if (bars->len == 0)
        reach_the_first (self);
      if (reading == READ_FIRST && bars->len > 0)
        self->settled = get_bar (bars, bars->len - 1)->start - UNSETTLED;
      merge (self, (const TapeBar *)(void *)bars->data, bars->len);
      complete_day (self);
    }
  schedule (self);
  g_signal_emit (self, signal_changed, 0);
}

TapeInterval
tape_series_get_interval (TapeSeries *self)
{
  return self->interval;
}

const TapeBar *
tape_series_get_bars (TapeSeries *self, guint *n_bars)
{
  *n_bars = self->bars->len;
  return (const TapeBar *)(void *)self->bars->data;
}

void
tape_series_set_indicators (TapeSeries *self, const TapeIndicator *indicators, guint n_indicators)
{
  g_return_if_fail (TAPE_IS_SERIES (self));
  tape_owner_assert (&self->owner);

  tape_indicator_set_choose (self->indicators, indicators, n_indicators);
  update_indicators (self, 0);
  complete_day (self);
  g_signal_emit (self, signal_changed, 0);
}

const TapeIndicator *
tape_series_get_indicators (TapeSeries *self, guint *n_indicators)
{
  return tape_indicator_set_get (self->indicators, n_indicators);
}

const double *
tape_series_get_values (TapeSeries *self, guint indicator, guint output)
{
  return tape_indicator_set_get_values (self->indicators, indicator, output);
}

double
tape_series_get_value (TapeSeries *self, guint indicator, guint output, guint bar)
{
  g_return_val_if_fail (bar < self->bars->len, NAN);

  if (bar == self->bars->len - 1 && bar >= self->n_closed && self->n_closed > 0)
    bar = self->n_closed - 1;
  return tape_series_get_values (self, indicator, output)[bar];
}

guint
tape_series_get_n_closed (TapeSeries *self)
{
  return self->n_closed;
}

gint
tape_series_find (TapeSeries *self, gint64 time)
{
  if (time == G_MAXINT64)
    return (gint)self->bars->len - 1;
  return (gint)tape_bar_list_find (self->bars, time + 1) - 1;
}

gboolean
tape_series_is_loading (TapeSeries *self)
{
  return self->reading == READ_FIRST || self->reading == READ_EARLIER;
}

gboolean
tape_series_is_complete (TapeSeries *self)
{
  return self->complete;
}
