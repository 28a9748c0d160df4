/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-standing.h"

/* In the order of #TapeFrameValue. */
static const char *const indicators[] = { "sma:5", "sma:10", "ema:10", "rsi:14", "macd:12,26,9", "bollinger:20,2" };

G_STATIC_ASSERT (G_N_ELEMENTS (indicators) == TAPE_STANDING_INDICATORS);

void
tape_standing_init (TapeStanding *self)
{
  guint n_values = 0;

  self->size = TAPE_N_VALUES * sizeof (double);
  for (guint i = 0; i < TAPE_STANDING_INDICATORS; i++)
    {
      gboolean known = tape_indicator_parse (&self->indicators[i], indicators[i], NULL);

      g_assert (known);
      self->offsets[i] = self->size;
      self->size += tape_indicator_state_size (&self->indicators[i]);
      n_values += tape_indicator_count_outputs (&self->indicators[i]);
    }
  g_assert (n_values == TAPE_N_VALUES);
  self->scratch = g_malloc0 (self->size);
}

void
tape_standing_clear (TapeStanding *self)
{
  g_clear_pointer (&self->scratch, g_free);
}

void
tape_standing_update (const TapeStanding *self, gpointer state, const TapeIndicatorBar *bar)
{
  double *values = state;

  for (guint i = 0; i < TAPE_STANDING_INDICATORS; i++)
    {
      tape_indicator_update (&self->indicators[i], (char *)state + self->offsets[i], bar, values);
      values += tape_indicator_count_outputs (&self->indicators[i]);
    }
}
