/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a service that streams trades over a WebSocket says, apart from how it gets here: its address, what it is greeted with,
 * what its messages mean, how trades that were missed are asked for. No socket, no clock, no waiting: tape-stream-feed.c does
 * that, for all of them.
 *
 * A TapeStream is a row of the table in tape-streams.c; README.md shows how to add one. A TapeStreamReader is what one feed
 * knows of its service: it outlives connections, since what was missed between two of them is told by it. */

#pragma once

#include <gio/gio.h>

#include "base/tape-batch.h"
#include "base/tape-universe.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_STREAM_NEEDS_KEY = 1 << 0,
  TAPE_STREAM_NEEDS_SECRET = 1 << 1,    /* beside the key */
  TAPE_STREAM_ROUND_THE_CLOCK = 1 << 2, /* there is trading at any time, so that silence is a fault at any time */
  TAPE_STREAM_ONE_CONNECTION = 1 << 3,  /* a second one is refused, or ends the first: close before connecting again */
  TAPE_STREAM_TELLS_SIDE = 1 << 4,      /* its trades say who started them */
  TAPE_STREAM_NO_ANSWER = 1 << 5,       /* it does not say that it has accepted: greeted is subscribed */
  TAPE_STREAM_IDS_COUNT = 1 << 6,       /* each symbol's ids count on by one, so that they show what was missed */
  TAPE_STREAM_NO_LAST = 1 << 7, /* it does not say what the last ids are: they are asked for after a reconnection */
} TapeStreamFlags;

/* What a message, or an answer to a request, was; several may be true of one. */
typedef enum
{
  TAPE_STREAM_NOTHING = 0,         /* trades, rejects or ignored messages, all in the batch; no more to do */
  TAPE_STREAM_SUBSCRIBED = 1 << 0, /* it has accepted what was asked for: from here on the connection is in health */
  TAPE_STREAM_REPLY = 1 << 1,      /* send what tape_stream_reader_take_replies() gives */
  TAPE_STREAM_MISSED = 1 << 2,     /* trades were missed: see tape_stream_reader_get_gap() */
  TAPE_STREAM_SHUTDOWN = 1 << 3,   /* it will close soon: connect once more, then close this one */
  TAPE_STREAM_RETRY = 1 << 4,      /* it refuses for now, see the reader's @error: close, back off, connect again */
  TAPE_STREAM_FATAL = 1 << 5,      /* it refuses, and will until a person changes something: see the reader's @error */
  TAPE_STREAM_MORE = 1 << 6,       /* of an answer: there is more of this gap; ask again */
  TAPE_STREAM_FILLED = 1 << 7,     /* of an answer: the gap is closed */
} TapeStreamNews;

typedef struct _TapeStream TapeStream;
typedef struct _TapeStreamReader TapeStreamReader;

/**
 * TapeStreamSettings:
 * @symbols: (array zero-terminated=1): as tape_stream_clean_symbol() gives them, none twice
 * @key: (nullable): of services with %TAPE_STREAM_NEEDS_KEY
 * @secret: (nullable): of services with %TAPE_STREAM_NEEDS_SECRET
 *
 * What a person has chosen.
 */
typedef struct
{
  char **symbols;
  char *key;
  char *secret;
} TapeStreamSettings;

/**
 * TapeStreamGap:
 * @instrument: whose trades are missing
 * @from_id: first id that is missing; 0 where the service's ids do not count on, and where it is only asked for the last
 * @to_id: last id that is missing; 0 likewise
 * @from_time: event time of the last trade before it, or TAPE_NO_TIME
 * @to_time: event time of the first after it; where that is not known, when the gap was found
 * @found: receive time at which it was found. Trades that two connections deliver close it by themselves: ask for it a second
 *   later
 * @page: (nullable): where the service goes on with an answer in parts
 * @tries: requests that brought nothing
 * @serial: tells it from all others of its reader
 *
 * Trades that a stream did not deliver.
 */
typedef struct
{
  guint32 instrument;
  gint64 from_id;
  gint64 to_id;
  gint64 from_time;
  gint64 to_time;
  gint64 found;
  char *page;
  guint tries;
  guint serial;
} TapeStreamGap;

/* No more than so many trades of one gap are asked for, the newest: what is behind that is said to be missing. */
#define TAPE_STREAM_GAP_TRADES 50000

