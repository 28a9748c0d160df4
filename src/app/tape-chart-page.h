/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Chart page: the chosen symbol's chart with its quote and its tape. It follows the desk's symbol, and takes frames
 * only while it is seen. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-desk.h"

G_BEGIN_DECLS

#define TAPE_TYPE_CHART_PAGE (tape_chart_page_get_type ())
G_DECLARE_FINAL_TYPE (TapeChartPage, tape_chart_page, TAPE, CHART_PAGE, GtkWidget)

/* Properties: "desk" (TapeDesk), "width-class" (TapeWidthClass), "interval" (TapeInterval), "style" (TapeChartStyle),
 * "period" (TapePeriod). */

G_END_DECLS
