/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli/tape-command.h"
#include "cli/tape-saved-queries.h"
#include "cli/tape-watch.h"
#include "store/tape-sql.h"

typedef struct
{
  TapeOutputFormat format;
  TapeOutput *output;
  gint64 start;
  guint n_rows; /* atomic */
} Printer;

static void
print_columns (const char *const *names, guint n, gpointer data)
{
  Printer *printer = data;
  g_autofree const char **columns = g_new0 (const char *, n + 1);

  for (guint i = 0; i < n; i++)
    columns[i] = names[i];
  printer->output = tape_output_new (stdout, printer->format, columns, FALSE);
}

static void
print_value (TapeOutput *output, const TapeSqlValue *value)
{
  g_autofree char *text = NULL;

  switch (value->type)
    {
    case TAPE_SQL_NULL:
      tape_output_text (output, NULL);
      break;
    case TAPE_SQL_INTEGER:
      tape_output_integer (output, value->integer);
      break;
    case TAPE_SQL_REAL:
      tape_output_number (output, value->real);
      break;
    case TAPE_SQL_TEXT:
      tape_output_text (output, value->text);
      break;
    case TAPE_SQL_BLOB:
      text = g_base64_encode ((const guchar *)value->text, value->length);
      tape_output_text (output, text);
      break;
    }
}

static gboolean
print_row (const TapeSqlValue *values, guint n, gpointer data)
{
  Printer *printer = data;

  for (guint i = 0; i < n; i++)
    print_value (printer->output, &values[i]);
  __atomic_add_fetch (&printer->n_rows, 1, __ATOMIC_RELAXED);
  return TRUE;
}

static char *
describe_progress (gpointer data)
{
  Printer *printer = data;
  guint n_rows = __atomic_load_n (&printer->n_rows, __ATOMIC_RELAXED);

  return g_strdup_printf (g_dngettext (NULL, "%.0f s, %u row", "%.0f s, %u rows", n_rows),
                          (double)(g_get_monotonic_time () - printer->start) / G_USEC_PER_SEC, n_rows);
}

/* Processor seconds that are more than any query may take: the clock is looked at between steps of SQLite, and a single
 * step over long values can be made to take for ever. */
#define LAST_RESORT 45

static char *last_words;

static void
on_last_resort (int signal)
{
  if (write (STDERR_FILENO, last_words, strlen (last_words)) < 0)
    _exit (2);
  _exit (1);
}

/* The database is only read: nothing is lost by ending where it stands. */
static void
set_last_resort (void)
{
  struct rlimit limit;

  last_words = g_strdup_printf (_ ("tapectl sql: The query was stopped after %d s. Narrow it down.\n"), LAST_RESORT);
  signal (SIGXCPU, on_last_resort);
  if (getrlimit (RLIMIT_CPU, &limit) == 0 && limit.rlim_cur > LAST_RESORT)
    {
      limit.rlim_cur = LAST_RESORT;
      setrlimit (RLIMIT_CPU, &limit);
    }
}

static gboolean
run (const char *sql, const char *database, const char *format, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = NULL;
  TapeWatch *watch;
  Printer printer = { 0 };
  gboolean done;

  if (!tape_command_format (format, stdout, &printer.format, error)
      || (path = tape_command_database (database, error)) == NULL)
    return FALSE;
  set_last_resort ();
  printer.start = g_get_monotonic_time ();
  watch = tape_watch_start (cancellable, describe_progress, &printer);
  done = tape_sql_run (path, sql, NULL, print_columns, print_row, &printer, cancellable, error);
  tape_watch_stop (watch);
  if (printer.output == NULL)
    return done;
  return tape_output_close (printer.output, done ? error : NULL) && done;
}

/* What is asked of the queries that are kept under a name. */
typedef struct
{
  char *save;
  char *forget;
  gboolean list;
  char *user;
} Saved;

static gboolean
check_usage (const Saved *saved, int n_queries, GError **error)
{
  int n = (saved->save != NULL) + (saved->forget != NULL) + saved->list;

  if (n > 1)
    return tape_command_usage (error, _ ("Use one of --save, --saved and --forget at a time."));
  if (saved->save != NULL && *saved->save == '\0')
    return tape_command_usage (error, _ ("--save wants a name."));
  if (n_queries == 0 && !saved->list && saved->forget == NULL)
    return tape_command_usage (error, _ ("Which query? Write it in quotes: tapectl sql \"SELECT …\"."));
  if (n_queries > 0 && (saved->list || saved->forget != NULL))
    return tape_command_usage (error, _ ("--saved and --forget take no query."));
  return TRUE;
}

static gboolean
print_saved (const Saved *saved, const char *format_name, GError **error)
{
  TapeOutputFormat format;

  return tape_command_format (format_name, stdout, &format, error)
         && tape_saved_queries_print (saved->user, format, error);
}

gboolean
tape_command_sql (int argc, char **argv, GError **error)
{
  g_autofree char *database = NULL;
  g_autofree char *format = NULL;
  Saved saved = { 0 };
  const GOptionEntry entries[] = {
    { "db", 0, 0, G_OPTION_ARG_FILENAME, &database, N_ ("Database to ask; the application's own if not given"),
      N_ ("FILE") },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &format, N_ ("Form of the output: table, csv, json, jsonl"),
      N_ ("FORMAT") },
    { "save", 0, 0, G_OPTION_ARG_STRING, &saved.save, N_ ("Keep the query under a name, for rules of alerts"),
      N_ ("NAME") },
    { "saved", 0, 0, G_OPTION_ARG_NONE, &saved.list, N_ ("List the queries that are kept"), NULL },
    { "forget", 0, 0, G_OPTION_ARG_STRING, &saved.forget, N_ ("Forget the query of that name"), N_ ("NAME") },
    { "user", 'u', 0, G_OPTION_ARG_FILENAME, &saved.user,
      N_ ("Database of rules and queries; the application's own if not given"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  gboolean done = tape_command_parse (_ ("\"SELECT …\""),
                                      _ ("Asks a database, read-only; stops after 30 s, a million rows or\n256 MiB. "
                                         "The view “stocks” holds the trades."),
                                      entries, &argc, &argv, 0, 1, error)
                  && check_usage (&saved, argc - 1, error);

  if (done && saved.list)
    done = print_saved (&saved, format, error);
  else if (done && saved.forget != NULL)
    done = tape_saved_queries_forget (saved.user, saved.forget, error);
  else if (done)
    done = run (argv[1], database, format, error)
           && (saved.save == NULL || tape_saved_queries_save (saved.user, saved.save, argv[1], error));
  g_free (saved.save);
  g_free (saved.forget);
  g_free (saved.user);
  return done;
}
