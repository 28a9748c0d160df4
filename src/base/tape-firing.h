/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A firing: what a rule found, with all that explains it. Made by the engine, committed with the trades that made it, read
 * back by whoever shows it. Plain data; immutable once it is handed on. */

#pragma once

#include "base/tape-event.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_FIRING_PAST = 1 << 0,          /* of a late trade: logged, not told */
  TAPE_FIRING_HELD_COOLDOWN = 1 << 1, /* true since held_since, held back by the cooldown */
  TAPE_FIRING_HELD_SNOOZE = 1 << 2,   /* by a snooze */
  TAPE_FIRING_HELD_QUIET = 1 << 3,    /* by the quiet hours */
  TAPE_FIRING_HELD_SUSPECT = 1 << 4,  /* by a price that was suspect */
  TAPE_FIRING_IMPORTANT = 1 << 5,     /* its rule comes through quiet hours */
  TAPE_FIRING_LAST = 1 << 6,          /* its rule fires once: it is off now, for this subject */
} TapeFiringFlags;

/* How a firing was told. */
typedef enum
{
  TAPE_TOLD_NOT,       /* not yet */
  TAPE_TOLD_ALONE,     /* by a notification of its own */
  TAPE_TOLD_SUMMED_UP, /* within a summary */
  TAPE_TOLD_NEVER,     /* not to be told: of the past, of a replay, or switched off */
} TapeTold;

/**
 * TapeEvidence:
 * @time: event time of a trade, start of a bar
 * @length: seconds of a bar, 0 for a trade; TAPE_BAR_DAY is a calendar day
 * @source: of a trade, else 0
 * @instrument: whose it is
 * @price: of the trade; close of the bar
 * @quantity: of the trade; volume of the bar
 * @open: of the bar, like @high and @low; NaN for a trade
 * @value: what of it was compared (an average, a share, a growth), NaN where there is none
 * @side: a #TapeSide of the trade
 *
 * A trade or a bar that decided.
 */
typedef struct
{
  gint64 time;
  guint32 length;
  guint32 source;
  guint32 instrument;
  guint32 side;
  double price;
  double quantity;
  double open;
  double high;
  double low;
  double value;
} TapeEvidence;

/* What was noticed so long after it happened is no news: a simulation's made-up past. */
#define TAPE_FIRING_NEWS (15 * TAPE_MINUTE)

/**
 * TapeFiring:
 * @id: number in the log, from 1; 0 before it is logged
 * @rule: number of the rule
 * @text: the rule in its one-line form, as it was then
 * @subject: symbol, or name of the group or of the source
 * @instrument: number of the instrument; TAPE_NO_INSTRUMENT for a group or a source
 * @serial: which of this rule and subject in the session, from 1: with @rule and @subject it is known by it
 * @direction: 1 up (above, rising, crossing upwards), −1 down, 0 neither
 * @flags: a set of #TapeFiringFlags
 * @value: what was compared: growth as a fraction, amount, price, ratio, points, share, seconds, number of bars
 * @before: what it was at the evaluation before, NaN where there was none
 * @threshold: what it was compared with
 * @price: latest price; NaN for a group or a source
 * @baseline: what it is held against; NaN where there is none
 * @baseline_time: event time of that, or TAPE_NO_TIME; for a close the end of its day's session
 * @event_time: of the trade, or end of the bar
 * @receive_time: of the trade or tick that made it fire
 * @fired_time: by the clock, when the engine had it; 0 where nothing reads a clock
 * @held_since: event time since which it was true and held back, TAPE_NO_TIME if it was not
 * @source: number of the source of the trade that made it fire, 0 where there is none
 * @fresh: members of a group that were fresh, of @members; 0 for others
 * @told: a #TapeTold
 * @told_time: by the clock; TAPE_NO_TIME
 * @seen: whether a person has looked at it
 * @evidence: (element-type TapeEvidence): what decided, oldest first, at most TAPE_FIRING_EVIDENCE
 */
typedef struct
{
  gint64 id;
  gint64 rule;
  char *text;
  char *subject;
  guint32 instrument;
  gint64 serial;
  int direction;
  guint flags;
  double value;
  double before;
  double threshold;
  double price;
  double baseline;
  gint64 baseline_time;
  gint64 event_time;
  gint64 receive_time;
  gint64 fired_time;
  gint64 held_since;
  guint32 source;
  guint fresh;
  guint members;
  TapeTold told;
  gint64 told_time;
  gboolean seen;
  GArray *evidence;
} TapeFiring;

#define TAPE_FIRING_EVIDENCE 32

/**
 * tape_firing_new:
 *
 * Returns: (transfer full): one without texts, its numbers unknown
 */
TapeFiring *tape_firing_new (void);
TapeFiring *tape_firing_copy (const TapeFiring *self);
void tape_firing_free (TapeFiring *self);

/**
 * tape_firing_name_direction:
 *
 * Returns: (nullable): "up", "down" or %NULL, as columns of data have it
 */
const char *tape_firing_name_direction (const TapeFiring *self);

/**
 * tape_firing_name_told:
 *
 * Returns: "not yet", "alone", "summed up" or "never", as columns of data have it
 */
const char *tape_firing_name_told (const TapeFiring *self);

/**
 * tape_evidence_format:
 * @evidence: (element-type TapeEvidence)
 *
 * Returns: (transfer full): a line each, "trade TIME INSTRUMENT SOURCE SIDE PRICE QUANTITY VALUE" or "bar START LENGTH
 *   INSTRUMENT OPEN HIGH LOW CLOSE VOLUME VALUE"; times in µs, − where there is no value
 */
char *tape_evidence_format (const GArray *evidence);

/**
 * tape_evidence_parse:
 *
 * Returns: (transfer full) (element-type TapeEvidence): what tape_evidence_format() wrote; lines that are none are left out
 */
GArray *tape_evidence_parse (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeFiring, tape_firing_free)

G_END_DECLS
