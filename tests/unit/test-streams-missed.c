/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "stream-reading.h"

/* What streams did not deliver: that it is noticed by ids, asked for, taken once, and kept over a restart. */

static TapeStreamNews
read_binance (Reading *self, gint64 id)
{
  g_autofree char *message = g_strdup_printf ("{\"e\":\"trade\",\"s\":\"BTCUSDT\",\"t\":%" G_GINT64_FORMAT
                                              ",\"p\":\"5\",\"q\":\"1\",\"T\":%" G_GINT64_FORMAT ",\"m\":true}",
                                              id, NOON / 1000 + id % 100000);

  return reading_read (self, message);
}

static char *
binance_answer (gint64 from, gint64 to)
{
  g_autoptr (GString) text = g_string_new ("[");

  for (gint64 id = from; id <= to; id++)
    g_string_append_printf (text,
                            "%s{\"id\":%" G_GINT64_FORMAT
                            ",\"price\":\"5.0\",\"qty\":\"1.0\",\"quoteQty\":\"5.0\",\"time\":"
                            "%" G_GINT64_FORMAT ",\"isBuyerMaker\":true,\"isBestMatch\":true}",
                            id > from ? "," : "", id, NOON / 1000 + id % 100000);
  g_string_append_c (text, ']');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static TapeStreamNews
answer_binance (Reading *self, gint64 from, gint64 to)
{
  g_autofree char *body = binance_answer (from, to);

  return reading_answer (self, 200, body);
}

static void
test_binance (void)
{
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");

  g_assert_cmpuint (read_binance (self, 100), ==, TAPE_STREAM_NOTHING);
  g_assert_cmpuint (read_binance (self, 101), ==, TAPE_STREAM_NOTHING);
  g_assert_null (tape_stream_reader_get_gap (self->reader));
  g_assert_cmpuint (read_binance (self, 105), ==, TAPE_STREAM_MISSED);
  reading_assert_gap (self, 102, 104);
  g_assert_cmpint (tape_stream_reader_get_gap (self->reader)->found, ==, self->now);
  reading_assert_asks (self, "https://api.binance.com/api/v3/historicalTrades?symbol=BTCUSDT&fromId=102&limit=3");
  g_assert_cmpuint (answer_binance (self, 102, 103), ==, TAPE_STREAM_MORE);
  reading_assert_asks (self, "https://api.binance.com/api/v3/historicalTrades?symbol=BTCUSDT&fromId=104&limit=1");
  g_assert_cmpuint (answer_binance (self, 104, 107), ==, TAPE_STREAM_FILLED);
  g_assert_null (tape_stream_reader_get_gap (self->reader));
  reading_assert_ids (self, 100, 105);
  for (guint i = 0; i < self->batch->n_trades; i++)
    {
      g_assert_cmpuint (self->batch->trades[i].side, ==, TAPE_SIDE_SELL);
      g_assert_cmpint (self->batch->trades[i].event_time, ==, NOON + (gint64)self->batch->trades[i].id * 1000);
    }
}

#define ACCEPTED  "{\"result\":null,\"id\":1}"
#define ASKS_LAST "https://api.binance.com/api/v3/historicalTrades?symbol=BTCUSDT&limit=1"

/* After a reconnection the last id is asked for: a quiet symbol may have no next trade that would tell. */
static void
test_binance_last (void)
{
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT,ETHUSDT");
  g_autoptr (Reading) later = NULL;

  tape_stream_reader_connected (self->reader, FALSE);
  g_assert_cmpuint (reading_read (self, ACCEPTED), ==, TAPE_STREAM_SUBSCRIBED);
  read_binance (self, 100);
  tape_stream_reader_connected (self->reader, TRUE);
  g_assert_cmpuint (reading_read (self, ACCEPTED), ==, TAPE_STREAM_SUBSCRIBED);

  /* Of the symbol that has a trade. */
  tape_stream_reader_connected (self->reader, FALSE);
  g_assert_cmpuint (reading_read (self, ACCEPTED), ==, TAPE_STREAM_SUBSCRIBED | TAPE_STREAM_MISSED);
  reading_assert_asks (self, ASKS_LAST);
  g_assert_cmpuint (answer_binance (self, 103, 103), ==, TAPE_STREAM_FILLED | TAPE_STREAM_MISSED);
  reading_assert_gap (self, 101, 103);
  reading_skip (self);
  g_assert_cmpuint (answer_binance (self, 101, 103), ==, TAPE_STREAM_FILLED);
  g_assert_null (tape_stream_reader_get_gap (self->reader));

  /* None was missed; none is there at all; it says nothing that can be read. */
  for (guint i = 0; i < 3; i++)
    {
      tape_stream_reader_connected (self->reader, FALSE);
      reading_read (self, ACCEPTED);
      reading_assert_asks (self, ASKS_LAST);
      g_assert_cmpuint (i == 0   ? answer_binance (self, 103, 103)
                        : i == 1 ? reading_answer (self, 200, "[]")
                                 : reading_answer (self, 200, "[{\"id\":null},7]"),
                        ==, TAPE_STREAM_FILLED);
      g_assert_null (tape_stream_reader_get_gap (self->reader));
    }

  /* The next trade came before it was asked. */
  tape_stream_reader_connected (self->reader, FALSE);
  reading_read (self, ACCEPTED);
  g_assert_cmpuint (read_binance (self, 104), ==, TAPE_STREAM_NOTHING);
  g_assert_null (tape_stream_reader_get_gap (self->reader));
  reading_assert_ids (self, 100, 104);

  /* A restart is a reconnection, and keeps what is to be asked. */
  tape_stream_reader_connected (self->reader, FALSE);
  reading_read (self, ACCEPTED);
  later = reading_new_from (self);
  reading_assert_asks (later, ASKS_LAST);
  g_assert_cmpuint (answer_binance (later, 105, 105), ==, TAPE_STREAM_FILLED | TAPE_STREAM_MISSED);
  reading_assert_gap (later, 105, 105);
  g_assert_cmpuint (tape_stream_reader_count_missing (later->reader), ==, 0);
}

/* Two connections, one of them ahead: what the other brings closes the gap, and nothing comes twice. */
static void
test_second_connection (void)
{
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");

  read_binance (self, 1);
  tape_stream_reader_connected (self->reader, TRUE);
  read_binance (self, 6);
  reading_assert_gap (self, 2, 5);
  reading_skip (self);
  read_binance (self, 2);
  reading_assert_gap (self, 3, 5);
  read_binance (self, 4);
  reading_assert_gap (self, 3, 3);
  read_binance (self, 3);
  reading_assert_gap (self, 5, 5);
  g_assert_cmpuint (answer_binance (self, 2, 5), ==, TAPE_STREAM_FILLED);
  reading_assert_gap (self, 5, 5);
  read_binance (self, 5);
  g_assert_null (tape_stream_reader_get_gap (self->reader));
  for (gint64 id = 1; id <= 6; id++)
    g_assert_cmpuint (read_binance (self, id), ==, TAPE_STREAM_NOTHING);
  g_assert_cmpuint (self->batch->ignored, ==, 6);
  reading_assert_ids (self, 1, 6);
}

/* At random: a stream with holes and repeats, read by two sessions, answered by a service that knows all. */
static void
test_random (void)
{
  for (guint seed = 0; seed < 50; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");
      g_autoptr (TapeBatch) all = NULL;
      gint64 id = 1;

      for (read_binance (self, id); id < 500; read_binance (self, id))
        {
          gint64 back = g_rand_int_range (rand, 0, 10) == 0 ? g_rand_int_range (rand, 0, 30) : 0;

          for (gint64 again = MAX (id - back, 1); again < id; again += g_rand_int_range (rand, 1, 4))
            read_binance (self, again);
          id += g_rand_int_range (rand, 0, 10) == 0 ? g_rand_int_range (rand, 1, 20) : 1;
          if (g_rand_int_range (rand, 0, 30) == 0 && tape_stream_reader_get_gap (self->reader) != NULL)
            {
              const TapeStreamGap *gap = tape_stream_reader_get_gap (self->reader);

              reading_skip (self);
              answer_binance (self, gap->from_id, gap->from_id + g_rand_int_range (rand, 0, 20));
            }
          if (g_rand_int_range (rand, 0, 100) == 0)
            {
              Reading *next = reading_new_from (self);

              tape_batch_unref (next->batch);
              next->batch = tape_batch_ref (self->batch);
              reading_free (g_steal_pointer (&self));
              self = next;
            }
        }
      while (tape_stream_reader_get_gap (self->reader) != NULL)
        {
          const TapeStreamGap *gap = tape_stream_reader_get_gap (self->reader);

          reading_skip (self);
          answer_binance (self, gap->from_id, gap->to_id);
        }
      reading_assert_ids (self, 1, id);
      g_assert_cmpuint (tape_stream_reader_count_missing (self->reader), ==, 0);
    }
}

static void
test_restart (void)
{
  g_autoptr (Reading) before = reading_new ("binance", "BTCUSDT");
  g_autoptr (Reading) after = NULL;
  g_autoptr (Reading) again = NULL;

  read_binance (before, 1);
  read_binance (before, 5);
  after = reading_new_from (before);
  reading_assert_gap (after, 2, 4);
  g_assert_cmpuint (read_binance (after, 5), ==, TAPE_STREAM_NOTHING);
  g_assert_cmpuint (after->batch->n_trades, ==, 0);
  g_assert_cmpuint (read_binance (after, 9), ==, TAPE_STREAM_MISSED);
  again = reading_new_from (after);
  reading_assert_asks (again, "https://api.binance.com/api/v3/historicalTrades?symbol=BTCUSDT&fromId=2&limit=3");
  g_assert_cmpuint (answer_binance (again, 2, 4), ==, TAPE_STREAM_FILLED);
  reading_assert_gap (again, 6, 8);
}

/* A state of another version, or a damaged one, is no reason to stop. */
static void
test_bad_state (void)
{
  const char *text = "alive x\nlast 5 7\nlast a b C\ngap 5 4 0 0 0 BTCUSDT\ngap 1 2 3\nnews\n\n\x01";
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");
  TapePosition position = { .event_time = NOON };

  position.state = g_bytes_new (text, strlen (text));
  tape_stream_reader_load (self->reader, &position);
  g_bytes_unref (position.state);
  position.state = NULL;
  tape_stream_reader_load (self->reader, &position);
  g_assert_null (tape_stream_reader_get_gap (self->reader));
  tape_stream_reader_save (self->reader, &position);
  g_assert_cmpint (position.event_time, ==, NOON);
  g_bytes_unref (position.state);
}

static void
test_too_many (void)
{
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");

  read_binance (self, 1);
  read_binance (self, 1000002);
  reading_assert_gap (self, 1000002 - TAPE_STREAM_GAP_TRADES, 1000001);
  g_assert_cmpuint (tape_stream_reader_count_missing (self->reader), ==, 1000000 - TAPE_STREAM_GAP_TRADES);
  reading_assert_asks (self, "https://api.binance.com/api/v3/historicalTrades?symbol=BTCUSDT&fromId=950002&limit=1000");
  tape_stream_reader_give_up_gap (self->reader);
  g_assert_cmpuint (tape_stream_reader_count_missing (self->reader), ==, 1000000);
}

/* Numbers that jump by more than any gap are new ones. */
static void
test_renumbered (void)
{
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");

  read_binance (self, 5000000000);
  g_assert_cmpuint (read_binance (self, 7), ==, TAPE_STREAM_NOTHING);
  g_assert_cmpuint (read_binance (self, 8), ==, TAPE_STREAM_NOTHING);
  g_assert_cmpuint (read_binance (self, 100000000000000000), ==, TAPE_STREAM_NOTHING);
  g_assert_cmpuint (self->batch->n_trades, ==, 4);
  g_assert_null (tape_stream_reader_get_gap (self->reader));
}

static void
test_many_gaps (void)
{
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");

  for (gint64 id = 1; id <= 3001; id += 2)
    read_binance (self, id);
  g_assert_cmpuint (tape_stream_reader_count_missing (self->reader), ==, 500);
}

static void
test_refused (void)
{
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");

  read_binance (self, 1);
  read_binance (self, 5);
  for (guint i = 0; i < 20; i++)
    {
      reading_skip (self);
      g_assert_cmpuint (reading_answer (self, 429, "{}"), ==, TAPE_STREAM_RETRY);
      g_assert_nonnull (tape_stream_reader_get_error (self->reader));
    }
  for (guint i = 0; i < 5; i++)
    {
      reading_skip (self);
      g_assert_cmpuint (reading_answer (self, 200,
                                        i == 0   ? "[]"
                                        : i == 1 ? "no json"
                                                 : "{}"),
                        ==, i < 4 ? TAPE_STREAM_RETRY : TAPE_STREAM_FATAL);
    }
  g_assert_null (tape_stream_reader_get_gap (self->reader));
  g_assert_cmpuint (tape_stream_reader_count_missing (self->reader), ==, 3);

  read_binance (self, 7);
  reading_assert_asks (self, "https://api.binance.com/api/v3/historicalTrades?symbol=BTCUSDT&fromId=6&limit=1");
  g_assert_cmpuint (reading_answer (self, 400, "{\"code\": -1121,\"msg\": \"Invalid symbol.\"}"), ==,
                    TAPE_STREAM_FATAL);
  g_assert_cmpuint (tape_stream_reader_count_missing (self->reader), ==, 4);
}

/* An answer that comes when nothing is missing any more. */
static void
test_late_answer (void)
{
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");

  read_binance (self, 1);
  read_binance (self, 3);
  reading_skip (self);
  read_binance (self, 2);
  g_assert_cmpuint (answer_binance (self, 2, 2), ==, TAPE_STREAM_FILLED);
  read_binance (self, 5);
  g_assert_cmpuint (answer_binance (self, 4, 4), ==, TAPE_STREAM_FILLED);
  reading_assert_gap (self, 4, 4);
  g_assert_cmpuint (self->batch->n_trades, ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/streams-missed/binance", test_binance);
  g_test_add_func ("/streams-missed/binance-last", test_binance_last);
  g_test_add_func ("/streams-missed/second-connection", test_second_connection);
  g_test_add_func ("/streams-missed/random", test_random);
  g_test_add_func ("/streams-missed/restart", test_restart);
  g_test_add_func ("/streams-missed/bad-state", test_bad_state);
  g_test_add_func ("/streams-missed/too-many", test_too_many);
  g_test_add_func ("/streams-missed/renumbered", test_renumbered);
  g_test_add_func ("/streams-missed/many-gaps", test_many_gaps);
  g_test_add_func ("/streams-missed/refused", test_refused);
  g_test_add_func ("/streams-missed/late-answer", test_late_answer);
  return g_test_run ();
}
