/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads where in a full section some keys' trades lie: a set of places, a bit each. See tape-section.h. Inside store/
 * only, on the thread of its connection. */

#pragma once

#include "store/tape-database.h"
#include "store/tape-places.h"

G_BEGIN_DECLS

#define TAPE_FINDER_WORDS (TAPE_SECTION_TRADES / 64)

/**
 * TapeFinder:
 * @section: whose places are loaded; -1: none's
 * @known: whether the section is full, so that @places holds every trade looked for
 * @n_places: how many are set
 * @places: (array length=TAPE_FINDER_WORDS): bit i % 64 of word i / 64
 */
typedef struct
{
  sqlite3_stmt *rows;
  gint64 section;
  gboolean known;
  guint n_places;
  guint64 *places;
} TapeFinder;

/**
 * tape_finder_init:
 *
 * To be cleared also where it failed.
 */
gboolean tape_finder_init (TapeFinder *self, sqlite3 *db, GError **error);
void tape_finder_clear (TapeFinder *self);

/**
 * tape_finder_forget:
 *
 * What is loaded was of another snapshot, or of other keys.
 */
void tape_finder_forget (TapeFinder *self);

/**
 * tape_finder_load:
 * @rows: TAPE_SECTION_ROWS (@section) for instruments, TAPE_SECTION_ID_ROWS (@section) for ids
 * @keys: (array length=n_keys): those whose places are wanted
 *
 * Does nothing where @section is loaded already.
 */
gboolean
tape_finder_load (TapeFinder *self, gint64 section, gint64 rows, const guint32 *keys, guint n_keys, GError **error);

/**
 * tape_finder_worth:
 *
 * Returns: whether the places are known, and so few that going to each is quicker than looking at every trade
 */
gboolean tape_finder_worth (const TapeFinder *self);

/**
 * tape_finder_next:
 * @place: where to begin
 *
 * Returns: the first place that is set from @place on; TAPE_SECTION_TRADES where there is none
 */
guint tape_finder_next (const TapeFinder *self, guint place);

/**
 * tape_finder_previous:
 * @place: where to begin
 *
 * Returns: the last place that is set up to @place; -1 where there is none
 */
int tape_finder_previous (const TapeFinder *self, int place);

G_END_DECLS
