/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-treemap-private.h"

#include <math.h>
#include <string.h>

#include "plot/tape-squarify.h"

/* A caption takes area from its group; so many times the groups' shares are corrected for it. */
#define ROUNDS 6

/* A group without this much room beside its caption goes without it. */
#define CAPTION_WIDTH 28
#define TILES_HEIGHT  14

static void
clear_part (gpointer data)
{
  TapeTreemapPart *part = data;

  g_free (part->label);
  g_free (part->value);
  tape_treemap_forget_text (part);
}

static void
clear_group (gpointer data)
{
  g_free (((TapeTreemapGroup *)data)->caption);
}

TapeTreemap *
tape_treemap_new (void)
{
  TapeTreemap *self = g_new0 (TapeTreemap, 1);

  self->tiles = g_array_new (FALSE, TRUE, sizeof (TapeTreemapPart));
  g_array_set_clear_func (self->tiles, clear_part);
  self->groups = g_array_new (FALSE, TRUE, sizeof (TapeTreemapGroup));
  g_array_set_clear_func (self->groups, clear_group);
  return self;
}

void
tape_treemap_free (TapeTreemap *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->tiles);
  g_array_unref (self->groups);
  g_free (self->order);
  g_free (self->group_order);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  g_free (self);
}

void
tape_treemap_set_tiles (
    TapeTreemap *self, const TapeTreemapTile *tiles, guint n_tiles, const char *const *captions, guint n_groups)
{
  g_return_if_fail (self != NULL);

  g_array_set_size (self->tiles, 0);
  g_array_set_size (self->groups, 0);
  g_array_set_size (self->tiles, n_tiles);
  g_array_set_size (self->groups, captions != NULL ? n_groups : 1);
  self->captions = captions != NULL;
  for (guint i = 0; captions != NULL && i < n_groups; i++)
    tape_treemap_group (self, i)->caption = g_strdup (captions[i]);
  for (guint i = 0; i < n_tiles; i++)
    {
      TapeTreemapPart *part = tape_treemap_part (self, i);

      part->label = g_strdup (tiles[i].label);
      part->value = g_strdup ("");
      part->group = captions != NULL ? tiles[i].group : 0;
      part->weight = tiles[i].weight;
      g_assert (part->group < self->groups->len);
    }
  g_free (self->order);
  g_free (self->group_order);
  self->order = g_new0 (guint, n_tiles);
  self->group_order = g_new0 (guint, self->groups->len);
  self->arranged = FALSE;
  tape_treemap_forget_picture (self);
}

gboolean
tape_treemap_set_value (TapeTreemap *self, guint tile, gint step, const char *value)
{
  TapeTreemapPart *part;

  g_return_val_if_fail (tile < self->tiles->len, FALSE);

  part = tape_treemap_part (self, tile);
  if (part->step == step && strcmp (part->value, value) == 0)
    return FALSE;
  part->step = step;
  if (strcmp (part->value, value) != 0)
    {
      g_free (part->value);
      part->value = g_strdup (value);
      if (part->text != NULL)
        pango_layout_set_text (part->text, value, -1);
    }
  part->dirty = TRUE;
  self->changed = TRUE;
  return part->place.width > 0;
}

void
tape_treemap_set_weight (TapeTreemap *self, guint tile, double weight)
{
  g_return_if_fail (tile < self->tiles->len);

  tape_treemap_part (self, tile)->weight = weight;
}

static double
usable (double weight)
{
  return isfinite (weight) && weight > 0 ? weight : 0;
}

double
tape_treemap_get_drift (TapeTreemap *self)
{
  double now = 0;
  double then = 0;
  double drift = 0;

  if (!self->arranged)
    return 1;
  for (guint i = 0; i < self->tiles->len; i++)
    {
      now += usable (tape_treemap_part (self, i)->weight);
      then += tape_treemap_part (self, i)->shown;
    }
  if (now == 0 || then == 0)
    return now == then ? 0 : 1;
  for (guint i = 0; i < self->tiles->len; i++)
    {
      const TapeTreemapPart *part = tape_treemap_part (self, i);

      drift += fabs (usable (part->weight) / now - part->shown / then);
    }
  return drift / 2;
}

