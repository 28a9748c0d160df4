/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine-oracle.h"

#include <math.h>
#include <string.h>

#define MINUTES ((TapeWindowSpec){ .size = TAPE_MINUTE, .slide = TAPE_MINUTE })

Oracle *
oracle_new (TapeUniverse *universe, const TapeEngineConfig *config)
{
  Oracle *self = g_new0 (Oracle, 1);

  self->universe = tape_universe_ref (universe);
  self->config = *config;
  self->sources = g_array_new (FALSE, FALSE, sizeof (OracleSource));
  self->trades = g_array_new (FALSE, FALSE, sizeof (OracleTrade));
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  self->bar_marks = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->emitted = g_array_new (FALSE, FALSE, sizeof (TapeWindow));
  self->pending = g_array_new (FALSE, FALSE, sizeof (TapeWindow));
  self->watermark = self->now = self->closed = G_MININT64;
  return self;
}

void
oracle_free (Oracle *self)
{
  tape_universe_unref (self->universe);
  g_array_unref (self->sources);
  g_array_unref (self->trades);
  g_hash_table_unref (self->ids);
  g_array_unref (self->bars);
  g_array_unref (self->bar_marks);
  g_array_unref (self->emitted);
  g_array_unref (self->pending);
  g_free (self);
}

OracleSource *
oracle_source (Oracle *self, guint32 source)
{
  OracleSource new = { .source = source, .live = TRUE, .watermark = G_MININT64, .receive_time = G_MININT64 };

  for (guint i = 0; i < self->sources->len; i++)
    if (g_array_index (self->sources, OracleSource, i).source == source)
      return &g_array_index (self->sources, OracleSource, i);
  g_array_append_val (self->sources, new);
  return &g_array_index (self->sources, OracleSource, self->sources->len - 1);
}

/* --- Windows --- */

static gboolean
dropped (Oracle *self, const OracleTrade *trade, gint64 end)
{
  return self->config.mode != TAPE_MODE_COMPLETE && trade->mark >= end + self->config.lateness;
}

/* The windows that a trade may be in: their ends are *first, *first + slide, … *last. */
static void
ends_of (Oracle *self, const TapeWindowSpec *spec, const TapeTrade *trade, gint64 *first, gint64 *last)
{
  TapeDay day;

  *first = tape_time_floor (trade->event_time, spec->slide) + spec->slide;
  *last = tape_time_floor (trade->event_time, spec->slide) + spec->size;
  if (!spec->calendar)
    return;
  tape_universe_get_day (self->universe, trade->instrument, trade->event_time, &day);
  *first = *last = spec->session ? day.close : day.end;
  if (!spec->session || (day.open != TAPE_NO_TIME && trade->event_time >= day.open && trade->event_time < day.close))
    return;
  *first = G_MAXINT64; /* in none */
  *last = G_MAXINT64 - 1;
}

static gint64
start_of (Oracle *self, const TapeWindowSpec *spec, const TapeTrade *trade, gint64 end)
{
  TapeDay day;

  if (!spec->calendar)
    return end - spec->size;
  tape_universe_get_day (self->universe, trade->instrument, trade->event_time, &day);
  return spec->session ? day.open : day.start;
}

/* Earlier by event time, ties by arrival. */
static gboolean
is_before (const OracleTrade *a, const OracleTrade *b)
{
  if (a->trade.event_time != b->trade.event_time)
    return a->trade.event_time < b->trade.event_time;
  return a->arrival < b->arrival;
}

static double
mean_square (Oracle *self, const TapeWindow *window, long double mean)
{
  long double squares = 0;

  for (guint i = 0; i < self->trades->len; i++)
    {
      const OracleTrade *trade = &g_array_index (self->trades, OracleTrade, i);
      long double distance = trade->trade.price - mean;

      if (trade->trade.instrument == window->instrument && trade->trade.event_time >= window->start
          && trade->trade.event_time < window->end && !dropped (self, trade, window->end))
        squares += distance * distance;
    }
  return (double)(squares / window->count);
}

