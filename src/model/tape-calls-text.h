/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an account may still ask, in words. Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tape_calls_describe:
 * @left: calls
 * @of_day: they are the day's, not the minute's
 *
 * Returns: (transfer full): "57 calls left this minute."
 */
char *tape_calls_describe (guint left, gboolean of_day);

G_END_DECLS
