/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a polled service is, as a table of facts and two functions without state: one makes a request of a question, the
 * other reads the answer. Nothing here touches a network, a clock or a file: whoever polls (tape-poll-feed.h, tapectl, the
 * test of a key) carries requests over tape-http.h, counts them by tape-quota.h, and keeps a #TapePollMemory for each
 * symbol. Any thread.
 *
 * To add a service: a file with a TapePoll, and a row in tape-polls.c. */

#pragma once

#include "base/tape-batch.h"
#include "base/tape-universe.h"
#include "feed/tape-http.h"
#include "feed/tape-quota.h"

G_BEGIN_DECLS

#define TAPE_POLL_MAX_HOSTS 4
#define TAPE_POLL_MAX_PASTS 2

typedef enum
{
  TAPE_POLL_NEEDS_KEY = 1 << 0,
  TAPE_POLL_UNOFFICIAL = 1 << 1,      /* nobody promises that it answers: off unless chosen, and labelled so */
  TAPE_POLL_DELAYED = 1 << 2,         /* its prices are old by minutes, or of the day before */
  TAPE_POLL_ROUND_THE_CLOCK = 1 << 3, /* what it serves never closes */
  TAPE_POLL_HAS_SEARCH = 1 << 4,      /* it answers TAPE_POLL_SEARCH */
  TAPE_POLL_HAS_EXTENDED = 1 << 5,    /* it has prices before and after the session */
  TAPE_POLL_LISTS_ALL = 1 << 6,       /* it answers TAPE_POLL_SEARCH with all symbols, whatever is looked for */
} TapePollFlags;

typedef enum
{
  TAPE_POLL_LATEST,  /* the last price, or the trades since the last question */
  TAPE_POLL_HISTORY, /* bars of the past, of those lengths that the service has */
  TAPE_POLL_SEARCH,  /* instruments by the beginning of a name */
} TapePollKind;

/**
 * TapePollMemory:
 * @volume: the day's volume in the last answer; < 0 where there was none
 * @id: id of the last trade; 0 where there was none
 *
 * What is to be known of a symbol to make of its next answer what is new in it. Kept by whoever asks, for each symbol, and
 * over restarts; begins as TAPE_POLL_MEMORY_NONE.
 */
typedef struct
{
  double volume;
  guint64 id;
} TapePollMemory;

#define TAPE_POLL_MEMORY_NONE ((TapePollMemory){ -1, 0 })

/**
 * TapePollQuestion:
 * @kind: what is asked
 * @symbol: the instrument, as people type it; of a SEARCH the text looked for
 * @key: (nullable): the account's key
 * @base: (nullable): scheme, host and port to ask instead of the service's own, "https://127.0.0.1:4433"; for tests only
 * @extended: of LATEST: take prices before and after the session too, where the service says them
 * @length: of HISTORY: seconds of a bar: TAPE_BAR_MINUTE or TAPE_BAR_DAY
 * @from: of HISTORY: event time from which on; TAPE_NO_TIME for as far back as one answer goes
 * @to: of HISTORY: event time up to which; TAPE_NO_TIME for now
 */
typedef struct
{
  TapePollKind kind;
  const char *symbol;
  const char *key;
  const char *base;
  gboolean extended;
  guint32 length;
  gint64 from;
  gint64 to;
} TapePollQuestion;

/**
 * TapePollRequest:
 * @url: to be got; holds the key only where the service takes it nowhere else: never to be shown without
 *   tape-redaction.h
 * @headers: (nullable) (array zero-terminated=1): "Name: value"
 * @cost: how many calls the service counts it as
 */
typedef struct
{
  char *url;
  GStrv headers;
  guint cost;
} TapePollRequest;

/**
 * TapePollResponse:
 * @status: HTTP status
 * @retry_after: µs from @receive_time, of the header Retry-After; < 0 where there was none
 * @body: (array length=length): as it came, any bytes; need not end in NUL
 * @receive_time: when it reached us
 * @universe: where the symbol becomes a number
 * @source: number of the source
 */
typedef struct
{
  guint status;
  gint64 retry_after;
  const char *body;
  gsize length;
  gint64 receive_time;
  TapeUniverse *universe;
  guint16 source;
} TapePollResponse;

typedef enum
{
  TAPE_POLL_OK,             /* @batch or @matches hold what it says, which may be nothing new */
  TAPE_POLL_UNKNOWN_SYMBOL, /* it does not know this symbol: do not ask for it again; others go on */
  TAPE_POLL_NO_QUOTA,       /* the account's calls are spent: tape_quota_refuse() with @until and @day */
  TAPE_POLL_RETRY,          /* not now: at @until, or after a backoff where that is TAPE_NO_TIME */
  TAPE_POLL_FATAL, /* asking again changes nothing: the key is wrong, the plan too small, the country not served */
} TapePollOutcome;

/**
 * TapePollMatch:
 * @symbol: as TAPE_POLL_LATEST of the service takes it
 * @name: the company's; "" where it says none
 * @place: exchange or region, as the service calls it; "" where it says none
 * @currency: "" where it says none
 */
typedef struct
{
  char *symbol;
  char *name;
  char *place;
  char *currency;
} TapePollMatch;

/**
 * tape_poll_match_new:
 * @symbol: (nullable): any bytes, as all of them
 *
 * Returns: (transfer full): a match with valid text; "" for what is %NULL
 */
