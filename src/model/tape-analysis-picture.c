/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-analysis-picture-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* --- Rows. --- */

/* What a row of the picture is called; without its moment, its rank and the company's name. */
static char *
dup_label (const TapePictureReading *reading, gsize row, const TapeClock *clock)
{
  GString *label = g_string_new (NULL);

  for (guint i = 0; i <= reading->n_keys; i++)
    {
      guint column = i < reading->n_keys ? i : reading->currency;
      g_autofree char *text = NULL;

      if (column == TAPE_PICTURE_NO_COLUMN || column == reading->time
          || tape_analysis_result_get_column (reading->result, column)->kind == TAPE_COLUMN_COUNT
          || strcmp (tape_analysis_result_get_column (reading->result, column)->name, "name") == 0
          || strcmp (tape_analysis_result_get_column (reading->result, column)->name, "start") == 0)
        continue;
      text = tape_analysis_text_cell (reading->result, row, column, clock);
      g_string_append_printf (label, label->len > 0 ? " · %s" : "%s", text);
    }
  if (label->len == 0)
    g_string_append (label, _ ("All"));
  return g_string_free (label, FALSE);
}

/* Labels of the picture's rows in the order in which the result has them; numbers by row of the result. */
static guint *
read_rows (TapeAnalysisPicture *self, const TapePictureReading *reading, const TapeClock *clock)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  gsize n = tape_analysis_result_get_n_rows (reading->result);
  guint *numbers = g_new0 (guint, n + 1);

  for (gsize row = 0; row < n; row++)
    {
      g_autofree char *label = dup_label (reading, row, clock);
      gpointer number;

      if (!g_hash_table_lookup_extended (known, label, NULL, &number))
        {
          number = GUINT_TO_POINTER (labels->len);
          g_ptr_array_add (labels, label);
          g_hash_table_insert (known, g_steal_pointer (&label), number);
        }
      numbers[row] = GPOINTER_TO_UINT (number);
    }
  self->n_rows = labels->len;
  g_ptr_array_add (labels, NULL);
  self->rows = (char **)g_ptr_array_steal (labels, NULL);
  return numbers;
}

/* --- Columns. --- */

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *)a;
  gint64 other = *(const gint64 *)b;

  return (one > other) - (one < other);
}

/* The moments of the result, rising, each once; the latest if there are too many. */
static GArray *
read_moments (TapeAnalysisPicture *self, const TapePictureReading *reading)
{
  GArray *moments = g_array_new (FALSE, FALSE, sizeof (gint64));
  gsize n = tape_analysis_result_get_n_rows (reading->result);
  guint most = MIN (TAPE_PICTURE_COLUMNS, MAX (TAPE_PICTURE_CELLS / MAX (self->n_rows, 1), 1));
  guint kept = 0;

  for (gsize row = 0; row < n; row++)
    {
      gint64 moment = tape_analysis_result_get_integer (reading->result, row, reading->time);

      if (moments->len == 0 || g_array_index (moments, gint64, moments->len - 1) != moment)
        g_array_append_val (moments, moment);
    }
  g_array_sort (moments, compare_times);
  for (guint i = 0; i < moments->len; i++)
    if (i == 0 || g_array_index (moments, gint64, i) != g_array_index (moments, gint64, kept - 1))
      g_array_index (moments, gint64, kept++) = g_array_index (moments, gint64, i);
  g_array_set_size (moments, kept);
  if (kept > most)
    {
      self->left_out = kept - most;
      g_array_remove_range (moments, 0, self->left_out);
    }
  return moments;
}

static guint
find_moment (GArray *moments, gint64 moment)
{
  guint found;

  return g_array_binary_search (moments, &moment, compare_times, &found) ? found : TAPE_PICTURE_NO_COLUMN;
}

static void
name_columns (TapeAnalysisPicture *self, const TapePictureReading *reading, GArray *moments, const TapeClock *clock)
{
  const TapeColumn *column = tape_analysis_result_get_column (reading->result, reading->time);
  gboolean dated
      = moments->len > 0
        && g_array_index (moments, gint64, moments->len - 1) - g_array_index (moments, gint64, 0) >= TAPE_DAY;

  self->columns = g_new0 (char *, moments->len + 1);
  for (guint i = 0; i < moments->len; i++)
    self->columns[i] = tape_analysis_text_moment (column, g_array_index (moments, gint64, i), dated, clock);
}

/* --- Values. --- */

static double
read_value (const TapeAnalysisResult *result, gsize row, guint column)
{
  if (tape_analysis_result_get_column (result, column)->kind == TAPE_COLUMN_COUNT)
    return (double)tape_analysis_result_get_integer (result, row, column);
  return tape_analysis_result_get_number (result, row, column);
}

static void
add_value (TapeAnalysisPicture *self, gsize cell, double value, gsize source)
{
  if (self->sources[cell] == G_MAXSIZE)
    {
      self->values[cell] = value;
      self->sources[cell] = source;
    }
  else if (!isnan (value))
    self->values[cell] = isnan (self->values[cell]) ? value : self->values[cell] + value;
}

