/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands in the cells of an analysis' picture, and what is said of them. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "model/tape-analysis-picture-private.h"

/* "+1.4", "−0.3" */
static char *
dup_brief_change (double change)
{
  double percent = round (change * 1000) / 10;
  const char *sign = percent > 0 ? "+" : percent < 0 ? "\u2212" : "";

  return g_strdup_printf ("%s%.1f", sign, fabs (percent));
}

char *
tape_analysis_picture_dup_text (const TapeAnalysisPicture *self, guint row, guint column, gboolean brief)
{
  double value = (self->shown != NULL ? self->shown : self->values)[(gsize)row * self->n_columns + column];

  if (brief && !isnan (value) && self->kind == TAPE_PICTURE_GROWTH)
    return dup_brief_change (value);
  if (brief && !isnan (value) && self->kind == TAPE_PICTURE_SHARE)
    return g_strdup_printf ("%.0f", value * 100);
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
  return self->kind == TAPE_PICTURE_BARS && tape_picture_find_time (result) != TAPE_PICTURE_NO_COLUMN;
}

char *
tape_analysis_picture_dup_name (
    const TapeAnalysisPicture *self, const TapeAnalysisResult *result, guint row, guint column, const TapeClock *clock)
{
  gsize source;
  GString *name;
  guint n_keys = tape_picture_count_keys (result);

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
                 && (kind == TAPE_COLUMN_DAY || i == tape_picture_find_time (result)
                     || strcmp (tape_analysis_result_get_column (result, i)->name, "name") == 0))
          {
            g_autofree char *text = tape_analysis_text_cell (result, source, i, clock);

            g_string_append_printf (name, ", %s", text);
          }
      }
  return g_string_free (name, FALSE);
}