/* Where ids do not count on, no more than so much time. */
#define TAPE_STREAM_GAP_TIME (60 * TAPE_MINUTE)

/**
 * TapeStreamRequest:
 * @url: to GET; may hold a key: for nobody to see but by tape_redact()
 * @headers: (nullable) (array zero-terminated=1): "Name: value"
 *
 * A request for what was missed.
 */
typedef struct
{
  char *url;
  char **headers;
} TapeStreamRequest;

/**
 * TapeStream:
 * @name: as in definitions, on the command line and in TAPELINE_KEY_<NAME>: "binance"
 * @title: to show, not translated: "Binance"
 * @about: (translatable): a sentence for the person who chooses: what there is, what it takes
 * @flags: a set of #TapeStreamFlags
 * @hosts: (array zero-terminated=1): all that is connected to
 * @example: a symbol as this service writes it
 * @key_page: (nullable): where a key is had
 * @max_symbols: how many one connection takes
 * @ping: seconds after which we ping; a connection that answers nothing for two of them is dead; 0 never
 * @silence: seconds without any message after which the connection is taken for dead, although it answers pings; for services
 *   without %TAPE_STREAM_ROUND_THE_CLOCK only while the exchange of one of the symbols is open; 0 never
 * @max_age: µs after which a second connection is made and then the first is closed, since the service would close it; 0 never
 * @fill_pause: µs between two requests for what was missed, so that its limit is kept; 0 where it cannot be asked for that
 * @clean_symbol: @text as the service writes it, in upper case; %NULL where that cannot be a symbol
 * @make_url: the address to connect to; may hold a key
 * @greet: adds to @messages (element-type utf8) what is sent as soon as the connection stands
 * @read: reads a message; see tape_stream_reader_read()
 * @make_request: the next request for @gap; %NULL where @fill_pause is 0
 * @read_answer: reads its answer (of status 200): trades to @batch; sets @gap to what is still missing
 *
 * A service. Constant: any thread.
 */
struct _TapeStream
{
  const char *name;
  const char *title;
  const char *about;
  TapeStreamFlags flags;
  const char *const *hosts;
  const char *example;
  const char *key_page;
  guint max_symbols;
  guint ping;
  guint silence;
  gint64 max_age;
  gint64 fill_pause;
  char *(*clean_symbol) (const char *text);
  char *(*make_url) (const TapeStreamSettings *settings);
  void (*greet) (const TapeStreamSettings *settings, GPtrArray *messages);
  TapeStreamNews (*read) (TapeStreamReader *self, const char *message, gsize length, TapeBatch *batch);
  void (*make_request) (TapeStreamReader *self, const TapeStreamGap *gap, TapeStreamRequest *request);
  TapeStreamNews (*read_answer) (
      TapeStreamReader *self, TapeStreamGap *gap, const char *body, gsize length, TapeBatch *batch);
};

/* The services. */

/**
 * tape_streams_list:
 *
 * Returns: (array zero-terminated=1): all there are, by title
 */
const TapeStream *const *tape_streams_list (void);

/**
 * tape_streams_lookup:
 *
 * Returns: (nullable): the service called @name
 */
const TapeStream *tape_streams_lookup (const char *name);

/**
 * tape_stream_clean_symbol:
 * @text: as a person types it: " btc-usdt "
 *
 * Returns: (transfer full) (nullable): as the service writes it: "BTCUSDT"; %NULL if it cannot be a symbol there
 */
char *tape_stream_clean_symbol (const TapeStream *self, const char *text);

/**
 * tape_stream_check:
 * @error: %TAPE_FEED_ERROR_OPTION: a sentence that says which of @settings cannot be, and what to do
 *
 * Returns: whether a feed can be made of @settings
 */
gboolean tape_stream_check (const TapeStream *self, const TapeStreamSettings *settings, GError **error);

/**
 * tape_stream_explain_status:
 * @status: an HTTP status other than 101 and 200, to an upgrade or a request
 * @news: (out): %TAPE_STREAM_FATAL or %TAPE_STREAM_RETRY
 *
 * Returns: (transfer full): a sentence: "Finnhub refused the key (401). Enter another in Preferences → Sources."
 */
char *tape_stream_explain_status (const TapeStream *self, guint status, TapeStreamNews *news);

TapeStreamSettings *tape_stream_settings_copy (const TapeStreamSettings *self);
void tape_stream_settings_free (TapeStreamSettings *self);
void tape_stream_request_clear (TapeStreamRequest *self);

