/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The past: bars of each day of a year, and of each minute of the day before trades begin, made along one path, on which
 * the trades go on. Until it has all been told, the state of a simulation is where it began: it takes a moment only. */

#include "config.h"

#include "feed/tape-simulation-private.h"

#define PAST_SPAN    (365 * TAPE_DAY)
#define PAST_STEP    (4 * TAPE_HOUR)
#define MINUTES_SPAN TAPE_DAY
#define MINUTE_BARS  60000
#define BARS_A_BLOCK 4096

struct _TapeSimulationPast
{
  gint64 time;
  gint64 minutes_from;
  gint64 end;
  TapeRandom random;
  guint n_minutely;     /* so many of the most traded have bars of a minute */
  double *prices;       /* where each instrument is */
  TapeBar *days;        /* of each instrument, not yet over; none where length is 0 */
  TapeDay *calendar;    /* of each exchange, what the bars of days are of */
  guint32 *by_exchange; /* all instruments, each exchange's together */
  guint *first;         /* of each exchange, and one more, in by_exchange */
  GArray *bars;         /* TapeBar: of days, of the block */
  GArray *minutes;      /* TapeBar: told when all days are */
  gboolean told_days;
  guint told_minutes;
};

static void
sort_by_exchange (TapeSimulation *self, TapeSimulationPast *past)
{
  guint n = 0;

  past->by_exchange = g_new (guint32, self->n_instruments);
  past->first = g_new (guint, self->n_exchanges + 1);
  for (guint exchange = 0; exchange < self->n_exchanges; exchange++)
    {
      past->first[exchange] = n;
      for (guint i = 0; i < self->n_instruments; i++)
        if (self->exchange_of[i] == exchange)
          past->by_exchange[n++] = i;
    }
  past->first[self->n_exchanges] = n;
}

TapeSimulationPast *
tape_simulation_past_new (TapeSimulation *self)
{
  TapeSimulationPast *past = g_new0 (TapeSimulationPast, 1);

  past->end = self->start - TAPE_SIMULATION_THIN_SPAN;
  past->minutes_from = past->end - MINUTES_SPAN;
  past->time = past->minutes_from - PAST_SPAN;
  past->n_minutely = MIN (self->n_instruments, MINUTE_BARS / (MINUTES_SPAN / TAPE_MINUTE));
  past->prices = g_new (double, self->n_instruments);
  past->days = g_new0 (TapeBar, self->n_instruments);
  past->calendar = g_new0 (TapeDay, self->n_exchanges);
  past->bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  past->minutes = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  sort_by_exchange (self, past);
  tape_simulation_random (self, &past->random, TAPE_STREAM_PAST, 0);
  for (guint i = 0; i < self->n_instruments; i++)
    past->prices[i] = tape_simulation_price (&self->instruments[i], tape_simulation_level (self, i), 0);
  for (guint i = 0; i < self->n_exchanges; i++)
    tape_exchange_get_day (self->exchanges[i].exchange, past->time, &past->calendar[i]);
  return past;
}

void
tape_simulation_past_free (TapeSimulationPast *past)
{
  g_array_unref (past->bars);
  g_array_unref (past->minutes);
  g_free (past->prices);
  g_free (past->days);
  g_free (past->calendar);
  g_free (past->by_exchange);
  g_free (past->first);
  g_free (past);
}

/* Tells the bars of the exchange's day that is over, where it was a trading day that was seen whole; the next begins. */
static void
end_day (TapeSimulation *self, guint exchange)
{
  TapeSimulationPast *past = self->past;
  TapeDay *day = &past->calendar[exchange];

  for (guint k = past->first[exchange]; k < past->first[exchange + 1]; k++)
    {
      TapeBar *bar = &past->days[past->by_exchange[k]];

      if (bar->open > 0 && day->open != TAPE_NO_TIME)
        g_array_append_vals (past->bars, bar, 1);
      memset (bar, 0, sizeof *bar);
      bar->length = TAPE_BAR_DAY;
    }
  tape_exchange_get_day (self->exchanges[exchange].exchange, past->time, day);
}

