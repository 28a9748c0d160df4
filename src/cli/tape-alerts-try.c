/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/tape-alerts-try.h"

#include <glib/gi18n.h>
#include <math.h>

#include "alerts/tape-rule-check.h"
#include "alerts/tape-rule-text.h"
#include "cli/tape-alerts-rules.h"
#include "cli/tape-command.h"
#include "cli/tape-firing-rows.h"
#include "cli/tape-watch.h"
#include "pipeline/tape-home.h"
#include "pipeline/tape-trial.h"
#include "store/tape-reader.h"
#include "store/tape-user-db.h"

/* No day was given. */
#define NO_DATE G_MININT32

/* --- The rule and what it refers to --- */

static TapeRule *
read_rule (const char *text, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (TapeRule) rule = tape_rule_parse (text, &problem);

  if (rule == NULL || !tape_rule_check (rule, &problem))
    {
      tape_command_usage (error, "%s", problem->message);
      return NULL;
    }
  for (guint i = 0; i < rule->n_conditions; i++)
    if (rule->conditions[i].kind == TAPE_CONDITION_QUERY)
      {
        tape_command_usage (error, _ ("A rule of a saved query asks what is stored as it is now; it cannot be tried."));
        return NULL;
      }
  return g_steal_pointer (&rule);
}

/* The person's watchlists, where there are any. */
static gboolean
add_lists (TapeRuleSet *rules, GError **error)
{
  g_autofree char *folder = tape_home_folder ();
  g_autofree char *path = g_build_filename (folder, TAPE_HOME_USER, NULL);
  g_autoptr (TapeUserDb) user = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  user = tape_user_db_open (path, error);
  return user != NULL && tape_alerts_add_lists (rules, user, error);
}

/* A list that is not there, or empty. */
static void
say_what_it_misses (const TapeRule *rule, const TapeRuleSet *rules)
{
  const TapeRulePlace place = { .set = rules };
  g_autofree char *sentence = NULL;

  tape_rule_resolve (rule, &place, &sentence);
  if (sentence != NULL)
    fprintf (stderr, "%s\n", sentence);
}

/* --- The span --- */

/* A day is that of every exchange that the database knows. */
static gboolean
widen_days (const char *database, gint32 from_date, gint32 to_date, gint64 *from, gint64 *to, GError **error)
{
  g_autoptr (TapeReader) reader = tape_reader_open (database, error);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);

  if (reader == NULL || !tape_reader_load_universe (reader, universe, error))
    return FALSE;
  if (from_date != NO_DATE)
    *from = from_date * TAPE_DAY;
  if (to_date != NO_DATE)
    *to = (to_date + 1) * TAPE_DAY;
  for (guint32 i = 0; i < tape_universe_count (universe); i++)
    {
      const TapeExchange *exchange = tape_universe_get (universe, i)->exchange;
      TapeDay day;

      if (from_date != NO_DATE)
        {
          tape_exchange_get_date (exchange, from_date, &day);
          *from = i == 0 ? day.start : MIN (*from, day.start);
        }
      if (to_date != NO_DATE)
        {
          tape_exchange_get_date (exchange, to_date, &day);
          *to = i == 0 ? day.end : MAX (*to, day.end);
        }
    }
  return TRUE;
}

static gboolean
read_span (const char *database, const char *from_text, const char *to_text, gint64 *from, gint64 *to, GError **error)
{
  gint32 from_date = NO_DATE, to_date = NO_DATE;

  *from = *to = TAPE_NO_TIME;
  if (!tape_command_bound ("--from", from_text, &from_date, from, error)
      || !tape_command_bound ("--to", to_text, &to_date, to, error))
    return FALSE;
  if ((from_date != NO_DATE || to_date != NO_DATE) && !widen_days (database, from_date, to_date, from, to, error))
    return FALSE;
  if (*from != TAPE_NO_TIME && *to != TAPE_NO_TIME && *from >= *to)
    return tape_command_usage (error, _ ("--from %s is not before --to %s."), from_text, to_text);
  return TRUE;
}

/* --- Progress --- */

typedef struct
{
  guint percent; /* atomic, as the other */
  guint firings;
} Progress;

static void
note_progress (double fraction, guint n_firings, gpointer data)
{
  Progress *self = data;

  __atomic_store_n (&self->percent, (guint)(fraction * 100), __ATOMIC_RELAXED);
  __atomic_store_n (&self->firings, n_firings, __ATOMIC_RELAXED);
}

static char *
describe_progress (gpointer data)
{
  Progress *self = data;
  guint n = __atomic_load_n (&self->firings, __ATOMIC_RELAXED);

  return g_strdup_printf (ngettext ("%u %% read, %u firing", "%u %% read, %u firings", n),
                          __atomic_load_n (&self->percent, __ATOMIC_RELAXED), n);
}

/* --- What was found --- */

static gboolean
print_firings (const TapeTrial *trial, TapeOutputFormat format, GError **error)
{
  static const char *const columns[] = { "time",  "subject",  "direction",     "value", "before", "threshold",
                                         "price", "baseline", "baseline_time", "past",  NULL };
  TapeOutput *output = tape_output_new (stdout, format, columns, FALSE);

  for (guint i = 0; i < trial->firings->len; i++)
    {
      const TapeFiring *firing = g_ptr_array_index (trial->firings, i);

      tape_output_time (output, firing->event_time);
      tape_output_text (output, firing->subject);
      tape_firing_rows_put_found (output, firing);
      tape_output_integer (output, (firing->flags & TAPE_FIRING_PAST) != 0);
    }
  return tape_output_close (output, error);
}

