/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-watchlists.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "store/tape-user-db.h"

/* A list, and its number in user.db; in memory, numbers below 0. */
typedef struct
{
  TapeWatchlist *list;
  gint64 id;
  gulong edited;
} Entry;

/* What was removed last: a symbol of a list, or a whole list. */
typedef struct
{
  char *name; /* of the list, where all of it was removed */
  gint64 id;
  char **symbols;
  guint position;
} Removal;

struct _TapeWatchlists
{
  GObject parent_instance;

  TapeUserDb *database;
  GPtrArray *entries; /* (element-type Entry), the session's list last */
  TapeWatchlist *current;
  Removal removal;
  gint64 last_memory_id;
  char *message;
};

enum
{
  PROP_0,
  PROP_CURRENT,
  PROP_CAN_UNDO,
  PROP_MESSAGE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TapeWatchlists,
                               tape_watchlists,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* Large companies of several countries and industries, to begin with. */
static const char *const first_symbols[]
    = { "AAPL",   "MSFT",    "NVDA",      "AMZN",    "TSLA",  "JPM",    "BAC",    "IBM",    "XOM",     "LLY",
        "SAP.DE", "ASML.AS", "NOVO-B.CO", "NESN.SW", "MC.PA", "SHEL.L", "HSBA.L", "7203.T", "2330.TW", "005930.KS" };

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_signal_handler (&entry->edited, entry->list);
  g_object_unref (entry->list);
  g_free (entry);
}

static void
removal_clear (Removal *removal)
{
  g_clear_pointer (&removal->name, g_free);
  g_clear_pointer (&removal->symbols, g_strfreev);
}

/* --- Storing. --- */

static void
take_error (TapeWatchlists *self, GError *error)
{
  char *message = error == NULL ? NULL : g_strdup_printf (_ ("Watchlists are not being stored: %s"), error->message);

  if (g_strcmp0 (message, self->message) == 0)
    {
      g_free (message);
      return;
    }
  g_free (self->message);
  self->message = message;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
}

static Entry *
find_entry (TapeWatchlists *self, TapeWatchlist *list, guint *position)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];

      if (entry->list == list)
        {
          if (position != NULL)
            *position = i;
          return entry;
        }
    }
  return NULL;
}

static void
on_edited (TapeWatchlist *list, TapeWatchlists *self)
{
  Entry *entry = find_entry (self, list, NULL);
  g_auto (GStrv) symbols = tape_watchlist_get_symbols (list);
  g_autoptr (GError) error = NULL;

  if (self->database == NULL || entry == NULL || entry->id <= 0)
    return;
  if (tape_user_db_rename_list (self->database, entry->id, tape_watchlist_get_name (list), &error))
    tape_user_db_set_symbols (self->database, entry->id, (const char *const *)symbols, &error);
  take_error (self, error);
}

/* Number of a new list. */
static gint64
make_id (TapeWatchlists *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  if (self->database != NULL)
    {
      id = tape_user_db_add_list (self->database, name, &error);
      take_error (self, error);
    }
  return id > 0 ? id : --self->last_memory_id;
}

/* --- The lists. --- */

/* Before the session's list, which is the last. */
static TapeWatchlist *
insert_list (TapeWatchlists *self, gint64 id, const char *name, const char *const *symbols)
{
  Entry *entry = g_new0 (Entry, 1);
  guint position = self->entries->len - 1;

  entry->list = tape_watchlist_new (name);
  entry->id = id;
  for (guint i = 0; symbols != NULL && symbols[i] != NULL; i++)
    tape_watchlist_insert (entry->list, symbols[i], G_MAXUINT);
  entry->edited = g_signal_connect (entry->list, "edited", G_CALLBACK (on_edited), self);
  g_ptr_array_insert (self->entries, (gint)position, entry);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  return entry->list;
}

static void
make_first_list (TapeWatchlists *self)
{
  /* Translators: name of the first watchlist. */
  const char *name = _ ("Watched");
  const char *symbols[G_N_ELEMENTS (first_symbols) + 1] = { NULL };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (first_symbols); i++)
    if (tape_instruments_lookup (first_symbols[i], strlen (first_symbols[i])) != NULL)
      symbols[n++] = first_symbols[i];
  on_edited (insert_list (self, make_id (self, name), name, symbols), self);
}

static void
load (TapeWatchlists *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lists = NULL;

  self->database = tape_user_db_open (path, &error);
  if (self->database != NULL)
    lists = tape_user_db_load_lists (self->database, &error);
  /* What could not be read must not be written over. */
  if (lists == NULL)
    g_clear_pointer (&self->database, tape_user_db_free);
  take_error (self, error);
  for (guint i = 0; lists != NULL && i < lists->len; i++)
    {
      const TapeUserList *list = lists->pdata[i];

      insert_list (self, list->id, list->name, (const char *const *)list->symbols);
    }
  if (self->entries->len == 1)
    make_first_list (self);
}

TapeWatchlist *
tape_watchlists_get_current (TapeWatchlists *self)
{
  g_return_val_if_fail (TAPE_IS_WATCHLISTS (self), NULL);

  return self->current;
}

void
tape_watchlists_set_current (TapeWatchlists *self, TapeWatchlist *list)
{
  g_return_if_fail (TAPE_IS_WATCHLISTS (self));

  if (g_set_object (&self->current, list))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT]);
}

gint64
tape_watchlists_get_id (TapeWatchlists *self, TapeWatchlist *list)
{
  Entry *entry;

  g_return_val_if_fail (TAPE_IS_WATCHLISTS (self), TAPE_WATCHLISTS_SESSION);

  entry = find_entry (self, list, NULL);
  return entry == NULL ? TAPE_WATCHLISTS_SESSION : entry->id;
}

