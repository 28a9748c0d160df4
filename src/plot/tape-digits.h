/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <pango/pango.h>

G_BEGIN_DECLS

/**
 * tape_digits_align:
 * @scale: of the text against its font's size, > 0
 *
 * Makes digits of one width, so that figures stand below each other and do not jump when they change. In place of the
 * attributes that @layout has.
 */
void tape_digits_align (PangoLayout *layout, double scale);

G_END_DECLS
