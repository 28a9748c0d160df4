/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-places.h"

char *
tape_places_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "tapeline", NULL);
}

char *
tape_places_main (void)
{
  g_autofree char *folder = tape_places_folder ();

  return g_build_filename (folder, TAPE_PLACES_MAIN, NULL);
}
