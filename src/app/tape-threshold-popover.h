/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks for the threshold of one instrument, or of a list: by how many per cent a price is to move against the previous
 * close. It closes when the number is understood, and says what is allowed when it is not. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPE_TYPE_THRESHOLD_POPOVER (tape_threshold_popover_get_type ())
G_DECLARE_FINAL_TYPE (TapeThresholdPopover, tape_threshold_popover, TAPE, THRESHOLD_POPOVER, GtkPopover)

/* @threshold: a fraction; NaN: none any more. */
typedef void (*TapeThresholdFunc) (double threshold, gpointer data);

GtkWidget *tape_threshold_popover_new (void);

/**
 * tape_threshold_popover_ask:
 * @title: whose it is
 * @hint: what holds where it has none of its own
 * @threshold: that it has, as a fraction; NaN: none
 * @usual: to begin with where it has none
 */
void tape_threshold_popover_ask (TapeThresholdPopover *self,
                                 const char *title,
                                 const char *hint,
                                 double threshold,
                                 double usual,
                                 TapeThresholdFunc accept,
                                 gpointer data);

G_END_DECLS
