/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store/tape-salvage.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "store/tape-lock.h"
#include "store/tape-salvage-bars.h"
#include "store/tape-salvage-condition.h"
#include "store/tape-salvage-table.h"
#include "store/tape-schema.h"
#include "store/tape-section.h"
#include "store/tape-totals-migrate.h"

#define PAGE_SIZE 8192 /* of ours, where the file does not say */

/* Instruments that may have been lost with a page of theirs, beyond the last that was not. */
#define INSTRUMENTS_LOST_MAX 1000

typedef struct
{
  sqlite3 *from; /* NULL where it cannot be opened */
  sqlite3 *to;
  GPtrArray *tables;
  gint64 first_arrival; /* that the damaged database tells of; 0: of none */
  gint64 last_arrival;
  guint32 n_instruments;
  TapeSalvageReport *report;
  gint64 *progress;
  GCancellable *cancellable;
  GError **error;
  gboolean failed; /* while rows of a page are put */
} Salvage;

static TapeSalvageTable *
find_table (Salvage *self, const char *name)
{
  for (guint i = 0; i < self->tables->len; i++)
    {
      TapeSalvageTable *table = g_ptr_array_index (self->tables, i);

      if (strcmp (table->name, name) == 0)
        return table;
    }
  g_assert_not_reached ();
}

/* --- Tables. --- */

static gboolean
is_made_anew (const TapeSalvageTable *table)
{
  return strcmp (table->name, "blocks") == 0 || strcmp (table->name, "places") == 0;
}

/* Plain bytes that would be taken as they are: only whole, and with all that they rest on. */
static gboolean
is_state (const TapeSalvageTable *table)
{
  return strcmp (table->name, "state") == 0;
}

static gboolean
copy_table (Salvage *self, const char *name)
{
  TapeSalvageTable *table = find_table (self, name);
  g_autofree char *condition = tape_salvage_condition (name, self->n_instruments, self->last_arrival);

  table->progress = self->progress;
  return tape_salvage_table_begin (table, self->to, condition, self->error)
         && tape_salvage_table_copy (table, self->from, self->to, self->cancellable, self->error);
}

typedef struct
{
  Salvage *salvage;
  GPtrArray *damaged;
} PageRows;

/* @whole: as long as rows of the table are now; else shorter, from before its last columns were added */
static TapeSalvageTable *
find_fitting (GPtrArray *tables, const TapePageRow *row, gboolean whole, guint *n)
{
  TapeSalvageTable *fitting = NULL;

  *n = 0;
  for (guint i = 0; i < tables->len; i++)
    {
      TapeSalvageTable *table = g_ptr_array_index (tables, i);

      if ((row->n_values == table->columns->len) != whole || !tape_salvage_table_fits (table, row))
        continue;
      fitting = table;
      ++*n;
    }
  return fitting;
}

/* A row that could be of two tables is of neither; but a whole one is not of a table that it would be cut off for. */
static void
put_page_row (const TapePageRow *row, gpointer data)
{
  PageRows *rows = data;
  Salvage *self = rows->salvage;
  guint n;
  TapeSalvageTable *fitting = find_fitting (rows->damaged, row, TRUE, &n);

  if (n == 0)
    fitting = find_fitting (rows->damaged, row, FALSE, &n);
  if (n == 1 && !self->failed)
    self->failed = !tape_salvage_table_put (fitting, self->to, row, self->error);
}

/* Looks at all pages for rows of @names, those of them that are damaged. */
static gboolean
search_pages (Salvage *self, TapePageFile *file, const char *const *names)
{
  g_autoptr (GPtrArray) damaged = g_ptr_array_new ();
  PageRows rows = { self, damaged };

  for (; *names != NULL; names++)
    if (find_table (self, *names)->damaged)
      g_ptr_array_add (damaged, find_table (self, *names));
  if (damaged->len == 0)
    return TRUE;
  for (guint page = 1; page <= tape_page_file_count (file) && !self->failed; page++)
    {
      if (g_cancellable_set_error_if_cancelled (self->cancellable, self->error))
        return FALSE;
      tape_page_file_each_row (file, page, put_page_row, &rows);
    }
  return !self->failed;
}

/* --- Instruments and sources: what others stand on. --- */

