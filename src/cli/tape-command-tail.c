/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/tape-command.h"
#include "cli/tape-feed-argument.h"
#include "cli/tape-watch.h"

/* Between two looks at the feed, ms: shorter than between two messages that it keeps. */
#define LOOK 50

typedef struct
{
  TapeFeed *feed;
  GCancellable *cancellable;
  GMainLoop *loop;
  TapeOutput *output; /* NULL: as people read it */
  gint64 wanted;      /* messages; 0 for as many as there are */
  gint64 printed;     /* likewise */
  gint64 last;        /* receive time of the last that was printed */
  char *said;         /* what the feed last said of itself */
  gboolean enough;    /* all that was wanted is printed */
  gboolean done;
  GError *error;
} Tail;

static gboolean
discard (TapeBatch *batch, gpointer data)
{
  tape_batch_unref (batch);
  return TRUE;
}

/* A table would wait for its last row. */
static void
print_plain (const TapeFeedMessage *message)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (message->receive_time / TAPE_SECOND);
  g_autofree char *clock = g_date_time_format (time, "%H:%M:%S");

  printf ("%s  %s%s\n          %s\n", clock, message->rejected ? _ ("rejected: ") : "", message->parsed, message->raw);
}

static void
print_message (Tail *self, const TapeFeedMessage *message)
{
  if (self->output == NULL)
    print_plain (message);
  else
    {
      tape_output_time (self->output, message->receive_time);
      tape_output_text (self->output, message->rejected ? "rejected" : "read");
      tape_output_text (self->output, message->parsed);
      tape_output_text (self->output, message->raw);
    }
  self->last = message->receive_time;
  self->printed++;
}

/* What has come since the last look, oldest first, and what the feed says of itself, where that is new. */
static void
look (Tail *self)
{
  g_autoptr (TapeFeedHealth) health = tape_feed_get_health (self->feed, TRUE);

  for (guint i = health->messages->len; i > 0 && !self->enough; i--)
    {
      const TapeFeedMessage *message = g_ptr_array_index (health->messages, i - 1);

      if (message->receive_time <= self->last)
        continue;
      print_message (self, message);
      self->enough = self->printed == self->wanted;
    }
  fflush (stdout);
  if (health->message != NULL && g_strcmp0 (health->message, self->said) != 0 && health->state != TAPE_FEED_FAILED)
    fprintf (stderr, "%s\n", health->message);
  g_free (self->said);
  self->said = g_strdup (health->message);
}

static gboolean
on_look (gpointer data)
{
  Tail *self = data;

  look (self);
  if (self->enough || ferror (stdout))
    g_cancellable_cancel (self->cancellable);
  return G_SOURCE_CONTINUE;
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  Tail *self = data;

  self->done = tape_feed_run_finish (self->feed, result, &self->error);
  look (self);
  g_main_loop_quit (self->loop);
}

/* Ctrl+C is how one ends it. */
static gboolean
is_end (const Tail *self)
{
  return self->done || g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
run (Tail *self, const char *format, GError **error)
{
  static const char *const columns[] = { "received", "was", "parsed", "raw", NULL };
  TapeOutputFormat form;
  guint looking;

  if (!tape_command_format (format, stdout, &form, error))
    return FALSE;
  if (form != TAPE_OUTPUT_TABLE)
    self->output = tape_output_new (stdout, form, columns, FALSE);
  self->loop = g_main_loop_new (NULL, FALSE);
  looking = g_timeout_add (LOOK, on_look, self);
  tape_feed_run_async (self->feed, discard, NULL, self->cancellable, on_ended, self);
  g_main_loop_run (self->loop);
  tape_feed_wait (self->feed);
  g_source_remove (looking);
  g_main_loop_unref (self->loop);
  g_free (self->said);
  if (is_end (self))
    {
      g_clear_error (&self->error);
      return self->output != NULL ? tape_output_close (self->output, error) : tape_output_flush (stdout, error);
    }
  g_clear_pointer (&self->output, tape_output_free);
  g_propagate_error (error, self->error);
  return FALSE;
}

static gboolean
tail (const TapeFeedArgument *argument, gint64 count, const char *format, GError **error)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TapeWatch *watch = tape_watch_start (cancellable, NULL, NULL);
  g_autoptr (TapeFeed) feed = tape_feed_argument_make (argument, universe, cancellable, error);
  Tail self = { .feed = feed, .cancellable = cancellable, .wanted = count, .last = TAPE_NO_TIME };
  gboolean done = feed != NULL && run (&self, format, error);

  tape_watch_stop (watch);
  return done;
}

gboolean
tape_command_tail (int argc, char **argv, GError **error)
{
  TapeFeedArgument argument = { 0 };
  gint64 count = 0;
  g_autofree char *format = NULL;
  const GOptionEntry entries[] = {
    TAPE_FEED_ARGUMENT_ENTRIES (argument),
    { "count", 'n', 0, G_OPTION_ARG_INT64, &count, N_ ("End after so many messages"), N_ ("N") },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &format, N_ ("Form of the output: table, csv, json, jsonl"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };
  gboolean done = tape_command_parse (
      _ ("FEED"),
      _ ("Prints messages of a feed as they came, what was made of them, and what is wrong with those that were "
         "rejected, until Ctrl+C; a few a second, however many come. Nothing is stored.\n"
         "FEED is one that is set up, by its name; a service, such as binance, with --symbols; a file; or simulator. "
         "The "
         "key comes from the variable TAPELINE_KEY_… of the service (TAPELINE_KEY_FINNHUB), else from the keyring."),
      entries, &argc, &argv, 1, 1, error);

  if (done && count < 0)
    done = tape_command_usage (error, _ ("--count takes a number of messages, 1 or more."));
  if (done)
    {
      argument.name = g_strdup (argv[1]);
      done = tail (&argument, count, format, error);
    }
  tape_feed_argument_clear (&argument);
  return done;
}
