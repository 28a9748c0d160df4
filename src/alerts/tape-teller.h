/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Decides which firings become a notification each, and which are summed up: more than five within ten seconds, those that
 * quiet hours held, and those of a rule that fires too often in a day. Firings and receive times in, notices out; it reads
 * no clock and tells nothing itself, so that a trial says what would have been told. One thread at a time. */

#pragma once

#include "alerts/tape-rule-set.h"
#include "base/tape-firing.h"

G_BEGIN_DECLS

typedef struct _TapeTeller TapeTeller;

typedef enum
{
  TAPE_NOTICE_ALONE, /* of one firing */
  TAPE_NOTICE_BURST, /* of more than five within ten seconds */
  TAPE_NOTICE_QUIET, /* of those that quiet hours held */
  TAPE_NOTICE_BUSY,  /* of a rule that had its share of this day, once an hour */
} TapeNoticeKind;

/* Firings within TAPE_BURST_SPAN of receive time, above which they are one notice. */
#define TAPE_BURST_FIRINGS 5
#define TAPE_BURST_SPAN    (10 * TAPE_SECOND)

/* Notices of a rule a day, before it is too busy. */
#define TAPE_TELLER_DAILY 20

/**
 * TapeNotice:
 * @kind: what it is of
 * @id: a notice of the same identifier takes its place; of one firing that is made of rule and subject
 * @time: receive time
 * @firing: the only one, or the last of several
 * @count: firings that it speaks of; BUSY: since it was told last
 * @logged: (element-type gint64): numbers in the log of those that no notice spoke of before
 * @subjects: (element-type utf8): whom they are of, each once, in order of firing
 * @began: receive time of the first of them
 * @withdraw: (element-type utf8): identifiers of notices that it stands for as well
 */
typedef struct
{
  TapeNoticeKind kind;
  char *id;
  gint64 time;
  TapeFiring *firing;
  guint count;
  GArray *logged;
  GPtrArray *subjects;
  gint64 began;
  GPtrArray *withdraw;
} TapeNotice;

void tape_notice_free (TapeNotice *self);

/**
 * tape_teller_new:
 * @daily: notices of a rule a day, above which it is too busy; 0: without limit
 */
TapeTeller *tape_teller_new (guint daily);
void tape_teller_free (TapeTeller *self);

/**
 * tape_teller_set_rules:
 * @rules: its quiet hours, and the zone whose midnight ends a day
 */
void tape_teller_set_rules (TapeTeller *self, TapeRuleSet *rules);
void tape_teller_set_daily (TapeTeller *self, guint daily);

/**
 * tape_teller_remember:
 * @rule: number of a rule that was told of alone
 * @time: receive time
 *
 * Counts what was told before the teller was made, so that a restart gives no rule another share.
 */
void tape_teller_remember (TapeTeller *self, gint64 rule, gint64 time);

/**
 * tape_teller_take:
 * @firing: copied
 *
 * Time has come to the firing's receive time.
 *
 * Returns: whether it is to be told; what is of the past is not
 */
gboolean tape_teller_take (TapeTeller *self, const TapeFiring *firing);

/**
 * tape_teller_pass:
 * @time: receive time that has come; one that is earlier than what it knows changes nothing
 */
void tape_teller_pass (TapeTeller *self, gint64 time);

/**
 * tape_teller_get_next:
 *
 * Returns: receive time at which tape_teller_pass() may make a notice; TAPE_NO_TIME where none is due
 */
gint64 tape_teller_get_next (TapeTeller *self);

/**
 * tape_teller_take_notices:
 *
 * Returns: (transfer full) (element-type TapeNotice): what is to be told since the last call, in order
 */
GPtrArray *tape_teller_take_notices (TapeTeller *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeTeller, tape_teller_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeNotice, tape_notice_free)

G_END_DECLS
