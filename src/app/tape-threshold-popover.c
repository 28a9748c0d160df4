/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-threshold-popover.h"

#include "model/tape-quick-rule.h"

#include <math.h>

struct _TapeThresholdPopover
{
  GtkPopover parent_instance;

  GtkLabel *title;
  GtkEntry *entry;
  GtkLabel *hint;
  GtkWidget *wrong;
  GtkWidget *remove;

  TapeThresholdFunc accept;
  gpointer data;
};

G_DEFINE_FINAL_TYPE (TapeThresholdPopover, tape_threshold_popover, GTK_TYPE_POPOVER)

static void
say_wrong (TapeThresholdPopover *self, gboolean wrong)
{
  gtk_widget_set_visible (self->wrong, wrong);
  gtk_widget_set_visible (GTK_WIDGET (self->hint), !wrong);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
}

static void
on_set (TapeThresholdPopover *self)
{
  double threshold;

  if (!tape_quick_rule_parse (TAPE_QUICK_CHANGE, gtk_editable_get_text (GTK_EDITABLE (self->entry)), &threshold))
    {
      say_wrong (self, TRUE);
      return;
    }
  gtk_popover_popdown (GTK_POPOVER (self));
  self->accept (threshold, self->data);
}

static void
on_remove (TapeThresholdPopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  self->accept (NAN, self->data);
}

static void
on_changed (TapeThresholdPopover *self)
{
  say_wrong (self, FALSE);
}

static void
tape_threshold_popover_class_init (TapeThresholdPopoverClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-threshold-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeThresholdPopover, title);
  gtk_widget_class_bind_template_child (widget_class, TapeThresholdPopover, entry);
  gtk_widget_class_bind_template_child (widget_class, TapeThresholdPopover, hint);
  gtk_widget_class_bind_template_child (widget_class, TapeThresholdPopover, wrong);
  gtk_widget_class_bind_template_child (widget_class, TapeThresholdPopover, remove);
  gtk_widget_class_bind_template_callback (widget_class, on_set);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
tape_threshold_popover_init (TapeThresholdPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
tape_threshold_popover_new (void)
{
  return g_object_new (TAPE_TYPE_THRESHOLD_POPOVER, NULL);
}

void
tape_threshold_popover_ask (TapeThresholdPopover *self,
                            const char *title,
                            const char *hint,
                            double threshold,
                            double usual,
                            TapeThresholdFunc accept,
                            gpointer data)
{
  gboolean own = !isnan (threshold);
  g_autofree char *text = tape_quick_rule_format (TAPE_QUICK_CHANGE, own ? threshold : usual);

  g_return_if_fail (TAPE_IS_THRESHOLD_POPOVER (self));

  self->accept = accept;
  self->data = data;
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->hint, hint);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_set_visible (self->remove, own);
  say_wrong (self, FALSE);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
