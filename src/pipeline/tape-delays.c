/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-delays.h"

#include <math.h>
#include <pthread.h>

/* Of many sources together no more than about so many delays are looked at, the last of each. */
#define MOST_LOOKED_AT 16384

/* The last delays of a source on a hop, µs. */
typedef struct
{
  guint64 n; /* so many were added */
  float delays[TAPE_DELAYS_KEPT];
} Ring;

struct _TapeDelays
{
  pthread_mutex_t lock; /* guards what is below */
  GPtrArray *rings;     /* (element-type Ring) (nullable): by source, of each by hop */
};

TapeDelays *
tape_delays_new (void)
{
  TapeDelays *self = g_new0 (TapeDelays, 1);

  pthread_mutex_init (&self->lock, NULL);
  self->rings = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
tape_delays_free (TapeDelays *self)
{
  g_ptr_array_unref (self->rings);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

static Ring *
need_ring (TapeDelays *self, guint32 source, TapeHop hop)
{
  guint i = source * TAPE_N_HOPS + hop;

  if (i >= self->rings->len)
    g_ptr_array_set_size (self->rings, (gint)((source + 1) * TAPE_N_HOPS));
  if (self->rings->pdata[i] == NULL)
    self->rings->pdata[i] = g_new0 (Ring, 1);
  return self->rings->pdata[i];
}

void
tape_delays_add (TapeDelays *self, guint32 source, TapeHop hop, gint64 delay)
{
  Ring *ring;

  pthread_mutex_lock (&self->lock);
  ring = need_ring (self, source, hop);
  ring->delays[ring->n++ % TAPE_DELAYS_KEPT] = (float)MAX (delay, 0);
  pthread_mutex_unlock (&self->lock);
}

void
tape_delays_add_batch (TapeDelays *self, const TapeBatch *batch, TapeHop hop, gint64 now)
{
  if (batch->handed_over == 0)
    return;
  if (batch->n_trades > 0)
    tape_delays_add (self, batch->trades[0].source, hop, now - batch->handed_over);
  else if (batch->n_bars > 0)
    tape_delays_add (self, batch->bars[0].source, hop, now - batch->handed_over);
}

static int
compare_delays (const void *a, const void *b)
{
  float first = *(const float *)a, second = *(const float *)b;

  return (first > second) - (first < second);
}

/* The smallest that @share of them do not exceed. */
static double
find_quantile (const GArray *sorted, double share)
{
  guint i = (guint)ceil (share * sorted->len);

  return sorted->len == 0 ? NAN : (double)g_array_index (sorted, float, MAX (i, 1) - 1);
}

static void
append_last (GArray *all, const Ring *ring, guint64 most)
{
  for (guint64 i = ring->n - MIN (ring->n, MIN (most, TAPE_DELAYS_KEPT)); i < ring->n; i++)
    g_array_append_val (all, ring->delays[i % TAPE_DELAYS_KEPT]);
}

void
tape_delays_get (
    TapeDelays *self, TapeHop hop, gboolean (*counts) (guint32 source, gpointer data), gpointer data, TapeDelay *delay)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (float));

  pthread_mutex_lock (&self->lock);
  for (guint i = hop; i < self->rings->len; i += TAPE_N_HOPS)
    {
      const Ring *ring = self->rings->pdata[i];

      if (ring != NULL && counts (i / TAPE_N_HOPS, data))
        append_last (all, ring, MAX (1, MOST_LOOKED_AT * TAPE_N_HOPS / self->rings->len));
    }
  pthread_mutex_unlock (&self->lock);

  g_array_sort (all, compare_delays);
  delay->half = find_quantile (all, 0.5);
  delay->most = find_quantile (all, 0.99);
}
