/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A list of messages as they came, beside what was made of each. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPE_TYPE_MESSAGE (tape_message_get_type ())
G_DECLARE_FINAL_TYPE (TapeMessage, tape_message, TAPE, MESSAGE, GObject)

/**
 * tape_message_new:
 * @place: when or where: "10:31:05", "line 12"
 * @raw: as it came
 * @made: what was made of it, or why it was rejected
 */
TapeMessage *tape_message_new (const char *place, const char *raw, const char *made, gboolean rejected);

#define TAPE_TYPE_MESSAGE_LIST (tape_message_list_get_type ())
G_DECLARE_FINAL_TYPE (TapeMessageList, tape_message_list, TAPE, MESSAGE_LIST, GtkWidget)

/* Properties: "label" (string: accessible name), "narrow" (boolean: what was made of it below, not beside). */

/**
 * tape_message_list_set_messages:
 * @messages: (element-type TapeMessage): what it shows; new ones, which it takes over
 */
void tape_message_list_set_messages (TapeMessageList *self, GPtrArray *messages);

G_END_DECLS
