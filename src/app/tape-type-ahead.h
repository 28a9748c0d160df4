/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters typed one after the other, to find what begins with them. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TapeTypeAhead:
 * @text: (nullable): typed so far, of which something was found
 * @typed: when, monotonic
 */
typedef struct
{
  char *text;
  gint64 typed;
} TapeTypeAhead;

void tape_type_ahead_clear (TapeTypeAhead *self);

/**
 * tape_type_ahead_take:
 * @key: of a key press
 * @state: its modifiers
 * @find: goes to what begins with @text, and says whether there is any
 * @data: for @find
 *
 * A letter or digit is added to those before; what nothing begins with is not. After a pause it is the first of others.
 *
 * Returns: GDK_EVENT_STOP for a letter or digit without modifiers, else GDK_EVENT_PROPAGATE
 */
gboolean tape_type_ahead_take (TapeTypeAhead *self,
                               guint key,
                               GdkModifierType state,
                               gboolean (*find) (gpointer data, const char *text),
                               gpointer data);

G_END_DECLS
