/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is committed in a write-ahead log, page by page: the newest of each, up to the last transaction that is whole. For
 * TapePageFile; inside store/ only. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TapePageLog TapePageLog;

/**
 * tape_page_log_open:
 * @database: its path; the log lies beside it
 *
 * Returns: (transfer full) (nullable): the log; %NULL where there is none, or nothing in it that was committed
 */
TapePageLog *tape_page_log_open (const char *database);
void tape_page_log_free (TapePageLog *self);

guint tape_page_log_get_page_size (const TapePageLog *self);

/**
 * tape_page_log_get_last_page:
 *
 * Returns: the highest number of a page that it holds
 */
guint tape_page_log_get_last_page (const TapePageLog *self);

/**
 * tape_page_log_read:
 * @page: (out caller-allocates): room for a page
 *
 * Returns: whether the log holds that page
 */
gboolean tape_page_log_read (const TapePageLog *self, guint number, guint8 *page);

G_END_DECLS
