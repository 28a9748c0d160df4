/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-batch.h"

#include <string.h>

/* The offset 0 of the text is the empty string, so that a zeroed offset reads as one. */

TapeBatch *
tape_batch_new (TapeBatchKind kind, guint room)
{
  TapeBatch *self = g_new0 (TapeBatch, 1);

  self->kind = kind;
  self->references = 1;
  if (kind == TAPE_BATCH_TRADES && room > 0)
    {
      self->trades = g_new (TapeTrade, room);
      self->room_trades = room;
    }
  if (kind == TAPE_BATCH_BARS && room > 0)
    {
      self->bars = g_new (TapeBar, room);
      self->room_bars = room;
    }
  return self;
}

TapeBatch *
tape_batch_new_begin (guint32 source, gboolean live, gint64 delay)
{
  TapeBatch *self = tape_batch_new (TAPE_BATCH_BEGIN, 0);

  self->source = source;
  self->live = live;
  self->delay = delay;
  return self;
}

void
tape_batch_set_rank (TapeBatch *self, guint32 rank, guint32 group, gint64 stale_after)
{
  self->rank = rank;
  self->group = group;
  self->stale_after = stale_after;
}

TapeBatch *
tape_batch_new_end (guint32 source)
{
  TapeBatch *self = tape_batch_new (TAPE_BATCH_END, 0);

  self->source = source;
  return self;
}

TapeBatch *
tape_batch_new_tick (gint64 receive_time)
{
  TapeBatch *self = tape_batch_new (TAPE_BATCH_TICK, 0);

  self->receive_time = receive_time;
  return self;
}

TapeBatch *
tape_batch_copy (const TapeBatch *self)
{
  TapeBatch *copy = g_new (TapeBatch, 1);

  /* But for the references, which others let go of meanwhile. */
  memcpy (copy, self, G_STRUCT_OFFSET (TapeBatch, references));
  copy->references = 1;
  copy->trades = g_memdup2 (self->trades, self->n_trades * sizeof *self->trades);
  copy->bars = g_memdup2 (self->bars, self->n_bars * sizeof *self->bars);
  copy->rejects = g_memdup2 (self->rejects, self->n_rejects * sizeof *self->rejects);
  copy->positions = g_memdup2 (self->positions, self->n_positions * sizeof *self->positions);
  copy->text = g_memdup2 (self->text, self->text_length);
  copy->room_trades = self->n_trades;
  copy->room_bars = self->n_bars;
  copy->room_rejects = self->n_rejects;
  copy->room_positions = self->n_positions;
  copy->text_room = self->text_length;
  for (guint i = 0; i < copy->n_positions; i++)
    if (copy->positions[i].state != NULL)
      g_bytes_ref (copy->positions[i].state);
  return copy;
}

/* C11-style atomics of the compiler rather than GLib's: the thread sanitizer sees them. */
TapeBatch *
tape_batch_ref (TapeBatch *self)
{
  __atomic_fetch_add (&self->references, 1, __ATOMIC_RELAXED);
  return self;
}

void
tape_batch_unref (TapeBatch *self)
{
  if (__atomic_fetch_sub (&self->references, 1, __ATOMIC_ACQ_REL) > 1)
    return;

  for (guint i = 0; i < self->n_positions; i++)
    g_clear_pointer (&self->positions[i].state, g_bytes_unref);
  g_free (self->trades);
  g_free (self->bars);
  g_free (self->rejects);
  g_free (self->positions);
  g_free (self->text);
  g_free (self);
}

/* Room for one more of @array, doubled as needed, zeroed. */
#define ADD(array, n, room, type)                                                                                      \
  ({                                                                                                                   \
    if ((n) == (room))                                                                                                 \
      {                                                                                                                \
        (room) = MAX (16, (room)*2);                                                                                   \
        (array) = g_renew (type, (array), (room));                                                                     \
      }                                                                                                                \
    memset (&(array)[n], 0, sizeof (type));                                                                            \
    &(array)[(n)++];                                                                                                   \
  })

TapeTrade *
tape_batch_add_trade (TapeBatch *self)
{
  return ADD (self->trades, self->n_trades, self->room_trades, TapeTrade);
}

TapeBar *
tape_batch_add_bar (TapeBatch *self)
{
  return ADD (self->bars, self->n_bars, self->room_bars, TapeBar);
}

/* Returns: the offset in the text of a NUL-terminated copy */
static guint
add_text (TapeBatch *self, const char *text, gsize length)
{
  guint offset = MAX (self->text_length, 1);
  guint needed = offset + (guint)length + 1;

  if (needed > self->text_room)
    {
      self->text_room = MAX (needed, MAX (256, self->text_room * 2));
      self->text = g_realloc (self->text, self->text_room);
      self->text[0] = '\0';
    }
  memcpy (self->text + offset, text, length);
  self->text[offset + length] = '\0';
  self->text_length = needed;
  return offset;
}

/* The plain decimal form of a number below 2⁶³: no sign, no zero in front. */
static gboolean
parse_id (const char *id, gsize length, guint64 *number)
{
  guint64 n = 0;

  if (length == 0 || length > 18 || (id[0] == '0' && length > 1))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (id[i]))
        return FALSE;
      n = n * 10 + (guint64)(id[i] - '0');
    }
  *number = n;
  return TRUE;
}

void
tape_batch_set_name (TapeBatch *self, const char *name)
{
  if (name != NULL && *name != '\0')
    self->name = add_text (self, name, strlen (name));
}

const char *
tape_batch_get_name (const TapeBatch *self)
{
  return self->name > 0 ? self->text + self->name : "";
}

void
tape_batch_set_trade_id (TapeBatch *self, TapeTrade *trade, const char *id, gsize length)
{
  if (length == 0)
    return;
  trade->flags |= TAPE_TRADE_HAS_ID;
  if (!parse_id (id, length, &trade->id))
    {
      trade->flags |= TAPE_TRADE_TEXT_ID;
      trade->id = add_text (self, id, length);
    }
}

void
tape_batch_add_reject (TapeBatch *self,
                       guint32 source,
                       gint64 receive_time,
                       gint64 offset,
                       gint64 line,
                       const char *reason,
                       const char *raw,
                       gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (raw, (gssize)MIN (length, TAPE_REJECT_RAW));
  gsize valid_length = strlen (valid);
  TapeReject *reject = ADD (self->rejects, self->n_rejects, self->room_rejects, TapeReject);

  if (valid_length > TAPE_REJECT_RAW)
    valid_length = (gsize)(g_utf8_find_prev_char (valid, valid + TAPE_REJECT_RAW + 1) - valid);

  reject->source = source;
  reject->receive_time = receive_time;
  reject->offset = offset;
  reject->line = line;
  reject->reason = add_text (self, reason, strlen (reason));
  reject->raw = add_text (self, valid, valid_length);
}

void
tape_batch_set_position (TapeBatch *self, const TapePosition *position)
{
  TapePosition *slot = NULL;

  for (guint i = 0; i < self->n_positions && slot == NULL; i++)
    if (self->positions[i].source == position->source)
      slot = &self->positions[i];
  if (slot == NULL)
    slot = ADD (self->positions, self->n_positions, self->room_positions, TapePosition);

  if (position->state != NULL)
    g_bytes_ref (position->state);
  g_clear_pointer (&slot->state, g_bytes_unref);
  *slot = *position;
}

guint
tape_batch_n_events (const TapeBatch *self)
{
  return self->n_trades + self->n_bars;
}
