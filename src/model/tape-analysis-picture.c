/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-analysis-picture.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* --- Which columns of the result mean what. --- */

#define NONE G_MAXUINT

typedef struct
{
  const TapeAnalysisResult *result;
  guint n_keys; /* the first columns: what a row is of */
  guint time;   /* of them the one that the picture has as columns, or NONE */
  guint value;
  guint currency; /* where rows of different currencies must not become one, or NONE */
} Reading;

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

/* Each analysis is known by its columns. */
static guint
find_value (const TapeAnalysisResult *result, const TapeAnalysisRequest *request)
{
  static const char *const values[] = { "growth", "share", "average_volume", NULL };
  guint value;

  if (tape_analysis_result_find_column (result, "mean") != NONE)
    return tape_analysis_result_find_column (result, shown[request->show]);
  if (tape_analysis_result_find_column (result, "change") != NONE)
    return tape_analysis_result_find_column (result, rankings[request->query.ranking]);
  if (is_named (result, values, &value))
    return value;
  return tape_analysis_result_find_column (result, "volume");
}

static guint
find_time (const TapeAnalysisResult *result)
{
  static const char *const times[] = { "day", "hour", "minute", NULL };
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

static guint
count_keys (const TapeAnalysisResult *result)
{
  static const char *const keys[]
      = { "rank", "symbol", "industry", "technology", "country", "name", "side", "day", "hour", "minute", NULL };
  guint n = 0;

  while (n < tape_analysis_result_get_n_columns (result)
         && g_strv_contains (keys, tape_analysis_result_get_column (result, n)->name))
    n++;
  return n;
}

/* --- Rows. --- */

/* What a row of the picture is called; without its moment, its rank and the company's name. */
static char *
dup_label (const Reading *reading, gsize row, const TapeClock *clock)
{
  GString *label = g_string_new (NULL);

  for (guint i = 0; i <= reading->n_keys; i++)
    {
      guint column = i < reading->n_keys ? i : reading->currency;
      g_autofree char *text = NULL;

      if (column == NONE || column == reading->time
          || tape_analysis_result_get_column (reading->result, column)->kind == TAPE_COLUMN_COUNT
          || strcmp (tape_analysis_result_get_column (reading->result, column)->name, "name") == 0)
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
read_rows (TapeAnalysisPicture *self, const Reading *reading, const TapeClock *clock)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  gsize n = tape_analysis_result_get_n_rows (reading->result);
  guint *numbers = g_new (guint, n + 1);

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
read_moments (TapeAnalysisPicture *self, const Reading *reading)
{
  GArray *moments = g_array_new (FALSE, FALSE, sizeof (gint64));
  gsize n = tape_analysis_result_get_n_rows (reading->result);
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
  if (kept > TAPE_PICTURE_COLUMNS)
    {
      self->left_out = kept - TAPE_PICTURE_COLUMNS;
      g_array_remove_range (moments, 0, self->left_out);
    }
  return moments;
}

static guint
find_moment (GArray *moments, gint64 moment)
{
  guint found;

  return g_array_binary_search (moments, &moment, compare_times, &found) ? found : NONE;
}

static void
name_columns (TapeAnalysisPicture *self, const Reading *reading, GArray *moments, const TapeClock *clock)
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
read_values (TapeAnalysisPicture *self, const Reading *reading, const guint *numbers, GArray *moments)
{
  gsize n = tape_analysis_result_get_n_rows (reading->result);
  gsize n_cells = (gsize)self->n_rows * self->n_columns;

  self->values = g_new (double, n_cells + 1);
  self->sources = g_new (gsize, n_cells + 1);
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

      if (column != NONE)
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

/* The largest sum first, ties in the order they had. */
static void
rank_rows (TapeAnalysisPicture *self)
{
  gsize n_cells = (gsize)self->n_rows * self->n_columns;
  g_autofree Ranked *ranked = g_new (Ranked, self->n_rows + 1);
  g_autofree char **rows = g_memdup2 (self->rows, (self->n_rows + 1) * sizeof *rows);
  g_autofree double *values = g_memdup2 (self->values, (n_cells + 1) * sizeof *values);
  g_autofree gsize *sources = g_memdup2 (self->sources, (n_cells + 1) * sizeof *sources);

  for (guint i = 0; i < self->n_rows; i++)
    ranked[i] = (Ranked){ sum_row (self, i), i };
  qsort (ranked, self->n_rows, sizeof *ranked, compare_ranked);
  for (guint i = 0; i < self->n_rows; i++)
    {
      gsize from = (gsize)ranked[i].row * self->n_columns;
      gsize to = (gsize)i * self->n_columns;

      self->rows[i] = rows[ranked[i].row];
      memcpy (&self->values[to], &values[from], self->n_columns * sizeof *values);
      memcpy (&self->sources[to], &sources[from], self->n_columns * sizeof *sources);
    }
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
read_parts (TapeAnalysisPicture *self, const Reading *reading, const guint *numbers)
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

      self->texts[i] = tape_format_share (all > 0 ? (double)parts[TAPE_SIDE_BUY] / all : NAN);
    }
}

/* --- The whole. --- */

/* The number of sides is one of the keys that a row of parts is not of. */
static TapeAnalysisPicture *
make_parts (TapeAnalysisPicture *self, Reading *reading, const TapeClock *clock)
{
  g_autofree guint *numbers = NULL;

  reading->n_keys--;
  reading->time = NONE;
  reading->currency = NONE;
  numbers = read_rows (self, reading, clock);
  self->kind = TAPE_PICTURE_PARTS;
  self->n_columns = 1;
  read_parts (self, reading, numbers);
  return self;
}

static TapeAnalysisPicture *
make_bars (TapeAnalysisPicture *self, Reading *reading, const TapeClock *clock)
{
  g_autofree guint *numbers = read_rows (self, reading, clock);

  self->kind = TAPE_PICTURE_BARS;
  self->n_columns = 1;
  self->signed_colors = tape_analysis_text_is_change (&self->value);
  read_values (self, reading, numbers, NULL);
  /* Losers are ranked by how much they lost. */
  if (tape_analysis_result_find_column (reading->result, "rank") == NONE)
    rank_rows (self);
  write_bars (self);
  return self;
}

static gboolean
is_daily_volume (const TapeAnalysisResult *result)
{
  return tape_analysis_result_find_column (result, "volume") == 2;
}

static TapeAnalysisPicture *
make_heatmap (TapeAnalysisPicture *self, Reading *reading, const TapeClock *clock)
{
  g_autoptr (GArray) moments = read_moments (self, reading);
  g_autofree guint *numbers = read_rows (self, reading, clock);

  self->kind = tape_analysis_text_is_change (&self->value) ? TAPE_PICTURE_GROWTH
               : self->value.kind == TAPE_COLUMN_FRACTION  ? TAPE_PICTURE_SHARE
                                                           : TAPE_PICTURE_AMOUNT;
  self->n_columns = moments->len;
  name_columns (self, reading, moments, clock);
  read_values (self, reading, numbers, moments);
  if (is_daily_volume (reading->result))
    rank_rows (self);
  return self;
}

TapeAnalysisPicture *
tape_analysis_picture_new (const TapeAnalysisResult *result, const TapeAnalysisRequest *request, const TapeClock *clock)
{
  TapeAnalysisPicture *self = g_new0 (TapeAnalysisPicture, 1);
  Reading reading = { .result = result, .n_keys = count_keys (result), .time = find_time (result) };
  gboolean summed = is_daily_volume (result) && !request->by_day;

  reading.value = find_value (result, request);
  reading.currency = find_currency (result, reading.value);
  self->value = *tape_analysis_result_get_column (result, reading.value);
  self->largest = 1;
  if (tape_analysis_result_find_column (result, "quantity") != NONE)
    return make_parts (self, &reading, clock);
  if (reading.time == NONE || summed)
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
  g_free (self->parts);
  g_free (self->sources);
  g_free (self);
}

/* --- Words. --- */

char *
tape_analysis_picture_dup_text (const TapeAnalysisPicture *self, guint row, guint column)
{
  double value = self->values[(gsize)row * self->n_columns + column];

  return isnan (value) ? NULL : tape_analysis_text_number (&self->value, value);
}

static char *
dup_parts (const TapeAnalysisPicture *self, guint row)
{
  const guint64 *parts = self->parts[row];
  g_autofree char *buys = tape_format_quantity ((double)parts[TAPE_SIDE_BUY]);
  g_autofree char *sells = tape_format_quantity ((double)parts[TAPE_SIDE_SELL]);
  g_autofree char *unknown = tape_format_quantity ((double)parts[TAPE_SIDE_UNKNOWN]);

  /* Translators: numbers of trades by who started them, and the share of buys. */
  return g_strdup_printf (_ ("%s: %s buys, %s sells, %s unknown; %s bought"), self->rows[row], buys, sells, unknown,
                          self->texts[row]);
}

/* "down 1.40 %", "8 members", "volume 46,200" */
static void
append_cell (GString *name, const TapeAnalysisResult *result, gsize row, guint column, const TapeClock *clock)
{
  const TapeColumn *described = tape_analysis_result_get_column (result, column);
  g_autofree char *text = tape_analysis_text_cell (result, row, column, clock);

  if (tape_analysis_text_is_change (described))
    {
      double change = tape_analysis_result_get_number (result, row, column);
      g_autofree char *size = tape_format_percent (fabs (change));
      const char *bare = g_str_has_prefix (size, "+") ? size + 1 : size;

      g_string_append_printf (name, change > 0 ? _ (", up %s") : change < 0 ? _ (", down %s") : ", %s", bare);
    }
  else if (strcmp (described->name, "members") == 0)
    {
      gint64 members = tape_analysis_result_get_integer (result, row, column);

      g_string_append_printf (name, ngettext (", %d member", ", %d members", (gulong)members), (int)members);
    }
  else
    g_string_append_printf (name, ", %s: %s", _ (described->title), text);
}

/* Of a day's sum no row of the result speaks alone. */
static gboolean
is_sum (const TapeAnalysisPicture *self, const TapeAnalysisResult *result)
{
  return self->kind == TAPE_PICTURE_BARS && find_time (result) != NONE;
}

char *
tape_analysis_picture_dup_name (
    const TapeAnalysisPicture *self, const TapeAnalysisResult *result, guint row, guint column, const TapeClock *clock)
{
  gsize source;
  GString *name;
  guint n_keys = count_keys (result);

  if (self->kind == TAPE_PICTURE_PARTS)
    return dup_parts (self, row);
  name = g_string_new (self->rows[row]);
  source = self->sources[(gsize)row * self->n_columns + column];
  if (self->columns != NULL && source == G_MAXSIZE)
    g_string_append_printf (name, ", %s: %s", self->columns[column], _ ("no trades"));
  else if (is_sum (self, result))
    g_string_append_printf (name, ", %s: %s", _ (self->value.title), self->texts[row]);
  else
    for (guint i = 0; i < tape_analysis_result_get_n_columns (result); i++)
      {
        TapeColumnKind kind = tape_analysis_result_get_column (result, i)->kind;

        if (i >= n_keys && kind != TAPE_COLUMN_TEXT)
          append_cell (name, result, source, i, clock);
        else if (i < n_keys
                 && (kind == TAPE_COLUMN_DAY || kind == TAPE_COLUMN_TIME
                     || strcmp (tape_analysis_result_get_column (result, i)->name, "name") == 0))
          {
            g_autofree char *text = tape_analysis_text_cell (result, source, i, clock);

            g_string_append_printf (name, ", %s", text);
          }
      }
  return g_string_free (name, FALSE);
}
