/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The analyst beside a desk that replays a file: what it finds, that only the newest request is answered, and that it follows
 * what is stored. */

#include "../support/store-fixture.h"
#include "model/tape-analyst.h"

#define PATIENCE (30 * G_USEC_PER_SEC)

static const char trades[] = "event_time,symbol,price,quantity,side\n"
                             "2024-03-05T15:00:00Z,AAPL,100.00,10,buy\n"
                             "2024-03-05T15:00:00Z,XOM,50.00,20,sell\n"
                             "2024-03-06T15:00:00Z,AAPL,102.00,30,buy\n"
                             "2024-03-06T15:01:00Z,XOM,49.00,100,sell\n";

typedef struct
{
  StoreFixture store;
  TapeDesk *desk;
  TapeAnalyst *analyst;
  guint changes;
} Fixture;

static void
count (guint *counter)
{
  ++*counter;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_set_up (&fixture->store, data);
  fixture->changes = 0;
  fixture->desk = tape_desk_new (fixture->store.folder);
  g_signal_connect_swapped (fixture->desk, "ready", G_CALLBACK (tape_desk_poll), fixture->desk);
  fixture->analyst = tape_analyst_new ();
  g_signal_connect_swapped (fixture->analyst, "changed", G_CALLBACK (count), &fixture->changes);
  path = g_build_filename (fixture->store.folder, "trades.csv", NULL);
  g_assert_true (g_file_set_contents (path, trades, -1, &error));
  g_assert_true (tape_desk_open_files (fixture->desk, (const char *const[]){ path, NULL }, 0, &error));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tape_analyst_set_active (fixture->analyst, FALSE);
  tape_analyst_set_desk (fixture->analyst, NULL);
  g_clear_object (&fixture->analyst);
  tape_desk_close (fixture->desk);
  g_clear_object (&fixture->desk);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  store_fixture_tear_down (&fixture->store, data);
}

static gboolean
wake_up (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Runs the main loop until the analyst shows that many rows of that analysis. */
static const TapeFinding *
wait_for (Fixture *fixture, const char *name, gsize n_rows)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
  guint timer = g_timeout_add (50, wake_up, NULL);
  const TapeFinding *finding;

  for (;;)
    {
      finding = tape_analyst_get_finding (fixture->analyst);
      if (finding != NULL && g_str_equal (tape_analysis_get_name (finding->request.query.analysis), name)
          && tape_analysis_result_get_n_rows (finding->result) == n_rows)
        break;
      g_assert_no_error (tape_analyst_get_error (fixture->analyst));
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (timer);
  return finding;
}

static TapeAnalysisRequest
make_request (const char *name, TapeSpanChoice span)
{
  TapeAnalysisRequest request;

  tape_analysis_request_init (&request, tape_analysis_lookup (name, NULL));
  request.span = span;
  return request;
}

/* Asked before anything is stored, it finds all of it in the end. */
static void
test_follows (Fixture *fixture, gconstpointer data)
{
  TapeAnalysisRequest request = make_request ("daily-volume", TAPE_SPAN_STORED);
  const TapeFinding *finding;

  tape_analyst_set_active (fixture->analyst, TRUE);
  tape_analyst_ask (fixture->analyst, &request);
  tape_analyst_set_desk (fixture->analyst, fixture->desk);
  finding = wait_for (fixture, "daily-volume", 4);
  g_assert_true (finding->found);
  g_assert_false (finding->simulated);
  g_assert_cmpuint (finding->picture->n_rows, ==, 2);
  g_assert_cmpstr (finding->picture->rows[0], ==, "XOM");
  g_assert_cmpfloat (finding->picture->values[0], ==, 120);
  g_assert_false (tape_analyst_is_waiting (fixture->analyst));
}

/* Of many requests in a row the last is answered, whatever was under way. */
static void
test_newest (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "movers", "pivot", "buy-sell", "daily-volume", "country-growth" };

  tape_analyst_set_active (fixture->analyst, TRUE);
  tape_analyst_set_desk (fixture->analyst, fixture->desk);
  for (guint i = 0; i < 50; i++)
    {
      TapeAnalysisRequest request = make_request (names[i % G_N_ELEMENTS (names)], TAPE_SPAN_STORED);

      tape_analyst_ask (fixture->analyst, &request);
      g_main_context_iteration (NULL, FALSE);
    }
  wait_for (fixture, "country-growth", 2);
}

static void
test_spans (Fixture *fixture, gconstpointer data)
{
  TapeAnalysisRequest today = make_request ("industry-growth", TAPE_SPAN_TODAY);
  TapeAnalysisRequest five = make_request ("industry-growth", TAPE_SPAN_5_DAYS);
  TapeAnalysisRequest before = make_request ("industry-growth", TAPE_SPAN_DATES);
  const TapeFinding *finding;

  before.from = before.to = tape_time_from_date (2024, 3, 1);
  tape_analyst_set_active (fixture->analyst, TRUE);
  tape_analyst_set_desk (fixture->analyst, fixture->desk);
  tape_analyst_ask (fixture->analyst, &five);
  finding = wait_for (fixture, "industry-growth", 4);
  /* Five sessions: Thursday, Friday, Monday, Tuesday and Wednesday. */
  g_assert_cmpint (finding->request.query.span.from_date, ==, tape_time_from_date (2024, 2, 29));
  g_assert_cmpint (finding->request.query.span.to_date, ==, tape_time_from_date (2024, 3, 6));
  tape_analyst_ask (fixture->analyst, &today);
  finding = wait_for (fixture, "industry-growth", 2);
  g_assert_cmpint (finding->request.query.span.from_date, ==, tape_time_from_date (2024, 3, 6));
  tape_analyst_ask (fixture->analyst, &before);
  finding = wait_for (fixture, "industry-growth", 0);
  g_assert_false (finding->found);
  g_assert_cmpint (finding->first, !=, TAPE_NO_TIME);
}

/* Nothing is asked while nobody looks. */
static void
test_idle (Fixture *fixture, gconstpointer data)
{
  TapeAnalysisRequest request = make_request ("daily-volume", TAPE_SPAN_STORED);
  TapeAnalyst *idle = tape_analyst_new ();

  tape_analyst_ask (idle, &request);
  tape_analyst_set_desk (idle, fixture->desk);
  tape_analyst_set_active (fixture->analyst, TRUE);
  tape_analyst_ask (fixture->analyst, &request);
  tape_analyst_set_desk (fixture->analyst, fixture->desk);
  wait_for (fixture, "daily-volume", 4);
  g_assert_null (tape_analyst_get_finding (idle));
  g_assert_true (tape_analyst_is_waiting (idle));
  tape_analyst_set_desk (idle, NULL);
  g_object_unref (idle);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/analyst/follows-what-is-stored", Fixture, NULL, set_up, test_follows, tear_down);
  g_test_add ("/analyst/answers-the-newest-request", Fixture, NULL, set_up, test_newest, tear_down);
  g_test_add ("/analyst/spans-are-days-of-the-market", Fixture, NULL, set_up, test_spans, tear_down);
  g_test_add ("/analyst/asks-nothing-while-nobody-looks", Fixture, NULL, set_up, test_idle, tear_down);
  return g_test_run ();
}
