/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules tried on the stored past: what they would have found, with nothing stored and nobody told. The stored trades go in
 * order of arrival through an engine of its own, with the sources beginning and ending where they did, and ticks where a
 * live session had them, so that it finds what the session found that stored them. Where there are no trades, because they
 * were removed or never were, each stored bar of a minute is played as four trades: open, the nearer of low and high, the
 * other, close; they share its quantity, and what was bought and sold of it. Rules on prices alone are tried on bars of a day
 * in the same way, where there is nothing finer.
 *
 * Any thread; blocks on the disk, for as long as it takes to read what is stored. */

#pragma once

#include <gio/gio.h>

#include "alerts/tape-rule-set.h"
#include "base/tape-firing.h"
#include "base/tape-universe.h"

G_BEGIN_DECLS

/* No more firings than these: whoever wants to look at them all? */
#define TAPE_TRIAL_FIRINGS 100000

/* Number of the source that the trades made of bars of minutes have. */
#define TAPE_TRIAL_BARS 65535

/* The coarser first: a day is what the coarsest of it is. */
typedef enum
{
  TAPE_TRIAL_DAY_CLOSED,  /* nothing is stored, and every exchange was closed all day */
  TAPE_TRIAL_DAY_MISSING, /* nothing is stored that could be of use */
  TAPE_TRIAL_DAY_DAYS,    /* from bars of a day */
  TAPE_TRIAL_DAY_BARS,    /* from bars of a minute */
  TAPE_TRIAL_DAY_TRADES,
  TAPE_TRIAL_N_DAY_KINDS
} TapeTrialDayKind;

/**
 * TapeTrialDay:
 * @start: its midnight, by the exchange of the first instrument that is tried
 * @end: the next one
 * @date: days since 1970-01-01
 * @kind: what it was tried on
 * @n_firings: firings with an event time on it
 */
typedef struct
{
  gint64 start;
  gint64 end;
  gint32 date;
  TapeTrialDayKind kind;
  guint n_firings;
} TapeTrialDay;

/**
 * TapeTrialSubject:
 * @subject: symbol, or name of the group or source
 * @instrument: its number in the trial's universe; TAPE_NO_INSTRUMENT for a group or a source
 * @n_firings: how many
 * @first: event time of the first of them
 * @last: of the last
 */
typedef struct
{
  char *subject;
  guint32 instrument;
  guint n_firings;
  gint64 first;
  gint64 last;
} TapeTrialSubject;

/**
 * TapeTrial:
 * @universe: the database's instruments
 * @from: event time that the span begins with: as asked, or of the first that is stored
 * @to: that it ends before
 * @firings: (element-type TapeFiring): in the order in which they were found, their event times in the span
 * @cut: there would be more than TAPE_TRIAL_FIRINGS: it ended with the last of them
 * @days: (element-type TapeTrialDay): each of the span, in order
 * @n_days: of @days, by #TapeTrialDayKind
 * @subjects: (element-type TapeTrialSubject): those with firings, most of them first
 * @n_trades: stored trades in it
 * @n_bars: bars of minutes that were played
 * @n_past: of the firings, those of the past, which nobody is told of
 * @n_alone: notifications of a firing each that there would have been
 * @n_summaries: notifications that sum up several: a burst, quiet hours, a rule that fires too often in a day
 *
 * What a trial found.
 */
typedef struct
{
  TapeUniverse *universe;
  gint64 from;
  gint64 to;
  GPtrArray *firings;
  gboolean cut;
  GArray *days;
  guint n_days[TAPE_TRIAL_N_DAY_KINDS];
  GArray *subjects;
  guint64 n_trades;
  guint64 n_bars;
  guint n_past;
  guint n_alone;
  guint n_summaries;
} TapeTrial;

/**
 * TapeTrialFunc:
 * @fraction: how far it is, 0 to 1
 * @n_firings: found so far
 *
 * Called now and then, on the trial's thread.
 */
typedef void (*TapeTrialFunc) (double fraction, guint n_firings, gpointer data);

/**
 * tape_trial_run:
 * @database: path of a session's database; it may be written meanwhile: what was stored when it began is tried
 * @rules: the rules, with the lists they refer to
 * @rule: number of the one that is tried; 0: all of @rules
 * @from: event time of the first; TAPE_NO_TIME: of what is stored first
 * @to: event time that firings are before; TAPE_NO_TIME: to the last that is stored
 * @progress: (nullable): told how far it is
 * @data: for @progress
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 *
 * The rules are looked at from some time before @from on, so that previous closes and averages are there; what they find
 * there is left out.
 *
 * Returns: (transfer full) (nullable): what was found; %NULL on error
 */
TapeTrial *tape_trial_run (const char *database,
                           const TapeRuleSet *rules,
                           gint64 rule,
                           gint64 from,
                           gint64 to,
                           TapeTrialFunc progress,
                           gpointer data,
                           GCancellable *cancellable,
                           GError **error);
void tape_trial_free (TapeTrial *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeTrial, tape_trial_free)

G_END_DECLS
