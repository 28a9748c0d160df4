/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The oracle of alerts: conditions on prices, and what they are held against. */

#include "alert-oracle-private.h"

#include <math.h>

static const AlertTrade *
get_trade (const AlertInstrument *instrument, guint i)
{
  return &g_array_index (instrument->trades, AlertTrade, i);
}

static gboolean
is_in_session (const AlertTrade *trade)
{
  const TapeDay *day = &trade->day;

  return day->open != TAPE_NO_TIME && trade->trade.event_time >= day->open && trade->trade.event_time < day->close;
}

static gboolean
is_in_day (AlertOracle *self, const AlertTrade *trade, gint32 date)
{
  return trade->day.date == date && trade->mark < trade->day.end + self->lateness;
}

/* Of a day's trades the first, or the last: of its session, or of all where there is none in that. */
static const AlertTrade *
find_in_day (AlertOracle *self, guint32 instrument, gint32 date, gint64 before, gboolean last)
{
  const AlertInstrument *all = alert_oracle_instrument (self, instrument);
  const AlertTrade *found = NULL;

  for (guint i = all->trades->len; i > 0 && get_trade (all, i - 1)->day.date >= date; i--)
    {
      const AlertTrade *trade = get_trade (all, i - 1);

      if (!is_in_day (self, trade, date) || trade->trade.event_time >= before)
        continue;
      if (found == NULL || (is_in_session (trade) && !is_in_session (found))
          || (!last && is_in_session (trade) == is_in_session (found)))
        found = trade;
    }
  return found;
}

const AlertTrade *
alert_find_open (AlertOracle *self, guint32 instrument, gint32 date, gint64 before)
{
  return find_in_day (self, instrument, date, before, FALSE);
}

/* The latest date before @date on which something was traded. */
static gint32
find_traded_date (AlertOracle *self, guint32 instrument, gint32 date)
{
  const AlertInstrument *all = alert_oracle_instrument (self, instrument);

  for (guint i = all->trades->len; i > 0; i--)
    {
      const AlertTrade *trade = get_trade (all, i - 1);

      if (trade->day.date < date && is_in_day (self, trade, trade->day.date))
        return trade->day.date;
    }
  return TAPE_NO_DATE;
}

/* The latest bar of a day before @date that a source gave. */
static const TapeBar *
find_source_bar (AlertOracle *self, guint32 instrument, gint32 date, TapeDay *found)
{
  const GArray *bars = self->oracle->bars;
  const TapeBar *latest = NULL;
  TapeDay day;

  for (guint i = 0; i < bars->len; i++)
    {
      const TapeBar *bar = &g_array_index (bars, TapeBar, i);

      if (bar->instrument != instrument || bar->length != TAPE_BAR_DAY)
        continue;
      tape_universe_get_day (self->universe, instrument, bar->start, &day);
      if (day.date >= date || (latest != NULL && day.date < found->date))
        continue;
      *found = day;
      latest = bar;
    }
  return latest;
}

static double
find_previous_close (AlertOracle *self, guint32 instrument, gint32 date, gint64 *time)
{
  TapeDay day;
  const TapeBar *bar = find_source_bar (self, instrument, date, &day);
  gint32 traded = find_traded_date (self, instrument, date);
  const AlertTrade *last;

  if (bar != NULL && (traded == TAPE_NO_DATE || day.date > traded))
    {
      *time = day.open != TAPE_NO_TIME ? day.close : day.end;
      return bar->close;
    }
  if (traded == TAPE_NO_DATE)
    return NAN;
  last = find_in_day (self, instrument, traded, G_MAXINT64, TRUE);
  *time = last->day.open != TAPE_NO_TIME ? last->day.close : last->day.end;
  return last->trade.price;
}

/* Looked for once a day, and after whatever came of earlier days. */
double
alert_previous_close (AlertOracle *self, guint32 instrument, gint32 date, gint64 *time)
{
  AlertInstrument *all = alert_oracle_instrument (self, instrument);

  if (all->close_date != date)
    {
      all->close_time = TAPE_NO_TIME;
      all->close = find_previous_close (self, instrument, date, &all->close_time);
      all->close_date = date;
    }
  *time = all->close_time;
  return all->close;
}

static const AlertTrade *
find_ago (AlertOracle *self, guint32 instrument, gint64 ago, gint64 time)
{
  const AlertInstrument *all = alert_oracle_instrument (self, instrument);
  gint64 since = alert_oracle_since (self, instrument, -ago);

  for (guint i = all->trades->len; i > 0; i--)
    if (get_trade (all, i - 1)->trade.event_time <= time - ago && get_trade (all, i - 1)->arrival >= since)
      return get_trade (all, i - 1);
  return NULL;
}

static void
add_trade (GArray *evidence, const AlertTrade *trade)
{
  const TapeEvidence item = {
    .time = trade->trade.event_time,
    .source = trade->trade.source,
    .instrument = trade->trade.instrument,
    .side = trade->trade.side,
    .price = trade->trade.price,
    .quantity = trade->trade.quantity,
    .open = NAN,
    .high = NAN,
    .low = NAN,
    .value = NAN,
  };

  g_array_append_val (evidence, item);
}

/* Of a trade that another is held against only when and at which price. */
static void
add_reference (GArray *evidence, const AlertTrade *trade)
{
  const TapeEvidence item = {
    .time = trade->trade.event_time,
    .instrument = trade->trade.instrument,
    .price = trade->trade.price,
    .quantity = NAN,
    .open = NAN,
    .high = NAN,
    .low = NAN,
    .value = NAN,
  };

  g_array_append_val (evidence, item);
}

