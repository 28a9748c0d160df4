/* SPDX-License-Identifier: GPL-3.0-or-later */

/* For the files of services: what they need of a reader. On the reader's thread. */

#pragma once

#include "feed/tape-event-maker.h"
#include "feed/tape-json-walk.h"
#include "feed/tape-stream.h"

G_BEGIN_DECLS

extern const TapeStream tape_stream_alpaca;
extern const TapeStream tape_stream_binance;
extern const TapeStream tape_stream_coinbase;
extern const TapeStream tape_stream_finnhub;

typedef struct _TapeStreamRecent TapeStreamRecent;

/* A step in ids that is larger than that is no gap: the service numbers anew. */
#define TAPE_STREAM_RENUMBERED G_GINT64_CONSTANT (100000000)

/* The last trade of an instrument, and who knows of it. */
typedef struct
{
  gint64 id; /* 0: none yet */
  gint64 time;
  gboolean seen;
} TapeStreamLast;

/**
 * TapeStreamReader:
 * @stream: the service
 * @settings: what was chosen
 * @universe: for symbols of gaps
 *
 * To be read by services; they change it by the functions below only.
 */
struct _TapeStreamReader
{
  const TapeStream *stream;
  TapeStreamSettings *settings;
  TapeUniverse *universe;

  /*< private >*/
  guint32 source;
  TapeEventMaker maker;
  TapeValue values[TAPE_N_FIELDS];
  GString *unescaped[2];
  gint64 receive_time; /* of what is being read */
  gint64 alive;        /* receive time of the last message, of an earlier session too */
  gint64 resumed;      /* what was @alive when a connection that is not a second one was made; TAPE_NO_TIME once told */
  gint64 largest_time;
  GArray *last;  /* TapeStreamLast, by instrument */
  GArray *known; /* numbers of the instruments that are in it */
  TapeStreamRecent *recent;
  GPtrArray *gaps;
  guint serial; /* of the gap that was found last */
  guint asked;  /* of the gap that was asked for last */
  GPtrArray *replies;
  char *error;
  guint64 missing;
  GBytes *state;
};

/**
 * TapeStreamTrade:
 * @symbol: a string; null for that of the gap
 * @time: a string or a number
 * @price: likewise
 * @quantity: likewise, or null
 * @id: likewise, or null
 * @side: the aggressor's
 *
 * A trade as a service tells it.
 */
typedef struct
{
  TapeJsonValue symbol;
  TapeJsonValue time;
  TapeJsonValue price;
  TapeJsonValue quantity;
  TapeJsonValue id;
  TapeSide side;
} TapeStreamTrade;

/**
 * tape_stream_take_trade:
 * @raw: what it stands in, for a reject
 *
 * Takes a trade that came by the socket: to @batch, or as a reject, or not at all where it is there already.
 *
 * Returns: %TAPE_STREAM_MISSED or %TAPE_STREAM_NOTHING
 */
TapeStreamNews tape_stream_take_trade (TapeStreamReader *self,
                                       const TapeStreamTrade *trade,
                                       const TapeJsonValue *raw,
                                       TapeBatch *batch);

/**
 * tape_stream_take_missed:
 * @gap: what was asked for; a trade whose id is not in it is passed over
 *
 * Takes a trade of an answer.
 *
 * Returns: its id, where that is in @gap, else -1
 */
gint64 tape_stream_take_missed (TapeStreamReader *self,
                                const TapeStreamGap *gap,
                                const TapeStreamTrade *trade,
                                const TapeJsonValue *raw,
                                TapeBatch *batch);

/**
 * tape_stream_take_last_id:
 * @symbol: a string
 * @id: of the last trade of @symbol, as the service says beside its trades
 *
 * Returns: %TAPE_STREAM_MISSED where we do not have it
 */
TapeStreamNews tape_stream_take_last_id (TapeStreamReader *self, const TapeJsonValue *symbol, gint64 id);

/**
 * tape_stream_subscribed:
 *
 * To be called when the service has accepted what was asked for.
 *
 * Returns: %TAPE_STREAM_SUBSCRIBED, and %TAPE_STREAM_MISSED where what came between two connections is to be asked for by time
 */
TapeStreamNews tape_stream_subscribed (TapeStreamReader *self);

