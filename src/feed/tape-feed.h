/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A feed brings the outside world into batches: the simulator, a replay of files, later services. The main thread makes
 * it, binds its sources to their numbers and stored positions, and runs it as a GTask, which stands for its start, end,
 * error and cancelling; the work itself runs on a thread of the feed's own with a main context of its own. Pause, speed
 * and health are for any thread.
 *
 * To write a feed: a struct that begins with a TapeFeed, a TapeFeedType, a row in tape-feeds.c. */

#pragma once

#include <gio/gio.h>

#include "base/tape-batch.h"
#include "base/tape-source.h"
#include "base/tape-universe.h"

G_BEGIN_DECLS

#define TAPE_FEED_ERROR (tape_feed_error_quark ())

typedef enum
{
  TAPE_FEED_ERROR_FILE,    /* it is not there, a directory, or cannot be read */
  TAPE_FEED_ERROR_EMPTY,   /* it holds nothing */
  TAPE_FEED_ERROR_FORMAT,  /* it holds nothing that could be trades or bars */
  TAPE_FEED_ERROR_OPTION,  /* an option that cannot be */
  TAPE_FEED_ERROR_SERVICE, /* a service refuses, and will until a person changes something */
} TapeFeedError;

GQuark tape_feed_error_quark (void);

typedef enum
{
  TAPE_FEED_IDLE,         /* not started yet */
  TAPE_FEED_RUNNING,      /* */
  TAPE_FEED_CONNECTING,   /* its service has not answered yet */
  TAPE_FEED_RECONNECTING, /* its service failed: see the health's message, and when it is tried next */
  TAPE_FEED_WAITING,      /* its calls are spent: likewise */
  TAPE_FEED_SILENT,       /* connected, but nothing came for longer than there should be */
  TAPE_FEED_PAUSED,       /* by the person; what is before this is under way */
  TAPE_FEED_FINISHED,     /* has said all that it had */
  TAPE_FEED_STOPPED,      /* by the person */
  TAPE_FEED_FAILED,       /* see the health's message */
} TapeFeedState;

typedef struct _TapeFeed TapeFeed;
typedef struct _TapeFeedType TapeFeedType;

/**
 * TapeFeedPush:
 * @batch: (transfer full): the batch
 *
 * Takes a batch over; waits while there is no room. Called on the feed's thread.
 *
 * Returns: %FALSE if nobody takes batches any more: the feed ends
 */
typedef gboolean (*TapeFeedPush) (TapeBatch *batch, gpointer data);

/**
 * TapeFeedBind:
 * @i: the source, by the feed's own count
 * @error: why it cannot be read
 *
 * Gives a source that a running feed has found its number and the position to go on from, by the feed's bind(). Called on the
 * feed's thread.
 */
typedef gboolean (*TapeFeedBind) (TapeFeed *feed, guint i, gpointer data, GError **error);

/**
 * TapeFeedType:
 * @name: as in the store and on the command line: "replay"
 * @overlap: µs before its position from which it delivers trades again, known by their ids; 0: its position alone tells what
 *   it has delivered
 * @live: its events happen as they come, so that silence makes it idle
 * @simulated: nothing it says is real
 * @free: frees what the feed holds beyond TapeFeed
 * @count_sources: how many sources it reads
 * @get_source: what the i-th is
 * @matches: whether the i-th is the @stored one, read up to @position
 * @bind: the i-th is number @source of the store; go on from @position, or from the beginning where it is %NULL
 * @run: on the feed's thread: for each source BEGIN, batches, END, until the end, an error or cancelling
 */
struct _TapeFeedType
{
  const char *name;
  gint64 overlap;
  gboolean live;
  gboolean simulated;
  void (*free) (TapeFeed *self);
  guint (*count_sources) (TapeFeed *self);
  const TapeSource *(*get_source) (TapeFeed *self, guint i);
  gboolean (*matches) (TapeFeed *self, guint i, const TapeSource *stored, const TapePosition *position);
  void (*bind) (TapeFeed *self, guint i, guint32 source, const TapePosition *position);
  gboolean (*run) (TapeFeed *self, GCancellable *cancellable, GError **error);
};

/* How many of the last messages a feed keeps to be looked at. */
#define TAPE_FEED_MESSAGES 32

