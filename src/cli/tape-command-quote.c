/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/tape-command.h"
#include "cli/tape-watch.h"
#include "feed/tape-feed.h"
#include "pipeline/tape-keys.h"
#include "pipeline/tape-quotes.h"

/* --- Who is asked. --- */

static gboolean
needs_key (const TapePoll *poll)
{
  return (poll->flags & TAPE_POLL_NEEDS_KEY) != 0;
}

/* The environment's key, else that of the keyring; NULL without an error where there is none. */
static TapeKey *
find_key (const TapePoll *poll, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) problem = NULL;
  TapeKey *key = tape_key_from_environment (poll->name, &problem);

  if (key == NULL && problem == NULL)
    key = tape_keys_look_up (poll->name, TAPE_KEYS_ACCOUNT, cancellable, &problem);
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return key;
}

static const TapePoll *
look_up (const char *name, GError **error)
{
  const TapePoll *poll = tape_poll_lookup (name);
  g_autoptr (GString) names = NULL;
  guint n_polls;
  const TapePoll *const *polls = tape_poll_list (&n_polls);

  if (poll != NULL)
    return poll;
  names = g_string_new (NULL);
  for (guint i = 0; i < n_polls; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", polls[i]->name);
  tape_command_usage (error, _ ("--feed: there is no “%s”; there are: %s."), name, names->str);
  return NULL;
}

static gboolean
is_crypto (const char *symbol)
{
  const TapeInstrument *instrument = tape_instruments_lookup (symbol, strlen (symbol));

  return instrument != NULL && instrument->exchange == tape_exchange_lookup ("CRYPTO");
}

/* Whether nothing but pairs of coins is asked for, which need no key. */
static gboolean
are_crypto (char **symbols)
{
  for (; *symbols != NULL; symbols++)
    if (!is_crypto (*symbols) || strchr (*symbols, '-') != NULL)
      return FALSE;
  return TRUE;
}

/* The first in the table that there is a key for. */
static const TapePoll *
choose (char **symbols, TapeKey **key, GCancellable *cancellable, GError **error)
{
  guint n_polls;
  const TapePoll *const *polls = tape_poll_list (&n_polls);

  for (guint i = 0; i < n_polls; i++)
    {
      g_autoptr (GError) problem = NULL;

      if ((polls[i]->flags & TAPE_POLL_UNOFFICIAL) != 0
          || ((polls[i]->flags & TAPE_POLL_ROUND_THE_CLOCK) != 0) != are_crypto (symbols))
        continue;
      if (!needs_key (polls[i]))
        return polls[i];
      *key = find_key (polls[i], cancellable, &problem);
      if (*key != NULL)
        return polls[i];
      /* Without a keyring there are the variables. */
      if (problem != NULL && problem->domain != TAPE_KEYS_ERROR)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return NULL;
        }
    }
  g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FORMAT,
               _ ("There is no key of any service. Enter one in Tapeline’s preferences, or set %s and the like; "
                  "“--feed yahoo” needs none, and is unofficial."),
               "TAPELINE_KEY_FINNHUB");
  return NULL;
}

static const TapePoll *
find_service (const char *name, char **symbols, TapeKey **key, GCancellable *cancellable, GError **error)
{
  g_autofree char *variable = NULL;
  const TapePoll *poll;

  if (name == NULL)
    return choose (symbols, key, cancellable, error);
  poll = look_up (name, error);
  if (poll == NULL || !needs_key (poll))
    return poll;
  variable = tape_key_variable (poll->name);
  *key = find_key (poll, cancellable, error);
  if (*key != NULL)
    return poll;
  if (error != NULL && *error == NULL)
    g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FORMAT,
                 _ ("%s needs a key. Enter it in Tapeline’s preferences, or set %s."), poll->title, variable);
  else
    g_prefix_error (error, "%s: ", poll->title);
  return NULL;
}

/* --- What it says. --- */

