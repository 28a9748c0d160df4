/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sessions with rules for the tests of alerts, and what their logs then hold. */

#pragma once

#include "alert-oracle.h"
#include "alert-rules.h"
#include "pipeline/tape-session.h"

G_BEGIN_DECLS

/* (transfer full): a session on the database at @path, with @rules. */
TapeSession *alert_session_open (const char *path, TapeRuleSet *rules, gint64 lateness);

/**
 * alert_session_run:
 * @make_feed: makes the feed that it is to take
 *
 * Returns: whether the feed came to its end; or else it was stopped
 */
gboolean alert_session_run (const char *path,
                            TapeRuleSet *rules,
                            gint64 lateness,
                            TapeFeed *(*make_feed) (TapeSession *session, gpointer data),
                            gpointer data);

/* (transfer full): the whole log of the database at @path, oldest first. */
GPtrArray *alert_log_read (const char *path);

/* (transfer full): what a trial of @rules on it finds, all of it. */
GPtrArray *alert_trial_run (const char *path, const TapeRuleSet *rules);

/**
 * alert_oracle_take_files:
 * @paths: (array zero-terminated=1): files to be replayed as sources 1, 2, …
 * @delay: µs, −1: as a first pass finds
 *
 * Hands the oracle what a replay of the files says.
 */
void alert_oracle_take_files (AlertOracle *self, TapeUniverse *universe, const char *const *paths, gint64 delay);

/* Fails, with @what and the first difference, unless they are the same. */
void alert_assert_same_log (const char *what, GPtrArray *firings, GPtrArray *wanted);

G_END_DECLS
