/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-digits.h"

void
tape_digits_align (PangoLayout *layout, double scale)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_layout_set_attributes (layout, attributes);
}
