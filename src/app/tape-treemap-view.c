/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-treemap-view-private.h"

#include <string.h>

#include "app/tape-market-text.h"
#include "app/tape-ring.h"
#include "app/tape-theme.h"
#include "app/tape-treemap-item.h"
#include "model/tape-format.h"

/* Pixels. */
#define WIDTH_LEAST  200
#define HEIGHT_LEAST 260
#define WIDTH_LIKED  600
#define HEIGHT_LIKED 420

/* Pixels: what is smaller is no child to be seen, until the keyboard gets to it. */
#define SMALLEST_ITEM 8

/* Tiles stay where they are at least this long, and as long as less than this share of the area is in the wrong ones. */
#define ARRANGE_EVERY (5 * G_USEC_PER_SEC)
#define DRIFT         0.04

/* Names are not told more often than this. */
#define NAMES_EVERY (5 * G_USEC_PER_SEC)

G_DEFINE_FINAL_TYPE (TapeTreemapView, tape_treemap_view, GTK_TYPE_WIDGET)

/* --- The children, which the keyboard and screen readers know. --- */

void
tape_treemap_view_name_item (TapeTreemapView *self, guint place)
{
  guint tile = tape_treemap_get_nth (self->treemap, place);
  guint first;
  guint last;
  g_autofree char *name = NULL;

  tape_treemap_get_place (self->treemap, tile, &first, &last);
  name
      = tape_market_text_name (tape_treemap_view_get_instrument (self, tile), tape_treemap_view_get_values (self, tile),
                               tape_group_name (self->grouping, tape_treemap_view_get_tile (self, tile)->group),
                               place - first + 1, last - first + 1);
  tape_treemap_item_set_name (self->items->pdata[place], name);
}

static void
name_items (TapeTreemapView *self)
{
  self->named = g_get_monotonic_time ();
  for (guint i = 0; i < self->items->len; i++)
    tape_treemap_view_name_item (self, i);
}

static gboolean
find_item (TapeTreemapView *self, gpointer item, guint *tile)
{
  guint place;

  if (!g_ptr_array_find (self->items, item, &place))
    return FALSE;
  *tile = tape_treemap_get_nth (self->treemap, place);
  return TRUE;
}

