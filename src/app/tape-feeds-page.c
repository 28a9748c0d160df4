/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-feeds-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/tape-adaptive-bin.h"
#include "app/tape-feed-card.h"
#include "app/tape-feed-words.h"
#include "app/tape-message-list.h"
#include "app/tape-turns.h"

/* Rejected events that are shown, the newest. */
#define REJECTS_SHOWN 200

struct _TapeFeedsPage
{
  GtkWidget parent_instance;

  TapeDesk *desk;
  TapeWidthClass width_class;
  guint second; /* source that updates the cards */
  TapeTurns turns;
  GCancellable *reading;
  guint64 rejects_read; /* count of rejected events when the list was read */

  GtkStack *stack;
  GtkBox *cards;
  AdwStatusPage *empty;
  GtkWidget *reject_box;
  GtkLabel *reject_problem;
  TapeMessageList *rejects;
  GtkOrientable *more;
};

enum
{
  PROP_0,
  PROP_DESK,
  PROP_WIDTH_CLASS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TapeFeedsPage, tape_feeds_page, GTK_TYPE_WIDGET)

/* --- What was rejected, from the store. --- */

static void
add_reject (const TapeReject *reject, const char *source, const char *reason, const char *raw, gpointer data)
{
  g_autofree char *place = NULL;

  if (reject->line > 0)
    place = g_strdup_printf (_ ("line %" G_GINT64_FORMAT), reject->line);
  g_ptr_array_add (data, tape_message_new (place != NULL ? place : source, raw, reason, TRUE));
}

/* On a thread of the readers. */
static gpointer
read_rejects (TapeReader *reader, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);

  if (!tape_reader_each_reject (reader, 0, REJECTS_SHOWN, add_reject, messages, cancellable, error))
    return NULL;
  return g_steal_pointer (&messages);
}

static void
on_rejects_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TapeFeedsPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = tape_desk_read_finish (TAPE_DESK (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->reading);
  gtk_widget_set_visible (GTK_WIDGET (self->reject_problem), error != NULL);
  if (error != NULL)
    {
      gtk_label_set_text (self->reject_problem, error->message);
      return;
    }
  tape_message_list_set_messages (self->rejects, messages);
  /* What the engine has counted may not be stored yet. */
  if (messages->len < MIN (self->rejects_read, REJECTS_SHOWN))
    self->rejects_read = 0;
}

static guint64
count_rejects (TapeFeedsPage *self)
{
  const TapeFrame *frame = tape_desk_get_frame (self->desk);
  guint64 count = 0;

  for (guint i = 0; frame != NULL && i < frame->n_sources; i++)
    count += frame->sources[i].rejected;
  return count;
}

static void
update_rejects (TapeFeedsPage *self)
{
  guint64 count = count_rejects (self);

  gtk_widget_set_visible (self->reject_box, count > 0);
  if (count == 0 || count == self->rejects_read || self->reading != NULL)
    return;
  self->rejects_read = count;
  self->reading = g_cancellable_new ();
  tape_desk_read_async (self->desk, read_rejects, NULL, NULL, (GDestroyNotify)g_ptr_array_unref, self->reading,
                        on_rejects_read, g_object_ref (self));
}

static void
forget_rejects (TapeFeedsPage *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->rejects_read = 0;
  tape_message_list_set_messages (self->rejects, none);
}

/* --- Cards. --- */

static guint
get_rank (TapeFeed *feed)
{
  g_autoptr (TapeFeedHealth) health = tape_feed_get_health (feed, FALSE);

  return tape_feed_state_get_rank (health->state);
}

static gint
compare_feeds (gconstpointer a, gconstpointer b)
{
  return (gint)get_rank (*(TapeFeed *const *)a) - (gint)get_rank (*(TapeFeed *const *)b);
}

static GtkWidget *
find_card (TapeFeedsPage *self, TapeFeed *feed)
{
  GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards));

  while (card != NULL && tape_feed_card_get_feed (TAPE_FEED_CARD (card)) != feed)
    card = gtk_widget_get_next_sibling (card);
  return card;
}

