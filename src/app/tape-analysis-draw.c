/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-analysis-draw.h"

#include <glib/gi18n.h>
#include <math.h>

#include "plot/tape-bar-rows.h"
#include "plot/tape-heatmap-draw.h"

/* Pixels. */
#define LEAST_COLUMN  5
#define TALLEST_CELL  72
#define BAR_ROW       26
#define TALLEST_BAR   44
#define VALUE_GAP     12
#define MARGIN        24
#define TITLE_SPACING 4

/* Labels take at most this much of the width. */
#define LABEL_SHARE 0.38

static gboolean
is_bars (const TapeAnalysisPicture *picture)
{
  return picture->kind == TAPE_PICTURE_BARS || picture->kind == TAPE_PICTURE_PARTS;
}

void
tape_analysis_draw_fit (
    const TapeAnalysisPicture *picture, PangoContext *context, double width, double height, TapeGrid *grid)
{
  gboolean bars = is_bars (picture);
  double line = tape_heatmap_measure_header (context);
  double labels = tape_heatmap_measure_labels (context, (const char *const *)picture->rows, picture->n_rows);

  *grid = (TapeGrid){
    .n_rows = picture->n_rows,
    .n_columns = picture->n_columns,
    .label_width = ceil (MIN (labels, width * LABEL_SHARE)),
    .header_height = bars ? 0 : line,
  };
  if (bars)
    grid->value_width
        = tape_heatmap_measure_labels (context, (const char *const *)picture->texts, picture->n_rows) + VALUE_GAP / 2.0;
  tape_grid_fit (grid, width, height, LEAST_COLUMN, MAX (bars ? BAR_ROW : line + 4, line),
                 MAX (bars ? TALLEST_BAR : TALLEST_CELL, line));
}

static char *
cell_text (guint row, guint column, gboolean brief, gpointer picture)
{
  return tape_analysis_picture_dup_text (picture, row, column, brief);
}

void
tape_analysis_draw (const TapeAnalysisPicture *picture,
                    const TapeGrid *grid,
                    double limit,
                    cairo_t *cr,
                    PangoContext *context,
                    double x,
                    double y,
                    double width,
                    double height,
                    const TapePalette *palette)
{
  if (is_bars (picture))
    {
      TapeBarRows rows = {
        .grid = *grid,
        .values = picture->values,
        .parts = (const guint64 (*)[TAPE_N_SIDES])picture->parts,
        .signed_colors = picture->signed_colors,
        .rows = (const char *const *)picture->rows,
        .texts = (const char *const *)picture->texts,
      };

      tape_bar_rows_draw (&rows, cr, context, y, width, height, palette);
    }
  else
    {
      TapeHeatmap heatmap = {
        .grid = *grid,
        .heat = picture->kind == TAPE_PICTURE_GROWTH || picture->kind == TAPE_PICTURE_DISTANCE ? TAPE_HEAT_GROWTH
                : picture->kind == TAPE_PICTURE_SHARE                                          ? TAPE_HEAT_SHARE
                                                                                               : TAPE_HEAT_AMOUNT,
        .limit = picture->kind == TAPE_PICTURE_AMOUNT ? picture->largest : limit,
        .values = picture->values,
        .rows = (const char *const *)picture->rows,
        .columns = (const char *const *)picture->columns,
        .text = cell_text,
        .data = (gpointer)picture,
      };

      tape_heatmap_draw (&heatmap, cr, context, x, y, width, height, palette);
    }
}

/* --- Words. --- */

