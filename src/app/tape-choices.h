/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a row or a button offers to choose from, where that changes. Main thread only. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * tape_choices_set:
 * @choices: (transfer none): what is offered from now on
 *
 * Offers them, unless these are what is offered already: to replace a list while something is being chosen from it would
 * take the line that is being chosen away, and GTK then never comes to an end of filling the new one.
 */
void tape_choices_set (AdwComboRow *row, GtkStringList *choices);
void tape_choices_set_drop_down (GtkDropDown *drop_down, GtkStringList *choices);

G_END_DECLS