static GtkWidget *
add_card (TapeFeedsPage *self, TapeFeed *feed)
{
  GtkWidget *card = tape_feed_card_new (self->desk, feed);

  g_object_set (card, "narrow", self->width_class == TAPE_WIDTH_NARROW, NULL);
  gtk_box_append (self->cards, card);
  return card;
}

static void
remove_old_cards (TapeFeedsPage *self, GPtrArray *feeds)
{
  GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards)), *next;

  for (; card != NULL; card = next)
    {
      next = gtk_widget_get_next_sibling (card);
      if (!g_ptr_array_find (feeds, tape_feed_card_get_feed (TAPE_FEED_CARD (card)), NULL))
        gtk_box_remove (self->cards, card);
    }
}

static void
clear_cards (TapeFeedsPage *self)
{
  GtkWidget *card;

  while ((card = gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
    gtk_box_remove (self->cards, card);
}

/* The worst first; a card that stays keeps what it has shown. */
static void
show_cards (TapeFeedsPage *self)
{
  g_autoptr (GPtrArray) feeds = g_ptr_array_copy (tape_desk_get_feeds (self->desk), NULL, NULL);
  GtkWidget *before = NULL;

  g_ptr_array_sort (feeds, compare_feeds);
  remove_old_cards (self, feeds);
  for (guint i = 0; i < feeds->len; i++)
    {
      GtkWidget *card = find_card (self, feeds->pdata[i]);

      if (card == NULL)
        card = add_card (self, feeds->pdata[i]);
      if (gtk_widget_get_prev_sibling (card) != before)
        gtk_box_reorder_child_after (self->cards, card, before);
      before = card;
    }
}

/* Of the newest price, or TAPE_NO_TIME. */
static gint64
find_newest (const TapeFrame *frame)
{
  gint64 newest = TAPE_NO_TIME;

  for (guint i = 0; frame != NULL && i < frame->n_rows; i++)
    newest = MAX (newest, frame->rows[i].last_time);
  return newest;
}

static void
describe_empty (TapeFeedsPage *self)
{
  gint64 newest = find_newest (tape_desk_get_frame (self->desk));
  g_autofree char *age = newest == TAPE_NO_TIME ? NULL : tape_format_age (MAX (g_get_real_time () - newest, 0));
  /* Translators: an age, such as "2 h old". */
  g_autofree char *text
      = age == NULL ? g_strdup (_ ("There are no prices. Choose where they come from, or let the simulator make some."))
                    : g_strdup_printf (_ ("Prices are %s. Nothing new comes in until a source is chosen."), age);

  adw_status_page_set_description (self->empty, text);
}

/* All but what the cards say. */
static void
update_page (TapeFeedsPage *self)
{
  show_cards (self);
  describe_empty (self);
  gtk_stack_set_visible_child_name (
      self->stack, tape_desk_get_feeds (self->desk)->len > 0 || count_rejects (self) > 0 ? "feeds" : "empty");
  update_rejects (self);
}

static void
update (TapeFeedsPage *self)
{
  update_page (self);
  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards)); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    {
      tape_feed_card_update (TAPE_FEED_CARD (card));
      tape_feed_card_update_messages (TAPE_FEED_CARD (card));
    }
}

/* The page first, then two for each card. */
static void
take_turn (GtkWidget *widget, guint turn)
{
  TapeFeedsPage *self = TAPE_FEEDS_PAGE (widget);
  GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards));

  if (turn == 0)
    {
      update_page (self);
      return;
    }
  for (guint i = 0; card != NULL && i < (turn - 1) / 2; i++)
    card = gtk_widget_get_next_sibling (card);
  if (card == NULL)
    return;
  if (turn % 2 == 1)
    tape_feed_card_update (TAPE_FEED_CARD (card));
  else
    tape_feed_card_update_messages (TAPE_FEED_CARD (card));
}

