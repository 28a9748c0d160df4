/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-message-list.h"

#include <glib/gi18n.h>

#include "app/tape-figure.h"
#include "app/tape-tooltip.h"
#include "app/tape-turns.h"

/* Characters of a text that have room at least. */
#define LEAST 3

/* Of many that change together. */
#define ROWS_AT_ONCE 8

struct _TapeMessage
{
  GObject parent_instance;

  char *place;
  char *raw;
  char *made;
  gboolean rejected;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (TapeMessage, tape_message, G_TYPE_OBJECT)

static void
tape_message_finalize (GObject *object)
{
  TapeMessage *self = TAPE_MESSAGE (object);

  g_free (self->place);
  g_free (self->raw);
  g_free (self->made);
  G_OBJECT_CLASS (tape_message_parent_class)->finalize (object);
}

static void
tape_message_class_init (TapeMessageClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tape_message_finalize;
  changed_signal
      = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_message_init (TapeMessage *self)
{
}

TapeMessage *
tape_message_new (const char *place, const char *raw, const char *made, gboolean rejected)
{
  TapeMessage *self = g_object_new (TAPE_TYPE_MESSAGE, NULL);

  self->place = g_strdup (place);
  self->raw = g_strdup (raw);
  self->made = g_strdup (made);
  self->rejected = rejected;
  return self;
}

static void
swap_texts (char **a, char **b)
{
  char *text = *a;

  *a = *b;
  *b = text;
}

/* Takes over what @other says. */
static void
tape_message_become (TapeMessage *self, TapeMessage *other)
{
  swap_texts (&self->place, &other->place);
  swap_texts (&self->raw, &other->raw);
  swap_texts (&self->made, &other->made);
  self->rejected = other->rejected;
  g_signal_emit (self, changed_signal, 0);
}

struct _TapeMessageList
{
  GtkWidget parent_instance;

  gboolean narrow;
  GListStore *store;
  GPtrArray *messages; /* (nullable): of TapeMessage: what the rows become */
  TapeTurns turns;
  GtkWidget *view;
};

enum
{
  PROP_0,
  PROP_LABEL,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TapeMessageList, tape_message_list, GTK_TYPE_WIDGET)

/* --- Rows: the place, and beside it or above the two texts. --- */

static GtkWidget *
new_text (void)
{
  GtkWidget *line = tape_figure_new_ellipsized (LEAST);

  gtk_widget_set_hexpand (line, TRUE);
  return line;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, TapeMessageList *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *place = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (place), 0);
  gtk_label_set_yalign (GTK_LABEL (place), 0);
  gtk_label_set_width_chars (GTK_LABEL (place), 10);
  gtk_widget_add_css_class (place, "dim-label");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), new_text ());
  gtk_box_append (GTK_BOX (texts), new_text ());
  gtk_box_append (GTK_BOX (row), place);
  gtk_box_append (GTK_BOX (row), texts);
  gtk_list_item_set_child (item, row);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
show_text (GtkWidget *line, const char *text)
{
  tape_figure_set_text (TAPE_FIGURE (line), text);
  tape_tooltip_set (line, text);
}

static void
show_message (GtkListItem *item)
{
  TapeMessage *message = gtk_list_item_get_item (item);
  GtkWidget *row = gtk_list_item_get_child (item);
  GtkWidget *place = gtk_widget_get_first_child (row);
  GtkWidget *texts = gtk_widget_get_last_child (row);
  GtkWidget *made = gtk_widget_get_last_child (texts);
  g_autofree char *sentence
      = g_strdup_printf (message->rejected ? _ ("%s, rejected: %s As it came: %s") : _ ("%s: %s. As it came: %s"),
                         message->place, message->made, message->raw);

  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (place)), message->place) != 0)
    gtk_label_set_text (GTK_LABEL (place), message->place);
  show_text (gtk_widget_get_first_child (texts), message->raw);
  show_text (made, message->made);
  if (message->rejected)
    gtk_widget_add_css_class (made, "rejected");
  else
    gtk_widget_remove_css_class (made, "rejected");
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row)), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, TapeMessageList *self)
{
  GtkWidget *texts = gtk_widget_get_last_child (gtk_list_item_get_child (item));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (texts),
                                  self->narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_homogeneous (GTK_BOX (texts), !self->narrow);
  gtk_box_set_spacing (GTK_BOX (texts), self->narrow ? 0 : 12);
  g_signal_connect_swapped (gtk_list_item_get_item (item), "changed", G_CALLBACK (show_message), item);
  show_message (item);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, TapeMessageList *self)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), show_message, item);
}

static void
set_narrow (TapeMessageList *self, gboolean narrow)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store));

  if (narrow == self->narrow)
    return;
  self->narrow = narrow;
  /* Rows are bound anew. */
  g_list_model_items_changed (G_LIST_MODEL (self->store), 0, n, n);
}

/* --- The type. --- */

static void
tape_message_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, TAPE_MESSAGE_LIST (object)->narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_message_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TapeMessageList *self = TAPE_MESSAGE_LIST (object);

  switch (id)
    {
    case PROP_LABEL:
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      g_value_get_string (value), -1);
      break;
    case PROP_NARROW:
      set_narrow (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_message_list_dispose (GObject *object)
{
  TapeMessageList *self = TAPE_MESSAGE_LIST (object);

  g_clear_pointer (&self->view, gtk_widget_unparent);
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (tape_message_list_parent_class)->dispose (object);
}

static void
tape_message_list_class_init (TapeMessageListClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = tape_message_list_get_property;
  object_class->set_property = tape_message_list_set_property;
  object_class->dispose = tape_message_list_dispose;
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NARROW]
      = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "messagelist");
}

static void
take_turn (GtkWidget *widget, guint turn)
{
  TapeMessageList *self = TAPE_MESSAGE_LIST (widget);
  guint end = MIN ((turn + 1) * ROWS_AT_ONCE, self->messages != NULL ? self->messages->len : 0);

  for (guint i = turn * ROWS_AT_ONCE; i < end; i++)
    {
      g_autoptr (TapeMessage) message = g_list_model_get_item (G_LIST_MODEL (self->store), i);

      tape_message_become (message, self->messages->pdata[i]);
    }
}

static void
tape_message_list_init (TapeMessageList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->store = g_list_store_new (TAPE_TYPE_MESSAGE);
  tape_turns_init (&self->turns, GTK_WIDGET (self), take_turn);
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, 0);
  self->view = gtk_list_view_new (
      GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->store)))), factory);
  gtk_widget_set_parent (self->view, GTK_WIDGET (self));
}

/* Rows stay: making as many anew each second is what costs. What it shows first it shows at once. */
void
tape_message_list_set_messages (TapeMessageList *self, GPtrArray *messages)
{
  guint n, kept;

  g_return_if_fail (TAPE_IS_MESSAGE_LIST (self));

  n = g_list_model_get_n_items (G_LIST_MODEL (self->store));
  kept = MIN (n, messages->len);
  g_list_store_splice (self->store, kept, n - kept, messages->pdata + kept, messages->len - kept);
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  if (kept == 0)
    return;
  self->messages = g_ptr_array_ref (messages);
  g_ptr_array_set_size (self->messages, (gint)kept);
  tape_turns_begin (&self->turns, (kept + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE);
}
