/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-calls-text.h"

#include <glib/gi18n-lib.h>

char *
tape_calls_describe (guint left, gboolean of_day)
{
  if (of_day)
    return g_strdup_printf (ngettext ("%u call left today.", "%u calls left today.", left), left);
  return g_strdup_printf (ngettext ("%u call left this minute.", "%u calls left this minute.", left), left);
}
