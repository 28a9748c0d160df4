/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-feed-card.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/tape-feed-words.h"
#include "app/tape-figure.h"
#include "app/tape-message-list.h"
#include "app/tape-sparkline.h"

/* Seconds that the line of the pace goes back. */
#define PACE_POINTS 60

/* In the order in which the card shows them. */
enum
{
  COUNTER_DELAY,
  COUNTER_WATERMARK,
  COUNTER_TRADES,
  COUNTER_BARS,
  COUNTER_LATE,
  COUNTER_DROPPED,
  COUNTER_DUPLICATES,
  COUNTER_REJECTED,
  COUNTER_IGNORED,
  COUNTER_IN_USE,
  COUNTER_ASIDE,
  COUNTER_DISAGREEING,
  N_COUNTERS
};

static const char *const counter_names[N_COUNTERS] = {
  [COUNTER_DELAY] = N_ ("Delay"),
  [COUNTER_WATERMARK] = N_ ("Watermark"),
  [COUNTER_TRADES] = N_ ("Trades stored"),
  [COUNTER_BARS] = N_ ("Bars"),
  [COUNTER_LATE] = N_ ("Late"),
  [COUNTER_DROPPED] = N_ ("Too late"),
  [COUNTER_DUPLICATES] = N_ ("Duplicates"),
  [COUNTER_REJECTED] = N_ ("Rejected"),
  [COUNTER_IGNORED] = N_ ("Ignored"),
  /* Translators: of how many instruments the prices of this feed are used, several feeds having them. */
  [COUNTER_IN_USE] = N_ ("In use for"),
  /* Translators: trades that were stored, another feed's having been used. */
  [COUNTER_ASIDE] = N_ ("Set aside"),
  /* Translators: of how many instruments the price of this feed differs from that in use. */
  [COUNTER_DISAGREEING] = N_ ("Disagrees on"),
};

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
  GtkLabel *counters[N_COUNTERS];

  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *name;
  GtkLabel *state_word;
  GtkLabel *problem;
  GtkLabel *next;
  GtkButton *pause;
  GtkWidget *stop;
  GtkWidget *start;
  TapeFigure *pace_figure;
  TapeSparkline *pace_line;
  GtkFlowBox *counter_box;
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
  /* Translators: name, state, what happens next. */
  name = g_strdup_printf (_ ("%s: %s. %s"), tape_feed_get_name (self->feed), word,
                          health->message != NULL ? health->message : next);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* --- Pace and counters. --- */

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

