/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alerts/tape-alert-bars.h"

#include "alerts/tape-alert-test.h"

#include <math.h>

/* Spans that a mean is of, and so many rules may ask for in a row. */
#define MEAN   20
#define IN_ROW 64

static const TapeAlertBar *
get (const GArray *bars, guint i)
{
  return &g_array_index (bars, TapeAlertBar, i);
}

/* --- Making --- */

void
tape_alert_bar_move (TapeUniverse *universe, guint32 instrument, gint64 span, gint64 time, TapeAlertBar *bar)
{
  TapeDay day;

  bar->span = span;
  bar->in_session = FALSE;
  if (span != TAPE_DAY)
    {
      bar->start = tape_time_floor (time, span);
      bar->end = bar->start + span;
      return;
    }
  tape_universe_get_day (universe, instrument, time, &day);
  bar->start = day.start;
  bar->end = day.end;
  bar->in_session = day.open != TAPE_NO_TIME && time >= day.open && time < day.close;
}

void
tape_alert_bar_begin (TapeUniverse *universe, guint32 instrument, gint64 span, gint64 time, TapeAlertBar *bar)
{
  *bar = (TapeAlertBar){ .span = span };
  tape_alert_bar_move (universe, instrument, span, time, bar);
}

void
tape_alert_bar_take_pane (TapeAlertBar *bar, const TapePane *pane)
{
  bar->open_time = pane->open_time;
  bar->close_time = pane->close_time;
  bar->open = pane->open;
  bar->high = tape_pane_high (pane);
  bar->low = tape_pane_low (pane);
  bar->close = pane->close;
  bar->volume = tape_pane_volume (pane);
  bar->buys = tape_pane_tally (pane, TAPE_SIDE_BUY).quantity;
  bar->sells = tape_pane_tally (pane, TAPE_SIDE_SELL).quantity;
}

void
tape_alert_bar_take_trade (TapeAlertBar *bar, const TapeTrade *trade)
{
  bar->open_time = bar->close_time = trade->event_time;
  bar->open = bar->high = bar->low = bar->close = trade->price;
  bar->volume = trade->quantity;
  bar->buys = trade->side == TAPE_SIDE_BUY ? trade->quantity : 0;
  bar->sells = trade->side == TAPE_SIDE_SELL ? trade->quantity : 0;
}

static void
take_prices (TapeAlertBar *bar, const TapeAlertBar *piece)
{
  bar->in_session = piece->in_session;
  bar->open_time = piece->open_time;
  bar->close_time = piece->close_time;
  bar->open = piece->open;
  bar->high = piece->high;
  bar->low = piece->low;
  bar->close = piece->close;
}

static void
merge_prices (TapeAlertBar *bar, const TapeAlertBar *piece)
{
  if (piece->open_time < bar->open_time)
    {
      bar->open_time = piece->open_time;
      bar->open = piece->open;
    }
  if (piece->close_time >= bar->close_time)
    {
      bar->close_time = piece->close_time;
      bar->close = piece->close;
    }
  bar->high = MAX (bar->high, piece->high);
  bar->low = MIN (bar->low, piece->low);
}

static void
merge (TapeAlertBar *bar, const TapeAlertBar *piece)
{
  if (piece->in_session && !bar->in_session)
    take_prices (bar, piece);
  else if (piece->in_session == bar->in_session)
    merge_prices (bar, piece);
  bar->volume += piece->volume;
  bar->buys += piece->buys;
  bar->sells += piece->sells;
}

guint
tape_alert_bars_add (GArray *bars, const TapeAlertBar *piece)
{
  guint i = bars->len;

  while (i > 0 && get (bars, i - 1)->start > piece->start)
    i--;
  if (i > 0 && get (bars, i - 1)->start == piece->start)
    {
      merge (&g_array_index (bars, TapeAlertBar, i - 1), piece);
      return i - 1;
    }
  g_array_insert_val (bars, i, *piece);
  return i;
}

gint
tape_alert_bars_find (const GArray *bars, gint64 end)
{
  for (guint i = bars->len; i-- > 0;)
    if (get (bars, i)->end <= end)
      return get (bars, i)->end == end ? (gint)i : -1;
  return -1;
}

