/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A line of text that takes the room it is given and leaves out what does not fit. Unlike with a label, nothing around it is measured
 * when it says something else: it only draws anew. It says nothing to the accessible tree; what holds it has a name that does.
 * Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPE_TYPE_TEXT_LINE (tape_text_line_get_type ())
G_DECLARE_FINAL_TYPE (TapeTextLine, tape_text_line, TAPE, TEXT_LINE, GtkWidget)

GtkWidget *tape_text_line_new (void);
void tape_text_line_set_text (TapeTextLine *self, const char *text);

G_END_DECLS
