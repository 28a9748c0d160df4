/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-choices.h"

#include <string.h>

static gboolean
are_offered (GListModel *offered, GtkStringList *other)
{
  GtkStringList *one = GTK_IS_STRING_LIST (offered) ? GTK_STRING_LIST (offered) : NULL;
  const guint n = one == NULL ? 0 : g_list_model_get_n_items (offered);

  if (one == NULL)
    return FALSE;
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
  g_return_if_fail (ADW_IS_COMBO_ROW (row));
  g_return_if_fail (GTK_IS_STRING_LIST (choices));

  if (!are_offered (adw_combo_row_get_model (row), choices))
    adw_combo_row_set_model (row, G_LIST_MODEL (choices));
}

void
tape_choices_set_drop_down (GtkDropDown *drop_down, GtkStringList *choices)
{
  g_return_if_fail (GTK_IS_DROP_DOWN (drop_down));
  g_return_if_fail (GTK_IS_STRING_LIST (choices));

  if (!are_offered (gtk_drop_down_get_model (drop_down), choices))
    gtk_drop_down_set_model (drop_down, G_LIST_MODEL (choices));
}