/* What a price is held against, into @reading; its trade, where it has one, is evidence. */
static void
read_baseline (AlertOracle *self,
               const AlertSubject *subject,
               const TapeCondition *condition,
               const AlertTrade *trade,
               gboolean late,
               AlertReading *reading)
{
  guint32 instrument = trade->trade.instrument;
  const AlertTrade *base = NULL;
  GArray *trades = alert_oracle_instrument (self, instrument)->trades;
  const AlertTrade *latest = &g_array_index (trades, AlertTrade, trades->len - 1);

  switch (condition->baseline)
    {
    case TAPE_BASELINE_PREVIOUS_CLOSE:
      reading->date = trade->day.date;
      reading->latest_date = latest->day.date;
      reading->baseline = alert_previous_close (self, instrument, trade->day.date, &reading->baseline_time);
      return;
    case TAPE_BASELINE_OPEN:
      reading->date = trade->day.date;
      reading->latest_date = latest->day.date;
      base = alert_find_open (self, instrument, trade->day.date, G_MAXINT64);
      break;
    case TAPE_BASELINE_AGO:
      base = find_ago (self, instrument, condition->ago, trade->trade.event_time);
      break;
    case TAPE_BASELINE_LAST_FIRING:
      reading->of_firing = TRUE;
      if (subject->base_time == TAPE_NO_TIME || (late && subject->base_time > trade->trade.event_time))
        return;
      reading->baseline = subject->base_price;
      reading->baseline_time = subject->base_time;
      return;
    case TAPE_BASELINE_GIVEN:
      reading->baseline = condition->given;
      return;
    }
  if (base == NULL)
    return;
  reading->baseline = base->trade.price;
  reading->baseline_time = base->trade.event_time;
  add_reference (reading->evidence, base);
}

static void
read_change (const TapeCondition *condition, double price, AlertReading *reading)
{
  double x = condition->x;

  reading->known = !isnan (reading->baseline);
  reading->value = condition->percent ? price / reading->baseline - 1 : price - reading->baseline;
  reading->is_true[0] = alert_at_least (reading->value, x);
  reading->is_true[1] = alert_at_most (reading->value, -x);
  reading->is_back[0] = alert_at_most (reading->value, x - x / 5);
  reading->is_back[1] = alert_at_least (reading->value, -x + x / 5);
  reading->threshold[0] = x;
  reading->threshold[1] = -x;
}

static void
read_level (const TapeCondition *condition, double price, AlertReading *reading)
{
  double level = condition->x;

  reading->known = TRUE;
  reading->value = price;
  reading->is_true[0] = alert_at_least (price, level);
  reading->is_true[1] = alert_at_most (price, level);
  reading->is_back[0] = alert_at_most (price, level * 0.999);
  reading->is_back[1] = alert_at_least (price, level * 1.001);
  reading->threshold[0] = reading->threshold[1] = level;
}

static void
read_trade (AlertOracle *self,
            const AlertSubject *subject,
            const TapeCondition *condition,
            const AlertTrade *trade,
            gboolean late,
            AlertReading *reading)
{
  if (condition->kind == TAPE_CONDITION_CHANGE)
    {
      read_baseline (self, subject, condition, trade, late, reading);
      read_change (condition, trade->trade.price, reading);
    }
  else
    read_level (condition, trade->trade.price, reading);
}

static void
read_cross (const TapeCondition *condition, const AlertTrade *before, AlertReading *reading)
{
  reading->known = before != NULL;
  if (before == NULL)
    return;
  reading->is_true[0] &= !alert_at_least (before->trade.price, condition->x);
  reading->is_true[1] &= !alert_at_most (before->trade.price, condition->x);
  add_reference (reading->evidence, before);
}

/* What the same condition says of the price before; of another trading day nothing. */
static double
read_before (AlertOracle *self,
             const AlertSubject *subject,
             const TapeCondition *condition,
             const AlertTrade *before,
             const AlertTrade *latest)
{
  AlertReading reading;
  double value;

  if (before == NULL)
    return NAN;
  alert_reading_init (&reading);
  read_trade (self, subject, condition, before, TRUE, &reading);
  value = reading.known ? reading.value : NAN;
  if (reading.date != TAPE_NO_DATE && reading.date != latest->day.date)
    value = NAN;
  alert_reading_clear (&reading);
  return value;
}

void
alert_read_price (
    AlertOracle *self, const AlertSubject *subject, const TapeCondition *condition, guint at, AlertReading *reading)
{
  const AlertInstrument *all = alert_oracle_instrument (self, subject->instrument);
  guint newest = all->trades->len - 1;
  const AlertTrade *before = NULL;

  /* The latest is the one before, or else this is a late one and the newest is. */
  if (at < newest)
    before = get_trade (all, newest);
  else if (newest > 0)
    before = get_trade (all, newest - 1);
  read_trade (self, subject, condition, get_trade (all, at), at < newest, reading);
  if (condition->kind == TAPE_CONDITION_CROSS)
    read_cross (condition, before, reading);
  reading->before = read_before (self, subject, condition, before, get_trade (all, newest));
  add_trade (reading->evidence, get_trade (all, at));
}

void
alert_reading_init (AlertReading *reading)
{
  *reading = (AlertReading){
    .value = NAN,
    .before = NAN,
    .baseline = NAN,
    .baseline_time = TAPE_NO_TIME,
    .date = TAPE_NO_DATE,
    .evidence = g_array_new (FALSE, FALSE, sizeof (TapeEvidence)),
  };
}

void
alert_reading_clear (AlertReading *reading)
{
  g_clear_pointer (&reading->evidence, g_array_unref);
}
