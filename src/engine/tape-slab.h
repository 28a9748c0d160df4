/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Memory for what lives as long as the engine, side by side in large pages: with 10,000 instruments most of the time of a
 * trade went into finding the pages of four kilobytes that its parts lay in. One thread at a time. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A line of the processor's cache. */
#define TAPE_CACHE_LINE 64

typedef struct
{
  GPtrArray *chunks;
  gsize used; /* of the last */
} TapeSlab;

void tape_slab_init (TapeSlab *self);

/* Frees all that was given. */
void tape_slab_clear (TapeSlab *self);

/**
 * tape_slab_alloc0:
 * @size: bytes, at most TAPE_SLAB_MAX
 *
 * Returns: (transfer none): zeroed, at the beginning of a cache line
 */
gpointer tape_slab_alloc0 (TapeSlab *self, gsize size);

#define TAPE_SLAB_MAX (64 * 1024)

/**
 * tape_pages_new:
 * @size: bytes
 *
 * Returns: (transfer full): memory, in large pages where it is large; freed by tape_pages_free()
 */
gpointer tape_pages_new (gsize size);
void tape_pages_free (gpointer memory);

G_END_DECLS
