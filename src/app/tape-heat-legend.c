/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-heat-legend.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/tape-theme.h"

/* Pixels. */
#define STEP_WIDTH 34
#define GAP        2
#define RADIUS     3
#define PADDING    2

struct _TapeHeatLegend
{
  GtkWidget parent_instance;

  double limit;
};

G_DEFINE_FINAL_TYPE (TapeHeatLegend, tape_heat_legend, GTK_TYPE_WIDGET)

static PangoLayout *
lay_out (TapeHeatLegend *self, gint step)
{
  int percent = (int)lround (self->limit * 100);
  g_autofree char *text
      = step == 0 ? g_strdup ("0") : g_strdup_printf ("%s%d\302\240%%", step < 0 ? "−" : "+", percent);

  return gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
}

static void
tape_heat_legend_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  g_autoptr (PangoLayout) layout = lay_out (TAPE_HEAT_LEGEND (widget), TAPE_PALETTE_HEAT);
  int width;
  int height;

  pango_layout_get_pixel_size (layout, &width, &height);
  width = MAX (width + 2 * PADDING, STEP_WIDTH);
  *natural = *minimum = orientation == GTK_ORIENTATION_VERTICAL
                            ? height + 2 * PADDING
                            : 2 * width + (TAPE_PALETTE_HEAT_STEPS - 2) * STEP_WIDTH * 2 / 3 + 6 * GAP;
}

static void
snapshot_step (TapeHeatLegend *self, GtkSnapshot *snapshot, gint step, const graphene_rect_t *place)
{
  const TapePalette *palette = tape_theme_get_palette ();
  const TapeColor *text;
  const TapeColor *ground = tape_palette_get_heat (palette, step, &text);
  g_autoptr (PangoLayout) layout = NULL;
  GskRoundedRect outline;
  int width;
  int height;

  gsk_rounded_rect_init_from_rect (&outline, place, RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &(GdkRGBA){ ground->red, ground->green, ground->blue, ground->alpha }, place);
  gtk_snapshot_pop (snapshot);
  if (palette->heat_edged)
    {
      GdkRGBA edge = { palette->neutral.red, palette->neutral.green, palette->neutral.blue, palette->neutral.alpha };

      gtk_snapshot_append_border (snapshot, &outline, (float[]){ 1, 1, 1, 1 }, (GdkRGBA[]){ edge, edge, edge, edge });
    }
  if (step != 0 && ABS (step) != TAPE_PALETTE_HEAT)
    return;
  layout = lay_out (self, step);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (floorf (place->origin.x + (place->size.width - (float)width) / 2),
                                                floorf (place->origin.y + (place->size.height - (float)height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, &(GdkRGBA){ text->red, text->green, text->blue, text->alpha });
  gtk_snapshot_restore (snapshot);
}

static void
tape_heat_legend_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  float inner = STEP_WIDTH * 2 / 3;
  float outer = ((float)gtk_widget_get_width (widget) - (TAPE_PALETTE_HEAT_STEPS - 2) * inner - 6 * GAP) / 2;
  float x = 0;

  for (gint step = -TAPE_PALETTE_HEAT; step <= TAPE_PALETTE_HEAT; step++)
    {
      float width = ABS (step) == TAPE_PALETTE_HEAT ? outer : inner;

      snapshot_step (TAPE_HEAT_LEGEND (widget), snapshot, step,
                     &GRAPHENE_RECT_INIT (x, 0, width, (float)gtk_widget_get_height (widget)));
      x += width + GAP;
    }
}

static void
tape_heat_legend_class_init (TapeHeatLegendClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->measure = tape_heat_legend_measure;
  widget_class->snapshot = tape_heat_legend_snapshot;
  gtk_widget_class_set_css_name (widget_class, "heat-legend");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tape_heat_legend_init (TapeHeatLegend *self)
{
  tape_heat_legend_set_limit (self, 0.03);
  g_signal_connect_object (tape_theme_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

void
tape_heat_legend_set_limit (TapeHeatLegend *self, double limit)
{
  int percent = (int)lround (limit * 100);
  g_autofree char *name = NULL;

  g_return_if_fail (TAPE_IS_HEAT_LEGEND (self) && limit > 0);

  self->limit = limit;
  /* Translators: the same number twice. */
  name = g_strdup_printf (_ ("Colors in seven steps from −%d %% to +%d %%"), percent, percent);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
