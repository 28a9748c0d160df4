/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The prompt: a small popover over the chart in which one line is typed: an interval, or a time to go to. It closes when
 * the line is understood, and says what is allowed when it is not. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPE_TYPE_CHART_PROMPT (tape_chart_prompt_get_type ())
G_DECLARE_FINAL_TYPE (TapeChartPrompt, tape_chart_prompt, TAPE, CHART_PROMPT, GtkPopover)

/* Returns: whether @text is understood, and done. */
typedef gboolean (*TapeChartPromptFunc) (const char *text, gpointer data);

GtkWidget *tape_chart_prompt_new (void);

/**
 * tape_chart_prompt_ask:
 * @title: what is asked for
 * @hint: what is allowed, with examples
 * @text: what was typed already
 */
void tape_chart_prompt_ask (TapeChartPrompt *self,
                            const char *title,
                            const char *hint,
                            const char *text,
                            TapeChartPromptFunc accept,
                            gpointer data);

G_END_DECLS
