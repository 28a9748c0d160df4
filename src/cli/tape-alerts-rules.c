/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/tape-alerts-rules.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "alerts/tape-rule-check.h"
#include "alerts/tape-rule-text.h"
#include "cli/tape-command.h"
#include "pipeline/tape-home.h"
#include "pipeline/tape-rule-file.h"

/* What is asked of each of the three. */
typedef struct
{
  char *user;
  char *format;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->user);
  g_free (self->format);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

#define COMMON_ENTRIES(options, forms)                                                                                 \
  { "user",                                                                                                            \
    'u',                                                                                                               \
    0,                                                                                                                 \
    G_OPTION_ARG_FILENAME,                                                                                             \
    &(options).user,                                                                                                   \
    N_ ("Database of rules and watchlists; the application's own if not given"),                                       \
    N_ ("FILE") },                                                                                                     \
  {                                                                                                                    \
    "format", 'f', 0, G_OPTION_ARG_STRING, &(options).format, (forms), N_ ("FORMAT")                                   \
  }

#define FORMS N_ ("Form of the output: table, csv, json, jsonl")

/* @must_be_there: nothing is made of a name that is wrong. */
static TapeUserDb *
open_user (const Options *options, gboolean must_be_there, GError **error)
{
  g_autofree char *own = tape_home_user ();
  const char *path = options->user != NULL ? options->user : own;

  if (!must_be_there || g_file_test (path, G_FILE_TEST_EXISTS))
    return tape_user_db_open (path, error);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
               _ ("There are no rules yet (%s). “tapectl alerts add” or the application's first start makes them, or "
                  "name a database with --user FILE."),
               path);
  return NULL;
}

/* --- Printing. --- */

static const char *const columns[] = { "rule", "enabled", "text", "note", NULL };

/* It may be a symbol of a file, or a slip. */
static char *
get_unknown_symbol (const TapeRule *rule)
{
  if (rule->target != TAPE_TARGET_SYMBOLS)
    return NULL;
  for (guint i = 0; rule->names[i] != NULL; i++)
    if (tape_instruments_lookup (rule->names[i], strlen (rule->names[i])) == NULL)
      return g_strdup_printf (_ ("“%s” is not in the instrument table: the rule waits until something of that symbol "
                                 "trades."),
                              rule->names[i]);
  return NULL;
}

/* Why a rule waits, or what is odd about it, as far as that can be told without a session. */
static char *
get_note (const TapeUserRule *rule, const TapeRulePlace *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeRule) parsed = tape_rule_parse (rule->text, &error);
  char *note = NULL;

  if (parsed == NULL || !tape_rule_check (parsed, &error))
    return g_strdup (error->message);
  note = tape_rule_warn (parsed, g_get_real_time ());
  if (note == NULL)
    tape_rule_resolve (parsed, place, &note);
  return note != NULL ? note : get_unknown_symbol (parsed);
}

gboolean
tape_alerts_add_lists (TapeRuleSet *set, TapeUserDb *user, GError **error)
{
  g_autoptr (GPtrArray) lists = tape_user_db_load_lists (user, error);

  for (guint i = 0; lists != NULL && i < lists->len; i++)
    {
      const TapeUserList *list = g_ptr_array_index (lists, i);

      tape_rule_set_add_list (set, list->name, (const char *const *)list->symbols);
    }
  return lists != NULL;
}

static char **
load_queries (TapeUserDb *user, GError **error)
{
  g_autoptr (GPtrArray) queries = tape_user_db_load_queries (user, error);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  if (queries == NULL)
    return NULL;
  for (guint i = 0; i < queries->len; i++)
    g_strv_builder_add (names, ((const TapeUserQuery *)g_ptr_array_index (queries, i))->name);
  return g_strv_builder_end (names);
}

