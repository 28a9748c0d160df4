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
 * tape_salvage_set_aside:
 * @path: of a database that nobody has open
 * @time: now, µs since 1970
 *
 * Gives a damaged database, and what belongs to it, a name that says so and when: PATH.damaged-2026-11-21T05-30-00.
 *
 * Returns: (transfer full) (nullable): its new path
 */
char *tape_salvage_set_aside (const char *path, gint64 time, GError **error);

/**
 * tape_salvage_replace:
 * @path: of a damaged database of the application's own, that nobody has open
 * @time: now, µs since 1970
 *
 * Saves what can be read of it and puts that in its place; the damaged one is kept as tape_salvage_set_aside() names it.
 * Where it is lost how far sources were read, what was saved is kept beside it instead, and a new database is to be begun,
 * so that nothing is stored twice; likewise where nothing is in it.
 *
 * Returns: (transfer full) (nullable): sentences that say what was done; %NULL where nothing could be, and all is as it was
 */
char *tape_salvage_replace (const char *path, gint64 time, GCancellable *cancellable, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapeSalvageReport, tape_salvage_report_clear)

G_END_DECLS
