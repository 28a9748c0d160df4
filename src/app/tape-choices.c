/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-choices.h"

#include <string.h>

static gboolean
are_equal (GtkStringList *one, GtkStringList *other)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (one));

  if (n != g_list_model_get_n_items (G_LIST_MODEL (other)))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (strcmp (gtk_string_list_get_string (one, i), gtk_string_list_get_string (other, i)) != 0)
      return FALSE;
  return TRUE;
}

void
tape_choices_set (AdwComboRow *row, GtkStringList *choices)
{
  GListModel *offered;

  g_return_if_fail (ADW_IS_COMBO_ROW (row));
  g_return_if_fail (GTK_IS_STRING_LIST (choices));

  offered = adw_combo_row_get_model (row);
  if (!GTK_IS_STRING_LIST (offered) || !are_equal (GTK_STRING_LIST (offered), choices))
    adw_combo_row_set_model (row, G_LIST_MODEL (choices));
}
