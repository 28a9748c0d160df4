/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/tape-alerts-log.h"

#include <glib/gi18n.h>

#include "analytics/tape-span.h"
#include "base/tape-exchange.h"
#include "cli/tape-command.h"
#include "cli/tape-firing-rows.h"
#include "cli/tape-watch.h"
#include "store/tape-reader.h"

typedef struct
{
  char *database;
  gint64 rule;
  char *symbol;
  char *from;
  char *to;
  int last;
  gboolean explain;
  char *format;
} Arguments;

typedef struct
{
  const Arguments *arguments;
  TapeFiringFilter filter;
  TapeSpan span;
  TapeOutputFormat format;
  TapeUniverse *universe;
  GHashTable *sources; /* names, by number */
  TapeFiringRows rows;
} Log;

static void
arguments_clear (Arguments *self)
{
  g_free (self->database);
  g_free (self->symbol);
  g_free (self->from);
  g_free (self->to);
  g_free (self->format);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

static void
log_clear (Log *self)
{
  g_clear_pointer (&self->universe, tape_universe_unref);
  g_clear_pointer (&self->sources, g_hash_table_unref);
  tape_firing_rows_clear (&self->rows);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Log, log_clear)

static char *
name_source (guint32 source, gpointer data)
{
  return g_strdup (g_hash_table_lookup (((Log *)data)->sources, GUINT_TO_POINTER (source)));
}

/* --- What is printed --- */

/* By the dates of its exchange; of groups and sources of UTC. */
static gboolean
is_wanted (Log *self, const TapeFiring *firing)
{
  const TapeExchange *exchange = firing->instrument < tape_universe_count (self->universe)
                                     ? tape_universe_get (self->universe, firing->instrument)->exchange
                                     : tape_exchange_utc ();
  TapeSpanTimes times;

  tape_span_get_times (&self->span, exchange, &times);
  return firing->event_time >= times.from && firing->event_time < times.to;
}

static gboolean
put (const TapeFiring *firing, gpointer data)
{
  Log *self = data;

  if (!is_wanted (self, firing))
    return TRUE;
  tape_firing_rows_put (&self->rows, firing);
  return TRUE;
}

static gboolean
put_last (Log *self, TapeReader *reader, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) firings
      = tape_reader_list_firings (reader, &self->filter, (guint)self->arguments->last, cancellable, error);

  if (firings == NULL)
    return FALSE;
  for (guint i = firings->len; i > 0; i--)
    put (g_ptr_array_index (firings, i - 1), self);
  return TRUE;
}

static gboolean
put_all (Log *self, TapeReader *reader, GCancellable *cancellable, GError **error)
{
  if (self->arguments->last > 0)
    return put_last (self, reader, cancellable, error);
  return tape_reader_each_firing (reader, &self->filter, put, self, cancellable, error);
}

/* --- The command --- */

static gboolean
read_options (Log *self, GError **error)
{
  const Arguments *arguments = self->arguments;
  g_autoptr (GError) problem = NULL;

  self->filter = (TapeFiringFilter)TAPE_FIRING_FILTER_ALL;
  self->span = TAPE_SPAN_ALL;
  if (!tape_command_format (arguments->format, stdout, &self->format, error)
      || !tape_command_bound ("--from", arguments->from, &self->span.from_date, &self->span.from, error)
      || !tape_command_bound ("--to", arguments->to, &self->span.to_date, &self->span.to, error))
    return FALSE;
  if (!tape_span_check_order (&self->span, arguments->from, arguments->to, &problem))
    return tape_command_usage (error, "%s", problem->message);
  if (arguments->last < 0 || arguments->rule < 0)
    return tape_command_usage (error, _ ("--last and --rule take a number from 1 on."));
  tape_span_get_reach (&self->span, &self->filter.from, &self->filter.to);
  self->filter.rule = arguments->rule;
  self->filter.subject = arguments->symbol;
  return TRUE;
}

static gboolean
run (Log *self, const char *database, GError **error)
{
  g_autoptr (TapeReader) reader = tape_reader_open (database, error);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TapeWatch *watch;
  gboolean done;

  self->universe = tape_universe_new (FALSE);
  if (reader == NULL || !tape_reader_load_universe (reader, self->universe, error)
      || (self->sources = tape_reader_load_sources (reader, error)) == NULL)
    return FALSE;
  self->rows = (TapeFiringRows){
    .universe = self->universe, .source = name_source, .data = self, .explain = self->arguments->explain
  };
  tape_firing_rows_begin (&self->rows, self->format);
  watch = tape_watch_start (cancellable, NULL, NULL);
  done = put_all (self, reader, cancellable, error);
  tape_watch_stop (watch);
  return done && tape_firing_rows_end (&self->rows, error);
}

gboolean
tape_alerts_log (int argc, char **argv, GError **error)
{
  g_auto (Arguments) arguments = { 0 };
  g_auto (Log) log = { .arguments = &arguments };
  g_autofree char *database = NULL;
  const GOptionEntry entries[] = {
    { "db", 0, 0, G_OPTION_ARG_FILENAME, &arguments.database,
      N_ ("Database to read; the application's own if not given"), N_ ("FILE") },
    { "rule", 'r', 0, G_OPTION_ARG_INT64, &arguments.rule, N_ ("Only what the rule of this number found"), N_ ("N") },
    { "symbol", 's', 0, G_OPTION_ARG_STRING, &arguments.symbol, N_ ("Only of this symbol, group or source"), N_ ("S") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &arguments.from, N_ ("From this day, or time with its zone, on"),
      N_ ("WHEN") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &arguments.to, N_ ("Up to this day, or before this time"), N_ ("WHEN") },
    { "last", 'n', 0, G_OPTION_ARG_INT, &arguments.last, N_ ("Only the last N that were logged"), N_ ("N") },
    { "explain", 'e', 0, G_OPTION_ARG_NONE, &arguments.explain, N_ ("Say of each what it was decided on"), NULL },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &arguments.format, N_ ("Form of the output: table, csv, json, jsonl"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };

  if (!tape_command_parse (
          NULL,
          _ ("Prints what alert rules found, in the order in which it was logged: live, and in replays "
             "with\ntheir databases. “past” is what a late trade would have changed; it was not told."),
          entries, &argc, &argv, 0, 0, error)
      || !read_options (&log, error))
    return FALSE;
  database = tape_command_database (arguments.database, error);
  return database != NULL && run (&log, database, error);
}
