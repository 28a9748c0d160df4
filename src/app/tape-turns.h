/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Turns: what would take longer than a picture may, were it all shown in one, is shown in parts, one in each picture. Where all
 * of it changes again before the last of them it goes on with the next, so that none is always left out. A plain struct inside of
 * the widget that uses it. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  GtkWidget *widget;
  void (*take) (GtkWidget *widget, guint turn);
  guint n;
  guint at;   /* the next */
  guint left; /* until all have had theirs */
  guint tick;
} TapeTurns;

/**
 * tape_turns_init:
 * @widget: (transfer none): holds @self
 * @take: shows part @turn, from 0 up
 */
void tape_turns_init (TapeTurns *self, GtkWidget *widget, void (*take) (GtkWidget *widget, guint turn));

/**
 * tape_turns_begin:
 * @n: parts that there are, above 0
 *
 * All of it has changed.
 */
void tape_turns_begin (TapeTurns *self, guint n);

G_END_DECLS
