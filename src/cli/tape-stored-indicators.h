/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Indicators over what a database holds: over the bars of an instrument, or over the index of a group, which is made of the
 * stored bars of its members. One thread. */

#pragma once

#include "analytics/tape-indicator.h"
#include "cli/tape-output.h"

G_BEGIN_DECLS

/**
 * TapeStoredIndicators:
 * @database: (nullable): file; the application's own where there is none
 * @symbol: (nullable): whose bars
 * @group: (nullable): name of the group whose index, with "industry:", "country:" or "technology:" before it where several
 *   groups have that name; one of @symbol and @group is there
 * @bars: (nullable): "1m", "1h", "1d"; minutes where it is left out
 * @from: (nullable): first day, or first minute with its zone
 * @to: (nullable): last day, or the minute to end before
 *
 * What is asked for, as a person wrote it.
 */
typedef struct
{
  char *database;
  char *symbol;
  char *group;
  char *bars;
  char *from;
  char *to;
} TapeStoredIndicators;

void tape_stored_indicators_clear (TapeStoredIndicators *self);

/**
 * tape_stored_indicators_print:
 * @indicators: (element-type TapeIndicator): one at least
 *
 * Prints the bars with a column more for each value. Hours are those of the exchange's clock; hours and days of an index
 * are those of UTC, and made of its minutes.
 *
 * Returns: %FALSE with an error of any domain; a %TAPE_COMMAND_ERROR where something is asked for that there is not
 */
gboolean tape_stored_indicators_print (const TapeStoredIndicators *self,
                                       const GArray *indicators,
                                       TapeOutputFormat format,
                                       GCancellable *cancellable,
                                       GError **error);

G_END_DECLS
