/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where services are. Tests have one server on loopback stand for all of them: the environment variable TAPELINE_TEST_SERVICES names
 * its host and port, "localhost:4433". Read here and nowhere else; certificates are verified all the same. Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tape_service_url:
 * @url: an address of a service: "wss://ws.finnhub.io/?token=…"
 *
 * To be asked for every address of a service before it is connected to, once.
 *
 * Returns: (transfer full): @url; in tests the server that stands for it, with the service's own host as the beginning of the
 *   path: "wss://localhost:4433/ws.finnhub.io/?token=…"
 */
char *tape_service_url (const char *url);

G_END_DECLS
