/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Feeds of all services that stream, for as long as one likes, while everything goes wrong at random:
 *
 *   G_TEST_SRCDIR=tests live-soak MINUTES [EVERY]
 *   G_TEST_SRCDIR=tests live-soak faults
 *
 * Each service has trades for so long, a hundred a second, which wait while nobody is there, and a fault every so many of them,
 * 200 where nothing is said. Prints every ten seconds what the process takes and how far each feed is; then what each feed ever
 * said of itself; then what is missing, of which there must be nothing but what Finnhub, which gives nothing twice, lost with a
 * connection. Silence is a fault of stocks only while their exchange is open.
 *
 * With "faults" a table of each fault at each service: what the feed said of itself, and that nothing was lost or doubled. */

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/replay-said.h"
#include "feed/tape-stream-feed.h"
#include "live-talk.h"

#define RATE  100
#define HURRY 20

/* s after the last trade, for what is still missing. */
#define AFTERWARDS 10

typedef struct
{
  const char *service;
  const char *symbols;
  TapeFeed *feed;
  GCancellable *cancellable;
  gboolean over;

  GMutex lock;
  GHashTable *ids; /* what came, where there are ids */
  guint64 n_trades;
  guint64 n_again;
  guint64 n_rejects;
  GHashTable *said; /* how often it was seen to say what of itself */
} Soaked;

static Soaked soaked[] = {
  { .service = "binance", .symbols = "BTCUSDT,ETHUSDT" },
  { .service = "coinbase", .symbols = "BTC-USD,ETH-USD" },
  { .service = "finnhub", .symbols = "AAPL,MSFT" },
  { .service = "alpaca", .symbols = "AAPL,MSFT" },
};

static gpointer
key_of (const TapeTrade *trade)
{
  return GSIZE_TO_POINTER (trade->id * 64 + trade->instrument);
}

static gboolean
take_batch (TapeBatch *batch, gpointer data)
{
  Soaked *self = data;

  g_mutex_lock (&self->lock);
  self->n_trades += batch->n_trades;
  self->n_rejects += batch->n_rejects;
  for (guint i = 0; i < batch->n_trades; i++)
    {
      if (batch->trades[i].id > 0 && !g_hash_table_add (self->ids, key_of (&batch->trades[i])))
        self->n_again++;
    }
  g_mutex_unlock (&self->lock);
  tape_batch_unref (batch);
  return TRUE;
}

static void
on_over (GObject *object, GAsyncResult *result, gpointer data)
{
  Soaked *self = data;
  g_autoptr (GError) error = NULL;

  if (!tape_feed_run_finish (self->feed, result, &error) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    printf ("%s ended: %s\n", self->service, error->message);
  self->over = TRUE;
}

static void
start (Soaked *self, TapeUniverse *universe)
{
  g_auto (GStrv) symbols = g_strsplit (self->symbols, ",", -1);
  TapeStreamSettings chosen = { symbols, (char *)"good-key", (char *)"good-secret" };
  TapeStreamFeedSettings settings
      = { .stream = tape_streams_lookup (self->service), .account = "", .chosen = &chosen, .hurry = HURRY };
  g_autoptr (GError) error = NULL;

  self->feed = tape_stream_feed_new (universe, &settings, &error);
  g_assert_no_error (error);
  tape_feed_get_type_info (self->feed)->bind (self->feed, 0, 1, NULL);
  self->ids = g_hash_table_new (NULL, NULL);
  self->said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cancellable = g_cancellable_new ();
  g_mutex_init (&self->lock);
  tape_feed_run_async (self->feed, take_batch, self, self->cancellable, on_over, self);
}

/* A number of /proc/self/status. */
static long
get_of_process (const char *name)
{
  g_autofree char *text = NULL;
  const char *line;

  g_file_get_contents ("/proc/self/status", &text, NULL, NULL);
  line = text != NULL ? strstr (text, name) : NULL;
  return line != NULL ? strtol (line + strlen (name), NULL, 10) : 0;
}

static void
look (Soaked *self)
{
  g_autoptr (TapeFeedHealth) health = tape_feed_get_health (self->feed, FALSE);
  g_autofree char *said = g_strdup_printf ("%d %s", health->state, health->message != NULL ? health->message : "");
  gpointer times = g_hash_table_lookup (self->said, said);

  g_hash_table_insert (self->said, g_steal_pointer (&said), GUINT_TO_POINTER (GPOINTER_TO_UINT (times) + 1));
}

static void
print_state (gint64 start)
{
  printf ("%5.0f s  %7ld kB  %3ld threads ", (double)(g_get_monotonic_time () - start) / 1e6, get_of_process ("VmRSS:"),
          get_of_process ("Threads:"));
  for (gsize i = 0; i < G_N_ELEMENTS (soaked); i++)
    {
      g_mutex_lock (&soaked[i].lock);
      printf ("  %s %" G_GUINT64_FORMAT, soaked[i].service, soaked[i].n_trades);
      g_mutex_unlock (&soaked[i].lock);
    }
  printf ("\n");
  fflush (stdout);
}

static void
run_for (gint64 start, gint64 end)
{
  gint64 print = 0;

  while (g_get_monotonic_time () < end)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (20000);
      for (gsize i = 0; i < G_N_ELEMENTS (soaked); i++)
        look (&soaked[i]);
      if (start > 0 && g_get_monotonic_time () >= print)
        {
          print_state (start);
          print = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
        }
    }
}

