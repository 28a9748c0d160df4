/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-analysis-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/tape-time.h"

gboolean
tape_analysis_text_is_change (const TapeColumn *column)
{
  return strcmp (column->name, "growth") == 0 || strcmp (column->name, "change") == 0;
}

static char *
format_fraction (const TapeColumn *column, double fraction)
{
  if (tape_analysis_text_is_change (column))
    return tape_format_percent (fraction);
  if (strcmp (column->name, "share") == 0 || isnan (fraction))
    return tape_format_share (fraction);
  return g_strdup_printf ("%.3f\u00a0%%", fraction * 100);
}

static gboolean
is_money (const TapeColumn *column)
{
  return strcmp (column->name, "turnover") == 0;
}

static char *
format_number (const TapeColumn *column, double number)
{
  switch (column->kind)
    {
    case TAPE_COLUMN_FRACTION:
      return format_fraction (column, number);
    case TAPE_COLUMN_PRICE:
      return is_money (column) ? tape_format_compact (number) : tape_format_price (NULL, number);
    case TAPE_COLUMN_TEXT:
    case TAPE_COLUMN_COUNT:
    case TAPE_COLUMN_QUANTITY:
    case TAPE_COLUMN_DAY:
    case TAPE_COLUMN_TIME:
    default:
      return tape_format_quantity (number);
    }
}

char *
tape_analysis_text_number (const TapeColumn *column, double number)
{
  if (column->kind == TAPE_COLUMN_QUANTITY || column->kind == TAPE_COLUMN_COUNT)
    return tape_format_compact (number);
  return format_number (column, number);
}

/* What analyses say in words of their own, as people read it. */
static const char *
translate (const TapeColumn *column, const char *text)
{
  if (strcmp (column->name, "side") == 0)
    return strcmp (text, "buy") == 0 ? _ ("Buy") : strcmp (text, "sell") == 0 ? _ ("Sell") : _ ("Unknown");
  if (strcmp (column->name, "estimated") == 0)
    return _ ("estimate");
  if (strcmp (column->name, "base") == 0)
    {
      if (strcmp (text, "previous-close") == 0)
        return _ ("previous close");
      return strcmp (text, "open") == 0 ? _ ("the day’s open") : _ ("either");
    }
  return text;
}

/* Hours and minutes begin with one; batches and trades do not. */
static gboolean
has_seconds (const TapeColumn *column)
{
  return strcmp (column->name, "start") == 0 || strcmp (column->name, "end") == 0
         || strcmp (column->name, "event_time") == 0;
}

/* A trade's time is known to the microsecond: as much of it as says something. */
static char *
format_exact (const TapeColumn *column, gint64 time, const char *clock)
{
  gint64 micros = time - tape_time_floor (time, TAPE_SECOND);

  if (strcmp (column->name, "event_time") != 0 || micros == 0)
    return g_strdup (clock);
  if (micros % TAPE_MILLISECOND == 0)
    return g_strdup_printf ("%s.%03d", clock, (int)(micros / TAPE_MILLISECOND));
  return g_strdup_printf ("%s.%06d", clock, (int)micros);
}

static char *
format_time (const TapeColumn *column, gint64 time, const TapeClock *clock)
{
  g_autofree char *day = tape_format_day (clock->exchange, time, clock->zone);
  g_autofree char *text = tape_format_clock (clock->exchange, time, clock->zone, has_seconds (column));
  g_autofree char *exact = format_exact (column, time, text);

  return g_strdup_printf ("%s, %s", day, exact);
}

char *
tape_analysis_text_cell (const TapeAnalysisResult *result, gsize row, guint column, const TapeClock *clock)
{
  const TapeColumn *described = tape_analysis_result_get_column (result, column);
  const char *text;

  switch (described->kind)
    {
    case TAPE_COLUMN_TEXT:
      text = tape_analysis_result_get_text (result, row, column);
      return g_strdup (text == NULL || *text == '\0' ? TAPE_FORMAT_UNKNOWN : translate (described, text));
    case TAPE_COLUMN_DAY:
      return tape_format_date ((gint32)tape_analysis_result_get_integer (result, row, column));
    case TAPE_COLUMN_TIME:
      return format_time (described, tape_analysis_result_get_integer (result, row, column), clock);
    case TAPE_COLUMN_COUNT:
      return tape_format_quantity ((double)tape_analysis_result_get_integer (result, row, column));
    case TAPE_COLUMN_QUANTITY:
    case TAPE_COLUMN_PRICE:
    case TAPE_COLUMN_FRACTION:
    default:
      return format_number (described, tape_analysis_result_get_number (result, row, column));
    }
}

char *
tape_analysis_text_moment (const TapeColumn *column, gint64 moment, gboolean dated, const TapeClock *clock)
{
  gint64 local = column->kind == TAPE_COLUMN_DAY
                     ? moment * TAPE_DAY
                     : moment + tape_format_get_offset (clock->exchange, moment, clock->zone);
  g_autoptr (GDateTime) wall = g_date_time_new_from_unix_utc (tape_time_floor (local, TAPE_SECOND) / TAPE_SECOND);

  if (wall == NULL)
    return g_strdup (TAPE_FORMAT_UNKNOWN);
  if (column->kind == TAPE_COLUMN_DAY)
    /* Translators: a day over a column, as in "15 Nov", in the form of strftime(). */
    return g_date_time_format (wall, _ ("%-d %b"));
  /* Translators: a time over a column, as in "15 Nov 10:30", in the form of strftime(). */
  return g_date_time_format (wall, has_seconds (column) ? "%H:%M:%S" : dated ? _ ("%-d %b %H:%M") : "%H:%M");
}

/* --- For programs. --- */

char *
tape_analysis_text_table (const TapeAnalysisResult *result, char separator, gboolean simulated)
{
  g_auto (GStrv) columns = tape_analysis_result_list_columns (result, simulated);
  GString *table = g_string_new (NULL);
  TapeRowText row;

  tape_row_text_init (&row, table, separator == '\t' ? TAPE_TEXT_TSV : TAPE_TEXT_CSV, NULL);
  tape_row_text_add_header (&row, (const char *const *)columns);
  for (gsize i = 0; i < tape_analysis_result_get_n_rows (result); i++)
    tape_analysis_result_write (result, i, simulated, &row);
  return g_string_free (table, FALSE);
}
