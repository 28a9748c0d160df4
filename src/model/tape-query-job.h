/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks a query that is being written, on a thread of its own, so that its answer can be looked at: one at a time; asking
 * another stops the one before. Main thread only. */

#pragma once

#include "pipeline/tape-query-sample.h"

G_BEGIN_DECLS

#define TAPE_TYPE_QUERY_JOB (tape_query_job_get_type ())
G_DECLARE_FINAL_TYPE (TapeQueryJob, tape_query_job, TAPE, QUERY_JOB, GObject)

/* Signals: "ended" (void): the query that was asked last has its answer: a sample or a message. */

TapeQueryJob *tape_query_job_new (void);

/**
 * tape_query_job_start:
 * @database: (nullable): %NULL where the session keeps nothing
 * @sql: one statement
 *
 * Stops what runs. There is neither sample nor message until this one has its answer.
 */
void tape_query_job_start (TapeQueryJob *self, const char *database, const char *sql);

/**
 * tape_query_job_stop:
 *
 * "ended" does not come.
 */
void tape_query_job_stop (TapeQueryJob *self);
gboolean tape_query_job_is_running (TapeQueryJob *self);

/**
 * tape_query_job_get_sample:
 *
 * Returns: (transfer none) (nullable): what was answered last
 */
const TapeQuerySample *tape_query_job_get_sample (TapeQueryJob *self);

/**
 * tape_query_job_get_message:
 *
 * Returns: (transfer none) (nullable): why there is no answer
 */
const char *tape_query_job_get_message (TapeQueryJob *self);

G_END_DECLS