/**
 * tape_stream_reply:
 * @message: (transfer full): to be sent
 */
TapeStreamNews tape_stream_reply (TapeStreamReader *self, char *message);

/**
 * tape_stream_refuse:
 * @news: %TAPE_STREAM_RETRY or %TAPE_STREAM_FATAL
 * @says: (nullable): what the service says, a string; quoted without keys
 *
 * Returns: @news, with an error that says so
 */
TapeStreamNews tape_stream_refuse (TapeStreamReader *self, TapeStreamNews news, const TapeJsonValue *says);

/**
 * tape_stream_refuse_key:
 *
 * Returns: %TAPE_STREAM_FATAL, with an error that says that the key is refused
 */
TapeStreamNews tape_stream_refuse_key (TapeStreamReader *self);

/**
 * tape_stream_reject:
 *
 * Rejects a message as a whole.
 *
 * Returns: %TAPE_STREAM_NOTHING
 */
TapeStreamNews
tape_stream_reject (TapeStreamReader *self, const char *reason, const char *raw, gsize length, TapeBatch *batch);

/**
 * tape_stream_reject_answer:
 *
 * Returns: %TAPE_STREAM_RETRY, with an error that says that the answer cannot be read
 */
TapeStreamNews tape_stream_reject_answer (TapeStreamReader *self);

/**
 * tape_stream_not_yet:
 *
 * Returns: %TAPE_STREAM_RETRY, with an error that says that the service does not have what was missed yet
 */
TapeStreamNews tape_stream_not_yet (TapeStreamReader *self);

/**
 * tape_stream_get_symbol:
 *
 * Returns: (transfer none): the symbol of @gap
 */
const char *tape_stream_get_symbol (TapeStreamReader *self, const TapeStreamGap *gap);

/**
 * tape_stream_get_last:
 *
 * Returns: what is known of @instrument; valid until another is got
 */
TapeStreamLast *tape_stream_get_last (TapeStreamReader *self, guint32 instrument);

/**
 * tape_stream_follow_id:
 * @time: event time of the trade
 * @news: takes %TAPE_STREAM_MISSED too where ids before @id are missing
 *
 * Returns: whether a trade of @id is new, as far as ids that count on tell
 */
gboolean
tape_stream_follow_id (TapeStreamReader *self, guint32 instrument, gint64 id, gint64 time, TapeStreamNews *news);

/**
 * tape_stream_take_new:
 * @trade: but for its id
 * @id: its id where that is a number, else 0
 *
 * Returns: whether it was not there already, as far as ids that do not count on tell; it is then
 */
gboolean tape_stream_take_new (TapeStreamReader *self, const TapeTrade *trade, gint64 id);

void tape_stream_recent_free (TapeStreamRecent *self);

/**
 * tape_stream_begin:
 *
 * To be called before anything that came is read.
 */
void tape_stream_begin (TapeStreamReader *self, gint64 receive_time);

/**
 * tape_stream_set_error:
 * @sentence: (transfer full): what tape_stream_reader_get_error() gives
 */
void tape_stream_set_error (TapeStreamReader *self, char *sentence);

/* The state is to be made anew. */
static inline void
tape_stream_touch (TapeStreamReader *self)
{
  g_clear_pointer (&self->state, g_bytes_unref);
}

/**
 * tape_stream_add_gap:
 * @gap: copied, but for its serial; of too many trades those that are too many count as missing
 *
 * Returns: (transfer none) (nullable): it, as it is open now; %NULL if too many are: then its trades count as missing
 */
TapeStreamGap *tape_stream_add_gap (TapeStreamReader *self, const TapeStreamGap *gap);

/**
 * tape_stream_clean:
 * @text: as a person types it
 * @dropped: characters that are left out
 * @allowed: characters that it may have beside letters and digits
 * @max: bytes that it may have
 *
 * Returns: (transfer full) (nullable): @text in upper case without @dropped; %NULL if that is no symbol
 */
char *tape_stream_clean (const char *text, const char *dropped, const char *allowed, gsize max);

/**
 * tape_stream_print:
 * @object: (transfer full): what to write
 *
 * Returns: (transfer full): it as JSON
 */
char *tape_stream_print (cJSON *object);

G_END_DECLS
