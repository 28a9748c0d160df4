/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The indicators that the person chose for the chart, as they are kept in the settings. Main thread only. */

#pragma once

#include <gio/gio.h>

#include "analytics/tape-indicator.h"

G_BEGIN_DECLS

#define TAPE_INDICATOR_SETTINGS_KEY "chart-indicators"

/**
 * tape_indicator_settings_get:
 * @settings: the application's
 *
 * What names no indicator, because someone wrote it by hand or a later version did, is left out with a message.
 *
 * Returns: (transfer full) (element-type TapeIndicator): in the order chosen
 */
GArray *tape_indicator_settings_get (GSettings *settings);

/**
 * tape_indicator_settings_set:
 * @indicators: (element-type TapeIndicator): in the order chosen
 */
void tape_indicator_settings_set (GSettings *settings, GArray *indicators);

G_END_DECLS
