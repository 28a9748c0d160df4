/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pages of a database without SQLite, for what it refuses to read: where a page that leads to others is damaged, the
 * rows on those are whole still. Reads what is committed in the write-ahead log in the place of what it replaces, and
 * writes nothing. Inside store/ only; one thread at a time. */

#pragma once

#include <sqlite3.h>

#include "store/tape-store-error.h"

G_BEGIN_DECLS

/* More columns than any table of ours has. */
#define TAPE_PAGE_COLUMNS 32

/**
 * TapePageValue:
 * @type: SQLITE_NULL, SQLITE_INTEGER, SQLITE_FLOAT, SQLITE_TEXT or SQLITE_BLOB
 * @integer: of an integer
 * @real: of a float
 * @bytes: (array length=length): of a text, without a NUL, and of a blob; valid until the callback returns
 */
typedef struct
{
  int type;
  gint64 integer;
  double real;
  const guint8 *bytes;
  gsize length;
} TapePageValue;

/**
 * TapePageRow:
 * @has_rowid: it is a table's; else that of a table without row ids, or an entry of an index
 * @rowid: its row id
 * @n_values: how many columns are stored
 * @values: as stored: the column that is the row id is null
 */
typedef struct
{
  gboolean has_rowid;
  gint64 rowid;
  guint n_values;
  TapePageValue values[TAPE_PAGE_COLUMNS];
} TapePageRow;

typedef void (*TapePageRowFunc) (const TapePageRow *row, gpointer data);

typedef struct _TapePageFile TapePageFile;

/**
 * tape_page_file_open:
 * @path: of a database, whatever state it is in
 * @page_size: bytes of a page, where the file does not say
 * @error: %TAPE_STORE_ERROR_OPEN
 */
TapePageFile *tape_page_file_open (const char *path, guint page_size, GError **error);
void tape_page_file_free (TapePageFile *self);

/**
 * tape_page_file_count:
 *
 * Returns: how many pages there are; their numbers begin with 1
 */
guint tape_page_file_count (const TapePageFile *self);

/**
 * tape_page_file_each_row:
 * @page: number of any page
 * @each: called for each row that lies on it and can be read whole; not at all for pages that hold none or are free
 */
void tape_page_file_each_row (TapePageFile *self, guint page, TapePageRowFunc each, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapePageFile, tape_page_file_free)

G_END_DECLS
