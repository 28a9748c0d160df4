/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an exchange does now, in words. Any thread. */

#pragma once

#include "model/tape-format.h"

G_BEGIN_DECLS

/**
 * tape_hours_text:
 * @now: event time
 * @zone: in which times are shown
 *
 * Returns: (transfer full): "open until 16:00", "pre-market, opens 09:30", "after hours until 20:00", "closed, opens 09:30",
 *   "holiday (Thanksgiving), opens Fri 27 Nov 2025, 09:30"; a day is named where it is half a day off or more
 */
char *tape_hours_text (const TapeExchange *exchange, gint64 now, TapeZone zone);

G_END_DECLS