static gboolean
on_second (gpointer data)
{
  TapeFeedsPage *self = data;

  tape_turns_begin (&self->turns, 1 + 2 * tape_desk_get_feeds (self->desk)->len);
  return G_SOURCE_CONTINUE;
}

/* Cards hold feeds that end with their session. */
static void
on_session (TapeFeedsPage *self)
{
  clear_cards (self);
  forget_rejects (self);
  update (self);
}

static void
on_feeds (TapeFeedsPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
  else
    show_cards (self);
}

static void
tape_feeds_page_map (GtkWidget *widget)
{
  TapeFeedsPage *self = TAPE_FEEDS_PAGE (widget);

  GTK_WIDGET_CLASS (tape_feeds_page_parent_class)->map (widget);
  if (self->desk == NULL)
    return;
  update (self);
  self->second = g_timeout_add_seconds (1, on_second, self);
}

static void
tape_feeds_page_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&TAPE_FEEDS_PAGE (widget)->second, g_source_remove);
  GTK_WIDGET_CLASS (tape_feeds_page_parent_class)->unmap (widget);
}

/* --- The type. --- */

static void
set_desk (TapeFeedsPage *self, TapeDesk *desk)
{
  if (!g_set_object (&self->desk, desk) || desk == NULL)
    return;
  g_signal_connect_object (desk, "session", G_CALLBACK (on_session), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "feeds", G_CALLBACK (on_feeds), self, G_CONNECT_SWAPPED);
}

static void
set_width_class (TapeFeedsPage *self, TapeWidthClass width_class)
{
  gboolean narrow = width_class == TAPE_WIDTH_NARROW;

  self->width_class = width_class;
  gtk_orientable_set_orientation (self->more, narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  g_object_set (self->rejects, "narrow", narrow, NULL);
  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards)); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    g_object_set (card, "narrow", narrow, NULL);
}

static void
tape_feeds_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeFeedsPage *self = TAPE_FEEDS_PAGE (object);

  switch (id)
    {
    case PROP_DESK:
      g_value_set_object (value, self->desk);
      break;
    case PROP_WIDTH_CLASS:
      g_value_set_enum (value, (gint)self->width_class);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_feeds_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TapeFeedsPage *self = TAPE_FEEDS_PAGE (object);

  switch (id)
    {
    case PROP_DESK:
      set_desk (self, g_value_get_object (value));
      break;
    case PROP_WIDTH_CLASS:
      set_width_class (self, (TapeWidthClass)g_value_get_enum (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_feeds_page_dispose (GObject *object)
{
  TapeFeedsPage *self = TAPE_FEEDS_PAGE (object);
  GtkWidget *stack = GTK_WIDGET (self->stack);

  g_clear_handle_id (&self->second, g_source_remove);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->stack = NULL;
  g_clear_pointer (&stack, gtk_widget_unparent);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_feeds_page_parent_class)->dispose (object);
}

static void
tape_feeds_page_class_init (TapeFeedsPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = tape_feeds_page_get_property;
  object_class->set_property = tape_feeds_page_set_property;
  object_class->dispose = tape_feeds_page_dispose;
  widget_class->map = tape_feeds_page_map;
  widget_class->unmap = tape_feeds_page_unmap;

  properties[PROP_DESK]
      = g_param_spec_object ("desk", NULL, NULL, TAPE_TYPE_DESK, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_WIDTH_CLASS] = g_param_spec_enum ("width-class", NULL, NULL, TAPE_TYPE_WIDTH_CLASS, TAPE_WIDTH_NARROW,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (TAPE_TYPE_MESSAGE_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-feeds-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeFeedsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedsPage, empty);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedsPage, cards);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedsPage, reject_box);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedsPage, reject_problem);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedsPage, rejects);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedsPage, more);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "feedspage");
}

static void
tape_feeds_page_init (TapeFeedsPage *self)
{
  tape_turns_init (&self->turns, GTK_WIDGET (self), take_turn);
  gtk_widget_init_template (GTK_WIDGET (self));
}
