/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the parts of the oracle of alerts share. */

#pragma once

#include "alert-oracle.h"
#include "jump-oracle.h"

G_BEGIN_DECLS

/* A trade that was taken. */
typedef struct
{
  TapeTrade trade;
  gint64 arrival;
  gint64 mark; /* the watermark that judges it */
  TapeDay day;
} AlertTrade;

/* A bar of trades. */
typedef struct
{
  gint64 start;
  gint64 end;
  double open;
  double high;
  double low;
  double close;
  double volume;
  double buys;
  double sells;
  gint64 arrival;   /* of the trade that came last */
  gboolean session; /* of a day: its prices are those of the regular session */
} AlertBar;

/* What is remembered of an instrument. */
typedef struct
{
  GArray *trades;    /* of AlertTrade, by event time, ties by arrival */
  GHashTable *since; /* what a rule in force needs → arrival number of the first trade with which it did */
  JumpOracle jump;
  gint32 close_date; /* of the day before which the close was looked for last; TAPE_NO_DATE: it may be another now */
  double close;
  gint64 close_time;
} AlertInstrument;

/* What is remembered of one condition in one direction. */
typedef struct
{
  gboolean disarmed;
  gboolean past_logged;
  gint64 past_baseline; /* against which */
  gint64 held_since;
  guint held;
  gint32 date;           /* of the baseline it had last */
  guint n_fired;         /* firings before that baseline */
  GHashTable *past_bars; /* ends of bars with a past firing */
} AlertState;

typedef struct
{
  TapeRule *rule;
  char *name;
  guint32 instrument;
  AlertState states[2][2]; /* of A and B, up and down */
  double before[2];        /* the value at the last look that had one */
  gint64 serial;
  guint n_fired;
  gint64 fired_time;
  gint32 fired_date;
  gint64 base_time; /* of the last firing, or the first look */
  double base_price;
  gint64 first_time; /* of A, when it waits for B */
  GArray *first_evidence;
} AlertSubject;

/* What a condition is at one look; indices are up and down. */
typedef struct
{
  gboolean known;
  double value;
  gboolean is_true[2];
  gboolean is_back[2];
  double threshold[2];
  double before;
  double baseline;
  gint64 baseline_time;
  gint32 date;        /* of a trading day's baseline, else TAPE_NO_DATE */
  gint32 latest_date; /* then, that of the latest trade */
  gboolean of_firing; /* the baseline is a new one with each firing */
  guint fresh;
  guint members;
  GArray *evidence; /* owned */
} AlertReading;

struct _AlertOracle
{
  Oracle *oracle;
  TapeUniverse *universe;
  gint64 lateness;
  TapeRuleSet *rules;
  gint64 closed;          /* watermark up to which all is closed */
  gint64 ended;           /* arrival number up to which the end of all sources has closed all */
  GPtrArray *instruments; /* of AlertInstrument, by number */
  GHashTable *subjects;   /* "rule subject" → AlertSubject */
  GHashTable *bars;       /* made since the last event, so that rules share them */
  GHashTable *names;      /* of sources */
  GHashTable *talking;    /* sources that said something since they began */
  GPtrArray *firings;
};

/* What is true but for the last digits. */
static inline gboolean
alert_at_least (double value, double limit)
{
  return value >= limit - 1e-9 * MAX (ABS (value), ABS (limit));
}

static inline gboolean
alert_at_most (double value, double limit)
{
  return alert_at_least (limit, value);
}

AlertInstrument *alert_oracle_instrument (AlertOracle *self, guint32 instrument);

/* The arrival number from which trades count for @need: a span of bars, or minus a time ago. */
gint64 alert_oracle_since (AlertOracle *self, guint32 instrument, gint64 need);

/* --- alert-oracle-prices.c --- */

void alert_reading_init (AlertReading *reading);
void alert_reading_clear (AlertReading *reading);

/**
 * alert_read_price:
 * @at: index of the trade among its instrument's
 * @reading: (out): of a condition on prices
 */
void alert_read_price (
    AlertOracle *self, const AlertSubject *subject, const TapeCondition *condition, guint at, AlertReading *reading);

/* Close of the latest day before @date, NaN where there is none, and when its session ended. */
double alert_previous_close (AlertOracle *self, guint32 instrument, gint32 date, gint64 *time);

/* The first trade of the day as "The trading day" has it, of those before @before; or NULL. */
const AlertTrade *alert_find_open (AlertOracle *self, guint32 instrument, gint32 date, gint64 before);

/* --- alert-oracle-bars.c --- */

/**
 * alert_make_bars:
 * @until: no bar that ends later
 * @except: arrival number of a trade that is left out, 0: none
 *
 * Returns: (transfer full) (element-type AlertBar): all bars there are, in order
 */
GArray *alert_make_bars (AlertOracle *self, guint32 instrument, gint64 span, gint64 until, gint64 except);

/* Of a condition on bars, at the last of @bars. */
void alert_read_bar (
    AlertOracle *self, guint32 instrument, const TapeCondition *condition, const GArray *bars, AlertReading *reading);

/* Of growth, at the end of a minute. */
void alert_read_growth (
    AlertOracle *self, const TapeRule *rule, const TapeCondition *condition, gint64 end, AlertReading *reading);

void alert_add_bar_evidence (GArray *evidence, guint32 instrument, gint64 span, const AlertBar *bar, double value);

G_END_DECLS
