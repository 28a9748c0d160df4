/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Shared by the tests of the replay: files in a folder of the test's own, replayed, and what the replay said of them put
 * together again from its batches. */

#pragma once

#include "feed/tape-replay.h"

typedef struct
{
  GArray *trades;
  GArray *bars;
  GPtrArray *ids;       /* of trades, "" for none */
  GPtrArray *reasons;   /* of rejects: "line: reason" */
  GString *order;       /* "B1 E1" for each begin and end */
  TapePosition last[8]; /* by source */
  gint64 delay[8];      /* by source */
  GArray *positions;    /* all, in order */
  guint64 ignored;
  guint n_batches;
  GCancellable *stop; /* cancelled when this many batches came */
  guint stop_after;
} Said;

extern const TapeReplayOptions as_fast_as_it_goes;
extern char *folder;

int run_in_folder (void);
Said *said_new (void);
void said_free (Said *said);
gboolean hear (TapeBatch *batch, gpointer data);
TapeFeed *open_files (TapeUniverse *universe, const TapeReplayOptions *options, const char *const *paths);
Said *replay_from (TapeUniverse *universe,
                   const TapeReplayOptions *options,
                   const char *const *paths,
                   const TapePosition *position);
Said *replay (TapeUniverse *universe, const char *path);
char *write_file (const char *name, const char *data, gssize length);
char *gzip (const char *data, gsize length, gsize *packed_length);
Said *replay_text (TapeUniverse *universe, const char *name, const char *text);
char *shared (const char *name);
const TapeTrade *trade_at (Said *said, guint i);
const TapeBar *bar_at (Said *said, guint i);
const char *reason_at (Said *said, guint i);
const char *symbol_of (TapeUniverse *universe, guint32 instrument);
void assert_time (gint64 time, const char *expected);
void assert_same_events (Said *a, Said *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Said, said_free)
