/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes are either no file of trades, said in an error, or give valid events, and rejects with a reason. A preview finds
 * the same. */

#include "feed/tape-feed.h"
#include "feed/tape-preview.h"
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

/* What was read of a file. */
typedef struct
{
  TapeUniverse *universe;
  guint64 n_trades;
  guint64 n_bars;
  guint64 n_rejected;
  guint64 n_ignored;
} Read;

static gboolean
check_batch (TapeBatch *batch, gpointer data)
{
  Read *read = data;
  guint n_instruments = tape_universe_count (read->universe);
  gint64 now = g_get_real_time () + TAPE_HOUR;

  for (guint i = 0; i < batch->n_trades; i++)
    {
      const TapeTrade *trade = &batch->trades[i];

      g_assert_cmpstr (tape_trade_check (trade->price, trade->quantity, trade->event_time, now), ==, NULL);
      g_assert_cmpstr (tape_trade_check (1, 0, trade->receive_time, now), ==, NULL);
      g_assert_cmpuint (trade->instrument, <, n_instruments);
      g_assert_cmpuint (trade->side, <, TAPE_N_SIDES);
    }
  for (guint i = 0; i < batch->n_bars; i++)
    {
      const TapeBar *bar = &batch->bars[i];

      g_assert_cmpstr (tape_bar_check (bar, bar->start), ==, NULL);
      g_assert_cmpuint (bar->length, >, 0);
      g_assert_cmpuint (bar->instrument, <, n_instruments);
    }
  check_rejects (batch);
  read->n_trades += batch->n_trades;
  read->n_bars += batch->n_bars;
  read->n_rejected += batch->n_rejects;
  read->n_ignored += batch->ignored;
  tape_batch_unref (batch);
  return TRUE;
}

static void
preview (const char *path, const Read *read)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapePreview) found = tape_preview_new (path, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < found->columns->len; i++)
    g_assert_true (g_utf8_validate (((TapePreviewColumn *)found->columns->pdata[i])->name, -1, NULL));
  for (guint i = 0; i < found->errors->len; i++)
    {
      const TapePreviewRow *row = found->errors->pdata[i];

      g_assert_cmpstr (row->reason, !=, "");
      g_assert_true (g_utf8_validate (row->raw, -1, NULL));
    }
  if (!found->whole)
    return;
  g_assert_cmpuint (found->n_trades, ==, read->n_trades);
  g_assert_cmpuint (found->n_bars, ==, read->n_bars);
  g_assert_cmpuint (found->n_rejected, ==, read->n_rejected);
  g_assert_cmpuint (found->n_ignored, ==, read->n_ignored);
}

static void
replay (const char *path)
{
  const char *const paths[] = { path, NULL };
  TapeReplayOptions options = { .speed = 0, .delay = -1, .receive_times = TRUE };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeFeed) feed = tape_replay_new (universe, paths, &options, &error);
  Read read = { .universe = universe };

  if (feed != NULL)
    {
      const TapeFeedType *type = tape_feed_get_type_info (feed);

      for (guint i = 0; i < type->count_sources (feed); i++)
        type->bind (feed, i, i + 1, NULL);
      if (tape_feed_run (feed, check_batch, &read, NULL, &error))
        {
          preview (path, &read);
          return;
        }
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
