/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-bar-list.h"

#define BAR(bars, i) (&g_array_index ((bars), TapeBar, (i)))

guint
tape_bar_list_find (GArray *bars, gint64 time)
{
  guint low = 0, high = bars->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (BAR (bars, middle)->start < time)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* A bar that came from a source counts no trades; the later one replaces it. */
static gboolean
is_newer (const TapeBar *bar, const TapeBar *known)
{
  return bar->count >= known->count;
}

static gboolean
is_same (const TapeBar *a, const TapeBar *b)
{
  return a->start == b->start && a->count == b->count && a->revision == b->revision && a->open == b->open
         && a->high == b->high && a->low == b->low && a->close == b->close && a->volume == b->volume;
}

/* Where every bar is known already, which is what frames mostly bring: in place. */
static gboolean
merge_in_place (GArray *bars, const TapeBar *more, guint n_more, guint *changed)
{
  guint at = tape_bar_list_find (bars, more[0].start);
  guint first = bars->len;

  for (guint i = 0; i < n_more; i++)
    {
      while (at < bars->len && BAR (bars, at)->start < more[i].start)
        at++;
      if (at == bars->len || BAR (bars, at)->start != more[i].start)
        {
          *changed = MIN (*changed, first);
          return FALSE;
        }
      if (is_newer (&more[i], BAR (bars, at)) && !is_same (&more[i], BAR (bars, at)))
        {
          *BAR (bars, at) = more[i];
          first = MIN (first, at);
        }
    }
  *changed = MIN (*changed, first);
  return TRUE;
}

guint
tape_bar_list_merge (GArray *bars, const TapeBar *more, guint n_more)
{
  g_autoptr (GArray) tail = NULL;
  guint changed = G_MAXUINT;
  guint from, at, i = 0;

  if (n_more == 0)
    return bars->len;
  if (merge_in_place (bars, more, n_more, &changed))
    return MIN (changed, bars->len);

  from = at = tape_bar_list_find (bars, more[0].start);
  tail = g_array_sized_new (FALSE, FALSE, sizeof (TapeBar), bars->len - from + n_more);
  while (at < bars->len || i < n_more)
    {
      gboolean known = at < bars->len && (i == n_more || BAR (bars, at)->start <= more[i].start);
      gboolean told = i < n_more && (at == bars->len || more[i].start <= BAR (bars, at)->start);
      const TapeBar *bar = known ? BAR (bars, at) : &more[i];

      if (known && told && is_newer (&more[i], bar))
        bar = &more[i];
      if (told && (!known || !is_same (bar, BAR (bars, at))))
        changed = MIN (changed, from + tail->len);
      g_array_append_vals (tail, bar, 1);
      at += known;
      i += told;
    }
  g_array_set_size (bars, from);
  g_array_append_vals (bars, tail->data, tail->len);
  return MIN (changed, bars->len);
}

gboolean
tape_bar_list_holds (GArray *bars, GArray *more, gint64 from, gint64 to)
{
  guint at = tape_bar_list_find (bars, from);
  guint i = tape_bar_list_find (more, from);

  for (; at < bars->len && BAR (bars, at)->start < to; at++)
    {
      while (i < more->len && BAR (more, i)->start < BAR (bars, at)->start)
        i++;
      if (i == more->len || BAR (more, i)->start != BAR (bars, at)->start
          || BAR (more, i)->count < BAR (bars, at)->count)
        return FALSE;
    }
  return TRUE;
}
