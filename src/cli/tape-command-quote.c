/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/tape-command.h"
#include "cli/tape-feed-argument.h"
#include "cli/tape-watch.h"
#include "feed/tape-feed.h"
#include "feed/tape-poll-settings.h"
#include "pipeline/tape-keys.h"
#include "pipeline/tape-live-feed.h"
#include "pipeline/tape-quotes.h"

/* --- Who is asked. --- */

/* What is asked of whom, with whose key. */
typedef struct
{
  TapeUserFeed *feed; /* what is set up, or as if it were; its symbols are not looked at */
  const TapePoll *poll;
  TapeKey *key; /* NULL where none is needed */
  GStrv symbols;
} Target;

static void
target_clear (Target *self)
{
  g_clear_pointer (&self->feed, tape_user_feed_free);
  g_clear_pointer (&self->key, tape_key_free);
  g_clear_pointer (&self->symbols, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Target, target_clear)

/* A service, with the key that a person has of it. */
static void
take_service (Target *self, const TapePoll *poll)
{
  char *symbols[] = { NULL };
  const TapeUserFeed feed = { .name = (char *)poll->title,
                              .kind = (char *)"poll",
                              .service = (char *)poll->name,
                              .account = (char *)TAPE_KEYS_ACCOUNT,
                              .symbols = symbols,
                              .settings = (char *)"{}" };

  g_clear_pointer (&self->feed, tape_user_feed_free);
  self->feed = tape_user_feed_copy (&feed);
  self->poll = poll;
}

/* What is set up; of one that streams the service is asked, where it can be. */
static gboolean
take_saved (Target *self, TapeUserFeed *feed, GError **error)
{
  self->feed = feed;
  self->poll = tape_poll_lookup (feed->service);
  if (self->poll == NULL)
    {
      tape_command_usage (error,
                          _ ("“%s” cannot be asked for a price. “tapectl tail” prints what comes of it as it comes."),
                          feed->name);
      return FALSE;
    }
  g_free (feed->kind);
  feed->kind = g_strdup ("poll");
  if (self->symbols[0] == NULL)
    {
      g_strfreev (self->symbols);
      self->symbols = g_strdupv (feed->symbols);
    }
  return TRUE;
}

static gboolean
take_service_named (Target *self, const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n_polls;
  const TapePoll *const *polls = tape_poll_list (&n_polls);

  for (guint i = 0; i < n_polls; i++)
    {
      if (strcmp (polls[i]->name, name) == 0)
        {
          take_service (self, polls[i]);
          return TRUE;
        }
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", polls[i]->name);
    }
  tape_command_usage (error, _ ("--feed: no feed “%s” is set up, and no service is called so; services are: %s."), name,
                      names->str);
  return FALSE;
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

/* The first in the table that there is a key for. Where there is none, a keyring that could have one is the reason. */
static gboolean
choose (Target *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gboolean crypto = are_crypto (self->symbols);
  guint n_polls;
  const TapePoll *const *polls = tape_poll_list (&n_polls);

  for (guint i = 0; i < n_polls; i++)
    {
      g_autoptr (GError) problem = NULL;

      if ((polls[i]->flags & TAPE_POLL_UNOFFICIAL) != 0
          || ((polls[i]->flags & TAPE_POLL_ROUND_THE_CLOCK) != 0) != crypto)
        continue;
      take_service (self, polls[i]);
      if (tape_live_find_key (self->feed, &self->key, cancellable, &problem))
        return TRUE;
      if (problem->domain != TAPE_FEED_ERROR && reason == NULL
          && !g_error_matches (problem, TAPE_KEYS_ERROR, TAPE_KEYS_ERROR_NO_SERVICE))
        reason = g_steal_pointer (&problem);
    }
  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  else
    g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FORMAT,
                 _ ("There is no key of any service. Enter one in Tapeline’s preferences, or set %s and the like; "
                    "“--feed yahoo” needs none, and is unofficial."),
                 "TAPELINE_KEY_FINNHUB");
  return FALSE;
}

static gboolean
find_target (Target *self, const TapeFeedArgument *argument, GCancellable *cancellable, GError **error)
{
  TapeUserFeed *saved = NULL;

  if (argument->name != NULL && !tape_feed_argument_find (argument, &saved, error))
    return FALSE;
  if (saved != NULL && !take_saved (self, saved, error))
    return FALSE;
  if (self->symbols[0] == NULL)
    {
      tape_command_usage (error, _ ("Say the symbols whose prices you want."));
      return FALSE;
    }
  if (argument->name == NULL)
    return choose (self, cancellable, error);
  if (saved == NULL && !take_service_named (self, argument->name, error))
    return FALSE;
  return tape_live_find_key (self->feed, &self->key, cancellable, error);
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

static gboolean
ask (const Target *target, gboolean extended, TapeOutputFormat format, GCancellable *cancellable, GError **error)
{
  const TapePollSettings settings = tape_poll_settings_parse (target->feed->settings);
  const TapeQuotaLimits limits = tape_poll_settings_get_limits (&settings, target->poll);
  const TapeQuotesRequest request = {
    .poll = target->poll,
    .account = target->feed->account != NULL ? target->feed->account : TAPE_KEYS_ACCOUNT,
    .key = target->key != NULL ? target->key->key : NULL,
    .symbols = (const char *const *)target->symbols,
    .extended = extended || settings.extended,
    .limits = &limits,
  };
  g_autoptr (GPtrArray) quotes = tape_quotes_get (&request, cancellable, NULL, error);

  return quotes != NULL && (!have_price (quotes) || print_quotes (quotes, target->poll, format, error))
         && say_problems (quotes, error);
}

static gboolean
quote (const TapeFeedArgument *argument, char **symbols, gboolean extended, const char *format_name, GError **error)
{
  g_auto (Target) target = { .symbols = g_strdupv (symbols) };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TapeOutputFormat format;
  TapeWatch *watch;
  gboolean done;

  for (char **symbol = target.symbols; *symbol != NULL; symbol++)
    {
      char *upper = g_ascii_strup (*symbol, -1);

      g_free (*symbol);
      *symbol = upper;
    }
  if (!tape_command_format (format_name, stdout, &format, error))
    return FALSE;
  watch = tape_watch_start (cancellable, NULL, NULL);
  done = find_target (&target, argument, cancellable, error) && ask (&target, extended, format, cancellable, error);
  tape_watch_stop (watch);
  return done;
}

gboolean
tape_command_quote (int argc, char **argv, GError **error)
{
  TapeFeedArgument argument = { 0 };
  g_autofree char *format = NULL;
  gboolean extended = FALSE;
  const GOptionEntry entries[] = {
    { "feed", 0, 0, G_OPTION_ARG_STRING, &argument.name,
      N_ ("Feed that is set up, by its name, or service; without it, the first of which there is a key"), N_ ("FEED") },
    { "extended", 0, 0, G_OPTION_ARG_NONE, &extended,
      N_ ("Take prices before and after the session too, where the service has them"), NULL },
    TAPE_FEED_ARGUMENT_USER (argument),
    { "format", 'f', 0, G_OPTION_ARG_STRING, &format, N_ ("Form of the output: table, csv, json, jsonl"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };
  gboolean done = tape_command_parse (
      _ ("[SYMBOL…]"),
      _ ("Asks a market-data service for the latest prices: of the symbols, or of those of the feed that is set up.\n"
         "The key comes from the variable TAPELINE_KEY_… of the service (TAPELINE_KEY_FINNHUB), else from the "
         "keyring."),
      entries, &argc, &argv, 0, G_MAXINT, error);

  done = done && quote (&argument, argv + 1, extended, format, error);
  tape_feed_argument_clear (&argument);
  return done;
}
