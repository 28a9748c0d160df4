/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A layout that puts children beside each other, each as wide as it likes, and goes on below where there is no more room.
 * Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPE_TYPE_WRAP_LAYOUT (tape_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (TapeWrapLayout, tape_wrap_layout, TAPE, WRAP_LAYOUT, GtkLayoutManager)

/**
 * tape_wrap_layout_new:
 * @spacing: pixels between two children, and between two lines
 */
GtkLayoutManager *tape_wrap_layout_new (int spacing);

G_END_DECLS
