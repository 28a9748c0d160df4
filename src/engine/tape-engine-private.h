/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the stages of the engine share. A stage sees each batch once, in order, on the engine thread. */

#pragma once

#include "alerts/tape-alerts.h"
#include "analytics/tape-jump.h"
#include "engine/tape-engine.h"
#include "engine/tape-group-indices.h"
#include "engine/tape-ids.h"
#include "engine/tape-known.h"
#include "engine/tape-micro-batches.h"
#include "engine/tape-minutes.h"
#include "engine/tape-pane-ring.h"
#include "engine/tape-schedule.h"
#include "engine/tape-seconds.h"
#include "engine/tape-selection.h"
#include "engine/tape-slab.h"
#include "engine/tape-standing.h"
#include "engine/tape-trading-day.h"
#include "engine/tape-watermark.h"

G_BEGIN_DECLS

/* A free window of one instrument that late trades came for. */
typedef struct
{
  gint64 end;
  guint32 revision;
  guint32 unused;
} TapeRevision;

/**
 * TapeTrack:
 * @last_time: event time of the latest trade
 * @latest: its price
 * @shift: price of the first trade
 * @distance: Σ (price − @shift) since the session began
 * @second: start of the second of the last trade
 * @second_number: of its part in the log, the low bits
 * @minute: number of its last minute in the log, or TAPE_NO_MINUTE
 * @n_open: minutes that are not in their day yet
 * @mean: its place in the micro-batch that it traded in last
 * @n_trades: that came since the session began
 * @suspect: its latest price is one that a split, or an error, would make; see @jump
 * @watched: alert rules look at its trades
 * @watched_minutes: at its minutes
 * @unsaved: changed since the last commit
 * @undrawn: changed since the last frame
 * @unvalued: a closed minute of it changed since its indicators were last asked for
 * @panes: what the free windows are made of
 * @days: trading days. Minutes go into the newest when they close; most trades are added to nothing larger than a minute
 * @day: bounds of the day that was looked at last
 * @day_is_open: it is the newest, and waits for its end
 * @settled: (nullable): the indicators over the minutes that cannot change any more
 * @settled_unsaved: it changed since the last commit
 * @jump: while @suspect
 * @tick_price: price of the last trade by arrival, for the tick rule; 0 before the first
 * @tick_side: to which the price moved last, a #TapeSide
 * @revisions: (element-type TapeRevision) (nullable): free windows with late trades, by end
 * @ids: (nullable): ids of the last trades
 *
 * All that the engine keeps of one instrument; first, in one line of the processor's cache, what every trade touches.
 */
typedef struct
{
  gint64 last_time;
  double latest;
  double shift;
  double distance;
  gint64 second;
  guint32 second_number;
  guint32 minute;
  guint32 n_open;
  guint32 mean;
  guint64 n_trades : 58;
  guint64 watched : 1;
  guint64 watched_minutes : 1;
  guint64 suspect : 1;
  guint64 unsaved : 1;
  guint64 undrawn : 1;
  guint64 unvalued : 1;
  TapePaneRing panes;
  TapeDays days;
  TapeDay day;
  gboolean day_is_open;
  gpointer settled;
  gboolean settled_unsaved;
  TapeJump jump;
  double tick_price;
  guint tick_side;
  GArray *revisions;
  TapeIds *ids;
} TapeTrack;

G_STATIC_ASSERT (G_STRUCT_OFFSET (TapeTrack, panes) == TAPE_CACHE_LINE);

/* What the trades of a minute do not tell, for a restart. */
typedef struct
{
  guint32 revision;
  gint32 in_day; /* its trades are in their day though it is open */
} TapeMinuteRow;

/* Counters of one source, kept beside its clock. */
typedef struct
{
  guint32 source;
  guint32 unused;
  guint64 trades;
  guint64 bars;
  guint64 duplicates;
  guint64 late;
  guint64 late_dropped;
  guint64 rejected;
  guint64 ignored;
} TapeSourceCounters;

struct _TapeEngine
{
  TapeUniverse *universe;
  TapeEngineConfig config;
  TapeWatermark watermark;
  GArray *counters; /* TapeSourceCounters, parallel to the clocks */
  TapeSlab slab;
  TapeTrack **tracks;
  guint n_tracks;
  gint64 arrival;      /* of the last trade known */
  gint64 taking;       /* of the last trade that is in the windows */
  gboolean rebuilding; /* what it goes on from is made again, see tape-rebuild.h */
  gboolean estimated;  /* a trade from before the restart has an estimated side */

  TapeKnown *known; /* (nullable): what sources may deliver once more */
  TapeSelection selection;

  /* windows */
  TapeSchedule *minute_ends; /* by number in the log */
  TapeSchedule *day_ends;    /* by instrument */
  TapeSchedule *free_schedule;
  gint64 next_close; /* the first end in any of them */
  TapeSeconds seconds;
  TapeMinutes minutes;
  gint64 free_length;  /* of the panes that the free windows are made of; 0: there are none */
  gint64 keep_free;    /* how long after its start such a pane may still change */
  gint64 flushed;      /* arrival up to which all was handed on, ended sources having left it open */
  GHashTable *waiting; /* set of TapeWindow, by instrument and end: what the next trigger emits */
  gint64 next_settled; /* when the first of them cannot change any more */
  gboolean waiting_saved;
  GArray *emitted; /* scratch for TapeWindow */
  guint64 n_emitted;

