/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A firing in a few words, as a line of the log shows it. Free of state: any thread. All results are UTF-8. */

#pragma once

#include "alerts/tape-rule.h"
#include "base/tape-firing.h"
#include "base/tape-instruments.h"

G_BEGIN_DECLS

/**
 * tape_firing_value_new:
 * @rule: (nullable): what its line says; %NULL where that is not understood
 * @instrument: (nullable): the firing's
 *
 * Returns: (transfer full): what was found: "▼ −5.19 %", "▲ 140.02", "3.4 × average"
 */
char *tape_firing_value_new (const TapeFiring *firing, const TapeRule *rule, const TapeInstrument *instrument);

/**
 * tape_firing_value_told:
 *
 * Returns: (transfer none): what became of it: "told", "held, then told", "summed up", "late", "not told"
 */
const char *tape_firing_value_told (const TapeFiring *firing);

G_END_DECLS
