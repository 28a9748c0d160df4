/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The readers of one database: connections are opened as they are asked for, used by one thread at a time each, and kept
 * for the next who asks. Reference-counted, any thread; outlives the session while somebody still reads. */

#pragma once

#include "store/tape-store.h"

G_BEGIN_DECLS

typedef struct _TapeReaderPool TapeReaderPool;

/**
 * tape_reader_pool_new:
 * @path: file of the database
 */
TapeReaderPool *tape_reader_pool_new (const char *path);
TapeReaderPool *tape_reader_pool_ref (TapeReaderPool *self);
void tape_reader_pool_unref (TapeReaderPool *self);

/**
 * tape_reader_pool_take:
 * @error: a %TAPE_STORE_ERROR
 *
 * Returns: (transfer full) (nullable): a connection, to be given back
 */
TapeReader *tape_reader_pool_take (TapeReaderPool *self, GError **error);

/**
 * tape_reader_pool_give_back:
 * @reader: (transfer full): from tape_reader_pool_take()
 */
void tape_reader_pool_give_back (TapeReaderPool *self, TapeReader *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeReaderPool, tape_reader_pool_unref)

G_END_DECLS
