/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Joins a series to the desk: its requests are read from the session's database on the readers' threads. Main thread
 * only. */

#pragma once

#include "model/tape-desk.h"
#include "model/tape-series.h"

G_BEGIN_DECLS

/**
 * tape_series_new_for_desk:
 * @desk: whose session is read; outlives the series
 *
 * Returns: (transfer full): a series that shows nothing yet
 */
TapeSeries *tape_series_new_for_desk (TapeDesk *desk);

G_END_DECLS
