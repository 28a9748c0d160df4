/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the application keeps on the disk: one database for what is live and imported, one for the simulation, one for each
 * replay, and user.db. While somebody looks, sizes and numbers are read on another thread every second or two; a database
 * that has not changed is not read again. It also knows the one piece of long work on them that runs. Main thread only. */

#pragma once

#include "model/tape-job.h"
#include "store/tape-retention.h"

G_BEGIN_DECLS

#define TAPE_TYPE_STORAGE (tape_storage_get_type ())
G_DECLARE_FINAL_TYPE (TapeStorage, tape_storage, TAPE, STORAGE, GObject)

/* Signals: "changed" (void): there are newer numbers;
 *          "job" (void): some work began or ended. */

typedef enum
{
  TAPE_STORED_LIVE,
  TAPE_STORED_SIMULATION,
  TAPE_STORED_REPLAYS,
  TAPE_STORED_USER,
  TAPE_N_STORED
} TapeStoredKind;

/**
 * TapeStored:
 * @files: how many databases; 0 where nothing is stored
 * @bytes: their size, with logs
 * @trades: how many are stored; estimated
 * @days: on how many days something happened; 0 for several databases, and where unknown
 * @first: start of the first of them, event time; TAPE_NO_TIME where there is none
 * @last: of the last
 * @problem: (nullable): why there is no more to be said
 * @facts: what a forecast is made of; its days are %NULL where that was not read
 *
 * Immutable; reference-counted, any thread.
 */
typedef struct
{
  guint files;
  gint64 bytes;
  gint64 trades;
  guint days;
  gint64 first;
  gint64 last;
  char *problem;
  TapeRetentionFacts facts;
} TapeStored;

/**
 * tape_storage_new:
 * @folder: where databases are kept
 */
TapeStorage *tape_storage_new (const char *folder);

/**
 * tape_storage_get_path:
 *
 * Returns: (transfer full): of the database; of replays the folder
 */
char *tape_storage_get_path (TapeStorage *self, TapeStoredKind kind);

/**
 * tape_storage_list_paths:
 *
 * Returns: (transfer full) (array zero-terminated=1): the databases of that kind that there are
 */
char **tape_storage_list_paths (TapeStorage *self, TapeStoredKind kind);

/**
 * tape_storage_set_active:
 * @active: whether somebody looks
 */
void tape_storage_set_active (TapeStorage *self, gboolean active);

/**
 * tape_storage_refresh:
 *
 * Reads again, at once.
 */
void tape_storage_refresh (TapeStorage *self);

/**
 * tape_storage_get:
 *
 * Returns: (transfer none) (nullable): what is stored; %NULL before it was read
 */
const TapeStored *tape_storage_get (TapeStorage *self, TapeStoredKind kind);

/**
 * tape_storage_get_job:
 *
 * Returns: (transfer none) (nullable): the work that runs, or was the last to end
 */
TapeJob *tape_storage_get_job (TapeStorage *self);

/**
 * tape_storage_is_busy:
 *
 * Returns: whether work runs: then no other may be started
 */
gboolean tape_storage_is_busy (TapeStorage *self);

/**
 * tape_storage_take_job:
 * @job: (transfer full): that was started
 */
void tape_storage_take_job (TapeStorage *self, TapeJob *job);

/**
 * tape_storage_close:
 *
 * Stops what runs and waits for its end.
 */
void tape_storage_close (TapeStorage *self);

G_END_DECLS
