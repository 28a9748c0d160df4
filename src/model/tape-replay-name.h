/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names the database of a replay by what the files are, so that the same ones find it again wherever they lie. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * tape_replay_name:
 * @paths: (array zero-terminated=1): files, in the order named
 * @error: a %TAPE_FEED_ERROR that says what is wrong with one
 *
 * Returns: (transfer full) (nullable): base name of the database
 */
char *tape_replay_name (const char *const *paths, GError **error);

G_END_DECLS
