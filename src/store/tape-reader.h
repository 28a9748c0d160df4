/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A read-only connection to a session's database, for history. Sees what was committed when a call began, also while
 * another thread or process writes. One thread at a time each; blocks on the disk, so not the main thread. */

#pragma once

#include "base/tape-event.h"
#include "base/tape-universe.h"
#include "store/tape-firing-filter.h"
#include "store/tape-store-error.h"
#include "store/tape-stored-state.h"

G_BEGIN_DECLS

typedef struct _TapeReader TapeReader;

/**
 * tape_reader_open:
 * @path: file of a database that is there already
 * @error: a %TAPE_STORE_ERROR
 *
 * Also from a medium that cannot be written, where the writer left nothing behind that must be recovered.
 *
 * Returns: (transfer full) (nullable): the reader
 */
TapeReader *tape_reader_open (const char *path, GError **error);
void tape_reader_free (TapeReader *self);

/**
 * tape_reader_load_universe:
 * @universe: an empty one
 *
 * Adds the instruments of the store.
 */
gboolean tape_reader_load_universe (TapeReader *self, TapeUniverse *universe, GError **error);

/**
 * tape_reader_get_bars:
 * @length: TAPE_BAR_SECOND (made of the trades, revision 0), TAPE_BAR_MINUTE, TAPE_BAR_DAY or one that a source has
 * @from: event time of the first start
 * @to: event time that starts are before
 * @max: how many at most: the latest of them
 * @bars: (element-type TapeBar): appended to, in order of start
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
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
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
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
 * tape_reader_get_last_time:
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 *
 * Returns: event time of the instrument's latest stored trade or start of its latest bar, whichever is later;
 *   TAPE_NO_TIME if there is none, or on error
 */
gint64 tape_reader_get_last_time (TapeReader *self, guint32 instrument, GCancellable *cancellable, GError **error);

/**
 * TapeTotalsFunc:
 * @totals: a bar; valid during the call
 *
 * Must not call the reader.
 */
typedef void (*TapeTotalsFunc) (const TapeBarTotals *totals, gpointer data);

/**
 * tape_reader_each_totals:
 * @length: TAPE_BAR_MINUTE, TAPE_BAR_DAY or one that a source has
 * @from: event time of the first start
 * @to: event time that starts are before
 * @each: called for each bar of that length, by instrument, then start
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 *
 * What every stored trade adds up to: those that came too late for their bar are added to it, and no trade is read but
 * they. A day that has trades is that of the trades, else that of its source's bar, whose count is 0.
 */
gboolean tape_reader_each_totals (TapeReader *self,
                                  guint32 length,
                                  gint64 from,
                                  gint64 to,
                                  TapeTotalsFunc each,
                                  gpointer data,
                                  GCancellable *cancellable,
                                  GError **error);

/**
 * TapeTradeSpan:
 * @from: no trade before it counts
 * @to: none from it on
 * @whole_from: every trade from it on counts
 * @whole_to: that is before this
 * @holds: whether another one counts; must not call the reader
 * @data: for @holds
 *
 * Trades by their event time, where that is not the same for all instruments.
 */
typedef struct
{
  gint64 from;
  gint64 to;
  gint64 whole_from;
  gint64 whole_to;
  gboolean (*holds) (guint32 instrument, gint64 event_time, gpointer data);
  gpointer data;
} TapeTradeSpan;

/**
 * tape_reader_count_estimates:
 * @n_estimates: (out): trades of @span whose side is an estimate
 * @n_trades: (out): all trades of @span; 0 where @n_estimates is
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 *
 * Blocks of trades know how many there are; only trades of those that lie across an end of @span are read.
 */
gboolean tape_reader_count_estimates (TapeReader *self,
                                      const TapeTradeSpan *span,
                                      guint64 *n_estimates,
                                      guint64 *n_trades,
                                      GCancellable *cancellable,
                                      GError **error);

/**
 * tape_reader_get_span:
 * @first: (out): event time of the earliest stored trade or start of the earliest bar; TAPE_NO_TIME where nothing is stored
 * @last: (out): the latest
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 */
gboolean
tape_reader_get_span (TapeReader *self, gint64 *first, gint64 *last, GCancellable *cancellable, GError **error);

/**
 * tape_reader_load_sources:
 *
 * Returns: (transfer full) (nullable) (element-type guint32 utf8): names of sources by number; %NULL on error
 */
GHashTable *tape_reader_load_sources (TapeReader *self, GError **error);

/**
 * TapeRejectFunc:
 * @reject: its offsets of texts are 0
 * @source: name of the source
 * @reason: what is wrong
 * @raw: the raw text
 *
 * Must not call the reader.
 */
typedef void (*TapeRejectFunc) (
    const TapeReject *reject, const char *source, const char *reason, const char *raw, gpointer data);

/**
 * tape_reader_each_reject:
 * @source: number of the source; 0 for all
 * @max: the newest so many, newest first
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 */
gboolean tape_reader_each_reject (TapeReader *self,
                                  guint32 source,
                                  guint max,
                                  TapeRejectFunc each,
                                  gpointer data,
                                  GCancellable *cancellable,
                                  GError **error);

/**
 * TapeTradeFunc:
 * @trade: a stored trade; its receive time is not read
 * @text: (nullable): its id, where that is a text
 *
 * Must not call the reader.
 */
