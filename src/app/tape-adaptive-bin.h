/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The adaptive bin: the one container that says how wide the window is; everything that looks different when narrow binds
 * to its "width-class". It lets the window become narrower than what it holds, so that what it holds can follow. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  TAPE_WIDTH_NARROW, /* below 600 pixels */
  TAPE_WIDTH_MEDIUM, /* below 1000 */
  TAPE_WIDTH_WIDE,   /* below 1700 */
  TAPE_WIDTH_HUGE,
} TapeWidthClass;

#define TAPE_TYPE_WIDTH_CLASS (tape_width_class_get_type ())
GType tape_width_class_get_type (void);

#define TAPE_TYPE_ADAPTIVE_BIN (tape_adaptive_bin_get_type ())
G_DECLARE_FINAL_TYPE (TapeAdaptiveBin, tape_adaptive_bin, TAPE, ADAPTIVE_BIN, GtkWidget)

/* Properties: "child" (GtkWidget), "width-class" (TapeWidthClass, read). */

TapeWidthClass tape_adaptive_bin_get_width_class (TapeAdaptiveBin *self);

/**
 * tape_adaptive_bin_expect_width:
 * @width: pixels that the bin is going to get
 *
 * Says the class before the first layout, so that the first picture is right.
 */
void tape_adaptive_bin_expect_width (TapeAdaptiveBin *self, int width);

G_END_DECLS
