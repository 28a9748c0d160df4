/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-status-line.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-feed-words.h"
#include "app/tape-throttle.h"
#include "model/tape-disagreement.h"
#include "model/tape-hours-text.h"

/* The accessible tree is told at most so often. */
#define NAME_INTERVAL 5000 /* ms */

struct _TapeStatusLine
{
  GtkWidget parent_instance;

  TapeDesk *desk;
  TapeWatchlists *lists;
  TapeThrottle throttle;
  TapeThrottle naming;

  GtkWidget *box;
  GtkButton *exchange;
  GtkButton *feed;
  GtkButton *disagreeing;
  GtkButton *stale;
  GtkButton *late;
  GtkButton *rejected;
};

enum
{
  PROP_0,
  PROP_DESK,
  PROP_LISTS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TapeStatusLine, tape_status_line, GTK_TYPE_WIDGET)

static void
show_item (GtkButton *button, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (button), text != NULL);
  if (text != NULL && g_strcmp0 (gtk_button_get_label (button), text) != 0)
    gtk_button_set_label (button, text);
}

/* --- The exchange. --- */

static const TapeInstrument *
find_instrument (TapeStatusLine *self)
{
  guint32 number = tape_desk_get_instrument (self->desk);
  const char *symbol = tape_desk_get_symbol (self->desk);

  if (number != TAPE_NO_INSTRUMENT)
    return tape_universe_get (tape_desk_get_universe (self->desk), number);
  return symbol == NULL ? NULL : tape_instruments_lookup (symbol, strlen (symbol));
}

static char *
describe_place (const TapeExchange *exchange, TapeZone zone)
{
  if (zone == TAPE_ZONE_LOCAL)
    return g_strdup (_ ("This machine"));
  return g_strdup (zone == TAPE_ZONE_UTC ? "UTC" : tape_exchange_get_city (exchange));
}

static char *
describe_exchange (TapeStatusLine *self)
{
  const TapeFrame *frame = tape_desk_get_frame (self->desk);
  const TapeInstrument *instrument = find_instrument (self);
  TapeZone zone = tape_desk_get_zone (self->desk);
  g_autofree char *place = NULL;
  g_autofree char *clock = NULL;
  g_autofree char *hours = NULL;

  if (frame == NULL || frame->now == TAPE_NO_TIME || instrument == NULL)
    return NULL;
  place = describe_place (instrument->exchange, zone);
  clock = tape_format_clock (instrument->exchange, frame->now, zone, TRUE);
  hours = tape_universe_get_round_the_clock (tape_desk_get_universe (self->desk))
              ? g_strdup (_ ("simulated, open all day"))
              : tape_hours_text (instrument->exchange, frame->now, zone);
  /* Translators: place, clock, hours: "New York 10:42:07 · open until 16:00" */
  return g_strdup_printf (_ ("%s %s · %s"), place, clock, hours);
}

/* --- Feeds. --- */

static char *
describe_feeds (TapeStatusLine *self)
{
  GPtrArray *feeds = tape_desk_get_feeds (self->desk);
  TapeFeed *worst = NULL;
  TapeFeedState worst_state = TAPE_FEED_FINISHED;

  for (guint i = 0; i < feeds->len; i++)
    {
      g_autoptr (TapeFeedHealth) health = tape_feed_get_health (feeds->pdata[i], FALSE);

      if (worst == NULL || tape_feed_state_get_rank (health->state) < tape_feed_state_get_rank (worst_state))
        {
          worst = feeds->pdata[i];
          worst_state = health->state;
        }
    }
  if (worst == NULL)
    return g_strdup (_ ("No source"));
  if (feeds->len > 1 && worst_state == TAPE_FEED_RUNNING)
    return g_strdup_printf (ngettext ("%u feed well", "%u feeds well", feeds->len), feeds->len);
  /* Translators: a feed and how it is: "trades.csv: Failed" */
  return g_strdup_printf (_ ("%s: %s"), tape_feed_get_name (worst), tape_feed_state_get_word (worst_state));
}

static char *
describe_disagreement (TapeStatusLine *self)
{
  const TapeFrame *frame = tape_desk_get_frame (self->desk);
  guint n = frame == NULL ? 0 : tape_disagreement_count (frame);

  /* Translators: of how many instruments two sources say different prices. */
  return n == 0 ? NULL : g_strdup_printf (ngettext ("Sources disagree on %u", "Sources disagree on %u", n), n);
}

static char *
describe_stale (TapeStatusLine *self)
{
  guint n = self->lists == NULL ? 0 : tape_watchlist_count_stale (tape_watchlists_get_current (self->lists));

  return n == 0 ? NULL : g_strdup_printf (ngettext ("%u stale", "%u stale", n), n);
}

