/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An analysis over what a database holds. On the thread of the reader, which blocks on the disk. */

#pragma once

#include "analytics/tape-analysis.h"
#include "store/tape-reader.h"

G_BEGIN_DECLS

/**
 * tape_analyze:
 * @universe: with all instruments of @reader's database
 * @found: (out) (optional): whether anything was traded in the span, also if none of it is in the result
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 *
 * Also while a session writes the database: the running day is in it up to the last commit.
 *
 * Returns: (transfer full) (nullable): what was found; %NULL on error
 */
TapeAnalysisResult *tape_analyze (TapeReader *reader,
                                  TapeUniverse *universe,
                                  const TapeAnalysisQuery *query,
                                  gboolean *found,
                                  GCancellable *cancellable,
                                  GError **error);

G_END_DECLS
