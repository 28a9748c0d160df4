/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What alert rules found of one symbol: read from the log of the session by range of event time, and what fires while it
 * is shown. While the desk shows a trial it is what that found instead. For the chart. Main thread only.
 *
 * Signal: "changed" (void): the firings are others now. */

#pragma once

#include "base/tape-firing.h"
#include "model/tape-desk.h"

G_BEGIN_DECLS

#define TAPE_TYPE_FIRINGS (tape_firings_get_type ())
G_DECLARE_FINAL_TYPE (TapeFirings, tape_firings, TAPE, FIRINGS, GObject)

/* As many as are held of one symbol, the newest. */
#define TAPE_FIRINGS_MOST 20000

/**
 * tape_firings_new:
 * @desk: whose session is read
 */
TapeFirings *tape_firings_new (TapeDesk *desk);

/**
 * tape_firings_show:
 * @symbol: (nullable): whose
 *
 * Forgets what is there; reads nothing yet.
 */
void tape_firings_show (TapeFirings *self, const char *symbol);

/**
 * tape_firings_cover:
 * @from: event time
 *
 * Reads what is logged from @from on, unless that is there already.
 */
void tape_firings_cover (TapeFirings *self, gint64 from);

/**
 * tape_firings_take:
 * @firing: one that was logged just now, of whatever symbol
 */
void tape_firings_take (TapeFirings *self, const TapeFiring *firing);

/**
 * tape_firings_get:
 *
 * Returns: (transfer none) (element-type TapeFiring): by event time; another after "changed"
 */
GPtrArray *tape_firings_get (TapeFirings *self);

G_END_DECLS
