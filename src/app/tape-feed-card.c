/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-feed-card.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/tape-feed-figures.h"
#include "app/tape-feed-words.h"
#include "app/tape-figure.h"
#include "app/tape-message-list.h"
#include "app/tape-sparkline.h"
#include "feed/tape-kafka-settings.h"
#include "model/tape-disagreement.h"
#include "model/tape-feed-offer.h"

/* Seconds that the line of the pace goes back. */
#define PACE_POINTS 60

struct _TapeFeedCard
{
  GtkWidget parent_instance;

  TapeDesk *desk;
  TapeFeed *feed;
  TapeFeedState state;
  gint64 counted; /* monotonic µs of the last count */
  guint64 events; /* at that time */
  float pace[PACE_POINTS];
  gint64 newest; /* receive time of the newest message that is shown */

  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *name;
  GtkLabel *state_word;
  GtkLabel *problem;
  GtkLabel *disagreement;
  GtkLabel *next;
  GtkWidget *action_box;
  GtkWidget *reconnect;
  GtkWidget *simulator;
  GtkLabel *calls;
  GtkLabel *hosts;
  GtkWidget *edit;
  GtkButton *pause;
  GtkWidget *stop;
  GtkWidget *start;
  GtkWidget *pace_box;
  TapeFigure *pace_figure;
  TapeSparkline *pace_line;
  TapeFeedFigures *figures;
  GtkWidget *message_box;
  TapeMessageList *messages;
};

enum
{
  PROP_0,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TapeFeedCard, tape_feed_card, GTK_TYPE_WIDGET)

/* --- State. --- */

