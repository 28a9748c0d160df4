/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-alerts-page.h"

#include "app/tape-adaptive-bin.h"
#include "app/tape-alert-list.h"
#include "app/tape-rule-pane.h"
#include "app/tape-throttle.h"
#include "model/tape-interruption.h"

struct _TapeAlertsPage
{
  GtkWidget parent_instance;

  TapeDesk *desk;
  TapeAlertBook *book;
  TapeWidthClass width_class;
  TapeThrottle throttle;

  GtkWidget *content;
  GtkWidget *interruption_box;
  GtkLabel *interruption;
  GtkWidget *tabs;
  GtkToggleButton *log_button;
  TapeAlertList *log;
  TapeRulePane *rules;
};

enum
{
  PROP_0,
  PROP_DESK,
  PROP_BOOK,
  PROP_WIDTH_CLASS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TapeAlertsPage, tape_alerts_page, GTK_TYPE_WIDGET)

/* Narrow: one at a time. */
static void
show_panes (TapeAlertsPage *self)
{
  gboolean narrow = self->width_class == TAPE_WIDTH_NARROW;
  gboolean log = gtk_toggle_button_get_active (self->log_button);

  gtk_widget_set_visible (self->tabs, narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->log), !narrow || log);
  gtk_widget_set_visible (GTK_WIDGET (self->rules), !narrow || !log);
}

/* Whose prices do not come: what is below then says less than it seems to. */
static gboolean
update (gpointer data)
{
  TapeAlertsPage *self = data;
  g_autofree char *said = tape_interruption_describe (self->desk);

  gtk_widget_set_visible (self->interruption_box, said != NULL);
  if (said != NULL && g_strcmp0 (gtk_label_get_text (self->interruption), said) != 0)
    gtk_label_set_text (self->interruption, said);
  return G_SOURCE_REMOVE;
}

static void
on_feeds (TapeAlertsPage *self)
{
  if (self->desk != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    tape_throttle_call (&self->throttle);
}

static void
tape_alerts_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tape_alerts_page_parent_class)->map (widget);
  on_feeds (TAPE_ALERTS_PAGE (widget));
}

/* Both come once they are there, in any order. */
static void
begin (TapeAlertsPage *self)
{
  if (self->desk == NULL || self->book == NULL)
    return;
  tape_alert_list_set_book (self->log, self->book, self->desk);
  tape_rule_pane_set_book (self->rules, self->book, self->desk);
}

static void
set_desk (TapeAlertsPage *self, TapeDesk *desk)
{
  if (!g_set_object (&self->desk, desk) || desk == NULL)
    return;
  g_signal_connect_object (desk, "frame", G_CALLBACK (on_feeds), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "feeds", G_CALLBACK (on_feeds), self, G_CONNECT_SWAPPED);
  begin (self);
}

static void
show_firing (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeAlertsPage *self = TAPE_ALERTS_PAGE (widget);

  gtk_toggle_button_set_active (self->log_button, TRUE);
  tape_alert_list_show_firing (self->log, g_variant_get_int64 (parameter));
}

static void
tape_alerts_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeAlertsPage *self = TAPE_ALERTS_PAGE (object);

  switch (id)
    {
    case PROP_DESK:
      g_value_set_object (value, self->desk);
      break;
    case PROP_BOOK:
      g_value_set_object (value, self->book);
      break;
    case PROP_WIDTH_CLASS:
      g_value_set_enum (value, (gint)self->width_class);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_alerts_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TapeAlertsPage *self = TAPE_ALERTS_PAGE (object);

  switch (id)
    {
    case PROP_DESK:
      set_desk (self, g_value_get_object (value));
      break;
    case PROP_BOOK:
      if (g_set_object (&self->book, g_value_get_object (value)))
        begin (self);
      break;
    case PROP_WIDTH_CLASS:
      self->width_class = (TapeWidthClass)g_value_get_enum (value);
      show_panes (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_alerts_page_dispose (GObject *object)
{
  TapeAlertsPage *self = TAPE_ALERTS_PAGE (object);

  tape_throttle_clear (&self->throttle);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->book);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_alerts_page_parent_class)->dispose (object);
}

static void
tape_alerts_page_class_init (TapeAlertsPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = tape_alerts_page_get_property;
  object_class->set_property = tape_alerts_page_set_property;
  object_class->dispose = tape_alerts_page_dispose;
  widget_class->map = tape_alerts_page_map;

  properties[PROP_DESK]
      = g_param_spec_object ("desk", NULL, NULL, TAPE_TYPE_DESK, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_BOOK]
      = g_param_spec_object ("book", NULL, NULL, TAPE_TYPE_ALERT_BOOK, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_WIDTH_CLASS] = g_param_spec_enum ("width-class", NULL, NULL, TAPE_TYPE_WIDTH_CLASS, TAPE_WIDTH_NARROW,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (TAPE_TYPE_ALERT_LIST);
  g_type_ensure (TAPE_TYPE_RULE_PANE);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-alerts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeAlertsPage, content);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertsPage, interruption_box);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertsPage, interruption);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertsPage, tabs);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertsPage, log_button);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertsPage, log);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertsPage, rules);
  gtk_widget_class_bind_template_callback (widget_class, show_panes);
  gtk_widget_class_install_action (widget_class, "alerts.show-firing", "x", show_firing);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "alertspage");
}

static void
tape_alerts_page_init (TapeAlertsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tape_throttle_init (&self->throttle, 1000, update, self);
}
