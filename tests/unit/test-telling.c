/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of notifications: one line for each kind of firing and of summary. */

#include "model/tape-telling.h"

#include <math.h>
#include <string.h>

/* 2024-03-05T15:21:40Z, 10:21:40 in New York. */
#define TIME (G_GINT64_CONSTANT (1709652100) * TAPE_SECOND)

typedef struct
{
  const char *rule;
  const char *subject;
  gint64 direction;
  double value;
  double threshold;
  double price;
  guint64 flags;
  const char *title;
  const char *body;
} Case;

static TapeNotice *
make_notice (TapeNoticeKind kind, guint count, const char *const *subjects, TapeFiring *firing)
{
  TapeNotice *notice = g_new0 (TapeNotice, 1);

  notice->kind = kind;
  notice->id = g_strdup ("id");
  notice->time = notice->began = firing->receive_time;
  notice->firing = firing;
  notice->count = count;
  notice->logged = g_array_new (FALSE, FALSE, sizeof (gint64));
  notice->subjects = g_ptr_array_new_with_free_func (g_free);
  notice->withdraw = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; subjects[i] != NULL; i++)
    g_ptr_array_add (notice->subjects, g_strdup (subjects[i]));
  return notice;
}

static TapeFiring *
make_firing (const Case *what)
{
  TapeFiring *firing = tape_firing_new ();

  firing->id = 5;
  firing->rule = 3;
  firing->text = g_strdup (what->rule);
  firing->subject = g_strdup (what->subject);
  firing->direction = (int)what->direction;
  firing->value = what->value;
  firing->threshold = what->threshold;
  firing->price = what->price;
  firing->flags = (guint)what->flags;
  firing->event_time = firing->receive_time = firing->fired_time = TIME;
  return firing;
}

/* Plain spaces stand for those that do not break. */
static void
assert_text (const char *said, const char *wanted)
{
  g_auto (GStrv) parts = g_strsplit (said, "\u00a0", -1);
  g_autofree char *plain = g_strjoinv (" ", parts);

  g_assert_cmpstr (plain, ==, wanted);
}

static void
assert_told (const Case *what, const TapeTellingFacts *facts)
{
  g_autoptr (TapeNotice) notice
      = make_notice (TAPE_NOTICE_ALONE, 1, (const char *[]){ what->subject, NULL }, make_firing (what));
  g_autoptr (TapeTelling) telling = tape_telling_new (notice, facts);

  g_test_message ("%s", what->rule);
  assert_text (telling->title, what->title);
  assert_text (telling->body, what->body);
  g_assert_false (telling->summary);
  g_assert_cmpstr (telling->subject, ==, what->subject);
}

