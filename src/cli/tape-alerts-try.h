/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tapectl alerts try: a rule over what is stored. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * tape_alerts_try:
 *
 * As a command's run(), with the arguments from “try” on.
 */
gboolean tape_alerts_try (int argc, char **argv, GError **error);

G_END_DECLS
