/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which of several sources of the same instrument is in use. Sources belong to groups, one for each feed; groups have a
 * rank, 1 comes first. In use is the first group that the instrument has been heard of by, that is there and not stale: it
 * is stale once nothing of the instrument came of it for so long while another group's trades went on. Silence of all says
 * nothing: the market may be closed.
 *
 * The event time of an instrument is divided into turns, each of one group. A trade is taken if the turn of its event time
 * is its group's, else it is set aside. A new turn begins with the trade that shows that it does, and behind the latest trade
 * that was taken, so that no moment is told twice; what a source delivers late, of a turn that was its own, is taken also
 * after another came. All is decided by the trades in their order; a clock is not asked. Engine thread only. */

#pragma once

#include "base/tape-event.h"

G_BEGIN_DECLS

/* Silence for so long is stale, where the feed does not say another span. */
#define TAPE_STALE_AFTER TAPE_MINUTE

/* A trade tells of one that another source lacks only if it is later by more than clocks differ. */
#define TAPE_SELECTION_SLACK TAPE_SECOND

/* Prices are held against each other whose trades are no further apart. */
#define TAPE_SELECTION_NEAR (10 * TAPE_SECOND)

/* So many turns of an instrument are known; earlier event times are the oldest one's. */
#define TAPE_SELECTION_TURNS 8

/**
 * TapeSelectionGroup:
 * @number: the number of the source that stands for its feed
 * @rank: the smaller comes first, equal ones by number; 0: it takes no part, all its trades are taken
 * @n_present: of its sources that began and have not ended
 * @stale_after: µs of receive time
 */
typedef struct
{
  guint32 number;
  guint32 rank;
  guint32 n_present;
  gint64 stale_after;
} TapeSelectionGroup;

/**
 * TapeSelectionSource:
 * @source: its number
 * @group: index of its group
 * @aside: trades that were set aside
 * @disagreements: times that it began to disagree with the one in use
 */
typedef struct
{
  guint32 source;
  guint32 group;
  gboolean present;
  gboolean unsaved;
  guint64 aside;
  guint64 disagreements;
} TapeSelectionSource;

typedef struct _TapeSelectionStanding TapeSelectionStanding;

/**
 * TapeSelection:
 * @groups: (element-type TapeSelectionGroup)
 * @sources: (element-type TapeSelectionSource): in the order in which they were met
 * @index: (array length=n_index): by number of a source its place in @sources from 1 on; 0: it has none
 * @standings: (array length=n_standings): by instrument, %NULL where nothing was heard
 * @unsaved: (element-type guint32): instruments that changed since the last commit
 * @now: largest receive time
 * @share: prices that differ by more disagree; 0: none do
 */
typedef struct
{
  GArray *groups;
  GArray *sources;
  guint16 *index;
  guint n_index;
  TapeSelectionStanding **standings;
  guint n_standings;
  GArray *unsaved;
  gint64 now;
  double share;
} TapeSelection;

/**
 * TapeSelected:
 * @source: the source in use, that is the one of its group that spoke last; 0: none
 * @against: the source that disagrees most with it; 0: none does
 * @share: by so much of the price in use
 * @stale_after: of the feed in use, µs
 */
typedef struct
{
  guint32 source;
  guint32 against;
  double share;
  gint64 stale_after;
} TapeSelected;

void tape_selection_init (TapeSelection *self, double share);
void tape_selection_clear (TapeSelection *self);

/**
 * tape_selection_begin:
 * @source: begins
 * @group: number of its group
 * @rank: of the group; 0: it takes no part
 * @stale_after: of the group; 0: TAPE_STALE_AFTER
 */
void tape_selection_begin (TapeSelection *self, guint32 source, guint32 group, guint32 rank, gint64 stale_after);
void tape_selection_end (TapeSelection *self, guint32 source);

/**
 * tape_selection_forget_sources:
 *
 * After a restart: none is there until it begins again.
 */
void tape_selection_forget_sources (TapeSelection *self);

/**
 * tape_selection_is_idle:
 *
 * Returns: whether no source takes part, so that all trades are taken
 */
static inline gboolean
tape_selection_is_idle (const TapeSelection *self)
{
  return self->sources->len == 0;
}

/**
 * tape_selection_take:
 * @trade: the next one
 *
 * Returns: whether it is taken; else it is set aside
 */
gboolean tape_selection_take (TapeSelection *self, const TapeTrade *trade);

/**
 * tape_selection_get:
 * @now: receive time
 *
 * Returns: whether anything was heard of @instrument; where not, @selected says none
 */
gboolean tape_selection_get (const TapeSelection *self, guint32 instrument, gint64 now, TapeSelected *selected);

/**
 * tape_selection_find_source:
 *
 * Returns: (transfer none) (nullable): what is known of @source, until the next begins
 */
TapeSelectionSource *tape_selection_find_source (const TapeSelection *self, guint32 source);

/**
 * tape_selection_each_unsaved:
 * @save_source: gets what changed of a source
 * @save_instrument: gets what changed of an instrument
 *
 * Hands out what is to be stored, as plain bytes, and takes it as stored.
 */
void tape_selection_each_unsaved (
    TapeSelection *self,
    void (*save_source) (guint32 source, const void *bytes, gsize length, gpointer data),
    void (*save_instrument) (guint32 instrument, const void *bytes, gsize length, gpointer data),
    gpointer data);

/**
 * tape_selection_restore_source:
 *
 * Any order, before the first source begins; so is tape_selection_restore_instrument().
 *
 * Returns: whether the bytes could be read
 */
gboolean tape_selection_restore_source (TapeSelection *self, guint32 source, const void *bytes, gsize length);
gboolean tape_selection_restore_instrument (TapeSelection *self, guint32 instrument, const void *bytes, gsize length);

G_END_DECLS