static void
read_values (TapeAnalysisPicture *self, const TapePictureReading *reading, const guint *numbers, GArray *moments)
{
  gsize n = tape_analysis_result_get_n_rows (reading->result);
  gsize n_cells = (gsize)self->n_rows * self->n_columns;

  self->values = g_new0 (double, n_cells + 1);
  self->sources = g_new0 (gsize, n_cells + 1);
  for (gsize cell = 0; cell < n_cells; cell++)
    {
      self->values[cell] = NAN;
      self->sources[cell] = G_MAXSIZE;
    }
  for (gsize row = 0; row < n; row++)
    {
      guint column
          = moments == NULL
                ? 0
                : find_moment (moments, tape_analysis_result_get_integer (reading->result, row, reading->time));

      if (column != TAPE_PICTURE_NO_COLUMN)
        add_value (self, (gsize)numbers[row] * self->n_columns + column,
                   read_value (reading->result, row, reading->value), row);
    }
  self->largest = 0;
  for (gsize cell = 0; cell < n_cells; cell++)
    if (fabs (self->values[cell]) > self->largest)
      self->largest = fabs (self->values[cell]);
  if (self->largest == 0)
    self->largest = 1;
}

/* --- Order. --- */

typedef struct
{
  double value;
  guint row;
} Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *one = a;
  const Ranked *other = b;

  if (one->value != other->value)
    return one->value < other->value ? 1 : -1;
  return (one->row > other->row) - (one->row < other->row);
}

/* Σ of the row's values; less than any where it has none. */
static double
sum_row (const TapeAnalysisPicture *self, guint row)
{
  double sum = -INFINITY;

  for (guint column = 0; column < self->n_columns; column++)
    {
      double value = self->values[(gsize)row * self->n_columns + column];

      if (!isnan (value))
        sum = isinf (sum) ? value : sum + value;
    }
  return sum;
}

/* @order: rows as they are to follow each other */
static void
permute_rows (TapeAnalysisPicture *self, const Ranked *order)
{
  gsize n_cells = (gsize)self->n_rows * self->n_columns;
  g_autofree char **rows = g_memdup2 (self->rows, (self->n_rows + 1) * sizeof *rows);
  g_autofree double *values = g_memdup2 (self->values, (n_cells + 1) * sizeof *values);
  g_autofree gsize *sources = g_memdup2 (self->sources, (n_cells + 1) * sizeof *sources);

  for (guint i = 0; i < self->n_rows; i++)
    {
      gsize from = (gsize)order[i].row * self->n_columns;
      gsize to = (gsize)i * self->n_columns;

      self->rows[i] = rows[order[i].row];
      memcpy (&self->values[to], &values[from], self->n_columns * sizeof *values);
      memcpy (&self->sources[to], &sources[from], self->n_columns * sizeof *sources);
    }
}

/* The largest sum first, ties in the order they had. */
static void
rank_rows (TapeAnalysisPicture *self)
{
  g_autofree Ranked *order = g_new (Ranked, self->n_rows + 1);

  for (guint i = 0; i < self->n_rows; i++)
    order[i] = (Ranked){ sum_row (self, i), i };
  qsort (order, self->n_rows, sizeof *order, compare_ranked);
  permute_rows (self, order);
}

static int
compare_labels (gconstpointer a, gconstpointer b, gpointer rows)
{
  return strcmp (((char **)rows)[((const Ranked *)a)->row], ((char **)rows)[((const Ranked *)b)->row]);
}

/* By their labels: rows that come and go change no others' order. */
static void
sort_rows (TapeAnalysisPicture *self)
{
  g_autofree Ranked *order = g_new (Ranked, self->n_rows + 1);

  for (guint i = 0; i < self->n_rows; i++)
    order[i] = (Ranked){ 0, i };
  g_qsort_with_data (order, (gint)self->n_rows, sizeof *order, compare_labels, self->rows);
  permute_rows (self, order);
}

/* --- Bars. --- */

static void
write_bars (TapeAnalysisPicture *self)
{
  self->texts = g_new0 (char *, self->n_rows + 1);
  for (guint i = 0; i < self->n_rows; i++)
    self->texts[i] = tape_analysis_text_number (&self->value, self->values[i]);
}

static TapeSide
read_side (const TapeAnalysisResult *result, gsize row, guint column)
{
  const char *side = tape_analysis_result_get_text (result, row, column);

  return g_strcmp0 (side, "buy") == 0    ? TAPE_SIDE_BUY
         : g_strcmp0 (side, "sell") == 0 ? TAPE_SIDE_SELL
                                         : TAPE_SIDE_UNKNOWN;
}

