/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/tape-stored-indicators.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "analytics/tape-group-series.h"
#include "analytics/tape-span.h"
#include "cli/tape-command.h"
#include "store/tape-reader.h"

/* Minutes before the first one asked for that say where the members of a group stand then: a day is current for two, and
 * is at most an hour longer. */
#define BEFORE (3 * TAPE_DAY)

typedef struct
{
  const TapeStoredIndicators *asked;
  gint64 length;
  TapeSpan span;
  TapeReader *reader;
  TapeUniverse *universe;
  GCancellable *cancellable;
} Work;

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->reader, tape_reader_free);
  g_clear_pointer (&work->universe, tape_universe_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

void
tape_stored_indicators_clear (TapeStoredIndicators *self)
{
  g_clear_pointer (&self->database, g_free);
  g_clear_pointer (&self->symbol, g_free);
  g_clear_pointer (&self->group, g_free);
  g_clear_pointer (&self->bars, g_free);
  g_clear_pointer (&self->from, g_free);
  g_clear_pointer (&self->to, g_free);
}

/* --- What is asked for --- */

static gboolean
read_length (Work *work, GError **error)
{
  const char *bars = work->asked->bars != NULL ? work->asked->bars : "1m";

  if (strcmp (bars, "1m") == 0)
    work->length = TAPE_MINUTE;
  else if (strcmp (bars, "1h") == 0)
    work->length = TAPE_HOUR;
  else if (strcmp (bars, "1d") == 0)
    work->length = TAPE_DAY;
  else
    return tape_command_usage (error, _ ("There are no bars of “%s”: choose 1m, 1h or 1d."), bars);
  return TRUE;
}

static gboolean
read_span (Work *work, GError **error)
{
  const TapeStoredIndicators *asked = work->asked;
  g_autoptr (GError) problem = NULL;

  work->span = TAPE_SPAN_ALL;
  if (!tape_command_bound ("--from", asked->from, &work->span.from_date, &work->span.from, error)
      || !tape_command_bound ("--to", asked->to, &work->span.to_date, &work->span.to, error))
    return FALSE;
  return tape_span_check (&work->span, asked->from, asked->to, &problem)
         || tape_command_usage (error, "%s", problem->message);
}

static const char *const groupings[TAPE_N_GROUPINGS] = { "industry", "country", "technology" };

/* All there are, by grouping. */
static gboolean
refuse_group (const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (TapeGrouping grouping = 0; grouping < TAPE_N_GROUPINGS; grouping++)
    {
      g_string_append_printf (names, "%s%s (", grouping > 0 ? "), " : "", groupings[grouping]);
      for (guint i = 0; i < tape_group_count (grouping); i++)
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", tape_group_name (grouping, i));
    }
  return tape_command_usage (error, _ ("There is no group “%s”; there are %s)."), name, names->str);
}

static gboolean
names_group (const char *text, TapeGrouping grouping, guint group)
{
  g_autofree char *wanted = g_utf8_casefold (text, -1);
  g_autofree char *name = g_utf8_casefold (tape_group_name (grouping, group), -1);
  g_autofree char *full = g_strdup_printf ("%s:%s", groupings[grouping], name);

  return strcmp (wanted, name) == 0 || strcmp (wanted, full) == 0;
}

static gboolean
find_group (const char *text, TapeGrouping *grouping, guint *group, GError **error)
{
  gboolean found = FALSE;

  for (TapeGrouping i = 0; i < TAPE_N_GROUPINGS; i++)
    for (guint j = 0; j < tape_group_count (i); j++)
      if (names_group (text, i, j))
        {
          if (found)
            return tape_command_usage (error, _ ("“%s” is a group of several kinds: write %s:%s or %s:%s."), text,
                                       groupings[*grouping], text, groupings[i], text);
          *grouping = i;
          *group = j;
          found = TRUE;
        }
  return found || refuse_group (text, error);
}

static gboolean
check_needs (const GArray *indicators, GError **error)
{
  for (guint i = 0; i < indicators->len; i++)
    {
      const TapeIndicator *indicator = &g_array_index (indicators, TapeIndicator, i);

      if (indicator->form->needs & TAPE_INDICATOR_NEEDS_VOLUME)
        return tape_command_usage (error, _ ("The index of a group has no volume, which %s needs."),
                                   indicator->type->name);
    }
  return TRUE;
}

/* --- Bars --- */

static gint64
get_start (const Work *work, const TapeExchange *exchange, gint64 time)
{
  gint64 offset = tape_exchange_get_offset (exchange, time);

  return tape_time_floor (time + offset, work->length) - offset;
}

/* Bars of one length as bars of a longer one. */
static GArray *
merge_bars (const Work *work, const TapeExchange *exchange, const GArray *bars)
{
  GArray *merged = g_array_new (FALSE, FALSE, sizeof (TapeIndicatorBar));

  for (guint i = 0; i < bars->len; i++)
    {
      TapeIndicatorBar bar = g_array_index (bars, TapeIndicatorBar, i);
      TapeIndicatorBar *last = merged->len > 0 ? &g_array_index (merged, TapeIndicatorBar, merged->len - 1) : NULL;

      bar.start = get_start (work, exchange, bar.start);
      if (last == NULL || last->start != bar.start)
        {
          g_array_append_val (merged, bar);
          continue;
        }
      last->high = MAX (last->high, bar.high);
      last->low = MIN (last->low, bar.low);
      last->close = bar.close;
      last->volume += bar.volume;
    }
  return merged;
}

static GArray *
read_symbol (Work *work, GError **error)
{
  const char *symbol = work->asked->symbol;
  guint32 instrument = tape_universe_lookup (work->universe, symbol, strlen (symbol));
  g_autoptr (GArray) stored = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeIndicatorBar));
  const TapeExchange *exchange;
  TapeSpanTimes times;

  if (instrument == TAPE_NO_INSTRUMENT)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _ ("The database has no symbol “%s”. “tapectl sql "
                      "\"SELECT symbol FROM instruments\"” lists those it has."),
                   symbol);
      return NULL;
    }
  exchange = tape_universe_get (work->universe, instrument)->exchange;
  tape_span_get_times (&work->span, exchange, &times);
  if (!tape_reader_get_bars (work->reader, instrument, work->length == TAPE_DAY ? TAPE_BAR_DAY : TAPE_BAR_MINUTE,
                             times.from, times.to, G_MAXUINT, stored, work->cancellable, error))
    return NULL;
  for (guint i = 0; i < stored->len; i++)
    {
      const TapeBar *bar = &g_array_index (stored, TapeBar, i);
      TapeIndicatorBar taken = { bar->start, bar->open, bar->high, bar->low, bar->close, bar->volume, 0 };
      TapeDay day;

      tape_universe_get_day (work->universe, instrument, bar->start, &day);
      taken.date = day.date;
      g_array_append_val (bars, taken);
    }
  return work->length == TAPE_HOUR ? merge_bars (work, exchange, bars) : g_steal_pointer (&bars);
}