char *
tape_analysis_dup_meaning (const TapeFinding *finding)
{
  const TapeAnalysisPicture *picture = finding->picture;
  g_autofree char *largest = tape_analysis_text_number (&picture->value, picture->largest);

  switch (picture->kind)
    {
    case TAPE_PICTURE_PARTS:
      return g_strdup (_ ("Buys from the left, then sells, then unknown (hatched); the number is the share of buys"));
    case TAPE_PICTURE_SHARE:
      return g_strdup (_ ("Share of those that grew; the middle color is about a half"));
    case TAPE_PICTURE_DISTANCE:
      return g_strdup (_ ("Mean price of the batch, colored by its distance from the mean so far"));
    case TAPE_PICTURE_AMOUNT:
      /* Translators: what is shown, and its largest value. */
      return g_strdup_printf (_ ("%s; the strongest color is %s"), _ (picture->value.title), largest);
    case TAPE_PICTURE_GROWTH:
    case TAPE_PICTURE_BARS:
    default:
      return g_strdup (_ (picture->value.title));
    }
}

char *
tape_analysis_dup_span (const TapeAnalysisRequest *request)
{
  const TapeSpan *span = &request->query.span;
  g_autofree char *from = tape_format_date (span->from_date);
  g_autofree char *to = tape_format_date (span->to_date);

  if (!(tape_analysis_get_options (request->query.analysis) & TAPE_OPTION_SPAN))
    return g_strdup (_ ("Now"));
  if (span->from_date == TAPE_NO_DATE && span->to_date == TAPE_NO_DATE)
    return g_strdup (_ ("All that is stored"));
  if (span->from_date == span->to_date)
    return g_steal_pointer (&from);
  if (span->from_date == TAPE_NO_DATE)
    /* Translators: up to a day. */
    return g_strdup_printf (_ ("Up to %s"), to);
  if (span->to_date == TAPE_NO_DATE)
    /* Translators: from a day on. */
    return g_strdup_printf (_ ("From %s"), from);
  /* Translators: from a day to a day. */
  return g_strdup_printf (_ ("%s to %s"), from, to);
}

/* --- On paper. --- */

static PangoLayout *
lay_out_title (const TapeAnalysisSheet *self, PangoContext *context)
{
  PangoLayout *layout = pango_layout_new (context);
  g_autofree char *span = tape_analysis_dup_span (&self->finding->request);
  g_autofree char *markup
      = g_markup_printf_escaped ("<b>%s%s</b>\n<small>%s</small>", self->finding->simulated ? _ ("SIMULATED · ") : "",
                                 tape_analysis_get_title (self->finding->request.query.analysis), span);

  pango_layout_set_markup (layout, markup, -1);
  pango_layout_set_spacing (layout, TITLE_SPACING * PANGO_SCALE);
  return layout;
}

void
tape_analysis_sheet_init (
    TapeAnalysisSheet *self, const TapeFinding *finding, double limit, PangoContext *context, double width)
{
  g_autoptr (PangoLayout) title = NULL;
  int title_width;
  int title_height;

  *self = (TapeAnalysisSheet){ .finding = finding, .limit = limit };
  title = lay_out_title (self, context);
  pango_layout_get_pixel_size (title, &title_width, &title_height);
  tape_analysis_draw_fit (finding->picture, context, MAX (width, title_width), 0, &self->grid);
  self->top = MARGIN + title_height + MARGIN / 2.0;
  self->width = tape_grid_get_width (&self->grid) + 2 * MARGIN;
  self->height = self->top + tape_grid_get_height (&self->grid) + MARGIN;
}

void
tape_analysis_sheet_draw (const TapeAnalysisSheet *self, cairo_t *cr, PangoContext *context, const TapePalette *palette)
{
  g_autoptr (PangoLayout) title = lay_out_title (self, context);

  tape_color_set (&palette->card, cr);
  cairo_paint (cr);
  tape_color_set (&palette->text, cr);
  cairo_move_to (cr, MARGIN, MARGIN);
  pango_cairo_show_layout (cr, title);
  cairo_save (cr);
  cairo_translate (cr, MARGIN, self->top);
  tape_analysis_draw (self->finding->picture, &self->grid, self->limit, cr, context, 0, 0,
                      tape_grid_get_width (&self->grid), tape_grid_get_height (&self->grid), palette);
  cairo_restore (cr);
}
