/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tape-fuzz.h"

#include <string.h>

#include "feed/tape-poll-schedule.h"
#include "feed/tape-stream.h"

/* What a feed finds in the store of where it was, whatever is there: the first byte says of which service. What it goes on from is
 * in order, and is what it saves again. */

#define NOW  (G_GINT64_CONSTANT (1723161600) * TAPE_SECOND)
#define GAPS 1000

static char *const symbols[] = { (char *)"BTC-USD", (char *)"AAPL", NULL };

static GBytes *
get_state (TapeStreamReader *reader)
{
  TapePosition position;

  tape_stream_reader_save (reader, &position);
  return position.state;
}

static TapeStreamReader *
load_reader (const TapeStream *stream, TapeUniverse *universe, GBytes *state)
{
  const TapeStreamSettings settings = { (char **)symbols, (char *)"k3y+", (char *)"s3cret" };
  const TapePosition position = { .source = 1, .event_time = NOW - TAPE_HOUR, .state = state };
  TapeStreamReader *reader = tape_stream_reader_new (stream, &settings, universe, 1);

  tape_stream_reader_load (reader, &position);
  return reader;
}

/* Each gap that it takes for open can be asked for, or given up. */
static void
ask_for_gaps (TapeStreamReader *reader)
{
  const TapeStreamGap *gap;

  tape_stream_reader_connected (reader, FALSE);
  for (guint i = 0; i < GAPS && (gap = tape_stream_reader_get_gap (reader)) != NULL; i++)
    {
      guint64 missing = tape_stream_reader_count_missing (reader);
      TapeStreamRequest request;

      g_assert_true (gap->from_id >= 0 && gap->from_id <= gap->to_id);
      tape_stream_reader_make_request (reader, &request);
      g_assert_true (g_str_has_prefix (request.url, "https://"));
      tape_stream_request_clear (&request);
      tape_stream_reader_give_up_gap (reader);
      g_assert_cmpuint (tape_stream_reader_count_missing (reader), >=, missing);
    }
}

static void
load_stream (const TapeStream *stream, GBytes *state)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeStreamReader) first = load_reader (stream, universe, state);
  g_autoptr (GBytes) saved = get_state (first);
  g_autoptr (TapeStreamReader) second = load_reader (stream, universe, saved);
  g_autoptr (GBytes) again = get_state (second);

  g_assert_true (g_bytes_equal (saved, again));
  ask_for_gaps (second);
}

static void
load_poll (GBytes *state)
{
  const TapeQuotaLimits limits = { .per_minute = 8, .per_day = 800 };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeQuota) quota = tape_quota_new (&limits);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) saved = NULL;
  TapePollSchedule schedule;
  gint64 due;

  tape_poll_schedule_init (&schedule, universe, (const char *const *)symbols);
  before = tape_poll_schedule_save (&schedule, quota);
  if (tape_poll_schedule_load (&schedule, quota, state))
    {
      g_autoptr (GBytes) again = NULL;

      saved = tape_poll_schedule_save (&schedule, quota);
      g_assert_true (tape_poll_schedule_load (&schedule, quota, saved));
      again = tape_poll_schedule_save (&schedule, quota);
      g_assert_true (g_bytes_equal (saved, again));
    }
  else
    {
      saved = tape_poll_schedule_save (&schedule, quota);
      g_assert_true (g_bytes_equal (saved, before));
    }
  g_assert_nonnull (tape_poll_schedule_next (&schedule, NOW, TAPE_MINUTE, &due));
  tape_poll_schedule_clear (&schedule);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
  g_autoptr (GBytes) state = NULL;
  guint service;

  if (length == 0)
    return 0;
  service = bytes[0] % 5;
  state = g_bytes_new (bytes + 1, length - 1);
  if (service < 4)
    load_stream (tape_streams_list ()[service], state);
  else
    load_poll (state);
  return 0;
}
