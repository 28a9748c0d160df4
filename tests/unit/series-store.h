/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A chart's series over a store that is an array, for the tests of the series. */

#pragma once

#include "model/tape-series.h"

G_BEGIN_DECLS

/* Monday 2013-10-07, 13:30 UTC: half past nine in New York. */
#define OPEN (G_GINT64_CONSTANT (1381152600) * TAPE_SECOND)

/* Milliseconds after which the series takes what was committed for readable. */
#define SETTLE 20

/* A store that answers from an array, at once or when told to, as far as it was committed. */
typedef struct
{
  TapeUniverse *universe;
  guint32 instrument;
  GArray *bars;
  gint64 committed; /* bars that start before it can be read */
  gboolean holds_back;
  TapeSeriesRequest request;
  guint n_requests;
  guint64 told; /* bars that a source has told itself */
  TapeSeries *series;
  guint n_changes;
} Store;

/* An empty one, whose series has averages over 5 and 10 bars. */
void store_init (Store *store);
void store_clear (Store *store);

/* Answers the last request, which it held back. */
void store_answer (Store *store);

/**
 * store_choose:
 * @names: (array zero-terminated=1): of the indicators of the series
 */
void store_choose (Store *store, const char *const *names);

TapeBar store_make_bar (gint64 start, guint32 length, double price, guint32 count);
void store_add_bar (GArray *bars, TapeBar bar);

/* Shows the series a frame with these bars; @ended: no source is left. */
void store_show_last_frame (Store *store, const TapeBar *bars, guint n_bars, gint64 watermark, gboolean ended);
void store_show_frame (Store *store, const TapeBar *bars, guint n_bars, gint64 watermark);

/* Bars of the series. */
const TapeBar *store_get_bar (Store *store, guint index);
guint store_count_bars (Store *store);

G_END_DECLS
