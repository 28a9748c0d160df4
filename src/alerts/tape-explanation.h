/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why a rule fired, in plain sentences: what it was held against, which trades or bars decided, the arithmetic, what held it
 * back, how long it took. How numbers and times are written is handed in. Free of state: any thread. */

#pragma once

#include "base/tape-firing.h"
#include "base/tape-universe.h"

G_BEGIN_DECLS

/**
 * TapeExplanationWords:
 * @universe: (nullable): knows the instruments
 * @source: (nullable): (transfer full) (nullable): name of a source, %NULL where it is not known
 * @price: (nullable): (transfer full): a price of an instrument, which may be %NULL
 * @percent: (nullable): (transfer full): a fraction as per cent, with its sign and so many digits after the point
 * @quantity: (nullable): (transfer full)
 * @clock: (nullable): (transfer full): time of day, to the millisecond
 * @moment: (nullable): (transfer full): day and time of day
 * @data: handed to all of them
 * @markup: numbers that matter are marked for Pango, and the rest is escaped
 *
 * How things are called. What is %NULL is written plainly: shortest numbers, times as ISO 8601 in UTC.
 */
typedef struct
{
  TapeUniverse *universe;
  char *(*source) (guint32 source, gpointer data);
  char *(*price) (const TapeInstrument *instrument, double price, gpointer data);
  char *(*percent) (double fraction, guint digits, gpointer data);
  char *(*quantity) (double quantity, gpointer data);
  char *(*clock) (const TapeExchange *exchange, gint64 time, gpointer data);
  char *(*moment) (const TapeExchange *exchange, gint64 time, gpointer data);
  gpointer data;
  gboolean markup;
} TapeExplanationWords;

typedef enum
{
  TAPE_LINE_RULE,     /* "Why? Rule …" */
  TAPE_LINE_BASELINE, /* what it was held against, and of when that is */
  TAPE_LINE_EVIDENCE, /* the trades or bars */
  TAPE_LINE_RESULT,   /* the arithmetic, and what it was before */
  TAPE_LINE_NOTE,     /* held back, of the past, the last */
  TAPE_LINE_DELAYS,   /* received, fired, told */
} TapeLineKind;

/**
 * TapeExplanationLine:
 * @kind: what it is about
 * @text: one or two sentences
 */
typedef struct
{
  TapeLineKind kind;
  char *text;
} TapeExplanationLine;

/**
 * tape_firing_explain:
 * @firing: a firing
 * @words: how things are called
 *
 * Returns: (transfer full) (element-type TapeExplanationLine): the lines, in order
 */
GPtrArray *tape_firing_explain (const TapeFiring *firing, const TapeExplanationWords *words);

G_END_DECLS