static void
set_button (GtkButton *button, const char *icon, const char *name)
{
  gtk_button_set_icon_name (button, icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_buttons (TapeFeedCard *self)
{
  gboolean running = tape_feed_state_is_running (self->state);
  gboolean paused = self->state == TAPE_FEED_PAUSED;

  gtk_widget_set_visible (GTK_WIDGET (self->pause), running);
  gtk_widget_set_visible (self->stop, running);
  gtk_widget_set_visible (self->start, !running && self->state != TAPE_FEED_FINISHED);
  set_button (self->pause, paused ? "media-playback-start-symbolic" : "media-playback-pause-symbolic",
              paused ? _ ("Let it run") : _ ("Pause"));
}

/* What a person can do about it. A service that says when to come again is not to be asked before. */
static void
show_actions (TapeFeedCard *self, const TapeFeedHealth *health)
{
  gboolean live = tape_desk_get_definition (self->desk, self->feed) != NULL;
  gboolean away = health->state == TAPE_FEED_RECONNECTING || health->state == TAPE_FEED_SILENT;
  gboolean spent = health->state == TAPE_FEED_WAITING;

  gtk_widget_set_visible (self->reconnect, live && away);
  gtk_widget_set_visible (self->simulator, live && spent);
  gtk_widget_set_visible (self->action_box, live && (away || spent));
}

static void
show_calls (TapeFeedCard *self, const TapeFeedHealth *health)
{
  g_autofree char *calls = tape_feed_describe_calls (health);

  gtk_label_set_text (self->calls, calls != NULL ? calls : "");
  gtk_widget_set_visible (GTK_WIDGET (self->calls), calls != NULL && tape_feed_state_is_running (health->state));
}

static void
show_state (TapeFeedCard *self, const TapeFeedHealth *health)
{
  g_autofree char *next = tape_feed_describe_next (self->feed, health);
  const char *word = tape_feed_state_get_word (health->state);
  g_autofree char *name = NULL;

  self->state = health->state;
  gtk_image_set_from_icon_name (self->icon, tape_feed_state_get_icon (health->state));
  gtk_label_set_text (self->state_word, word);
  gtk_label_set_text (self->next, next);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), health->message != NULL);
  gtk_label_set_text (self->problem, health->message != NULL ? health->message : "");
  if (health->state == TAPE_FEED_FAILED)
    gtk_widget_add_css_class (GTK_WIDGET (self), "failed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "failed");
  show_buttons (self);
  show_actions (self, health);
  show_calls (self, health);
  /* Translators: name, state, what happens next. */
  name = g_strdup_printf (_ ("%s: %s. %s"), tape_feed_get_name (self->feed), word,
                          health->message != NULL ? health->message : next);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* --- Pace. --- */

static void
show_pace (TapeFeedCard *self, guint64 events)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *rate = NULL;
  g_autofree char *text = NULL;
  double pace;

  if (self->counted != 0 && now - self->counted >= TAPE_SECOND / 2)
    {
      pace = (double)(events - self->events) * 1e6 / (double)(now - self->counted);
      memmove (self->pace, self->pace + 1, (PACE_POINTS - 1) * sizeof self->pace[0]);
      self->pace[PACE_POINTS - 1] = (float)pace;
      rate = tape_format_compact (round (pace));
      text = g_strdup_printf (_ ("%s/s"), rate);
      tape_figure_set_text (self->pace_figure, text);
      tape_sparkline_set_points (self->pace_line, self->pace, PACE_POINTS, 0, NAN);
    }
  if (self->counted == 0 || now - self->counted >= TAPE_SECOND / 2)
    {
      self->counted = now;
      self->events = events;
    }
}

/* --- What is set up. --- */

/* Of a cluster those that were typed in. */
static char *
list_hosts (const TapeUserFeed *definition)
{
  g_autoptr (TapeKafkaSettings) settings = NULL;
  g_auto (GStrv) brokers = NULL;
  TapeFeedOffer offer;

  if (!tape_feed_offer_find (definition->kind, definition->service, &offer))
    return g_strdup ("");
  if (offer.kind != TAPE_OFFER_KAFKA)
    return tape_feed_offer_list_hosts (&offer);
  settings = tape_kafka_settings_parse (definition->settings, NULL);
  if (settings == NULL)
    return g_strdup ("");
  brokers = tape_kafka_settings_get_hosts (settings);
  return g_strjoinv (", ", brokers);
}

static void
show_definition (TapeFeedCard *self)
{
  const TapeUserFeed *definition = tape_desk_get_definition (self->desk, self->feed);
  g_autofree char *hosts = definition != NULL ? list_hosts (definition) : g_strdup ("");
  g_autofree char *sentence = g_strdup_printf (_ ("It contacts %s and nothing else."), hosts);

  gtk_label_set_text (self->hosts, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->hosts), *hosts != '\0');
  gtk_widget_set_visible (self->edit, definition != NULL);
  if (definition == NULL)
    return;
  /* The target first: the action takes none without. */
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->edit), "x", definition->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->edit), "app.edit-source");
}

static void
show_disagreement (TapeFeedCard *self)
{
  g_autofree char *said = tape_disagreement_describe_feed (self->desk, self->feed);

  gtk_label_set_text (self->disagreement, said != NULL ? said : "");
  gtk_widget_set_visible (GTK_WIDGET (self->disagreement), said != NULL);
}

/* --- Messages. --- */

void
tape_feed_card_update_messages (TapeFeedCard *self)
{
  g_autoptr (TapeFeedHealth) health = NULL;
  const TapeFeedMessage *newest;
  g_autoptr (GPtrArray) items = NULL;

  g_return_if_fail (TAPE_IS_FEED_CARD (self));

  health = tape_feed_get_health (self->feed, TRUE);
  newest = health->messages->len > 0 ? health->messages->pdata[0] : NULL;
  gtk_widget_set_visible (self->message_box, newest != NULL);
  if (newest == NULL || newest->receive_time == self->newest)
    return;
  self->newest = newest->receive_time;
  items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < health->messages->len; i++)
    {
      const TapeFeedMessage *message = health->messages->pdata[i];
      g_autofree char *clock = tape_format_clock (tape_exchange_utc (), message->receive_time, TAPE_ZONE_LOCAL, TRUE);

      g_ptr_array_add (items, tape_message_new (clock, message->raw, message->parsed, message->rejected));
    }
  tape_message_list_set_messages (self->messages, items);
}

