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
