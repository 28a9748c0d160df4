/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The live feeds of the desk: those that are set up run in the session of the main database, while that is shown. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-stream.h"
#include "model/tape-desk-private.h"

static gboolean
is_enabled (gconstpointer definition, gconstpointer data)
{
  return ((const TapeUserFeed *)definition)->enabled;
}

gboolean
tape_desk_has_live_feeds (TapeDesk *self)
{
  return self->definitions != NULL && g_ptr_array_find_with_equal_func (self->definitions, NULL, is_enabled, NULL);
}

/* Has the desk's feeds be those that there are now. */
static void
on_changed (gpointer data)
{
  TapeDesk *self = data;
  g_autoptr (GPtrArray) feeds = tape_live_list_feeds (self->live);

  g_ptr_array_set_size (self->feeds, 0);
  g_ptr_array_extend (self->feeds, feeds, NULL, NULL);
  tape_desk_feeds_changed (self);
}

void
tape_desk_begin_live (TapeDesk *self)
{
  self->live = tape_live_new (self->session, &tape_live_maker, on_changed, self);
  if (self->definitions != NULL)
    tape_live_set_definitions (self->live, self->definitions);
}

void
tape_desk_set_live_feeds (TapeDesk *self, GPtrArray *definitions)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (TAPE_IS_DESK (self));

  tape_owner_assert (&self->owner);
  g_clear_pointer (&self->definitions, g_ptr_array_unref);
  self->definitions = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_user_feed_free);
  for (guint i = 0; i < definitions->len; i++)
    g_ptr_array_add (self->definitions, tape_user_feed_copy (g_ptr_array_index (definitions, i)));
  if (self->live == NULL)
    return;
  if (self->ticking || !tape_desk_has_live_feeds (self))
    {
      tape_live_set_definitions (self->live, definitions);
      on_changed (self);
    }
  else if (!tape_desk_open_again (self, &error)) /* with a clock */
    g_warning ("%s", error->message);
}

void
tape_desk_take_key (TapeDesk *self, const char *service, const char *account)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  tape_owner_assert (&self->owner);
  if (self->live != NULL)
    tape_live_take_key (self->live, service, account);
}

static gboolean
holds_connection (TapeDesk *self, TapeFeed *feed, const char *service, const char *account)
{
  const TapeUserFeed *definition = tape_desk_get_definition (self, feed);
  g_autoptr (TapeFeedHealth) health = tape_feed_get_health (feed, FALSE);

  return definition != NULL && strcmp (definition->kind, "stream") == 0 && strcmp (definition->service, service) == 0
         && g_strcmp0 (definition->account, account) == 0 && health->state != TAPE_FEED_FINISHED
         && health->state != TAPE_FEED_STOPPED && health->state != TAPE_FEED_FAILED;
}

char *
tape_desk_describe_connection (TapeDesk *self, const char *service, const char *account)
{
  const TapeStream *stream = tape_streams_lookup (service);

  g_return_val_if_fail (TAPE_IS_DESK (self), NULL);

  if (stream == NULL || (stream->flags & TAPE_STREAM_ONE_CONNECTION) == 0)
    return NULL;
  for (guint i = 0; i < self->feeds->len; i++)
    if (holds_connection (self, self->feeds->pdata[i], service, account))
      return g_strdup_printf (_ ("“%s” runs with this key. %s gives a key one connection, which a test would take from "
                                 "it. How it is says its card on the Feeds page."),
                              tape_feed_get_name (self->feeds->pdata[i]), stream->title);
  return NULL;
}

void
tape_desk_reconnect_feed (TapeDesk *self, TapeFeed *feed)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  tape_owner_assert (&self->owner);
  if (self->live != NULL)
    tape_live_reconnect_feed (self->live, feed);
}

const TapeUserFeed *
tape_desk_get_definition (TapeDesk *self, TapeFeed *feed)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), NULL);

  return self->live == NULL ? NULL : tape_live_get_definition (self->live, feed);
}
