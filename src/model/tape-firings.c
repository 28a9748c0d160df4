/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-firings.h"

struct _TapeFirings
{
  GObject parent_instance;

  TapeDesk *desk;
  char *symbol;
  GPtrArray *firings; /* of TapeFiring, by event time */
  GPtrArray *tried;   /* likewise, of the trial that the desk shows; NULL while it shows none */
  GHashTable *ids;    /* of those that are logged */
  gint64 from;        /* read, or being read, from here on; G_MAXINT64: nothing yet */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (TapeFirings, tape_firings, G_TYPE_OBJECT)

static guint signal_changed;

typedef struct
{
  char *symbol;
  gint64 from;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->symbol);
  g_free (request);
}

static void
tape_firings_dispose (GObject *object)
{
  TapeFirings *self = TAPE_FIRINGS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_firings_parent_class)->dispose (object);
}

static void
tape_firings_finalize (GObject *object)
{
  TapeFirings *self = TAPE_FIRINGS (object);

  g_ptr_array_unref (self->firings);
  g_clear_pointer (&self->tried, g_ptr_array_unref);
  g_hash_table_unref (self->ids);
  g_free (self->symbol);
  G_OBJECT_CLASS (tape_firings_parent_class)->finalize (object);
}

static void
tape_firings_class_init (TapeFiringsClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = tape_firings_dispose;
  object_class->finalize = tape_firings_finalize;
  signal_changed = g_signal_new ("changed", TAPE_TYPE_FIRINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GPtrArray *
make_array (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free);
}

static void
tape_firings_init (TapeFirings *self)
{
  self->firings = make_array ();
  self->ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->from = G_MAXINT64;
}

/* Groups and sources may be called as symbols are; they have no price to stand at. */
static gboolean
is_wanted (TapeFirings *self, const TapeFiring *firing)
{
  return firing->instrument != TAPE_NO_INSTRUMENT && g_strcmp0 (firing->subject, self->symbol) == 0
         && (firing->id == 0 || !g_hash_table_contains (self->ids, &firing->id));
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const TapeFiring *first = *(TapeFiring *const *)a, *second = *(TapeFiring *const *)b;

  return (first->event_time > second->event_time) - (first->event_time < second->event_time);
}

static void
drop_oldest (GPtrArray *firings)
{
  if (firings->len > TAPE_FIRINGS_MOST)
    g_ptr_array_remove_range (firings, 0, firings->len - TAPE_FIRINGS_MOST);
}

/* --- A trial. --- */

static void
take_trial (TapeFirings *self)
{
  const GPtrArray *trial = tape_desk_get_trial (self->desk, NULL);

  g_clear_pointer (&self->tried, g_ptr_array_unref);
  if (trial == NULL)
    return;
  self->tried = make_array ();
  for (guint i = 0; i < trial->len; i++)
    if (is_wanted (self, trial->pdata[i]))
      g_ptr_array_add (self->tried, tape_firing_copy (trial->pdata[i]));
  g_ptr_array_sort (self->tried, compare);
  drop_oldest (self->tried);
}

static void
on_trial (TapeFirings *self)
{
  take_trial (self);
  g_signal_emit (self, signal_changed, 0);
}

TapeFirings *
tape_firings_new (TapeDesk *desk)
{
  TapeFirings *self = g_object_new (TAPE_TYPE_FIRINGS, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "trial", G_CALLBACK (on_trial), self, G_CONNECT_SWAPPED);
  return self;
}

/* --- What is logged. --- */

/* Before what is later; most come at the end. */
static void
insert (TapeFirings *self, TapeFiring *firing)
{
  guint at = self->firings->len;

  while (at > 0 && ((TapeFiring *)self->firings->pdata[at - 1])->event_time > firing->event_time)
    at--;
  if (firing->id != 0)
    g_hash_table_add (self->ids, g_memdup2 (&firing->id, sizeof firing->id));
  g_ptr_array_insert (self->firings, (gint)at, firing);
}

/* --- Reading. --- */

static gpointer
read_firings (TapeReader *reader, gpointer data, GCancellable *cancellable, GError **error)
{
  const Request *request = data;
  TapeFiringFilter filter = TAPE_FIRING_FILTER_ALL;

  filter.subject = request->symbol;
  filter.from = request->from;
  return tape_reader_list_firings (reader, &filter, TAPE_FIRINGS_MOST, cancellable, error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TapeFirings) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) read = tape_desk_read_finish (TAPE_DESK (source), result, &error);
  gboolean some = FALSE;

  /* The window says elsewhere that the store cannot be read; what fires from now on comes all the same. */
  if (read == NULL)
    {
      g_debug ("firings could not be read: %s", error->message);
      return;
    }
  /* Newest first in the log: the oldest are put in first. */
  for (guint i = read->len; i-- > 0;)
    if (is_wanted (self, read->pdata[i]))
      {
        TapeFiring *firing = tape_firing_copy (read->pdata[i]);

        if (firing->id != 0)
          g_hash_table_add (self->ids, g_memdup2 (&firing->id, sizeof firing->id));
        g_ptr_array_add (self->firings, firing);
        some = TRUE;
      }
  if (!some)
    return;
  g_ptr_array_sort (self->firings, compare);
  drop_oldest (self->firings);
  g_signal_emit (self, signal_changed, 0);
}

static void
stop_reading (TapeFirings *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

void
tape_firings_cover (TapeFirings *self, gint64 from)
{
  Request *request;

  g_return_if_fail (TAPE_IS_FIRINGS (self));

  if (self->symbol == NULL || from >= self->from)
    return;
  stop_reading (self);
  self->from = from;
  self->cancellable = g_cancellable_new ();
  request = g_new (Request, 1);
  *request = (Request){ g_strdup (self->symbol), from };
  tape_desk_read_async (self->desk, read_firings, request, request_free, (GDestroyNotify)g_ptr_array_unref,
                        self->cancellable, on_read, g_object_ref (self));
}

/* --- What is shown. --- */

void
tape_firings_show (TapeFirings *self, const char *symbol)
{
  g_return_if_fail (TAPE_IS_FIRINGS (self));

  stop_reading (self);
  g_free (self->symbol);
  self->symbol = g_strdup (symbol);
  self->from = G_MAXINT64;
  g_hash_table_remove_all (self->ids);
  g_ptr_array_unref (self->firings);
  self->firings = make_array ();
  take_trial (self);
  g_signal_emit (self, signal_changed, 0);
}

void
tape_firings_take (TapeFirings *self, const TapeFiring *firing)
{
  g_return_if_fail (TAPE_IS_FIRINGS (self));

  if (self->symbol == NULL || !is_wanted (self, firing))
    return;
  insert (self, tape_firing_copy (firing));
  drop_oldest (self->firings);
  g_signal_emit (self, signal_changed, 0);
}

GPtrArray *
tape_firings_get (TapeFirings *self)
{
  return self->tried != NULL ? self->tried : self->firings;
}
