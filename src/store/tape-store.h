/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The store: one SQLite database for each session, WAL, synchronous=FULL. One TapeWriter writes; any number of TapeReaders
 * read. See src/store/README.md for the tables. */

#pragma once

#include <gio/gio.h>

#include "base/tape-commit.h"
#include "base/tape-source.h"
#include "base/tape-universe.h"

G_BEGIN_DECLS

#define TAPE_STORE_ERROR (tape_store_error_quark ())

typedef enum
{
  TAPE_STORE_ERROR_OPEN,    /* cannot be opened or created */
  TAPE_STORE_ERROR_FORMAT,  /* not a database, or not one of ours */
  TAPE_STORE_ERROR_FUTURE,  /* written by a newer version */
  TAPE_STORE_ERROR_IN_USE,  /* another process writes it */
  TAPE_STORE_ERROR_DAMAGED, /* a page cannot be read */
  TAPE_STORE_ERROR_WRITE,   /* disk full, read-only, input or output error */
  TAPE_STORE_ERROR_SQL,     /* a statement of the person's is wrong, not allowed, too long or too large */
} TapeStoreError;

GQuark tape_store_error_quark (void);

typedef struct _TapeWriter TapeWriter;
typedef struct _TapeReader TapeReader;

/* --- Writer: made on any thread, then used by the one thread that writes. --- */

/**
 * tape_writer_open:
 * @path: file of the database; made, with its folder, if it is not there
 * @universe: gets the instruments that the store knows, in its order; must be empty
 *
 * Opens, migrates and takes the right to write.
 */
TapeWriter *tape_writer_open (const char *path, TapeUniverse *universe, GError **error);
void tape_writer_free (TapeWriter *self);

typedef gboolean (*TapeSourceFunc) (const TapeSource *source, const TapePosition *position, gpointer data);
typedef void (*TapeStateFunc) (const TapeStateRow *row, gconstpointer bytes, gpointer data);

/**
 * tape_writer_find_source:
 * @kind: of the source
 * @match: asked of each stored source of that kind, newest first, until it says yes
 * @position: (out): where it was read to; its state to be unreffed
 *
 * Returns: its number, or 0 if none matched
 */
guint32 tape_writer_find_source (
    TapeWriter *self, const char *kind, TapeSourceFunc match, gpointer data, TapePosition *position, GError **error);

/**
 * tape_writer_put_source:
 * @number: 0 for a new one; else the one to give a new location, name, head
 *
 * Commits at once.
 *
 * Returns: its number, from 1; 0 on error
 */
guint32 tape_writer_put_source (TapeWriter *self, guint32 number, const TapeSource *source, GError **error);

/**
 * tape_writer_load_state:
 * @each: called for each row that the engine left, by kind, instrument, time; @row's offset is 0, @bytes its data
 */
gboolean tape_writer_load_state (TapeWriter *self, TapeStateFunc each, gpointer data, GError **error);

/**
 * tape_writer_commit:
 *
 * Stores all of @commit in one transaction, or nothing of it. New instruments of the universe come first.
 */
gboolean tape_writer_commit (TapeWriter *self, const TapeCommit *commit, GError **error);

/* --- Readers: read-only connections; one thread at a time each. --- */

TapeReader *tape_reader_open (const char *path, GError **error);
void tape_reader_free (TapeReader *self);

/**
 * tape_reader_load_universe:
 *
 * Adds the instruments of the store to an empty universe.
 */
gboolean tape_reader_load_universe (TapeReader *self, TapeUniverse *universe, GError **error);

/**
 * tape_reader_get_bars:
 * @length: TAPE_BAR_SECOND (made of the trades), TAPE_BAR_MINUTE or TAPE_BAR_DAY
 * @from: event time of the first start
 * @to: event time that starts are before
 * @max: how many at most: the latest of them
 * @bars: (element-type TapeBar): appended to, in order of start
 */
gboolean tape_reader_get_bars (TapeReader *self,
                               guint32 instrument,
                               guint32 length,
                               gint64 from,
                               gint64 to,
                               guint max,
                               GArray *bars,
                               GCancellable *cancellable,
                               GError **error);

/**
 * tape_reader_get_trades:
 * @from: event time of the first
 * @to: event time that they are before
 * @max: how many at most: the latest in arrival of them
 * @trades: (element-type TapeTrade): appended to, by event time, ties by arrival; ids are left out
 */
gboolean tape_reader_get_trades (TapeReader *self,
                                 guint32 instrument,
                                 gint64 from,
                                 gint64 to,
                                 guint max,
                                 GArray *trades,
                                 GCancellable *cancellable,
                                 GError **error);

/**
 * tape_reader_get_last_trade_time:
 *
 * Returns: event time of the instrument's latest stored trade or bar; TAPE_NO_TIME if there is none
 */
gint64 tape_reader_get_last_time (TapeReader *self, guint32 instrument, GError **error);

/**
 * TapeRejectFunc:
 * @source: name of the source
 */
typedef void (*TapeRejectFunc) (
    const TapeReject *reject, const char *source, const char *reason, const char *raw, gpointer data);

/**
 * tape_reader_each_reject:
 * @max: the newest so many, newest first
 */
gboolean tape_reader_each_reject (
    TapeReader *self, guint32 source, guint max, TapeRejectFunc each, gpointer data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeWriter, tape_writer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeReader, tape_reader_free)

G_END_DECLS
