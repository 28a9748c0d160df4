/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-banner.h"

struct _TapeBanner
{
  GtkWidget parent_instance;

  GtkRevealer *revealer;
  GtkWidget *bar;
  GtkLabel *label;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (TapeBanner, tape_banner, GTK_TYPE_WIDGET)

static void
tape_banner_dispose (GObject *object)
{
  GtkWidget *revealer = GTK_WIDGET (TAPE_BANNER (object)->revealer);

  TAPE_BANNER (object)->revealer = NULL;
  g_clear_pointer (&revealer, gtk_widget_unparent);
  G_OBJECT_CLASS (tape_banner_parent_class)->dispose (object);
}

static void
tape_banner_class_init (TapeBannerClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_banner_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, TapeBanner, bar);
  gtk_widget_class_bind_template_child (widget_class, TapeBanner, label);
  gtk_widget_class_bind_template_child (widget_class, TapeBanner, button);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
tape_banner_init (TapeBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tape_banner_show (TapeBanner *self, TapeBannerKind kind, const char *message, const char *button, const char *action)
{
  g_return_if_fail (TAPE_IS_BANNER (self));

  gtk_revealer_set_reveal_child (self->revealer, message != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_HIDDEN, message == NULL, -1);
  if (message == NULL)
    return;
  gtk_label_set_text (self->label, message);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, message, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  gtk_button_set_label (self->button, button != NULL ? button : "");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), action);
  if (kind == TAPE_BANNER_ERROR)
    gtk_widget_add_css_class (self->bar, "error");
  else
    gtk_widget_remove_css_class (self->bar, "error");
}