static int
compare_tiles (gconstpointer a, gconstpointer b, gpointer data)
{
  const TapeTreemapPart *one = tape_treemap_part (data, *(const guint *)a);
  const TapeTreemapPart *other = tape_treemap_part (data, *(const guint *)b);

  if (one->group != other->group)
    return one->group < other->group ? -1 : 1;
  if (one->shown != other->shown)
    return one->shown > other->shown ? -1 : 1;
  return strcmp (one->label, other->label);
}

static int
compare_groups (gconstpointer a, gconstpointer b, gpointer data)
{
  const TapeTreemapGroup *one = tape_treemap_group (data, *(const guint *)a);
  const TapeTreemapGroup *other = tape_treemap_group (data, *(const guint *)b);

  if (one->weight != other->weight)
    return one->weight > other->weight ? -1 : 1;
  return g_strcmp0 (one->caption, other->caption);
}

/* Ranks the tiles: groups from the heaviest, in each the tiles from the heaviest. */
static void
rank_tiles (TapeTreemap *self)
{
  g_autofree guint *by_group = g_new (guint, self->tiles->len + 1);
  g_autofree guint *starts = g_new0 (guint, self->groups->len + 1);
  guint rank = 0;

  for (guint i = 0; i < self->groups->len; i++)
    {
      self->group_order[i] = i;
      tape_treemap_group (self, i)->weight = 0;
      tape_treemap_group (self, i)->n = 0;
    }
  for (guint i = 0; i < self->tiles->len; i++)
    {
      TapeTreemapPart *part = tape_treemap_part (self, i);

      by_group[i] = i;
      part->shown = usable (part->weight);
      tape_treemap_group (self, part->group)->weight += part->shown;
      tape_treemap_group (self, part->group)->n++;
    }
  for (guint i = 0; i < self->groups->len; i++)
    starts[i + 1] = starts[i] + tape_treemap_group (self, i)->n;
  g_qsort_with_data (by_group, (int)self->tiles->len, sizeof (guint), compare_tiles, self);
  g_qsort_with_data (self->group_order, (int)self->groups->len, sizeof (guint), compare_groups, self);

  for (guint i = 0; i < self->groups->len; i++)
    {
      TapeTreemapGroup *group = tape_treemap_group (self, self->group_order[i]);

      group->first = rank;
      for (guint k = 0; k < group->n; k++)
        {
          guint tile = by_group[starts[self->group_order[i]] + k];

          tape_treemap_part (self, tile)->rank = rank;
          self->order[rank++] = tile;
        }
    }
}

/* Rounds edges, not sizes, so that what touches before touches after; then takes half of @gap from every side. */
static cairo_rectangle_int_t
align_to_pixels (const cairo_rectangle_t *exact, int gap)
{
  int left = (int)floor (exact->x + 0.5) + gap / 2;
  int top = (int)floor (exact->y + 0.5) + gap / 2;
  int right = (int)floor (exact->x + exact->width + 0.5) - gap / 2;
  int bottom = (int)floor (exact->y + exact->height + 0.5) - gap / 2;

  return (cairo_rectangle_int_t){ left, top, MAX (right - left, 0), MAX (bottom - top, 0) };
}

static gboolean
has_caption (TapeTreemap *self, const cairo_rectangle_int_t *place)
{
  return self->captions && place->width >= CAPTION_WIDTH && place->height >= self->caption_height + TILES_HEIGHT;
}

/* Pixels left for the tiles of a group. */
static double
tiles_area (TapeTreemap *self, const cairo_rectangle_t *exact)
{
  cairo_rectangle_int_t place = align_to_pixels (exact, TAPE_TREEMAP_GROUP_GAP);
  int caption = has_caption (self, &place) ? self->caption_height : 0;

  return (double)place.width * (place.height - caption);
}

/* Corrects the shares of the groups by what their captions and gaps took in @parts.
 * Returns: how far the worst was from its due */