static gboolean
add_member (Work *work, TapeGroupSeries *series, guint32 instrument, const TapeSpanTimes *times, GError **error)
{
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  gint64 from = times->from == G_MININT64 ? G_MININT64 : times->from - BEFORE;
  guint n_days;

  if (!tape_reader_get_bars (work->reader, instrument, TAPE_BAR_DAY, G_MININT64, times->to, G_MAXUINT, bars,
                             work->cancellable, error))
    return FALSE;
  n_days = bars->len;
  if (!tape_reader_get_bars (work->reader, instrument, TAPE_BAR_MINUTE, from, times->to, G_MAXUINT, bars,
                             work->cancellable, error))
    return FALSE;
  for (guint i = 0; i < bars->len; i++)
    if (i < n_days)
      tape_group_series_add_day (series, &g_array_index (bars, TapeBar, i));
    else
      tape_group_series_add_minute (series, &g_array_index (bars, TapeBar, i));
  return TRUE;
}

static GArray *
read_group (Work *work, TapeGrouping grouping, guint group, GError **error)
{
  g_autoptr (TapeGroupSeries) series = tape_group_series_new (work->universe);
  g_autoptr (GArray) bars = NULL;
  TapeSpanTimes times;
  guint before = 0;

  tape_span_get_times (&work->span, tape_exchange_utc (), &times);
  for (guint32 i = 0; i < tape_universe_count (work->universe); i++)
    if (tape_instrument_in_group (tape_universe_get (work->universe, i), grouping, group)
        && !add_member (work, series, i, &times, error))
      return NULL;
  bars = tape_group_series_compute (series);
  while (before < bars->len && g_array_index (bars, TapeIndicatorBar, before).start < times.from)
    before++;
  if (before > 0)
    g_array_remove_range (bars, 0, before);
  return work->length == TAPE_MINUTE ? g_steal_pointer (&bars) : merge_bars (work, tape_exchange_utc (), bars);
}