static void
on_item_focus (TapeTreemapView *self, GParamSpec *pspec, GtkWidget *item)
{
  guint tile;

  if (gtk_widget_has_focus (item) && find_item (self, item, &tile))
    self->current = tile;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_item_open (TapeTreemapView *self, GtkWidget *item)
{
  guint tile;

  if (find_item (self, item, &tile))
    tape_treemap_view_open (self, tile);
}

static void
count_items (TapeTreemapView *self)
{
  while (self->items->len < self->tiles->len)
    {
      GtkWidget *item = tape_treemap_item_new ();

      g_signal_connect_swapped (item, "notify::has-focus", G_CALLBACK (on_item_focus), self);
      g_signal_connect_swapped (item, "open", G_CALLBACK (on_item_open), self);
      gtk_widget_set_parent (item, GTK_WIDGET (self));
      g_ptr_array_add (self->items, item);
    }
  while (self->items->len > self->tiles->len)
    {
      GtkWidget *item = self->items->pdata[self->items->len - 1];

      g_signal_handlers_disconnect_by_data (item, self);
      g_ptr_array_set_size (self->items, (gint)self->items->len - 1);
      gtk_widget_unparent (item);
    }
}

/* Each child costs those who read the screen some calls: one too small to be hit is left to its group and the table. */
static void
place_items (TapeTreemapView *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      GtkWidget *item = self->items->pdata[i];
      cairo_rectangle_int_t place;
      gboolean shown = tape_treemap_get_tile (self->treemap, tape_treemap_get_nth (self->treemap, i), &place);
      gboolean large = shown && place.width >= SMALLEST_ITEM && place.height >= SMALLEST_ITEM;

      gtk_widget_set_child_visible (item, large || (shown && gtk_widget_has_focus (item)));
      if (!shown)
        continue;
      gtk_widget_measure (item, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_size_allocate (item, &(GtkAllocation){ place.x, place.y, place.width, place.height }, -1);
    }
}

/* --- What is shown. --- */

static gboolean
same_tiles (TapeTreemapView *self, const TapeMarketTile *tiles, guint n_tiles)
{
  if (n_tiles != self->tiles->len)
    return FALSE;
  for (guint i = 0; i < n_tiles; i++)
    if (tape_treemap_view_get_tile (self, i)->instrument != tiles[i].instrument
        || tape_treemap_view_get_tile (self, i)->group != tiles[i].group)
      return FALSE;
  return TRUE;
}

/* Shows other tiles; the one that was current stays it if it is still there. */
static void
replace_tiles (TapeTreemapView *self, const TapeMarketTile *tiles, guint n_tiles)
{
  guint n_groups = tape_group_count (tape_market_get_grouping (self->market));
  g_autofree TapeTreemapTile *parts = g_new0 (TapeTreemapTile, n_tiles + 1);
  g_autofree const char **captions = g_new0 (const char *, n_groups);
  TapeMarketTile current = { .instrument = TAPE_NO_INSTRUMENT };

  if (self->current < self->tiles->len)
    current = *tape_treemap_view_get_tile (self, self->current);
  g_array_set_size (self->tiles, 0);
  g_array_append_vals (self->tiles, tiles, n_tiles);
  self->grouping = tape_market_get_grouping (self->market);
  self->group = tape_market_get_group (self->market);
  self->weight = tape_market_get_weight (self->market);
  self->current = self->hovered = self->hovered_caption = TAPE_TREEMAP_NONE;
  for (guint i = 0; i < n_groups; i++)
    captions[i] = tape_group_name (self->grouping, i);
  for (guint i = 0; i < n_tiles; i++)
    {
      parts[i]
          = (TapeTreemapTile){ tape_treemap_view_get_instrument (self, i)->symbol, tiles[i].group, tiles[i].weight };
      if (tiles[i].instrument == current.instrument
          && (self->current == TAPE_TREEMAP_NONE || tiles[i].group == current.group))
        self->current = i;
    }
  tape_treemap_set_tiles (self->treemap, parts, n_tiles, self->group == TAPE_MARKET_ALL ? captions : NULL, n_groups);
  count_items (self);
}

static void
arrange (TapeTreemapView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean focused = gtk_widget_get_focus_child (widget) != NULL;

  self->arranged = g_get_monotonic_time ();
  tape_treemap_arrange (self->treemap, gtk_widget_get_pango_context (widget), gtk_widget_get_width (widget),
                        gtk_widget_get_height (widget));
  name_items (self);
  if (focused)
    tape_treemap_view_focus_tile (self);
}

static gboolean
update_values (TapeTreemapView *self)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < self->tiles->len; i++)
    {
      const TapeFrameRow *values = tape_treemap_view_get_values (self, i);
      g_autofree char *text = tape_format_percent (values->growth);

      changed |= tape_treemap_set_value (self->treemap, i, tape_palette_heat_step (values->growth, self->limit), text);
    }
  return changed;
}

static void
update (TapeTreemapView *self)
{
  gint64 now = g_get_monotonic_time ();
  gboolean due = now - self->arranged >= ARRANGE_EVERY;
  gboolean other = self->grouping != tape_market_get_grouping (self->market)
                   || self->group != tape_market_get_group (self->market)
                   || self->weight != tape_market_get_weight (self->market);
  const TapeMarketTile *tiles;
  gboolean same;
  guint n_tiles;

  tiles = tape_market_get_tiles (self->market, &n_tiles);
  same = !other && same_tiles (self, tiles, n_tiles);
  if (same)
    for (guint i = 0; i < n_tiles; i++)
      tape_treemap_set_weight (self->treemap, i, tiles[i].weight);
  if (!same && (other || due || self->tiles->len == 0))
    replace_tiles (self, tiles, n_tiles);
  else if (!same || !due || tape_treemap_get_drift (self->treemap) < DRIFT)
    {
      if (update_values (self))
        gtk_widget_queue_draw (GTK_WIDGET (self));
      if (now - self->named >= NAMES_EVERY)
        name_items (self);
      return;
    }
  update_values (self);
  arrange (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
forget_tiles (TapeTreemapView *self)
{
  g_array_set_size (self->tiles, 0);
  count_items (self);
  tape_treemap_set_tiles (self->treemap, NULL, 0, NULL, 0);
  self->current = self->hovered = self->hovered_caption = TAPE_TREEMAP_NONE;
  arrange (self);
}

static void
on_market_changed (TapeTreemapView *self)
{
  /* Numbers of instruments are those of a universe. */
  if (self->universe != tape_market_get_universe (self->market))
    {
      forget_tiles (self);
      g_clear_pointer (&self->universe, tape_universe_unref);
      if (tape_market_get_universe (self->market) != NULL)
        self->universe = tape_universe_ref (tape_market_get_universe (self->market));
    }
  if (tape_market_get_frame (self->market) != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
}

/* --- Drawing. --- */

static void
tape_treemap_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TapeTreemapView *self = TAPE_TREEMAP_VIEW (widget);
  const TapePalette *palette = tape_theme_get_palette ();
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  cairo_rectangle_int_t place;
  cairo_surface_t *picture;
  cairo_t *cr;

  if (width <= 0 || height <= 0)
    return;
  picture = tape_treemap_render (self->treemap, gtk_widget_get_pango_context (widget), palette,
                                 gtk_widget_get_scale_factor (widget));
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  if (self->hovered < self->tiles->len && tape_treemap_get_tile (self->treemap, self->hovered, &place))
    tape_ring_append_hovered (snapshot, &place, palette);
  if (gtk_widget_get_focus_child (widget) != NULL && self->current < self->tiles->len
      && tape_treemap_get_tile (self->treemap, self->current, &place))
    tape_ring_append_focused (snapshot, &place, palette);
}

static void
tape_treemap_view_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  gboolean horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = horizontal ? WIDTH_LEAST : HEIGHT_LEAST;
  *natural = horizontal ? WIDTH_LIKED : HEIGHT_LIKED;
}

static void
tape_treemap_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TapeTreemapView *self = TAPE_TREEMAP_VIEW (widget);
  int old_width;
  int old_height;

  if (!tape_treemap_get_size (self->treemap, &old_width, &old_height) || old_width != width || old_height != height)
    arrange (self);
  place_items (self);
}

