/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-trial.h"

#include <string.h>

#include "engine/tape-ticks.h"
#include "pipeline/tape-trial-bars.h"
#include "pipeline/tape-trial-rules.h"
#include "pipeline/tape-trial-sums.h"
#include "store/tape-arrival-scan.h"
#include "store/tape-reader.h"

/* Trades read at a time. */
#define CHUNK 16384

/* Of what nobody knows: the delay of a source that an older version stored. */
#define DELAY TAPE_DELAY_LIVE

/* Days that lie further than that from what is stored are not gone through. */
#define LONGEST_SPAN (3653 * TAPE_DAY)

typedef struct
{
  TapeTrial *trial;
  TapeRuleSet *rules;
  TapeArrivalScan *scan;
  TapeReader *reader;
  TapeEngine *engine;
  gint64 warm;       /* event time that reading begins with */
  gint64 until;      /* firings are before it */
  gint64 stored_to;  /* event time behind the last that is stored; 0 where nothing is */
  gint64 first;      /* arrivals */
  gint64 last;       /* that may be of the span */
  gint64 end;        /* that there are */
  gint64 latest;     /* event time */
  gint64 delay;      /* the largest */
  gint64 noted_from; /* event time: of a day that is known to have trades */
  gint64 noted_to;
  TapeTrade *trades;
  GArray *turns;
  guint next_turn;
  guint8 *is_live;   /* by source: begun, live, not ended */
  guint8 *has_begun; /* by source, where no turns are stored */
  guint n_live;
  TapeTicks ticks;
  GHashTable *names; /* of sources, by number */
  guint8 *targets;   /* by instrument: whether a rule is on it */
  TapeTrialBars *bars;
  gint64 next_bar; /* event time */
  double reported;
  TapeTrialFunc progress;
  gpointer data;
  GCancellable *cancellable;
} Run;

void
tape_trial_free (TapeTrial *self)
{
  g_clear_pointer (&self->universe, tape_universe_unref);
  g_clear_pointer (&self->firings, g_ptr_array_unref);
  g_clear_pointer (&self->days, g_array_unref);
  g_clear_pointer (&self->subjects, g_array_unref);
  g_free (self);
}

static TapeTrial *
trial_new (void)
{
  TapeTrial *self = g_new0 (TapeTrial, 1);

  self->firings = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free);
  self->days = g_array_new (FALSE, FALSE, sizeof (TapeTrialDay));
  self->subjects = g_array_new (FALSE, FALSE, sizeof (TapeTrialSubject));
  return self;
}

