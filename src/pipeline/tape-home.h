/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the application keeps its databases: said once for it and for tapectl. Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TAPE_HOME_MAIN       "main.db"
#define TAPE_HOME_SIMULATION "simulation.db"
#define TAPE_HOME_REPLAYS    "replays"
#define TAPE_HOME_USER       "user.db"
#define TAPE_HOME_QUOTAS     "quotas"

/**
 * tape_home_folder:
 *
 * Returns: (transfer full): the folder that they are in; it need not be there yet
 */
char *tape_home_folder (void);

/**
 * tape_home_main:
 *
 * Returns: (transfer full): path of the main database: that of all live feeds, and of what is imported
 */
char *tape_home_main (void);

/**
 * tape_home_user:
 *
 * Returns: (transfer full): path of user.db, which holds what serves every session
 */
char *tape_home_user (void);

/**
 * tape_home_quota:
 * @service: name of a service
 * @account: #TAPE_KEYS_ACCOUNT, or another of that service: whose calls are counted, for tape_quota_share()
 *
 * Returns: (transfer full): path of the file that counts them
 */
char *tape_home_quota (const char *service, const char *account);

G_END_DECLS
