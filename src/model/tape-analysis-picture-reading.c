/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-analysis-picture-private.h"

#include <string.h>

#define NONE TAPE_PICTURE_NO_COLUMN

static const char *const shown[] = {
  [TAPE_SHOW_COUNT] = "count", [TAPE_SHOW_VOLUME] = "volume", [TAPE_SHOW_TURNOVER] = "turnover",
  [TAPE_SHOW_MEAN] = "mean",   [TAPE_SHOW_MIN] = "min",       [TAPE_SHOW_MAX] = "max",
};

static const char *const rankings[] = {
  [TAPE_RANKING_GAINERS] = "change",
  [TAPE_RANKING_LOSERS] = "change",
  [TAPE_RANKING_ACTIVE] = "volume",
  [TAPE_RANKING_VOLATILE] = "volatility",
};

static gboolean
is_named (const TapeAnalysisResult *result, const char *const *names, guint *column)
{
  for (guint i = 0; names[i] != NULL; i++)
    if ((*column = tape_analysis_result_find_column (result, names[i])) != NONE)
      return TRUE;
  return FALSE;
}

static guint
find_value (const TapeAnalysisResult *result, const TapeAnalysisRequest *request)
{
  static const char *const values[] = { "growth", "share", "average_volume", NULL };
  guint value;

  if (tape_picture_is_batches (result))
    return tape_analysis_result_find_column (result, "mean");
  if (tape_analysis_result_find_column (result, "mean") != NONE)
    return tape_analysis_result_find_column (result, shown[request->show]);
  if (tape_analysis_result_find_column (result, "change") != NONE)
    return tape_analysis_result_find_column (result, rankings[request->query.ranking]);
  if (is_named (result, values, &value))
    return value;
  return tape_analysis_result_find_column (result, "volume");
}

guint
tape_picture_find_time (const TapeAnalysisResult *result)
{
  static const char *const times[] = { "day", "hour", "minute", "end", NULL };
  guint time;

  return is_named (result, times, &time) ? time : NONE;
}

static gboolean
has_several (const TapeAnalysisResult *result, guint column)
{
  gsize n = tape_analysis_result_get_n_rows (result);

  for (gsize row = 1; row < n; row++)
    if (g_strcmp0 (tape_analysis_result_get_text (result, row, column),
                   tape_analysis_result_get_text (result, 0, column))
        != 0)
      return TRUE;
  return FALSE;
}

/* Counts and volumes may be added up; what is in a currency, and means in one, may not. */
static guint
find_currency (const TapeAnalysisResult *result, guint value)
{
  const TapeColumn *column = tape_analysis_result_get_column (result, value);
  guint currency = tape_analysis_result_find_column (result, "currency");

  if (currency == NONE || tape_analysis_result_find_column (result, "symbol") != NONE
      || !(column->kind == TAPE_COLUMN_PRICE || strcmp (column->name, "growth") == 0)
      || !has_several (result, currency))
    return NONE;
  return currency;
}

guint
tape_picture_count_keys (const TapeAnalysisResult *result)
{
  static const char *const keys[] = { "rank", "symbol", "industry", "technology", "country", "name", "side",
                                      "day",  "hour",   "minute",   "batch",      "start",   "end",  NULL };
  guint n = 0;

  while (n < tape_analysis_result_get_n_columns (result)
         && g_strv_contains (keys, tape_analysis_result_get_column (result, n)->name))
    n++;
  return n;
}

gboolean
tape_picture_is_daily_volume (const TapeAnalysisResult *result)
{
  return tape_analysis_result_find_column (result, "volume") == 2;
}

gboolean
tape_picture_is_batches (const TapeAnalysisResult *result)
{
  return tape_analysis_result_find_column (result, "running_mean") != NONE;
}

void
tape_picture_reading_init (TapePictureReading *self,
                           const TapeAnalysisResult *result,
                           const TapeAnalysisRequest *request)
{
  self->result = result;
  self->n_keys = tape_picture_count_keys (result);
  self->time = tape_picture_find_time (result);
  self->value = find_value (result, request);
  self->currency = find_currency (result, self->value);
}
