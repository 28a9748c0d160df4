/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-feed-book.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _TapeFeedBook
{
  GObject parent_instance;

  TapeUserDb *db;   /* NULL where it could not be opened */
  GPtrArray *feeds; /* of TapeUserFeed */
  char *message;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeFeedBook, tape_feed_book, G_TYPE_OBJECT)

static GPtrArray *
no_feeds (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)tape_user_feed_free);
}

static void
say (TapeFeedBook *self, const GError *error)
{
  g_free (self->message);
  self->message = error != NULL ? g_strdup_printf (_ ("Your feeds could not be read: %s"), error->message) : NULL;
}

static void
load (TapeFeedBook *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *feeds = tape_user_db_load_feeds (self->db, &error);

  say (self, error);
  if (feeds != NULL)
    {
      g_ptr_array_unref (self->feeds);
      self->feeds = feeds;
    }
}

static void
reload (TapeFeedBook *self)
{
  load (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
tape_feed_book_finalize (GObject *object)
{
  TapeFeedBook *self = TAPE_FEED_BOOK (object);

  g_clear_pointer (&self->db, tape_user_db_free);
  g_ptr_array_unref (self->feeds);
  g_free (self->message);
  G_OBJECT_CLASS (tape_feed_book_parent_class)->finalize (object);
}

static void
tape_feed_book_class_init (TapeFeedBookClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tape_feed_book_finalize;
  signals[CHANGED]
      = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_feed_book_init (TapeFeedBook *self)
{
  self->feeds = no_feeds ();
}

TapeFeedBook *
tape_feed_book_new (const char *path)
{
  TapeFeedBook *self = g_object_new (TAPE_TYPE_FEED_BOOK, NULL);
  g_autoptr (GError) error = NULL;

  self->db = tape_user_db_open (path, &error);
  if (self->db != NULL)
    load (self);
  else
    say (self, error);
  return self;
}

GPtrArray *
tape_feed_book_get_feeds (TapeFeedBook *self)
{
  g_return_val_if_fail (TAPE_IS_FEED_BOOK (self), NULL);

  return self->feeds;
}

static TapeUserFeed *
find (TapeFeedBook *self, gint64 id, guint *position)
{
  for (*position = 0; *position < self->feeds->len; ++*position)
    {
      TapeUserFeed *feed = self->feeds->pdata[*position];

      if (feed->id == id)
        return feed;
    }
  return NULL;
}

const TapeUserFeed *
tape_feed_book_find (TapeFeedBook *self, gint64 id)
{
  guint position;

  g_return_val_if_fail (TAPE_IS_FEED_BOOK (self), NULL);

  return find (self, id, &position);
}

static gboolean
read_alike (const TapeUserFeed *a, const TapeUserFeed *b)
{
  return strcmp (a->kind, b->kind) == 0 && strcmp (a->service, b->service) == 0
         && g_strcmp0 (a->account, b->account) == 0 && strcmp (a->kind, "kafka") != 0;
}

const TapeUserFeed *
tape_feed_book_find_like (TapeFeedBook *self, const TapeUserFeed *feed)
{
  g_return_val_if_fail (TAPE_IS_FEED_BOOK (self), NULL);

  for (guint i = 0; i < self->feeds->len; i++)
    {
      const TapeUserFeed *other = self->feeds->pdata[i];

      if (other->id != feed->id && read_alike (other, feed))
        return other;
    }
  return NULL;
}

guint
tape_feed_book_count_enabled (TapeFeedBook *self)
{
  guint n = 0;

  g_return_val_if_fail (TAPE_IS_FEED_BOOK (self), 0);

  for (guint i = 0; i < self->feeds->len; i++)
    n += ((TapeUserFeed *)self->feeds->pdata[i])->enabled ? 1 : 0;
  return n;
}

char **
tape_feed_book_list_names (TapeFeedBook *self, gint64 but)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  g_return_val_if_fail (TAPE_IS_FEED_BOOK (self), NULL);

  for (guint i = 0; i < self->feeds->len; i++)
    {
      const TapeUserFeed *feed = self->feeds->pdata[i];

      if (feed->id != but)
        g_strv_builder_add (names, feed->name);
    }
  return g_strv_builder_end (names);
}

const char *
tape_feed_book_get_message (TapeFeedBook *self)
{
  g_return_val_if_fail (TAPE_IS_FEED_BOOK (self), NULL);

  return self->message;
}

/* --- Changes. --- */

static gboolean
is_open (TapeFeedBook *self, GError **error)
{
  if (self->db == NULL)
    g_set_error_literal (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_OPEN, self->message);
  return self->db != NULL;
}

static gboolean
is_alone (TapeFeedBook *self, const TapeUserFeed *feed, GError **error)
{
  const TapeUserFeed *other = tape_feed_book_find_like (self, feed);

  if (other != NULL)
    g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE,
                 _ ("“%s” reads from the same account already. Add the symbols to it."), other->name);
  return other == NULL;
}

/* Behind all others. */
static gint64
next_priority (TapeFeedBook *self)
{
  const TapeUserFeed *last = self->feeds->len > 0 ? self->feeds->pdata[self->feeds->len - 1] : NULL;

  return last != NULL ? last->priority + 1 : 1;
}

gint64
tape_feed_book_keep (TapeFeedBook *self, const TapeUserFeed *feed, GError **error)
{
  gint64 id = feed->id;

  g_return_val_if_fail (TAPE_IS_FEED_BOOK (self), 0);

  if (!is_open (self, error) || !is_alone (self, feed, error))
    return 0;
  if (id == 0)
    {
      g_autoptr (TapeUserFeed) added = tape_user_feed_copy (feed);

      added->priority = next_priority (self);
      id = tape_user_db_add_feed (self->db, added, error);
    }
  else if (!tape_user_db_set_feed (self->db, feed, error))
    id = 0;
  if (id != 0)
    reload (self);
  return id;
}

gboolean
tape_feed_book_set_enabled (TapeFeedBook *self, gint64 id, gboolean enabled, GError **error)
{
  guint position;
  TapeUserFeed *feed;
  g_autoptr (TapeUserFeed) changed = NULL;

  g_return_val_if_fail (TAPE_IS_FEED_BOOK (self), FALSE);

  feed = find (self, id, &position);
  if (feed == NULL || feed->enabled == enabled)
    return TRUE;
  changed = tape_user_feed_copy (feed);
  changed->enabled = enabled;
  if (!tape_user_db_set_feed (self->db, changed, error))
    return FALSE;
  reload (self);
  return TRUE;
}

gboolean
tape_feed_book_move_up (TapeFeedBook *self, gint64 id, GError **error)
{
  guint position;
  gboolean done = TRUE;

  g_return_val_if_fail (TAPE_IS_FEED_BOOK (self), FALSE);

  if (find (self, id, &position) == NULL || position == 0)
    return TRUE;
  /* Numbered anew, since several may have the same. */
  for (guint i = 0; i < self->feeds->len && done; i++)
    {
      TapeUserFeed *feed = self->feeds->pdata[i];
      guint place = i == position ? i - 1 : i == position - 1 ? i + 1 : i;
      gint64 priority = (gint64)place + 1;

      if (feed->priority == priority)
        continue;
      feed->priority = priority;
      done = tape_user_db_set_feed (self->db, feed, error);
    }
  reload (self);
  return done;
}

gboolean
tape_feed_book_remove (TapeFeedBook *self, gint64 id, GError **error)
{
  g_return_val_if_fail (TAPE_IS_FEED_BOOK (self), FALSE);

  if (!is_open (self, error) || !tape_user_db_remove_feed (self->db, id, error))
    return FALSE;
  reload (self);
  return TRUE;
}

gboolean
tape_feed_book_restore (TapeFeedBook *self, const TapeUserFeed *feed, GError **error)
{
  g_return_val_if_fail (TAPE_IS_FEED_BOOK (self), FALSE);

  if (!is_open (self, error) || !is_alone (self, feed, error) || tape_user_db_add_feed (self->db, feed, error) == 0)
    return FALSE;
  reload (self);
  return TRUE;
}