static void
tape_treemap_view_map (GtkWidget *widget)
{
  TapeTreemapView *self = TAPE_TREEMAP_VIEW (widget);

  GTK_WIDGET_CLASS (tape_treemap_view_parent_class)->map (widget);
  if (self->market != NULL && tape_market_get_frame (self->market) != NULL)
    update (self);
}

/* Another font or resolution: other captions, other text. */
static void
tape_treemap_view_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (tape_treemap_view_parent_class)->system_setting_changed (widget, setting);
  if (gtk_widget_get_width (widget) > 0)
    {
      arrange (TAPE_TREEMAP_VIEW (widget));
      gtk_widget_queue_allocate (widget);
    }
}

/* --- The type. --- */

static void
tape_treemap_view_dispose (GObject *object)
{
  TapeTreemapView *self = TAPE_TREEMAP_VIEW (object);

  g_array_set_size (self->tiles, 0);
  count_items (self);
  g_clear_object (&self->market);
  g_clear_pointer (&self->universe, tape_universe_unref);
  G_OBJECT_CLASS (tape_treemap_view_parent_class)->dispose (object);
}

static void
tape_treemap_view_finalize (GObject *object)
{
  TapeTreemapView *self = TAPE_TREEMAP_VIEW (object);

  tape_treemap_free (self->treemap);
  g_array_unref (self->tiles);
  g_ptr_array_unref (self->items);
  tape_type_ahead_clear (&self->type_ahead);
  G_OBJECT_CLASS (tape_treemap_view_parent_class)->finalize (object);
}

static void
tape_treemap_view_class_init (TapeTreemapViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_treemap_view_dispose;
  G_OBJECT_CLASS (class)->finalize = tape_treemap_view_finalize;
  widget_class->measure = tape_treemap_view_measure;
  widget_class->size_allocate = tape_treemap_view_size_allocate;
  widget_class->snapshot = tape_treemap_view_snapshot;
  widget_class->map = tape_treemap_view_map;
  widget_class->focus = tape_treemap_view_focus;
  widget_class->system_setting_changed = tape_treemap_view_system_setting_changed;
  widget_class->query_tooltip = tape_treemap_view_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "treemap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TREE);
  tape_treemap_view_install_actions (widget_class);
}

static void
tape_treemap_view_init (TapeTreemapView *self)
{
  self->limit = 0.03;
  self->treemap = tape_treemap_new ();
  self->tiles = g_array_new (FALSE, FALSE, sizeof (TapeMarketTile));
  self->items = g_ptr_array_new ();
  self->group = TAPE_MARKET_ALL;
  self->current = self->hovered = self->hovered_caption = TAPE_TREEMAP_NONE;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  tape_treemap_view_add_controllers (self);
  g_signal_connect_object (tape_theme_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

void
tape_treemap_view_set_market (TapeTreemapView *self, TapeMarket *market)
{
  g_return_if_fail (TAPE_IS_TREEMAP_VIEW (self) && self->market == NULL);

  self->market = g_object_ref (market);
  g_signal_connect_object (market, "changed", G_CALLBACK (on_market_changed), self, G_CONNECT_SWAPPED);
}

void
tape_treemap_view_set_limit (TapeTreemapView *self, double limit)
{
  g_return_if_fail (TAPE_IS_TREEMAP_VIEW (self) && limit > 0);

  self->limit = limit;
  if (self->market != NULL && tape_market_get_frame (self->market) != NULL && update_values (self))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}
