/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-watchlist.h"

#include <string.h>

struct _TapeWatchlist
{
  GObject parent_instance;

  char *name;
  gboolean of_session;
  GPtrArray *rows;
  GHashTable *by_symbol; /* symbol of a row to the row */
};

enum
{
  PROP_0,
  PROP_NAME,
  N_PROPS
};

enum
{
  EDITED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TapeWatchlist,
                               tape_watchlist,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return TAPE_TYPE_WATCH_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return TAPE_WATCHLIST (model)->rows->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  TapeWatchlist *self = TAPE_WATCHLIST (model);

  return position < self->rows->len ? g_object_ref (self->rows->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
tape_watchlist_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, TAPE_WATCHLIST (object)->name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_watchlist_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NAME:
      tape_watchlist_set_name (TAPE_WATCHLIST (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_watchlist_finalize (GObject *object)
{
  TapeWatchlist *self = TAPE_WATCHLIST (object);

  g_hash_table_unref (self->by_symbol);
  g_ptr_array_unref (self->rows);
  g_free (self->name);
  G_OBJECT_CLASS (tape_watchlist_parent_class)->finalize (object);
}

static void
tape_watchlist_class_init (TapeWatchlistClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = tape_watchlist_get_property;
  object_class->set_property = tape_watchlist_set_property;
  object_class->finalize = tape_watchlist_finalize;
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[EDITED]
      = g_signal_new ("edited", TAPE_TYPE_WATCHLIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_watchlist_init (TapeWatchlist *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_symbol = g_hash_table_new (g_str_hash, g_str_equal);
}

TapeWatchlist *
tape_watchlist_new (const char *name)
{
  TapeWatchlist *self = g_object_new (TAPE_TYPE_WATCHLIST, NULL);

  self->name = g_strdup (name);
  return self;
}

TapeWatchlist *
tape_watchlist_new_for_session (const char *name)
{
  TapeWatchlist *self = tape_watchlist_new (name);

  self->of_session = TRUE;
  return self;
}

gboolean
tape_watchlist_is_editable (TapeWatchlist *self)
{
  g_return_val_if_fail (TAPE_IS_WATCHLIST (self), FALSE);

  return !self->of_session;
}

const char *
tape_watchlist_get_name (TapeWatchlist *self)
{
  g_return_val_if_fail (TAPE_IS_WATCHLIST (self), NULL);

  return self->name;
}

void
tape_watchlist_set_name (TapeWatchlist *self, const char *name)
{
  g_return_if_fail (TAPE_IS_WATCHLIST (self));

  if (g_strcmp0 (name, self->name) == 0)
    return;
  g_free (self->name);
  self->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  g_signal_emit (self, signals[EDITED], 0);
}

gboolean
tape_watchlist_find (TapeWatchlist *self, const char *symbol, guint *position)
{
  TapeWatchRow *row;

  g_return_val_if_fail (TAPE_IS_WATCHLIST (self), FALSE);

  row = g_hash_table_lookup (self->by_symbol, symbol);
  return row != NULL && g_ptr_array_find (self->rows, row, position);
}

static void
insert_row (TapeWatchlist *self, const char *symbol, guint position)
{
  TapeWatchRow *row = tape_watch_row_new (symbol);

  g_ptr_array_insert (self->rows, (gint)position, row);
  g_hash_table_insert (self->by_symbol, (gpointer)tape_watch_row_get_symbol (row), row);
}

gboolean
tape_watchlist_insert (TapeWatchlist *self, const char *symbol, guint position)
{
  g_return_val_if_fail (TAPE_IS_WATCHLIST (self), FALSE);

  if (*symbol == '\0' || strlen (symbol) > TAPE_SYMBOL_MAX || g_hash_table_contains (self->by_symbol, symbol))
    return FALSE;
  position = MIN (position, self->rows->len);
  insert_row (self, symbol, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  g_signal_emit (self, signals[EDITED], 0);
  return TRUE;
}

void
tape_watchlist_remove (TapeWatchlist *self, guint position)
{
  g_return_if_fail (TAPE_IS_WATCHLIST (self));
  g_return_if_fail (position < self->rows->len);

  g_hash_table_remove (self->by_symbol, tape_watch_row_get_symbol (self->rows->pdata[position]));
  g_ptr_array_remove_index (self->rows, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  g_signal_emit (self, signals[EDITED], 0);
}

void
tape_watchlist_move (TapeWatchlist *self, guint from, guint to)
{
  gpointer row;

  g_return_if_fail (TAPE_IS_WATCHLIST (self));
  g_return_if_fail (from < self->rows->len && to < self->rows->len);

  if (from == to)
    return;
  /* In two steps: a view that holds on to what it shows at its top does not run after a row that leaves. */
  row = g_ptr_array_steal_index (self->rows, from);
  g_list_model_items_changed (G_LIST_MODEL (self), from, 1, 0);
  g_ptr_array_insert (self->rows, (gint)to, row);
  g_list_model_items_changed (G_LIST_MODEL (self), to, 0, 1);
  g_signal_emit (self, signals[EDITED], 0);
}

char **
tape_watchlist_get_symbols (TapeWatchlist *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (TAPE_IS_WATCHLIST (self), NULL);

  for (guint i = 0; i < self->rows->len; i++)
    g_strv_builder_add (builder, tape_watch_row_get_symbol (self->rows->pdata[i]));
  return g_strv_builder_end (builder);
}

/* The list of the session grows at its end. */
static void
add_what_trades (TapeWatchlist *self, TapeDesk *desk)
{
  const TapeFrame *frame = tape_desk_get_frame (desk);
  TapeUniverse *universe = tape_desk_get_universe (desk);
  guint before = self->rows->len;

  for (guint i = 0; frame != NULL && universe != NULL && i < frame->n_rows; i++)
    {
      const char *symbol;

      if (frame->rows[i].last_time == TAPE_NO_TIME)
        continue;
      symbol = tape_universe_get (universe, i)->symbol;
      if (!g_hash_table_contains (self->by_symbol, symbol))
        insert_row (self, symbol, self->rows->len);
    }
  if (self->rows->len > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->rows->len - before);
}

void
tape_watchlist_update (TapeWatchlist *self, TapeDesk *desk)
{
  g_return_if_fail (TAPE_IS_WATCHLIST (self));

  if (self->of_session)
    add_what_trades (self, desk);
  for (guint i = 0; i < self->rows->len; i++)
    tape_watch_row_update (self->rows->pdata[i], desk);
}

static void
remove_all (TapeWatchlist *self)
{
  guint n = self->rows->len;

  g_hash_table_remove_all (self->by_symbol);
  g_ptr_array_set_size (self->rows, 0);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

void
tape_watchlist_forget (TapeWatchlist *self)
{
  g_return_if_fail (TAPE_IS_WATCHLIST (self));

  if (self->of_session)
    remove_all (self);
  for (guint i = 0; i < self->rows->len; i++)
    tape_watch_row_forget (self->rows->pdata[i]);
}

guint
tape_watchlist_count_stale (TapeWatchlist *self)
{
  guint count = 0;

  g_return_val_if_fail (TAPE_IS_WATCHLIST (self), 0);

  for (guint i = 0; i < self->rows->len; i++)
    count += tape_watch_row_get_values (self->rows->pdata[i])->age > 0;
  return count;
}
