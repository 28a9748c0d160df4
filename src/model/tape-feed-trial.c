/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-feed-trial.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <string.h>

#include "model/tape-calls-text.h"
#include "model/tape-format.h"

/* How often is looked at what came, ms. */
#define LOOK 100

/* What the feed's thread counts. Freed when the feed has ended, which may be after the trial is gone. */
typedef struct
{
  TapeFeed *feed;
  TapeUniverse *universe;
  GCancellable *cancellable;
  TapeFeedTrial *trial; /* NULL once it is gone; main thread */

  pthread_mutex_t lock; /* guards all below */
  guint64 trades;
  guint64 bars;
  gint64 first;     /* when the first of them came, monotonic; 0: none did */
  GHashTable *seen; /* numbers of instruments */
} Run;

struct _TapeFeedTrial
{
  GObject parent_instance;

  Run *run; /* NULL once the feed has ended */
  char **symbols;
  gint64 span;
  gint64 patience;
  gint64 started;
  guint timer;

  TapeFeedTrialState state;
  guint64 trades;
  guint64 bars;
  TapeFeedCalls calls;
  GPtrArray *messages;
  char *text;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeFeedTrial, tape_feed_trial, G_TYPE_OBJECT)

/* --- On the feed's thread. --- */

static gboolean
take (TapeBatch *batch, gpointer data)
{
  Run *run = data;

  pthread_mutex_lock (&run->lock);
  run->trades += batch->n_trades;
  run->bars += batch->n_bars;
  if (run->first == 0 && batch->n_trades + batch->n_bars > 0)
    run->first = g_get_monotonic_time ();
  for (guint i = 0; i < batch->n_trades; i++)
    g_hash_table_add (run->seen, GUINT_TO_POINTER (batch->trades[i].instrument));
  for (guint i = 0; i < batch->n_bars; i++)
    g_hash_table_add (run->seen, GUINT_TO_POINTER (batch->bars[i].instrument));
  pthread_mutex_unlock (&run->lock);
  tape_batch_unref (batch);
  return TRUE;
}

/* --- In words. --- */

static gboolean
has_seen (Run *run, const char *symbol)
{
  guint32 instrument = tape_universe_lookup (run->universe, symbol, strlen (symbol));
  gboolean seen;

  pthread_mutex_lock (&run->lock);
  seen = instrument != TAPE_NO_INSTRUMENT && g_hash_table_contains (run->seen, GUINT_TO_POINTER (instrument));
  pthread_mutex_unlock (&run->lock);
  return seen;
}

/* The symbols of which nothing came, as "A, B, C". */
static char *
list_missing (TapeFeedTrial *self)
{
  GString *missing = g_string_new (NULL);

  for (char **symbol = self->symbols; symbol != NULL && *symbol != NULL; symbol++)
    if (!has_seen (self->run, *symbol))
      g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", *symbol);
  return g_string_free (missing, FALSE);
}

static char *
describe_count (TapeFeedTrial *self)
{
  gboolean bars = self->trades == 0;
  guint64 n = bars ? self->bars : self->trades;
  g_autofree char *count = tape_format_quantity ((double)n);

  return g_strdup_printf (
      bars ? ngettext ("%s bar", "%s bars", (gulong)n) : ngettext ("%s trade", "%s trades", (gulong)n), count);
}

/* What the account may still ask, where that is counted. */
static void
add_calls (GString *text, const TapeFeedCalls *calls)
{
  g_autofree char *left = tape_calls_describe (calls->left, calls->of_day);

  if (calls->limit > 0)
    g_string_append_printf (text, " %s", left);
}

static char *
describe_success (TapeFeedTrial *self, gint64 now)
{
  g_autofree char *count = describe_count (self);
  g_autofree char *time = tape_format_span (MAX (now - self->started, TAPE_SECOND));
  g_autofree char *missing = list_missing (self);
  GString *text = g_string_new (NULL);

  /* Translators: as “Works: 12 trades in 3 s.” */
  g_string_append_printf (text, _ ("Works: %s in %s."), count, time);
  if (*missing != '\0')
    /* Translators: the gap is one symbol or several. */
    g_string_append_printf (text, _ (" Nothing of %s yet."), missing);
  add_calls (text, &self->calls);
  return g_string_free (text, FALSE);
}

