/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-hours-text.h"

static const struct
{
  const char *mic;
  const char *time; /* UTC */
  const char *text;
} cases[] = {
  { "XNYS", "2026-03-06T09:00:00Z", "pre-market, opens 09:30" },
  { "XNYS", "2026-03-06T14:30:00Z", "open until 16:00" },
  { "XNYS", "2026-03-06T21:00:00Z", "after hours until 20:00" },
  { "XNYS", "2026-03-06T04:59:00Z", "closed, opens 09:30" },
  { "XNYS", "2026-03-07T15:00:00Z", "closed, opens Mon 9 Mar 2026, 09:30" },
  { "XNAS", "2025-11-27T15:00:00Z", "holiday (Thanksgiving), opens Fri 28 Nov 2025, 09:30" },
  { "XNAS", "2025-11-28T15:00:00Z", "open until 13:00 (Day after Thanksgiving)" },
  { "XNAS", "2025-11-28T18:00:00Z", "after hours until 17:00" },
  { "XTKS", "2026-03-06T02:30:00Z", "lunch break, opens 12:30" },
  { "CRYPTO", "2026-03-07T15:00:00Z", "always open" },
};

static void
test_texts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (cases[i].time, NULL);
      g_autofree char *text = tape_hours_text (tape_exchange_lookup (cases[i].mic),
                                               g_date_time_to_unix (time) * TAPE_SECOND, TAPE_ZONE_EXCHANGE);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* In the zone that is shown, not in the exchange's. */
static void
test_zone (void)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 ("2026-03-06T21:00:00Z", NULL);
  g_autofree char *text
      = tape_hours_text (tape_exchange_lookup ("XNYS"), g_date_time_to_unix (time) * TAPE_SECOND, TAPE_ZONE_UTC);

  g_assert_cmpstr (text, ==, "after hours until 01:00");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hours-text/texts", test_texts);
  g_test_add_func ("/hours-text/zone", test_zone);
  return g_test_run ();
}