/* The index of symbols has their numbers too. */
static gboolean
regain_instruments (Salvage *self)
{
  static const char sql[]
      = "SELECT id, symbol FROM instruments INDEXED BY sqlite_autoindex_instruments_1 ORDER BY symbol";
  g_autoptr (sqlite3_stmt) select = NULL;
  g_autoptr (sqlite3_stmt) put = tape_database_prepare (
      self->to, "INSERT OR IGNORE INTO instruments VALUES (?, ?, ?2, 'Unknown', 'Unknown', '', '', '')", self->error);

  if (put == NULL)
    return FALSE;
  if (!find_table (self, "instruments")->damaged || self->from == NULL
      || sqlite3_prepare_v2 (self->from, sql, -1, &select, NULL) != SQLITE_OK)
    return TRUE;
  while (sqlite3_step (select) == SQLITE_ROW)
    {
      sqlite3_bind_value (put, 1, sqlite3_column_value (select, 0));
      sqlite3_bind_value (put, 2, sqlite3_column_value (select, 1));
      if (!tape_database_run (put, self->error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
count_instruments (Salvage *self)
{
  gint64 n;

  if (!tape_database_get_number (self->to, "SELECT ifnull (max (id) + 1, 0) FROM instruments", &n, self->error))
    return FALSE;
  self->n_instruments = (guint32)n + (find_table (self, "instruments")->damaged ? INSTRUMENTS_LOST_MAX : 0);
  return TRUE;
}

/* Numbers have no gaps. An instrument whose symbol is lost gets one that says so. */
static gboolean
fill_instruments (Salvage *self, gint64 *lost)
{
  static const char sql[]
      = "WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < (SELECT max ("
        "ifnull ((SELECT max (id) FROM instruments), -1), ifnull ((SELECT max (instrument) FROM trades), -1), "
        "ifnull ((SELECT max (instrument) FROM bars), -1), ifnull ((SELECT max (instrument) FROM totals), -1)))) "
        "INSERT INTO instruments SELECT n, 'LOST-' || n, 'LOST-' || n, 'Unknown', 'Unknown', '', '', '' FROM numbers "
        "WHERE n NOT IN (SELECT id FROM instruments) AND EXISTS (SELECT 1 FROM trades UNION ALL SELECT 1 FROM bars "
        "UNION ALL SELECT 1 FROM instruments)";

  if (!tape_database_exec (self->to, sql, self->error))
    return FALSE;
  *lost = sqlite3_changes (self->to);
  return TRUE;
}

/* Trades whose source is lost keep its number; the one that has it then is never read. */
static gboolean
fill_sources (Salvage *self, gint64 *lost)
{
  static const char sql[]
      = "INSERT INTO sources (id, kind, name, location, head_length, head_digest, finished) "
        "SELECT source, ifnull ((SELECT min (kind) FROM sources), 'lost'), '', '', 0, 0, 1 FROM (SELECT source FROM "
        "trades UNION SELECT source FROM bars WHERE source > 0) WHERE source NOT IN (SELECT id FROM sources)";

  if (!tape_database_exec (self->to, sql, self->error))
    return FALSE;
  *lost = sqlite3_changes (self->to);
  return TRUE;
}

/* --- All of it. --- */

static gint64
get_number (sqlite3 *db, const char *sql)
{
  gint64 number = 0;

  if (db != NULL)
    tape_database_get_number (db, sql, &number, NULL);
  return number;
}

/* From where to where trades went, as far as blocks and trades can be read. */
static void
find_arrivals (Salvage *self)
{
  gint64 block = get_number (self->from, "SELECT first_arrival FROM blocks ORDER BY first_arrival LIMIT 1");
  gint64 trade = get_number (self->from, "SELECT arrival FROM trades ORDER BY arrival LIMIT 1");

  self->first_arrival = block == 0 || trade == 0 ? MAX (block, trade) : MIN (block, trade);
  block = get_number (self->from, "SELECT last_arrival FROM blocks ORDER BY first_arrival DESC LIMIT 1");
  trade = get_number (self->from, "SELECT arrival FROM trades ORDER BY arrival DESC LIMIT 1");
  self->last_arrival = MAX (block, trade);
}

/* The engine's state rests on trades, sources and instruments: where one is not whole, the engine is to begin anew. */
static gboolean
copy_state (Salvage *self)
{
  TapeSalvageReport *report = self->report;
  TapeSalvageTable *state;

  if (!copy_table (self, "state"))
    return FALSE;
  state = find_table (self, "state");
  report->state_dropped = state->damaged || report->trades_lost > 0 || report->sources_lost > 0
                          || find_table (self, "sources")->damaged || find_table (self, "instruments")->damaged;
  return !report->state_dropped || tape_database_exec (self->to, "DELETE FROM state", self->error);
}

static gboolean
mend (Salvage *self)
{
  const TapeSalvageTable *totals = find_table (self, "totals");

  if (!tape_database_exec (self->to, "DELETE FROM dropped WHERE arrival NOT IN (SELECT arrival FROM trades)",
                           self->error)
      || !tape_salvage_make_blocks (self->to, self->error) || !tape_section_migrate (self->to, self->error))
    return FALSE;
  if (totals->older)
    return tape_totals_migrate (self->to, self->error);
  return tape_salvage_mend_bars (self->to,
                                 find_table (self, "bars")->damaged || find_table (self, "open_bars")->damaged,
                                 totals->damaged, &self->report->bars_made, self->error);
}

static void
add_part (Salvage *self, const TapeSalvageTable *table, gint64 lost)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM \"%s\"", table->name);
  TapeSalvagePart part = {
    .name = g_strdup (table->name), .damaged = table->damaged, .saved = get_number (self->to, sql), .lost = lost
  };

  g_array_append_val (self->report->parts, part);
}

static void
report (Salvage *self, gint64 instruments_lost)
{
  for (guint i = 0; i < self->tables->len; i++)
    {
      const TapeSalvageTable *table = g_ptr_array_index (self->tables, i);
      gint64 lost = 0;

      if (strcmp (table->name, "trades") == 0)
        lost = self->report->trades_lost;
      else if (strcmp (table->name, "instruments") == 0)
        lost = instruments_lost;
      else if (strcmp (table->name, "sources") == 0)
        lost = self->report->sources_lost;
      add_part (self, table, lost);
    }
}

static void
count_trades (Salvage *self)
{
  gint64 first = get_number (self->to, "SELECT min (arrival) FROM trades");
  gint64 last = MAX (get_number (self->to, "SELECT max (arrival) FROM trades"), self->last_arrival);

  if (self->first_arrival > 0 && (first == 0 || first > self->first_arrival))
    first = self->first_arrival;
  self->report->trades = get_number (self->to, "SELECT count (*) FROM trades");
  self->report->trades_lost = last > 0 ? last - first + 1 - self->report->trades : 0;
}

/* Tables that nothing else here is about, whoever added them. */
static gboolean
copy_others (Salvage *self)
{
  static const char *const known[]
      = { "instruments", "sources", "trades", "bars", "totals", "dropped", "blocks", "places", "state", NULL };

  for (guint i = 0; i < self->tables->len; i++)
    {
      const TapeSalvageTable *table = g_ptr_array_index (self->tables, i);

      if (!g_strv_contains (known, table->name) && !copy_table (self, table->name))
        return FALSE;
    }
  return TRUE;
}

static gboolean
search_others (Salvage *self, TapePageFile *file)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < self->tables->len; i++)
    {
      TapeSalvageTable *table = g_ptr_array_index (self->tables, i);

      if (table->insert != NULL && !is_made_anew (table) && !is_state (table))
        g_ptr_array_add (names, table->name);
    }
  g_ptr_array_add (names, NULL);
  return search_pages (self, file, (const char *const *)names->pdata);
}

