/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The oracle of alerts: bars of trades, and conditions on them. */

#include "alert-oracle-private.h"
#include "indicator-oracle.h"

#include <math.h>

#define MEAN_SPANS 20

static const AlertBar *
get_bar (const GArray *bars, guint i)
{
  return &g_array_index (bars, AlertBar, i);
}

/* --- Bars --- */

static void
find_bounds (const AlertTrade *trade, gint64 span, AlertBar *bar)
{
  if (span == TAPE_DAY)
    {
      bar->start = trade->day.start;
      bar->end = trade->day.end;
      return;
    }
  bar->start = tape_time_floor (trade->trade.event_time, span);
  bar->end = bar->start + span;
}

static void
add_to_bar (AlertBar *bar, const AlertTrade *trade, gint64 span)
{
  const TapeDay *day = &trade->day;
  double price = trade->trade.price;
  gboolean session = span == TAPE_DAY && day->open != TAPE_NO_TIME && trade->trade.event_time >= day->open
                     && trade->trade.event_time < day->close;

  bar->arrival = MAX (bar->arrival, trade->arrival);
  bar->volume += trade->trade.quantity;
  bar->buys += trade->trade.side == TAPE_SIDE_BUY ? trade->trade.quantity : 0;
  bar->sells += trade->trade.side == TAPE_SIDE_SELL ? trade->trade.quantity : 0;
  if (bar->open == 0 || (session && !bar->session))
    {
      bar->open = bar->high = bar->low = bar->close = price;
      bar->session = session;
    }
  if (session != bar->session)
    return;
  bar->high = MAX (bar->high, price);
  bar->low = MIN (bar->low, price);
  bar->close = price;
}

static GArray *
make_all_bars (AlertOracle *self, guint32 instrument, gint64 span, gint64 except)
{
  const AlertInstrument *all = alert_oracle_instrument (self, instrument);
  gint64 since = alert_oracle_since (self, instrument, span);
  GArray *bars = g_array_new (FALSE, FALSE, sizeof (AlertBar));

  for (guint i = 0; i < all->trades->len; i++)
    {
      const AlertTrade *trade = &g_array_index (all->trades, AlertTrade, i);
      AlertBar bar = { 0 };

      find_bounds (trade, span, &bar);
      if (trade->arrival < since || trade->arrival == except || trade->mark >= bar.end + self->lateness)
        continue;
      if (bars->len == 0 || get_bar (bars, bars->len - 1)->start != bar.start)
        g_array_append_val (bars, bar);
      add_to_bar (&g_array_index (bars, AlertBar, bars->len - 1), trade, span);
    }
  return bars;
}

GArray *
alert_make_bars (AlertOracle *self, guint32 instrument, gint64 span, gint64 until, gint64 except)
{
  g_autofree char *key = g_strdup_printf ("%u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, instrument, span, except);
  GArray *all = g_hash_table_lookup (self->bars, key), *bars;
  guint n;

  if (all == NULL)
    {
      all = make_all_bars (self, instrument, span, except);
      g_hash_table_insert (self->bars, g_steal_pointer (&key), all);
    }
  for (n = all->len; n > 0 && get_bar (all, n - 1)->end > until; n--)
    ;
  bars = g_array_sized_new (FALSE, FALSE, sizeof (AlertBar), n);
  return n == 0 ? bars : g_array_append_vals (bars, all->data, n);
}

void
alert_add_bar_evidence (GArray *evidence, guint32 instrument, gint64 span, const AlertBar *bar, double value)
{
  const TapeEvidence item = {
    .time = bar->start,
    .length = (guint32)(span / TAPE_SECOND),
    .instrument = instrument,
    .price = bar->close,
    .quantity = bar->volume,
    .open = bar->open,
    .high = bar->high,
    .low = bar->low,
    .value = value,
  };

  g_array_append_val (evidence, item);
}

/* --- Volume --- */

/* A span before the one that is looked at, with the number of its bar, or −1. */
typedef struct
{
  double volume;
  gint bar;
} Span;

static gboolean
is_ever_open (AlertOracle *self, guint32 instrument, gint64 start, gint64 end)
{
  for (gint64 time = start; time < end; time += TAPE_MINUTE)
    if (tape_universe_is_open (self->universe, instrument, time))
      return TRUE;
  return FALSE;
}

static gint64
get_start_before (AlertOracle *self, guint32 instrument, gint64 span, gint64 start)
{
  TapeDay day;

  if (span != TAPE_DAY)
    return start - span;
  tape_universe_get_day (self->universe, instrument, start - 1, &day);
  return day.start;
}

/* Those before the last of @bars that count, latest first, @n at most. */
static GArray *
list_spans (AlertOracle *self, guint32 instrument, gint64 span, const GArray *bars, guint n)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (Span));
  gint at = (gint)bars->len - 2;
  gint64 end = get_bar (bars, bars->len - 1)->start;

  while (spans->len < n && end > get_bar (bars, 0)->start)
    {
      gint64 start = get_start_before (self, instrument, span, end);
      Span one = { 0, -1 };

      if (get_bar (bars, (guint)at)->start == start)
        {
          one = (Span){ get_bar (bars, (guint)at)->volume, at };
          at--;
        }
      if (one.bar >= 0 || is_ever_open (self, instrument, start, end))
        g_array_append_val (spans, one);
      end = start;
    }
  return spans;
}

