/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The oracle of alerts: says naively, from src/alerts/README.md, what rules find in a stream of events. It keeps all
 * trades and makes baselines, bars and indicators of them anew at each look. It shares nothing with the evaluation but
 * rules as plain data, the calendar and the oracles of watermarks and indicators. */

#pragma once

#include "alerts/tape-rule-set.h"
#include "base/tape-firing.h"
#include "engine-oracle.h"

G_BEGIN_DECLS

typedef struct _AlertOracle AlertOracle;

/**
 * alert_oracle_new:
 * @lateness: µs, as the engine's
 */
AlertOracle *alert_oracle_new (TapeUniverse *universe, gint64 lateness);
void alert_oracle_free (AlertOracle *self);

/* Says what a source is called; by its number in decimal otherwise. */
void alert_oracle_name_source (AlertOracle *self, guint32 source, const char *name);

/* The rules from now on. */
void alert_oracle_set_rules (AlertOracle *self, TapeRuleSet *rules);

/**
 * alert_oracle_process:
 * @batch: any events
 */
void alert_oracle_process (AlertOracle *self, const TapeBatch *batch);

/**
 * alert_oracle_get_firings:
 *
 * Returns: (transfer none) (element-type TapeFiring): all so far, in order
 */
GPtrArray *alert_oracle_get_firings (AlertOracle *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlertOracle, alert_oracle_free)

G_END_DECLS