  /* indicators */
  TapeStanding standing;
  TapeGroupIndices indices;
  TapeSchedule *settling; /* when minutes cannot change any more, by number in the log */
  gint64 settled_to;      /* the watermark up to which they have gone */
  GArray *closed;         /* scratch for numbers of minutes */

  TapeAlerts *alerts;
  TapeSchedule *bar_ends; /* of the bars that they look at, by instrument */
  gint64 receive_time;    /* largest up to the event that was taken last */
  gboolean late_bars;     /* the present trade goes into a closed bar that they look at */
  gint64 bars_ended;      /* event time of the last end of a bar that the end of all sources has closed */
  GArray *ends;           /* scratch */
  GHashTable *sources;    /* by number, what is known of those that began */

  /* micro-batches */
  gint64 next_trigger;
  guint64 in_batch; /* events since the last trigger */
  TapeMicroBatches micro;

  /* this batch */
  TapeBatch *batch;
  guint8 *skip;  /* trades that are duplicates */
  gint64 *marks; /* the watermark that judges each trade */
  guint room;
  gboolean owns_batch; /* it is a copy that may be changed */

  /* handing on */
  TapeCommit *commit;
  GArray *unsaved; /* guint32: tracks changed since the last commit */
  gboolean clocks_unsaved;

  /* publishing */
  guint64 frame_serial;
  guint32 focus;
  TapeTrade *tape; /* ring of the last trades of the focus */
  guint64 n_tape;
  GArray *focus_seconds;     /* TapeSecond of the focus, by start */
  guint64 focus_seconds_end; /* how far of the log they are */
  TapeFrameRow *rows;
  guint n_rows;
  GArray *undrawn; /* guint32: tracks changed since the last frame */
};

/* The track of an instrument, made when it is met first. */
TapeTrack *tape_engine_ensure_track (TapeEngine *self, guint32 instrument);

TapeSourceCounters *tape_engine_get_counters (TapeEngine *self, guint32 source);

/* Notes that @instrument is to be drawn anew. */
static inline void
tape_engine_draw (TapeEngine *self, TapeTrack *track, guint32 instrument)
{
  if (!track->undrawn)
    {
      track->undrawn = TRUE;
      g_array_append_val (self->undrawn, instrument);
    }
}

/* Notes that @instrument is to be stored anew. */
static inline void
tape_engine_save (TapeEngine *self, TapeTrack *track, guint32 instrument)
{
  if (!track->unsaved)
    {
      track->unsaved = TRUE;
      g_array_append_val (self->unsaved, instrument);
    }
}

/* Notes that something of @instrument changed. */
static inline void
tape_engine_touch (TapeEngine *self, TapeTrack *track, guint32 instrument)
{
  tape_engine_save (self, track, instrument);
  tape_engine_draw (self, track, instrument);
}

/* Notes that a minute of an instrument closed, opened again or changed after it had closed: what its indicators and the
 * indices of its groups are made of. */
static inline void
tape_engine_revalue (TapeEngine *self, TapeTrack *track, gint64 start)
{
  track->unvalued = TRUE;
  tape_group_indices_changed (&self->indices, start);
}

/* tape-engine.c */
void tape_engine_own_batch (TapeEngine *self);
void tape_engine_trigger (TapeEngine *self, gint64 now);

/* tape-select.c */
void tape_select_stage (TapeEngine *self);
void tape_select_save (TapeEngine *self);
gboolean tape_select_restore (TapeEngine *self, const TapeStateRow *row, gconstpointer data);
void tape_select_fill_frame (TapeEngine *self, TapeFrame *frame);

/* tape-windows.c */
void tape_windows_init (TapeEngine *self);
void tape_windows_clear (TapeEngine *self);
void tape_windows_stage (TapeEngine *self);
void tape_windows_close_until (TapeEngine *self, gint64 watermark);
void tape_windows_flush (TapeEngine *self);
void tape_windows_schedule_day (TapeEngine *self, TapeTradingDay *day, guint32 instrument);
void tape_windows_schedule_minute (TapeEngine *self, TapeMinute *minute);
void tape_windows_schedule_settling (TapeEngine *self, const TapeMinute *minute);

/* tape-windows-state.c */
void tape_windows_hand_on_minutes (TapeEngine *self);
void tape_windows_hand_on_days (TapeEngine *self, guint32 instrument);
void tape_windows_let_go (TapeEngine *self, TapeMinute *minute);
void tape_windows_prune_days (TapeEngine *self, guint32 instrument, gint64 now);
void tape_windows_restore_trade (TapeEngine *self, const TapeTrade *trade, gint64 arrival);
TapeMinute *tape_windows_restore_minute (TapeEngine *self, guint32 instrument, gint64 start);
void tape_windows_restored (TapeEngine *self);
TapeTradingDay *tape_windows_rebuild_day (TapeEngine *self, guint32 instrument, gint64 time);