/* By the mean of the 20 spans from @first on; NaN where there is none. */
static double
get_ratio (const GArray *spans, double volume, guint first)
{
  long double sum = 0;

  if (spans->len < first + MEAN_SPANS)
    return NAN;
  for (guint i = first; i < first + MEAN_SPANS; i++)
    sum += g_array_index (spans, Span, i).volume;
  return sum > 0 ? (double)(volume / (sum / MEAN_SPANS)) : NAN;
}

static gboolean
is_quiet_before (const GArray *spans, guint n, double k)
{
  for (guint i = 0; i + 1 < n; i++)
    {
      double ratio = i < spans->len ? get_ratio (spans, g_array_index (spans, Span, i).volume, i + 1) : NAN;

      if (isnan (ratio) || !alert_at_most (ratio, k))
        return FALSE;
    }
  return TRUE;
}

static void
read_volume (
    AlertOracle *self, guint32 instrument, const TapeCondition *condition, const GArray *bars, AlertReading *reading)
{
  gboolean at_most = condition->direction == TAPE_DIRECTION_DOWN;
  guint n = at_most ? MAX (condition->n, 1) : 1;
  g_autoptr (GArray) spans = list_spans (self, instrument, condition->span, bars, n - 1 + MEAN_SPANS);
  const AlertBar *bar = get_bar (bars, bars->len - 1);
  double k = condition->x;

  reading->value = get_ratio (spans, bar->volume, 0);
  reading->known = !isnan (reading->value);
  if (!reading->known)
    return;
  reading->baseline = 0;
  for (guint i = 0; i < MEAN_SPANS; i++)
    reading->baseline += g_array_index (spans, Span, i).volume / MEAN_SPANS;
  reading->is_true[0] = alert_at_least (reading->value, k);
  reading->is_true[1] = alert_at_most (reading->value, k) && is_quiet_before (spans, n, k);
  reading->is_back[0] = alert_at_most (reading->value, k - k / 5);
  reading->is_back[1] = alert_at_least (reading->value, k + k / 5);
  reading->threshold[0] = reading->threshold[1] = k;
  for (guint i = spans->len; i > 0; i--)
    if (g_array_index (spans, Span, i - 1).bar >= 0)
      alert_add_bar_evidence (reading->evidence, instrument, condition->span,
                              get_bar (bars, (guint)g_array_index (spans, Span, i - 1).bar), NAN);
  alert_add_bar_evidence (reading->evidence, instrument, condition->span, bar, reading->value);
}

/* --- Indicators --- */

/* What an indicator says after bar @i; NaN where it says nothing. */
static double
get_indicator (const GArray *bars, guint i, const char *name, guint n)
{
  g_autofree TapeIndicatorBar *closes = g_new0 (TapeIndicatorBar, bars->len);
  g_autofree char *text = g_strdup_printf ("%s:%u", name, n);
  IndicatorOracleRow row;
  TapeIndicator indicator;

  for (guint j = 0; j < bars->len; j++)
    {
      closes[j].start = get_bar (bars, j)->start;
      closes[j].close = get_bar (bars, j)->close;
    }
  g_assert_true (tape_indicator_parse (&indicator, text, NULL));
  indicator_oracle_row (&indicator, closes, i, &row);
  return (double)row.values[0];
}

