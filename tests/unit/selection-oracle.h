/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Says naively which trades of several sources are taken: each time from all events up to then. */

#pragma once

#include "base/tape-batch.h"

G_BEGIN_DECLS

#define SELECTION_GROUPS      3
#define SELECTION_INSTRUMENTS 3

/**
 * SelectionEvent:
 * @kind: BEGIN, END, TICK or TRADES
 * @source: that begins or ends; its group is always the same
 * @receive_time: of a tick
 * @trade: one trade
 * @aside: what the oracle says of it
 */
typedef struct
{
  TapeBatchKind kind;
  guint32 source;
  guint32 group;
  guint32 rank;
  gint64 stale_after;
  gint64 receive_time;
  TapeTrade trade;
  gboolean aside;
} SelectionEvent;

/* What is known of an instrument, or of a source, in the end. */
typedef struct
{
  guint32 source;
  guint32 against;
  double share;
} SelectionStanding;

typedef struct
{
  guint64 aside;
  guint64 disagreements;
} SelectionCount;

/**
 * selection_oracle_run:
 * @events: (element-type SelectionEvent): gets their @aside
 * @share: above which prices disagree
 * @standings: (array) (out caller-allocates): by instrument
 * @counts: (array) (out caller-allocates): by number of the source, @n_counts of them
 */
void selection_oracle_run (
    GArray *events, double share, SelectionStanding *standings, SelectionCount *counts, guint n_counts);

G_END_DECLS
