/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a file would say if it were read: its columns and what each is taken for, its first rows, what is wrong with which
 * row. Reads the file's beginning only, but for dates whose order only the whole file can tell. Blocks on the disk, so not on
 * the main thread; the preview itself is immutable. */

#pragma once

#include <gio/gio.h>

#include "feed/tape-columns.h"
#include "feed/tape-replay-file.h"

G_BEGIN_DECLS

/* Rows kept, rows with an error kept, and rows looked at. */
#define TAPE_PREVIEW_ROWS   20
#define TAPE_PREVIEW_ERRORS 100
#define TAPE_PREVIEW_LOOK   10000

/**
 * TapePreviewColumn:
 * @name: as the file has it, valid UTF-8
 * @field: what it is taken for; TAPE_FIELD_NONE where it is not read
 *
 * A column of a CSV file, or a key of a JSON line.
 */
typedef struct
{
  char *name;
  TapeField field;
} TapePreviewColumn;

/**
 * TapePreviewRow:
 * @kind: TAPE_ROW_TRADE, TAPE_ROW_BAR or TAPE_ROW_REJECT
 * @line: line of the file, from 1
 * @trade: the trade; its instrument and id mean nothing here
 * @bar: the bar; likewise
 * @symbol: (nullable): of a trade or bar
 * @id: (nullable): of a trade that has one
 * @reason: (nullable): why it is rejected, a sentence
 * @raw: (nullable): of a rejected row, as it stands in the file, valid UTF-8, shortened
 */
typedef struct
{
  TapeRowKind kind;
  gint64 line;
  union
  {
    TapeTrade trade;
    TapeBar bar;
  };
  char *symbol;
  char *id;
  char *reason;
  char *raw;
} TapePreviewRow;

/**
 * TapePreview:
 * @path: the file
 * @json: JSON lines; else CSV
 * @symbol: (nullable): of all rows, where no column says it
 * @simulated: its rows say that they are simulated
 * @columns: (element-type TapePreviewColumn): in their order
 * @rows: (element-type TapePreviewRow): the first trades and bars
 * @errors: (element-type TapePreviewRow): the first rows that would be rejected
 * @n_trades: of the rows looked at: trades
 * @n_bars: likewise bars
 * @n_rejected: likewise rows that would be rejected
 * @n_ignored: likewise messages that carry no event
 * @whole: the file has no more rows than those
 * @n_estimated: how many rows the file has about; exact where @whole
 */
typedef struct
{
  char *path;
  gboolean json;
  char *symbol;
  gboolean simulated;
  GPtrArray *columns;
  GPtrArray *rows;
  GPtrArray *errors;
  guint64 n_trades;
  guint64 n_bars;
  guint64 n_rejected;
  guint64 n_ignored;
  gboolean whole;
  guint64 n_estimated;
} TapePreview;

/**
 * tape_preview_new:
 * @path: a file, gzipped or not
 * @map: (nullable) (array zero-terminated=1): "COLUMN=FIELD", as of tape_columns_check_map()
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 * @error: a %TAPE_FEED_ERROR that names the file and says what to do
 *
 * Returns: (transfer full) (nullable): the preview; %NULL where nothing of the file could be read
 */
TapePreview *tape_preview_new (const char *path, const char *const *map, GCancellable *cancellable, GError **error);
void tape_preview_free (TapePreview *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapePreview, tape_preview_free)

G_END_DECLS
