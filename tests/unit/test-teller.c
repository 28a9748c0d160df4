/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is told alone and what is summed up, by receive times alone. */

#include "alerts/tape-teller.h"

#include <string.h>

/* 2026-03-02T12:00:00Z, a Monday. */
#define NOON (G_GINT64_CONSTANT (1772452800) * TAPE_SECOND)

static gint64 last_id;

static gboolean
fire (TapeTeller *teller, gint64 rule, const char *subject, gint64 time, guint flags)
{
  g_autoptr (TapeFiring) firing = tape_firing_new ();

  firing->id = ++last_id;
  firing->rule = rule;
  firing->text = g_strdup ("AAPL moves ±5 % against previous close");
  firing->subject = g_strdup (subject);
  firing->receive_time = firing->event_time = time;
  firing->flags = flags;
  return tape_teller_take (teller, firing);
}

/* "KIND id count subjects" of each notice, in a line. */
static char *
describe (TapeTeller *teller)
{
  static const char *const kinds[] = { "alone", "burst", "quiet", "busy" };
  g_autoptr (GPtrArray) notices = tape_teller_take_notices (teller);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < notices->len; i++)
    {
      const TapeNotice *notice = notices->pdata[i];

      g_string_append_printf (text, "%s%s %s %u", i > 0 ? "; " : "", kinds[notice->kind], notice->id, notice->count);
      for (guint k = 0; k < notice->subjects->len; k++)
        g_string_append_printf (text, " %s", (const char *)notice->subjects->pdata[k]);
      for (guint k = 0; k < notice->withdraw->len; k++)
        g_string_append_printf (text, " -%s", (const char *)notice->withdraw->pdata[k]);
    }
  return g_string_free (text, FALSE);
}

#define assert_told(teller, wanted)                                                                                    \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *said = describe (teller);                                                                         \
    g_assert_cmpstr (said, ==, wanted);                                                                                \
  }                                                                                                                    \
  G_STMT_END

static void
test_alone (void)
{
  g_autoptr (TapeTeller) teller = tape_teller_new (TAPE_TELLER_DAILY);

  g_assert_true (fire (teller, 1, "BAC", NOON, 0));
  assert_told (teller, "alone 1:BAC 1 BAC");
  g_assert_false (fire (teller, 1, "BAC", NOON, TAPE_FIRING_PAST));
  assert_told (teller, "");
  g_assert_true (fire (teller, 2, "BAC", NOON + TAPE_MINUTE, 0));
  assert_told (teller, "alone 2:BAC 1 BAC");
  g_assert_cmpint (tape_teller_get_next (teller), ==, TAPE_NO_TIME);
}

/* The sixth within ten seconds takes the five before with it, whether they are told already or not. */
static void
test_burst (void)
{
  g_autoptr (TapeTeller) teller = tape_teller_new (0);

  for (int i = 0; i < 3; i++)
    fire (teller, 1, (const char *[]){ "A", "B", "C" }[i], NOON + i * TAPE_SECOND, 0);
  assert_told (teller, "alone 1:A 1 A; alone 1:B 1 B; alone 1:C 1 C");
  for (int i = 0; i < 3; i++)
    fire (teller, 1, (const char *[]){ "D", "E", "F" }[i], NOON + (3 + i) * TAPE_SECOND, 0);
  assert_told (teller, "");
  fire (teller, 1, "A", NOON + 5 * TAPE_SECOND, 0);
  g_assert_cmpint (tape_teller_get_next (teller), ==, NOON + 6 * TAPE_SECOND);
  tape_teller_pass (teller, NOON + 6 * TAPE_SECOND);
  assert_told (teller, "burst burst 7 A B C D E F -1:A -1:B -1:C");
  /* It goes on, told anew every ten seconds at most, and ends after ten seconds without one. */
  fire (teller, 2, "G", NOON + 7 * TAPE_SECOND, 0);
  fire (teller, 1, "H", NOON + 15 * TAPE_SECOND, 0);
  assert_told (teller, "");
  tape_teller_pass (teller, NOON + 16 * TAPE_SECOND);
  assert_told (teller, "burst burst 9 A B C D E F G H");
  fire (teller, 1, "A", NOON + 25 * TAPE_SECOND, 0);
  assert_told (teller, "alone 1:A 1 A");
}

/* Five within ten seconds are not more than five. */
static void
test_no_burst (void)
{
  g_autoptr (TapeTeller) teller = tape_teller_new (0);

  for (int i = 0; i < 30; i++)
    {
      fire (teller, 1, "A", NOON + i * 2 * TAPE_SECOND, 0);
      assert_told (teller, "alone 1:A 1 A");
    }
}

/* Twenty a day, then at once, once an hour, and what is left before midnight; the next day has a share of its own. */
static void
test_busy (void)
{
  g_autoptr (TapeTeller) teller = tape_teller_new (TAPE_TELLER_DAILY);
  gint64 time = NOON;

  for (int i = 0; i < 20; i++, time += TAPE_MINUTE)
    {
      fire (teller, 7, "A", time, 0);
      assert_told (teller, "alone 7:A 1 A");
    }
  fire (teller, 7, "A", time, 0);
  assert_told (teller, "busy busy:7 1 A");
  for (int i = 1; i <= 30; i++)
    fire (teller, 7, "B", time + i * TAPE_MINUTE, 0);
  assert_told (teller, "");
  fire (teller, 8, "B", time + 31 * TAPE_MINUTE, 0);
  assert_told (teller, "alone 8:B 1 B");
  tape_teller_pass (teller, time + TAPE_HOUR - 1);
  assert_told (teller, "");
  tape_teller_pass (teller, time + TAPE_HOUR);
  assert_told (teller, "busy busy:7 30 B");
  fire (teller, 7, "C", NOON + 12 * TAPE_HOUR - TAPE_MINUTE, 0);
  assert_told (teller, "busy busy:7 1 C");
  fire (teller, 7, "D", NOON + 12 * TAPE_HOUR - TAPE_SECOND, 0);
  assert_told (teller, "");
  fire (teller, 7, "E", NOON + 12 * TAPE_HOUR, 0);
  assert_told (teller, "busy busy:7 1 D; alone 7:E 1 E");
}

