/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A feed that is tried before it is kept: what is said of it, and that it ends. */

#include <string.h>

#include "feed/tape-feed-private.h"
#include "model/tape-feed-trial.h"

/* Far more than it takes; a trial that waits for it is not to end so. */
#define LONG (600 * TAPE_SECOND)

/* Hands over what it is told to, then waits until it is stopped, or ends. */
typedef struct
{
  TapeFeed parent;
  TapeSource source;
  const char *const *symbols; /* a trade of each, in its turn */
  guint n;                    /* how many trades */
  gboolean bars;              /* bars instead */
  const char *reason;         /* of what it rejects */
  const char *error;          /* it ends with */
  TapeFeedState state;        /* what it says of its service, where not 0 */
  const char *message;        /* likewise */
  TapeFeedCalls calls;        /* what its account may still ask */
  gboolean ends;              /* by itself */
  gint64 span;                /* for which it is tried after the first came; 0: hardly any */
  int *freed;                 /* counted up by its end */
} ScriptedFeed;

static guint
count_sources (TapeFeed *feed)
{
  return 1;
}

static const TapeSource *
get_source (TapeFeed *feed, guint i)
{
  return &((ScriptedFeed *)feed)->source;
}

static void
bind_source (TapeFeed *feed, guint i, guint32 source, const TapePosition *position)
{
  g_assert_cmpuint (source, >, 0);
  g_assert_null (position);
}

static TapeBatch *
make_batch (ScriptedFeed *self)
{
  TapeBatch *batch = tape_batch_new (self->bars ? TAPE_BATCH_BARS : TAPE_BATCH_TRADES, self->n);

  for (guint i = 0; i < self->n; i++)
    {
      const char *symbol = self->symbols[i % g_strv_length ((char **)self->symbols)];
      guint32 instrument = tape_universe_intern (self->parent.universe, symbol, strlen (symbol));

      if (self->bars)
        *tape_batch_add_bar (batch) = (TapeBar){ .instrument = instrument, .length = 60 };
      else
        *tape_batch_add_trade (batch) = (TapeTrade){ .instrument = instrument, .price = 1 };
    }
  if (self->reason != NULL)
    tape_batch_add_reject (batch, 1, 0, -1, 0, self->reason, "{}", 2);
  return batch;
}

static gboolean
run (TapeFeed *feed, GCancellable *cancellable, GError **error)
{
  ScriptedFeed *self = (ScriptedFeed *)feed;
  gboolean going = tape_feed_push (feed, tape_batch_new_begin (1, TRUE, 0));

  if (self->state != 0)
    tape_feed_set_state (feed, self->state, self->message, TAPE_NO_TIME);
  tape_feed_set_calls (feed, &self->calls);
  if (self->reason != NULL)
    tape_feed_keep_message (feed, "{}", 2, TRUE, self->reason);
  if (self->n > 0 || self->reason != NULL)
    going = going && tape_feed_push (feed, make_batch (self));
  if (self->error != NULL)
    g_set_error_literal (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FORMAT, self->error);
  if (self->error != NULL || self->ends)
    return self->error == NULL;
  while (going)
    going = tape_feed_wait_until (feed, g_get_monotonic_time () + LONG);
  return FALSE;
}

static void
free_feed (TapeFeed *feed)
{
  ++*((ScriptedFeed *)feed)->freed;
}

static const TapeFeedType scripted_type = {
  .name = "scripted",
  .live = TRUE,
  .free = free_feed,
  .count_sources = count_sources,
  .get_source = get_source,
  .bind = bind_source,
  .run = run,
};

