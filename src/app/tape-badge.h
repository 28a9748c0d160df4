/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The badge in the header: how real the prices are, in a word, an icon and a colour; it opens to the sources. Main thread
 * only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-desk.h"

G_BEGIN_DECLS

#define TAPE_TYPE_BADGE (tape_badge_get_type ())
G_DECLARE_FINAL_TYPE (TapeBadge, tape_badge, TAPE, BADGE, GtkWidget)

/* Properties: "desk" (TapeDesk). */

G_END_DECLS
