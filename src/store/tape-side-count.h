/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How many stored trades have a side that is an estimate. Inside store/ only, on its connection's thread. */

#pragma once

#include "store/tape-database.h"
#include "store/tape-reader.h"

G_BEGIN_DECLS

/**
 * tape_side_count:
 *
 * As tape_reader_count_estimates(), within one snapshot.
 */
gboolean tape_side_count (sqlite3 *db,
                          const TapeTradeSpan *span,
                          guint64 *n_estimates,
                          guint64 *n_trades,
                          GCancellable *cancellable,
                          GError **error);

G_END_DECLS
