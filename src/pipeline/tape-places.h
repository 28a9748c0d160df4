/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the application keeps its databases: said once for it and for tapectl. Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TAPE_PLACES_MAIN       "main.db"
#define TAPE_PLACES_SIMULATION "simulation.db"
#define TAPE_PLACES_REPLAYS    "replays"
#define TAPE_PLACES_USER       "user.db"

/**
 * tape_places_folder:
 *
 * Returns: (transfer full): the folder that they are in; it need not be there yet
 */
char *tape_places_folder (void);

/**
 * tape_places_main:
 *
 * Returns: (transfer full): path of the main database: that of all live feeds, and of what is imported
 */
char *tape_places_main (void);

G_END_DECLS