static void
test_prices (void)
{
  static const Case cases[] = {
    { "watched moves ±5 % against previous close", "BAC", -1, -0.052, -0.05, 44.02, 0,
      "BAC ▼ 5.2 % against previous close", "44.02 at 10:21:40 New York, Finnhub" },
    { "BAC moves ±0.25 % against the open", "BAC", 1, 0.0026, 0.0025, 44.02, 0, "BAC ▲ 0.26 % against the open",
      "44.02 at 10:21:40 New York, Finnhub" },
    { "BAC rises 1 % against price 15m ago", "BAC", 1, 0.013, 0.01, 44.02, 0, "BAC ▲ 1.3 % in 15 min",
      "44.02 at 10:21:40 New York, Finnhub" },
    { "BAC falls 2.5 against last firing", "BAC", -1, -2.75, -2.5, 44.02, 0, "BAC ▼ 2.75 since the last alert",
      "44.02 at 10:21:40 New York, Finnhub" },
    { "BAC falls 2.5 against 46", "BAC", -1, -2.75, -2.5, 43.25, 0, "BAC ▼ 2.75 against 46.00",
      "43.25 at 10:21:40 New York, Finnhub" },
    { "BAC is above 140, once", "BAC", 1, 140.02, 140, 140.02, TAPE_FIRING_LAST, "BAC ▲ above 140.00",
      "140.02 at 10:21:40 New York, Finnhub · now off" },
    { "BAC crosses 140", "BAC", -1, 139.5, 140, 139.5, 0, "BAC ▼ crossed 140.00",
      "139.50 at 10:21:40 New York, Finnhub" },
    { "BAC volume of 5m at least 3 times average", "BAC", 1, 3.42, 3, 44.02, 0, "BAC ▲ volume 3.4 times average",
      "44.02 at 10:21:40 New York, Finnhub" },
    { "BAC sma 5 crosses sma 10 on 1m", "BAC", -1, -0.1, 0, 44.02, 0, "BAC ▼ SMA 5 below SMA 10",
      "44.02 at 10:21:40 New York, Finnhub" },
    { "BAC rsi 14 above 70 on 5m", "BAC", 1, 71.26, 70, 44.02, 0, "BAC ▲ RSI 14 at 71.3, above 70",
      "44.02 at 10:21:40 New York, Finnhub" },
    { "BAC 5 falling bars of 1h", "BAC", -1, 5, 5, 44.02, 0, "BAC ▼ 5 falling bars of 1 h",
      "44.02 at 10:21:40 New York, Finnhub" },
    { "BAC buy share of 5m above 0.7", "BAC", 1, 0.72, 0.7, 44.02, 0, "BAC ▲ buy share 72 %, above 70 %",
      "44.02 at 10:21:40 New York, Finnhub" },
    { "BAC is below 50 then BAC is above 51", "BAC", 1, 51, 51, 51, 0, "BAC ▲ BAC is below 50 then BAC is above 51",
      "51.00 at 10:21:40 New York, Finnhub" },
    { "BAC is below 50 then is above 51 within 15m", "BAC", 1, 51, 51, 51, 0, "BAC ▲ above 51.00",
      "51.00 at 10:21:40 New York, Finnhub · within 15 min of what came before" },
  };
  const TapeTellingFacts facts = { .instrument = tape_instruments_lookup ("BAC", 3), .source = "Finnhub" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_told (&cases[i], &facts);
}

static void
test_groups_and_sources (void)
{
  static const Case group = { "industry Energy growth −1.5 % with at least 6 fresh",
                              "Energy",
                              -1,
                              -0.015,
                              -0.015,
                              NAN,
                              0,
                              "Energy ▼ 1.5 %",
                              "6 of 8 fresh, weakest XOM −2.5 %" };
  static const Case silence
      = { "source Binance silent for 30s", "Binance", 0, 31.2, 30, NAN, 0, "Binance silent for 30 s", "4 rules wait" };
  static const Case reconnecting
      = { "source Binance silent for 30s", "Binance", 0, 31.2, 30, NAN, 0, "Binance silent for 30 s",
          "4 rules wait; reconnecting" };
  TapeTellingFacts facts = { .extreme = "XOM", .extreme_growth = -0.025, .zone = TAPE_ZONE_UTC };
  g_autoptr (TapeNotice) notice
      = make_notice (TAPE_NOTICE_ALONE, 1, (const char *[]){ "Energy", NULL }, make_firing (&group));
  g_autoptr (TapeTelling) telling = NULL;

  notice->firing->fresh = 6;
  notice->firing->members = 8;
  telling = tape_telling_new (notice, &facts);
  assert_text (telling->title, group.title);
  assert_text (telling->body, group.body);
  g_assert_null (telling->symbol);
  facts.waiting = 4;
  assert_told (&silence, &facts);
  facts.interruption = "reconnecting";
  assert_told (&reconnecting, &facts);
}

static void
assert_summary (TapeNotice *made, const TapeTellingFacts *facts, const char *title, const char *body)
{
  g_autoptr (TapeNotice) notice = made;
  g_autoptr (TapeTelling) telling = tape_telling_new (notice, facts);

  assert_text (telling->title, title);
  assert_text (telling->body, body);
  g_assert_true (telling->summary);
}

static void
test_summaries (void)
{
  static const Case change
      = { "watched moves ±5 % against previous close", "BAC", -1, -0.052, -0.05, 44.02, 0, NULL, NULL };
  static const char *const many[] = { "BAC", "JPM", "GS", "MS", "C", NULL };
  static const char *const four[] = { "BAC", "JPM", "GS", "MS", NULL };
  const TapeTellingFacts facts = { .quiet_from = 22 * 60, .quiet_to = 7 * 60 };
  const TapeTellingFacts simulated = { .simulated = TRUE };
  TapeNotice *burst = make_notice (TAPE_NOTICE_BURST, 70, many, make_firing (&change));

  burst->time = burst->began + 75 * TAPE_SECOND;
  assert_summary (burst, &facts, "70 alerts in 2 min", "BAC, JPM, GS and 2 more");
  assert_summary (make_notice (TAPE_NOTICE_BURST, 12, four, make_firing (&change)), &simulated,
                  "SIMULATED · 12 alerts in 10 s", "BAC, JPM, GS, MS");
  assert_summary (make_notice (TAPE_NOTICE_QUIET, 7, many, make_firing (&change)), &facts,
                  "7 alerts while quiet, 22:00–07:00", "BAC, JPM, GS and 2 more");
  assert_summary (make_notice (TAPE_NOTICE_QUIET, 1, four, make_firing (&change)), &facts,
                  "1 alert while quiet, 22:00–07:00", "BAC ▼ 5.2 % against previous close");
  assert_summary (make_notice (TAPE_NOTICE_BUSY, 14, four, make_firing (&change)), &facts,
                  "Too busy: watched moves ±5 % against previous close",
                  "14 more: BAC, JPM, GS, MS. Told once an hour until midnight");
}

/* What an earlier version, or a later one, has written is told as it stands. */
static void
test_unreadable (void)
{
  static const Case unknown
      = { "BAC wobbles", "BAC", 1, 1, 1, 44.02, 0, "BAC ▲ BAC wobbles", "44.02 at 10:21:40 New York" };
  const TapeTellingFacts facts = { .instrument = tape_instruments_lookup ("BAC", 3) };

  assert_told (&unknown, &facts);
}

/* A place long ago is told with its day. */
static void
test_day (void)
{
  static const Case level = { "BAC is above 140", "BAC", 1, 141, 140, 141, 0, NULL, NULL };
  const TapeTellingFacts facts = { .instrument = tape_instruments_lookup ("BAC", 3), .zone = TAPE_ZONE_UTC };
  g_autoptr (TapeNotice) notice
      = make_notice (TAPE_NOTICE_ALONE, 1, (const char *[]){ "BAC", NULL }, make_firing (&level));
  g_autoptr (TapeTelling) telling = NULL;

  notice->firing->fired_time += TAPE_DAY;
  telling = tape_telling_new (notice, &facts);
  assert_text (telling->body, "141.00 at Tue 5 Mar 2024 15:21:40 UTC");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/telling/prices", test_prices);
  g_test_add_func ("/model/telling/groups-and-sources", test_groups_and_sources);
  g_test_add_func ("/model/telling/summaries", test_summaries);
  g_test_add_func ("/model/telling/unreadable", test_unreadable);
  g_test_add_func ("/model/telling/day", test_day);
  return g_test_run ();
}
