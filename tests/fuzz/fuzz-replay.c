/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes are either no file of trades, said in an error, or give valid events, and rejects with a reason. */

#include "feed/tape-feed.h"
#include "feed/tape-replay.h"

#include <sys/mman.h>
#include <unistd.h>

#include "tape-fuzz.h"

static void
check_rejects (const TapeBatch *batch)
{
  for (guint i = 0; i < batch->n_rejects; i++)
    {
      const TapeReject *reject = &batch->rejects[i];

      g_assert_cmpstr (batch->text + reject->reason, !=, "");
      g_assert_true (g_utf8_validate (batch->text + reject->raw, -1, NULL));
      g_assert_cmpuint (strlen (batch->text + reject->raw), <=, TAPE_REJECT_RAW);
    }
}

static gboolean
check_batch (TapeBatch *batch, gpointer data)
{
  TapeUniverse *universe = data;
  guint n_instruments = tape_universe_count (universe);

  for (guint i = 0; i < batch->n_trades; i++)
    {
      const TapeTrade *trade = &batch->trades[i];

      g_assert_cmpstr (tape_trade_check (trade->price, trade->quantity, trade->event_time, trade->receive_time), ==,
                       NULL);
      g_assert_cmpuint (trade->instrument, <, n_instruments);
      g_assert_cmpuint (trade->side, <, TAPE_N_SIDES);
    }
  for (guint i = 0; i < batch->n_bars; i++)
    {
      const TapeBar *bar = &batch->bars[i];

      g_assert_cmpstr (tape_bar_check (bar, bar->start), ==, NULL);
      g_assert_cmpuint (bar->instrument, <, n_instruments);
    }
  check_rejects (batch);
  tape_batch_unref (batch);
  return TRUE;
}

static void
replay (const char *path)
{
  const char *const paths[] = { path, NULL };
  TapeReplayOptions options = { .speed = 0, .delay = -1 };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeFeed) feed = tape_replay_new (universe, paths, &options, &error);

  if (feed != NULL)
    {
      const TapeFeedType *type = tape_feed_get_type_info (feed);

      for (guint i = 0; i < type->count_sources (feed); i++)
        type->bind (feed, i, i + 1, NULL);
      if (tape_feed_run (feed, check_batch, universe, NULL, &error))
        return;
    }
  g_assert_nonnull (error);
  g_assert_cmpint (error->domain, ==, TAPE_FEED_ERROR);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  int file = memfd_create ("fuzz-replay", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", file);

  g_assert_cmpint (file, >=, 0);
  g_assert_cmpint (write (file, data, size), ==, size);
  replay (path);
  close (file);
  return 0;
}