static void
show_counter (TapeFeedCard *self, guint counter, const char *text)
{
  GtkWidget *cell = gtk_widget_get_ancestor (GTK_WIDGET (self->counters[counter]), GTK_TYPE_FLOW_BOX_CHILD);
  g_autofree char *name = NULL;

  if (g_strcmp0 (gtk_label_get_text (self->counters[counter]), text) == 0)
    return;
  gtk_label_set_text (self->counters[counter], text);
  /* Translators: a counter and its value: "Late: 12" */
  name = g_strdup_printf (_ ("%s: %s"), _ (counter_names[counter]), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_count (TapeFeedCard *self, guint counter, guint64 count)
{
  g_autofree char *text = tape_format_quantity ((double)count);

  show_counter (self, counter, text);
}

/* Those of this feed. */
static TapeFrameSource
add_up_sources (TapeFeedCard *self, const TapeFrame *frame)
{
  TapeFrameSource sum = { .last_event_time = TAPE_NO_TIME, .last_receive_time = TAPE_NO_TIME };
  TapeSession *session = tape_desk_get_session (self->desk);

  for (guint i = 0; i < frame->n_sources; i++)
    {
      const TapeFrameSource *source = &frame->sources[i];

      if (session == NULL || !tape_session_is_of_feed (session, source->source, self->feed))
        continue;
      sum.trades += source->trades;
      sum.bars += source->bars;
      sum.duplicates += source->duplicates;
      sum.late += source->late;
      sum.late_dropped += source->late_dropped;
      sum.rejected += source->rejected;
      sum.ignored += source->ignored;
      sum.rank = MAX (sum.rank, source->rank);
      sum.in_use += source->in_use;
      sum.aside += source->aside;
      sum.disagreeing += source->disagreeing;
      if (source->last_event_time > sum.last_event_time)
        {
          sum.last_event_time = source->last_event_time;
          sum.last_receive_time = source->last_receive_time;
        }
    }
  return sum;
}

static void
show_times (TapeFeedCard *self, const TapeFrame *frame, const TapeFrameSource *sum)
{
  TapeZone zone = tape_desk_get_zone (self->desk) == TAPE_ZONE_LOCAL ? TAPE_ZONE_LOCAL : TAPE_ZONE_UTC;
  g_autofree char *clock = tape_format_clock (tape_exchange_utc (), frame->watermark, zone, TRUE);
  g_autofree char *place = tape_format_zone (tape_exchange_utc (), frame->watermark, zone);
  g_autofree char *watermark
      = frame->watermark == TAPE_NO_TIME ? g_strdup (clock) : g_strdup_printf ("%s %s", clock, place);
  g_autofree char *delay = NULL;

  if (sum->last_event_time != TAPE_NO_TIME)
    delay = g_strdup_printf (_ ("%.0f\u00a0ms"), (double)MAX (sum->last_receive_time - sum->last_event_time, 0) / 1e3);
  show_counter (self, COUNTER_DELAY, delay != NULL ? delay : TAPE_FORMAT_UNKNOWN);
  show_counter (self, COUNTER_WATERMARK, watermark);
}

/* Where there are several feeds of the same instruments. */
static void
show_selection (TapeFeedCard *self, const TapeFrameSource *sum)
{
  for (guint i = COUNTER_IN_USE; i <= COUNTER_DISAGREEING; i++)
    gtk_widget_set_visible (gtk_widget_get_ancestor (GTK_WIDGET (self->counters[i]), GTK_TYPE_FLOW_BOX_CHILD),
                            sum->rank > 0);
  show_count (self, COUNTER_IN_USE, sum->in_use);
  show_count (self, COUNTER_ASIDE, sum->aside);
  show_count (self, COUNTER_DISAGREEING, sum->disagreeing);
}

static void
show_counters (TapeFeedCard *self)
{
  const TapeFrame *frame = tape_desk_get_frame (self->desk);
  TapeFrameSource sum;

  if (frame == NULL)
    return;
  sum = add_up_sources (self, frame);
  show_times (self, frame, &sum);
  show_count (self, COUNTER_TRADES, sum.trades);
  show_count (self, COUNTER_BARS, sum.bars);
  show_count (self, COUNTER_LATE, sum.late);
  show_count (self, COUNTER_DROPPED, sum.late_dropped);
  show_count (self, COUNTER_DUPLICATES, sum.duplicates);
  show_count (self, COUNTER_REJECTED, sum.rejected);
  show_count (self, COUNTER_IGNORED, sum.ignored);
  show_selection (self, &sum);
}

/* --- Messages. --- */

static void
show_messages (TapeFeedCard *self, GPtrArray *messages)
{
  const TapeFeedMessage *newest = messages->len > 0 ? messages->pdata[0] : NULL;
  g_autoptr (GPtrArray) items = NULL;

  gtk_widget_set_visible (self->message_box, newest != NULL);
  if (newest == NULL || newest->receive_time == self->newest)
    return;
  self->newest = newest->receive_time;
  items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < messages->len; i++)
    {
      const TapeFeedMessage *message = messages->pdata[i];
      g_autofree char *clock = tape_format_clock (tape_exchange_utc (), message->receive_time, TAPE_ZONE_LOCAL, TRUE);

      g_ptr_array_add (items, tape_message_new (clock, message->raw, message->parsed, message->rejected));
    }
  tape_message_list_set_messages (self->messages, items);
}

void
tape_feed_card_update (TapeFeedCard *self)
{
  g_autoptr (TapeFeedHealth) health = NULL;

  g_return_if_fail (TAPE_IS_FEED_CARD (self));

  health = tape_feed_get_health (self->feed, TRUE);
  show_state (self, health);
  show_pace (self, health->events);
  show_counters (self);
  show_messages (self, health->messages);
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
add_counter (TapeFeedCard *self, guint counter)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (_ (counter_names[counter]));
  GtkWidget *figure = gtk_label_new (TAPE_FORMAT_UNKNOWN);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_xalign (GTK_LABEL (figure), 0);
  gtk_widget_add_css_class (name, "caption");
  gtk_widget_add_css_class (name, "dim-label");
  gtk_widget_add_css_class (figure, "numeric");
  gtk_widget_add_css_class (figure, "counter");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), figure);
  gtk_flow_box_append (self->counter_box, box);
  gtk_widget_set_focusable (gtk_widget_get_parent (box), FALSE);
  self->counters[counter] = GTK_LABEL (figure);
}

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
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, next);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, pause);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, stop);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, start);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, pace_figure);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, pace_line);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, counter_box);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, message_box);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedCard, messages);
  gtk_widget_class_bind_template_callback (widget_class, on_pause);
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
  for (guint i = 0; i < N_COUNTERS; i++)
    add_counter (self, i);
}

GtkWidget *
tape_feed_card_new (TapeDesk *desk, TapeFeed *feed)
{
  TapeFeedCard *self = g_object_new (TAPE_TYPE_FEED_CARD, NULL);

  self->desk = g_object_ref (desk);
  self->feed = feed;
  gtk_label_set_text (self->name, tape_feed_get_name (feed));
  tape_feed_card_update (self);
  return GTK_WIDGET (self);
}

TapeFeed *
tape_feed_card_get_feed (TapeFeedCard *self)
{
  g_return_val_if_fail (TAPE_IS_FEED_CARD (self), NULL);

  return self->feed;
}
