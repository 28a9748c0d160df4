/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-live.h"

#include <string.h>

#include "base/tape-thread.h"
#include "feed/tape-failed-feed.h"

/* A feed that is made: its entry, or NULL once that is not waiting for it any more. */
typedef struct _Making Making;

/* What is set up under one id. */
typedef struct
{
  TapeLive *live;
  gint64 id;
  TapeUserFeed *wanted;  /* NULL: it is to go */
  TapeUserFeed *made_of; /* what @feed, or what is being made, is made of */
  TapeFeed *feed;        /* the session's; NULL before the first */
  gboolean running;
  gboolean ending; /* it was asked to end so that it is made anew, or goes */
  Making *making;
} Entry;

struct _Making
{
  Entry *entry;
  GCancellable *cancellable;
};

struct _TapeLive
{
  TapeOwner owner;
  TapeSession *session;
  const TapeLiveMaker *maker;
  void (*changed) (gpointer data);
  gpointer data;
  GPtrArray *entries; /* by priority; those that are to go at the end */
};

static void
stop_making (Entry *entry)
{
  if (entry->making == NULL)
    return;
  entry->making->entry = NULL;
  g_cancellable_cancel (entry->making->cancellable);
  entry->making = NULL;
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  stop_making (entry);
  g_clear_pointer (&entry->wanted, tape_user_feed_free);
  g_clear_pointer (&entry->made_of, tape_user_feed_free);
  g_free (entry);
}

/* Whether feeds of both read the same in the same way, and go before the same others. */
static gboolean
read_alike (const TapeUserFeed *a, const TapeUserFeed *b)
{
  return strcmp (a->name, b->name) == 0 && strcmp (a->kind, b->kind) == 0 && strcmp (a->service, b->service) == 0
         && g_strcmp0 (a->account, b->account) == 0 && strcmp (a->settings, b->settings) == 0
         && a->priority == b->priority
         && g_strv_equal ((const char *const *)a->symbols, (const char *const *)b->symbols);
}

/* --- Making and ending. --- */

static void make (Entry *entry);

static void
on_ended (TapeFeed *feed, gpointer data)
{
  Entry *entry = data;
  TapeLive *self = entry->live;
  gboolean ending = entry->ending;

  entry->running = FALSE;
  entry->ending = FALSE;
  if (entry->wanted == NULL)
    g_ptr_array_remove (self->entries, entry);
  else if (ending)
    make (entry);
  self->changed (self->data);
}

/* Has the session take @feed over, or a failed one with the reason why it cannot. */
static void
start (Entry *entry, TapeFeed *feed)
{
  TapeLive *self = entry->live;
  g_autoptr (GError) error = NULL;

  if (!tape_session_add_feed (self->session, feed, FALSE, &error))
    {
      feed = tape_failed_feed_new (tape_session_get_universe (self->session), entry->made_of->name, error);
      tape_session_add_feed (self->session, feed, FALSE, NULL);
    }
  tape_session_rank_feed (self->session, feed, (guint)CLAMP (entry->made_of->priority + 1, 1, G_MAXINT32),
                          tape_live_get_stale_after (entry->made_of));
  entry->feed = feed;
  entry->running = TRUE;
  tape_session_start_feed (self->session, feed, on_ended, entry);
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer data)
{
  Making *making = data;
  Entry *entry = making->entry;
  g_autoptr (GError) error = NULL;

  if (entry != NULL)
    {
      TapeLive *self = entry->live;
      TapeFeed *feed = self->maker->make_finish (result, &error);

      if (feed == NULL)
        feed = tape_failed_feed_new (tape_session_get_universe (self->session), entry->made_of->name, error);
      entry->making = NULL;
      start (entry, feed);
      self->changed (self->data);
    }
  g_object_unref (making->cancellable);
  g_free (making);
}

/* Makes what is wanted; the feed before it has ended. */
static void
make (Entry *entry)
{
  TapeLive *self = entry->live;

  stop_making (entry);
  g_clear_pointer (&entry->made_of, tape_user_feed_free);
  entry->made_of = tape_user_feed_copy (entry->wanted);
  entry->making = g_new (Making, 1);
  entry->making->entry = entry;
  entry->making->cancellable = g_cancellable_new ();
  self->maker->make_async (entry->made_of, tape_session_get_universe (self->session), entry->making->cancellable,
                           on_made, entry->making);
}

