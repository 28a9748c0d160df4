/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The oracle of alerts: what one look does to the state of a rule and subject. */

#pragma once

#include "alert-oracle-private.h"

G_BEGIN_DECLS

/**
 * AlertLook:
 * @source: of the trade that made it, else 0
 * @price: latest price; NaN where there is none
 * @past: of a late trade
 */
typedef struct
{
  gint64 event_time;
  gint64 receive_time;
  guint32 source;
  double price;
  gboolean past;
} AlertLook;

void alert_subject_free (gpointer subject);

/* At a trade, the @at-th of its instrument; @condition is 0 for A and 1 for B. */
void alert_look_at_price (
    AlertOracle *self, const TapeRule *rule, guint condition, guint32 instrument, guint at, const AlertLook *look);

/* At the bar that ends at the look's time. */
void
alert_look_at_bar (AlertOracle *self, const TapeRule *rule, guint condition, guint32 instrument, const AlertLook *look);

/* Likewise, with and without the late trade of @arrival. */
void alert_look_at_revised_bar (
    AlertOracle *self, const TapeRule *rule, guint32 instrument, gint64 arrival, const AlertLook *look);

/* At the minute that ends at the look's time. */
void alert_look_at_growth (AlertOracle *self, const TapeRule *rule, guint condition, const AlertLook *look);

/* At a tick, if @rule is on that source. */
void alert_look_at_source (AlertOracle *self, const TapeRule *rule, const OracleSource *source, const AlertLook *look);

G_END_DECLS