void
tape_feed_card_update (TapeFeedCard *self)
{
  g_autoptr (TapeFeedHealth) health = NULL;
  gboolean ran, counted;

  g_return_if_fail (TAPE_IS_FEED_CARD (self));

  health = tape_feed_get_health (self->feed, FALSE);
  ran = tape_feed_state_is_running (health->state) || health->events > 0;
  gtk_widget_set_visible (self->pace_box, ran);
  show_state (self, health);
  show_pace (self, health->events);
  counted = tape_feed_figures_update (self->figures, self->desk, self->feed);
  /* Of one that never ran there are none, unless they are stored. */
  gtk_widget_set_visible (GTK_WIDGET (self->figures), ran || counted);
  show_disagreement (self);
}

/* --- Buttons. --- */

static void
on_pause (TapeFeedCard *self)
{
  tape_desk_set_paused (self->desk, self->feed, self->state != TAPE_FEED_PAUSED);
  tape_feed_card_update (self);
}

static void
on_stop (TapeFeedCard *self)
{
  tape_desk_stop_feed (self->desk, self->feed);
}

static void
on_reconnect (TapeFeedCard *self)
{
  tape_desk_reconnect_feed (self->desk, self->feed);
}

static void
on_start (TapeFeedCard *self)
{
  g_autoptr (GError) error = NULL;

  /* The desk then says that the feeds are others, and this card goes. */
  if (tape_desk_start_feed (self->desk, self->feed, &error))
    return;
  gtk_label_set_text (self->problem, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
}

/* --- The type. --- */

static void
tape_feed_card_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeFeedCard *self = TAPE_FEED_CARD (object);

  switch (id)
    {
    case PROP_NARROW:
      g_object_get_property (G_OBJECT (self->messages), "narrow", value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_feed_card_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TapeFeedCard *self = TAPE_FEED_CARD (object);

  switch (id)
    {
    case PROP_NARROW:
      g_object_set_property (G_OBJECT (self->messages), "narrow", value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_feed_card_dispose (GObject *object)
{
  TapeFeedCard *self = TAPE_FEED_CARD (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_feed_card_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-feed-card.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, box);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, icon);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, name);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, state_word);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, problem);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, disagreement);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, next);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, edit);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, pause);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, stop);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, start);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, action_box);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, reconnect);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, simulator);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, calls);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, hosts);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, pace_box);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, pace_figure);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, pace_line);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, figures);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, message_box);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, messages);
  gtk_widget_class_bind_template_callback (widget_class, on_pause);
  gtk_widget_class_bind_template_callback (widget_class, on_reconnect);
  gtk_widget_class_bind_template_callback (widget_class, on_start);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
}

static void
tape_feed_card_class_init (TapeFeedCardClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = tape_feed_card_get_property;
  object_class->set_property = tape_feed_card_set_property;
  object_class->dispose = tape_feed_card_dispose;
  properties[PROP_NARROW]
      = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (TAPE_TYPE_FEED_FIGURES);
  g_type_ensure (TAPE_TYPE_FIGURE);
  g_type_ensure (TAPE_TYPE_MESSAGE_LIST);
  g_type_ensure (TAPE_TYPE_SPARKLINE);
  bind_template (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "feedcard");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tape_feed_card_init (TapeFeedCard *self)
{
  self->newest = TAPE_NO_TIME;
  for (guint i = 0; i < PACE_POINTS; i++)
    self->pace[i] = NAN;
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
tape_feed_card_new (TapeDesk *desk, TapeFeed *feed)
{
  TapeFeedCard *self = g_object_new (TAPE_TYPE_FEED_CARD, NULL);

  self->desk = g_object_ref (desk);
  self->feed = feed;
  gtk_label_set_text (self->name, tape_feed_get_name (feed));
  show_definition (self);
  tape_feed_card_update (self);
  tape_feed_card_update_messages (self);
  return GTK_WIDGET (self);
}

TapeFeed *
tape_feed_card_get_feed (TapeFeedCard *self)
{
  g_return_val_if_fail (TAPE_IS_FEED_CARD (self), NULL);

  return self->feed;
}