gboolean
oracle_window (Oracle *self, TapeWindow *window)
{
  const OracleTrade *open = NULL, *close = NULL;
  long double sum = 0, volume = 0, turnover = 0;

  window->count = window->revision = 0;
  for (guint i = 0; i < self->trades->len; i++)
    {
      const OracleTrade *trade = &g_array_index (self->trades, OracleTrade, i);

      if (trade->trade.instrument != window->instrument || trade->trade.event_time < window->start
          || trade->trade.event_time >= window->end || dropped (self, trade, window->end))
        continue;
      window->high = window->count == 0 ? trade->trade.price : MAX (window->high, trade->trade.price);
      window->low = window->count == 0 ? trade->trade.price : MIN (window->low, trade->trade.price);
      open = open == NULL || is_before (trade, open) ? trade : open;
      close = close == NULL || is_before (close, trade) ? trade : close;
      window->count++;
      window->revision += trade->mark >= window->end;
      sum += trade->trade.price;
      volume += trade->trade.quantity;
      turnover += (long double)trade->trade.price * trade->trade.quantity;
    }
  if (window->count == 0)
    return FALSE;

  window->open = open->trade.price;
  window->close = close->trade.price;
  window->mean = (double)(sum / window->count);
  window->stddev = sqrt (mean_square (self, window, sum / window->count));
  window->volume = (double)volume;
  window->turnover = (double)turnover;
  window->vwap = volume > 0 ? (double)(turnover / volume) : NAN;
  return TRUE;
}

static gint
compare_windows (gconstpointer a, gconstpointer b, gpointer data)
{
  const TapeWindow *one = a, *other = b;
  Oracle *self = data;

  if (one->end != other->end)
    return one->end < other->end ? -1 : 1;
  return strcmp (tape_universe_get (self->universe, one->instrument)->symbol,
                 tape_universe_get (self->universe, other->instrument)->symbol);
}

/* Orders @windows, takes out what is there twice, and fills in what is known of the rest. */
static void
complete_windows (Oracle *self, GArray *windows)
{
  guint n = 0;

  g_array_sort_with_data (windows, compare_windows, self);
  for (guint i = 0; i < windows->len; i++)
    {
      TapeWindow window = g_array_index (windows, TapeWindow, i);

      if (n > 0 && compare_windows (&g_array_index (windows, TapeWindow, n - 1), &window, self) == 0)
        continue;
      if (oracle_window (self, &window))
        g_array_index (windows, TapeWindow, n++) = window;
    }
  g_array_set_size (windows, n);
}

GArray *
oracle_windows (Oracle *self, const TapeWindowSpec *spec, gint64 from, gint64 to)
{
  GArray *windows = g_array_new (FALSE, FALSE, sizeof (TapeWindow));
  gint64 first, last;

  for (guint i = 0; i < self->trades->len; i++)
    {
      const OracleTrade *trade = &g_array_index (self->trades, OracleTrade, i);

      ends_of (self, spec, &trade->trade, &first, &last);
      for (gint64 end = first; end <= MIN (last, to); end += spec->slide)
        {
          TapeWindow window = { .instrument = trade->trade.instrument, .end = end };

          window.start = start_of (self, spec, &trade->trade, end);
          if (end > from && !dropped (self, trade, end))
            g_array_append_val (windows, window);
        }
    }
  complete_windows (self, windows);
  return windows;
}

/* --- Emitting --- */

static void
hand_on (Oracle *self, GArray *windows)
{
  g_array_append_vals (self->emitted, windows->data, windows->len);
  g_array_unref (windows);
}

static void
close_until (Oracle *self, gint64 watermark)
{
  if (watermark <= self->closed)
    return;
  if (self->config.mode == TAPE_MODE_APPEND && self->config.window.size != 0)
    hand_on (self, oracle_windows (self, &self->config.window, self->closed, watermark));
  self->closed = watermark;
}

static void
trigger (Oracle *self)
{
  if (self->in_batch == 0)
    return;
  self->in_batch = 0;
  if (self->config.window.size == 0)
    return;
  if (self->config.mode == TAPE_MODE_COMPLETE)
    hand_on (self, oracle_windows (self, &self->config.window, G_MININT64, G_MAXINT64));
  else
    {
      complete_windows (self, self->pending);
      g_array_append_vals (self->emitted, self->pending->data, self->pending->len);
    }
  g_array_set_size (self->pending, 0);
}