typedef void (*TapeTradeFunc) (const TapeTrade *trade, const char *text, gint64 arrival, gpointer data);

/**
 * tape_reader_load_trades:
 * @since: event time
 * @n: how many arrivals to go back
 * @each: called in order of arrival for each trade not before @since, and for each of the last @n that has an id
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 */
gboolean tape_reader_load_trades (TapeReader *self,
                                  gint64 since,
                                  gint64 n,
                                  TapeTradeFunc each,
                                  gpointer data,
                                  GCancellable *cancellable,
                                  GError **error);

/**
 * TapeRowSpan:
 * @from: event time of the first
 * @to: event time that they are before
 * @instruments: (array length=n_instruments): only these; 0: all
 * @id: (nullable): only those of this id, as the source wrote it
 *
 * Which trades are wanted, roughly: others may come too. A few instruments, or an id, are found where they lie
 * (tape-places.h); for many everything is read.
 */
typedef struct
{
  gint64 from;
  gint64 to;
  const guint32 *instruments;
  guint n_instruments;
  const char *id;
} TapeRowSpan;

/**
 * TapeTradeRowFunc:
 * @trade: a stored trade, with its receive time
 * @text: (nullable): its id, where that is a text
 *
 * Must not call the reader.
 *
 * Returns: whether the next is wanted
 */
typedef gboolean (*TapeTradeRowFunc) (const TapeTrade *trade, const char *text, gpointer data);

/**
 * TapeRowProgressFunc:
 * @fraction: how far it is, from 0 to 1
 */
typedef void (*TapeRowProgressFunc) (double fraction, gpointer data);

/**
 * tape_reader_each_trade:
 * @each: called for the trades of all blocks that may hold some of @span, in order of arrival
 * @progress: (nullable): called now and then
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 *
 * What was stored when it began, read in many short transactions.
 *
 * Returns: %FALSE also where @each wanted no more, then without an error
 */
gboolean tape_reader_each_trade (TapeReader *self,
                                 const TapeRowSpan *span,
                                 TapeTradeRowFunc each,
                                 TapeRowProgressFunc progress,
                                 gpointer data,
                                 GCancellable *cancellable,
                                 GError **error);

/**
 * TapeBarRowFunc:
 *
 * As #TapeTradeRowFunc.
 */
typedef gboolean (*TapeBarRowFunc) (const TapeBar *bar, gpointer data);

/**
 * tape_reader_each_bar:
 * @length: seconds; 0: every length that is stored
 * @each: called for the instrument's stored bars with @from ≤ start < @to, by length, then start
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 *
 * Returns: %FALSE also where @each wanted no more, then without an error
 */
gboolean tape_reader_each_bar (TapeReader *self,
                               guint32 instrument,
                               guint32 length,
                               gint64 from,
                               gint64 to,
                               TapeBarRowFunc each,
                               gpointer data,
                               GCancellable *cancellable,
                               GError **error);

/**
 * tape_reader_each_second:
 * @span: its instruments in the order in which their bars are wanted, of which there is at least one
 * @each: called for their bars of one second with @from ≤ start < @to, by instrument, then start: those that
 *   tape_reader_get_bars() gives, but for the order in which sums are added up
 * @progress: (nullable): called now and then
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 *
 * For many instruments at once. Holds up to a million bars in memory.
 *
 * Returns: %FALSE also where @each wanted no more, then without an error
 */
gboolean tape_reader_each_second (TapeReader *self,
                                  const TapeRowSpan *span,
                                  TapeBarRowFunc each,
                                  TapeRowProgressFunc progress,
                                  gpointer data,
                                  GCancellable *cancellable,
                                  GError **error);

/**
 * tape_reader_is_simulated:
 * @simulated: (out): whether any of its events came from the simulation
 */
gboolean tape_reader_is_simulated (TapeReader *self, gboolean *simulated, GError **error);

/**
 * tape_reader_load_state:
 * @kind: of the rows, or TAPE_STATE_ALL
 * @each: called for each row that the engine left, by kind, instrument, time; @row's offset is 0, @bytes its data
 */
gboolean tape_reader_load_state (TapeReader *self, guint32 kind, TapeStateFunc each, gpointer data, GError **error);

/**
 * tape_reader_list_firings:
 * @filter: which
 * @max: how many at most
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type TapeFiring): what alert rules found, newest first in the log; %NULL on
 *   error
 */
GPtrArray *tape_reader_list_firings (
    TapeReader *self, const TapeFiringFilter *filter, guint max, GCancellable *cancellable, GError **error);

/**
 * tape_reader_each_firing:
 * @filter: which
 * @each: called for each, oldest first in the log
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 *
 * Returns: whether that went well; also where @each stopped it
 */
gboolean tape_reader_each_firing (TapeReader *self,
                                  const TapeFiringFilter *filter,
                                  TapeFiringFunc each,
                                  gpointer data,
                                  GCancellable *cancellable,
                                  GError **error);

/**
 * tape_reader_count_unseen:
 *
 * Returns: how many firings nobody has looked at; -1 on error
 */
gint64 tape_reader_count_unseen (TapeReader *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeReader, tape_reader_free)

G_END_DECLS
