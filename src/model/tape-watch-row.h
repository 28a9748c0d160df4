/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A watched symbol: what the newest frame says of it, in the form that a row shows. Main thread only. */

#pragma once

#include "model/tape-desk.h"

G_BEGIN_DECLS

/* A price is stale after so long without a trade while the exchange is open, where its feed does not say another span. */
#define TAPE_PRICE_STALE_AFTER TAPE_MINUTE

/**
 * TapeWatchValues:
 * @instrument: what is known of the symbol
 * @price: NaN where unknown
 * @growth: of the day, as a fraction; NaN where unknown
 * @base: against what
 * @base_price: its price; NaN where unknown
 * @age: µs since the last trade in whole minutes where the price is stale, else 0
 * @suspect: the price jumped as at a split, or by an error, and too few trades have confirmed it
 * @spark: the day's line
 */
typedef struct
{
  const TapeInstrument *instrument;
  double price;
  double growth;
  TapeBase base;
  double base_price;
  gint64 age;
  gboolean suspect;
  float spark[TAPE_SPARK_POINTS];
} TapeWatchValues;

#define TAPE_TYPE_WATCH_ROW (tape_watch_row_get_type ())
G_DECLARE_FINAL_TYPE (TapeWatchRow, tape_watch_row, TAPE, WATCH_ROW, GObject)

/* Signals: "changed" (void): its values are others. */

TapeWatchRow *tape_watch_row_new (const char *symbol);
const char *tape_watch_row_get_symbol (TapeWatchRow *self);

/**
 * tape_watch_row_get_values:
 *
 * Returns: (transfer none): valid until "changed"
 */
const TapeWatchValues *tape_watch_row_get_values (TapeWatchRow *self);

/**
 * tape_watch_row_update:
 *
 * Takes the values from the desk's newest frame; cheap where nothing happened.
 */
void tape_watch_row_update (TapeWatchRow *self, TapeDesk *desk);

/**
 * tape_watch_row_forget:
 *
 * Another session: nothing is known of the symbol until its next update.
 */
void tape_watch_row_forget (TapeWatchRow *self);

/**
 * tape_watch_row_describe:
 *
 * Returns: (transfer full): the row as a sentence
 */
char *tape_watch_row_describe (TapeWatchRow *self);

G_END_DECLS