/* A trigger is each full second, or whatever was asked for, of receive time; 0: each event. */
static void
pass (Oracle *self, gint64 receive_time)
{
  gint64 every = self->config.trigger;

  if (self->now != G_MININT64
      && (every == 0 || tape_time_floor (receive_time, every) > tape_time_floor (self->now, every)))
    trigger (self);
}

/* Which windows this trade makes known at the next trigger. */
static void
note_pending (Oracle *self, const OracleTrade *trade)
{
  const TapeWindowSpec *spec = &self->config.window;
  gint64 first, last;

  if (spec->size == 0 || self->config.mode == TAPE_MODE_COMPLETE)
    return;
  ends_of (self, spec, &trade->trade, &first, &last);
  for (gint64 end = first; end <= last; end += spec->slide)
    {
      TapeWindow window = { .instrument = trade->trade.instrument, .end = end };

      window.start = start_of (self, spec, &trade->trade, end);
      if (!dropped (self, trade, end) && (self->config.mode == TAPE_MODE_UPDATE || trade->mark >= end))
        g_array_append_val (self->pending, window);
    }
}

/* --- Watermark --- */

static void
update_session (Oracle *self)
{
  gint64 smallest = G_MAXINT64;

  for (guint i = 0; i < self->sources->len; i++)
    if (g_array_index (self->sources, OracleSource, i).active)
      smallest = MIN (smallest, g_array_index (self->sources, OracleSource, i).watermark);
  if (smallest != G_MAXINT64)
    self->watermark = MAX (self->watermark, smallest);
}

static void
take_times (Oracle *self, OracleSource *source, gint64 event_time, gint64 receive_time)
{
  source->active = TRUE;
  source->receive_time = receive_time;
  self->now = MAX (self->now, receive_time);
  if (!source->live || event_time <= receive_time + 10 * TAPE_SECOND)
    source->watermark = MAX (source->watermark, event_time - source->delay);
  update_session (self);
  close_until (self, self->watermark);
}

/* The live source that was silent first among those that are for 30 s at @receive_time. */
static OracleSource *
find_silent (Oracle *self, gint64 receive_time)
{
  OracleSource *silent = NULL;

  for (guint i = 0; i < self->sources->len; i++)
    {
      OracleSource *source = &g_array_index (self->sources, OracleSource, i);

      if (source->active && source->live && source->receive_time + 30 * TAPE_SECOND <= receive_time
          && (silent == NULL || source->receive_time < silent->receive_time))
        silent = source;
    }
  return silent;
}

static void
tick (Oracle *self, gint64 receive_time)
{
  gint64 silent_since = self->now;
  gboolean any_active = FALSE, any_live = FALSE;
  OracleSource *silent;

  if (receive_time < self->now)
    return;
  while ((silent = find_silent (self, receive_time)) != NULL)
    {
      silent->active = FALSE;
      silent_since = MAX (silent_since, silent->receive_time + 30 * TAPE_SECOND);
      update_session (self);
    }
  for (guint i = 0; i < self->sources->len; i++)
    {
      any_active |= g_array_index (self->sources, OracleSource, i).active;
      any_live |= g_array_index (self->sources, OracleSource, i).live
                  && !g_array_index (self->sources, OracleSource, i).ended;
    }
  if (!any_active && any_live && self->watermark != G_MININT64)
    self->watermark += receive_time - silent_since;
  close_until (self, self->watermark);
  pass (self, receive_time);
  self->now = receive_time;
}

static void
end_source (Oracle *self, guint32 source)
{
  oracle_source (self, source)->ended = TRUE;
  oracle_source (self, source)->active = FALSE;
  update_session (self);
  close_until (self, self->watermark);
  for (guint i = 0; i < self->sources->len; i++)
    if (!g_array_index (self->sources, OracleSource, i).ended)
      return;
  close_until (self, G_MAXINT64);
  trigger (self);
}

/* --- Events --- */

