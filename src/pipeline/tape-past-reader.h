/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers what rules on bars that are new ask of what was before them, from what is stored: bars of minutes, and of days
 * that are over, made into those of the span. Any thread, one at a time; blocks on the disk. */

#pragma once

#include <gio/gio.h>

#include "alerts/tape-alert-stored.h"
#include "base/tape-universe.h"

G_BEGIN_DECLS

typedef struct _TapePastReader TapePastReader;

/**
 * tape_past_reader_open:
 * @path: of the database, which another connection may write
 * @universe: the session's
 * @lateness: the engine's, µs
 */
TapePastReader *tape_past_reader_open (const char *path, TapeUniverse *universe, gint64 lateness, GError **error);
void tape_past_reader_free (TapePastReader *self);

/**
 * tape_past_reader_answer:
 * @answer: to a question of a commit that is stored; its bars are filled
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 *
 * Of trades that came too late for their minute those are in a longer bar that came in time for it, and those of which that
 * is not known. Later commits change nothing of what it finds.
 */
gboolean
tape_past_reader_answer (TapePastReader *self, TapePastAnswer *answer, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapePastReader, tape_past_reader_free)

G_END_DECLS