static gboolean
print_rules (TapeUserDb *user, GPtrArray *rules, TapeOutputFormat format, GError **error)
{
  g_autoptr (TapeRuleSet) set = tape_rule_set_new ();
  g_auto (GStrv) queries = tape_alerts_add_lists (set, user, error) ? load_queries (user, error) : NULL;
  TapeRulePlace place = { .set = set, .queries = (const char *const *)queries };
  TapeOutput *output;

  if (queries == NULL)
    return FALSE;
  output = tape_output_new (stdout, format, columns, FALSE);
  for (guint i = 0; i < rules->len; i++)
    {
      const TapeUserRule *rule = g_ptr_array_index (rules, i);
      g_autofree char *note = get_note (rule, &place);

      tape_output_integer (output, rule->id);
      tape_output_integer (output, rule->enabled);
      tape_output_text (output, rule->text);
      tape_output_text (output, note);
    }
  return tape_output_close (output, error);
}

/* --- The commands. --- */

/* Where the output is no terminal, and no other form is asked for, it is a file of rules that add reads. */
static gboolean
is_file_of_rules (const char *format)
{
  return format != NULL ? strcmp (format, "rules") == 0 : !isatty (STDOUT_FILENO);
}

gboolean
tape_alerts_list (int argc, char **argv, GError **error)
{
  g_auto (Options) options = { 0 };
  g_autoptr (TapeUserDb) user = NULL;
  g_autoptr (GPtrArray) rules = NULL;
  TapeOutputFormat format = TAPE_OUTPUT_TABLE;
  const GOptionEntry entries[] = {
    COMMON_ENTRIES (options, N_ ("Form of the output: table, csv, json, jsonl, or rules, which “add” reads")),
    G_OPTION_ENTRY_NULL,
  };

  if (!tape_command_parse (NULL,
                           _ ("Prints the rules of alerts: number, whether switched on, one-line form, and what is "
                              "wrong with it or what it waits for, as far as that is known without a session. Where "
                              "the output is not a terminal it is a file of rules that “tapectl alerts add” reads."),
                           entries, &argc, &argv, 0, 0, error)
      || (!is_file_of_rules (options.format) && !tape_command_format (options.format, stdout, &format, error))
      || (user = open_user (&options, TRUE, error)) == NULL || (rules = tape_user_db_load_rules (user, error)) == NULL)
    return FALSE;
  if (is_file_of_rules (options.format))
    return tape_rule_file_write (NULL, rules, error);
  return print_rules (user, rules, format, error);
}

static GPtrArray *
read_input (GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char piece[65536];
  size_t n;

  while ((n = fread (piece, 1, sizeof piece, stdin)) > 0 && text->len <= TAPE_RULE_FILE_BYTES)
    g_string_append_len (text, piece, (gssize)n);
  if (!ferror (stdin))
    return tape_rule_file_parse (text->str, text->len, error);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO,
               _ ("Standard input cannot be read (%s). Look at where it comes from."), g_strerror (errno));
  return NULL;
}

/* One rule, the words of which may be several arguments. */
static GPtrArray *
read_words (char **words, GError **error)
{
  g_autofree char *text = g_strjoinv (" ", words);
  g_autoptr (GPtrArray) lines = NULL;
  const TapeRuleLine *line;

  lines = tape_rule_file_parse (text, strlen (text), error);
  if (lines == NULL)
    return NULL;
  if (lines->len == 1 && (line = g_ptr_array_index (lines, 0))->problem == NULL)
    return g_steal_pointer (&lines);
  if (lines->len == 1)
    tape_command_usage (error, "%s", line->problem->message);
  else
    tape_command_usage (error, _ ("This is not one rule. Give several as a file on standard input."));
  return NULL;
}

static void
say_what_was_done (GPtrArray *added, GPtrArray *lines, guint n_there)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const TapeRuleLine *line = g_ptr_array_index (lines, i);

      if (line->problem != NULL)
        fprintf (stderr, _ ("Line %u is kept, and waits: %s\n"), line->number, line->problem->message);
    }
  if (n_there > 0)
    fprintf (stderr, ngettext ("%u rule was there already.\n", "%u rules were there already.\n", n_there), n_there);
  if (added->len > 0)
    fprintf (stderr, ngettext ("%u rule added.\n", "%u rules added.\n", added->len), added->len);
}

