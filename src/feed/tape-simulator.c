/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The feed around the simulation: its pace, its position, its place in the universe. */

#include "config.h"

#include "feed/tape-simulator.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-feed-private.h"
#include "feed/tape-simulated-instrument.h"
#include "feed/tape-simulation.h"
#include "feed/tape-trade-text.h"

#define DELAY        (10 * TAPE_SECOND)
#define SYMBOLS_MAX  100000
#define RATE_MAX     1e7
#define SHARE_MAX    0.5
#define SPEED_MAX    1e6
#define START_MIN    (G_GINT64_CONSTANT (31536000) * TAPE_SECOND)
#define START_MAX    (G_GINT64_CONSTANT (7258118400) * TAPE_SECOND)
#define BATCH_EVENTS 4096

/* The wall clock was not only set a little. */
#define SLEEP_MIN (5 * TAPE_SECOND)

/* Events are bundled over so long, in µs of the wall clock: as long as a few frames of a display. */
#define BUNDLE (25 * TAPE_MILLISECOND)

/* 2024-06-03T13:30:00Z, a Monday on which New York opens. */
const TapeSimulatorOptions tape_simulator_defaults = {
  .seed = 1,
  .trades_per_second = 100,
  .start = G_GINT64_CONSTANT (1717421400) * TAPE_SECOND,
};

typedef struct
{
  TapeFeed feed;
  TapeSimulatorOptions options;
  TapeSimulation *simulation;
  GArray *instruments; /* guint32: number in the universe of each of the simulation's */
  TapeSource source;
  guint32 number;
  gint64 event_time; /* of the last event delivered, or TAPE_NO_TIME */
  guint64 offset;    /* events delivered */
  guint64 skip;      /* events of the next blocks that were delivered before */

  /* Where the wall clock and the simulation stand beside each other. */
  double speed;
  guint pace_serial;
  gint64 wall_anchor;
  gint64 time_anchor;
  gint64 boot_time; /* wall clock less monotonic clock: it jumps when the machine has slept */
} TapeSimulator;

/* What it simulates. */

static gboolean
is_company (const TapeInstrument *instrument)
{
  static const char *const others[] = { "Funds", "Indices", "Crypto" };
  const char *industry = tape_group_name (TAPE_GROUP_INDUSTRY, instrument->industry);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_equal (industry, others[i]))
      return FALSE;
  return TRUE;
}

static void
add_symbol (TapeSimulator *self, const char *symbol)
{
  guint32 number = tape_universe_intern (self->feed.universe, symbol, strlen (symbol));

  g_assert (number != TAPE_NO_INSTRUMENT);
  g_array_append_val (self->instruments, number);
}

typedef struct
{
  const TapeInstrument *instrument;
  gboolean company;
  guint64 prominence;
} Candidate;

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *left = a, *right = b;

  if (left->company != right->company)
    return left->company ? -1 : 1;
  if (left->prominence != right->prominence)
    return left->prominence > right->prominence ? -1 : 1;
  return left->instrument < right->instrument ? -1 : 1;
}

/* The table's instruments: companies first, the most traded of them first, so that few are the world's best known. */
static GArray *
list_candidates (void)
{
  g_autofree TapeSimulatedFactors *factors = g_new (TapeSimulatedFactors, 1);
  GArray *candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  guint n;
  const TapeInstrument *instruments = tape_instruments_list (&n);

  tape_simulated_factors_init (factors);
  for (guint i = 0; i < n; i++)
    {
      TapeSimulatedInstrument simulated;
      Candidate candidate = { &instruments[i], is_company (&instruments[i]), 0 };

      tape_simulated_instrument_init (&simulated, factors, &instruments[i]);
      candidate.prominence = simulated.prominence;
      g_array_append_val (candidates, candidate);
    }
  g_array_sort (candidates, compare_candidates);
  return candidates;
}

