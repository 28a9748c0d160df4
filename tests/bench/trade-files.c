/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "trade-files.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "feed/tape-simulator.h"
#include "feed/tape-trade-text.h"

static gboolean
keep_batch (TapeBatch *batch, gpointer data)
{
  g_ptr_array_add (data, batch);
  return TRUE;
}

static void
append_json (GString *text, TapeUniverse *universe, const TapeBatch *batch)
{
  char time[TAPE_TIME_TEXT], price[TAPE_NUMBER_TEXT], quantity[TAPE_NUMBER_TEXT];

  for (guint i = 0; i < batch->n_trades; i++)
    {
      const TapeTrade *trade = &batch->trades[i];

      tape_time_format (trade->event_time, time);
      tape_number_format (trade->price, price);
      tape_number_format (trade->quantity, quantity);
      g_string_append_printf (text,
                              "{\"event_time\":\"%s\",\"symbol\":\"%s\",\"price\":%s,\"quantity\":%s,"
                              "\"side\":\"%s\",\"trade_id\":%" G_GUINT64_FORMAT "}\n",
                              time, tape_universe_get (universe, trade->instrument)->symbol, price, quantity,
                              tape_trade_text_side ((TapeSide)trade->side), trade->id);
    }
}

GPtrArray *
trade_files_make (guint trades, guint symbols, const char *csv, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  g_autoptr (GString) csv_text = g_string_new (TAPE_TRADE_TEXT_HEADER);
  g_autoptr (GString) json_text = g_string_new (NULL);
  GPtrArray *batches = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_batch_unref);
  TapeSimulatorOptions options = tape_simulator_defaults;
  g_autoptr (TapeFeed) feed = NULL;

  options.symbols = symbols;
  options.trades = trades;
  feed = tape_simulator_new (universe, &options, &error);
  g_assert_no_error (error);
  tape_feed_get_type_info (feed)->bind (feed, 0, 1, NULL);
  g_assert_true (tape_feed_run (feed, keep_batch, batches, NULL, &error));
  for (guint i = 0; i < batches->len; i++)
    {
      tape_trade_text_append_batch (csv_text, universe, g_ptr_array_index (batches, i));
      append_json (json_text, universe, g_ptr_array_index (batches, i));
    }
  g_file_set_contents (csv, csv_text->str, (gssize)csv_text->len, &error);
  g_assert_no_error (error);
  g_file_set_contents (json, json_text->str, (gssize)json_text->len, &error);
  g_assert_no_error (error);
  return batches;
}

guint
trade_files_find_lines (const char *path)
{
  g_autofree char *text = NULL;
  guint n = 0;

  g_file_get_contents (path, &text, NULL, NULL);
  for (char *line = text, *end; (end = strchr (line, '\n')) != NULL; line = end + 1)
    n++;
  return n;
}

guint
trade_files_parse_json (const char *path)
{
  g_autofree char *text = NULL;
  guint n = 0;

  g_file_get_contents (path, &text, NULL, NULL);
  for (char *line = text, *end; (end = strchr (line, '\n')) != NULL; line = end + 1, n++)
    {
      cJSON *object = cJSON_ParseWithLength (line, (gsize)(end - line));

      g_assert_nonnull (object);
      cJSON_Delete (object);
    }
  return n;
}

void
trade_files_drop_last_column (const char *from, const char *to)
{
  g_autofree char *text = NULL;
  g_autoptr (GString) rest = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_file_get_contents (from, &text, NULL, NULL);
  for (char *line = text, *end; (end = strchr (line, '\n')) != NULL; line = end + 1)
    {
      *end = '\0';
      g_string_append_len (rest, line, strrchr (line, ',') - line);
      g_string_append_c (rest, '\n');
    }
  g_file_set_contents (to, rest->str, (gssize)rest->len, &error);
  g_assert_no_error (error);
}
