/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session with live feeds, as long as its standard input is open: for live-soak.py, which looks on while everything goes wrong,
 * and kills it.
 *
 *     live-session DATABASE OFFSET FEED…
 *
 * OFFSET seconds are added to the clock, so that an exchange can be open on whatever day this runs. A FEED is
 * stream/SERVICE/SYMBOLS, poll/SERVICE/SYMBOLS or kafka/JSON, and ranks before those behind it. Streams wait 20 times shorter than they
 * should, and polls ask ten times a second, whatever the plan.
 *
 * Says what the window would of each feed when that changes: NAME, the state's word, the sentence and what comes next, with tabs
 * between them; at the end "end", NAME, events, rejected ones. */

#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/tape-feed-words.h"
#include "feed/tape-kafka-feed.h"
#include "feed/tape-poll-feed.h"
#include "feed/tape-stream-feed.h"
#include "pipeline/tape-session.h"

#define MOST_FEEDS 32
#define HURRY      20
#define INTERVAL   (100 * TAPE_MILLISECOND)
#define LOOK       20 /* ms */

typedef struct
{
  char *name;
  TapeFeed *feed;
  TapePoll *poll; /* of its own, where it is asked */
  char *said;
} Fed;

/* The clock of all that is linked here, see meson.build. */

gint64 __real_g_get_real_time (void);
gint64 __wrap_g_get_real_time (void);

static gint64 offset;

gint64
__wrap_g_get_real_time (void)
{
  return __real_g_get_real_time () + offset;
}

static TapeFeed *
make_stream (TapeUniverse *universe, const char *service, char **symbols, GError **error)
{
  const TapeStreamSettings chosen = { symbols, (char *)"good-key", (char *)"good-secret" };

  return tape_stream_feed_new (
      universe,
      &(TapeStreamFeedSettings){
          .stream = tape_streams_lookup (service), .account = "", .chosen = &chosen, .hurry = HURRY },
      error);
}

static TapeFeed *
make_poll (TapeUniverse *universe, TapePoll *poll, char **symbols, GError **error)
{
  poll->interval_open = poll->interval_closed = INTERVAL;
  return tape_poll_feed_new (
      universe,
      &(TapePollFeedSettings){ .poll = poll,
                               .account = "poll",
                               .symbols = (const char *const *)symbols,
                               .key = (poll->flags & TAPE_POLL_NEEDS_KEY) != 0 ? "good-key" : NULL,
                               .limits = &(TapeQuotaLimits){ .zone = "UTC" } },
      error);
}

static TapeFeed *
make_kafka (TapeUniverse *universe, const char *json, GError **error)
{
  g_autoptr (TapeKafkaSettings) settings = tape_kafka_settings_parse (json, error);

  return settings != NULL ? tape_kafka_feed_new (universe, settings, error) : NULL;
}

static void
add (TapeSession *session, Fed *fed, const char *text, guint rank)
{
  TapeUniverse *universe = tape_session_get_universe (session);
  g_auto (GStrv) words = g_strsplit (text, "/", 3);
  g_auto (GStrv) symbols = g_strsplit (words[2] != NULL ? words[2] : "", ",", -1);
  g_autoptr (GError) error = NULL;

  if (strcmp (words[0], "stream") == 0)
    fed->feed = make_stream (universe, words[1], symbols, &error);
  else if (strcmp (words[0], "poll") == 0)
    {
      fed->poll = g_memdup2 (tape_poll_lookup (words[1]), sizeof *fed->poll);
      fed->feed = make_poll (universe, fed->poll, symbols, &error);
    }
  else
    fed->feed = make_kafka (universe, text + strlen ("kafka/"), &error);
  if (fed->feed == NULL || !tape_session_add_feed (session, fed->feed, FALSE, &error))
    g_error ("%s: %s", text, error->message);
  fed->name = strcmp (words[0], "kafka") == 0 ? g_strdup (words[0]) : g_strconcat (words[0], "/", words[1], NULL);
  tape_session_rank_feed (session, fed->feed, rank, 0);
  tape_session_start_feed (session, fed->feed, NULL, NULL);
}

static void
look (Fed *fed)
{
  g_autoptr (TapeFeedHealth) health = tape_feed_get_health (fed->feed, TRUE);
  g_autofree char *next = tape_feed_describe_next (fed->feed, health);
  g_autofree char *said = g_strdup_printf ("%s\t%s\t%s", tape_feed_state_get_word (health->state),
                                           health->message != NULL ? health->message : "", next);

  if (g_strcmp0 (said, fed->said) == 0)
    return;
  printf ("%s\t%s\n", fed->name, said);
  fflush (stdout);
  g_free (fed->said);
  fed->said = g_steal_pointer (&said);
}

static gboolean
on_input (gint fd, GIOCondition condition, gpointer over)
{
  char byte;

  if (read (fd, &byte, 1) > 0)
    return G_SOURCE_CONTINUE;
  *(gboolean *)over = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
on_time (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
run (TapeSession *session, Fed *feds, guint n_feds)
{
  gboolean over = FALSE;

  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, on_input, &over);
  g_timeout_add (LOOK, on_time, NULL);
  while (!over)
    {
      g_autoptr (TapeFrame) frame = tape_session_take_frame (session);

      for (guint i = 0; i < n_feds; i++)
        look (&feds[i]);
      g_main_context_iteration (NULL, TRUE);
    }
  for (guint i = 0; i < n_feds; i++)
    {
      tape_session_stop_feed (session, feds[i].feed);
      tape_feed_wait (feds[i].feed);
    }
}

static void
print_end (const Fed *fed)
{
  g_autoptr (TapeFeedHealth) health = tape_feed_get_health (fed->feed, FALSE);

  printf ("end\t%s\t%" G_GUINT64_FORMAT "\t%" G_GUINT64_FORMAT "\n", fed->name, health->events, health->rejected);
}

int
main (int argc, char **argv)
{
  const TapeSessionOptions options = {
    .database = argc > 3 ? argv[1] : NULL,
    .clock = g_get_real_time,
    .persistent = TRUE,
    .frames = TRUE,
    .engine = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT },
  };
  g_autoptr (GError) error = NULL;
  TapeSession *session;
  Fed feds[MOST_FEEDS] = { { 0 } };
  guint n_feds = 0;

  setlocale (LC_ALL, "");
  if (argc < 4 || argc > 3 + MOST_FEEDS)
    {
      g_printerr ("live-session DATABASE OFFSET FEED…\n");
      return 2;
    }
  offset = g_ascii_strtoll (argv[2], NULL, 10) * TAPE_SECOND;
  session = tape_session_new (&options, &error);
  g_assert_no_error (error);
  for (int i = 3; i < argc; i++, n_feds++)
    add (session, &feds[n_feds], argv[i], n_feds + 1);
  run (session, feds, n_feds);
  for (guint i = 0; i < n_feds; i++)
    print_end (&feds[i]);
  fflush (stdout);
  tape_session_free (session);
  for (guint i = 0; i < n_feds; i++)
    {
      g_free (feds[i].name);
      g_free (feds[i].poll);
      g_free (feds[i].said);
    }
  return 0;
}
