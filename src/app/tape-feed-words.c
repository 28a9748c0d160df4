/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-feed-words.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "model/tape-format.h"

static const struct
{
  const char *word;
  const char *icon;
  const char *css_class;
} realities[] = {
  [TAPE_REALITY_LIVE] = { N_ ("LIVE"), "media-record-symbolic", "live" },
  [TAPE_REALITY_DELAYED] = { N_ ("DELAYED"), "tape-clock-symbolic", "delayed" },
  [TAPE_REALITY_REPLAY] = { N_ ("REPLAY"), "document-open-recent-symbolic", "replay" },
  [TAPE_REALITY_SIMULATED] = { N_ ("SIMULATED"), "applications-science-symbolic", "simulated" },
  [TAPE_REALITY_STOPPED] = { N_ ("STOPPED"), "media-playback-stop-symbolic", "stopped" },
};

static const struct
{
  const char *word;
  const char *icon;
  guint rank;
} states[] = {
  [TAPE_FEED_IDLE] = { N_ ("Starting"), "content-loading-symbolic", 6 },
  [TAPE_FEED_RUNNING] = { N_ ("Running"), "media-playback-start-symbolic", 8 },
  [TAPE_FEED_CONNECTING] = { N_ ("Connecting"), "content-loading-symbolic", 7 },
  [TAPE_FEED_RECONNECTING] = { N_ ("Reconnecting"), "view-refresh-symbolic", 2 },
  [TAPE_FEED_WAITING] = { N_ ("Waiting"), "tape-clock-symbolic", 3 },
  [TAPE_FEED_SILENT] = { N_ ("Silent"), "dialog-question-symbolic", 4 },
  [TAPE_FEED_PAUSED] = { N_ ("Paused"), "media-playback-pause-symbolic", 5 },
  [TAPE_FEED_FINISHED] = { N_ ("Finished"), "emblem-ok-symbolic", 9 },
  [TAPE_FEED_STOPPED] = { N_ ("Stopped"), "media-playback-stop-symbolic", 1 },
  [TAPE_FEED_FAILED] = { N_ ("Failed"), "dialog-error-symbolic", 0 },
};

const char *
tape_reality_get_word (TapeReality reality)
{
  return _ (realities[reality].word);
}

const char *
tape_reality_get_icon (TapeReality reality)
{
  return realities[reality].icon;
}

const char *
tape_reality_get_css_class (TapeReality reality)
{
  return realities[reality].css_class;
}

const char *
tape_feed_state_get_word (TapeFeedState state)
{
  return _ (states[state].word);
}

const char *
tape_feed_state_get_icon (TapeFeedState state)
{
  return states[state].icon;
}

guint
tape_feed_state_get_rank (TapeFeedState state)
{
  return states[state].rank;
}

gboolean
tape_feed_state_is_running (TapeFeedState state)
{
  return state <= TAPE_FEED_PAUSED;
}

static char *
describe_running (TapeFeed *feed, const TapeFeedHealth *health)
{
  g_autofree char *speed = tape_speed_format (health->speed);

  if (tape_feed_get_type_info (feed)->simulated)
    return g_strdup_printf (_ ("Made up, at %s the clock; runs until it is stopped."), speed);
  if (health->calls.limit > 0)
    return g_strdup (_ ("Prices are asked for as often as the calls allow, until it is stopped."));
  if (tape_feed_get_type_info (feed)->live)
    return g_strdup (_ ("Trades come as they happen, until it is stopped."));
  if (health->speed == 0)
    return g_strdup (_ ("Read as fast as it goes, to its end."));
  return g_strdup_printf (_ ("Read at %s its recorded pace, to its end."), speed);
}

/* By this machine's clock, with the day where it is another. */
static char *
format_moment (gint64 time)
{
  g_autofree char *clock = tape_format_clock (tape_exchange_utc (), time, TAPE_ZONE_LOCAL, TRUE);
  g_autofree char *day = tape_format_day (tape_exchange_utc (), time, TAPE_ZONE_LOCAL);
  g_autofree char *today = tape_format_day (tape_exchange_utc (), g_get_real_time (), TAPE_ZONE_LOCAL);

  return strcmp (day, today) == 0 ? g_steal_pointer (&clock) : g_strdup_printf ("%s, %s", day, clock);
}

static char *
describe_waiting (const TapeFeedHealth *health)
{
  g_autofree char *moment = format_moment (health->next);

  if (health->next == TAPE_NO_TIME)
    return g_strdup (_ ("Waits for the service."));
  if (health->state == TAPE_FEED_WAITING)
    return g_strdup_printf (_ ("Next call at %s."), moment);
  return g_strdup_printf (_ ("Tries again at %s."), moment);
}

char *
tape_feed_describe_next (TapeFeed *feed, const TapeFeedHealth *health)
{
  switch (health->state)
    {
    case TAPE_FEED_IDLE:
      return g_strdup (_ ("The first trades come in a moment."));
    case TAPE_FEED_RUNNING:
      return describe_running (feed, health);
    case TAPE_FEED_CONNECTING:
    case TAPE_FEED_RECONNECTING:
    case TAPE_FEED_WAITING:
    case TAPE_FEED_SILENT:
      return describe_waiting (health);
    case TAPE_FEED_PAUSED:
      return g_strdup (_ ("Waits until it is let run."));
    case TAPE_FEED_FINISHED:
      if (health->events == 0 && health->message == NULL)
        return g_strdup (_ ("Nothing new: all of it was read before and is shown."));
      return g_strdup (_ ("All of it was read. Nothing more comes."));
    case TAPE_FEED_STOPPED:
      return g_strdup (_ ("Start it to go on from here."));
    case TAPE_FEED_FAILED:
    default:
      return g_strdup (_ ("Start it to try again from here."));
    }
}

char *
tape_feed_describe_calls (const TapeFeedHealth *health)
{
  const TapeFeedCalls *calls = &health->calls;
  g_autofree char *left = NULL;
  g_autofree char *moment = NULL;

  if (calls->limit == 0)
    return NULL;
  left = g_strdup_printf (calls->of_day ? _ ("%u of %u calls left today") : _ ("%u of %u calls left this minute"),
                          calls->left, calls->limit);
  if (calls->back == TAPE_NO_TIME)
    return g_strdup_printf (_ ("%s."), left);
  moment = format_moment (calls->back);
  /* Translators: calls that are left, and the time at which there are more. */
  return g_strdup_printf (_ ("%s, more at %s."), left, moment);
}

char *
tape_delay_format (double delay)
{
  if (isnan (delay))
    return g_strdup (TAPE_FORMAT_UNKNOWN);
  if (delay < 10 * TAPE_MILLISECOND)
    return g_strdup_printf (_ ("%.2f\u00a0ms"), delay / TAPE_MILLISECOND);
  if (delay < TAPE_SECOND)
    return g_strdup_printf (_ ("%.0f\u00a0ms"), delay / TAPE_MILLISECOND);
  if (delay < TAPE_MINUTE)
    return g_strdup_printf (_ ("%.1f\u00a0s"), delay / TAPE_SECOND);
  return tape_format_span ((gint64)delay);
}

char *
tape_speed_format (double speed)
{
  if (speed == 0)
    /* Translators: speed of a replay: as fast as it goes. */
    return g_strdup (_ ("max"));
  return g_strdup_printf ("%g×", speed);
}
