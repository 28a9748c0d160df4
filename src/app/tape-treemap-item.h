/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A tile of the treemap for the keyboard and for screen readers: it can have the focus, has a name and a place, and is
 * drawn by its parent. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPE_TYPE_TREEMAP_ITEM (tape_treemap_item_get_type ())
G_DECLARE_FINAL_TYPE (TapeTreemapItem, tape_treemap_item, TAPE, TREEMAP_ITEM, GtkWidget)

/* Signals: "open" (void): what it stands for was asked for through its action "tile.open". */

GtkWidget *tape_treemap_item_new (void);

/**
 * tape_treemap_item_set_name:
 * @name: all there is to say of it
 */
void tape_treemap_item_set_name (TapeTreemapItem *self, const char *name);

G_END_DECLS
