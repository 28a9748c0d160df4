/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bars of one second of many instruments at once: the trades of a block are mostly of all of them, and to read it once for
 * each would take hours. Inside store/ only, on the thread of its connection. */

#pragma once

#include "store/tape-row-scan.h"

G_BEGIN_DECLS

/* As tape_reader_each_second(). */
gboolean tape_second_scan_run (sqlite3 *db,
                               const TapeRowSpan *span,
                               TapeBarRowFunc each,
                               TapeRowProgressFunc progress,
                               gpointer data,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
