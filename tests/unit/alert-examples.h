/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules with a few trades each, and what they find: worked out by hand from src/alerts/README.md. */

#pragma once

#include "alerts/tape-rule-set.h"
#include "base/tape-batch.h"
#include "base/tape-universe.h"

G_BEGIN_DECLS

/* Monday, 7 October 2013, 14:00 UTC: half an hour after New York has opened. */
#define ALERT_EXAMPLE_START  G_GINT64_CONSTANT (1381154400000000)
#define ALERT_EXAMPLE_SYMBOL "AAPL"

/**
 * AlertExample:
 * @name: a path
 * @rule: in its one-line form
 * @trades: "SECONDS:PRICE" of each, or "SECONDS:PRICExQUANTITY", buys, or sells with a minus before the quantity
 * @firings: "SECONDS" of each with + or − for its direction, p where it is of the past, h and since when where it was held
 */
typedef struct
{
  const char *name;
  const char *rule;
  const char *trades;
  const char *firings;
} AlertExample;

extern const AlertExample alert_examples[];
extern const guint alert_n_examples;

/* (transfer full): its only rule, number 1. */
TapeRuleSet *alert_example_rules (const AlertExample *self);

/* (transfer full): its trades, of source 1. */
TapeBatch *alert_example_trades (const AlertExample *self, guint32 instrument);

/* Fails unless @firings (element-type TapeFiring) are those that the example says. */
void alert_example_assert (const AlertExample *self, GPtrArray *firings);

G_END_DECLS
