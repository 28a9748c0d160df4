/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server of tests/support/ as a process of its own, for the length of a test program. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _LoopbackServer LoopbackServer;

/**
 * loopback_server_start:
 * @script: its name in tests/support/
 * @arguments: (nullable) (array zero-terminated=1): further ones, after its folder
 *
 * Starts `@script FOLDER` with a folder of its own, and waits until it has said its values: a line each of `name value`, then
 * an empty one. What it writes to `trusted.pem` there is what TapeHttp believes.
 */
LoopbackServer *loopback_server_start (const char *script, const char *const *arguments);

/**
 * loopback_server_get:
 *
 * Returns: (transfer none): what it said under @name
 */
const char *loopback_server_get (LoopbackServer *self, const char *name);

/**
 * loopback_server_stop:
 *
 * Ends it and removes its folder.
 */
void loopback_server_stop (LoopbackServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LoopbackServer, loopback_server_stop)

G_END_DECLS
