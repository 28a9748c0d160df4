/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-badge.h"

#include <glib/gi18n.h>

#include "app/tape-feed-words.h"
#include "app/tape-throttle.h"

struct _TapeBadge
{
  GtkWidget parent_instance;

  TapeDesk *desk;
  TapeReality reality;
  TapeThrottle throttle;

  GtkWidget *button;
  GtkImage *icon;
  GtkLabel *word;
  GtkWidget *popover;
  GtkLabel *explanation;
  GtkLabel *sources;
  GtkLabel *age;
  GtkLabel *delay;
  GtkLabel *watermark;
};

enum
{
  PROP_0,
  PROP_DESK,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TapeBadge, tape_badge, GTK_TYPE_WIDGET)

static const char *
explain (TapeReality reality)
{
  switch (reality)
    {
    case TAPE_REALITY_LIVE:
      return _ ("Prices as they are made.");
    case TAPE_REALITY_DELAYED:
      return _ ("Real prices, some time after they were made.");
    case TAPE_REALITY_REPLAY:
      return _ ("Recorded prices, played again.");
    case TAPE_REALITY_SIMULATED:
      return _ ("These prices are simulated. Nothing here is real.");
    case TAPE_REALITY_STOPPED:
    default:
      return _ ("No source is running.");
    }
}

static void
update_reality (TapeBadge *self)
{
  TapeReality reality = tape_desk_get_reality (self->desk);
  g_autofree char *name = g_strdup_printf (_ ("%s: %s"), tape_reality_get_word (reality), explain (reality));

  gtk_widget_remove_css_class (GTK_WIDGET (self), tape_reality_get_css_class (self->reality));
  gtk_widget_add_css_class (GTK_WIDGET (self), tape_reality_get_css_class (reality));
  self->reality = reality;
  gtk_image_set_from_icon_name (self->icon, tape_reality_get_icon (reality));
  gtk_label_set_text (self->word, tape_reality_get_word (reality));
  gtk_label_set_text (self->explanation, explain (reality));
  gtk_widget_set_tooltip_text (self->button, explain (reality));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static char *
list_sources (TapeBadge *self)
{
  GPtrArray *feeds = tape_desk_get_feeds (self->desk);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < feeds->len; i++)
    {
      g_autoptr (TapeFeedHealth) health = tape_feed_get_health (feeds->pdata[i], FALSE);

      g_string_append_printf (text, "%s%s, %s", i == 0 ? "" : "\n", tape_feed_get_name (feeds->pdata[i]),
                              tape_feed_state_get_word (health->state));
    }
  return feeds->len == 0 ? g_strdup (_ ("none")) : g_string_free (g_steal_pointer (&text), FALSE);
}

/* Of the newest event: how long it needed to reach us, and how old it is now. */
static void
describe_newest (const TapeFrame *frame, char **age, char **delay)
{
  const TapeFrameSource *newest = NULL;

  for (guint i = 0; i < frame->n_sources; i++)
    if (frame->sources[i].last_event_time != TAPE_NO_TIME
        && (newest == NULL || frame->sources[i].last_event_time > newest->last_event_time))
      newest = &frame->sources[i];
  if (newest == NULL)
    return;
  *age = tape_format_span (MAX (frame->now - newest->last_event_time, 0));
  *delay = g_strdup_printf (_ ("%.0f\u00a0ms"), MAX (newest->last_receive_time - newest->last_event_time, 0) / 1e3);
}

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : TAPE_FORMAT_UNKNOWN);
}

static gboolean
update_details (gpointer data)
{
  TapeBadge *self = data;
  const TapeFrame *frame = tape_desk_get_frame (self->desk);
  TapeZone zone = tape_desk_get_zone (self->desk) == TAPE_ZONE_LOCAL ? TAPE_ZONE_LOCAL : TAPE_ZONE_UTC;
  g_autofree char *sources = list_sources (self);
  g_autofree char *age = NULL;
  g_autofree char *delay = NULL;
  g_autofree char *watermark = NULL;

  set_text (self->sources, sources);
  if (frame != NULL)
    {
      describe_newest (frame, &age, &delay);
      if (frame->watermark != TAPE_NO_TIME)
        {
          g_autofree char *clock = tape_format_clock (tape_exchange_utc (), frame->watermark, zone, TRUE);
          g_autofree char *place = tape_format_zone (tape_exchange_utc (), frame->watermark, zone);

          watermark = g_strdup_printf ("%s %s", clock, place);
        }
    }
  set_text (self->age, age);
  set_text (self->delay, delay);
  set_text (self->watermark, watermark);
  return G_SOURCE_REMOVE;
}

static void
on_frame (TapeBadge *self)
{
  if (gtk_widget_get_mapped (self->popover))
    tape_throttle_call (&self->throttle);
}

static void
set_desk (TapeBadge *self, TapeDesk *desk)
{
  if (!g_set_object (&self->desk, desk) || desk == NULL)
    return;
  g_signal_connect_object (desk, "notify::reality", G_CALLBACK (update_reality), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "feeds", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  update_reality (self);
}

static void
tape_badge_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_DESK:
      g_value_set_object (value, TAPE_BADGE (object)->desk);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_badge_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_DESK:
      set_desk (TAPE_BADGE (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_badge_dispose (GObject *object)
{
  TapeBadge *self = TAPE_BADGE (object);

  tape_throttle_clear (&self->throttle);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_badge_parent_class)->dispose (object);
}

static void
tape_badge_class_init (TapeBadgeClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = tape_badge_get_property;
  object_class->set_property = tape_badge_set_property;
  object_class->dispose = tape_badge_dispose;
  properties[PROP_DESK]
      = g_param_spec_object ("desk", NULL, NULL, TAPE_TYPE_DESK, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-badge.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeBadge, button);
  gtk_widget_class_bind_template_child (widget_class, TapeBadge, icon);
  gtk_widget_class_bind_template_child (widget_class, TapeBadge, word);
  gtk_widget_class_bind_template_child (widget_class, TapeBadge, popover);
  gtk_widget_class_bind_template_child (widget_class, TapeBadge, explanation);
  gtk_widget_class_bind_template_child (widget_class, TapeBadge, sources);
  gtk_widget_class_bind_template_child (widget_class, TapeBadge, age);
  gtk_widget_class_bind_template_child (widget_class, TapeBadge, delay);
  gtk_widget_class_bind_template_child (widget_class, TapeBadge, watermark);
  gtk_widget_class_bind_template_callback (widget_class, update_details);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "badge");
}

static void
tape_badge_init (TapeBadge *self)
{
  self->reality = TAPE_REALITY_STOPPED;
  gtk_widget_init_template (GTK_WIDGET (self));
  tape_throttle_init (&self->throttle, 250, update_details, self);
}
