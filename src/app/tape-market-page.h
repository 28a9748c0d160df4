/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Market page: is it broad or narrow? A sentence, the treemap and its table twin, movers, volume, breadth, groups,
 * buys and sells, as cards that fill the width. It follows the desk while it is on screen, a few times a second. Main
 * thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-desk.h"

G_BEGIN_DECLS

#define TAPE_TYPE_MARKET_PAGE (tape_market_page_get_type ())
G_DECLARE_FINAL_TYPE (TapeMarketPage, tape_market_page, TAPE, MARKET_PAGE, GtkWidget)

/* Properties: "desk" (TapeDesk), "width-class" (TapeWidthClass). */

G_END_DECLS