static gboolean
is_duplicate (Oracle *self, const TapeBatch *batch, const TapeTrade *trade)
{
  g_autofree char *id = NULL;

  if (!(trade->flags & TAPE_TRADE_HAS_ID))
    return FALSE;
  if (trade->flags & TAPE_TRADE_TEXT_ID)
    id = g_strdup (batch->text + trade->id);
  else
    id = g_strdup_printf ("%" G_GUINT64_FORMAT, trade->id);
  return !g_hash_table_add (self->ids, g_strdup_printf ("%u %u %" G_GINT64_FORMAT " %s", trade->source,
                                                        trade->instrument, trade->event_time, id));
}

static void
take_trade (Oracle *self, const TapeBatch *batch, const TapeTrade *trade)
{
  const TapeWindowSpec *spec = self->config.window.size == 0 ? &MINUTES : &self->config.window;
  OracleTrade taken = { *trade, self->trades->len + 1, 0 };
  OracleSource *source = oracle_source (self, trade->source);
  gint64 first, last;

  if (is_duplicate (self, batch, trade))
    {
      source->duplicates++;
      return;
    }
  pass (self, trade->receive_time);
  taken.mark = self->watermark;
  g_array_append_val (self->trades, taken);
  ends_of (self, spec, trade, &first, &last);
  source->trades++;
  source->late += taken.mark >= last;
  source->late_dropped += taken.mark >= last && dropped (self, &taken, last);
  note_pending (self, &taken);
  self->in_batch++;
  take_times (self, source, trade->event_time, trade->receive_time);
}

static void
take_bar (Oracle *self, const TapeBar *bar)
{
  OracleSource *source = oracle_source (self, bar->source);

  pass (self, bar->start);
  g_array_append_val (self->bars, *bar);
  g_array_append_val (self->bar_marks, self->watermark);
  source->bars++;
  self->in_batch++;
  /* What a live source tells of the past was received no earlier than what it said before. */
  take_times (self, source, bar->start, MAX (source->receive_time, bar->start));
}

void
oracle_process (Oracle *self, const TapeBatch *batch)
{
  switch (batch->kind)
    {
    case TAPE_BATCH_BEGIN:
      oracle_source (self, batch->source)->live = batch->live;
      oracle_source (self, batch->source)->delay = batch->delay;
      oracle_source (self, batch->source)->ended = FALSE;
      break;
    case TAPE_BATCH_TICK:
      tick (self, batch->receive_time);
      break;
    case TAPE_BATCH_END:
      end_source (self, batch->source);
      break;
    case TAPE_BATCH_TRADES:
    case TAPE_BATCH_BARS:
      for (guint i = 0; i < batch->n_trades; i++)
        take_trade (self, batch, &batch->trades[i]);
      for (guint i = 0; i < batch->n_bars; i++)
        take_bar (self, &batch->bars[i]);
      break;
    case TAPE_BATCH_KNOWN:
      g_assert_not_reached ();
    }
}

/* --- Assertions --- */

void
oracle_assert_close (double value, double oracle, double input)
{
  if (isnan (oracle))
    g_assert_true (isnan (value));
  else
    g_assert_cmpfloat (fabs (value - oracle), <=, 1e-9 * MAX (fabs (oracle), fabs (input)));
}

void
oracle_assert_window (const TapeWindow *window, const TapeWindow *oracle)
{
  g_assert_cmpint (window->end, ==, oracle->end);
  g_assert_cmpuint (window->instrument, ==, oracle->instrument);
  g_assert_cmpint (window->start, ==, oracle->start);
  g_assert_cmpuint (window->count, ==, oracle->count);
  g_assert_cmpuint (window->revision, ==, oracle->revision);
  g_assert_cmpfloat (window->open, ==, oracle->open);
  g_assert_cmpfloat (window->high, ==, oracle->high);
  g_assert_cmpfloat (window->low, ==, oracle->low);
  g_assert_cmpfloat (window->close, ==, oracle->close);
  g_assert_cmpfloat (window->volume, ==, oracle->volume);
  oracle_assert_close (window->mean, oracle->mean, oracle->high);
  oracle_assert_close (window->stddev, oracle->stddev, oracle->high);
  oracle_assert_close (window->turnover, oracle->turnover, 0);
  oracle_assert_close (window->vwap, oracle->vwap, oracle->high);
}
