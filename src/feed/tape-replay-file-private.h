/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the first pass over a file shares with its reading. */

#pragma once

#include "feed/tape-json-lines.h"
#include "feed/tape-replay-file.h"
#include "feed/tape-row-scanner.h"

G_BEGIN_DECLS

struct _TapeReplayFile
{
  TapeSource source;
  TapeRowScanner scanner;
  TapeColumns columns;
  char **header; /* names of a CSV's columns; NULL of JSON lines */
  TapeJsonLines json;
  TapeEventMaker maker;
  TapeValue csv_values[TAPE_N_FIELDS];
  const TapeValue *values; /* of the row last taken, by #TapeField */
  TapeField last_field;    /* of columns, what stands behind it is not wanted */
  char *reason;

  TapePosition position; /* after the last row taken; its offset, line and digest are filled in when asked for */
  gint64 start_offset;   /* 0: behind the header */
  gboolean moved;        /* since the position was last asked for */
  gboolean in_the_middle;
  gint64 delay;
  gboolean bars_unknown; /* JSON that no first pass was made over: it may turn out to hold bars */
  GCancellable *cancellable;
  TapeReplayRow row;
};

/**
 * tape_replay_file_take_values:
 * @scanner: one that has just found @result
 * @reason: (out): what is wrong with it, where it is rejected
 *
 * Makes what was found the file's values of a trade or a bar.
 *
 * Returns: what the row is
 */
TapeRowKind tape_replay_file_take_values (TapeReplayFile *self,
                                          const TapeRowScanner *scanner,
                                          TapeScanResult result,
                                          const char **reason);

/**
 * tape_replay_file_survey_bars:
 *
 * The first pass over a file with @bars_unknown, once a bar has come: their length. The values of the row last taken are
 * lost.
 */
gboolean tape_replay_file_survey_bars (TapeReplayFile *self, GError **error);

G_END_DECLS