static void
add_symbols (TapeSimulator *self)
{
  g_autoptr (GArray) candidates = list_candidates ();
  guint n_known = candidates->len, wanted = self->options.symbols;

  for (guint i = 0; i < n_known && (wanted == 0 || i < wanted); i++)
    if (wanted != 0 || g_array_index (candidates, Candidate, i).company)
      add_symbol (self, g_array_index (candidates, Candidate, i).instrument->symbol);
  for (guint i = n_known; i < wanted; i++)
    {
      char symbol[16];

      g_snprintf (symbol, sizeof symbol, "SIM%05u", i - n_known + 1);
      add_symbol (self, symbol);
    }
}

/* What it is: all that shapes the stream, but for the start, which its state carries. */
static guint64
digest (TapeSimulator *self)
{
  const TapeSimulatorOptions *options = &self->options;
  g_autoptr (GString) text = g_string_new ("simulator 1\n");
  const double numbers[] = { options->trades_per_second, options->late, options->duplicates, options->out_of_order };

  g_string_append_printf (text, "%" G_GUINT64_FORMAT "\n%" G_GUINT64_FORMAT "\n%d\n", options->seed, options->trades,
                          options->past);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      char digits[TAPE_NUMBER_TEXT];

      tape_number_format (numbers[i], digits);
      g_string_append_printf (text, "%s\n", digits);
    }
  for (guint i = 0; i < self->instruments->len; i++)
    {
      guint32 number = g_array_index (self->instruments, guint32, i);

      g_string_append_printf (text, "%s\n", tape_universe_get (self->feed.universe, number)->symbol);
    }
  return tape_source_digest (text->str, text->len);
}

static void
simulator_free (TapeFeed *feed)
{
  TapeSimulator *self = (TapeSimulator *)feed;

  tape_simulation_free (self->simulation);
  g_array_unref (self->instruments);
  g_free (self->source.kind);
  g_free (self->source.name);
  g_free (self->source.location);
}

static guint
simulator_count_sources (TapeFeed *feed)
{
  return 1;
}

static const TapeSource *
simulator_get_source (TapeFeed *feed, guint i)
{
  return &((TapeSimulator *)feed)->source;
}

static gboolean
simulator_matches (TapeFeed *feed, guint i, const TapeSource *stored, const TapePosition *position)
{
  TapeSimulator *self = (TapeSimulator *)feed;

  return g_strcmp0 (stored->kind, self->source.kind) == 0 && stored->head_digest == self->source.head_digest
         && (position == NULL || position->state == NULL
             || tape_simulation_is_state (self->simulation, position->state));
}

static void
simulator_bind (TapeFeed *feed, guint i, guint32 source, const TapePosition *position)
{
  TapeSimulator *self = (TapeSimulator *)feed;

  self->number = source;
  if (position == NULL || position->state == NULL || !tape_simulation_restore (self->simulation, position->state))
    return;
  self->offset = tape_simulation_get_offset (self->simulation);
  if (position->offset > 0 && (guint64)position->offset > self->offset)
    self->skip = (guint64)position->offset - self->offset;
  self->offset += self->skip;
  self->event_time = position->event_time;
}

/* Its pace. */

/* The event time that it is now; all that came before is due. */
static gint64
now (TapeSimulator *self)
{
  double passed;

  if (self->speed == 0)
    return G_MAXINT64;
  passed = (double)(g_get_monotonic_time () - self->wall_anchor) * self->speed;
  return self->time_anchor + (gint64)MIN (passed, 1e17);
}

/* When @time is due, by the monotonic clock. */
static gint64
due (TapeSimulator *self, gint64 time)
{
  double ahead = (double)(time - self->time_anchor) / self->speed;

  return self->wall_anchor + (gint64)MIN (ahead, 1e17);
}

/* The monotonic clock stands still while the machine sleeps; at its own speed the simulation does not. */
static void
notice_sleep (TapeSimulator *self)
{
  gint64 slept = g_get_real_time () - g_get_monotonic_time () - self->boot_time;

  if (slept < SLEEP_MIN)
    return;
  self->boot_time += slept;
  if (self->speed != 1)
    return;
  self->wall_anchor -= slept;
  tape_simulation_catch_up (self->simulation, now (self));
}

/* After a pause or a change of speed the clock goes on from where the simulation is. At its own speed it follows the wall
 * clock, so that what a pause held up is caught up. */
