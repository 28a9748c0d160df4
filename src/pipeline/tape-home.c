/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-home.h"

char *
tape_home_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "tapeline", NULL);
}

char *
tape_home_main (void)
{
  g_autofree char *folder = tape_home_folder ();

  return g_build_filename (folder, TAPE_HOME_MAIN, NULL);
}

char *
tape_home_user (void)
{
  g_autofree char *folder = tape_home_folder ();

  return g_build_filename (folder, TAPE_HOME_USER, NULL);
}

/* An account is any text; its name need not be in a file's. */
char *
tape_home_quota (const char *service, const char *account)
{
  g_autofree char *folder = tape_home_folder ();
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, account, -1);
  g_autofree char *name = g_strdup_printf ("%s-%.16s", service, digest);

  return g_build_filename (folder, TAPE_HOME_QUOTAS, name, NULL);
}