/* The exchange that is to open first, where all of the symbols' are closed; %NULL where one is open. */
static const TapeExchange *
find_closed (TapeFeedTrial *self, gint64 *opens)
{
  const TapeExchange *first = NULL;
  gint64 now = g_get_real_time ();

  for (char **symbol = self->symbols; symbol != NULL && *symbol != NULL; symbol++)
    {
      const TapeInstrument *known = tape_instruments_lookup (*symbol, strlen (*symbol));
      gint64 change = TAPE_NO_TIME;

      if (known == NULL || tape_exchange_is_open (known->exchange, now, &change))
        return NULL;
      if (first == NULL || change < *opens)
        {
          first = known->exchange;
          *opens = change;
        }
    }
  return first;
}

static char *
describe_silence (TapeFeedTrial *self, gint64 now)
{
  g_autofree char *time = tape_format_span (now - self->started);
  gint64 opens = TAPE_NO_TIME;
  const TapeExchange *closed = find_closed (self, &opens);

  if (closed != NULL && opens != TAPE_NO_TIME)
    {
      g_autofree char *day = tape_format_day (closed, opens, TAPE_ZONE_EXCHANGE);
      g_autofree char *clock = tape_format_clock (closed, opens, TAPE_ZONE_EXCHANGE, FALSE);

      return g_strdup_printf (_ ("Nothing is wrong, and nothing came in %s: %s is closed until %s, %s."), time,
                              tape_exchange_get_city (closed), day, clock);
    }
  return g_strdup_printf (
      _ ("Nothing is wrong, and nothing came in %s. Such symbols may be traded seldom, or be written otherwise there."),
      time);
}

/* Why what came was not taken, of the last that was not. */
static const char *
find_reason (TapeFeedTrial *self)
{
  for (guint i = 0; i < self->messages->len; i++)
    {
      const TapeFeedMessage *message = self->messages->pdata[i];

      if (message->rejected)
        return message->parsed;
    }
  return NULL;
}

/* --- What came of it. --- */

static void
say (TapeFeedTrial *self, TapeFeedTrialState state, char *text)
{
  self->state = state;
  g_free (self->text);
  self->text = text;
  if (state == TAPE_FEED_TRIAL_RUNNING)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->run->cancellable);
}

/* Counts what has come so far, and since when. */
static TapeFeedHealth *
look (TapeFeedTrial *self, gint64 *first)
{
  TapeFeedHealth *health = tape_feed_get_health (self->run->feed, TRUE);

  pthread_mutex_lock (&self->run->lock);
  self->trades = self->run->trades;
  self->bars = self->run->bars;
  *first = self->run->first;
  pthread_mutex_unlock (&self->run->lock);
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  self->messages = g_ptr_array_ref (health->messages);
  self->calls = health->calls;
  return health;
}

/* Nothing came: of what was rejected, or at all. */
static void
say_nothing_came (TapeFeedTrial *self, gint64 now)
{
  const char *reason = find_reason (self);

  if (reason != NULL)
    say (self, TAPE_FEED_TRIAL_FAILED, g_strdup_printf (_ ("What came cannot be used: %s"), reason));
  else
    say (self, TAPE_FEED_TRIAL_QUIET, describe_silence (self, now));
}

/* Silence alone is no failure: an exchange may be closed. */
static gboolean
is_refused (const TapeFeedHealth *health)
{
  return health->message != NULL && health->state != TAPE_FEED_SILENT;
}

static void
judge (TapeFeedTrial *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 first;
  g_autoptr (TapeFeedHealth) health = look (self, &first);

  if (first != 0 && now >= first + self->span)
    say (self, TAPE_FEED_TRIAL_WORKS, describe_success (self, now));
  else if (first != 0)
    say (self, TAPE_FEED_TRIAL_RUNNING, describe_count (self));
  else if (is_refused (health))
    say (self, TAPE_FEED_TRIAL_FAILED, g_strdup (health->message));
  else if (now >= self->started + self->patience)
    say_nothing_came (self, now);
}

