/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-ids.h"

typedef struct
{
  guint64 key;
  gint64 time;
  gint64 arrival;
  guint16 source;
} Entry;

struct _TapeIds
{
  guint n;      /* filled */
  guint next;   /* where the next goes */
  guint source; /* of all of them so far, while single_source */
  gboolean single_source;
  gboolean numbers; /* all were numbers */
  guint64 largest;
  Entry entries[TAPE_IDS_RING];
};

/* FNV-1a, of ids that are not numbers; together with instrument, source and time a collision is out of reach. */
guint64
tape_ids_key (const TapeTrade *trade, const char *text)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

  if (!(trade->flags & TAPE_TRADE_TEXT_ID))
    return trade->id;
  for (const char *p = text + trade->id; *p != '\0'; p++)
    hash = (hash ^ (guchar)*p) * G_GUINT64_CONSTANT (1099511628211);
  return hash;
}

static gboolean
contains (const TapeIds *self, const TapeTrade *trade, guint64 key, gint64 arrival)
{
  for (guint i = 0; i < self->n; i++)
    {
      const Entry *entry = &self->entries[i];

      if (entry->key == key && entry->time == trade->event_time && entry->source == trade->source
          && arrival - entry->arrival <= TAPE_IDS_ARRIVALS)
        return TRUE;
    }
  return FALSE;
}

gboolean
tape_ids_take (TapeIds **ids, const TapeTrade *trade, guint64 key, gint64 arrival)
{
  TapeIds *self = *ids;
  gboolean number = !(trade->flags & TAPE_TRADE_TEXT_ID);

  if (self == NULL)
    {
      self = *ids = g_new (TapeIds, 1);
      self->n = self->next = 0;
      self->source = trade->source;
      self->single_source = self->numbers = TRUE;
      self->largest = 0;
    }
  self->single_source &= self->source == trade->source;
  self->numbers &= number;

  if (self->n > 0 && !(self->single_source && self->numbers && key > self->largest)
      && contains (self, trade, key, arrival))
    return TRUE;

  self->entries[self->next] = (Entry){ key, trade->event_time, arrival, trade->source };
  self->next = (self->next + 1) % TAPE_IDS_RING;
  self->n = MIN (self->n + 1, TAPE_IDS_RING);
  self->largest = MAX (self->largest, key);
  return FALSE;
}

void
tape_ids_free (TapeIds *self)
{
  g_free (self);
}

void
tape_ids_prefetch (const TapeIds *self)
{
  __builtin_prefetch (self, 1);
  __builtin_prefetch (&self->entries[self->next], 1);
}
