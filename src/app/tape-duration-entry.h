/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An entry for a span of time: a number and its unit. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPE_TYPE_DURATION_ENTRY (tape_duration_entry_get_type ())
G_DECLARE_FINAL_TYPE (TapeDurationEntry, tape_duration_entry, TAPE, DURATION_ENTRY, GtkWidget)

/* Properties: "name-of" (string: what the span is of, as people read it).
 * Signals: "changed" (void): the person chose another. */

/**
 * tape_duration_entry_get:
 *
 * Returns: µs, whole seconds, ≥ 0
 */
gint64 tape_duration_entry_get (TapeDurationEntry *self);

/**
 * tape_duration_entry_set:
 * @duration: µs
 *
 * Shows it in its largest unit that leaves nothing over; says nothing.
 */
void tape_duration_entry_set (TapeDurationEntry *self, gint64 duration);

G_END_DECLS
