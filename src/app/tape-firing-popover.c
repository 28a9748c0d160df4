/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-firing-popover.h"

#include <glib/gi18n.h>

struct _TapeFiringPopover
{
  GtkPopover parent_instance;

  GtkLabel *title;
  GtkLabel *why;
  GtkLabel *more;
  GtkWidget *show;

  gint64 id;
};

G_DEFINE_FINAL_TYPE (TapeFiringPopover, tape_firing_popover, GTK_TYPE_POPOVER)

static void
on_show (TapeFiringPopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-firing", "x", self->id);
}

static void
tape_firing_popover_class_init (TapeFiringPopoverClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-firing-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeFiringPopover, title);
  gtk_widget_class_bind_template_child (widget_class, TapeFiringPopover, why);
  gtk_widget_class_bind_template_child (widget_class, TapeFiringPopover, more);
  gtk_widget_class_bind_template_child (widget_class, TapeFiringPopover, show);
  gtk_widget_class_bind_template_callback (widget_class, on_show);
}

static void
tape_firing_popover_init (TapeFiringPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
tape_firing_popover_new (void)
{
  return g_object_new (TAPE_TYPE_FIRING_POPOVER, NULL);
}

static void
show_more (TapeFiringPopover *self, guint more)
{
  g_autofree char *text = g_strdup_printf (
      ngettext ("%u more here; zoom in to tell them apart", "%u more here; zoom in to tell them apart", more), more);

  gtk_label_set_label (self->more, text);
  gtk_widget_set_visible (GTK_WIDGET (self->more), more > 0);
}

void
tape_firing_popover_show (TapeFiringPopover *self,
                          const TapeFiring *firing,
                          const char *time,
                          const char *const *lines,
                          guint more,
                          const GdkRectangle *place)
{
  g_autofree char *why = g_strjoinv ("\n", (char **)lines);
  g_autofree char *name = NULL;

  g_return_if_fail (TAPE_IS_FIRING_POPOVER (self));

  self->id = firing->id;
  gtk_label_set_label (self->title, time);
  gtk_label_set_markup (self->why, why);
  show_more (self, more);
  /* One that is not logged has no place in the log. */
  gtk_widget_set_visible (self->show, firing->id != 0);
  name = g_strconcat (time, ". ", gtk_label_get_text (self->why), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_popover_set_pointing_to (GTK_POPOVER (self), place);
  gtk_popover_popup (GTK_POPOVER (self));
  if (firing->id != 0)
    gtk_widget_grab_focus (self->show);
}
