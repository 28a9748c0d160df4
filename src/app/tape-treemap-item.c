/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/tape-treemap-item.h"

struct _TapeTreemapItem
{
  GtkWidget parent_instance;

  char *name;
};

G_DEFINE_FINAL_TYPE (TapeTreemapItem, tape_treemap_item, GTK_TYPE_WIDGET)

static guint open_signal;

static void
open_it (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, open_signal, 0);
}

static void
tape_treemap_item_finalize (GObject *object)
{
  g_free (TAPE_TREEMAP_ITEM (object)->name);
  G_OBJECT_CLASS (tape_treemap_item_parent_class)->finalize (object);
}

static void
tape_treemap_item_class_init (TapeTreemapItemClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tape_treemap_item_finalize;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TREE_ITEM);
  gtk_widget_class_set_css_name (widget_class, "treemap-item");
  gtk_widget_class_install_action (widget_class, "tile.open", NULL, open_it);
  open_signal = g_signal_new ("open", TAPE_TYPE_TREEMAP_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_treemap_item_init (TapeTreemapItem *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

GtkWidget *
tape_treemap_item_new (void)
{
  return g_object_new (TAPE_TYPE_TREEMAP_ITEM, NULL);
}

void
tape_treemap_item_set_name (TapeTreemapItem *self, const char *name)
{
  g_return_if_fail (TAPE_IS_TREEMAP_ITEM (self));

  if (g_strcmp0 (self->name, name) == 0)
    return;
  g_free (self->name);
  self->name = g_strdup (name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
