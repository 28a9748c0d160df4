/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-replay-bar.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/tape-adaptive-bin.h"
#include "app/tape-feed-words.h"
#include "app/tape-throttle.h"

static const double speeds[] = { 1, 2, 5, 10, 60, 600, 0 };

struct _TapeReplayBar
{
  GtkWidget parent_instance;

  TapeDesk *desk;
  TapeThrottle throttle;
  TapeWidthClass width_class;
  gboolean updating;

  GtkRevealer *revealer;
  GtkButton *pause;
  GtkDropDown *speed;
  GtkProgressBar *progress;
  GtkLabel *clock;
};

enum
{
  PROP_0,
  PROP_DESK,
  PROP_WIDTH_CLASS,
  N_PROPS
};

enum
{
  SPEED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeReplayBar, tape_replay_bar, GTK_TYPE_WIDGET)

/* A replay's files are one feed; what is live has no pace of ours. */
static TapeFeed *
get_feed (TapeReplayBar *self)
{
  GPtrArray *feeds = tape_desk_get_feeds (self->desk);

  return tape_desk_get_files (self->desk) == NULL || feeds->len == 0 ? NULL : feeds->pdata[0];
}

static void
show_pause (TapeReplayBar *self, TapeFeedState state)
{
  gboolean paused = state == TAPE_FEED_PAUSED;
  const char *name = paused ? _ ("Play") : _ ("Pause");
  const char *icon = paused ? "media-playback-start-symbolic" : "media-playback-pause-symbolic";

  if (g_strcmp0 (gtk_button_get_icon_name (self->pause), icon) == 0)
    return;
  gtk_button_set_icon_name (self->pause, icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->pause), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pause), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* The nearest of the speeds that can be chosen. */
static void
show_speed (TapeReplayBar *self, double speed)
{
  guint nearest = G_N_ELEMENTS (speeds) - 1;

  for (guint i = 0; speed > 0 && i < G_N_ELEMENTS (speeds) - 1; i++)
    if (nearest == G_N_ELEMENTS (speeds) - 1 || fabs (log (speeds[i] / speed)) < fabs (log (speeds[nearest] / speed)))
      nearest = i;
  self->updating = TRUE;
  gtk_drop_down_set_selected (self->speed, nearest);
  self->updating = FALSE;
}

static void
show_position (TapeReplayBar *self, const TapeFeedHealth *health)
{
  guint32 number = tape_desk_get_instrument (self->desk);
  const TapeExchange *exchange = number == TAPE_NO_INSTRUMENT
                                     ? tape_exchange_utc ()
                                     : tape_universe_get (tape_desk_get_universe (self->desk), number)->exchange;
  const TapeFrame *frame = tape_desk_get_frame (self->desk);
  gint64 now = frame != NULL ? frame->now : health->last_event_time;
  TapeZone zone = tape_desk_get_zone (self->desk);
  g_autofree char *day = tape_format_day (exchange, now, zone);
  g_autofree char *clock = tape_format_clock (exchange, now, zone, TRUE);
  g_autofree char *text = now == TAPE_NO_TIME || self->width_class == TAPE_WIDTH_NARROW
                              ? g_strdup (clock)
                              : g_strdup_printf ("%s, %s", day, clock);

  gtk_progress_bar_set_fraction (self->progress, CLAMP (health->progress, 0, 1));
  gtk_label_set_text (self->clock, text);
}

static gboolean
update (gpointer data)
{
  TapeReplayBar *self = data;
  TapeFeed *feed = get_feed (self);
  g_autoptr (TapeFeedHealth) health = feed == NULL ? NULL : tape_feed_get_health (feed, FALSE);
  gboolean runs = health != NULL && tape_feed_state_is_running (health->state);

  gtk_revealer_set_reveal_child (self->revealer, runs);
  if (!runs)
    return G_SOURCE_REMOVE;
  show_pause (self, health->state);
  show_speed (self, health->speed);
  show_position (self, health);
  return G_SOURCE_REMOVE;
}

static void
on_frame (TapeReplayBar *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    tape_throttle_call (&self->throttle);
}

static void
on_speed (TapeReplayBar *self)
{
  guint chosen = gtk_drop_down_get_selected (self->speed);

  if (self->updating || self->desk == NULL || chosen >= G_N_ELEMENTS (speeds))
    return;
  tape_desk_set_speed (self->desk, speeds[chosen]);
  g_signal_emit (self, signals[SPEED], 0, speeds[chosen]);
}

void
tape_replay_bar_toggle (TapeReplayBar *self)
{
  TapeFeed *feed;

  g_return_if_fail (TAPE_IS_REPLAY_BAR (self));

  feed = get_feed (self);
  if (feed != NULL)
    {
      g_autoptr (TapeFeedHealth) health = tape_feed_get_health (feed, FALSE);

      tape_desk_set_paused (self->desk, feed, health->state != TAPE_FEED_PAUSED);
    }
}

static void
set_desk (TapeReplayBar *self, TapeDesk *desk)
{
  if (!g_set_object (&self->desk, desk) || desk == NULL)
    return;
  g_signal_connect_object (desk, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "feeds", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

static void
tape_replay_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_DESK:
      g_value_set_object (value, TAPE_REPLAY_BAR (object)->desk);
      break;
    case PROP_WIDTH_CLASS:
      g_value_set_enum (value, (gint)TAPE_REPLAY_BAR (object)->width_class);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_replay_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_DESK:
      set_desk (TAPE_REPLAY_BAR (object), g_value_get_object (value));
      break;
    case PROP_WIDTH_CLASS:
      TAPE_REPLAY_BAR (object)->width_class = (TapeWidthClass)g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_replay_bar_dispose (GObject *object)
{
  TapeReplayBar *self = TAPE_REPLAY_BAR (object);
  GtkWidget *revealer = GTK_WIDGET (self->revealer);

  tape_throttle_clear (&self->throttle);
  self->revealer = NULL;
  g_clear_pointer (&revealer, gtk_widget_unparent);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_replay_bar_parent_class)->dispose (object);
}

static void
tape_replay_bar_class_init (TapeReplayBarClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = tape_replay_bar_get_property;
  object_class->set_property = tape_replay_bar_set_property;
  object_class->dispose = tape_replay_bar_dispose;
  properties[PROP_DESK]
      = g_param_spec_object ("desk", NULL, NULL, TAPE_TYPE_DESK, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_WIDTH_CLASS] = g_param_spec_enum ("width-class", NULL, NULL, TAPE_TYPE_WIDTH_CLASS, TAPE_WIDTH_NARROW,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SPEED] = g_signal_new ("speed", TAPE_TYPE_REPLAY_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_DOUBLE);

  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-replay-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeReplayBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, TapeReplayBar, pause);
  gtk_widget_class_bind_template_child (widget_class, TapeReplayBar, speed);
  gtk_widget_class_bind_template_child (widget_class, TapeReplayBar, progress);
  gtk_widget_class_bind_template_child (widget_class, TapeReplayBar, clock);
  gtk_widget_class_bind_template_callback (widget_class, on_speed);
  gtk_widget_class_bind_template_callback (widget_class, tape_replay_bar_toggle);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "replaybar");
}

static void
tape_replay_bar_init (TapeReplayBar *self)
{
  g_autoptr (GtkStringList) choices = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  tape_throttle_init (&self->throttle, 100, update, self);
  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    gtk_string_list_take (choices, tape_speed_format (speeds[i]));
  self->updating = TRUE;
  gtk_drop_down_set_model (self->speed, G_LIST_MODEL (choices));
  self->updating = FALSE;
}
