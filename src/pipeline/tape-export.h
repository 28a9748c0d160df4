/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a database holds, for other programs: trades, bars, analyses, as CSV or JSON lines. A table says what there is to
 * export. Blocks on the disk, so not on the main thread; each call has a connection of its own and works also while a
 * session writes the database. */

#pragma once

#include <gio/gio.h>

#include "analytics/tape-span.h"
#include "base/tape-row-text.h"

G_BEGIN_DECLS

#define TAPE_EXPORT_ERROR (tape_export_error_quark ())

typedef enum
{
  TAPE_EXPORT_ERROR_TABLE,  /* there is no such table */
  TAPE_EXPORT_ERROR_OPTION, /* the table does not take that, or it cannot be */
  TAPE_EXPORT_ERROR_SYMBOL, /* the database does not hold that instrument */
} TapeExportError;

GQuark tape_export_error_quark (void);

/* What a table can be asked for beside its whole. */
typedef enum
{
  TAPE_EXPORT_SPAN = 1 << 0,
  TAPE_EXPORT_SYMBOLS = 1 << 1,
  TAPE_EXPORT_ID = 1 << 2,
  TAPE_EXPORT_LENGTH = 1 << 3,
} TapeExportTakes;

typedef struct _TapeExportTable TapeExportTable;

/**
 * tape_export_list:
 * @n_tables: (out): how many
 *
 * Returns: (transfer none) (array length=n_tables): what there is to export: "trades", "bars", and each analysis by its name
 */
const TapeExportTable *tape_export_list (guint *n_tables);

/**
 * tape_export_get:
 *
 * Returns: (transfer none): the table of that place in the list
 */
const TapeExportTable *tape_export_get (guint i);

/**
 * tape_export_lookup:
 * @error: %TAPE_EXPORT_ERROR_TABLE, with the names that there are
 *
 * Returns: (transfer none) (nullable): the table of that name
 */
const TapeExportTable *tape_export_lookup (const char *name, GError **error);

const char *tape_export_table_get_name (const TapeExportTable *self);

/**
 * tape_export_table_get_title:
 *
 * Returns: (transfer none): its title, translated
 */
const char *tape_export_table_get_title (const TapeExportTable *self);
TapeExportTakes tape_export_table_get_takes (const TapeExportTable *self);

/**
 * TapeExportOptions:
 * @table: what is exported
 * @form: TAPE_TEXT_CSV or TAPE_TEXT_JSON
 * @span: TAPE_SPAN_ALL, or a part
 * @symbols: (nullable) (array zero-terminated=1): only these; %NULL or none: all
 * @id: (nullable): of trades: only those of this id
 * @length: of bars: seconds; 0: every length that is stored. Those of a second are made of the trades
 */
typedef struct
{
  const TapeExportTable *table;
  TapeTextForm form;
  TapeSpan span;
  const char *const *symbols;
  const char *id;
  guint32 length;
} TapeExportOptions;

/**
 * TapeExportProgress:
 *
 * How far an export is. Starts zeroed; tape_export_progress_get() reads it on any thread while it runs.
 */
typedef struct
{
  /*< private >*/
  guint64 rows;
  guint32 share; /* of 10,000 */
} TapeExportProgress;

/**
 * tape_export_progress_get:
 * @rows: (out): rows written
 *
 * Returns: how far it is, from 0 to 1
 */
double tape_export_progress_get (const TapeExportProgress *self, guint64 *rows);

/**
 * tape_export_form_of:
 * @path: (nullable): a file's name
 *
 * Returns: TAPE_TEXT_JSON where it ends in .jsonl, .ndjson or .json, also with .gz behind it, else TAPE_TEXT_CSV
 */
TapeTextForm tape_export_form_of (const char *path);

/**
 * tape_export_check:
 * @from: (nullable): the span's beginning as the person wrote it, for the message
 * @to: (nullable): likewise
 * @error: a %TAPE_EXPORT_ERROR or %TAPE_ANALYSIS_ERROR
 *
 * Returns: whether the table takes what @options ask for, and the span begins before its end
 */
gboolean tape_export_check (const TapeExportOptions *options, const char *from, const char *to, GError **error);

/**
 * tape_export_run:
 * @database: path of a session's database
 * @path: (nullable): the file, gzipped if its name ends in .gz; it is there whole or not at all. %NULL or "-": standard output
 * @progress: (nullable): kept up to date
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED; the file is then not there
 * @error: a %TAPE_EXPORT_ERROR, %TAPE_STORE_ERROR or %G_FILE_ERROR
 *
 * Trades come in order of arrival, bars by symbol, length and start. A simulation's rows say that they are, in a last column.
 */
gboolean tape_export_run (const char *database,
                          const TapeExportOptions *options,
                          const char *path,
                          TapeExportProgress *progress,
                          GCancellable *cancellable,
                          GError **error);

G_END_DECLS