/* Those whose day began first come first, so that bars are told in order. */
static void
end_days (TapeSimulation *self)
{
  TapeSimulationPast *past = self->past;
  guint earliest;

  do
    {
      earliest = G_MAXUINT;
      for (guint i = 0; i < self->n_exchanges; i++)
        if (past->calendar[i].end <= past->time
            && (earliest == G_MAXUINT || past->calendar[i].start < past->calendar[earliest].start))
          earliest = i;
      if (earliest != G_MAXUINT)
        end_day (self, earliest);
    }
  while (earliest != G_MAXUINT);
}

/* A bar from where the instrument is to where it goes, with a wick at either end. */
static void
make_step (TapeSimulation *self, TapeBar *bar, guint i, double root_days, double keep, gint64 length)
{
  TapeSimulationPast *past = self->past;
  const TapeSimulatedInstrument *it = &self->instruments[i];
  double level, wick = it->volatility * root_days * 0.7;
  double activity = self->exchanges[self->exchange_of[i]].activity;
  double trades = self->options.trades_per_second * self->weights[i] * (double)(length / TAPE_SECOND) * activity;
  double lots = trades * self->mean_lots * (0.5 + tape_random_unit (&past->random));

  bar->start = past->time;
  bar->instrument = i;
  bar->open = past->prices[i];
  self->own[i] = self->own[i] * keep + it->volatility * root_days * tape_random_bell (&past->random);
  level = tape_simulation_level (self, i);
  bar->close = tape_simulation_price (it, level, 0);
  bar->high = tape_simulation_price (it, level + wick * tape_random_unit (&past->random), 0);
  bar->low = tape_simulation_price (it, level - wick * tape_random_unit (&past->random), 0);
  bar->high = MAX (bar->high, bar->open);
  bar->low = MIN (bar->low, bar->open);
  bar->volume = (double)(gint64)(lots + 0.5) * it->lot / it->lot_unit;
  bar->turnover = bar->volume * (bar->open + bar->close) / 2;
  past->prices[i] = bar->close;
}

static void
add_to_day (TapeBar *day, const TapeBar *bar, gint64 start)
{
  if (day->length == 0)
    return;
  if (day->open == 0)
    {
      *day = *bar;
      day->length = TAPE_BAR_DAY;
      day->start = start;
    }
  else
    tape_bar_merge (day, bar);
}

static void
walk (TapeSimulation *self, gint64 length)
{
  TapeSimulationPast *past = self->past;
  double days = (double)length / TAPE_DAY;
  double root_days = tape_random_root (days), keep = tape_simulation_keep (days);

  end_days (self);
  tape_simulation_update_activity (self, past->time);
  tape_simulation_move_factors (self, &past->random, root_days, keep);
  for (guint rank = 0; rank < self->n_instruments; rank++)
    {
      guint i = self->ranking[rank];
      TapeBar bar = { .length = TAPE_BAR_MINUTE };

      make_step (self, &bar, i, root_days, keep, length);
      add_to_day (&past->days[i], &bar, past->calendar[self->exchange_of[i]].start);
      if (length == TAPE_MINUTE && rank < past->n_minutely)
        g_array_append_val (past->minutes, bar);
    }
  past->time += length;
}

gboolean
tape_simulation_past_next (TapeSimulation *self, TapeSimulationBlock *block)
{
  TapeSimulationPast *past = self->past;

  g_clear_pointer (&self->block_state, g_bytes_unref);
  self->block_state = block->state = tape_simulation_save (self);

  g_array_set_size (past->bars, 0);
  while (past->time < past->end && past->bars->len < BARS_A_BLOCK)
    walk (self, past->time < past->minutes_from ? PAST_STEP : TAPE_MINUTE);
  if (past->bars->len == 0 && !past->told_days && past->time >= past->end)
    {
      end_days (self);
      past->told_days = TRUE;
    }
  if (past->bars->len > 0)
    {
      block->bars = (const TapeBar *)(gconstpointer)past->bars->data;
      block->n_bars = past->bars->len;
      return TRUE;
    }

  if (past->told_minutes == past->minutes->len)
    {
      g_clear_pointer (&self->past, tape_simulation_past_free);
      return FALSE;
    }
  block->bars = &g_array_index (past->minutes, TapeBar, past->told_minutes);
  block->n_bars = MIN (past->minutes->len - past->told_minutes, BARS_A_BLOCK);
  past->told_minutes += block->n_bars;
  return TRUE;
}
