/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of the store share: a folder of their own, and commits made by hand. */

#pragma once

#include <glib.h>

#include "store/tape-store.h"

G_BEGIN_DECLS

typedef struct
{
  char *folder;
  char *path; /* of a database that is not there yet */
} StoreFixture;

void store_fixture_set_up (StoreFixture *self, gconstpointer data);
void store_fixture_tear_down (StoreFixture *self, gconstpointer data);

/* Deletes a file, or a folder with all that is in it. */
void store_remove_tree (const char *path);

/* No file of this process may grow beyond @bytes; G_MAXUINT64: any may. */
void store_limit_files (guint64 bytes);

#define STORE_TEST(path, function)                                                                                     \
  g_test_add (path, StoreFixture, NULL, store_fixture_set_up, function, store_fixture_tear_down)

/**
 * store_fixture_open_writer:
 * @universe: (out) (optional): its universe, with a reference
 *
 * Opens the database at @self->path, and puts a source 1 if there is none.
 */
TapeWriter *store_fixture_open_writer (StoreFixture *self, TapeUniverse **universe);
TapeReader *store_fixture_open_reader (StoreFixture *self);

/* Runs one statement that gives one number, on a connection of its own. */
gint64 store_fixture_get_number (StoreFixture *self, const char *sql);

/* Runs statements that change the file behind the store's back. */
void store_fixture_exec (const char *path, const char *sql);

/**
 * store_commit_add_batch:
 * @batch: (transfer full): its trades are all new
 * @arrival: (inout): number of the next trade
 */
void store_commit_add_batch (TapeCommit *commit, TapeBatch *batch, gint64 *arrival);

/* Trades of one instrument, a millisecond apart, price 100, and a position that says where they end. */
TapeBatch *store_batch_new (guint n, guint32 instrument, gint64 time, gint64 offset);

/* Fills an empty universe, or one that has some of them, up to T0, T1 … T(n - 1). */
void store_intern_instruments (TapeUniverse *universe, guint n);

/* What a rule found, of a price that rose 5 % above its baseline, with a trade that decided. */
TapeFiring *store_firing_new (gint64 rule, const char *subject, gint64 serial, gint64 time);

/* Equal to the last bit; of what became of it (number, told, seen) nothing is compared. */
void store_assert_firing (const TapeFiring *firing, const TapeFiring *wanted);

/* Equal to the last bit. */
void store_assert_bar (const TapeBar *bar, const TapeBar *wanted);

G_END_DECLS
