/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-alert-log.h"

/* So many entries are kept; the oldest can be read again. */
#define MOST_ENTRIES 5000
#define CUT_TO       4000

struct _TapeAlertLog
{
  GObject parent_instance;

  TapeDesk *desk;
  GPtrArray *entries; /* newest first */
  GHashTable *by_id;  /* (element-type gint64 TapeAlertEntry), of those that have a number */
  guint unseen;
  gboolean ready;
  gboolean complete;
  GCancellable *reading; /* NULL where nothing is read */
};

enum
{
  PROP_0,
  PROP_UNSEEN,
  PROP_LOADING,
  PROP_COMPLETE,
  N_PROPS
};

enum
{
  READY,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TapeAlertLog,
                               tape_alert_log,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
set_unseen (TapeAlertLog *self, guint unseen)
{
  if (unseen == self->unseen)
    return;
  self->unseen = unseen;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNSEEN]);
}

static void
set_complete (TapeAlertLog *self, gboolean complete)
{
  if (complete == self->complete)
    return;
  self->complete = complete;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

static void
stop_reading (TapeAlertLog *self)
{
  if (self->reading == NULL)
    return;
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/* --- Entries. --- */

static gint64
get_id (const TapeAlertLog *self, guint place)
{
  return tape_alert_entry_get_firing (self->entries->pdata[place])->id;
}

/* Number of the oldest entry that has one, or G_MAXINT64. */
static gint64
find_oldest (TapeAlertLog *self)
{
  for (guint i = self->entries->len; i > 0; i--)
    if (get_id (self, i - 1) > 0)
      return get_id (self, i - 1);
  return G_MAXINT64;
}

static void
remember (TapeAlertLog *self, TapeAlertEntry *entry)
{
  const TapeFiring *firing = tape_alert_entry_get_firing (entry);

  if (firing->id > 0)
    g_hash_table_insert (self->by_id, (gpointer)&firing->id, entry);
}

static void
cut (TapeAlertLog *self)
{
  guint removed;

  if (self->entries->len <= MOST_ENTRIES)
    return;
  removed = self->entries->len - CUT_TO;
  for (guint i = CUT_TO; i < self->entries->len; i++)
    g_hash_table_remove (self->by_id, &tape_alert_entry_get_firing (self->entries->pdata[i])->id);
  g_ptr_array_remove_range (self->entries, CUT_TO, removed);
  g_list_model_items_changed (G_LIST_MODEL (self), CUT_TO, removed, 0);
  set_complete (self, FALSE);
}

/* What has no number is newer than all that has one. */
static guint
find_place (TapeAlertLog *self, gint64 id)
{
  guint place = 0;

  if (id > 0)
    while (place < self->entries->len && (get_id (self, place) == 0 || get_id (self, place) > id))
      place++;
  return place;
}

/* What several insertions leave as it was, so that they are said at once: a list looks at all its rows with each word. */
typedef struct
{
  guint before; /* entries there were */
  guint above;  /* that none was put above of */
  guint below;  /* that none was put below of */
} Change;

static Change
begin_change (TapeAlertLog *self)
{
  return (Change){ self->entries->len, self->entries->len, self->entries->len };
}

static void
insert (TapeAlertLog *self, TapeAlertEntry *entry, Change *change)
{
  const guint place = find_place (self, tape_alert_entry_get_firing (entry)->id);

  g_ptr_array_insert (self->entries, (int)place, g_object_ref (entry));
  remember (self, entry);
  change->above = MIN (change->above, place);
  change->below = MIN (change->below, self->entries->len - 1 - place);
}

static void
end_change (TapeAlertLog *self, const Change *change)
{
  const guint added = self->entries->len - change->before;
  guint passed;

  if (added == 0)
    return;
  passed = change->before - change->above - change->below;
  g_list_model_items_changed (G_LIST_MODEL (self), change->above, passed, passed + added);
}

GPtrArray *
tape_alert_log_add (TapeAlertLog *self, GPtrArray *firings)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  Change change;
  gint64 oldest;
  guint unseen = 0;

  g_return_val_if_fail (TAPE_IS_ALERT_LOG (self), NULL);

  change = begin_change (self);
  oldest = self->ready && !self->complete ? find_oldest (self) : 0;
  for (guint i = 0; i < firings->len; i++)
    {
      const TapeFiring *firing = firings->pdata[i];
      TapeAlertEntry *there = tape_alert_log_find (self, firing->id);
      TapeAlertEntry *entry = there != NULL ? g_object_ref (there) : tape_alert_entry_new (tape_firing_copy (firing));

      g_ptr_array_add (entries, entry);
      if (there != NULL || (firing->id > 0 && firing->id < oldest))
        continue;
      insert (self, entry, &change);
      unseen += !firing->seen;
    }
  end_change (self, &change);
  if (self->ready)
    set_unseen (self, self->unseen + unseen);
  cut (self);
  return g_steal_pointer (&entries);
}

TapeAlertEntry *
tape_alert_log_find (TapeAlertLog *self, gint64 id)
{
  g_return_val_if_fail (TAPE_IS_ALERT_LOG (self), NULL);

  return id > 0 ? g_hash_table_lookup (self->by_id, &id) : NULL;
}

/* --- Reading. --- */

typedef struct
{
  gint64 before;
  gboolean count;
} Question;

typedef struct
{
  GPtrArray *firings;
  gint64 unseen;
} Page;

static void
free_page (gpointer data)
{
  Page *page = data;

  g_clear_pointer (&page->firings, g_ptr_array_unref);
  g_free (page);
}

static gpointer
read_page (TapeReader *reader, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;
  TapeFiringFilter filter = TAPE_FIRING_FILTER_ALL;
  Page *page = g_new0 (Page, 1);

  filter.before_id = question->before;
  page->firings = tape_reader_list_firings (reader, &filter, TAPE_ALERT_LOG_PAGE, cancellable, error);
  if (page->firings != NULL && question->count)
    page->unseen = tape_reader_count_unseen (reader, error);
  if (page->firings != NULL && page->unseen >= 0)
    return page;
  free_page (page);
  return NULL;
}

/* Behind what is there already, but for what is. */
static void
take_page (TapeAlertLog *self, GPtrArray *firings)
{
  Change change = begin_change (self);

  set_complete (self, firings->len < TAPE_ALERT_LOG_PAGE);
  for (guint i = 0; i < firings->len; i++)
    {
      const TapeFiring *firing = firings->pdata[i];
      g_autoptr (TapeAlertEntry) entry = NULL;

      if (tape_alert_log_find (self, firing->id) != NULL)
        continue;
      entry = tape_alert_entry_new (tape_firing_copy (firing));
      insert (self, entry, &change);
    }
  end_change (self, &change);
}

/* Those that were added while the first page was read, and that it does not have, are not counted yet. */
static void
become_ready (TapeAlertLog *self, const Page *page)
{
  gint64 newest = 0;
  guint unseen = 0;

  if (page != NULL)
    {
      unseen = (guint)page->unseen;
      if (page->firings->len > 0)
        newest = ((const TapeFiring *)page->firings->pdata[0])->id;
    }
  for (guint i = 0; i < self->entries->len; i++)
    {
      const TapeFiring *firing = tape_alert_entry_get_firing (self->entries->pdata[i]);

      unseen += !firing->seen && (firing->id == 0 || firing->id > newest);
    }
  self->ready = TRUE;
  set_unseen (self, unseen);
  g_signal_emit (self, signals[READY], 0);
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TapeAlertLog) self = data;
  g_autoptr (GError) error = NULL;
  Page *page = tape_desk_read_finish (TAPE_DESK (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->reading);
  /* What cannot be read is not shown; the desk says what is wrong with the store. */
  if (page != NULL)
    take_page (self, page->firings);
  else
    set_complete (self, TRUE);
  if (!self->ready)
    become_ready (self, page);
  g_clear_pointer (&page, free_page);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
read_before (TapeAlertLog *self, gint64 before)
{
  Question *question = g_new (Question, 1);

  question->before = before;
  question->count = !self->ready;
  self->reading = g_cancellable_new ();
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
  tape_desk_read_async (self->desk, read_page, question, g_free, free_page, self->reading, on_page,
                        g_object_ref (self));
}

void
tape_alert_log_restart (TapeAlertLog *self)
{
  const guint removed = self->entries->len;

  g_return_if_fail (TAPE_IS_ALERT_LOG (self));

  stop_reading (self);
  g_hash_table_remove_all (self->by_id);
  g_ptr_array_set_size (self->entries, 0);
  if (removed > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, removed, 0);
  self->ready = FALSE;
  set_complete (self, FALSE);
  set_unseen (self, 0);
  read_before (self, G_MAXINT64);
}

gboolean
tape_alert_log_is_ready (TapeAlertLog *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_LOG (self), FALSE);

  return self->ready;
}

void
tape_alert_log_load_more (TapeAlertLog *self)
{
  g_return_if_fail (TAPE_IS_ALERT_LOG (self));

  if (self->ready && !self->complete && self->reading == NULL)
    read_before (self, find_oldest (self));
}

/* --- Seeing. --- */

guint
tape_alert_log_get_unseen (TapeAlertLog *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_LOG (self), 0);

  return self->unseen;
}

