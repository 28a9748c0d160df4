/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a series of bars gets from the store: a rule that is new to a session asks for the bars before it, with the commit
 * that stores all of them, and goes on as if it had been there all along once the answer comes. README.md, "What is
 * stored", says how many. Engine thread only, but for the answers, which are plain data. */

#pragma once

#include "alerts/tape-rule.h"
#include "base/tape-commit.h"

G_BEGIN_DECLS

/**
 * TapeAlertStored:
 * @wanted: so many bars its rules look back on
 * @whole: from its first bar on nothing is missing
 * @known: so many bars decide what it has come to, or all there were; 0: it is to be asked
 * @kept: so many of them it kept
 * @question: number of the one that is open; 0: none
 * @asked: for so many bars
 * @failed: they could not be read
 * @since: (element-type TapeAlertBar): of what was said since the question; %NULL where none is open
 */
typedef struct
{
  guint wanted;
  gboolean whole;
  guint known;
  guint kept;
  guint64 question;
  guint asked;
  gboolean failed;
  GArray *since;
} TapeAlertStored;

/**
 * TapePastAnswer:
 * @question: what was asked
 * @bars: (element-type TapeAlertBar) (nullable): by start, made of the minutes before the question's until: so many as were
 *   wanted, or all there are; %NULL if they could not be read
 */
typedef struct
{
  TapePastQuestion question;
  GArray *bars;
} TapePastAnswer;

/* (transfer full): an answer without bars. */
TapePastAnswer *tape_past_answer_new (const TapePastQuestion *question);
void tape_past_answer_free (TapePastAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapePastAnswer, tape_past_answer_free)

/**
 * tape_alert_stored_need:
 * @condition: on bars
 *
 * Returns: how many bars before the one that is looked at decide what is found, the average that never ends to less than 1e-9
 */
guint tape_alert_stored_need (const TapeCondition *condition);

G_END_DECLS
