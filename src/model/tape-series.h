/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The series that a chart shows: the bars of one instrument at one interval, and indicators over them. What the store holds is
 * read when the series is shown, and earlier bars as they are asked for; what trades may still change comes from the
 * frames, over it. A bar that is no longer in the frames is read once more when it has become final, so that nothing that
 * came between two frames is missing; after bars that a source told itself, all of them. Main thread only.
 *
 * Signal: "changed" (void): bars, indicators or what is loading are others now. */

#pragma once

#include <glib-object.h>

#include "analytics/tape-indicator.h"
#include "engine/tape-frame.h"
#include "model/tape-interval.h"

G_BEGIN_DECLS

#define TAPE_TYPE_SERIES (tape_series_get_type ())
G_DECLARE_FINAL_TYPE (TapeSeries, tape_series, TAPE, SERIES, GObject)

/**
 * TapeSeriesRequest:
 * @serial: names the request in the answer
 * @instrument: whose bars
 * @length: of the bars, as for tape_reader_get_bars()
 * @from: event time of the first start
 * @to: event time that starts are before
 * @max: how many at most: the latest of them
 */
typedef struct
{
  guint serial;
  guint32 instrument;
  guint32 length;
  gint64 from;
  gint64 to;
  guint max;
} TapeSeriesRequest;

/**
 * TapeSeriesReadFunc:
 * @data: as given to tape_series_new()
 *
 * Reads bars; answers with tape_series_answer(), at once or later. One request is under way at a time, but for those that
 * were forgotten because something else is shown: their answers do no harm.
 */
typedef void (*TapeSeriesReadFunc) (TapeSeries *self, const TapeSeriesRequest *request, gpointer data);

/**
 * tape_series_new:
 * @read: reads from the store
 * @settle: ms after which what was committed can be read
 */
TapeSeries *tape_series_new (TapeSeriesReadFunc read, gpointer data, guint settle);

/**
 * tape_series_show:
 * @universe: (nullable): that @instrument is of
 * @instrument: or TAPE_NO_INSTRUMENT
 *
 * Shows an instrument at an interval, from nothing: all that was known is forgotten.
 */
void tape_series_show (TapeSeries *self, TapeUniverse *universe, guint32 instrument, TapeInterval interval);

/**
 * tape_series_take_frame:
 *
 * Takes what a frame says of the instrument, if it is the frame's focus.
 */
void tape_series_take_frame (TapeSeries *self, const TapeFrame *frame);

/**
 * tape_series_load_earlier:
 *
 * Reads bars from before the first, unless there are none or something is being read.
 */
void tape_series_load_earlier (TapeSeries *self);

/**
 * tape_series_answer:
 * @serial: of the request
 * @bars: (nullable) (element-type TapeBar): in order of start; %NULL if they could not be read
 */
void tape_series_answer (TapeSeries *self, guint serial, GArray *bars);

TapeInterval tape_series_get_interval (TapeSeries *self);

/**
 * tape_series_get_bars:
 * @n_bars: (out): how many
 *
 * Returns: (transfer none) (array length=n_bars): in order of start; until the next "changed"
 */
const TapeBar *tape_series_get_bars (TapeSeries *self, guint *n_bars);

/**
 * tape_series_set_indicators:
 * @indicators: (array length=n_indicators): copied
 *
 * Chooses what is computed over the bars; nothing at first. They stay chosen whatever is shown.
 */
void tape_series_set_indicators (TapeSeries *self, const TapeIndicator *indicators, guint n_indicators);

/**
 * tape_series_get_indicators:
 * @n_indicators: (out): how many
 *
 * Returns: (transfer none) (array length=n_indicators): what was chosen; until something else is
 */
const TapeIndicator *tape_series_get_indicators (TapeSeries *self, guint *n_indicators);

/**
 * tape_series_get_values:
 * @indicator: index of one that was chosen
 * @output: of it
 *
 * Returns: (transfer none): for each bar its value over the closed bars up to and with it, as
 *   tape_indicator_set_get_values(); until the next "changed"
 */
const double *tape_series_get_values (TapeSeries *self, guint indicator, guint output);

/**
 * tape_series_get_value:
 * @indicator: index of one that was chosen
 * @output: of it
 * @bar: index
 *
 * Returns: its value at the bar; NaN where there is none. Beside the newest bar, while it runs, stands that of the last
 *   closed one.
 */
double tape_series_get_value (TapeSeries *self, guint indicator, guint output, guint bar);

/**
 * tape_series_get_n_closed:
 *
 * Returns: how many bars are closed: all but the last few
 */
guint tape_series_get_n_closed (TapeSeries *self);

/**
 * tape_series_find:
 * @time: event time
 *
 * Returns: index of the latest bar that starts at or before @time; -1 if there is none
 */
gint tape_series_find (TapeSeries *self, gint64 time);

/**
 * tape_series_is_loading:
 *
 * Returns: whether the first bars, or earlier ones, are being read
 */
gboolean tape_series_is_loading (TapeSeries *self);

/**
 * tape_series_is_complete:
 *
 * Returns: whether there is nothing earlier
 */
gboolean tape_series_is_complete (TapeSeries *self);

G_END_DECLS
