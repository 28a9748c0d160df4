/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The instrument table: what is known of each symbol, from data/instruments.csv, compiled in. Immutable once loaded: any
 * thread. Industries, countries and technologies are small numbers, their names found by tape_group_name(). */

#pragma once

#include "base/tape-exchange.h"

G_BEGIN_DECLS

/* Ways to group instruments. */
typedef enum
{
  TAPE_GROUP_INDUSTRY,
  TAPE_GROUP_COUNTRY,
  TAPE_GROUP_TECHNOLOGY,
  TAPE_N_GROUPINGS
} TapeGrouping;

/* Group 0 of industries and of countries is "Unknown". */
#define TAPE_GROUP_UNKNOWN 0

/**
 * TapeInstrument:
 * @symbol: as people type it
 * @name: the company's; the symbol where it is unknown
 * @currency: ISO 4217 code; "" where unknown
 * @exchange: where it trades; tape_exchange_utc() where unknown
 * @industry: number of its industry (GICS sector)
 * @country: number of its country
 * @technologies: bit set of numbers of technologies, bit i for group i
 * @known: whether the instrument table has it
 */
typedef struct
{
  const char *symbol;
  const char *name;
  const char *currency;
  const TapeExchange *exchange;
  guint8 industry;
  guint8 country;
  guint64 technologies;
  gboolean known;
} TapeInstrument;

/**
 * tape_instruments_lookup:
 * @symbol: a symbol
 * @length: its bytes
 *
 * Returns: (transfer none) (nullable): what the table knows of it; %NULL if it does not
 */
const TapeInstrument *tape_instruments_lookup (const char *symbol, gsize length);

/**
 * tape_instruments_list:
 * @n_instruments: (out): how many
 *
 * Returns: (transfer none) (array length=n_instruments): all of the table, in its order
 */
const TapeInstrument *tape_instruments_list (guint *n_instruments);

/**
 * tape_instruments_search:
 * @text: beginning of a symbol, or of a word of a name, in any case
 * @max: how many at most
 *
 * Returns: (transfer container) (element-type TapeInstrument): the matches, best first: equal symbol, symbol that begins
 *   so, name that begins so, a word of the name that begins so
 */
GPtrArray *tape_instruments_search (const char *text, guint max);

/**
 * tape_group_count:
 *
 * Returns: how many groups there are; they are numbered from 0
 */
guint tape_group_count (TapeGrouping grouping);

/**
 * tape_group_name:
 *
 * Returns: (transfer none): the name to show: "Energy", "Germany", "Cloud"
 */
const char *tape_group_name (TapeGrouping grouping, guint group);

/**
 * tape_instrument_in_group:
 *
 * Returns: whether @self is in that group
 */
gboolean tape_instrument_in_group (const TapeInstrument *self, TapeGrouping grouping, guint group);

G_END_DECLS
