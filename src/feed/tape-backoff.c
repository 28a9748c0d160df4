/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-backoff.h"

void
tape_backoff_init (TapeBackoff *self)
{
  *self = (TapeBackoff){ .healthy_since = TAPE_NO_TIME };
}

void
tape_backoff_works (TapeBackoff *self, gint64 now)
{
  if (self->healthy_since == TAPE_NO_TIME)
    self->healthy_since = now;
  if (now - self->healthy_since >= TAPE_BACKOFF_HEALTH)
    self->failures = 0;
}

gint64
tape_backoff_fail (TapeBackoff *self, gint64 now, gint64 retry_after, double random)
{
  gint64 within = TAPE_BACKOFF_FIRST;

  g_return_val_if_fail (random >= 0 && random < 1, now + TAPE_BACKOFF_LAST);

  if (self->healthy_since != TAPE_NO_TIME)
    tape_backoff_works (self, now);
  self->healthy_since = TAPE_NO_TIME;

  for (guint i = 0; i < self->failures && within < TAPE_BACKOFF_LAST; i++)
    within *= 2;
  if (self->failures < G_MAXUINT)
    self->failures++;

  if (retry_after >= 0)
    return now + MIN (retry_after, TAPE_BACKOFF_LONGEST);
  return now + (gint64)((double)MIN (within, TAPE_BACKOFF_LAST) * random);
}