static guint
count_stored (const TapeTrial *trial)
{
  return trial->n_days[TAPE_TRIAL_DAY_TRADES] + trial->n_days[TAPE_TRIAL_DAY_BARS] + trial->n_days[TAPE_TRIAL_DAY_DAYS];
}

static guint
count_open_days (const TapeTrial *trial)
{
  return trial->days->len - trial->n_days[TAPE_TRIAL_DAY_CLOSED];
}

static void
add_firings (GString *text, const TapeTrial *trial)
{
  guint n = trial->firings->len;
  guint stored = count_stored (trial);

  if (trial->cut)
    g_string_append_printf (text, _ ("More than %u firings: it ended there."), TAPE_TRIAL_FIRINGS);
  else if (n == 0)
    g_string_append (text, _ ("No firing"));
  else
    g_string_append_printf (text, ngettext ("%u firing", "%u firings", n), n);
  if (trial->cut)
    return;
  g_string_append_c (text, ' ');
  g_string_append_printf (text, ngettext ("on %u day.", "on %u days.", stored), stored);
}

static void
add_days (GString *text, const TapeTrial *trial)
{
  guint bars = trial->n_days[TAPE_TRIAL_DAY_BARS], missing = trial->n_days[TAPE_TRIAL_DAY_MISSING];
  guint days = trial->n_days[TAPE_TRIAL_DAY_DAYS];
  guint all = count_open_days (trial);

  if (missing > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text, ngettext ("%u of %u day is stored.", "%u of %u days are stored.", all),
                              all - missing, all);
    }
  if (bars > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text, ngettext ("%u day is from 1-minute bars.", "%u days are from 1-minute bars.", bars),
                              bars);
    }
  if (days > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (
          text, ngettext ("%u day is from a bar of the day.", "%u days are from bars of a day.", days), days);
    }
}

static void
add_tellings (GString *text, const TapeTrial *trial)
{
  guint n = trial->n_alone + trial->n_summaries;

  if (trial->n_summaries > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text,
                              ngettext ("%u notification, %u of them for several at once.",
                                        "%u notifications, %u of them for several at once.", n),
                              n, trial->n_summaries);
    }
  if (trial->n_past > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (
          text,
          ngettext ("%u was found late and is only logged.", "%u were found late and are only logged.", trial->n_past),
          trial->n_past);
    }
}

static char *
describe (const TapeTrial *trial)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (count_stored (trial) == 0)
    return g_strdup (_ ("Nothing that the rule is on is stored of that time."));
  add_firings (text, trial);
  add_days (text, trial);
  add_tellings (text, trial);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
try (const char *database, const TapeRuleSet *rules, gint64 from, gint64 to, TapeOutputFormat format, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TapeTrial) trial = NULL;
  g_autofree char *summary = NULL;
  Progress progress = { 0 };
  TapeWatch *watch = tape_watch_start (cancellable, describe_progress, &progress);

  trial = tape_trial_run (database, rules, 0, from, to, note_progress, &progress, cancellable, error);
  tape_watch_stop (watch);
  if (trial == NULL || !print_firings (trial, format, error))
    return FALSE;
  summary = describe (trial);
  fprintf (stderr, "%s\n", summary);
  return TRUE;
}

gboolean
tape_alerts_try (int argc, char **argv, GError **error)
{
  g_autofree char *database = NULL;
  g_autofree char *from_text = NULL;
  g_autofree char *to_text = NULL;
  g_autofree char *format = NULL;
  g_autofree char *path = NULL;
  g_autoptr (TapeRule) rule = NULL;
  g_autoptr (TapeRuleSet) rules = tape_rule_set_new ();
  TapeOutputFormat output_format;
  gint64 from, to;
  const GOptionEntry entries[] = {
    { "db", 0, 0, G_OPTION_ARG_FILENAME, &database, N_ ("Database; the application's own if not given"), N_ ("FILE") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &from_text, N_ ("First day, or the time to begin with"), N_ ("D") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to_text, N_ ("Last day, or the time to end before"), N_ ("D") },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &format, N_ ("Form of the output: table, csv, json, jsonl"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };

  if (!tape_command_parse (
          _ ("RULE"),
          _ ("Runs a rule over what is stored and prints what it would have found; nobody is told, and "
             "nothing is stored. Trades pass as the engine had them; where there are none, each bar "
             "of a minute is played as four trades. A rule is written in one line, such as “AAPL "
             "moves ±5 % against previous close, once a day”."),
          entries, &argc, &argv, 1, 1, error)
      || !tape_command_format (format, stdout, &output_format, error) || (rule = read_rule (argv[1], error)) == NULL
      || (path = tape_command_database (database, error)) == NULL || !add_lists (rules, error)
      || !read_span (path, from_text, to_text, &from, &to, error))
    return FALSE;
  rule->id = 1;
  tape_rule_set_add (rules, rule);
  say_what_it_misses (rule, rules);
  return try (path, rules, from, to, output_format, error);
}
