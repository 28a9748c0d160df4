/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-watch-row.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

struct _TapeWatchRow
{
  GObject parent_instance;

  char *symbol;
  TapeInstrument unknown; /* stands for a symbol that the instrument table does not have */
  guint32 number;         /* in the session's universe */
  gint64 last_time;
  guint64 count;
  TapeWatchValues values;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeWatchRow, tape_watch_row, G_TYPE_OBJECT)

static void
tape_watch_row_finalize (GObject *object)
{
  g_free (TAPE_WATCH_ROW (object)->symbol);
  G_OBJECT_CLASS (tape_watch_row_parent_class)->finalize (object);
}

static void
tape_watch_row_class_init (TapeWatchRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tape_watch_row_finalize;
  signals[CHANGED]
      = g_signal_new ("changed", TAPE_TYPE_WATCH_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
clear_values (TapeWatchRow *self)
{
  self->number = TAPE_NO_INSTRUMENT;
  self->last_time = TAPE_NO_TIME;
  self->count = 0;
  self->values.price = NAN;
  self->values.growth = NAN;
  self->values.base = TAPE_BASE_NONE;
  self->values.base_price = NAN;
  self->values.age = 0;
  self->values.suspect = FALSE;
  for (guint i = 0; i < TAPE_SPARK_POINTS; i++)
    self->values.spark[i] = NAN;
}

static void
tape_watch_row_init (TapeWatchRow *self)
{
  clear_values (self);
}

TapeWatchRow *
tape_watch_row_new (const char *symbol)
{
  TapeWatchRow *self = g_object_new (TAPE_TYPE_WATCH_ROW, NULL);

  self->symbol = g_strdup (symbol);
  self->values.instrument = tape_instruments_lookup (symbol, strlen (symbol));
  self->unknown = (TapeInstrument){
    .symbol = self->symbol,
    .name = self->symbol,
    .currency = "",
    .exchange = tape_exchange_utc (),
  };
  if (self->values.instrument == NULL)
    self->values.instrument = &self->unknown;
  return self;
}

const char *
tape_watch_row_get_symbol (TapeWatchRow *self)
{
  g_return_val_if_fail (TAPE_IS_WATCH_ROW (self), NULL);

  return self->symbol;
}

const TapeWatchValues *
tape_watch_row_get_values (TapeWatchRow *self)
{
  g_return_val_if_fail (TAPE_IS_WATCH_ROW (self), NULL);

  return &self->values;
}

static gint64
find_stale_age (TapeWatchRow *self, TapeUniverse *universe, const TapeFrameRow *row, gint64 now)
{
  gint64 last_time = row->last_time;

  if (last_time == TAPE_NO_TIME || now == TAPE_NO_TIME
      || now - last_time < (row->stale_after > 0 ? row->stale_after : TAPE_PRICE_STALE_AFTER)
      || !tape_universe_is_open (universe, self->number, now))
    return 0;
  return tape_time_floor (now - last_time, TAPE_MINUTE);
}

static gboolean
take_trades (TapeWatchRow *self, const TapeFrameRow *row)
{
  TapeWatchValues *values = &self->values;

  if (row->last_time == self->last_time && row->count == self->count && row->suspect == values->suspect
      && memcmp (&row->growth, &values->growth, sizeof row->growth) == 0)
    return FALSE;
  self->last_time = row->last_time;
  self->count = row->count;
  values->price = row->day == TAPE_NO_TIME ? NAN : row->last;
  values->growth = row->growth;
  values->suspect = row->suspect;
  values->base = row->base;
  values->base_price = row->base == TAPE_BASE_PREVIOUS_CLOSE ? row->previous_close
                       : row->base == TAPE_BASE_OPEN         ? row->open
                                                             : NAN;
  memcpy (values->spark, row->spark, sizeof values->spark);
  return TRUE;
}

void
tape_watch_row_update (TapeWatchRow *self, TapeDesk *desk)
{
  const TapeFrame *frame = tape_desk_get_frame (desk);
  TapeUniverse *universe = tape_desk_get_universe (desk);
  gboolean changed;
  gint64 age;

  g_return_if_fail (TAPE_IS_WATCH_ROW (self));

  if (frame == NULL || universe == NULL)
    return;
  if (self->number == TAPE_NO_INSTRUMENT)
    self->number = tape_universe_lookup (universe, self->symbol, strlen (self->symbol));
  if (self->number >= frame->n_rows)
    return;
  changed = take_trades (self, &frame->rows[self->number]);
  age = find_stale_age (self, universe, &frame->rows[self->number], frame->now);
  if (!changed && age == self->values.age)
    return;
  self->values.age = age;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
tape_watch_row_forget (TapeWatchRow *self)
{
  g_return_if_fail (TAPE_IS_WATCH_ROW (self));

  clear_values (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static char *
describe_growth (const TapeWatchValues *values)
{
  g_autofree char *share = NULL;

  if (!isfinite (values->growth))
    return g_strdup (_ ("change unknown"));
  share = tape_format_percent (values->growth);
  if (values->base == TAPE_BASE_OPEN)
    /* Translators: "+1.24 % since the open" */
    return g_strdup_printf (_ ("%s since the open"), share);
  /* Translators: "+1.24 % since the previous close" */
  return g_strdup_printf (_ ("%s since the previous close"), share);
}

static char *
describe (TapeWatchRow *self)
{
  const TapeWatchValues *values = &self->values;
  g_autofree char *price = NULL;
  g_autofree char *growth = NULL;
  g_autofree char *age = NULL;

  if (!isfinite (values->price))
    /* Translators: symbol, name: "AAPL, Apple: no trade seen" */
    return g_strdup_printf (_ ("%s, %s: no trade seen"), self->symbol, values->instrument->name);
  price = tape_format_price (values->instrument, values->price);
  growth = describe_growth (values);
  if (values->age == 0)
    /* Translators: symbol, name, price, change: "AAPL, Apple: 228.10, +1.24 % since the previous close" */
    return g_strdup_printf (_ ("%s, %s: %s, %s"), self->symbol, values->instrument->name, price, growth);
  age = tape_format_age (values->age);
  /* Translators: symbol, name, price, change, age: "IBM, IBM: 214.80, +0.12 % since the previous close; 4 min old" */
  return g_strdup_printf (_ ("%s, %s: %s, %s; %s"), self->symbol, values->instrument->name, price, growth, age);
}

char *
tape_watch_row_describe (TapeWatchRow *self)
{
  g_autofree char *sentence = NULL;

  g_return_val_if_fail (TAPE_IS_WATCH_ROW (self), NULL);

  sentence = describe (self);
  if (!self->values.suspect)
    return g_steal_pointer (&sentence);
  /* Translators: "AAPL, Apple: 114.05, −50.00 % since the previous close" */
  return g_strdup_printf (_ ("%s. Suspect price: a jump like a split’s, not confirmed yet"), sentence);
}