static void
run_clear (Run *self)
{
  g_clear_pointer (&self->trial, tape_trial_free);
  g_clear_pointer (&self->rules, tape_rule_set_unref);
  g_clear_pointer (&self->scan, tape_arrival_scan_free);
  g_clear_pointer (&self->reader, tape_reader_free);
  g_clear_pointer (&self->engine, tape_engine_free);
  g_clear_pointer (&self->turns, g_array_unref);
  g_free (self->trades);
  g_free (self->is_live);
  g_free (self->has_begun);
  g_free (self->targets);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->bars, tape_trial_bars_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* --- Into the engine --- */

static void
process (Run *self, TapeBatch *batch)
{
  tape_engine_process (self->engine, batch);
  tape_batch_unref (batch);
}

/* What was found since the last call, if it is of the span. */
static void
take_firings (Run *self)
{
  g_autoptr (GPtrArray) firings = tape_engine_take_firings (self->engine);
  TapeTrial *trial = self->trial;

  for (guint i = 0; i < firings->len; i++)
    {
      const TapeFiring *firing = g_ptr_array_index (firings, i);

      if (firing->event_time < trial->from || firing->event_time >= self->until)
        continue;
      trial->cut = trial->firings->len >= TAPE_TRIAL_FIRINGS;
      if (trial->cut)
        break;
      g_ptr_array_add (trial->firings, tape_firing_copy (firing));
    }
}

/* A live session looks up at each full second. */
static void
tick_to (Run *self, gint64 receive_time)
{
  if (self->n_live > 0)
    tape_ticks_pass (&self->ticks, receive_time);
}

/* Before the first live source of a session; its clock ran already. */
static void
begin_ticks (Run *self, gint64 receive_time)
{
  if (self->n_live > 0 || receive_time == TAPE_NO_TIME)
    return;
  tape_ticks_begin (&self->ticks, self->engine, receive_time);
  tape_ticks_pass (&self->ticks, receive_time);
}

static void
set_live (Run *self, guint32 source, gboolean live)
{
  self->n_live += live;
  self->n_live -= self->is_live[source];
  self->is_live[source] = live;
}

static void
begin_source (Run *self, guint32 source, gboolean live, gint64 delay)
{
  TapeBatch *batch = tape_batch_new_begin (source, live, delay);

  self->delay = MAX (self->delay, delay);
  set_live (self, source, live);
  tape_batch_set_name (batch, g_hash_table_lookup (self->names, GUINT_TO_POINTER (source)));
  process (self, batch);
}

static void
end_source (Run *self, guint32 source)
{
  set_live (self, source, FALSE);
  process (self, tape_batch_new_end (source));
}

static void
take_turn (Run *self, const TapeTurn *turn)
{
  guint32 source = turn->source & G_MAXUINT16;

  if (turn->first)
    {
      memset (self->is_live, 0, G_MAXUINT16 + 1);
      self->n_live = 0;
      self->ticks.next = TAPE_NO_TIME;
      tape_engine_forget_sources (self->engine);
    }
  if (turn->time != TAPE_NO_TIME)
    tick_to (self, turn->time);
  if (turn->begins && turn->live && turn->arrival + 1 >= self->first)
    begin_ticks (self, turn->time);
  if (turn->begins)
    begin_source (self, source, turn->live, turn->delay);
  else
    end_source (self, source);
}

/* All turns before the trade with the number @arrival. */
static void
take_turns (Run *self, gint64 arrival)
{
  for (; self->next_turn < self->turns->len; self->next_turn++)
    {
      const TapeTurn *turn = &g_array_index (self->turns, TapeTurn, self->next_turn);

      if (turn->arrival >= arrival)
        break;
      take_turn (self, turn);
    }
}

/* --- Trades --- */

static void
push (Run *self, const TapeTrade *trades, guint n)
{
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, n);

  memcpy (batch->trades, trades, n * sizeof *trades);
  batch->n_trades = n;
  process (self, batch);
}

/* With the ticks between them. */
static void
push_ticking (Run *self, const TapeTrade *trades, guint n)
{
  guint from = 0;

  if (self->ticks.next == TAPE_NO_TIME)
    tape_ticks_begin (&self->ticks, self->engine, trades[0].receive_time + TAPE_SECOND);
  for (guint i = 0; i < n; i++)
    {
      if (trades[i].receive_time < self->ticks.next)
        continue;
      if (i > from)
        push (self, trades + from, i - from);
      tick_to (self, trades[i].receive_time);
      from = i;
    }
  push (self, trades + from, n - from);
}

/* Before the first turn that is stored nobody knows when sources began: each with its first trade. */
static void
begin_unknown (Run *self, const TapeTrade *trades, guint n)
{
  if (self->next_turn > 0)
    return;
  for (guint i = 0; i < n; i++)
    if (!self->has_begun[trades[i].source])
      {
        self->has_begun[trades[i].source] = TRUE;
        begin_source (self, trades[i].source, FALSE, DELAY);
      }
}

/* Once for a day is enough, as long as trades stay in it. */
static void
note_day (Run *self, gint64 time)
{
  tape_trial_sums_note (self->trial, time, TAPE_TRIAL_DAY_TRADES);
  self->noted_from = tape_time_floor (time, 15 * TAPE_MINUTE);
  self->noted_to = self->noted_from + 15 * TAPE_MINUTE;
}

static void
note_trades (Run *self, const TapeTrade *trades, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const TapeTrade *trade = &trades[i];

      self->latest = MAX (self->latest, trade->event_time);
      if (trade->flags & TAPE_TRADE_ASIDE || trade->event_time < self->trial->from || trade->event_time >= self->until)
        continue;
      self->trial->n_trades++;
      if (self->targets[trade->instrument]
          && (trade->event_time < self->noted_from || trade->event_time >= self->noted_to))
        note_day (self, trade->event_time);
    }
}

