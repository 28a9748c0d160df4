/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-slab.h"

#include <string.h>
#include <sys/mman.h>

/* The size of a large page, and of a chunk. */
#define PAGE (2 * 1024 * 1024)

gpointer
tape_pages_new (gsize size)
{
  gsize whole = (size + PAGE - 1) / PAGE * PAGE;
  gpointer memory;

  if (size < PAGE / 2)
    return g_aligned_alloc (1, (size + TAPE_CACHE_LINE - 1) / TAPE_CACHE_LINE * TAPE_CACHE_LINE, TAPE_CACHE_LINE);
  memory = g_aligned_alloc (1, whole, PAGE);
  madvise (memory, whole, MADV_HUGEPAGE); /* where the system has none, small pages do */
  return memory;
}

void
tape_pages_free (gpointer memory)
{
  g_aligned_free (memory);
}

void
tape_slab_init (TapeSlab *self)
{
  self->chunks = g_ptr_array_new_with_free_func (tape_pages_free);
  self->used = PAGE;
}

void
tape_slab_clear (TapeSlab *self)
{
  g_clear_pointer (&self->chunks, g_ptr_array_unref);
}

gpointer
tape_slab_alloc0 (TapeSlab *self, gsize size)
{
  gsize whole = (size + TAPE_CACHE_LINE - 1) / TAPE_CACHE_LINE * TAPE_CACHE_LINE;
  gpointer memory;

  g_assert (size <= TAPE_SLAB_MAX);
  if (self->used + whole > PAGE)
    {
      g_ptr_array_add (self->chunks, tape_pages_new (PAGE));
      self->used = 0;
    }
  memory = (char *)g_ptr_array_index (self->chunks, self->chunks->len - 1) + self->used;
  self->used += whole;
  return memset (memory, 0, whole);
}