gboolean
tape_alerts_add (int argc, char **argv, GError **error)
{
  g_auto (Options) options = { 0 };
  g_autoptr (TapeUserDb) user = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GPtrArray) added = NULL;
  TapeOutputFormat format;
  guint n_there = 0;
  const GOptionEntry entries[] = { COMMON_ENTRIES (options, FORMS), G_OPTION_ENTRY_NULL };

  if (!tape_command_parse (_ ("[RULE]"),
                           _ ("Adds a rule, such as “AAPL moves ±5 % against previous close, once a day”, or without "
                              "one the rules on standard input: one a line, “off:” in front of one that is switched "
                              "off, # before what is for people. All are added that are not there yet, or none where "
                              "one is wrong. A window that is open takes them up at once."),
                           entries, &argc, &argv, 0, G_MAXINT, error)
      || !tape_command_format (options.format, stdout, &format, error))
    return FALSE;
  if (argc == 1 && isatty (STDIN_FILENO))
    return tape_command_usage (error, _ ("“%s” needs a rule, or a file of rules on standard input."), argv[0]);
  lines = argc == 1 ? read_input (error) : read_words (argv + 1, error);
  if (lines == NULL || !tape_rule_file_check (lines, error) || (user = open_user (&options, FALSE, error)) == NULL
      || (added = tape_rule_file_add (user, lines, &n_there, error)) == NULL)
    return FALSE;
  say_what_was_done (added, lines, n_there);
  return print_rules (user, added, format, error);
}

static gboolean
check_numbers (char **numbers, GError **error)
{
  gint64 number;

  for (; *numbers != NULL; numbers++)
    if (!g_ascii_string_to_signed (*numbers, 10, 1, G_MAXINT64, &number, NULL))
      return tape_command_usage (error, _ ("“%s” is no number of a rule: “tapectl alerts list” tells them."), *numbers);
  return TRUE;
}

static TapeUserRule *
find_rule (GPtrArray *rules, gint64 number)
{
  for (guint i = 0; i < rules->len; i++)
    if (((const TapeUserRule *)g_ptr_array_index (rules, i))->id == number)
      return g_ptr_array_index (rules, i);
  return NULL;
}

/* Those of @rules that the numbers name; each must be there. */
static GPtrArray *
choose_rules (GPtrArray *rules, char **numbers, GError **error)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

  for (; *numbers != NULL; numbers++)
    {
      TapeUserRule *rule = find_rule (rules, g_ascii_strtoll (*numbers, NULL, 10));

      if (rule == NULL)
        {
          g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                       _ ("There is no rule %s, and none was removed: “tapectl alerts list” tells what there is."),
                       *numbers);
          return NULL;
        }
      if (!g_ptr_array_find (chosen, rule, NULL))
        g_ptr_array_add (chosen, rule);
    }
  return g_steal_pointer (&chosen);
}

gboolean
tape_alerts_remove (int argc, char **argv, GError **error)
{
  g_auto (Options) options = { 0 };
  g_autoptr (TapeUserDb) user = NULL;
  g_autoptr (GPtrArray) rules = NULL;
  g_autoptr (GPtrArray) chosen = NULL;
  TapeOutputFormat format;
  const GOptionEntry entries[] = { COMMON_ENTRIES (options, FORMS), G_OPTION_ENTRY_NULL };

  if (!tape_command_parse (_ ("NUMBER…"),
                           _ ("Removes rules by their numbers, and prints what was removed. What they found stays in "
                              "the log. A window that is open lets go of them at once."),
                           entries, &argc, &argv, 1, G_MAXINT, error)
      || !tape_command_format (options.format, stdout, &format, error) || !check_numbers (argv + 1, error)
      || (user = open_user (&options, TRUE, error)) == NULL || (rules = tape_user_db_load_rules (user, error)) == NULL
      || (chosen = choose_rules (rules, argv + 1, error)) == NULL || !tape_user_db_remove_rules (user, chosen, error))
    return FALSE;
  return print_rules (user, chosen, format, error);
}
