/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-trades.h"

/* Where frames bring no trades though there were some, because the instrument was chosen only after them, the store is
 * asked once it has them; ms. */
#define READ_AFTER 1500

struct _TapeTrades
{
  GObject parent_instance;

  TapeDesk *desk;
  guint32 instrument;
  GArray *stored;
  GArray *trades;
  gint64 last_time; /* of the instrument when the store was last to be asked */
  guint timer;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (TapeTrades, tape_trades, G_TYPE_OBJECT)

static guint signal_changed;

static void
tape_trades_dispose (GObject *object)
{
  TapeTrades *self = TAPE_TRADES (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_trades_parent_class)->dispose (object);
}

static void
tape_trades_finalize (GObject *object)
{
  TapeTrades *self = TAPE_TRADES (object);

  g_array_unref (self->stored);
  g_array_unref (self->trades);
  G_OBJECT_CLASS (tape_trades_parent_class)->finalize (object);
}

static void
tape_trades_class_init (TapeTradesClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = tape_trades_dispose;
  object_class->finalize = tape_trades_finalize;
  signal_changed = g_signal_new ("changed", TAPE_TYPE_TRADES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_trades_init (TapeTrades *self)
{
  self->instrument = TAPE_NO_INSTRUMENT;
  self->stored = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  self->trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
}

TapeTrades *
tape_trades_new (TapeDesk *desk)
{
  TapeTrades *self = g_object_new (TAPE_TYPE_TRADES, NULL);

  self->desk = g_object_ref (desk);
  return self;
}

/* --- Reading. --- */

static gpointer
read_trades (TapeReader *reader, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));

  if (!tape_reader_get_trades (reader, *(guint32 *)data, G_MININT64, G_MAXINT64, TAPE_FRAME_TRADES, trades, cancellable,
                               error))
    return NULL;
  return g_steal_pointer (&trades);
}

/* Stored trades from before the first of the frame, then the frame's. */
static void
join (TapeTrades *self, GArray *fresh)
{
  gint64 first = fresh != NULL && fresh->len > 0 ? g_array_index (fresh, TapeTrade, 0).event_time : G_MAXINT64;

  g_array_set_size (self->trades, 0);
  for (guint i = 0; i < self->stored->len; i++)
    if (g_array_index (self->stored, TapeTrade, i).event_time < first)
      g_array_append_vals (self->trades, &g_array_index (self->stored, TapeTrade, i), 1);
  if (fresh != NULL)
    g_array_append_vals (self->trades, fresh->data, fresh->len);
  if (self->trades->len > TAPE_FRAME_TRADES)
    g_array_remove_range (self->trades, 0, self->trades->len - TAPE_FRAME_TRADES);
  g_signal_emit (self, signal_changed, 0);
}

static GArray *
get_fresh (TapeTrades *self)
{
  const TapeFrame *frame = tape_desk_get_frame (self->desk);

  return frame != NULL && frame->focus == self->instrument ? frame->trades : NULL;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TapeTrades) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) trades = tape_desk_read_finish (TAPE_DESK (source), result, &error);

  /* The window says elsewhere that the store cannot be read; frames go on. */
  if (trades == NULL)
    {
      g_debug ("trades could not be read: %s", error->message);
      return;
    }
  g_array_set_size (self->stored, 0);
  g_array_append_vals (self->stored, trades->data, trades->len);
  join (self, get_fresh (self));
}

static void
start_reading (TapeTrades *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  tape_desk_read_async (self->desk, read_trades, g_memdup2 (&self->instrument, sizeof self->instrument), g_free,
                        (GDestroyNotify)g_array_unref, self->cancellable, on_read, g_object_ref (self));
}

static gboolean
on_timer (gpointer data)
{
  TapeTrades *self = data;

  self->timer = 0;
  start_reading (self);
  return G_SOURCE_REMOVE;
}

void
tape_trades_show (TapeTrades *self, guint32 instrument)
{
  g_return_if_fail (TAPE_IS_TRADES (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  self->instrument = instrument;
  self->last_time = TAPE_NO_TIME;
  g_array_set_size (self->stored, 0);
  join (self, NULL);
  if (instrument != TAPE_NO_INSTRUMENT)
    start_reading (self);
}

static gboolean
has_changed (GArray *fresh, GArray *trades)
{
  const TapeTrade *a, *b;

  if (trades->len < fresh->len)
    return TRUE;
  a = &g_array_index (fresh, TapeTrade, fresh->len - 1);
  b = &g_array_index (trades, TapeTrade, trades->len - 1);
  return a->event_time != b->event_time || a->price != b->price || a->quantity != b->quantity
         || g_array_index (fresh, TapeTrade, 0).event_time
                != g_array_index (trades, TapeTrade, trades->len - fresh->len).event_time;
}

void
tape_trades_take_frame (TapeTrades *self, const TapeFrame *frame)
{
  g_return_if_fail (TAPE_IS_TRADES (self));

  if (self->instrument >= frame->n_rows || frame->focus != self->instrument)
    return;
  if (frame->trades != NULL && frame->trades->len > 0)
    {
      if (has_changed (frame->trades, self->trades))
        join (self, frame->trades);
      return;
    }
  if (frame->rows[self->instrument].last_time == self->last_time)
    return;
  self->last_time = frame->rows[self->instrument].last_time;
  if (self->timer == 0)
    self->timer = g_timeout_add (READ_AFTER, on_timer, self);
}

GArray *
tape_trades_get (TapeTrades *self)
{
  return self->trades;
}