void
tape_alert_log_mark_seen (TapeAlertLog *self)
{
  TapeSession *session;
  gint64 newest = 0;

  g_return_if_fail (TAPE_IS_ALERT_LOG (self));

  for (guint i = 0; i < self->entries->len; i++)
    {
      newest = MAX (newest, get_id (self, i));
      tape_alert_entry_set_seen (self->entries->pdata[i]);
    }
  session = tape_desk_get_session (self->desk);
  if (session != NULL && newest > 0 && self->unseen > 0)
    tape_session_mark_seen (session, newest);
  set_unseen (self, 0);
}

/* --- The type. --- */

static GType
get_item_type (GListModel *model)
{
  return TAPE_TYPE_ALERT_ENTRY;
}

static guint
get_n_items (GListModel *model)
{
  return TAPE_ALERT_LOG (model)->entries->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  TapeAlertLog *self = TAPE_ALERT_LOG (model);

  return position < self->entries->len ? g_object_ref (self->entries->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
tape_alert_log_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeAlertLog *self = TAPE_ALERT_LOG (object);

  switch (id)
    {
    case PROP_UNSEEN:
      g_value_set_uint (value, self->unseen);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->reading != NULL);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, self->complete);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_alert_log_finalize (GObject *object)
{
  TapeAlertLog *self = TAPE_ALERT_LOG (object);

  g_clear_object (&self->reading);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->entries);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_alert_log_parent_class)->finalize (object);
}

static void
tape_alert_log_class_init (TapeAlertLogClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tape_alert_log_get_property;
  object_class->finalize = tape_alert_log_finalize;
  properties[PROP_UNSEEN] = g_param_spec_uint ("unseen", NULL, NULL, 0, G_MAXUINT, 0, read);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, read);
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, read);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[READY] = g_signal_new ("ready", TAPE_TYPE_ALERT_LOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_alert_log_init (TapeAlertLog *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
}

TapeAlertLog *
tape_alert_log_new (TapeDesk *desk)
{
  TapeAlertLog *self = g_object_new (TAPE_TYPE_ALERT_LOG, NULL);

  self->desk = g_object_ref (desk);
  return self;
}