/* tape-indicators.c */
void tape_indicators_stage (TapeEngine *self);
void tape_indicators_settle (TapeEngine *self, gint64 watermark);
void tape_indicators_get (TapeEngine *self, const TapeTrack *track, double *values);

/* tape-alerting.c */
void tape_alerting_init (TapeEngine *self);
void tape_alerting_clear (TapeEngine *self);
void tape_alerting_open (TapeEngine *self, guint32 instrument, gint64 time, gint64 mark);
void tape_alerting_close (TapeEngine *self, gint64 end);
void tape_alerting_end (TapeEngine *self, gint64 last);
gboolean tape_alerting_restore (TapeEngine *self, const TapeStateRow *row, gconstpointer data);
void tape_alerting_restored (TapeEngine *self);
void tape_alerting_begin_source (TapeEngine *self, const TapeBatch *batch);
void tape_alerting_ask (TapeEngine *self);
void tape_alerting_tick (TapeEngine *self, gint64 time);
void tape_alerting_fill_frame (TapeEngine *self, TapeFrame *frame);
void tape_alerting_follow (TapeEngine *self, guint32 instrument);
void tape_alerting_follow_all (TapeEngine *self);

/* tape-group-indices.c */
void tape_group_indices_settle (TapeEngine *self, const TapeMinute *minute);
void tape_group_indices_end_settled (TapeEngine *self, gint64 start);
void tape_group_indices_update (TapeEngine *self);
void tape_group_indices_save_member (TapeEngine *self, guint32 instrument);
void tape_group_indices_save (TapeEngine *self);
gboolean tape_group_indices_restore_member (TapeEngine *self, const TapeStateRow *row, gconstpointer data);
gboolean tape_group_indices_restore (TapeEngine *self, const TapeStateRow *row, gconstpointer data);

/* tape-track.c */
TapeTrack *tape_track_new (TapeSlab *slab);
void tape_track_clear (TapeTrack *self);
const TapeTradingDay *
tape_track_get_day (const TapeTrack *self, const TapeMinutes *minutes, guint i, TapeTradingDay *merged);

/* tape-free-windows.c */
void tape_free_windows_init (TapeEngine *self);
void tape_free_windows_clear (TapeEngine *self);
void tape_free_windows_add (TapeEngine *self, TapeTrack *track, const TapeTrade *trade, gint64 mark);
void tape_free_windows_restore_trade (TapeEngine *self, TapeTrack *track, const TapeTrade *trade, gboolean is_open);
void tape_free_windows_add_day (
    TapeEngine *self, TapeTrack *track, TapeTradingDay *day, const TapeTrade *trade, gint64 mark);
void tape_free_windows_restored (TapeEngine *self, guint32 instrument);
void tape_free_windows_wait (TapeEngine *self, const TapeWindow *window);
void tape_free_windows_settle (TapeEngine *self, gint64 watermark);
void tape_free_windows_close (TapeEngine *self, gint64 watermark);
void tape_free_windows_trigger (TapeEngine *self);
void tape_free_windows_flush (TapeEngine *self);
gint64 tape_free_windows_last_end (TapeEngine *self, TapeTrack *track, gint64 time);

/* tape-state.c: kinds of rows, and how they are written and read */
enum
{
  TAPE_STATE_ENGINE,
  TAPE_STATE_TRACK,
  TAPE_STATE_MINUTE,
  TAPE_STATE_DAY,
  TAPE_STATE_REVISION,
  TAPE_STATE_WAITING,
  TAPE_STATE_MICRO_BATCH,
  TAPE_STATE_INDICATORS,
  TAPE_STATE_GROUP_MEMBER,
  TAPE_STATE_GROUP_INDEX, /* instrument and time are grouping and group */
  TAPE_STATE_ALERTS,      /* the first of the kinds of #TapeAlertsRow */
  TAPE_STATE_BARS_ENDED = 64,
  TAPE_STATE_REOPENED,        /* of an instrument's bars that end at its time */
  TAPE_STATE_SELECTED_SOURCE, /* time is its number */
  TAPE_STATE_SELECTION,
};

G_STATIC_ASSERT (TAPE_STATE_ALERTS + TAPE_ALERTS_N_ROWS <= TAPE_STATE_BARS_ENDED);

G_STATIC_ASSERT (TAPE_STATE_ENGINE == TAPE_ENGINE_STATE_HEAD);
G_STATIC_ASSERT (TAPE_STATE_MICRO_BATCH == TAPE_ENGINE_STATE_BATCHES);

void tape_state_save (TapeEngine *self);
gboolean tape_state_restore_older (TapeEngine *self, const TapeStateRow *row, gconstpointer data);

/* tape-rebuild.c */
void tape_rebuild_trade (TapeEngine *self, TapeTrack *track, const TapeTrade *trade);
void tape_rebuild_end (TapeEngine *self);

/* tape-publish.c */
void tape_publish_stage (TapeEngine *self);

G_END_DECLS
