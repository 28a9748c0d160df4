/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person is told of one firing, or of several that were summed up: the words of a notification. Plain data, owned by
 * whoever holds it. */

#pragma once

#include "alerts/tape-teller.h"
#include "model/tape-format.h"

G_BEGIN_DECLS

/**
 * TapeTelling:
 * @id: one of the same identifier takes its place
 * @title: first line
 * @body: the rest
 * @summary: of several firings: of normal priority; else high
 * @rule: number of the rule; of a summary the last firing's
 * @subject: (nullable): symbol, group or source that can be snoozed by it; "" for all of the rule's; %NULL: several rules
 * @symbol: (nullable): instrument whose chart it is on; %NULL for a group, a source and several
 * @event_time: of the firing
 * @firing: number of the firing in the log, 0 where it has none
 * @logged: (element-type gint64): numbers of the firings that are told by it
 * @withdraw: (element-type utf8): identifiers of notifications that it stands for as well
 * @session: which session it is of, for the book
 */
typedef struct
{
  char *id;
  char *title;
  char *body;
  gboolean summary;
  gint64 rule;
  char *subject;
  char *symbol;
  gint64 event_time;
  gint64 firing;
  GArray *logged;
  GPtrArray *withdraw;
  guint session;
} TapeTelling;

/**
 * TapeTellingFacts:
 * @simulated: nothing of it is real
 * @zone: that times are shown in
 * @instrument: (nullable): the firing's
 * @source: (nullable): name of its source
 * @extreme: (nullable): of a group: symbol of the member that grew least where it fell, or most where it rose
 * @extreme_growth: of that, as a fraction
 * @waiting: of a source that is silent: rules that wait for it
 * @interruption: (nullable): why nothing comes of its source now: "reconnecting"
 * @quiet_from: of the quiet hours, minutes after midnight
 * @quiet_to: likewise
 *
 * What the words need besides the firing.
 */
typedef struct
{
  gboolean simulated;
  TapeZone zone;
  const TapeInstrument *instrument;
  const char *source;
  const char *extreme;
  double extreme_growth;
  guint waiting;
  const char *interruption;
  guint quiet_from;
  guint quiet_to;
} TapeTellingFacts;

/**
 * tape_telling_new:
 *
 * Returns: (transfer full): what to say of @notice
 */
TapeTelling *tape_telling_new (const TapeNotice *notice, const TapeTellingFacts *facts);
TapeTelling *tape_telling_copy (const TapeTelling *self);
void tape_telling_free (TapeTelling *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeTelling, tape_telling_free)

G_END_DECLS
