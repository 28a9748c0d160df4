/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Long work on a thread of its own, and what is to be seen of it: what it is, how far it is, how it ended. It can be
 * stopped, and outlives the window that shows it. Main thread only, but for what says otherwise. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TAPE_TYPE_JOB (tape_job_get_type ())
G_DECLARE_FINAL_TYPE (TapeJob, tape_job, TAPE, JOB, GObject)

/* Signals: "changed" (void): it got further, a few times a second at the most;
 *          "ended" (void): it has ended, in whatever way. */

typedef enum
{
  TAPE_JOB_RUNNING,
  TAPE_JOB_DONE,
  TAPE_JOB_STOPPED,
  TAPE_JOB_FAILED,
} TapeJobState;

/**
 * TapeJobFunc:
 * @data: what tape_job_start() was given
 *
 * Does the work, on the job's thread.
 *
 * Returns: (transfer full) (nullable): a sentence that says what was done; %NULL with an error
 */
typedef char *(*TapeJobFunc) (TapeJob *job, gpointer data, GCancellable *cancellable, GError **error);

/**
 * tape_job_start:
 * @title: what is done, as “Backing up”
 * @run: does it
 * @data: (transfer full): for @run
 * @free_data: frees it, on the main thread, after "ended"
 *
 * Returns: (transfer full): the job, which runs
 */
TapeJob *tape_job_start (const char *title, TapeJobFunc run, gpointer data, GDestroyNotify free_data);

/**
 * tape_job_report:
 * @share: 0 to 1; −1 where it is not known
 * @text: (nullable): how far it is, in words
 *
 * Any thread.
 */
void tape_job_report (TapeJob *self, double share, const char *text);

/**
 * TapeJobLook:
 * @data: what tape_job_start() was given
 *
 * Reports how far the work is, for work that keeps a number of it rather than telling. Main thread.
 */
typedef void (*TapeJobLook) (TapeJob *job, gpointer data);

/**
 * tape_job_set_look:
 * @look: called a few times a second while the job runs
 */
void tape_job_set_look (TapeJob *self, TapeJobLook look);

/**
 * tape_job_stop:
 *
 * Asks it to end.
 */
void tape_job_stop (TapeJob *self);

/**
 * tape_job_wait:
 *
 * Waits for its end. "ended" is emitted when the main context runs next.
 */
void tape_job_wait (TapeJob *self);

TapeJobState tape_job_get_state (TapeJob *self);
const char *tape_job_get_title (TapeJob *self);
double tape_job_get_share (TapeJob *self);

/**
 * tape_job_get_text:
 *
 * Returns: (transfer none) (nullable): while it runs how far it is, then how it ended
 */
const char *tape_job_get_text (TapeJob *self);

/**
 * tape_job_get_file:
 *
 * Returns: (transfer none) (nullable): what it makes, to be shown when it is done
 */
GFile *tape_job_get_file (TapeJob *self);
void tape_job_set_file (TapeJob *self, GFile *file);

G_END_DECLS