static gboolean
on_look (gpointer data)
{
  g_autoptr (TapeFeedTrial) self = g_object_ref (data);

  judge (self);
  g_signal_emit (self, signals[CHANGED], 0);
  return self->timer != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
run_free (Run *run)
{
  tape_feed_free (run->feed);
  tape_universe_unref (run->universe);
  g_object_unref (run->cancellable);
  g_hash_table_unref (run->seen);
  pthread_mutex_destroy (&run->lock);
  g_free (run);
}

/* By itself, where its trial is still running. */
static void
conclude (TapeFeedTrial *self, const GError *error)
{
  gint64 now = g_get_monotonic_time ();
  gint64 first;
  g_autoptr (TapeFeedHealth) health = look (self, &first);

  if (error != NULL)
    say (self, TAPE_FEED_TRIAL_FAILED, g_strdup (error->message));
  else if (first != 0)
    say (self, TAPE_FEED_TRIAL_WORKS, describe_success (self, now));
  else
    say_nothing_came (self, now);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  TapeFeedTrial *self = run->trial;
  g_autoptr (GError) error = NULL;

  tape_feed_run_finish (run->feed, result, &error);
  if (self != NULL && self->state == TAPE_FEED_TRIAL_RUNNING)
    {
      g_object_ref (self);
      conclude (self, error);
      self->run = NULL;
      g_signal_emit (self, signals[CHANGED], 0);
      g_object_unref (self);
    }
  else if (self != NULL)
    self->run = NULL;
  run_free (run);
}

/* --- The type. --- */

static void
tape_feed_trial_dispose (GObject *object)
{
  TapeFeedTrial *self = TAPE_FEED_TRIAL (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->run != NULL)
    {
      self->run->trial = NULL;
      g_cancellable_cancel (self->run->cancellable);
      self->run = NULL;
    }
  g_clear_pointer (&self->symbols, g_strfreev);
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (tape_feed_trial_parent_class)->dispose (object);
}

static void
tape_feed_trial_class_init (TapeFeedTrialClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tape_feed_trial_dispose;
  signals[CHANGED]
      = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_feed_trial_init (TapeFeedTrial *self)
{
  self->messages = g_ptr_array_new ();
  self->text = g_strdup (_ ("Waiting for the first trade…"));
}

static Run *
run_new (TapeFeedTrial *self, TapeFeed *feed, TapeUniverse *universe)
{
  const TapeFeedType *type = tape_feed_get_type_info (feed);
  Run *run = g_new0 (Run, 1);

  run->feed = feed;
  run->universe = tape_universe_ref (universe);
  run->cancellable = g_cancellable_new ();
  run->trial = self;
  pthread_mutex_init (&run->lock, NULL);
  run->seen = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < type->count_sources (feed); i++)
    type->bind (feed, i, i + 1, NULL);
  return run;
}

TapeFeedTrial *
tape_feed_trial_new (TapeFeed *feed, TapeUniverse *universe, const char *const *symbols, gint64 span, gint64 patience)
{
  TapeFeedTrial *self = g_object_new (TAPE_TYPE_FEED_TRIAL, NULL);

  self->run = run_new (self, feed, universe);
  self->symbols = g_strdupv ((char **)symbols);
  self->span = span;
  self->patience = patience;
  self->started = g_get_monotonic_time ();
  self->timer = g_timeout_add (LOOK, on_look, self);
  tape_feed_run_async (feed, take, self->run, self->run->cancellable, on_ended, self->run);
  return self;
}

TapeFeedTrialState
tape_feed_trial_get_state (TapeFeedTrial *self)
{
  g_return_val_if_fail (TAPE_IS_FEED_TRIAL (self), TAPE_FEED_TRIAL_FAILED);

  return self->state;
}

const char *
tape_feed_trial_get_text (TapeFeedTrial *self)
{
  g_return_val_if_fail (TAPE_IS_FEED_TRIAL (self), NULL);

  return self->text;
}

GPtrArray *
tape_feed_trial_get_messages (TapeFeedTrial *self)
{
  g_return_val_if_fail (TAPE_IS_FEED_TRIAL (self), NULL);

  return self->messages;
}
