/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Feeds page: what is broken, and what happens next. A card for each feed, the worst first; its last messages beside
 * what was made of them; what was rejected. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-desk.h"

G_BEGIN_DECLS

#define TAPE_TYPE_FEEDS_PAGE (tape_feeds_page_get_type ())
G_DECLARE_FINAL_TYPE (TapeFeedsPage, tape_feeds_page, TAPE, FEEDS_PAGE, GtkWidget)

/* Properties: "desk" (TapeDesk), "width-class" (TapeWidthClass). */

G_END_DECLS