/* Returns how many of all that was traded are missing, as far as ids tell. */
static guint
compare (Soaked *self, TapeUniverse *universe, guint *n_traded)
{
  g_autofree char *path = g_strconcat ("/control/trades?service=", self->service, NULL),
                  *text = live_services_get (path);
  g_autoptr (Said) said = replay_text (universe, "traded.csv", text);
  guint missing = 0;

  for (guint i = 0; i < said->trades->len; i++)
    {
      const TapeTrade *trade = trade_at (said, i);
      missing += trade->id > 0 && !g_hash_table_contains (self->ids, key_of (trade)) ? 1 : 0;
    }
  *n_traded = said->trades->len;
  return missing;
}

static void
print_said (Soaked *self)
{
  GHashTableIter all;
  gpointer sentence, times;

  g_hash_table_iter_init (&all, self->said);
  while (g_hash_table_iter_next (&all, &sentence, &times))
    printf ("  %6u × %s\n", GPOINTER_TO_UINT (times), (char *)sentence);
}

static void
stop (Soaked *self)
{
  g_cancellable_cancel (self->cancellable);
  while (!self->over)
    g_main_context_iteration (NULL, TRUE);
  tape_feed_free (self->feed);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->ids);
  g_hash_table_unref (self->said);
  g_mutex_clear (&self->lock);
  *self = (Soaked){ .service = self->service, .symbols = self->symbols };
}

static gboolean
is_done (void)
{
  g_autofree char *state = live_services_get ("/control/state");

  return strstr (state, "\"done\": false") == NULL;
}

static gboolean
soak (guint minutes, const char *every)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  LoopbackServer *server;
  gint64 begin = g_get_monotonic_time ();
  gboolean good = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (soaked); i++)
    {
      g_ptr_array_add (arguments, g_strdup_printf ("%s=%u@1", soaked[i].service, minutes * 60 * RATE));
      g_ptr_array_add (arguments, g_strdup_printf ("%s~%s", soaked[i].service, every));
    }
  g_ptr_array_add (arguments, NULL);
  server = live_services_start ((const char *const *)arguments->pdata);
  for (gsize i = 0; i < G_N_ELEMENTS (soaked); i++)
    start (&soaked[i], universe);
  while (!is_done ())
    run_for (begin, g_get_monotonic_time () + 10 * G_USEC_PER_SEC);
  run_for (begin, g_get_monotonic_time () + AFTERWARDS * G_USEC_PER_SEC);
  for (gsize i = 0; i < G_N_ELEMENTS (soaked); i++)
    {
      Soaked *self = &soaked[i];
      guint n_traded, missing = compare (self, universe, &n_traded);

      printf ("\n%s: %u traded, %" G_GUINT64_FORMAT " taken, of those %" G_GUINT64_FORMAT
              " again, %u missing, %" G_GUINT64_FORMAT " rejected\n",
              self->service, n_traded, self->n_trades, self->n_again, missing, self->n_rejects);
      print_said (self);
      good = good && missing == 0;
      stop (self);
    }
  loopback_server_stop (server);
  return good;
}

