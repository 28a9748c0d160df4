/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of the session share: files of trades, runs of a session over them, and what a database then says. */

#pragma once

#include <glib.h>

#include "pipeline/tape-session.h"

G_BEGIN_DECLS

/* Files, rows in all sizes of trouble: late, twice, rejected. */
#define SESSION_DELAY (2 * TAPE_SECOND)

/**
 * session_write_mixed:
 * @prefix: of its ids, so that two files differ
 * @n: how many rows
 *
 * Writes a CSV of random trades of a few instruments: out of order, further than SESSION_DELAY, with ids that come twice,
 * with rows that are rejected. The same arguments give the same file; a smaller @n the beginning of it.
 *
 * Returns: (transfer full): its path
 */
char *session_write_mixed (const char *folder, const char *name, char prefix, guint n);

/* (transfer full) (nullable): path of the 40,000 real trades; %NULL where they are not, and the test is skipped. */
char *session_find_sample (void);

/**
 * session_open:
 * @database: (nullable): path
 * @persistent: as in TapeSessionOptions
 */
TapeSession *session_open (const char *database, gboolean persistent);

/* Adds a replay of @paths, as fast as it goes. */
TapeFeed *session_add_replay (TapeSession *session, const char *const *paths, gboolean again);

/* Runs @paths through a session of their own to their end. */
void session_replay (const char *database, const char *const *paths, TapeSessionSummary *summary);

/**
 * session_dump:
 *
 * Returns: (transfer full): for each table with rows of events, positions and instruments its rows and their digest; equal
 *   where two databases hold the same
 */
char *session_dump (const char *database);

/* Equal to the last bit, row by row. */
void session_assert_same_frame (const TapeFrame *frame, const TapeFrame *wanted);

G_END_DECLS
