/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Stands for a page of the window until that is first shown, and makes it then: a start need not wait for pages that
 * nobody looks at yet. Main thread only. */

#pragma once

#include <adwaita.h>

#include "model/tape-alert-book.h"
#include "model/tape-desk.h"

G_BEGIN_DECLS

#define TAPE_TYPE_LATE_PAGE (tape_late_page_get_type ())
G_DECLARE_FINAL_TYPE (TapeLatePage, tape_late_page, TAPE, LATE_PAGE, AdwBin)

/* Properties: "page-type" (GType of a widget with the properties "desk", "width-class" and perhaps "book"), "desk"
 * (TapeDesk), "book" (TapeAlertBook), "width-class" (TapeWidthClass). */

G_END_DECLS