static gboolean
print_quotes (GPtrArray *quotes, const TapePoll *poll, TapeOutputFormat format, GError **error)
{
  static const char *const columns[] = { "symbol", "price", "currency", "time", "volume", "feed", "delayed", NULL };
  TapeOutput *output = tape_output_new (stdout, format, columns, FALSE);

  for (guint i = 0; i < quotes->len; i++)
    {
      const TapeQuote *quote = quotes->pdata[i];

      if (quote->problem != NULL)
        continue;
      tape_output_text (output, quote->symbol);
      tape_output_number (output, quote->price);
      tape_output_text (output, *quote->currency != '\0' ? quote->currency : NULL);
      tape_output_time (output, quote->time);
      if (quote->volume >= 0)
        tape_output_number (output, quote->volume);
      else
        tape_output_text (output, NULL);
      tape_output_text (output, poll->name);
      tape_output_integer (output, (poll->flags & TAPE_POLL_DELAYED) != 0);
    }
  return tape_output_close (output, error);
}

static gboolean
have_price (GPtrArray *quotes)
{
  for (guint i = 0; i < quotes->len; i++)
    if (((const TapeQuote *)quotes->pdata[i])->problem == NULL)
      return TRUE;
  return FALSE;
}

/* Each once, the last through @error. */
static gboolean
say_problems (GPtrArray *quotes, GError **error)
{
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);
  const char *last = NULL;

  for (guint i = 0; i < quotes->len; i++)
    {
      const TapeQuote *quote = quotes->pdata[i];

      if (quote->problem == NULL || !g_hash_table_add (said, quote->problem))
        continue;
      if (last != NULL)
        fprintf (stderr, "tapectl quote: %s\n", last);
      last = quote->problem;
    }
  if (last != NULL)
    g_set_error_literal (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FORMAT, last);
  return last == NULL;
}

typedef struct
{
  char *feed;
  char *format;
  gboolean extended;
} Options;

static gboolean
run (const Options *options, char **symbols, GCancellable *cancellable, GError **error)
{
  g_autoptr (TapeKey) key = NULL;
  g_autoptr (GPtrArray) quotes = NULL;
  TapeOutputFormat format;
  TapeQuotesRequest request
      = { .account = TAPE_KEYS_ACCOUNT, .symbols = (const char *const *)symbols, .extended = options->extended };

  if (!tape_command_format (options->format, stdout, &format, error))
    return FALSE;
  request.poll = find_service (options->feed, symbols, &key, cancellable, error);
  if (request.poll == NULL)
    return FALSE;
  request.key = key != NULL ? key->key : NULL;
  quotes = tape_quotes_get (&request, cancellable, NULL, error);
  return quotes != NULL && (!have_price (quotes) || print_quotes (quotes, request.poll, format, error))
         && say_problems (quotes, error);
}

static GStrv
take_symbols (int n, char **arguments)
{
  GStrv symbols = g_new0 (char *, (gsize)n + 1);

  for (int i = 0; i < n; i++)
    symbols[i] = g_ascii_strup (arguments[i], -1);
  return symbols;
}

gboolean
tape_command_quote (int argc, char **argv, GError **error)
{
  g_autofree char *feed = NULL, *format_name = NULL;
  gboolean extended = FALSE;
  const GOptionEntry entries[] = {
    { "feed", 0, 0, G_OPTION_ARG_STRING, &feed, N_ ("Service to ask; without it, the first of which there is a key"),
      N_ ("FEED") },
    { "extended", 0, 0, G_OPTION_ARG_NONE, &extended,
      N_ ("Take prices before and after the session too, where the service has them"), NULL },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &format_name, N_ ("Form of the output: table, csv, json, jsonl"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (GStrv) symbols = NULL;
  TapeWatch *watch;
  gboolean done;

  if (!tape_command_parse (_ ("SYMBOL…"), _ ("Asks a market-data service for the latest prices."), entries, &argc,
                           &argv, 1, G_MAXINT, error))
    return FALSE;
  symbols = take_symbols (argc - 1, argv + 1);
  watch = tape_watch_start (cancellable, NULL, NULL);
  done = run (&(Options){ feed, format_name, extended }, symbols, cancellable, error);
  tape_watch_stop (watch);
  return done;
}
