/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The analyst: keeps an analysis up to date while somebody looks at it. It asks the readers of the desk's session, on their
 * threads; a new request ends the one under way; while frames bring trades it asks again, about once a second and never more
 * often than a tenth of the time allows. Until something else is found the last finding stays. Main thread only. */

#pragma once

#include "model/tape-analysis-picture.h"
#include "model/tape-desk.h"

G_BEGIN_DECLS

#define TAPE_TYPE_ANALYST (tape_analyst_get_type ())
G_DECLARE_FINAL_TYPE (TapeAnalyst, tape_analyst, TAPE, ANALYST, GObject)

/* Signals: "changed" (void): there is another finding or error;
 *          "busy" (void): something was asked for, or came. */

/**
 * TapeFinding:
 * @result: the table
 * @picture: of it
 * @request: what was asked, with its span resolved
 * @clock: that times are shown by
 * @simulated: none of it is real
 * @found: whether anything was traded in the span
 * @first: event time of the earliest that is stored, where @result is empty; TAPE_NO_TIME if nothing is
 * @last: of the latest
 * @texts: what texts of @result are kept in; %NULL where they live by themselves
 *
 * What was found. Immutable; reference-counted, any thread.
 */
typedef struct
{
  TapeAnalysisResult *result;
  TapeAnalysisPicture *picture;
  TapeAnalysisRequest request;
  TapeClock clock;
  gboolean simulated;
  gboolean found;
  gint64 first;
  gint64 last;
  GStringChunk *texts;
} TapeFinding;

/**
 * tape_finding_new:
 * @result: (transfer full): filled before anybody else sees it
 *
 * Returns: (transfer full): a finding without a picture, of no analysis, that keeps texts
 */
TapeFinding *tape_finding_new (TapeAnalysisResult *result);
TapeFinding *tape_finding_ref (TapeFinding *self);
void tape_finding_unref (TapeFinding *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeFinding, tape_finding_unref)

TapeAnalyst *tape_analyst_new (void);

/**
 * tape_analyst_set_desk:
 * @desk: (nullable): whose session is looked at
 */
void tape_analyst_set_desk (TapeAnalyst *self, TapeDesk *desk);

/**
 * tape_analyst_set_active:
 * @active: whether anybody looks; nothing is asked else
 */
void tape_analyst_set_active (TapeAnalyst *self, gboolean active);

/**
 * tape_analyst_ask:
 * @request: copied; asked at once if anybody looks
 */
void tape_analyst_ask (TapeAnalyst *self, const TapeAnalysisRequest *request);

/**
 * tape_analyst_get_finding:
 *
 * Returns: (transfer none) (nullable): the last; maybe of the request before
 */
TapeFinding *tape_analyst_get_finding (TapeAnalyst *self);

/**
 * tape_analyst_get_error:
 *
 * Returns: (transfer none) (nullable): why there is no newer finding
 */
const GError *tape_analyst_get_error (TapeAnalyst *self);

/**
 * tape_analyst_is_waiting:
 *
 * Returns: whether what is shown is not what was asked for, since that is still under way
 */
gboolean tape_analyst_is_waiting (TapeAnalyst *self);

G_END_DECLS