static void
add_two_bars (guint32 instrument, gint64 span, const GArray *bars, double before, double value, AlertReading *reading)
{
  if (bars->len > 1)
    alert_add_bar_evidence (reading->evidence, instrument, span, get_bar (bars, bars->len - 2), before);
  alert_add_bar_evidence (reading->evidence, instrument, span, get_bar (bars, bars->len - 1), value);
}

static void
read_averages (guint32 instrument, const TapeCondition *condition, const GArray *bars, AlertReading *reading)
{
  const char *name = condition->exponential ? "ema" : "sma";
  double fast[2] = { NAN, NAN }, slow[2] = { NAN, NAN };

  for (guint i = bars->len > 1 ? 0 : 1; i < 2; i++)
    {
      fast[i] = get_indicator (bars, bars->len - 2 + i, name, condition->fast);
      slow[i] = get_indicator (bars, bars->len - 2 + i, name, condition->slow);
    }
  reading->value = fast[1] - slow[1];
  reading->baseline = slow[1];
  /* Without the bar before nobody knows whether they cross. */
  reading->known = !isnan (fast[0] + slow[0] + fast[1] + slow[1]);
  if (!reading->known)
    return;
  reading->is_true[0] = !alert_at_least (fast[0], slow[0]) && alert_at_least (fast[1], slow[1]);
  reading->is_true[1] = !alert_at_most (fast[0], slow[0]) && alert_at_most (fast[1], slow[1]);
  for (guint i = 0; i < 2; i++)
    reading->is_back[i] = !reading->is_true[i];
  add_two_bars (instrument, condition->span, bars, fast[0] - slow[0], reading->value, reading);
}

static void
read_rsi (guint32 instrument, const TapeCondition *condition, const GArray *bars, AlertReading *reading)
{
  double x = condition->x;

  reading->value = get_indicator (bars, bars->len - 1, "rsi", condition->n);
  reading->known = !isnan (reading->value);
  reading->is_true[0] = alert_at_least (reading->value, x);
  reading->is_true[1] = alert_at_most (reading->value, x);
  reading->is_back[0] = alert_at_most (reading->value, x - 2);
  reading->is_back[1] = alert_at_least (reading->value, x + 2);
  reading->threshold[0] = reading->threshold[1] = x;
  add_two_bars (instrument, condition->span, bars,
                bars->len > 1 ? get_indicator (bars, bars->len - 2, "rsi", condition->n) : NAN, reading->value,
                reading);
}

/* --- Streaks and shares --- */

static guint
count_streak (const GArray *bars, guint n, gboolean rising)
{
  guint count = 0;

  while (count < n)
    {
      double before = get_bar (bars, bars->len - 2 - count)->close,
             after = get_bar (bars, bars->len - 1 - count)->close;

      if (rising ? after <= before : after >= before)
        break;
      count++;
    }
  return count;
}

static void
read_streak (guint32 instrument, const TapeCondition *condition, const GArray *bars, AlertReading *reading)
{
  gboolean rising = condition->direction != TAPE_DIRECTION_DOWN;
  guint n = MAX (condition->n, 1), count;

  reading->known = bars->len > n;
  if (!reading->known)
    return;
  count = count_streak (bars, n, rising);
  reading->value = count;
  reading->is_true[rising ? 0 : 1] = count == n;
  reading->is_back[rising ? 0 : 1] = count < n;
  reading->threshold[0] = reading->threshold[1] = n;
  for (guint i = bars->len - 1 - n; i < bars->len; i++)
    alert_add_bar_evidence (reading->evidence, instrument, condition->span, get_bar (bars, i), NAN);
}

