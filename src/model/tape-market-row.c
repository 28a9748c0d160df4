/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-market-row.h"

#include <math.h>

struct _TapeMarketRow
{
  GObject parent_instance;

  const TapeInstrument *instrument;
  double price;
  double growth;
  double volume;
  double turnover;
  double strength;
  guint64 trades;
};

struct _TapeMarketGroup
{
  GObject parent_instance;

  TapeGrouping grouping;
  guint number;
  TapeFrameGroup values;
};

G_DEFINE_FINAL_TYPE (TapeMarketRow, tape_market_row, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (TapeMarketGroup, tape_market_group, G_TYPE_OBJECT)

static guint row_changed;
static guint group_changed;

/* NaN is what is not known, and stays the same. */
static gboolean
differ (double a, double b)
{
  return a != b && !(isnan (a) && isnan (b));
}

static void
tape_market_row_class_init (TapeMarketRowClass *klass)
{
  row_changed = g_signal_new ("changed", TAPE_TYPE_MARKET_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_market_row_init (TapeMarketRow *self)
{
  self->price = self->growth = self->strength = NAN;
}

TapeMarketRow *
tape_market_row_new (const TapeInstrument *instrument)
{
  TapeMarketRow *self = g_object_new (TAPE_TYPE_MARKET_ROW, NULL);

  self->instrument = instrument;
  return self;
}

void
tape_market_row_update (TapeMarketRow *self, const TapeFrameRow *values)
{
  gboolean changed = differ (self->price, values->last) || differ (self->growth, values->growth)
                     || self->trades != values->count || differ (self->volume, values->volume)
                     || differ (self->turnover, values->turnover)
                     || differ (self->strength, values->values[TAPE_VALUE_RSI_14]);

  if (!changed)
    return;
  self->price = values->last;
  self->growth = values->growth;
  self->volume = values->volume;
  self->turnover = values->turnover;
  self->strength = values->values[TAPE_VALUE_RSI_14];
  self->trades = values->count;
  g_signal_emit (self, row_changed, 0);
}

const TapeInstrument *
tape_market_row_get_instrument (TapeMarketRow *self)
{
  return self->instrument;
}

char *
tape_market_row_get_groups (TapeMarketRow *self, TapeGrouping grouping)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < tape_group_count (grouping); i++)
    if (tape_instrument_in_group (self->instrument, grouping, i))
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", tape_group_name (grouping, i));
  return g_string_free (names, FALSE);
}

double
tape_market_row_get_price (TapeMarketRow *self)
{
  return self->price;
}

double
tape_market_row_get_growth (TapeMarketRow *self)
{
  return self->growth;
}

double
tape_market_row_get_volume (TapeMarketRow *self)
{
  return self->volume;
}

double
tape_market_row_get_turnover (TapeMarketRow *self)
{
  return self->turnover;
}

double
tape_market_row_get_strength (TapeMarketRow *self)
{
  return self->strength;
}

guint64
tape_market_row_get_trades (TapeMarketRow *self)
{
  return self->trades;
}

static void
tape_market_group_class_init (TapeMarketGroupClass *klass)
{
  group_changed
      = g_signal_new ("changed", TAPE_TYPE_MARKET_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_market_group_init (TapeMarketGroup *self)
{
  self->values.growth = self->values.index = NAN;
}

TapeMarketGroup *
tape_market_group_new (TapeGrouping grouping, guint number)
{
  TapeMarketGroup *self = g_object_new (TAPE_TYPE_MARKET_GROUP, NULL);

  self->grouping = grouping;
  self->number = number;
  return self;
}

static gboolean
differ_in_index (const TapeFrameGroup *one, const TapeFrameGroup *other)
{
  gboolean others = differ (one->index, other->index);

  for (guint i = 0; i < TAPE_N_VALUES; i++)
    others |= differ (one->values[i], other->values[i]);
  return others;
}

void
tape_market_group_update (TapeMarketGroup *self, const TapeFrameGroup *values)
{
  if (!differ (self->values.growth, values->growth) && !differ_in_index (&self->values, values)
      && self->values.members == values->members && self->values.growing == values->growing
      && self->values.base == values->base)
    return;
  self->values = *values;
  g_signal_emit (self, group_changed, 0);
}

guint
tape_market_group_get_number (TapeMarketGroup *self)
{
  return self->number;
}

const char *
tape_market_group_get_name (TapeMarketGroup *self)
{
  return tape_group_name (self->grouping, self->number);
}

const TapeFrameGroup *
tape_market_group_get_values (TapeMarketGroup *self)
{
  return &self->values;
}
