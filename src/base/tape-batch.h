/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A batch is how threads hand each other events. One thread fills it (tape_batch_new() … tape_batch_add_…()), then it
 * is handed on and immutable: any thread reads it, the last reference frees it. It holds events of one kind, in the
 * order in which they reached us, and the positions of their sources after the last of them. */

#pragma once

#include "base/tape-event.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_BATCH_BEGIN,  /* @source starts; @delay is its delay */
  TAPE_BATCH_TRADES, /* trades, rejects, ignored messages */
  TAPE_BATCH_BARS,   /* bars, rejects, ignored messages */
  TAPE_BATCH_TICK,   /* it is @receive_time now */
  TAPE_BATCH_END,    /* @source has ended */
  TAPE_BATCH_KNOWN,  /* trades with ids of @source, which begins next, that are stored and may come once more */
} TapeBatchKind;

typedef struct _TapeBatch TapeBatch;

/**
 * TapeBatch:
 * @kind: what it holds
 * @source: of BEGIN, END and KNOWN
 * @live: of BEGIN: the source is live, so that silence makes it idle
 * @name: of BEGIN: name of the source, as an offset of the text
 * @delay: of BEGIN, µs ≥ 0: how far behind the source's largest event time its watermark lies
 * @rank: of BEGIN: which of several sources of an instrument is in use, 1 comes first; 0: it takes no part in that
 * @group: of BEGIN with a rank: number of the source that stands for its feed, all whose sources have that rank
 * @stale_after: of BEGIN with a rank, µs: silence after which another source is used; 0: as usual
 * @receive_time: of TICK
 * @handed_over: monotonic µs at which the feed handed it over, or 0; for measuring only, the engine ignores it
 * @trades: (array length=n_trades): the trades
 * @bars: (array length=n_bars): the bars
 * @rejects: (array length=n_rejects): what was rejected among them
 * @positions: (array length=n_positions): how far each source was read, one for each source at most
 * @ignored: messages that carried no event
 * @text: ids, reasons and raw texts, NUL-terminated, found by offset
 */
struct _TapeBatch
{
  TapeBatchKind kind;
  guint32 source;
  gboolean live;
  guint32 name;
  gint64 delay;
  guint32 rank;
  guint32 group;
  gint64 stale_after;
  gint64 receive_time;
  gint64 handed_over;
  TapeTrade *trades;
  guint n_trades;
  TapeBar *bars;
  guint n_bars;
  TapeReject *rejects;
  guint n_rejects;
  TapePosition *positions;
  guint n_positions;
  guint64 ignored;
  char *text;

  /*< private >*/
  guint room_trades;
  guint room_bars;
  guint room_rejects;
  guint room_positions;
  guint text_length;
  guint text_room;
  int references;
};

/**
 * tape_batch_new:
 * @kind: what it will hold
 * @room: how many events it is expected to hold; it grows beyond
 *
 * Returns: (transfer full): an empty batch with one reference
 */
TapeBatch *tape_batch_new (TapeBatchKind kind, guint room);
TapeBatch *tape_batch_new_begin (guint32 source, gboolean live, gint64 delay);

/**
 * tape_batch_set_name:
 * @name: (nullable): to show
 *
 * Gives a BEGIN the name of its source.
 */
void tape_batch_set_name (TapeBatch *self, const char *name);

/**
 * tape_batch_set_rank:
 * @rank: from 1
 * @group: number of the source that stands for its feed
 * @stale_after: µs, or 0
 *
 * Gives a BEGIN its place among the sources of the same instruments; see tape-selection.h.
 */
void tape_batch_set_rank (TapeBatch *self, guint32 rank, guint32 group, gint64 stale_after);

/**
 * tape_batch_get_name:
 *
 * Returns: name of the source of a BEGIN; "" where it has none
 */
const char *tape_batch_get_name (const TapeBatch *self);

TapeBatch *tape_batch_new_end (guint32 source);
TapeBatch *tape_batch_new_tick (gint64 receive_time);

/**
 * tape_batch_copy:
 *
 * Returns: (transfer full): a batch of the same, with one reference, to be changed before it is handed on
 */
TapeBatch *tape_batch_copy (const TapeBatch *self);

TapeBatch *tape_batch_ref (TapeBatch *self);
void tape_batch_unref (TapeBatch *self);

/**
 * tape_batch_add_trade:
 *
 * Returns: (transfer none): room for one more trade, zeroed, valid until the next is added
 */
TapeTrade *tape_batch_add_trade (TapeBatch *self);

/**
 * tape_batch_add_bar:
 *
 * Returns: (transfer none): room for one more bar, zeroed, valid until the next is added
 */
TapeBar *tape_batch_add_bar (TapeBatch *self);

/**
 * tape_batch_set_trade_id:
 * @trade: a trade of @self
 * @id: text of an id
 * @length: its bytes
 *
 * Gives @trade its id: as a number where the text is the plain decimal form of one below 2⁶³, as text otherwise. An
 * empty text is no id.
 */
void tape_batch_set_trade_id (TapeBatch *self, TapeTrade *trade, const char *id, gsize length);

/**
 * tape_batch_add_reject:
 * @source: number of the source
 * @receive_time: when it reached us
 * @offset: position in the source, or -1
 * @line: line from 1, or 0
 * @reason: a sentence
 * @raw: raw message, any bytes; what is not UTF-8 is replaced, what is over TAPE_REJECT_RAW cut off
 * @length: its bytes
 */
void tape_batch_add_reject (TapeBatch *self,
                            guint32 source,
                            gint64 receive_time,
                            gint64 offset,
                            gint64 line,
                            const char *reason,
                            const char *raw,
                            gsize length);

/**
 * tape_batch_set_position:
 * @position: copied, with a reference on its state; replaces the one of the same source
 */
void tape_batch_set_position (TapeBatch *self, const TapePosition *position);

/**
 * tape_batch_n_events:
 *
 * Returns: trades and bars in it
 */
guint tape_batch_n_events (const TapeBatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeBatch, tape_batch_unref)

G_END_DECLS
