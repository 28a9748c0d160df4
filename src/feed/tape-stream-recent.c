/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which trades were taken lately, for services whose ids tell trades apart but do not count on: what was missed is asked for by
 * time, from some time before, so that some of it comes twice. Kept for half a minute, and for as long as a gap is open. */

#include "feed/tape-stream-private.h"

#define KEPT (30 * TAPE_SECOND)

/* However long a gap is open. */
#define AT_MOST 1000000

typedef struct
{
  guint64 id;
  gint64 time;
  gint64 taken;
  guint32 instrument;
} Recent;

struct _TapeStreamRecent
{
  GHashTable *set; /* of Recent */
  GQueue order;    /* of the same, as they came */
};

static guint
hash (gconstpointer key)
{
  const Recent *recent = key;
  guint64 mixed
      = (recent->id ^ ((guint64)recent->time << 20) ^ recent->instrument) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return (guint)(mixed >> 32);
}

static gboolean
equal (gconstpointer a, gconstpointer b)
{
  const Recent *one = a, *other = b;

  return one->id == other->id && one->time == other->time && one->instrument == other->instrument;
}

static TapeStreamRecent *
make (void)
{
  TapeStreamRecent *self = g_new0 (TapeStreamRecent, 1);

  self->set = g_hash_table_new_full (hash, equal, g_free, NULL);
  g_queue_init (&self->order);
  return self;
}

void
tape_stream_recent_free (TapeStreamRecent *self)
{
  g_hash_table_unref (self->set);
  g_queue_clear (&self->order);
  g_free (self);
}

static void
forget_old (TapeStreamReader *self)
{
  GQueue *order = &self->recent->order;

  while (order->length > AT_MOST
         || (order->length > 0 && self->gaps->len == 0
             && ((Recent *)order->head->data)->taken < self->receive_time - KEPT))
    g_hash_table_remove (self->recent->set, g_queue_pop_head (order));
}

gboolean
tape_stream_take_new (TapeStreamReader *self, const TapeTrade *trade, gint64 id)
{
  Recent recent = { (guint64)id, trade->event_time, self->receive_time, trade->instrument };
  Recent *kept;

  if (id <= 0 || self->stream->fill_pause == 0 || (self->stream->flags & TAPE_STREAM_IDS_COUNT) != 0)
    return TRUE;
  if (self->recent == NULL)
    self->recent = make ();
  if (g_hash_table_contains (self->recent->set, &recent))
    return FALSE;
  forget_old (self);
  kept = g_memdup2 (&recent, sizeof recent);
  g_hash_table_add (self->recent->set, kept);
  g_queue_push_tail (&self->recent->order, kept);
  return TRUE;
}