static void
read_parts (TapeAnalysisPicture *self, const TapePictureReading *reading, const guint *numbers)
{
  gsize n = tape_analysis_result_get_n_rows (reading->result);
  guint side = tape_analysis_result_find_column (reading->result, "side");
  guint count = tape_analysis_result_find_column (reading->result, "count");

  self->parts = g_malloc0_n (self->n_rows + 1, sizeof *self->parts);
  self->texts = g_new0 (char *, self->n_rows + 1);
  for (gsize row = 0; row < n; row++)
    self->parts[numbers[row]][read_side (reading->result, row, side)]
        += (guint64)tape_analysis_result_get_integer (reading->result, row, count);
  for (guint i = 0; i < self->n_rows; i++)
    {
      const guint64 *parts = self->parts[i];
      double all = (double)(parts[TAPE_SIDE_BUY] + parts[TAPE_SIDE_SELL] + parts[TAPE_SIDE_UNKNOWN]);

      /* Where no side is known, neither is the share. */
      self->texts[i]
          = tape_format_share (all > (double)parts[TAPE_SIDE_UNKNOWN] ? (double)parts[TAPE_SIDE_BUY] / all : NAN);
    }
}

/* --- The whole. --- */

/* The number of sides is one of the keys that a row of parts is not of. */
static TapeAnalysisPicture *
make_parts (TapeAnalysisPicture *self, TapePictureReading *reading, const TapeClock *clock)
{
  g_autofree guint *numbers = NULL;

  reading->n_keys--;
  reading->time = TAPE_PICTURE_NO_COLUMN;
  reading->currency = TAPE_PICTURE_NO_COLUMN;
  numbers = read_rows (self, reading, clock);
  self->kind = TAPE_PICTURE_PARTS;
  self->n_columns = 1;
  read_parts (self, reading, numbers);
  return self;
}

static TapeAnalysisPicture *
make_bars (TapeAnalysisPicture *self, TapePictureReading *reading, const TapeClock *clock)
{
  g_autofree guint *numbers = read_rows (self, reading, clock);

  self->kind = TAPE_PICTURE_BARS;
  self->n_columns = 1;
  self->signed_colors = tape_analysis_text_is_change (&self->value);
  read_values (self, reading, numbers, NULL);
  /* Losers are ranked by how much they lost. */
  if (tape_analysis_result_find_column (reading->result, "rank") == TAPE_PICTURE_NO_COLUMN)
    rank_rows (self);
  write_bars (self);
  return self;
}

static TapeAnalysisPicture *
make_heatmap (TapeAnalysisPicture *self, TapePictureReading *reading, const TapeClock *clock)
{
  g_autofree guint *numbers = read_rows (self, reading, clock);
  g_autoptr (GArray) moments = read_moments (self, reading);

  self->kind = tape_analysis_text_is_change (&self->value) ? TAPE_PICTURE_GROWTH
               : self->value.kind == TAPE_COLUMN_FRACTION  ? TAPE_PICTURE_SHARE
                                                           : TAPE_PICTURE_AMOUNT;
  self->n_columns = moments->len;
  name_columns (self, reading, moments, clock);
  read_values (self, reading, numbers, moments);
  if (tape_picture_is_daily_volume (reading->result))
    rank_rows (self);
  return self;
}

/* Prices of different instruments have no scale in common: each is coloured by its distance from its own mean so far. */
static TapeAnalysisPicture *
make_batches (TapeAnalysisPicture *self, TapePictureReading *reading, const TapeClock *clock)
{
  guint mean = tape_analysis_result_find_column (reading->result, "running_mean");

  make_heatmap (self, reading, clock);
  self->kind = TAPE_PICTURE_DISTANCE;
  sort_rows (self);
  self->shown = self->values;
  self->values = g_new (double, (gsize)self->n_rows * self->n_columns + 1);
  for (gsize cell = 0; cell < (gsize)self->n_rows * self->n_columns; cell++)
    self->values[cell] = self->sources[cell] == G_MAXSIZE
                             ? NAN
                             : self->shown[cell] / read_value (reading->result, self->sources[cell], mean) - 1;
  return self;
}

TapeAnalysisPicture *
tape_analysis_picture_new (const TapeAnalysisResult *result, const TapeAnalysisRequest *request, const TapeClock *clock)
{
  TapeAnalysisPicture *self = g_new0 (TapeAnalysisPicture, 1);
  TapePictureReading reading;
  gboolean summed = tape_picture_is_daily_volume (result) && !request->by_day;

  tape_picture_reading_init (&reading, result, request);
  self->value = *tape_analysis_result_get_column (result, reading.value);
  self->largest = 1;
  if (tape_analysis_result_find_column (result, "quantity") != TAPE_PICTURE_NO_COLUMN)
    return make_parts (self, &reading, clock);
  if (tape_picture_is_batches (result))
    return make_batches (self, &reading, clock);
  if (reading.time == TAPE_PICTURE_NO_COLUMN || summed)
    return make_bars (self, &reading, clock);
  return make_heatmap (self, &reading, clock);
}

void
tape_analysis_picture_free (TapeAnalysisPicture *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->rows);
  g_strfreev (self->columns);
  g_strfreev (self->texts);
  g_free (self->values);
  g_free (self->shown);
  g_free (self->parts);
  g_free (self->sources);
  g_free (self);
}
