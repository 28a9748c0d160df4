/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A person's own SQL on a session's database: it can read its tables and do nothing else; not write, attach, load, set or
 * ask a pragma; and it stops after a time, a number of rows, of bytes, and of memory. What is allowed is named in
 * tape-sql-guard.c. A single step of SQLite over values of 2 MiB is not interrupted. Blocks: not the main thread. */

#pragma once

#include "store/tape-store-error.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_SQL_NULL,
  TAPE_SQL_INTEGER,
  TAPE_SQL_REAL,
  TAPE_SQL_TEXT,
  TAPE_SQL_BLOB,
} TapeSqlType;

/**
 * TapeSqlValue:
 * @type: which of the following holds
 * @integer: of an INTEGER
 * @real: of a REAL
 * @text: of a TEXT, UTF-8 with a NUL behind, and of a BLOB; valid until the callback returns
 * @length: bytes of @text
 */
typedef struct
{
  TapeSqlType type;
  gint64 integer;
  double real;
  const char *text;
  gsize length;
} TapeSqlValue;

/**
 * TapeSqlColumnsFunc:
 * @names: (array length=n): called once, before the rows, also where there are none
 */
typedef void (*TapeSqlColumnsFunc) (const char *const *names, guint n, gpointer data);

/**
 * TapeSqlRowFunc:
 * @values: (array length=n): a row
 *
 * Returns: whether to go on; if not, tape_sql_run() ends as if that had been the last row
 */
typedef gboolean (*TapeSqlRowFunc) (const TapeSqlValue *values, guint n, gpointer data);

/**
 * TapeSqlLimits:
 * @rows: after so many rows it stops with an error
 * @bytes: after so many bytes of values it stops with an error
 * @time: after so many µs, without those that the callbacks take, it stops with an error
 */
typedef struct
{
  guint64 rows;
  guint64 bytes;
  gint64 time;
} TapeSqlLimits;

/* A million rows, 256 MiB, 30 s. */
extern const TapeSqlLimits tape_sql_default_limits;

/**
 * tape_sql_run:
 * @path: of the database
 * @sql: one statement
 * @limits: (nullable): %NULL: the default ones
 * @columns: (nullable): gets the names
 * @row: gets each row
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 * @error: %TAPE_STORE_ERROR_SQL where the statement is at fault or a limit was reached; the rows before were handed over
 *
 * Returns: whether it came to its end
 */
gboolean tape_sql_run (const char *path,
                       const char *sql,
                       const TapeSqlLimits *limits,
                       TapeSqlColumnsFunc columns,
                       TapeSqlRowFunc row,
                       gpointer data,
                       GCancellable *cancellable,
                       GError **error);

G_END_DECLS
