/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-switch.h"

void
tape_switch_show (GtkSwitch *self, gboolean active)
{
  if (gtk_switch_get_active (self) != (active != FALSE))
    gtk_switch_set_active (self, active);
}
