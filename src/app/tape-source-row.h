/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A feed that is set up, in the preferences: what it is, whether it runs, and to put it before others, to set it up otherwise, to
 * remove it. Main thread only. */

#pragma once

#include <adwaita.h>

#include "store/tape-user-feeds.h"

G_BEGIN_DECLS

#define TAPE_TYPE_SOURCE_ROW (tape_source_row_get_type ())
G_DECLARE_FINAL_TYPE (TapeSourceRow, tape_source_row, TAPE, SOURCE_ROW, AdwActionRow)

/* Signals: "switched" (gboolean): it is to run, or not;
 *          "up" (void): it is to go before the one above it;
 *          "edit" (void): it is to be set up otherwise;
 *          "remove" (void): it is to be removed. */

/**
 * tape_source_row_new:
 * @first: nothing goes before it
 */
GtkWidget *tape_source_row_new (const TapeUserFeed *feed, gboolean first);

/**
 * tape_source_row_show:
 *
 * Shows it as it is now.
 */
void tape_source_row_show (TapeSourceRow *self, const TapeUserFeed *feed, gboolean first);

gint64 tape_source_row_get_id (TapeSourceRow *self);

G_END_DECLS
