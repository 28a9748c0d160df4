/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The figures of a feed's card: how long its events need for each hop on their way, its counters. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-desk.h"

G_BEGIN_DECLS

#define TAPE_TYPE_FEED_FIGURES (tape_feed_figures_get_type ())
G_DECLARE_FINAL_TYPE (TapeFeedFigures, tape_feed_figures, TAPE, FEED_FIGURES, GtkWidget)

/**
 * tape_feed_figures_update:
 * @feed: one of @desk's
 *
 * Shows them as they are now.
 *
 * Returns: whether anything of it was ever counted, if only in an earlier run
 */
gboolean tape_feed_figures_update (TapeFeedFigures *self, TapeDesk *desk, TapeFeed *feed);

G_END_DECLS
