/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-marks.h"

#include <math.h>

#include "plot/tape-axis.h"
#include "plot/tape-hairline.h"
#include "plot/tape-rounded.h"

/* From the price to the tip; how high a triangle is. */
#define TIP_GAP 3.0
#define HEIGHT  8.0

/* Pixels by which a pointer may miss. */
#define REACH 4.0

/* Ground around a mark, that it stands out from candles. */
#define HALO 1.5

#define EDGE 1.5

/* How strong a level is, and one that may not fire now. */
#define ARMED_SHARE 0.75f
#define PALE_SHARE  0.35f

#define TAG_RISE   2
#define TAG_RADIUS 4.0
#define SIGN_SIZE  5.0

/* The colour of the palette's lines that none has but by eight indicators. */
static const TapeColor *
get_color (const TapePalette *palette)
{
  return &palette->series[5];
}

static gboolean
lie_on_each_other (const TapeMark *a, const TapeMark *b)
{
  return a->direction == b->direction && fabs (a->y - b->y) < TAPE_MARK_SIZE;
}

/* What stands within reach lies at the end, for marks come in order. */
static TapeMark *
find_same (GArray *marks, guint n, const TapeMark *mark)
{
  for (guint i = n; i-- > 0;)
    {
      TapeMark *other = &g_array_index (marks, TapeMark, i);

      if (mark->x - other->x >= TAPE_MARK_SIZE)
        return NULL;
      if (lie_on_each_other (mark, other))
        return other;
    }
  return NULL;
}

void
tape_marks_merge (GArray *marks)
{
  guint n = 0;

  for (guint i = 0; i < marks->len; i++)
    {
      TapeMark mark = g_array_index (marks, TapeMark, i);
      TapeMark *same = find_same (marks, n, &mark);

      if (same == NULL)
        {
          g_array_index (marks, TapeMark, n++) = mark;
          continue;
        }
      /* Its column stays, or a long row of them would become one. */
      same->y = mark.y;
      same->past = same->past && mark.past;
      same->n += mark.n;
      same->index = mark.index;
    }
  g_array_set_size (marks, n);
}

static void
add_triangle (cairo_t *cr, double x, double tip, double base, double half)
{
  cairo_move_to (cr, x, tip);
  cairo_line_to (cr, x + half, base);
  cairo_line_to (cr, x - half, base);
  cairo_close_path (cr);
}

/* The middle of the shape in y; the tip of a triangle is at the price. */
static double
get_middle (const TapeMark *mark)
{
  return mark->y + mark->direction * (TIP_GAP + HEIGHT / 2);
}

static void
add_shape (cairo_t *cr, const TapeMark *mark)
{
  const double half = TAPE_MARK_SIZE / 2.0;
  double x = floor (mark->x) + 0.5, tip = mark->y + mark->direction * TIP_GAP;

  if (mark->direction != 0)
    {
      add_triangle (cr, x, tip, tip + mark->direction * HEIGHT, half);
      return;
    }
  cairo_move_to (cr, x, mark->y - half);
  cairo_line_to (cr, x + half, mark->y);
  cairo_line_to (cr, x, mark->y + half);
  cairo_line_to (cr, x - half, mark->y);
  cairo_close_path (cr);
}

void
tape_marks_draw (cairo_t *cr, const TapeMark *marks, guint n_marks, const TapePalette *palette)
{
  cairo_save (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < n_marks; i++)
    {
      add_shape (cr, &marks[i]);
      tape_color_set (&palette->card, cr);
      cairo_set_line_width (cr, EDGE + 2 * HALO);
      cairo_stroke_preserve (cr);
      if (marks[i].past)
        {
          cairo_fill_preserve (cr);
          tape_color_set (get_color (palette), cr);
          cairo_set_line_width (cr, EDGE);
          cairo_stroke (cr);
          continue;
        }
      tape_color_set (get_color (palette), cr);
      cairo_fill (cr);
    }
  cairo_restore (cr);
}

gint
tape_marks_find (const TapeMark *marks, guint n_marks, double x, double y)
{
  double nearest = TAPE_MARK_SIZE / 2.0 + REACH;
  gint found = -1;

  for (guint i = 0; i < n_marks; i++)
    {
      double distance = hypot (marks[i].x + 0.5 - x, get_middle (&marks[i]) - y);

      if (distance > nearest)
        continue;
      nearest = distance;
      found = (gint)i;
    }
  return found;
}

void
tape_marks_draw_level (cairo_t *cr, double width, double y, gboolean armed, const TapePalette *palette)
{
  TapeColor color = *get_color (palette);

  color.alpha = armed ? ARMED_SHARE : PALE_SHARE;
  tape_hairline_draw_dashed (cr, width, y, 2, 4, &color);
}

void
tape_marks_draw_level_tag (cairo_t *cr,
                           PangoLayout *layout,
                           double x,
                           double y,
                           double width,
                           const char *text,
                           int direction,
                           gboolean armed,
                           const TapePalette *palette)
{
  TapeColor edge = tape_color_mix (&palette->card, get_color (palette), armed ? 1 : PALE_SHARE);
  double top, right = x + width - TAPE_AXIS_PADDING / 2.0 - SIGN_SIZE / 2;
  int height;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, NULL, &height);
  top = round (y - height / 2.0);
  cairo_save (cr);
  tape_rounded_add (cr, x + 0.5, top - TAG_RISE + 0.5, width - 1, height + 2 * TAG_RISE - 1, TAG_RADIUS);
  tape_color_set (&palette->card, cr);
  cairo_fill_preserve (cr);
  tape_color_set (&edge, cr);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  add_triangle (cr, right, y - direction * SIGN_SIZE / 2, y + direction * SIGN_SIZE / 2, SIGN_SIZE / 2);
  cairo_fill (cr);
  tape_color_set (armed ? &palette->text : &palette->neutral, cr);
  cairo_move_to (cr, round (x) + TAPE_AXIS_PADDING, top);
  pango_cairo_show_layout (cr, layout);
  cairo_restore (cr);
}
