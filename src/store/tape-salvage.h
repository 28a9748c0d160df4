/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Saves what can be read of a damaged session's database into a new one, and writes nothing to the damaged one. Blocks:
 * not the main thread. */

#pragma once

#include "store/tape-store-error.h"

G_BEGIN_DECLS

/**
 * TapeSalvagePart:
 * @name: of the table
 * @damaged: whether not all of it could be read
 * @saved: rows that are in the new database
 * @lost: rows that are known to be lost; of a damaged table it may be more
 */
typedef struct
{
  char *name;
  gboolean damaged;
  gint64 saved;
  gint64 lost;
} TapeSalvagePart;

/**
 * TapeSalvageReport:
 * @parts: (element-type TapeSalvagePart): the tables
 * @trades: trades in the new database
 * @trades_lost: trades that are known to be lost
 * @bars_made: bars and totals that were made anew of the trades
 * @sources_lost: sources whose position is lost: what they said would be read, and stored, again
 * @state_dropped: whether the engine's state was left out, so that it begins with what the trades tell
 */
typedef struct
{
  GArray *parts;
  gint64 trades;
  gint64 trades_lost;
  gint64 bars_made;
  gint64 sources_lost;
  gboolean state_dropped;
} TapeSalvageReport;

/**
 * tape_salvage_run:
 * @path: of the damaged database; nobody may be writing it
 * @to: of the new one, where no file is
 * @progress: (nullable): atomic: counts the rows that were saved
 * @report: (out caller-allocates): to be cleared, also on error
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 * @error: %TAPE_STORE_ERROR_FUTURE where a newer version wrote it, %TAPE_STORE_ERROR_FORMAT where nothing of ours is in it,
 *   %TAPE_STORE_ERROR_IN_USE, or what the new file cannot take
 *
 * Tables that are sound are copied; of the others what SQLite gives from both ends, then what lies on pages to which nothing
 * leads. Rows that cannot be are left out. Blocks are made anew, bars and totals out of each other and of the trades. On
 * error there is no new file.
 *
 * Returns: whether @to is a sound database
 */
gboolean tape_salvage_run (const char *path,
                           const char *to,
                           gint64 *progress,
                           TapeSalvageReport *report,
                           GCancellable *cancellable,
                           GError **error);
void tape_salvage_report_clear (TapeSalvageReport *self);

/**
 * tape_salvage_report_describe:
 *
 * Returns: (transfer full): sentences that say what was saved and what was lost
 */
char *tape_salvage_report_describe (const TapeSalvageReport *self);

/**
 * tape_salvage_remove:
 * @to: what tape_salvage_run() was to make
 *
 * Removes what an attempt that was interrupted left.
 */
void tape_salvage_remove (const char *to);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapeSalvageReport, tape_salvage_report_clear)

G_END_DECLS