/* What is said of it in the end; checks that the feed ends too. */
static char *
say (const ScriptedFeed *script, const char *const *wanted, gint64 patience, TapeFeedTrialState state)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  ScriptedFeed *feed = g_new0 (ScriptedFeed, 1);
  TapeFeedTrial *trial;
  int freed = 0;
  char *text;

  *feed = *script;
  feed->freed = &freed;
  tape_feed_init (&feed->parent, &scripted_type, "Scripted", universe);
  trial = tape_feed_trial_new (&feed->parent, universe, wanted, MAX (script->span, TAPE_MILLISECOND), patience);
  while (tape_feed_trial_get_state (trial) == TAPE_FEED_TRIAL_RUNNING)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (tape_feed_trial_get_state (trial), ==, state);
  text = g_strdup (tape_feed_trial_get_text (trial));
  while (freed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (tape_feed_trial_get_text (trial), ==, text);
  g_assert_finalize_object (trial);
  g_assert_cmpint (freed, ==, 1);
  return text;
}

/* The time that it took is the machine's. */
static void
assert_says (const char *text, const char *pattern)
{
  if (!g_regex_match_simple (pattern, text, 0, 0))
    g_error ("“%s” is not as “%s”", text, pattern);
}

static const char *const two[] = { "AAPL", "BTCUSDT", NULL };
static const char *const one[] = { "AAPL", NULL };

static void
test_says_how_many_came (void)
{
  g_autofree char *text = say (&(ScriptedFeed){ .symbols = two, .n = 12 }, two, LONG, TAPE_FEED_TRIAL_WORKS);
  g_autofree char *single = say (&(ScriptedFeed){ .symbols = one, .n = 1 }, NULL, LONG, TAPE_FEED_TRIAL_WORKS);
  g_autofree char *bars
      = say (&(ScriptedFeed){ .symbols = one, .n = 60, .bars = TRUE }, one, LONG, TAPE_FEED_TRIAL_WORKS);

  assert_says (text, "^Works: 12 trades in \\d+.(s|min)\\.$");
  assert_says (single, "^Works: 1 trade in \\d+.(s|min)\\.$");
  assert_says (bars, "^Works: 60 bars in \\d+.(s|min)\\.$");
}

static void
test_says_what_is_missing (void)
{
  static const char *const more[] = { "MSFT", "AAPL", "XOM", NULL };
  g_autofree char *text = say (&(ScriptedFeed){ .symbols = one, .n = 3 }, more, LONG, TAPE_FEED_TRIAL_WORKS);

  assert_says (text, "^Works: 3 trades in .*\\. Nothing of MSFT, XOM yet\\.$");
}

static void
test_says_the_error (void)
{
  g_autofree char *text = say (&(ScriptedFeed){ .error = "The key was refused." }, one, LONG, TAPE_FEED_TRIAL_FAILED);
  /* Also after something came. */
  g_autofree char *after = say (&(ScriptedFeed){ .symbols = one, .n = 2, .error = "It broke.", .span = LONG }, one,
                                LONG, TAPE_FEED_TRIAL_FAILED);

  g_assert_cmpstr (text, ==, "The key was refused.");
  g_assert_cmpstr (after, ==, "It broke.");
}

static void
test_says_what_a_service_refuses (void)
{
  const ScriptedFeed refused = { .state = TAPE_FEED_RECONNECTING, .message = "Binance cannot be reached." };
  const ScriptedFeed spent = { .state = TAPE_FEED_WAITING, .message = "All calls of today are spent." };
  const ScriptedFeed silent = { .state = TAPE_FEED_SILENT, .message = "Nothing came for 30 s." };
  g_autofree char *refusal = say (&refused, one, LONG, TAPE_FEED_TRIAL_FAILED);
  g_autofree char *waiting = say (&spent, one, LONG, TAPE_FEED_TRIAL_FAILED);
  g_autofree char *silence = say (&silent, one, TAPE_MILLISECOND, TAPE_FEED_TRIAL_QUIET);

  g_assert_cmpstr (refusal, ==, "Binance cannot be reached.");
  g_assert_cmpstr (waiting, ==, "All calls of today are spent.");
  assert_says (silence, "^Nothing is wrong, and nothing came in ");
}