TapeWatchlist *
tape_watchlists_find (TapeWatchlists *self, gint64 id)
{
  g_return_val_if_fail (TAPE_IS_WATCHLISTS (self), NULL);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];

      if (entry->id == id)
        return entry->list;
    }
  return NULL;
}

void
tape_watchlists_add (TapeWatchlists *self, const char *name)
{
  g_return_if_fail (TAPE_IS_WATCHLISTS (self));

  tape_watchlists_set_current (self, insert_list (self, make_id (self, name), name, NULL));
}

const char *
tape_watchlists_get_message (TapeWatchlists *self)
{
  g_return_val_if_fail (TAPE_IS_WATCHLISTS (self), NULL);

  return self->message;
}

/* --- Removing and undoing. --- */

gboolean
tape_watchlists_remove (TapeWatchlists *self, TapeWatchlist *list)
{
  g_autoptr (GError) error = NULL;
  Entry *entry;
  Entry *neighbour;
  guint position;

  g_return_val_if_fail (TAPE_IS_WATCHLISTS (self), FALSE);

  entry = find_entry (self, list, &position);
  if (entry == NULL || entry->id == TAPE_WATCHLISTS_SESSION || self->entries->len <= 2)
    return FALSE;
  removal_clear (&self->removal);
  self->removal
      = (Removal){ .name = g_strdup (tape_watchlist_get_name (list)), .symbols = tape_watchlist_get_symbols (list) };
  if (self->database != NULL && entry->id > 0)
    tape_user_db_remove_list (self->database, entry->id, &error);
  take_error (self, error);
  neighbour = self->entries->pdata[position == 0 ? 1 : position - 1];
  if (list == self->current)
    tape_watchlists_set_current (self, neighbour->list);
  g_ptr_array_remove_index (self->entries, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
  return TRUE;
}

void
tape_watchlists_remove_symbol (TapeWatchlists *self, guint position)
{
  g_autoptr (TapeWatchRow) row = NULL;

  g_return_if_fail (TAPE_IS_WATCHLISTS (self));
  g_return_if_fail (tape_watchlist_is_editable (self->current));

  row = g_list_model_get_item (G_LIST_MODEL (self->current), position);
  if (row == NULL)
    return;
  removal_clear (&self->removal);
  self->removal = (Removal){
    .id = tape_watchlists_get_id (self, self->current),
    .symbols = g_strdupv ((char *[]){ (char *)tape_watch_row_get_symbol (row), NULL }),
    .position = position,
  };
  tape_watchlist_remove (self->current, position);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
}

void
tape_watchlists_undo (TapeWatchlists *self)
{
  Removal removal = self->removal;
  TapeWatchlist *list;

  g_return_if_fail (TAPE_IS_WATCHLISTS (self));

  if (removal.symbols == NULL)
    return;
  self->removal = (Removal){ 0 };
  if (removal.name != NULL)
    tape_watchlists_add (self, removal.name);
  list = removal.name != NULL ? self->current : tape_watchlists_find (self, removal.id);
  for (guint i = 0; list != NULL && removal.symbols[i] != NULL; i++)
    tape_watchlist_insert (list, removal.symbols[i], removal.position + i);
  removal_clear (&removal);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
}

/* --- The type. --- */

static GType
get_item_type (GListModel *model)
{
  return TAPE_TYPE_WATCHLIST;
}

static guint
get_n_items (GListModel *model)
{
  return TAPE_WATCHLISTS (model)->entries->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  TapeWatchlists *self = TAPE_WATCHLISTS (model);
  Entry *entry;

  if (position >= self->entries->len)
    return NULL;
  entry = self->entries->pdata[position];
  return g_object_ref (entry->list);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
tape_watchlists_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeWatchlists *self = TAPE_WATCHLISTS (object);

  switch (id)
    {
    case PROP_CURRENT:
      g_value_set_object (value, self->current);
      break;
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, self->removal.symbols != NULL);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_watchlists_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CURRENT:
      tape_watchlists_set_current (TAPE_WATCHLISTS (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_watchlists_finalize (GObject *object)
{
  TapeWatchlists *self = TAPE_WATCHLISTS (object);

  g_clear_object (&self->current);
  g_ptr_array_unref (self->entries);
  removal_clear (&self->removal);
  g_clear_pointer (&self->database, tape_user_db_free);
  g_free (self->message);
  G_OBJECT_CLASS (tape_watchlists_parent_class)->finalize (object);
}

static void
tape_watchlists_class_init (TapeWatchlistsClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tape_watchlists_get_property;
  object_class->set_property = tape_watchlists_set_property;
  object_class->finalize = tape_watchlists_finalize;
  properties[PROP_CURRENT] = g_param_spec_object ("current", NULL, NULL, TAPE_TYPE_WATCHLIST,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, read);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, read);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tape_watchlists_init (TapeWatchlists *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

TapeWatchlists *
tape_watchlists_new (const char *path)
{
  TapeWatchlists *self = g_object_new (TAPE_TYPE_WATCHLISTS, NULL);
  Entry *session = g_new0 (Entry, 1);
  Entry *first;

  session->list = tape_watchlist_new_for_session (_ ("In this session"));
  session->id = TAPE_WATCHLISTS_SESSION;
  g_ptr_array_add (self->entries, session);
  load (self, path);
  first = self->entries->pdata[0];
  self->current = g_object_ref (first->list);
  return self;
}
