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
    past->prices[i] = tape_simulation_price (&self->instruments[i], self->instruments[i].base_ticks);
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

/* How prices move over a step. */
typedef struct
{
  gint64 length;
  double root_days;
  double keep;
} Step;

static Step
step_of (gint64 length)
{
  double days = (double)length / TAPE_DAY;

  return (Step){ length, tape_random_root (days), tape_simulation_keep (days) };
}

/* A bar from where the instrument is to where it goes, with a wick at either end. */
static void
make_step (TapeSimulation *self, TapeBar *bar, guint i, const Step *step)
{
  TapeSimulationPast *past = self->past;
  const TapeSimulatedInstrument *it = &self->instruments[i];
  double sigma = it->volatility * step->root_days;
  double rate = self->options.trades_per_second * self->weights[i] * self->exchanges[self->exchange_of[i]].activity;
  double lots
      = rate * (double)(step->length / TAPE_SECOND) * self->mean_lots * (0.5 + tape_random_unit (&past->random));
  double ticks;

  self->own[i] = self->own[i] * step->keep + sigma * tape_random_bell (&past->random);
  ticks = it->base_ticks * tape_random_exp (tape_simulation_level (self, i));
  bar->start = past->time;
  bar->instrument = i;
  bar->open = past->prices[i];
  bar->close = tape_simulation_price (it, ticks);
  bar->high = tape_simulation_price (it, ticks * (1 + 0.7 * sigma * tape_random_unit (&past->random)));
  bar->low = tape_simulation_price (it, ticks * (1 - 0.7 * sigma * tape_random_unit (&past->random)));
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

/* One step of everything; where the most traded go by minutes, the others go by hours, at the last minute of each. */
static void
walk (TapeSimulation *self)
{
  TapeSimulationPast *past = self->past;
  gboolean minutely = past->time >= past->minutes_from;
  Step step = step_of (minutely ? TAPE_MINUTE : PAST_STEP), others = minutely ? step_of (TAPE_HOUR) : step;
  gboolean all = !minutely || (past->end - past->time - TAPE_MINUTE) % TAPE_HOUR == 0;

  end_days (self);
  tape_simulation_update_activity (self, past->time);
  tape_simulation_move_factors (self, &past->random, step.root_days, step.keep);
  for (guint rank = 0; rank < (all ? self->n_instruments : past->n_minutely); rank++)
    {
      guint i = self->ranking[rank];
      TapeBar bar = { .length = TAPE_BAR_MINUTE };

      make_step (self, &bar, i, rank < past->n_minutely ? &step : &others);
      add_to_day (&past->days[i], &bar, past->calendar[self->exchange_of[i]].start);
      if (minutely && rank < past->n_minutely)
        g_array_append_val (past->minutes, bar);
    }
  past->time += step.length;
}

gboolean
tape_simulation_past_next (TapeSimulation *self, TapeSimulationBlock *block)
{
  TapeSimulationPast *past = self->past;

  g_clear_pointer (&self->block_state, g_bytes_unref);
  self->block_state = block->state = tape_simulation_save (self);

  g_array_set_size (past->bars, 0);
  while (past->time < past->end && past->bars->len < BARS_A_BLOCK)
    walk (self);
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
