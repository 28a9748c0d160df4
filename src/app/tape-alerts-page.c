/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-alerts-page.h"

#include "app/tape-adaptive-bin.h"

struct _TapeAlertsPage
{
  GtkWidget parent_instance;

  TapeDesk *desk;
  TapeWidthClass width_class;

  GtkWidget *content;
};

enum
{
  PROP_0,
  PROP_DESK,
  PROP_WIDTH_CLASS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TapeAlertsPage, tape_alerts_page, GTK_TYPE_WIDGET)

static void
tape_alerts_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeAlertsPage *self = TAPE_ALERTS_PAGE (object);

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
tape_alerts_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TapeAlertsPage *self = TAPE_ALERTS_PAGE (object);

  switch (id)
    {
    case PROP_DESK:
      g_set_object (&self->desk, g_value_get_object (value));
      break;
    case PROP_WIDTH_CLASS:
      self->width_class = (TapeWidthClass)g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_alerts_page_dispose (GObject *object)
{
  TapeAlertsPage *self = TAPE_ALERTS_PAGE (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
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

  properties[PROP_DESK]
      = g_param_spec_object ("desk", NULL, NULL, TAPE_TYPE_DESK, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_WIDTH_CLASS] = g_param_spec_enum ("width-class", NULL, NULL, TAPE_TYPE_WIDTH_CLASS, TAPE_WIDTH_NARROW,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-alerts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeAlertsPage, content);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "alertspage");
}

static void
tape_alerts_page_init (TapeAlertsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
