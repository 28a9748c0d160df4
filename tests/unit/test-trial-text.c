/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a trial came to, in words. */

#include "model/tape-trial-text.h"

/* One of @firings on @subjects instruments in days of trades, of bars and missing ones. */
static TapeTrial *
make_trial (guint firings, guint subjects, guint trades, guint bars, guint missing)
{
  TapeTrial *trial = g_new0 (TapeTrial, 1);

  trial->firings = g_ptr_array_new ();
  trial->subjects = g_array_new (FALSE, TRUE, sizeof (TapeTrialSubject));
  g_ptr_array_set_size (trial->firings, (gint)firings);
  for (guint i = 0; i < subjects; i++)
    g_array_append_vals (trial->subjects, &(TapeTrialSubject){ .subject = (char *)"AAPL", .instrument = i }, 1);
  trial->n_days[TAPE_TRIAL_DAY_TRADES] = trades;
  trial->n_days[TAPE_TRIAL_DAY_BARS] = bars;
  trial->n_days[TAPE_TRIAL_DAY_MISSING] = missing;
  return trial;
}

static void
free_trial (TapeTrial *trial)
{
  g_ptr_array_unref (trial->firings);
  g_array_unref (trial->subjects);
  g_free (trial);
}

static void
test_headline (void)
{
  static const struct
  {
    guint firings, subjects, days, summaries;
    const char *text;
  } cases[] = {
    { 0, 0, 30, 0, "It would not have fired." },
    { 1, 1, 30, 0, "1 time on AAPL." },
    { 34, 12, 30, 3, "34 times on 12 instruments, about one a day; 3 times summed up." },
    { 90, 2, 30, 0, "90 times on 2 instruments, about 3 a day." },
    { 4, 2, 30, 1, "4 times on 2 instruments, about one in 8 days; 1 time summed up." },
    { 9, 1, 1, 0, "9 times on AAPL." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TapeTrial *trial = make_trial (cases[i].firings, cases[i].subjects, cases[i].days, 0, 0);
      g_autofree char *text = NULL;

      trial->n_summaries = cases[i].summaries;
      text = tape_trial_text_headline (trial);
      g_assert_cmpstr (text, ==, cases[i].text);
      free_trial (trial);
    }
}

static void
test_coverage (void)
{
  TapeTrial *all = make_trial (1, 1, 22, 0, 0);
  TapeTrial *thin = make_trial (1, 1, 3, 0, 27);
  TapeTrial *mixed = make_trial (1, 1, 2, 20, 0);
  TapeTrial *both = make_trial (1, 1, 10, 10, 5);
  g_autofree char *nothing = tape_trial_text_coverage (all);
  g_autofree char *few = tape_trial_text_coverage (thin);
  g_autofree char *bars = tape_trial_text_coverage (mixed);
  g_autofree char *some = tape_trial_text_coverage (both);

  g_assert_null (nothing);
  g_assert_cmpstr (few, ==, "3 of 30 days stored.");
  g_assert_cmpstr (bars, ==, "20 days from bars of a minute.");
  g_assert_cmpstr (some, ==, "20 of 25 days stored. 10 days from bars of a minute.");
  g_assert_true (tape_trial_text_is_thin (thin));
  g_assert_false (tape_trial_text_is_thin (both));
  free_trial (all);
  free_trial (thin);
  free_trial (mixed);
  free_trial (both);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trial-text/headline", test_headline);
  g_test_add_func ("/trial-text/coverage", test_coverage);
  return g_test_run ();
}