/* Instruments that came after it began, and what is damaged, are left out. */
static guint
leave_out_unknown (Run *self, guint n)
{
  guint count = tape_universe_count (self->trial->universe), kept = 0;

  for (guint i = 0; i < n; i++)
    {
      if (G_UNLIKELY (self->trades[i].instrument >= count))
        continue;
      if (G_UNLIKELY (kept != i))
        self->trades[kept] = self->trades[i];
      kept++;
    }
  return kept;
}

/* --- Bars --- */

static void
report (Run *self, double fraction)
{
  self->reported = MAX (self->reported, CLAMP (fraction, 0, 1));
  if (self->progress != NULL)
    self->progress (self->reported, self->trial->firings->len, self->data);
}

static void
play (Run *self, TapeBatch *batch)
{
  for (guint i = 0; i < batch->n_trades; i++)
    if (batch->trades[i].event_time >= self->trial->from && batch->trades[i].event_time < self->until)
      tape_trial_sums_note (self->trial, batch->trades[i].event_time,
                            batch->trades[i].id == TAPE_BAR_DAY ? TAPE_TRIAL_DAY_DAYS : TAPE_TRIAL_DAY_BARS);
  process (self, batch);
  take_firings (self);
}

/* What lies before @time and has no trades. */
static gboolean
play_to (Run *self, gint64 time, GError **error)
{
  gboolean begun = FALSE;

  while (tape_trial_bars_get_next (self->bars) <= time && !self->trial->cut)
    {
      g_autoptr (GPtrArray) batches = g_ptr_array_new ();
      gint64 next = tape_trial_bars_get_next (self->bars);

      if (!tape_trial_bars_take (self->bars, time, batches, &self->trial->n_bars, self->cancellable, error))
        return FALSE;
      for (guint i = 0; i < batches->len; i++)
        {
          if (!begun)
            process (self, tape_batch_new_begin (TAPE_TRIAL_BARS, FALSE, 0));
          begun = TRUE;
          play (self, g_ptr_array_index (batches, i));
        }
      report (self, (double)(next - self->trial->from) / (double)MAX (1, self->trial->to - self->trial->from));
    }
  if (begun)
    process (self, tape_batch_new_end (TAPE_TRIAL_BARS));
  return TRUE;
}

/* --- Both --- */

static void
push_trades (Run *self, const TapeTrade *trades, guint n)
{
  if (n == 0)
    return;
  if (self->n_live > 0)
    push_ticking (self, trades, n);
  else
    push (self, trades, n);
}

static gboolean
take_trades (Run *self, guint n, GError **error)
{
  const TapeTrade *trades = self->trades;
  guint from = 0;

  n = leave_out_unknown (self, n);
  begin_unknown (self, trades, n);
  note_trades (self, trades, n);
  for (guint i = 0; i < n; i++)
    {
      if (G_LIKELY (trades[i].event_time < self->next_bar))
        continue;
      push_trades (self, trades + from, i - from);
      from = i;
      if (!play_to (self, trades[i].event_time, error))
        return FALSE;
      self->next_bar = tape_trial_bars_get_next (self->bars);
    }
  push_trades (self, trades + from, n - from);
  take_firings (self);
  return TRUE;
}

/* The last arrival that may be read before a source begins or ends. */
static gint64
find_stop (Run *self)
{
  if (self->next_turn < self->turns->len)
    return MIN (self->end, g_array_index (self->turns, TapeTurn, self->next_turn).arrival);
  return self->end;
}

/* Behind the span it goes on until its last bars are closed. */
static gboolean
is_over (Run *self, gint64 next)
{
  return self->trial->cut || next > self->end || (next > self->last && self->latest - self->delay >= self->until);
}

static gboolean
read_trades (Run *self, GError **error)
{
  double all = (double)MAX (1, MIN (self->last + CHUNK, self->end) - self->first + 1);
  gint64 next = self->first;

  take_turns (self, next);
  while (!is_over (self, next))
    {
      guint n;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error)
          || !tape_arrival_scan_read (self->scan, &next, find_stop (self), self->trades, CHUNK, &n, error))
        return FALSE;
      if (!take_trades (self, n, error))
        return FALSE;
      take_turns (self, next);
      report (self, (double)(next - self->first) / all);
    }
  return TRUE;
}

/* What a session's last source leaves open closes with its end. */
static void
end_unknown (Run *self)
{
  for (guint32 source = 0; source <= G_MAXUINT16 && self->next_turn == 0; source++)
    if (self->has_begun[source])
      end_source (self, source);
}

