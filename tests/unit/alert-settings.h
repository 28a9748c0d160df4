/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Random streams with random rules for the tests of alerts, and engines that take them. */

#pragma once

#include "alert-oracle.h"
#include "alert-rules.h"
#include "engine-ledger.h"
#include "engine-streams.h"

G_BEGIN_DECLS

/**
 * AlertSetting:
 * @spec: of the stream
 * @stream: (element-type StreamEvent): with jumps of prices
 * @rules: to begin with
 */
typedef struct
{
  guint32 seed;
  GRand *random;
  TapeEngineConfig config;
  StreamSpec spec;
  TapeUniverse *universe;
  GArray *stream;
  TapeRuleSet *rules;
} AlertSetting;

/* The same seed makes the same setting; only with @daily_bars are there sources that give bars. */
void alert_setting_init (AlertSetting *self, AlertRules kinds, gboolean daily_bars, guint32 seed);
void alert_setting_clear (AlertSetting *self);

/* Lets all sources end somewhere in the stream, and begin again at once. */
void alert_setting_add_end (AlertSetting *self);

/* Others in place of @rules. */
TapeRuleSet *alert_setting_redraw (AlertSetting *self, const TapeRuleSet *rules, AlertRules kinds);

/* (transfer full): the same rules, each saying something else, so that what has become of them is forgotten and no bars are. */
TapeRuleSet *alert_rules_say_otherwise (const TapeRuleSet *rules);

/**
 * AlertRun:
 *
 * An engine, with all that it has committed.
 */
typedef struct
{
  TapeEngine *engine;
  Ledger *ledger;
} AlertRun;

void alert_run_open (AlertRun *self, const AlertSetting *setting);
void alert_run_close (AlertRun *self);

/* Hands the events from @from up to @to on, in batches of up to @size; with @often it commits now and then, else at the end. */
void alert_run_feed (AlertRun *self, const AlertSetting *setting, guint from, guint to, guint size, gboolean often);

/* A new engine goes on from what was committed; what was to come up to @cut comes once more where it has to. */
void alert_run_restart (AlertRun *self, const AlertSetting *setting, TapeRuleSet *rules, guint cut);

/* Fails, with the seed and the first difference, unless the firings are the same. */
void alert_assert_same (const AlertSetting *setting, const char *what, GPtrArray *firings, GPtrArray *wanted);

/* How many seeds a test is to try: @n, more where slow tests or TAPE_ALERT_SEEDS ask for them; with TAPE_ALERT_SEED one. */
guint alert_count_seeds (guint n);

/* The next seed, or that of TAPE_ALERT_SEED. */
guint32 alert_next_seed (void);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AlertSetting, alert_setting_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AlertRun, alert_run_close)

G_END_DECLS
