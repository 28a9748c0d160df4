/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why a rule fired, for the window: tape_firing_explain() with the locale's numbers and the times of the chosen zone. Free
 * of state: any thread. */

#pragma once

#include "alerts/tape-explanation.h"
#include "model/tape-format.h"

G_BEGIN_DECLS

/**
 * tape_firing_text_explain:
 * @universe: (nullable): knows the instruments
 * @zone: that times are shown in
 * @source: (nullable): (transfer full) (nullable): name of a source
 * @data: handed to @source
 *
 * Returns: (transfer full) (element-type TapeExplanationLine): lines in Pango's markup
 */
GPtrArray *tape_firing_text_explain (const TapeFiring *firing,
                                     TapeUniverse *universe,
                                     TapeZone zone,
                                     char *(*source) (guint32 source, gpointer data),
                                     gpointer data);

G_END_DECLS