TapePollMatch *tape_poll_match_new (const char *symbol, const char *name, const char *place, const char *currency);
void tape_poll_match_free (TapePollMatch *self);

/**
 * TapePollAnswer:
 * @outcome: what came of it
 * @message: (nullable): a sentence that says what is wrong, and what to do; without the key, whatever the service echoed
 * @until: of NO_QUOTA and RETRY: when to ask again; TAPE_NO_TIME where the service does not say
 * @day: of NO_QUOTA: the day's calls are spent, not the minute's
 * @batch: (nullable): of LATEST trades, of HISTORY bars that have ended, oldest first, and what was rejected; without
 *   positions
 * @memory: what to remember of the symbol after a LATEST
 * @missed: of LATEST: trades that there were between the last answer and this one, by their ids
 * @matches: (nullable) (element-type TapePollMatch): of SEARCH
 */
typedef struct
{
  TapePollOutcome outcome;
  char *message;
  gint64 until;
  gboolean day;
  TapeBatch *batch;
  TapePollMemory memory;
  guint64 missed;
  GPtrArray *matches;
} TapePollAnswer;

typedef struct _TapePoll TapePoll;

/**
 * TapePoll:
 * @name: in the store, on the command line and in TAPELINE_KEY_…: "alpha-vantage"
 * @title: to show: "Alpha Vantage"
 * @flags: a set of #TapePollFlags
 * @hosts: (array zero-terminated=1): all that it contacts
 * @website: where a key is to be had, to be opened in a browser; the service's own page where it needs none
 * @sample: a symbol that it knows, to test a key with
 * @limits: of its free plan
 * @cost: how many calls a LATEST counts as
 * @pasts: (array fixed-size=TAPE_POLL_MAX_PASTS): lengths of the bars that it answers a HISTORY with, that of most use first;
 *   0 for none
 * @interval_open: µs between two questions for the same symbol while its exchange is open, where the quota lets it be
 * @interval_closed: likewise while it is closed
 * @make_request: (nullable): of a kind that the service does not have: %FALSE
 * @parse: reads an answer of any status and any bytes into @answer, which is TAPE_POLL_OK and empty, with the memory that it was
 *   asked with
 */
struct _TapePoll
{
  const char *name;
  const char *title;
  TapePollFlags flags;
  const char *hosts[TAPE_POLL_MAX_HOSTS];
  const char *website;
  const char *sample;
  TapeQuotaLimits limits;
  guint cost;
  guint32 pasts[TAPE_POLL_MAX_PASTS];
  gint64 interval_open;
  gint64 interval_closed;
  gboolean (*make_request) (const TapePollQuestion *question, TapePollRequest *request);
  void (*parse) (const TapePollQuestion *question, const TapePollResponse *response, TapePollAnswer *answer);
};

/**
 * tape_poll_lookup:
 * @name: (nullable): a service's name
 *
 * Returns: (transfer none) (nullable): the service
 */
const TapePoll *tape_poll_lookup (const char *name);

/**
 * tape_poll_list:
 * @n_polls: (out): how many
 *
 * Returns: (transfer none) (array length=n_polls): all of them, in the order in which they are offered
 */
const TapePoll *const *tape_poll_list (guint *n_polls);

/**
 * tape_poll_make_request:
 * @request: (out caller-allocates): to be cleared by tape_poll_request_clear()
 *
 * Returns: %FALSE, with @request empty, if the service does not answer such a question
 */
gboolean tape_poll_make_request (const TapePoll *self, const TapePollQuestion *question, TapePollRequest *request);
void tape_poll_request_clear (TapePollRequest *self);

/**
 * tape_poll_parse:
 * @question: what was asked
 * @memory: (nullable): of the symbol; of LATEST only
 * @response: what came
 * @answer: (out caller-allocates): to be cleared by tape_poll_answer_clear()
 *
 * Makes of @response what is new in it. A polled last price becomes a trade marked as derived, whose quantity is the increase
 * of the day's volume since @memory; every answer makes one. Its time is that which the service says; where it says only a
 * day, the time of receiving, or the close of that day's session if that was earlier.
 */
void tape_poll_parse (const TapePoll *self,
                      const TapePollQuestion *question,
                      const TapePollMemory *memory,
                      const TapePollResponse *response,
                      TapePollAnswer *answer);

/**
 * tape_poll_parse_http:
 * @said: what came
 * @universe: for the symbols in it
 * @source: number of the source of what is in it
 *
 * As tape_poll_parse().
 */
void tape_poll_parse_http (const TapePoll *self,
                           const TapePollQuestion *question,
                           const TapePollMemory *memory,
                           const TapeHttpAnswer *said,
                           TapeUniverse *universe,
                           guint16 source,
                           TapePollAnswer *answer);
void tape_poll_answer_clear (TapePollAnswer *self);

/**
 * tape_poll_get_interval:
 * @limits: of the account's plan
 * @n_symbols: symbols that are asked for in turn, > 0
 * @open: whether the exchange of any of them is open
 *
 * Returns: µs between two questions for the same symbol: the service's own, or longer, so that the minute's calls are enough
 *   for all symbols, and the day's for a day, four of five of them within a session of seven hours
 */
gint64 tape_poll_get_interval (const TapePoll *self, const TapeQuotaLimits *limits, guint n_symbols, gboolean open);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapePollRequest, tape_poll_request_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapePollAnswer, tape_poll_answer_clear)

G_END_DECLS
