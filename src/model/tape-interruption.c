/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-interruption.h"

#include <glib/gi18n-lib.h>

static const char *
get_word (TapeFeed *feed)
{
  g_autoptr (TapeFeedHealth) health = tape_feed_get_health (feed, FALSE);

  if (!tape_feed_get_type_info (feed)->live)
    return NULL;
  switch (health->state)
    {
    case TAPE_FEED_RECONNECTING:
      return _ ("reconnecting");
    case TAPE_FEED_WAITING:
      return _ ("waiting for more calls");
    case TAPE_FEED_SILENT:
      return _ ("silent");
    case TAPE_FEED_PAUSED:
      return _ ("paused");
    case TAPE_FEED_FINISHED:
    case TAPE_FEED_STOPPED:
      return _ ("stopped");
    case TAPE_FEED_FAILED:
      return _ ("failed");
    case TAPE_FEED_IDLE:
    case TAPE_FEED_CONNECTING:
    case TAPE_FEED_RUNNING:
    default:
      return NULL;
    }
}

const char *
tape_interruption_get_word (TapeDesk *desk, guint32 source)
{
  TapeFeed *feed = tape_desk_find_feed (desk, source);

  return feed != NULL ? get_word (feed) : NULL;
}

/* Whether each of its instruments that was heard of comes from another feed. */
static gboolean
is_stood_in_for (TapeDesk *desk, TapeFeed *feed)
{
  const TapeFrame *frame = tape_desk_get_frame (desk);
  TapeSession *session = tape_desk_get_session (desk);
  guint64 trades = 0;
  guint in_use = 0;

  for (guint i = 0; frame != NULL && session != NULL && i < frame->n_sources; i++)
    {
      const TapeFrameSource *source = &frame->sources[i];

      if (source->rank == 0 || !tape_session_is_of_feed (session, source->source, feed))
        continue;
      trades += source->trades;
      in_use += source->in_use;
    }
  return trades > 0 && in_use == 0;
}

char *
tape_interruption_describe (TapeDesk *desk)
{
  GPtrArray *feeds = tape_desk_get_feeds (desk);
  g_autoptr (GString) list = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < feeds->len; i++)
    {
      const char *word = get_word (feeds->pdata[i]);

      if (word == NULL || is_stood_in_for (desk, feeds->pdata[i]))
        continue;
      /* Translators: a feed, and why nothing comes of it: "Binance: reconnecting" */
      g_string_append_printf (list, _ ("%s%s: %s"), n > 0 ? "; " : "", tape_feed_get_name (feeds->pdata[i]), word);
      n++;
    }
  if (n == 0)
    return NULL;
  /* Translators: a list of feeds, and why nothing comes of them. */
  return g_strdup_printf (ngettext ("%s. Rules wait for its prices.", "%s. Rules wait for their prices.", n),
                          list->str);
}