void
tape_alert_bar_tell (const TapeAlertBar *bar, guint32 instrument, double value, GArray *evidence)
{
  const TapeEvidence of = {
    .time = bar->start,
    .length = (guint32)(bar->span / TAPE_SECOND),
    .instrument = instrument,
    .price = bar->close,
    .quantity = bar->volume,
    .open = bar->open,
    .high = bar->high,
    .low = bar->low,
    .value = value,
  };

  g_array_append_val (evidence, of);
}

/* --- Volumes --- */

/* Goes back span by span. */
typedef struct
{
  TapeUniverse *universe;
  guint32 instrument;
  const GArray *bars;
  gint64 span;
  guint before; /* bars that start before @start */
  gint64 start;
  TapeDay day;
} Walk;

static void
follow_day (Walk *self, gint64 time)
{
  if (time < self->day.start || time >= self->day.end)
    tape_universe_get_day (self->universe, self->instrument, time, &self->day);
}

static gint64
get_start_before (Walk *self)
{
  if (self->span != TAPE_DAY)
    return self->start - self->span;
  follow_day (self, self->start - 1);
  return self->day.start;
}

/* Whether the exchange is ever open in the span at @start. */
static gboolean
is_ever_open (Walk *self, gint64 start)
{
  const TapeExchange *exchange = tape_universe_get (self->universe, self->instrument)->exchange;
  gint64 change;

  if (tape_universe_get_round_the_clock (self->universe))
    return TRUE;
  if (self->span == TAPE_DAY)
    return self->day.open != TAPE_NO_TIME;
  return tape_exchange_is_open (exchange, start, &change) || (change != TAPE_NO_TIME && change < start + self->span);
}

/* The latest time before @time, at which the exchange is closed, when its session ran; the first bar's start at the
 * earliest. */
static gint64
find_open_before (Walk *self, gint64 time)
{
  gint64 first = get (self->bars, 0)->start;

  follow_day (self, time);
  while (self->day.open == TAPE_NO_TIME || time <= self->day.open)
    {
      if (self->day.start <= first)
        return first;
      follow_day (self, self->day.start - 1);
      time = self->day.end;
    }
  return MIN (time, self->day.close) - 1;
}

/* Past a night or a weekend at once. */
static void
skip_closed (Walk *self)
{
  gint64 open, last;

  if (self->span == TAPE_DAY)
    return;
  open = tape_time_floor (find_open_before (self, self->start), self->span);
  last = self->before > 0 ? get (self->bars, self->before - 1)->start : open;
  self->start = MIN (self->start, MAX (open, last) + self->span);
}

/* Whether there is a span before that counts. */
static gboolean
go_back (Walk *self, double *volume)
{
  while (self->before > 0)
    {
      gint64 start = get_start_before (self);
      gboolean traded = get (self->bars, self->before - 1)->start == start;

      self->start = start;
      self->before -= traded;
      *volume = traded ? get (self->bars, self->before)->volume : 0;
      if (traded || is_ever_open (self, start))
        return TRUE;
      skip_closed (self);
    }
  return FALSE;
}

static double
get_mean (const double *volumes, guint n, guint first)
{
  double sum = 0;

  if (n < first + MEAN)
    return NAN;
  for (guint i = first; i < first + MEAN; i++)
    sum += volumes[i];
  return sum > 0 ? sum / MEAN : NAN;
}

TapeAlertVolume
tape_alert_bars_volume (TapeUniverse *universe, guint32 instrument, const GArray *bars, guint i, guint n, double most)
{
  const TapeAlertBar *bar = get (bars, i);
  Walk walk = { universe, instrument, bars, bar->span, i, bar->start, { .start = G_MAXINT64 } };
  double volumes[1 + IN_ROW + MEAN] = { bar->volume };
  guint wanted = MIN (MAX (n, 1), IN_ROW) + MEAN, found = 1;
  TapeAlertVolume volume = { NAN, NAN, bar->start, TRUE };

  while (found < wanted && go_back (&walk, &volumes[found]))
    found++;
  volume.from = walk.start;
  volume.mean = get_mean (volumes, found, 1);
  volume.ratio = volumes[0] / volume.mean;
  for (guint j = 0; j < wanted - MEAN; j++)
    {
      double mean = get_mean (volumes, found, j + 1);

      volume.stays = volume.stays && !isnan (mean) && tape_alert_at_least (most, volumes[j] / mean);
    }
  return volume;
}