static gboolean
fill (Salvage *self, TapePageFile *file)
{
  static const char *const instruments[] = { "instruments", NULL };
  gint64 instruments_lost;

  if (!tape_database_exec (self->to, "BEGIN", self->error) || !copy_table (self, "instruments")
      || !regain_instruments (self) || !search_pages (self, file, instruments) || !count_instruments (self)
      || !copy_table (self, "sources") || !copy_table (self, "trades") || !copy_table (self, "bars")
      || !copy_table (self, "totals") || !copy_table (self, "dropped") || !copy_others (self)
      || !search_others (self, file) || !tape_salvage_settle_bars (self->to, self->error)
      || !fill_instruments (self, &instruments_lost) || !fill_sources (self, &self->report->sources_lost))
    return FALSE;
  count_trades (self);
  if (!copy_state (self) || !mend (self) || !tape_database_exec (self->to, "COMMIT", self->error))
    return FALSE;
  report (self, instruments_lost);
  return TRUE;
}

/* --- Files. --- */

/* A connection that gives what it can: whether the file is ours is asked of it, not whether it is sound. */
static sqlite3 *
open_damaged (const char *path, GError **error)
{
  g_autoptr (GError) problem = NULL;
  sqlite3 *db = tape_database_open_damaged (path, &tape_store_schema, &problem);

  if (db == NULL && g_error_matches (problem, TAPE_STORE_ERROR, TAPE_STORE_ERROR_FUTURE))
    g_propagate_error (error, g_steal_pointer (&problem));
  return db;
}