/* Makes it anew, or has it go; a feed that runs must end before. Whether it stays for now. */
static gboolean
renew (Entry *entry)
{
  stop_making (entry);
  if (entry->running && !entry->ending)
    tape_session_stop_feed (entry->live->session, entry->feed);
  entry->ending = entry->running;
  if (!entry->running && entry->wanted != NULL)
    make (entry);
  return entry->running || entry->wanted != NULL;
}

/* Brings the entry to what is wanted of it. Whether it stays for now. */
static gboolean
follow (Entry *entry)
{
  if (entry->wanted != NULL && entry->made_of != NULL && read_alike (entry->wanted, entry->made_of))
    return TRUE;
  return renew (entry);
}

/* --- What is set up. --- */

static Entry *
take_entry (TapeLive *self, gint64 id)
{
  Entry *entry;

  for (guint i = 0; i < self->entries->len; i++)
    if (((const Entry *)g_ptr_array_index (self->entries, i))->id == id)
      return g_ptr_array_steal_index (self->entries, i);
  entry = g_new0 (Entry, 1);
  entry->live = self;
  entry->id = id;
  return entry;
}

void
tape_live_set_definitions (TapeLive *self, GPtrArray *definitions)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);

  tape_owner_assert (&self->owner);
  for (guint i = 0; i < definitions->len; i++)
    {
      const TapeUserFeed *definition = g_ptr_array_index (definitions, i);
      Entry *entry;

      if (!definition->enabled)
        continue;
      entry = take_entry (self, definition->id);
      g_clear_pointer (&entry->wanted, tape_user_feed_free);
      entry->wanted = tape_user_feed_copy (definition);
      g_ptr_array_add (entries, entry);
    }
  for (guint i = 0; i < self->entries->len; i++)
    g_clear_pointer (&((Entry *)g_ptr_array_index (self->entries, i))->wanted, tape_user_feed_free);
  g_ptr_array_extend_and_steal (entries, g_steal_pointer (&self->entries));
  self->entries = entries;
  for (guint i = 0; i < self->entries->len;)
    if (follow (g_ptr_array_index (self->entries, i)))
      i++;
    else
      g_ptr_array_remove_index (self->entries, i);
}

GPtrArray *
tape_live_list_feeds (TapeLive *self)
{
  GPtrArray *feeds = g_ptr_array_new ();

  tape_owner_assert (&self->owner);
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->wanted != NULL && entry->feed != NULL)
        g_ptr_array_add (feeds, entry->feed);
    }
  return feeds;
}

static Entry *
find_feed (TapeLive *self, TapeFeed *feed)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->feed == feed && entry->wanted != NULL)
        return entry;
    }
  return NULL;
}

const TapeUserFeed *
tape_live_get_definition (TapeLive *self, TapeFeed *feed)
{
  const Entry *entry = find_feed (self, feed);

  return entry == NULL ? NULL : entry->made_of;
}

/* On its own thread, so that we may still be to be told. */
static gboolean
has_ended (TapeFeed *feed)
{
  g_autoptr (TapeFeedHealth) health = tape_feed_get_health (feed, FALSE);

  return health->state == TAPE_FEED_FINISHED || health->state == TAPE_FEED_STOPPED || health->state == TAPE_FEED_FAILED;
}

void
tape_live_start_feed (TapeLive *self, TapeFeed *feed)
{
  Entry *entry = find_feed (self, feed);

  tape_owner_assert (&self->owner);
  if (entry != NULL && entry->making == NULL && has_ended (feed))
    renew (entry);
}

void
tape_live_reconnect_feed (TapeLive *self, TapeFeed *feed)
{
  Entry *entry = find_feed (self, feed);

  tape_owner_assert (&self->owner);
  if (entry != NULL && entry->making == NULL)
    renew (entry);
}

void
tape_live_take_key (TapeLive *self, const char *service, const char *account)
{
  tape_owner_assert (&self->owner);
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->wanted != NULL && strcmp (entry->wanted->service, service) == 0
          && g_strcmp0 (entry->wanted->account, account) == 0)
        renew (entry);
    }
}

TapeLive *
tape_live_new (TapeSession *session, const TapeLiveMaker *maker, void (*changed) (gpointer data), gpointer data)
{
  TapeLive *self = g_new0 (TapeLive, 1);

  self->session = session;
  self->maker = maker;
  self->changed = changed;
  self->data = data;
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  tape_owner_assert (&self->owner);
  return self;
}

void
tape_live_free (TapeLive *self)
{
  g_ptr_array_unref (self->entries);
  g_free (self);
}