static void
test_says_the_calls_that_are_left (void)
{
  const ScriptedFeed minute = { .symbols = one, .n = 1, .calls = { .left = 57, .limit = 60 } };
  const ScriptedFeed day = { .symbols = one, .n = 1, .calls = { .left = 1, .limit = 25, .of_day = TRUE } };
  g_autofree char *of_minute = say (&minute, one, LONG, TAPE_FEED_TRIAL_WORKS);
  g_autofree char *of_day = say (&day, one, LONG, TAPE_FEED_TRIAL_WORKS);

  assert_says (of_minute, "^Works: 1 trade in .*\\. 57 calls left this minute\\.$");
  assert_says (of_day, "^Works: 1 trade in .*\\. 1 call left today\\.$");
}

static void
test_says_why_nothing_was_taken (void)
{
  g_autofree char *text
      = say (&(ScriptedFeed){ .reason = "The price is missing." }, one, TAPE_MILLISECOND, TAPE_FEED_TRIAL_FAILED);

  g_assert_cmpstr (text, ==, "What came cannot be used: The price is missing.");
}

static void
test_says_that_nothing_came (void)
{
  static const char *const crypto[] = { "AAPL", "BTCUSDT", NULL };
  g_autofree char *open = say (&(ScriptedFeed){ .n = 0 }, crypto, TAPE_MILLISECOND, TAPE_FEED_TRIAL_QUIET);
  g_autofree char *stock = say (&(ScriptedFeed){ .n = 0 }, one, TAPE_MILLISECOND, TAPE_FEED_TRIAL_QUIET);
  g_autofree char *ended = say (&(ScriptedFeed){ .ends = TRUE }, NULL, LONG, TAPE_FEED_TRIAL_QUIET);

  assert_says (open, "^Nothing is wrong, and nothing came in .*\\. Such symbols may be traded seldom");
  /* By the hour at which this runs. */
  assert_says (stock,
               "^Nothing is wrong, and nothing came in .*(: New York is closed until .*, \\d+:30|otherwise there)\\.$");
  assert_says (ended, "^Nothing is wrong, and nothing came in ");
}

static void
test_works_when_it_ends_by_itself (void)
{
  g_autofree char *text
      = say (&(ScriptedFeed){ .symbols = one, .n = 5, .ends = TRUE }, one, LONG, TAPE_FEED_TRIAL_WORKS);

  assert_says (text, "^Works: 5 trades in ");
}

static void
count_up (TapeFeedTrial *trial, guint *n)
{
  ++*n;
}

/* The window that shows it may be closed at any time. */
static void
test_given_up_ends_the_feed (void)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
      ScriptedFeed *feed = g_new0 (ScriptedFeed, 1);
      TapeFeedTrial *trial;
      int freed = 0;
      guint changes = 0;

      feed->freed = &freed;
      feed->symbols = one;
      feed->n = 1;
      tape_feed_init (&feed->parent, &scripted_type, "Scripted", universe);
      trial = tape_feed_trial_new (&feed->parent, universe, one, LONG, LONG);
      g_signal_connect (trial, "changed", G_CALLBACK (count_up), &changes);
      if (i == 0)
        {
          while (strcmp (tape_feed_trial_get_text (trial), "1 trade") != 0)
            g_main_context_iteration (NULL, TRUE);
          g_assert_cmpuint (changes, >, 0);
        }
      g_assert_finalize_object (trial);
      while (freed == 0)
        g_main_context_iteration (NULL, TRUE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed-trial/says-how-many-came", test_says_how_many_came);
  g_test_add_func ("/feed-trial/says-what-is-missing", test_says_what_is_missing);
  g_test_add_func ("/feed-trial/says-the-error", test_says_the_error);
  g_test_add_func ("/feed-trial/says-what-a-service-refuses", test_says_what_a_service_refuses);
  g_test_add_func ("/feed-trial/says-the-calls-that-are-left", test_says_the_calls_that_are_left);
  g_test_add_func ("/feed-trial/says-why-nothing-was-taken", test_says_why_nothing_was_taken);
  g_test_add_func ("/feed-trial/says-that-nothing-came", test_says_that_nothing_came);
  g_test_add_func ("/feed-trial/works-when-it-ends-by-itself", test_works_when_it_ends_by_itself);
  g_test_add_func ("/feed-trial/given-up-ends-the-feed", test_given_up_ends_the_feed);
  return g_test_run ();
}
