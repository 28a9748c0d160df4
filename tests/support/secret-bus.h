/* SPDX-License-Identifier: GPL-3.0-or-later */

/* For tests: a session bus of our own with a secret service on it that does as it is told (secret-service.py). One at a time;
 * main thread. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Starts the service, and at first the bus, and waits until it is there. */
void secret_bus_start (void);

/* Ends the service and waits until it is gone; nothing happens where there is none. */
void secret_bus_stop (void);

/* Ends the bus, too; to be called when all tests are over. */
void secret_bus_end (void);

/* How the service behaves from now on: "open", "locked", "stays-locked", "hangs", "refuses", "forgets". */
void secret_bus_set_mood (const char *mood);

/* Returns: (transfer full): what it holds, without the secrets: "label: attribute=value …; …" */
char *secret_bus_describe (void);

G_END_DECLS
