/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lengths of time as a person reads them, translated; tape_duration_format() writes what is read back. Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tape_duration_words_new:
 * @duration: µs, ≥ 0, as somebody set it: whole seconds
 *
 * Returns: (transfer full): in its largest unit that leaves nothing over: "30 s", "90 min", "4 h", "1 d"
 */
char *tape_duration_words_new (gint64 duration);

/**
 * tape_duration_words_new_rough:
 * @duration: µs, ≥ 0, as it was measured
 *
 * Returns: (transfer full): as exactly as is of use: "0.3 ms", "41 ms", "2.4 s", "3 min"
 */
char *tape_duration_words_new_rough (gint64 duration);

G_END_DECLS