/* --- What is stored --- */

static guint32
find_first_target (Run *self)
{
  guint n = tape_universe_count (self->trial->universe);

  for (guint32 i = 0; i < n; i++)
    if (self->targets[i])
      return i;
  return TAPE_NO_INSTRUMENT;
}

/* @first and @last are what is stored. */
static void
set_span (Run *self, gint64 first, gint64 last, gint64 from, gint64 to)
{
  TapeTrial *trial = self->trial;

  self->until = to != TAPE_NO_TIME ? to : G_MAXINT64;
  self->stored_to = first != TAPE_NO_TIME ? last + 1 : 0;
  if (first == TAPE_NO_TIME)
    first = from != TAPE_NO_TIME ? from : 0;
  trial->from = MAX (from != TAPE_NO_TIME ? from : first, first - LONGEST_SPAN);
  trial->to = to != TAPE_NO_TIME ? MIN (to, MAX (self->stored_to, trial->from) + LONGEST_SPAN)
                                 : MAX (self->stored_to, trial->from);
  self->warm = MAX (first, trial->from - tape_trial_rules_look_back (self->rules));
}

/* What is stored when it begins: the last trade first, so that its instrument is there. */
static gboolean
open_database (Run *self, const char *database, gint64 from, gint64 to, GError **error)
{
  TapeTrial *trial = self->trial;
  gint64 first, last;
  gboolean simulated;

  if ((self->scan = tape_arrival_scan_open (database, error)) == NULL
      || (self->reader = tape_reader_open (database, error)) == NULL
      || !tape_reader_get_span (self->reader, &first, &last, self->cancellable, error))
    return FALSE;
  set_span (self, first, last, from, to);
  if (!tape_arrival_scan_find (self->scan, self->warm, self->until, &self->first, &self->last, &self->end, error)
      || !tape_arrival_scan_get_turns (self->scan, self->turns, error)
      || !tape_reader_is_simulated (self->reader, &simulated, error))
    return FALSE;
  trial->universe = tape_universe_new (simulated);
  self->names = tape_reader_load_sources (self->reader, error);
  return self->names != NULL && tape_reader_load_universe (self->reader, trial->universe, error);
}

static void
make_engine (Run *self)
{
  TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };

  if (self->turns->len > 0)
    config.lateness = g_array_index (self->turns, TapeTurn, self->turns->len - 1).lateness;
  self->engine = tape_engine_new (self->trial->universe, &config);
  tape_engine_set_rules (self->engine, self->rules);
  self->trades = g_new (TapeTrade, CHUNK);
  self->is_live = g_new0 (guint8, G_MAXUINT16 + 1);
  self->has_begun = g_new0 (guint8, G_MAXUINT16 + 1);
  self->ticks.next = TAPE_NO_TIME;
  self->latest = G_MININT64;
}

TapeTrial *
tape_trial_run (const char *database,
                const TapeRuleSet *rules,
                gint64 rule,
                gint64 from,
                gint64 to,
                TapeTrialFunc progress,
                gpointer data,
                GCancellable *cancellable,
                GError **error)
{
  g_auto (Run) run = { .progress = progress, .data = data, .cancellable = cancellable };

  run.trial = trial_new ();
  run.rules = tape_trial_rules_pick (rules, rule);
  run.turns = g_array_new (FALSE, FALSE, sizeof (TapeTurn));
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !open_database (&run, database, from, to, error))
    return NULL;
  run.targets = tape_trial_rules_find_targets (run.rules, run.trial->universe);
  make_engine (&run);
  tape_trial_sums_begin (run.trial, find_first_target (&run));
  run.bars = tape_trial_bars_new (run.reader, run.scan, run.trial->universe, run.targets, run.warm,
                                  MIN (run.trial->to, run.stored_to), tape_trial_rules_are_on_prices (run.rules),
                                  cancellable, error);
  if (run.bars == NULL)
    return NULL;
  run.next_bar = tape_trial_bars_get_next (run.bars);
  if ((run.first > 0 && !read_trades (&run, error)) || !play_to (&run, run.trial->to, error))
    return NULL;
  end_unknown (&run);
  take_firings (&run);
  tape_trial_sums_finish (run.trial, run.rules);
  return g_steal_pointer (&run.trial);
}