static double
correct_shares (TapeTreemap *self, const cairo_rectangle_t *parts, double *shares)
{
  double total = 0;
  double area = 0;
  double worst = 0;

  for (guint i = 0; i < self->groups->len; i++)
    {
      total += tape_treemap_group (self, self->group_order[i])->weight;
      area += tiles_area (self, &parts[i]);
    }
  for (guint i = 0; i < self->groups->len; i++)
    {
      double due = tape_treemap_group (self, self->group_order[i])->weight / total * area;
      double has = tiles_area (self, &parts[i]);

      if (due <= 0)
        continue;
      worst = MAX (worst, fabs (has / due - 1));
      shares[i] *= sqrt (CLAMP (due / MAX (has, 1), 0.25, 4));
    }
  return worst;
}

static void
arrange_groups (TapeTreemap *self)
{
  const double half = TAPE_TREEMAP_GROUP_GAP / 2.0;
  const cairo_rectangle_t bounds = { -half, -half, self->width + 2 * half, self->height + 2 * half };
  g_autofree double *shares = g_new0 (double, self->groups->len);
  g_autofree cairo_rectangle_t *parts = g_new0 (cairo_rectangle_t, self->groups->len);
  double best = INFINITY;

  for (guint i = 0; i < self->groups->len; i++)
    shares[i] = tape_treemap_group (self, self->group_order[i])->weight;
  for (guint round = 0; round < ROUNDS; round++)
    {
      double worst;

      tape_squarify (shares, self->groups->len, &bounds, parts);
      worst = correct_shares (self, parts, shares);
      if (worst >= best)
        continue;
      best = worst;
      for (guint i = 0; i < self->groups->len; i++)
        {
          TapeTreemapGroup *group = tape_treemap_group (self, self->group_order[i]);

          group->place = align_to_pixels (&parts[i], TAPE_TREEMAP_GROUP_GAP);
        }
    }
}

static void
arrange_tiles (TapeTreemap *self, TapeTreemapGroup *group)
{
  const double half = TAPE_TREEMAP_TILE_GAP / 2.0;
  gboolean caption = has_caption (self, &group->place);
  int top = caption ? self->caption_height : 0;
  cairo_rectangle_t bounds = {
    group->place.x - half,
    group->place.y + top - half,
    group->place.width + 2 * half,
    group->place.height - top + 2 * half,
  };
  g_autofree double *weights = g_new0 (double, group->n + 1);
  g_autofree cairo_rectangle_t *parts = g_new0 (cairo_rectangle_t, group->n + 1);

  group->caption_place
      = (cairo_rectangle_int_t){ group->place.x, group->place.y, caption ? group->place.width : 0, top };
  for (guint i = 0; i < group->n; i++)
    weights[i] = tape_treemap_part (self, self->order[group->first + i])->shown;
  tape_squarify (weights, group->n, &bounds, parts);
  for (guint i = 0; i < group->n; i++)
    tape_treemap_part (self, self->order[group->first + i])->place = align_to_pixels (&parts[i], TAPE_TREEMAP_TILE_GAP);
}

void
tape_treemap_arrange (TapeTreemap *self, PangoContext *context, int width, int height)
{
  g_return_if_fail (self != NULL);

  self->width = MAX (width, 0);
  self->height = MAX (height, 0);
  self->caption_height = tape_treemap_measure_caption (context);
  for (guint i = 0; i < self->tiles->len; i++)
    tape_treemap_part (self, i)->place = (cairo_rectangle_int_t){ 0, 0, 0, 0 };
  for (guint i = 0; i < self->groups->len; i++)
    tape_treemap_group (self, i)->place = tape_treemap_group (self, i)->caption_place
        = (cairo_rectangle_int_t){ 0, 0, 0, 0 };
  rank_tiles (self);
  arrange_groups (self);
  for (guint i = 0; i < self->groups->len; i++)
    arrange_tiles (self, tape_treemap_group (self, i));
  self->arranged = TRUE;
  tape_treemap_forget_picture (self);
}

gboolean
tape_treemap_get_size (TapeTreemap *self, int *width, int *height)
{
  *width = self->width;
  *height = self->height;
  return self->arranged;
}