static void
follow_pace (TapeSimulator *self)
{
  guint serial;
  double speed = tape_feed_get_pace (&self->feed, &serial);

  notice_sleep (self);
  if (serial == self->pace_serial)
    return;
  if (speed == 1 && self->speed == 1)
    tape_simulation_catch_up (self->simulation, now (self));
  else
    {
      self->wall_anchor = g_get_monotonic_time ();
      self->time_anchor = MAX (self->time_anchor, self->event_time);
    }
  self->speed = speed;
  self->pace_serial = serial;
}

static void
start_pace (TapeSimulator *self)
{
  self->speed = tape_feed_get_pace (&self->feed, &self->pace_serial);
  self->wall_anchor = g_get_monotonic_time ();
  self->time_anchor = MAX (self->options.start, self->event_time);
  self->boot_time = g_get_real_time () - self->wall_anchor;
}

/* Its events. */

static void
set_position (TapeSimulator *self, TapeBatch *batch, GBytes *state, gboolean finished)
{
  TapePosition position = {
    .offset = (gint64)self->offset,
    .event_time = self->event_time,
    .source = self->number,
    .finished = finished,
    .state = state,
  };

  tape_batch_set_position (batch, &position);
}

static void
keep_message (TapeSimulator *self, const TapeBatch *batch)
{
  const TapeTrade *trade = &batch->trades[batch->n_trades - 1];
  g_autoptr (GString) raw = g_string_new (NULL);
  g_autofree char *parsed = NULL;

  if (!tape_feed_wants_message (&self->feed))
    return;
  tape_trade_text_append (raw, self->feed.universe, batch, trade);
  g_string_truncate (raw, raw->len - 1);
  parsed = tape_feed_describe_trade (&self->feed, trade);
  tape_feed_keep_message (&self->feed, raw->str, raw->len, FALSE, parsed);
}

static gboolean
push_trades (TapeSimulator *self, const TapeSimulationBlock *block, guint from, guint n)
{
  gboolean finished
      = from + n == block->n_trades && tape_simulation_get_trades (self->simulation) == self->options.trades;
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, n);

  for (guint i = 0; i < n; i++)
    {
      TapeTrade *trade = tape_batch_add_trade (batch);

      *trade = block->trades[from + i];
      trade->instrument = g_array_index (self->instruments, guint32, trade->instrument);
      trade->source = (guint16)self->number;
      self->event_time = MAX (self->event_time, trade->event_time);
    }
  self->offset += n;
  set_position (self, batch, block->state, finished);
  keep_message (self, batch);
  return tape_feed_push (&self->feed, batch);
}

static gboolean
push_bars (TapeSimulator *self, const TapeSimulationBlock *block, guint from)
{
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_BARS, block->n_bars - from);

  for (guint i = from; i < block->n_bars; i++)
    {
      TapeBar *bar = tape_batch_add_bar (batch);

      *bar = block->bars[i];
      bar->instrument = g_array_index (self->instruments, guint32, bar->instrument);
      bar->source = self->number;
      self->event_time = MAX (self->event_time, bar->start);
    }
  self->offset += batch->n_bars;
  set_position (self, batch, block->state, FALSE);
  return tape_feed_push (&self->feed, batch);
}

