/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-indicator-settings.h"

GArray *
tape_indicator_settings_get (GSettings *settings)
{
  g_auto (GStrv) names = g_settings_get_strv (settings, TAPE_INDICATOR_SETTINGS_KEY);
  GArray *indicators = g_array_new (FALSE, FALSE, sizeof (TapeIndicator));

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      TapeIndicator indicator;

      if (tape_indicator_parse (&indicator, names[i], &error))
        g_array_append_val (indicators, indicator);
      else
        g_message ("The setting %s: %s", TAPE_INDICATOR_SETTINGS_KEY, error->message);
    }
  return indicators;
}

void
tape_indicator_settings_set (GSettings *settings, GArray *indicators)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < indicators->len; i++)
    g_ptr_array_add (names, tape_indicator_print (&g_array_index (indicators, TapeIndicator, i)));
  g_ptr_array_add (names, NULL);
  g_settings_set_strv (settings, TAPE_INDICATOR_SETTINGS_KEY, (const char *const *)names->pdata);
}
