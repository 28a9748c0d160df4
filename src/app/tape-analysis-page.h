/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Analysis page: every analysis over what is stored, the running day among it, each as a picture with a table as its
 * twin. Main thread only. */

#pragma once

#include "app/tape-adaptive-bin.h"
#include "model/tape-desk.h"

G_BEGIN_DECLS

#define TAPE_TYPE_ANALYSIS_PAGE (tape_analysis_page_get_type ())
G_DECLARE_FINAL_TYPE (TapeAnalysisPage, tape_analysis_page, TAPE, ANALYSIS_PAGE, GtkWidget)

/* Properties: "desk" (TapeDesk), "width-class" (TapeWidthClass). */

G_END_DECLS
