/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tapectl alerts log: what rules found, and why. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * tape_alerts_log:
 *
 * As a command's run(), with the arguments from “log” on.
 */
gboolean tape_alerts_log (int argc, char **argv, GError **error);

G_END_DECLS
