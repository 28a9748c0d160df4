/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-alert-quiet.h"

#include <glib/gi18n-lib.h>

#include "model/tape-alert-rule.h"

static void
count_armed (GListModel *rules, guint *armed, const TapeAlertRuleStatus **nearest)
{
  *armed = 0;
  *nearest = NULL;
  for (guint i = 0; i < g_list_model_get_n_items (rules); i++)
    {
      g_autoptr (TapeAlertRule) rule = g_list_model_get_item (rules, i);
      const TapeAlertRuleStatus *status = tape_alert_rule_get_status (rule);

      if (!tape_alert_rule_is_in_force (rule))
        continue;
      *armed += 1;
      if (status->nearest != NULL && (*nearest == NULL || status->distance < (*nearest)->distance))
        *nearest = status;
    }
}

char *
tape_alert_quiet_describe (GListModel *rules)
{
  guint armed;
  const TapeAlertRuleStatus *nearest;
  g_autofree char *count = NULL;
  g_autofree char *share = NULL;

  count_armed (rules, &armed, &nearest);
  count = g_strdup_printf (ngettext ("%u rule armed", "%u rules armed", armed), armed);
  if (nearest == NULL)
    return g_strdup_printf ("%s.", count);
  share = g_strdup_printf ("%.1f", nearest->distance * 100);
  return g_strdup_printf (_ ("%s; nearest %s, %s %% away."), count, nearest->nearest, share);
}
