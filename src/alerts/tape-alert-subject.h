/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a rule has come to for one subject: which of its tests are disarmed, when it fired, since when it is held. Only
 * what is not as at the beginning has one, so that thousands of rules on hundreds of instruments take no room. Here is
 * decided what a look does: arm, hold, fire. Engine thread only. */

#pragma once

#include "alerts/tape-alert-test.h"
#include "alerts/tape-rule-set.h"
#include "base/tape-firing.h"

G_BEGIN_DECLS

/* What holds a test back, beside those of #TapeFiringFlags. */
#define TAPE_ALERT_HELD_ELSE (1 << 7)

/**
 * TapeAlertState:
 * @fingerprint: of what the rule said
 * @serial: of the last firing, past ones too
 * @fired_time: event time of the last firing that was not past, or TAPE_NO_TIME
 * @first_time: when the first condition of a sequence was true and B has not used it up, or TAPE_NO_TIME
 * @base: baseline of *last firing*; NaN before there is one
 * @base_time: event time of @base
 * @last_value: of a group's look before; NaN where there was none
 * @held_since: by slot: event time of the first look of those in a row that were held, or TAPE_NO_TIME
 * @disarmed_id: by slot: the baseline against which it was disarmed
 * @past_id: by slot: the baseline against which a past firing was logged
 * @fired_date: date of the last firing
 * @n_fired: firings that were not past
 * @held: by slot: what held it since @held_since
 * @disarmed: set of slots
 * @past: set of slots that have logged a past firing
 *
 * Plain data, stored as it is.
 */
typedef struct
{
  guint64 fingerprint;
  gint64 serial;
  gint64 fired_time;
  gint64 first_time;
  double base;
  gint64 base_time;
  double last_value[2];
  gint64 held_since[TAPE_ALERT_TESTS];
  gint32 disarmed_id[TAPE_ALERT_TESTS];
  gint32 past_id[TAPE_ALERT_TESTS];
  gint32 fired_date;
  gint32 n_fired;
  guint8 held[TAPE_ALERT_TESTS];
  guint8 disarmed;
  guint8 past;
  guint8 unused[2];
} TapeAlertState;

/* A closed bar that has logged a past firing. */
typedef struct
{
  gint64 end;
  gint64 slot;
} TapeAlertPastBar;

/**
 * TapeAlertSubject:
 * @rule: number of the rule
 * @key: of the subject, see tape_alert_key()
 * @state: what is stored
 * @evidence: (element-type TapeEvidence) (nullable): of the first condition of a sequence
 * @past_bars: (element-type TapeAlertPastBar) (nullable): of bars that may still change
 * @next: (nullable): another of the same key
 * @unsaved: changed since the last commit
 * @noted: among those that the next commit looks at
 * @saved: an earlier commit holds it
 */
typedef struct _TapeAlertSubject
{
  gint64 rule;
  guint64 key;
  TapeAlertState state;
  GArray *evidence;
  GArray *past_bars;
  struct _TapeAlertSubject *next;
  gboolean unsaved;
  gboolean noted;
  gboolean saved;
} TapeAlertSubject;

typedef enum
{
  TAPE_ALERT_INSTRUMENT,
  TAPE_ALERT_GROUP, /* by a number made of its name */
  TAPE_ALERT_SOURCE,
} TapeAlertSubjectKind;

static inline guint64
tape_alert_key (TapeAlertSubjectKind kind, guint32 number)
{
  return (guint64)kind << 32 | number;
}

typedef struct _TapeAlertLook TapeAlertLook;

/**
 * TapeAlertLook:
 * @subject: its name
 * @instrument: or TAPE_NO_INSTRUMENT
 * @time: event time of the look
 * @receive_time: of the event that made it
 * @date: of its exchange
 * @price: latest price, or NaN
 * @suspect: whether that is
 * @source: number of a source, or 0
 * @fresh: members of a group that are
 * @members: of a group
 * @value: what is compared, for @tell
 * @tell: (nullable): appends the evidence
 * @data: for @tell
 *
 * One look at one subject.
 */
struct _TapeAlertLook
{
  const char *subject;
  guint32 instrument;
  gint64 time;
  gint64 receive_time;
  gint32 date;
  double price;
  gboolean suspect;
  guint32 source;
  guint fresh;
  guint members;
  double value;
  void (*tell) (const TapeAlertLook *self, const TapeAlertTest *test, GArray *evidence);
  gpointer data;
};

void tape_alert_subject_init (TapeAlertSubject *self, gint64 rule, guint64 key, guint64 fingerprint);
void tape_alert_subject_free (TapeAlertSubject *self);

static inline gboolean
tape_alert_subject_is_armed (const TapeAlertSubject *self, guint slot)
{
  return self == NULL || !(self->state.disarmed & 1 << slot);
}

/**
 * tape_alert_subject_is_held:
 *
 * Returns: whether the look before found it armed, true and held
 */
static inline gboolean
tape_alert_subject_is_held (const TapeAlertSubject *self, guint slot)
{
  return self != NULL && self->state.held_since[slot] != TAPE_NO_TIME;
}

/**
 * tape_alert_subject_rests:
 *
 * Returns: whether a look at which the test is not true changes nothing
 */
static inline gboolean
tape_alert_subject_rests (const TapeAlertSubject *self, guint slot)
{
  return tape_alert_subject_is_armed (self, slot) && !tape_alert_subject_is_held (self, slot);
}

/**
 * tape_alert_subject_ended:
 *
 * Returns: whether it has fired once and for all
 */
gboolean tape_alert_subject_ended (const TapeAlertSubject *self, const TapeRule *rule);

/**
 * tape_alert_subject_look:
 * @set: whose rule it is
 * @test: what is looked at
 * @value: what was found
 *
 * Returns: (transfer full) (nullable): a firing without its rule's text, if that is what it comes to
 */
TapeFiring *tape_alert_subject_look (TapeAlertSubject *self,
                                     const TapeRuleSet *set,
                                     const TapeAlertTest *test,
                                     const TapeAlertLook *look,
                                     const TapeAlertValue *value);

/**
 * tape_alert_subject_look_back:
 *
 * The same for a trade that came late: what it makes true is logged as past, once, where the test is armed and not held.
 */
TapeFiring *tape_alert_subject_look_back (TapeAlertSubject *self,
                                          const TapeRuleSet *set,
                                          const TapeAlertTest *test,
                                          const TapeAlertLook *look,
                                          const TapeAlertValue *value);

/**
 * tape_alert_subject_look_back_bar:
 * @end: of a closed bar of which a late trade made @test true
 *
 * The same for a closed bar.
 */
TapeFiring *tape_alert_subject_look_back_bar (TapeAlertSubject *self,
                                              const TapeAlertTest *test,
                                              const TapeAlertLook *look,
                                              const TapeAlertValue *value,
                                              gint64 end);

/**
 * tape_alert_subject_forget_bars:
 * @before: bars that end at or before it cannot change any more
 */
void tape_alert_subject_forget_bars (TapeAlertSubject *self, gint64 before);

/**
 * tape_alert_subject_print:
 *
 * Returns: (transfer full): its row of state
 */
GByteArray *tape_alert_subject_print (const TapeAlertSubject *self);

/**
 * tape_alert_subject_parse:
 *
 * Returns: whether @data was what tape_alert_subject_print() made
 */
gboolean tape_alert_subject_parse (TapeAlertSubject *self, gconstpointer data, gsize length);

G_END_DECLS