/**
 * TapeFeedMessage:
 * @receive_time: µs
 * @raw: the message as it came, cut off at 512 bytes, valid UTF-8
 * @parsed: what was made of it, in words: "AAPL 228.10 × 200, bought, 10:31:05.123"; the reason where it was rejected
 * @rejected: whether it was rejected
 */
typedef struct
{
  gint64 receive_time;
  char *raw;
  char *parsed;
  gboolean rejected;
} TapeFeedMessage;

/**
 * TapeFeedCalls:
 * @left: how many are left of @limit
 * @limit: how many there are; 0 where there may be as many as one likes
 * @of_day: they are the day's, not the minute's
 * @back: real time at which there are more, µs; TAPE_NO_TIME where none is spent
 *
 * What an account of a service may still ask.
 */
typedef struct
{
  guint left;
  guint limit;
  gboolean of_day;
  gint64 back;
} TapeFeedCalls;

/**
 * TapeFeedHealth:
 * @state: a #TapeFeedState
 * @message: (nullable): last error, in plain language
 * @next: real time of the next attempt, µs; TAPE_NO_TIME where none is waited for
 * @calls: what it may still ask
 * @progress: share of the whole that was read, 0 to 1; -1 where there is no whole
 * @speed: times the recorded pace; 0 as fast as it goes
 * @events: trades and bars handed over
 * @rejected: events rejected
 * @ignored: messages that carried no event
 * @last_event_time: of the last event, or TAPE_NO_TIME
 * @messages: (element-type TapeFeedMessage): the last ones, newest first
 *
 * A snapshot of how a feed is.
 */
typedef struct
{
  TapeFeedState state;
  char *message;
  gint64 next;
  TapeFeedCalls calls;
  double progress;
  double speed;
  guint64 events;
  guint64 rejected;
  guint64 ignored;
  gint64 last_event_time;
  GPtrArray *messages;
} TapeFeedHealth;

void tape_feed_free (TapeFeed *self);
const TapeFeedType *tape_feed_get_type_info (TapeFeed *self);

/**
 * tape_feed_get_name:
 *
 * Returns: (transfer none): its name to show: "Simulator", "trades.csv"
 */
const char *tape_feed_get_name (TapeFeed *self);

/**
 * tape_feed_set_bind:
 * @bind: (nullable): binds sources that are found as it runs; without it they are numbered from 1 on and have no position
 * @bind_data: for @bind; must outlive the run
 *
 * Before it runs.
 */
void tape_feed_set_bind (TapeFeed *self, TapeFeedBind bind, gpointer bind_data);

/**
 * tape_feed_set_name:
 * @name: what the person calls it; its sources keep theirs
 *
 * To be called before it is run.
 */
void tape_feed_set_name (TapeFeed *self, const char *name);

/**
 * tape_feed_run_async:
 * @push: takes the batches, on the feed's thread
 * @push_data: for @push; must outlive the run
 * @cancellable: (nullable): stops it
 * @callback: called in the caller's main context when it has ended
 *
 * Runs the feed, once.
 */
void tape_feed_run_async (TapeFeed *self,
                          TapeFeedPush push,
                          gpointer push_data,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data);

/**
 * tape_feed_run_finish:
 *
 * Returns: whether it came to its end; %FALSE with G_IO_ERROR_CANCELLED if it was stopped
 */
gboolean tape_feed_run_finish (TapeFeed *self, GAsyncResult *result, GError **error);

/**
 * tape_feed_wait:
 *
 * Waits until a run that was started by tape_feed_run_async() is over; its callback may still be to come.
 */
void tape_feed_wait (TapeFeed *self);

/**
 * tape_feed_run:
 *
 * As tape_feed_run_async(), on the calling thread, until the end.
 */
gboolean
tape_feed_run (TapeFeed *self, TapeFeedPush push, gpointer push_data, GCancellable *cancellable, GError **error);

void tape_feed_set_paused (TapeFeed *self, gboolean paused);

/**
 * tape_feed_set_speed:
 * @speed: times the recorded pace, > 0; 0 as fast as it goes
 */
void tape_feed_set_speed (TapeFeed *self, double speed);

/**
 * tape_feed_get_health:
 * @with_messages: whether to copy the last messages too
 *
 * Any thread.
 *
 * Returns: (transfer full): a snapshot
 */
TapeFeedHealth *tape_feed_get_health (TapeFeed *self, gboolean with_messages);
void tape_feed_health_free (TapeFeedHealth *health);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeFeed, tape_feed_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeFeedHealth, tape_feed_health_free)

G_END_DECLS