/* --- Printing --- */

static GPtrArray *
name_columns (const GArray *indicators)
{
  static const char *const names[] = { "start", "open", "high", "low", "close", "volume" };
  GPtrArray *columns = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_ptr_array_add (columns, g_strdup (names[i]));
  for (guint i = 0; i < indicators->len; i++)
    {
      const TapeIndicator *indicator = &g_array_index (indicators, TapeIndicator, i);

      for (guint output = 0; output < tape_indicator_count_outputs (indicator); output++)
        g_ptr_array_add (columns, tape_indicator_column (indicator, output));
    }
  g_ptr_array_add (columns, NULL);
  return columns;
}

static void
print_bar (TapeOutput *output, const TapeIndicatorBar *bar, gboolean has_volume)
{
  tape_output_time (output, bar->start);
  tape_output_number (output, bar->open);
  tape_output_number (output, bar->high);
  tape_output_number (output, bar->low);
  tape_output_number (output, bar->close);
  tape_output_number (output, has_volume ? bar->volume : NAN);
}

static gboolean
print_bars (const GArray *bars, const GArray *indicators, TapeOutputFormat format, gboolean has_volume, GError **error)
{
  g_autoptr (GPtrArray) columns = name_columns (indicators);
  TapeOutput *output = tape_output_new (stdout, format, (const char *const *)columns->pdata, FALSE);
  g_autofree gpointer *states = g_new (gpointer, indicators->len);

  for (guint i = 0; i < indicators->len; i++)
    states[i] = g_malloc0 (tape_indicator_state_size (&g_array_index (indicators, TapeIndicator, i)));
  for (guint i = 0; i < bars->len; i++)
    {
      const TapeIndicatorBar *bar = &g_array_index (bars, TapeIndicatorBar, i);

      print_bar (output, bar, has_volume);
      for (guint j = 0; j < indicators->len; j++)
        {
          const TapeIndicator *indicator = &g_array_index (indicators, TapeIndicator, j);
          double values[TAPE_INDICATOR_OUTPUTS];

          tape_indicator_update (indicator, states[j], bar, values);
          for (guint k = 0; k < tape_indicator_count_outputs (indicator); k++)
            tape_output_number (output, values[k]);
        }
    }
  for (guint i = 0; i < indicators->len; i++)
    g_free (states[i]);
  return tape_output_close (output, error);
}

gboolean
tape_stored_indicators_print (const TapeStoredIndicators *self,
                              const GArray *indicators,
                              TapeOutputFormat format,
                              GCancellable *cancellable,
                              GError **error)
{
  g_auto (Work) work = { .asked = self, .cancellable = cancellable };
  g_autofree char *path = NULL;
  g_autoptr (GArray) bars = NULL;
  TapeGrouping grouping = TAPE_GROUP_INDUSTRY;
  guint group = 0;

  if (!read_length (&work, error) || !read_span (&work, error)
      || (self->group != NULL
          && (!find_group (self->group, &grouping, &group, error) || !check_needs (indicators, error)))
      || (path = tape_command_database (self->database, error)) == NULL)
    return FALSE;
  work.universe = tape_universe_new (FALSE);
  work.reader = tape_reader_open (path, error);
  if (work.reader == NULL || !tape_reader_load_universe (work.reader, work.universe, error))
    return FALSE;
  bars = self->group != NULL ? read_group (&work, grouping, group, error) : read_symbol (&work, error);
  if (bars == NULL)
    return FALSE;
  if (bars->len == 0)
    fprintf (stderr, _ ("“%s” holds no bars of %s in the span.\n"), path,
             self->group != NULL ? self->group : self->symbol);
  return print_bars (bars, indicators, format, self->group == NULL, error);
}