/* A reader: one thread at a time. */

/**
 * tape_stream_reader_new:
 * @settings: checked; copied
 * @source: number of the source in the store, for trades and rejects
 */
TapeStreamReader *tape_stream_reader_new (const TapeStream *stream,
                                          const TapeStreamSettings *settings,
                                          TapeUniverse *universe,
                                          guint32 source);
void tape_stream_reader_free (TapeStreamReader *self);

/**
 * tape_stream_reader_load:
 * @position: as tape_stream_reader_save() made it; what cannot be read of its state is passed over
 *
 * Goes on from where an earlier session was.
 */
void tape_stream_reader_load (TapeStreamReader *self, const TapePosition *position);

/**
 * tape_stream_reader_save:
 * @position: (out caller-allocates): takes the source, the largest event time and, as its state, the last trade of each symbol
 *   and the gaps that are open; the state is the caller's to unref
 *
 * To be called with every batch, for what has been read into it. Costs little: the state is made anew only after it changed.
 */
void tape_stream_reader_save (TapeStreamReader *self, TapePosition *position);

/**
 * tape_stream_reader_connected:
 *
 * To be called when a connection stands, before any of its messages is read: what comes next follows what was last read with
 * a gap, unless @second, a further connection beside one that still stands.
 */
void tape_stream_reader_connected (TapeStreamReader *self, gboolean second);

/**
 * tape_stream_reader_read:
 * @message: a whole message, any bytes
 * @length: its bytes
 * @receive_time: µs
 * @batch: of trades: takes what it holds: trades in their order, a reject where it cannot be read or a trade of it is none,
 *   and is counted as ignored where it carries neither
 *
 * Returns: a set of #TapeStreamNews
 */
TapeStreamNews tape_stream_reader_read (
    TapeStreamReader *self, const char *message, gsize length, gint64 receive_time, TapeBatch *batch);

/**
 * tape_stream_reader_get_error:
 *
 * Returns: (transfer none) (nullable): what was refused, in a sentence, without a key in it; after %TAPE_STREAM_RETRY and
 *   %TAPE_STREAM_FATAL; valid until the next call
 */
const char *tape_stream_reader_get_error (TapeStreamReader *self);

/**
 * tape_stream_reader_take_replies:
 *
 * Returns: (transfer full) (array zero-terminated=1): messages to be sent now
 */
char **tape_stream_reader_take_replies (TapeStreamReader *self);

/**
 * tape_stream_reader_get_gap:
 *
 * Returns: (transfer none) (nullable): the oldest gap that is open and can be asked for; valid until the next call
 */
const TapeStreamGap *tape_stream_reader_get_gap (TapeStreamReader *self);

/**
 * tape_stream_reader_count_missing:
 *
 * Returns: trades known to be missing for good: of gaps given up, whole or in part
 */
guint64 tape_stream_reader_count_missing (TapeStreamReader *self);

/**
 * tape_stream_reader_make_request:
 * @request: (out caller-allocates): the next request for the gap of tape_stream_reader_get_gap(), of which there is one; to be
 *   cleared with tape_stream_request_clear()
 */
void tape_stream_reader_make_request (TapeStreamReader *self, TapeStreamRequest *request);

/**
 * tape_stream_reader_read_answer:
 * @status: HTTP status
 * @body: (array length=length): any bytes
 * @batch: takes its trades, oldest first
 *
 * Reads the answer to the last request.
 *
 * Returns: %TAPE_STREAM_MORE; %TAPE_STREAM_FILLED, also where live trades have closed it meanwhile; %TAPE_STREAM_RETRY, with an error: ask again later;
 *   %TAPE_STREAM_FATAL, with an error: it will not be had, and is counted as missing
 */
TapeStreamNews tape_stream_reader_read_answer (
    TapeStreamReader *self, guint status, const char *body, gsize length, gint64 receive_time, TapeBatch *batch);

/**
 * tape_stream_reader_give_up_gap:
 *
 * Counts the gap of tape_stream_reader_get_gap() as missing and goes on without it.
 */
void tape_stream_reader_give_up_gap (TapeStreamReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeStreamSettings, tape_stream_settings_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeStreamReader, tape_stream_reader_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapeStreamRequest, tape_stream_request_clear)

G_END_DECLS