static void
read_share (guint32 instrument, const TapeCondition *condition, const GArray *bars, AlertReading *reading)
{
  const AlertBar *bar = get_bar (bars, bars->len - 1);
  double x = condition->x;

  reading->known = bar->buys + bar->sells > 0;
  if (!reading->known)
    return;
  reading->value = bar->buys / (bar->buys + bar->sells);
  reading->is_true[0] = alert_at_least (reading->value, x);
  reading->is_true[1] = alert_at_most (reading->value, x);
  reading->is_back[0] = alert_at_most (reading->value, x - 0.02);
  reading->is_back[1] = alert_at_least (reading->value, x + 0.02);
  reading->threshold[0] = reading->threshold[1] = x;
  alert_add_bar_evidence (reading->evidence, instrument, condition->span, bar, reading->value);
}

static void
read_last (
    AlertOracle *self, guint32 instrument, const TapeCondition *condition, const GArray *bars, AlertReading *reading)
{
  switch (condition->kind)
    {
    case TAPE_CONDITION_VOLUME:
      read_volume (self, instrument, condition, bars, reading);
      break;
    case TAPE_CONDITION_AVERAGES:
      read_averages (instrument, condition, bars, reading);
      break;
    case TAPE_CONDITION_RSI:
      read_rsi (instrument, condition, bars, reading);
      break;
    case TAPE_CONDITION_STREAK:
      read_streak (instrument, condition, bars, reading);
      break;
    case TAPE_CONDITION_SHARE:
      read_share (instrument, condition, bars, reading);
      break;
    default:
      g_assert_not_reached ();
    }
}

void
alert_read_bar (
    AlertOracle *self, guint32 instrument, const TapeCondition *condition, const GArray *bars, AlertReading *reading)
{
  g_autoptr (GArray) shorter = g_array_copy ((GArray *)bars);
  AlertReading before;

  read_last (self, instrument, condition, bars, reading);
  g_array_set_size (shorter, bars->len - 1);
  if (shorter->len == 0)
    return;
  alert_reading_init (&before);
  read_last (self, instrument, condition, shorter, &before);
  reading->before = before.value;
  alert_reading_clear (&before);
}

/* --- Growth --- */

/* Of one member, by its latest closed minute; whether that is fresh. */
static gboolean
read_member (AlertOracle *self, guint32 instrument, gint64 end, const AlertBar *minute, double *growth)
{
  TapeDay day;
  gint64 time;
  double base;

  if (minute->start <= end - 15 * TAPE_MINUTE)
    return FALSE;
  tape_universe_get_day (self->universe, instrument, minute->start, &day);
  base = alert_previous_close (self, instrument, day.date, &time);
  if (isnan (base))
    base = alert_find_open (self, instrument, day.date, end)->trade.price;
  *growth = (minute->close - base) / base;
  return TRUE;
}

void
alert_read_growth (
    AlertOracle *self, const TapeRule *rule, const TapeCondition *condition, gint64 end, AlertReading *reading)
{
  long double sum = 0;
  double x = condition->x, growth;

  for (guint32 i = 0; i < self->instruments->len; i++)
    {
      g_autoptr (GArray) minutes = NULL;
      const AlertBar *minute;

      if (!tape_rule_set_targets (self->rules, rule, tape_universe_get (self->universe, i)))
        continue;
      minutes = alert_make_bars (self, i, TAPE_MINUTE, end, 0);
      if (minutes->len == 0)
        continue;
      reading->members++;
      minute = get_bar (minutes, minutes->len - 1);
      if (!read_member (self, i, end, minute, &growth))
        continue;
      reading->fresh++;
      sum += growth;
      if (reading->evidence->len < TAPE_FIRING_EVIDENCE)
        alert_add_bar_evidence (reading->evidence, i, TAPE_MINUTE, minute, growth);
    }
  reading->known = reading->fresh >= MAX (condition->n, 1);
  if (!reading->known)
    return;
  reading->value = (double)(sum / reading->fresh);
  reading->is_true[0] = alert_at_least (reading->value, x);
  reading->is_true[1] = alert_at_most (reading->value, -x);
  reading->is_back[0] = alert_at_most (reading->value, x - x / 5);
  reading->is_back[1] = alert_at_least (reading->value, -x + x / 5);
  reading->threshold[0] = x;
  reading->threshold[1] = -x;
}
