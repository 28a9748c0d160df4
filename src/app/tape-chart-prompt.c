/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-chart-prompt.h"

struct _TapeChartPrompt
{
  GtkPopover parent_instance;

  GtkWidget *title;
  GtkWidget *entry;
  GtkWidget *hint;
  TapeChartPromptFunc accept;
  gpointer data;
};

G_DEFINE_FINAL_TYPE (TapeChartPrompt, tape_chart_prompt, GTK_TYPE_POPOVER)

static void
on_activate (TapeChartPrompt *self)
{
  if (self->accept != NULL && self->accept (gtk_editable_get_text (GTK_EDITABLE (self->entry)), self->data))
    gtk_popover_popdown (GTK_POPOVER (self));
  else
    gtk_widget_add_css_class (self->entry, "error");
}

static void
on_changed (TapeChartPrompt *self)
{
  gtk_widget_remove_css_class (self->entry, "error");
}

static void
tape_chart_prompt_class_init (TapeChartPromptClass *class)
{
}

static void
tape_chart_prompt_init (TapeChartPrompt *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->title = gtk_label_new (NULL);
  self->entry = gtk_entry_new ();
  self->hint = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->title, "heading");
  gtk_widget_add_css_class (self->hint, "dim-label");
  gtk_widget_add_css_class (self->hint, "caption");
  gtk_label_set_wrap (GTK_LABEL (self->hint), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->hint), 30);
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), self->hint);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_popover_set_has_arrow (GTK_POPOVER (self), FALSE);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
}

GtkWidget *
tape_chart_prompt_new (void)
{
  return g_object_new (TAPE_TYPE_CHART_PROMPT, NULL);
}

void
tape_chart_prompt_ask (TapeChartPrompt *self,
                       const char *title,
                       const char *hint,
                       const char *text,
                       TapeChartPromptFunc accept,
                       gpointer data)
{
  g_return_if_fail (TAPE_IS_CHART_PROMPT (self));

  self->accept = accept;
  self->data = data;
  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_label_set_label (GTK_LABEL (self->hint), hint);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_entry_grab_focus_without_selecting (GTK_ENTRY (self->entry));
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}
