/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of an analysis' picture share: which columns of a result mean what. Each analysis is known by its columns. */

#pragma once

#include "model/tape-analysis-picture.h"

G_BEGIN_DECLS

#define TAPE_PICTURE_NO_COLUMN G_MAXUINT

/**
 * TapePictureReading:
 * @result: what is read
 * @n_keys: the first columns: what a row is of
 * @time: of them the one that the picture has as columns, or TAPE_PICTURE_NO_COLUMN
 * @value: what is shown
 * @currency: where rows of different currencies must not become one, or TAPE_PICTURE_NO_COLUMN
 */
typedef struct
{
  const TapeAnalysisResult *result;
  guint n_keys;
  guint time;
  guint value;
  guint currency;
} TapePictureReading;

void tape_picture_reading_init (TapePictureReading *self,
                                const TapeAnalysisResult *result,
                                const TapeAnalysisRequest *request);

/* How many of the first columns say what a row is of. */
guint tape_picture_count_keys (const TapeAnalysisResult *result);

/* The key that is a moment, or TAPE_PICTURE_NO_COLUMN. */
guint tape_picture_find_time (const TapeAnalysisResult *result);

/* Whether it is that of an instrument's daily volumes. */
gboolean tape_picture_is_daily_volume (const TapeAnalysisResult *result);

/* Whether it is that of micro-batches. */
gboolean tape_picture_is_batches (const TapeAnalysisResult *result);

G_END_DECLS
