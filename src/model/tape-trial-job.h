/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Trials for a rule that is being written: one at a time, on a thread of its own; starting another stops the one before.
 * Main thread only. */

#pragma once

#include "pipeline/tape-trial.h"

G_BEGIN_DECLS

#define TAPE_TYPE_TRIAL_JOB (tape_trial_job_get_type ())
G_DECLARE_FINAL_TYPE (TapeTrialJob, tape_trial_job, TAPE, TRIAL_JOB, GObject)

/* Properties, each notified when it changes:
 *   "running" (gboolean): a trial is under way;
 *   "progress" (double): how far it is, 0 to 1.
 * Signals: "ended" (void): the last trial that was started has come to its end: there is a trial or a message. */

TapeTrialJob *tape_trial_job_new (void);

/**
 * tape_trial_job_start:
 * @database: (nullable): see tape_trial_run(); %NULL where the session keeps nothing
 * @rules: the rules with the lists they refer to
 * @rule: which of them; 0: all
 * @from: event time, or TAPE_NO_TIME
 * @to: event time, or TAPE_NO_TIME
 *
 * Stops what runs. What was found before stays until this one has ended.
 */
void tape_trial_job_start (
    TapeTrialJob *self, const char *database, TapeRuleSet *rules, gint64 rule, gint64 from, gint64 to);

/**
 * tape_trial_job_stop:
 *
 * Nothing runs after it, and "ended" is not emitted for what ran.
 */
void tape_trial_job_stop (TapeTrialJob *self);

gboolean tape_trial_job_is_running (TapeTrialJob *self);
double tape_trial_job_get_progress (TapeTrialJob *self);

/**
 * tape_trial_job_get_trial:
 *
 * Returns: (transfer none) (nullable): what the last one that ended found; valid until the next has ended
 */
const TapeTrial *tape_trial_job_get_trial (TapeTrialJob *self);

/**
 * tape_trial_job_get_message:
 *
 * Returns: (transfer none) (nullable): why the last one found nothing
 */
const char *tape_trial_job_get_message (TapeTrialJob *self);

G_END_DECLS