guint
tape_treemap_get_n_groups (TapeTreemap *self)
{
  return self->groups->len;
}

gboolean
tape_treemap_get_tile (TapeTreemap *self, guint tile, cairo_rectangle_int_t *place)
{
  g_return_val_if_fail (tile < self->tiles->len, FALSE);

  *place = tape_treemap_part (self, tile)->place;
  return place->width > 0 && place->height > 0;
}

gboolean
tape_treemap_get_caption (TapeTreemap *self, guint group, cairo_rectangle_int_t *place)
{
  g_return_val_if_fail (group < self->groups->len, FALSE);

  *place = tape_treemap_group (self, group)->caption_place;
  return place->width > 0;
}

static gboolean
holds (const cairo_rectangle_int_t *place, double x, double y)
{
  return x >= place->x && x < place->x + place->width && y >= place->y && y < place->y + place->height;
}

gboolean
tape_treemap_pick (TapeTreemap *self, double x, double y, guint *tile, guint *caption)
{
  *tile = TAPE_TREEMAP_NONE;
  *caption = TAPE_TREEMAP_NONE;
  for (guint i = 0; i < self->groups->len; i++)
    {
      const TapeTreemapGroup *group = tape_treemap_group (self, i);

      if (!holds (&group->place, x, y))
        continue;
      if (holds (&group->caption_place, x, y))
        *caption = i;
      for (guint k = 0; k < group->n; k++)
        if (holds (&tape_treemap_part (self, self->order[group->first + k])->place, x, y))
          *tile = self->order[group->first + k];
    }
  return *tile != TAPE_TREEMAP_NONE || *caption != TAPE_TREEMAP_NONE;
}

/* Pixels between two spans, 0 if they overlap. */
static double
gap_between (double from, double length, double other_from, double other_length)
{
  return MAX (MAX (other_from - (from + length), from - (other_from + other_length)), 0);
}

guint
tape_treemap_nearest (TapeTreemap *self, guint tile, int dx, int dy)
{
  const TapeTreemapPart *from;
  guint nearest = TAPE_TREEMAP_NONE;
  double best = INFINITY;

  g_return_val_if_fail (tile < self->tiles->len, TAPE_TREEMAP_NONE);

  from = tape_treemap_part (self, tile);
  for (guint i = 0; i < self->tiles->len; i++)
    {
      const TapeTreemapPart *to = tape_treemap_part (self, i);
      double x = to->place.x + to->place.width / 2.0 - from->place.x - from->place.width / 2.0;
      double y = to->place.y + to->place.height / 2.0 - from->place.y - from->place.height / 2.0;
      double across = gap_between (from->place.x, from->place.width, to->place.x, to->place.width);
      double along = gap_between (from->place.y, from->place.height, to->place.y, to->place.height);
      double distance;

      if (i == tile || to->place.width <= 0 || to->place.height <= 0)
        continue;
      /* On that side: its near edge lies beyond our far one. */
      if ((dx != 0 && (x * dx <= 0 || across <= 0)) || (dy != 0 && (y * dy <= 0 || along <= 0)))
        continue;
      distance = dx != 0 ? across + 4 * along + 0.01 * fabs (y) : along + 4 * across + 0.01 * fabs (x);
      if (distance < best)
        {
          best = distance;
          nearest = i;
        }
    }
  return nearest;
}

guint
tape_treemap_get_nth (TapeTreemap *self, guint place)
{
  g_return_val_if_fail (self->arranged && place < self->tiles->len, TAPE_TREEMAP_NONE);

  return self->order[place];
}

guint
tape_treemap_get_place (TapeTreemap *self, guint tile, guint *first, guint *last)
{
  const TapeTreemapGroup *group;

  g_return_val_if_fail (self->arranged && tile < self->tiles->len, TAPE_TREEMAP_NONE);

  group = tape_treemap_group (self, tape_treemap_part (self, tile)->group);
  if (first != NULL)
    *first = group->first;
  if (last != NULL)
    *last = group->first + group->n - 1;
  return tape_treemap_part (self, tile)->rank;
}
