/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What alert rules found, on standard output: a row each, or for eyes a few lines that explain it. One thread at a time. */

#pragma once

#include "alerts/tape-explanation.h"
#include "cli/tape-output.h"

G_BEGIN_DECLS

/**
 * TapeFiringRows:
 * @universe: knows the instruments
 * @source: (transfer full) (nullable): name of a source
 * @data: handed to @source
 * @explain: whether to say what each was decided on
 */
typedef struct
{
  TapeUniverse *universe;
  char *(*source) (guint32 source, gpointer data);
  gpointer data;
  gboolean explain;

  /*< private >*/
  TapeOutput *output; /* NULL: lines */
} TapeFiringRows;

/**
 * tape_firing_rows_put_found:
 * @output: of other rows: is given the values of seven columns: direction, value, before, threshold, price, baseline,
 *   baseline_time
 */
void tape_firing_rows_put_found (TapeOutput *output, const TapeFiring *firing);

/**
 * tape_firing_rows_begin:
 * @format: of the rows; a table with explanations is lines
 */
void tape_firing_rows_begin (TapeFiringRows *self, TapeOutputFormat format);
void tape_firing_rows_put (TapeFiringRows *self, const TapeFiring *firing);

/**
 * tape_firing_rows_end:
 *
 * Returns: whether all of it could be written
 */
gboolean tape_firing_rows_end (TapeFiringRows *self, GError **error);

/**
 * tape_firing_rows_clear:
 *
 * Where it did not come to its end.
 */
void tape_firing_rows_clear (TapeFiringRows *self);

G_END_DECLS