/* Hands the block's trades over when they are due. */
static gboolean
tell_trades (TapeSimulator *self, const TapeSimulationBlock *block, guint from)
{
  while (from < block->n_trades)
    {
      gint64 until;
      guint n = 0;

      follow_pace (self);
      until = now (self);
      while (n < BATCH_EVENTS && from + n < block->n_trades && block->trades[from + n].receive_time <= until)
        n++;
      if (n > 0 && !push_trades (self, block, from, n))
        return FALSE;
      from += n;
      if (n < BATCH_EVENTS && from < block->n_trades
          && !tape_feed_wait_until (
              &self->feed, MAX (due (self, block->trades[from].receive_time), g_get_monotonic_time () + BUNDLE)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
tell (TapeSimulator *self, const TapeSimulationBlock *block)
{
  guint n = block->n_trades + block->n_bars;
  guint from = (guint)MIN (self->skip, n);

  self->skip -= from;
  if (block->n_bars > from)
    return push_bars (self, block, from);
  return tell_trades (self, block, from);
}

static gboolean
simulator_run (TapeFeed *feed, GCancellable *cancellable, GError **error)
{
  TapeSimulator *self = (TapeSimulator *)feed;
  TapeBatch *begin = tape_batch_new_begin (self->number, TRUE, DELAY);
  TapeSimulationBlock block;

  tape_batch_set_name (begin, self->source.name);
  if (!tape_feed_push (feed, begin))
    return FALSE;
  start_pace (self);
  while (!g_cancellable_is_cancelled (cancellable) && tape_simulation_next (self->simulation, &block))
    {
      /* Once the block that was interrupted has been made again: what happened while nobody watched. */
      tape_simulation_catch_up (self->simulation, self->options.start);
      if (!tell (self, &block))
        return FALSE;
      if (self->options.trades != 0)
        tape_feed_set_progress (feed,
                                (double)tape_simulation_get_trades (self->simulation) / (double)self->options.trades);
    }
  return tape_feed_push (feed, tape_batch_new_end (self->number));
}

static const TapeFeedType simulator_type = {
  .name = "simulator",
  .live = TRUE,
  .simulated = TRUE,
  .free = simulator_free,
  .count_sources = simulator_count_sources,
  .get_source = simulator_get_source,
  .matches = simulator_matches,
  .bind = simulator_bind,
  .run = simulator_run,
};

static gboolean
check_share (const char *name, double share, GError **error)
{
  if (share >= 0 && share <= SHARE_MAX)
    return TRUE;
  /* Translators: the name of an option on the command line, then a number. */
  g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION, _ ("The simulator's %s must be a share from 0 to %g."),
               name, SHARE_MAX);
  return FALSE;
}

static gboolean
check_options (const TapeSimulatorOptions *options, GError **error)
{
  const char *wrong = NULL;

  if (options->symbols > SYMBOLS_MAX)
    wrong = _ ("The simulator's symbols must be from 0, for all companies it knows, to 100,000.");
  else if (!(options->trades_per_second > 0 && options->trades_per_second <= RATE_MAX))
    wrong = _ ("The simulator's trades per second must be more than 0 and at most 10,000,000.");
  else if (!(options->speed >= 0 && options->speed <= SPEED_MAX))
    wrong = _ ("The simulator's speed must be from 0, for as fast as it goes, to 1,000,000.");
  else if (options->start < START_MIN || options->start > START_MAX)
    wrong = _ ("The simulator's start must be from the year 1971 to the year 2199.");
  if (wrong != NULL)
    {
      g_set_error_literal (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION, wrong);
      return FALSE;
    }
  return check_share ("late", options->late, error) && check_share ("duplicates", options->duplicates, error)
         && check_share ("out-of-order", options->out_of_order, error);
}

TapeFeed *
tape_simulator_new (TapeUniverse *universe, const TapeSimulatorOptions *options, GError **error)
{
  g_autoptr (GPtrArray) instruments = g_ptr_array_new ();
  TapeSimulator *self;

  if (!check_options (options, error))
    return NULL;

  self = g_new0 (TapeSimulator, 1);
  tape_feed_init (&self->feed, &simulator_type, _ ("Simulator"), universe);
  tape_feed_set_speed (&self->feed, options->speed);
  self->options = *options;
  self->event_time = TAPE_NO_TIME;
  self->instruments = g_array_new (FALSE, FALSE, sizeof (guint32));
  add_symbols (self);
  for (guint i = 0; i < self->instruments->len; i++)
    {
      guint32 number = g_array_index (self->instruments, guint32, i);

      g_ptr_array_add (instruments, (gpointer)tape_universe_get (universe, number));
    }
  self->simulation = tape_simulation_new ((const TapeInstrument *const *)instruments->pdata, instruments->len, options);
  self->source.kind = g_strdup (simulator_type.name);
  self->source.name = g_strdup ("Simulator");
  self->source.location = g_strdup ("");
  self->source.head_digest = digest (self);
  return &self->feed;
}