void
tape_salvage_remove (const char *to)
{
  static const char *const ends[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *file = g_strconcat (to, ends[i], NULL);

      g_unlink (file);
    }
}

static gboolean
check_new (const char *to, GError **error)
{
  g_autofree char *name = g_filename_display_name (to);

  if (!g_file_test (to, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_OPEN, _ ("“%s” is there already. Choose a new name."), name);
  return FALSE;
}

/* A database without anything is no more than what was there before. */
static gboolean
check_result (Salvage *self, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);

  for (guint i = 0; i < self->report->parts->len; i++)
    if (g_array_index (self->report->parts, TapeSalvagePart, i).saved > 0)
      return TRUE;
  if (self->from != NULL)
    return TRUE;
  g_set_error (self->error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_FORMAT,
               _ ("Nothing that Tapeline stored can be found in “%s”. Choose another file."), name);
  return FALSE;
}

static gboolean
run (Salvage *self, const char *path, const char *to)
{
  g_autoptr (TapePageFile) file = tape_page_file_open (path, PAGE_SIZE, self->error);
  gboolean done;

  if (file == NULL
      || (self->to = tape_database_open (to, TAPE_DATABASE_WRITE, &tape_store_schema, self->error)) == NULL)
    return FALSE;
  tape_salvage_conditions_add (self->to);
  tape_database_watch (self->to, self->cancellable);
  if (self->from != NULL)
    tape_database_watch (self->from, self->cancellable);
  self->tables = tape_salvage_table_list (self->to, self->error);
  if (self->tables == NULL)
    return FALSE;
  find_arrivals (self);
  done = fill (self, file) && check_result (self, path);
  g_clear_pointer (&self->tables, g_ptr_array_unref);
  return done;
}

gboolean
tape_salvage_run (const char *path,
                  const char *to,
                  gint64 *progress,
                  TapeSalvageReport *report,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (TapeLock) lock = NULL;
  Salvage self = { .report = report, .progress = progress, .cancellable = cancellable, .error = &problem };
  gboolean done;

  *report = (TapeSalvageReport){ .parts = g_array_new (FALSE, FALSE, sizeof (TapeSalvagePart)) };
  if (!check_new (to, error))
    return FALSE;
  /* On a medium that cannot be written nobody writes. */
  lock = tape_lock_take (path, &problem);
  if (lock == NULL && g_error_matches (problem, TAPE_STORE_ERROR, TAPE_STORE_ERROR_IN_USE))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  g_clear_error (&problem);

  self.from = open_damaged (path, &problem);
  done = problem == NULL && run (&self, path, to);
  g_clear_pointer (&self.from, sqlite3_close);
  g_clear_pointer (&self.to, sqlite3_close);
  if (done)
    return TRUE;
  tape_salvage_remove (to);
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

void
tape_salvage_report_clear (TapeSalvageReport *self)
{
  if (self->parts != NULL)
    for (guint i = 0; i < self->parts->len; i++)
      g_free (g_array_index (self->parts, TapeSalvagePart, i).name);
  g_clear_pointer (&self->parts, g_array_unref);
}

char *
tape_salvage_report_describe (const TapeSalvageReport *self)
{
  GString *text = g_string_new (NULL);

  if (self->trades_lost > 0)
    g_string_append_printf (text, _ ("%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " trades were saved."), self->trades,
                            self->trades + self->trades_lost);
  else
    g_string_append_printf (text, _ ("All trades that are known of were saved: %" G_GINT64_FORMAT "."), self->trades);
  for (guint i = 0; i < self->parts->len; i++)
    {
      const TapeSalvagePart *part = &g_array_index (self->parts, TapeSalvagePart, i);

      if (strcmp (part->name, "instruments") == 0 && part->lost > 0)
        g_string_append_printf (text, _ (" %" G_GINT64_FORMAT " symbols were lost; they are named LOST."), part->lost);
    }
  if (self->sources_lost > 0)
    g_string_append (text, _ (" How far the sources were read is lost: what is read again is stored again."));
  return g_string_free (text, FALSE);
}