/* What was told before a restart counts. */
static void
test_remembered (void)
{
  g_autoptr (TapeTeller) teller = tape_teller_new (2);

  tape_teller_remember (teller, 1, NOON - TAPE_DAY);
  tape_teller_remember (teller, 1, NOON - 2 * TAPE_MINUTE);
  tape_teller_remember (teller, 1, NOON - TAPE_MINUTE);
  fire (teller, 1, "A", NOON, 0);
  assert_told (teller, "busy busy:1 1 A");
}

/* Held until they end, then summed up; what is important comes through; the zone is the person's. */
static void
test_quiet (void)
{
  g_autoptr (TapeTeller) teller = tape_teller_new (TAPE_TELLER_DAILY);
  g_autoptr (TapeRuleSet) rules = tape_rule_set_new ();

  rules->quiet = TRUE;
  rules->quiet_from = 12 * 60;
  rules->quiet_to = 13 * 60;
  rules->zone = g_time_zone_new_offset (-3600);
  tape_teller_set_rules (teller, rules);
  fire (teller, 1, "A", NOON + TAPE_HOUR - TAPE_SECOND, 0);
  assert_told (teller, "alone 1:A 1 A");
  fire (teller, 1, "B", NOON + TAPE_HOUR, 0);
  fire (teller, 1, "C", NOON + TAPE_HOUR + TAPE_MINUTE, TAPE_FIRING_IMPORTANT);
  assert_told (teller, "alone 1:C 1 C");
  tape_teller_pass (teller, NOON + 2 * TAPE_HOUR - 1);
  assert_told (teller, "");
  g_assert_cmpint (tape_teller_get_next (teller), <=, NOON + 2 * TAPE_HOUR + TAPE_MINUTE);
  fire (teller, 1, "D", NOON + 2 * TAPE_HOUR, TAPE_FIRING_HELD_QUIET);
  assert_told (teller, "quiet quiet 1 B");
  fire (teller, 1, "E", NOON + 2 * TAPE_HOUR + TAPE_SECOND, TAPE_FIRING_HELD_QUIET);
  assert_told (teller, "");
  tape_teller_pass (teller, NOON + 2 * TAPE_HOUR + 11 * TAPE_SECOND);
  assert_told (teller, "quiet quiet 3 B D E");
}

/* Whatever comes, each firing is told exactly once. */
static void
test_random (void)
{
  for (int run = 0; run < 200; run++)
    {
      g_autoptr (TapeTeller) teller = tape_teller_new ((guint)g_test_rand_int_range (0, 5));
      g_autoptr (TapeRuleSet) rules = tape_rule_set_new ();
      g_autoptr (GHashTable) told = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
      g_autoptr (GPtrArray) notices = NULL;
      const gint64 first = last_id + 1;
      guint n_told = 0;
      gint64 time = NOON;

      rules->quiet = run % 2 == 0;
      rules->quiet_from = 22 * 60;
      rules->quiet_to = 7 * 60;
      tape_teller_set_rules (teller, rules);
      for (int i = 0; i < 300; i++)
        {
          const char subject[] = { (char)g_test_rand_int_range ('A', 'Z'), '\0' };

          time += g_test_rand_int_range (0, 4) == 0 ? g_test_rand_int_range (0, 1800) * TAPE_SECOND
                                                    : g_test_rand_int_range (0, 3000) * 1000;
          fire (teller, g_test_rand_int_range (1, 4), subject, time,
                g_test_rand_int_range (0, 8) == 0 ? TAPE_FIRING_HELD_QUIET : 0);
        }
      while (tape_teller_get_next (teller) != TAPE_NO_TIME)
        tape_teller_pass (teller, tape_teller_get_next (teller));
      notices = tape_teller_take_notices (teller);
      for (guint i = 0; i < notices->len; i++)
        {
          const TapeNotice *notice = notices->pdata[i];

          n_told += notice->logged->len;
          for (guint k = 0; k < notice->logged->len; k++)
            g_assert_true (g_hash_table_add (told, g_memdup2 (&g_array_index (notice->logged, gint64, k), 8)));
        }
      g_assert_cmpuint (n_told, ==, (guint)(last_id - first + 1));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/alerts/teller/alone", test_alone);
  g_test_add_func ("/alerts/teller/burst", test_burst);
  g_test_add_func ("/alerts/teller/five-are-no-burst", test_no_burst);
  g_test_add_func ("/alerts/teller/too-busy", test_busy);
  g_test_add_func ("/alerts/teller/remembered", test_remembered);
  g_test_add_func ("/alerts/teller/quiet-hours", test_quiet);
  g_test_add_func ("/alerts/teller/each-once", test_random);
  return g_test_run ();
}
