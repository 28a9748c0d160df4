/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-trades.h"

#include "../support/store-fixture.h"

#define START    (G_GINT64_CONSTANT (1709649000) * TAPE_SECOND)
#define N_STORED 300
#define PATIENCE (20 * TAPE_SECOND)

static TapeTrade
make_trade (guint number)
{
  return (TapeTrade){ .event_time = START + number * TAPE_SECOND, .price = 10 + number / 100.0, .quantity = 100 };
}

/* A frame of instrument 0 of two, with its trades from @first on. */
static void
show_frame (TapeTrades *trades, guint first, guint n, guint32 focus)
{
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  TapeFrameRow rows[2] = { { .last_time = START }, { .last_time = START } };
  TapeFrame frame = { .rows = rows, .n_rows = G_N_ELEMENTS (rows), .focus = focus, .trades = array };

  for (guint i = 0; i < n; i++)
    {
      TapeTrade trade = make_trade (first + i);

      g_array_append_val (array, trade);
    }
  tape_trades_take_frame (trades, &frame);
}

static void
assert_trades (TapeTrades *trades, guint first, guint n)
{
  GArray *array = tape_trades_get (trades);

  g_assert_cmpuint (array->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (g_array_index (array, TapeTrade, i).event_time, ==, make_trade (first + i).event_time);
}

static void
on_changed (TapeTrades *trades, guint *n_changes)
{
  *n_changes += 1;
}

static void
test_follows_frames (void)
{
  g_autoptr (TapeDesk) desk = tape_desk_new (g_get_tmp_dir ());
  g_autoptr (TapeTrades) trades = tape_trades_new (desk);
  guint n_changes = 0;

  g_signal_connect (trades, "changed", G_CALLBACK (on_changed), &n_changes);
  show_frame (trades, 0, 3, 0);
  assert_trades (trades, 0, 0);

  tape_trades_show (trades, 0);
  n_changes = 0;
  show_frame (trades, 0, 3, 0);
  assert_trades (trades, 0, 3);
  g_assert_cmpuint (n_changes, ==, 1);

  /* The same once more, and another instrument's, change nothing. */
  show_frame (trades, 0, 3, 0);
  show_frame (trades, 50, 3, 1);
  assert_trades (trades, 0, 3);
  g_assert_cmpuint (n_changes, ==, 1);

  show_frame (trades, 0, 4, 0);
  assert_trades (trades, 0, 4);
  show_frame (trades, 40, TAPE_FRAME_TRADES, 0);
  assert_trades (trades, 40, TAPE_FRAME_TRADES);
  g_assert_cmpuint (n_changes, ==, 3);

  tape_trades_show (trades, 1);
  assert_trades (trades, 0, 0);
  g_assert_cmpuint (n_changes, ==, 4);
}

static char *
write_trades (const char *folder)
{
  char *path = g_build_filename (folder, "trades.csv", NULL);
  g_autoptr (GString) text = g_string_new ("event_time,symbol,price,quantity\n");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_STORED; i++)
    {
      TapeTrade trade = make_trade (i);

      g_string_append_printf (text, "%" G_GINT64_FORMAT ",IBM,%.2f,100\n", trade.event_time / TAPE_SECOND, trade.price);
    }
  g_file_set_contents (path, text->str, -1, &error);
  g_assert_no_error (error);
  return path;
}

static gboolean
on_pause (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Waits a moment for what happens by itself, and takes what is new. */
static const TapeFrame *
wait_for_frame (TapeDesk *desk, gint64 end)
{
  g_assert_cmpint (g_get_monotonic_time (), <, end);
  g_main_context_iteration (NULL, TRUE);
  tape_desk_poll (desk);
  return tape_desk_get_frame (desk);
}

/* An instrument that is chosen when all has been traded gets its trades from the store. */
static void
test_reads_the_store (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tapeline-trades-XXXXXX", NULL);
  g_autofree char *path = write_trades (folder);
  const char *paths[] = { path, NULL };
  g_autoptr (TapeDesk) desk = tape_desk_new (folder);
  g_autoptr (TapeTrades) trades = tape_trades_new (desk);
  g_autoptr (GError) error = NULL;
  gint64 end = g_get_monotonic_time () + PATIENCE;
  const TapeFrame *frame = NULL;
  guint32 instrument;
  guint timer = g_timeout_add (20, on_pause, NULL);

  tape_desk_open_files (desk, paths, 0, &error);
  g_assert_no_error (error);
  while (frame == NULL || !frame->ended || frame->n_rows == 0)
    frame = wait_for_frame (desk, end);
  tape_desk_set_symbol (desk, "IBM");
  instrument = tape_desk_get_instrument (desk);
  g_assert_cmpuint (instrument, !=, TAPE_NO_INSTRUMENT);
  tape_session_set_focus (tape_desk_get_session (desk), instrument);
  tape_trades_show (trades, instrument);
  while (tape_trades_get (trades)->len < TAPE_FRAME_TRADES
         || g_array_index (tape_trades_get (trades), TapeTrade, TAPE_FRAME_TRADES - 1).event_time
                < make_trade (N_STORED - 1).event_time)
    {
      frame = wait_for_frame (desk, end);
      tape_trades_take_frame (trades, frame);
    }
  assert_trades (trades, N_STORED - TAPE_FRAME_TRADES, TAPE_FRAME_TRADES);
  g_source_remove (timer);
  tape_desk_close (desk);
  store_remove_tree (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/trades/follows-frames", test_follows_frames);
  g_test_add_func ("/model/trades/reads-the-store", test_reads_the_store);
  return g_test_run ();
}