/* The table. */

static const char *const faults[]
    = { "reset",      "close",      "silent",     "stall",     "trickle",  "garbage",    "binary",      "fragmented",
        "large",      "endless",    "bomb",       "duplicate", "skip",     "shutdown",   "refuse-404",  "refuse-418",
        "refuse-429", "refuse-500", "refuse-503", "rest-429",  "rest-500", "rest-reset", "rest-garbage" };

/* The sentences without what stands before them. */
static char *
list_said (Soaked *self)
{
  g_autoptr (GHashTable) sentences = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) text = g_string_new (NULL);
  GHashTableIter all;
  gpointer said;

  g_hash_table_iter_init (&all, self->said);
  while (g_hash_table_iter_next (&all, &said, NULL))
    if (strchr (said, ' ')[1] != '\0' && g_hash_table_add (sentences, strchr (said, ' ') + 1))
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", strchr (said, ' ') + 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
print_row (Soaked *self, const char *fault, TapeUniverse *universe)
{
  guint n_traded, missing = compare (self, universe, &n_traded);
  g_autofree char *said = list_said (self);

  printf ("| %s | %s | %s | %u | %" G_GUINT64_FORMAT " | %u | %" G_GUINT64_FORMAT " |\n", fault, self->service, said,
          n_traded, self->n_trades - self->n_again, missing, self->n_rejects);
  return missing == 0
         || (strcmp (self->service, "alpaca") == 0 && (strcmp (fault, "skip") == 0 || strcmp (fault, "stall") == 0));
}

/* One fault at all services, and one more connection after it where it is about what is asked for then. What falls silent is
 * waited for. */
static gboolean
try_fault (const char *fault)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  LoopbackServer *server;
  guint n = strcmp (fault, "silent") == 0 || strcmp (fault, "stall") == 0 ? 30 * RATE : 8 * RATE;
  gint64 until = g_get_monotonic_time () + 90 * G_USEC_PER_SEC;
  gboolean good = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (soaked); i++)
    {
      g_ptr_array_add (arguments, g_strdup_printf ("%s=%u@1", soaked[i].service, n));
      g_ptr_array_add (arguments, g_strdup_printf ("%s:%s@100", soaked[i].service, fault));
      if (g_str_has_prefix (fault, "rest-"))
        g_ptr_array_add (arguments, g_strdup_printf ("%s:close@120", soaked[i].service));
    }
  g_ptr_array_add (arguments, NULL);
  server = live_services_start ((const char *const *)arguments->pdata);
  for (gsize i = 0; i < G_N_ELEMENTS (soaked); i++)
    start (&soaked[i], universe);
  for (gboolean done = FALSE; !done && g_get_monotonic_time () < until; done = is_done ())
    run_for (0, g_get_monotonic_time () + G_USEC_PER_SEC);
  run_for (0, g_get_monotonic_time () + 4 * G_USEC_PER_SEC);
  for (gsize i = 0; i < G_N_ELEMENTS (soaked); i++)
    {
      good = print_row (&soaked[i], fault, universe) && good;
      stop (&soaked[i]);
    }
  loopback_server_stop (server);
  fflush (stdout);
  return good;
}

static gboolean
try_faults (void)
{
  gboolean good = TRUE;

  printf ("| fault | service | the feed said | traded | taken | missing | rejected |\n|---|---|---|---|---|---|---|\n");
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    good = try_fault (faults[i]) && good;
  return good;
}

static gboolean good;

static void
test_soak (gconstpointer data)
{
  const char *const *words = data;

  good = strcmp (words[0], "faults") == 0 ? try_faults () : soak ((guint)atoi (words[0]), words[1]);
}

int
main (int argc, char **argv)
{
  const char *words[] = { argc > 1 ? argv[1] : "1", argc > 2 ? argv[2] : "200" };

  setlocale (LC_ALL, "");
  argc = 1;
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/live-soak", words, test_soak);
  return run_in_folder () != 0 || !good;
}
