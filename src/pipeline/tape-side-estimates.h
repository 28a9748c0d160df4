/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How much of what is stored has a side that is an estimate, for results that tell sides. On the thread of the reader. */

#pragma once

#include "analytics/tape-analysis-result.h"
#include "analytics/tape-span.h"
#include "store/tape-reader.h"

G_BEGIN_DECLS

/**
 * tape_side_estimates_add:
 * @universe: with all instruments of @reader's database
 * @span: of the analysis
 * @result: gets the numbers of estimates and of trades in @span
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 */
gboolean tape_side_estimates_add (TapeReader *reader,
                                  TapeUniverse *universe,
                                  const TapeSpan *span,
                                  TapeAnalysisResult *result,
                                  GCancellable *cancellable,
                                  GError **error);

G_END_DECLS
