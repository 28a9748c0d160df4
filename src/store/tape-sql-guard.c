/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-sql-guard.h"

#include <pthread.h>
#include <string.h>

struct _TapeSqlGuard
{
  sqlite3 *db;
  GHashTable *tables; /* names of tables and views, in small letters */
};

/* --- Memory --- */

/* SQLite bounds its memory for a process: the bound is there while any query runs. */
static pthread_mutex_t memory_lock = PTHREAD_MUTEX_INITIALIZER;
static guint n_guards;
static gint64 memory_bound; /* while there are guards */

static void
bound_memory (void)
{
  pthread_mutex_lock (&memory_lock);
  if (n_guards++ == 0)
    {
      __atomic_store_n (&memory_bound, sqlite3_memory_used () + TAPE_SQL_MEMORY, __ATOMIC_RELEASE);
      sqlite3_hard_heap_limit64 (memory_bound);
    }
  pthread_mutex_unlock (&memory_lock);
}

static void
unbound_memory (void)
{
  pthread_mutex_lock (&memory_lock);
  if (--n_guards == 0)
    {
      sqlite3_hard_heap_limit64 (0);
      sqlite3_soft_heap_limit64 (0);
    }
  pthread_mutex_unlock (&memory_lock);
}

/* A part is left for what else writes and reads in this process. */
gboolean
tape_sql_guard_is_over (const TapeSqlGuard *self)
{
  return sqlite3_memory_used () > __atomic_load_n (&memory_bound, __ATOMIC_ACQUIRE) - TAPE_SQL_MEMORY / 4;
}

/* --- What is allowed --- */

/* What reads or writes a file, loads, looks into SQLite or answers for the connection is not among them. */
static const char functions[]
    = " -> ->> "
      "abs acos acosh asin asinh atan atan2 atanh avg ceil ceiling char coalesce concat concat_ws cos cosh "
      "count cume_dist current_date current_time current_timestamp date datetime degrees dense_rank exp "
      "first_value floor format glob group_concat hex if ifnull iif instr json json_array json_array_length "
      "json_extract json_group_array json_group_object json_object json_quote json_type json_valid "
      "julianday lag last_value lead length like likelihood likely ln log log10 log2 lower ltrim max median "
      "min mod nth_value ntile nullif octet_length percent_rank percentile percentile_cont percentile_disc "
      "pi pow power printf quote radians random randomblob rank replace round row_number rtrim sign sin "
      "sinh soundex sqlite_version sqrt strftime string_agg substr substring sum tan tanh time timediff "
      "total trim trunc typeof unhex unicode unixepoch unlikely upper zeroblob ";

static gboolean
is_function (const char *name)
{
  g_autofree char *small = g_ascii_strdown (name, -1);
  g_autofree char *word = g_strdup_printf (" %s ", small);

  return strchr (small, ' ') == NULL && strstr (functions, word) != NULL;
}

/* Modules that make tables of JSON text; all others are taken away. Those of pragmas come back when they are named. */
static const char *modules[] = { "json_each", "json_tree", NULL };

static gboolean
is_table (const TapeSqlGuard *self, const char *name, const char *column)
{
  g_autofree char *small = g_ascii_strdown (name, -1);

  /* Where no column is read the name may be one that the query gave, of a table of its own. */
  if (*column == '\0')
    return !g_str_has_prefix (small, "pragma_");
  return g_hash_table_contains (self->tables, small) || g_strv_contains (modules, small);
}

static int
authorize (void *data, int action, const char *first, const char *second, const char *database, const char *trigger)
{
  gboolean allowed = FALSE;

  switch (action)
    {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
      allowed = TRUE;
      break;
    case SQLITE_READ:
      allowed = is_table (data, first, second != NULL ? second : "");
      break;
    case SQLITE_FUNCTION:
      allowed = is_function (second);
      break;
    default:
      break;
    }
  return allowed ? SQLITE_OK : SQLITE_DENY;
}

/* --- Making --- */

/* A table that a module makes is not read from the file. */
static void
list_tables (TapeSqlGuard *self)
{
  sqlite3_stmt *statement = NULL;

  g_hash_table_add (self->tables, g_strdup ("sqlite_schema"));
  g_hash_table_add (self->tables, g_strdup ("sqlite_master"));
  if (sqlite3_prepare_v2 (self->db,
                          "SELECT lower (name) FROM sqlite_schema WHERE type = 'view' "
                          "OR (type = 'table' AND rootpage > 0)",
                          -1, &statement, NULL)
      == SQLITE_OK)
    while (sqlite3_step (statement) == SQLITE_ROW)
      g_hash_table_add (self->tables, g_strdup ((const char *)sqlite3_column_text (statement, 0)));
  sqlite3_finalize (statement);
}

/* What one value, one statement and its parts may take. A single step of SQLite over values of this length ends soon. */
static void
set_limits (sqlite3 *db)
{
  sqlite3_limit (db, SQLITE_LIMIT_LENGTH, 2 * 1024 * 1024);
  sqlite3_limit (db, SQLITE_LIMIT_SQL_LENGTH, 256 * 1024);
  sqlite3_limit (db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit (db, SQLITE_LIMIT_COLUMN, 500);
  sqlite3_limit (db, SQLITE_LIMIT_EXPR_DEPTH, 200);
  sqlite3_limit (db, SQLITE_LIMIT_COMPOUND_SELECT, 100);
  sqlite3_limit (db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200);
  sqlite3_limit (db, SQLITE_LIMIT_WORKER_THREADS, 0);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  /* A column that is spelled wrong in quotes is an error, not a text. */
  sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
}

TapeSqlGuard *
tape_sql_guard_new (sqlite3 *db)
{
  TapeSqlGuard *self = g_new0 (TapeSqlGuard, 1);

  self->db = db;
  self->tables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  bound_memory ();
  list_tables (self);
  set_limits (db);
  sqlite3_drop_modules (db, modules);
  /* They declare their tables when they are named first, as nobody may later. */
  sqlite3_exec (db, "SELECT 1 FROM json_each ('[]'), json_tree ('[]')", NULL, NULL, NULL);
  sqlite3_set_authorizer (db, authorize, self);
  return self;
}

void
tape_sql_guard_free (TapeSqlGuard *self)
{
  sqlite3_set_authorizer (self->db, NULL, NULL);
  unbound_memory ();
  g_hash_table_unref (self->tables);
  g_free (self);
}
