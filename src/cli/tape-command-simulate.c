/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/tape-command.h"
#include "cli/tape-watch.h"
#include "feed/tape-simulator.h"
#include "feed/tape-trade-text.h"

typedef struct
{
  TapeUniverse *universe;
  TapeOutputFormat format;
  TapeOutput *output; /* but for CSV, whose rows are written as they are */
  GString *text;
} Printer;

static void
print_trade (TapeOutput *output, TapeUniverse *universe, const TapeTrade *trade)
{
  tape_output_time (output, trade->event_time);
  tape_output_text (output, tape_universe_get (universe, trade->instrument)->symbol);
  tape_output_number (output, trade->price);
  tape_output_number (output, trade->quantity);
  tape_output_text (output, tape_trade_text_side (trade->side));
  tape_output_integer (output, (gint64)trade->id);
}

static gboolean
print_batch (TapeBatch *batch, gpointer data)
{
  Printer *printer = data;

  if (printer->output != NULL)
    for (guint i = 0; i < batch->n_trades; i++)
      print_trade (printer->output, printer->universe, &batch->trades[i]);
  else
    {
      g_string_truncate (printer->text, 0);
      tape_trade_text_append_batch (printer->text, printer->universe, batch);
      fwrite (printer->text->str, 1, printer->text->len, stdout);
    }
  tape_batch_unref (batch);
  return !ferror (stdout);
}

static gboolean
simulate (const TapeSimulatorOptions *options, const char *format, GError **error)
{
  static const char *const columns[] = { "event_time", "symbol", "price", "quantity", "side", "trade_id", NULL };
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (TapeFeed) feed = NULL;
  TapeWatch *watch;
  g_autoptr (GError) problem = NULL;
  Printer printer = { .universe = universe, .text = text };
  gboolean done;

  if (!tape_command_format (format, stdout, &printer.format, error)
      || (feed = tape_simulator_new (universe, options, error)) == NULL)
    return FALSE;
  tape_feed_get_type_info (feed)->bind (feed, 0, 1, NULL);
  if (printer.format == TAPE_OUTPUT_CSV)
    fputs (TAPE_TRADE_TEXT_HEADER, stdout);
  else
    printer.output = tape_output_new (stdout, printer.format, columns, FALSE);

  watch = tape_watch_start (cancellable, NULL, NULL);
  done = tape_feed_run (feed, print_batch, &printer, cancellable, &problem);
  tape_watch_stop (watch);
  if (!(printer.output != NULL ? tape_output_close (printer.output, error) : tape_output_flush (stdout, error)))
    return FALSE;
  if (!done)
    g_propagate_error (error, g_steal_pointer (&problem));
  return done;
}

gboolean
tape_command_simulate (int argc, char **argv, GError **error)
{
  TapeSimulatorOptions options = tape_simulator_defaults;
  gint64 trades = 0, seed = (gint64)options.seed;
  gint symbols = 0;
  g_autofree char *format = NULL;
  const GOptionEntry entries[] = {
    { "trades", 'n', 0, G_OPTION_ARG_INT64, &trades, N_ ("How many trades"), N_ ("N") },
    { "seed", 's', 0, G_OPTION_ARG_INT64, &seed, N_ ("Of everything random (1)"), N_ ("S") },
    { "symbols", 0, 0, G_OPTION_ARG_INT, &symbols, N_ ("How many instruments; all of the table if not given"),
      N_ ("N") },
    { "late", 0, 0, G_OPTION_ARG_DOUBLE, &options.late, N_ ("Share of trades that come long after their time"),
      N_ ("SHARE") },
    { "duplicates", 0, 0, G_OPTION_ARG_DOUBLE, &options.duplicates, N_ ("Share of trades that come twice"),
      N_ ("SHARE") },
    { "out-of-order", 0, 0, G_OPTION_ARG_DOUBLE, &options.out_of_order,
      N_ ("Share of trades that come a little after their time"), N_ ("SHARE") },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &format, N_ ("Form of the output: table, csv, json, jsonl"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };

  if (!tape_command_parse (NULL,
                           _ ("Writes simulated trades to standard output; the same seed gives the same bytes. Nothing "
                              "of them is real."),
                           entries, &argc, &argv, 0, 0, error))
    return FALSE;
  if (trades <= 0)
    return tape_command_usage (error, _ ("--trades says how many trades to write, 1 or more."));
  if (symbols < 0)
    return tape_command_usage (error, _ ("--symbols takes a number of instruments, not %d."), symbols);
  options.trades = (guint64)trades;
  options.seed = (guint64)seed;
  options.symbols = (guint)symbols;
  options.past = FALSE;
  options.speed = 0;
  return simulate (&options, format, error);
}