static void
show_counts (TapeStatusLine *self, const TapeFrame *frame)
{
  guint64 late = 0;
  guint64 rejected = 0;
  g_autofree char *late_text = NULL;
  g_autofree char *rejected_text = NULL;

  for (guint i = 0; frame != NULL && i < frame->n_sources; i++)
    {
      late += frame->sources[i].late;
      rejected += frame->sources[i].rejected;
    }
  if (late > 0)
    {
      g_autofree char *count = tape_format_quantity ((double)late);

      late_text = g_strdup_printf (_ ("%s late"), count);
    }
  if (rejected > 0)
    {
      g_autofree char *count = tape_format_quantity ((double)rejected);

      rejected_text = g_strdup_printf (_ ("%s rejected"), count);
    }
  show_item (self->late, late_text);
  show_item (self->rejected, rejected_text);
}

static gboolean
update_name (gpointer data)
{
  TapeStatusLine *self = data;
  g_autofree char *exchange = describe_exchange (self);
  g_autofree char *feed = describe_feeds (self);
  g_autofree char *name = exchange == NULL ? g_strdup (feed) : g_strdup_printf ("%s. %s", exchange, feed);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return G_SOURCE_REMOVE;
}

static gboolean
update (gpointer data)
{
  TapeStatusLine *self = data;
  g_autofree char *exchange = describe_exchange (self);
  g_autofree char *feed = describe_feeds (self);
  g_autofree char *disagreement = describe_disagreement (self);
  g_autofree char *stale = describe_stale (self);

  show_item (self->exchange, exchange);
  show_item (self->feed, feed);
  show_item (self->disagreeing, disagreement);
  show_item (self->stale, stale);
  show_counts (self, tape_desk_get_frame (self->desk));
  tape_throttle_call (&self->naming);
  return G_SOURCE_REMOVE;
}

static void
on_frame (TapeStatusLine *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    tape_throttle_call (&self->throttle);
}

static void
tape_status_line_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tape_status_line_parent_class)->map (widget);
  if (TAPE_STATUS_LINE (widget)->desk != NULL)
    on_frame (TAPE_STATUS_LINE (widget));
}

/* --- The type. --- */

static void
set_desk (TapeStatusLine *self, TapeDesk *desk)
{
  if (!g_set_object (&self->desk, desk) || desk == NULL)
    return;
  g_signal_connect_object (desk, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "feeds", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::symbol", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::zone", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
}

static void
tape_status_line_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_DESK:
      g_value_set_object (value, TAPE_STATUS_LINE (object)->desk);
      break;
    case PROP_LISTS:
      g_value_set_object (value, TAPE_STATUS_LINE (object)->lists);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_status_line_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TapeStatusLine *self = TAPE_STATUS_LINE (object);

  switch (id)
    {
    case PROP_DESK:
      set_desk (self, g_value_get_object (value));
      break;
    case PROP_LISTS:
      g_set_object (&self->lists, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_status_line_dispose (GObject *object)
{
  TapeStatusLine *self = TAPE_STATUS_LINE (object);

  tape_throttle_clear (&self->throttle);
  tape_throttle_clear (&self->naming);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->lists);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_status_line_parent_class)->dispose (object);
}

static void
tape_status_line_class_init (TapeStatusLineClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tape_status_line_get_property;
  object_class->set_property = tape_status_line_set_property;
  object_class->dispose = tape_status_line_dispose;
  widget_class->map = tape_status_line_map;
  properties[PROP_DESK] = g_param_spec_object ("desk", NULL, NULL, TAPE_TYPE_DESK, flags);
  properties[PROP_LISTS] = g_param_spec_object ("lists", NULL, NULL, TAPE_TYPE_WATCHLISTS, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-status-line.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeStatusLine, box);
  gtk_widget_class_bind_template_child (widget_class, TapeStatusLine, exchange);
  gtk_widget_class_bind_template_child (widget_class, TapeStatusLine, feed);
  gtk_widget_class_bind_template_child (widget_class, TapeStatusLine, stale);
  gtk_widget_class_bind_template_child (widget_class, TapeStatusLine, disagreeing);
  gtk_widget_class_bind_template_child (widget_class, TapeStatusLine, late);
  gtk_widget_class_bind_template_child (widget_class, TapeStatusLine, rejected);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "statusline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
tape_status_line_init (TapeStatusLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tape_throttle_init (&self->throttle, 250, update, self);
  tape_throttle_init (&self->naming, NAME_INTERVAL, update_name, self);
}
