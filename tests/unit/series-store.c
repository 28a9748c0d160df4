/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "series-store.h"

void
store_answer (Store *store)
{
  const TapeSeriesRequest *request = &store->request;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TapeBar));

  for (guint i = 0; i < store->bars->len; i++)
    {
      const TapeBar *bar = &g_array_index (store->bars, TapeBar, i);

      if (bar->length == request->length && bar->start >= request->from && bar->start < request->to
          && bar->start < store->committed)
        g_array_append_vals (found, bar, 1);
    }
  if (found->len > request->max)
    g_array_remove_range (found, 0, found->len - request->max);
  tape_series_answer (store->series, request->serial, found);
}

static void
read_bars (TapeSeries *series, const TapeSeriesRequest *request, gpointer data)
{
  Store *store = data;

  store->request = *request;
  store->n_requests++;
  if (!store->holds_back)
    store_answer (store);
}

static void
on_changed (TapeSeries *series, Store *store)
{
  store->n_changes++;
}

void
store_choose (Store *store, const char *const *names)
{
  guint n = g_strv_length ((char **)names);
  g_autofree TapeIndicator *indicators = g_new (TapeIndicator, n);

  for (guint i = 0; i < n; i++)
    g_assert_true (tape_indicator_parse (&indicators[i], names[i], NULL));
  tape_series_set_indicators (store->series, indicators, n);
}

void
store_init (Store *store)
{
  *store = (Store){ .committed = G_MAXINT64 };
  store->universe = tape_universe_new (FALSE);
  store->instrument = tape_universe_intern (store->universe, "IBM", 3);
  store->bars = g_array_new (FALSE, TRUE, sizeof (TapeBar));
  store->series = tape_series_new (read_bars, store, SETTLE);
  store_choose (store, (const char *const[]){ "sma:5", "sma:10", NULL });
  g_signal_connect (store->series, "changed", G_CALLBACK (on_changed), store);
}

void
store_clear (Store *store)
{
  g_object_unref (store->series);
  g_array_unref (store->bars);
  tape_universe_unref (store->universe);
}

TapeBar
store_make_bar (gint64 start, guint32 length, double price, guint32 count)
{
  return (TapeBar){ .start = start,
                    .length = length,
                    .open = price,
                    .high = price + 1,
                    .low = price - 1,
                    .close = price + 0.5,
                    .volume = 100 * count,
                    .count = count };
}

void
store_add_bar (GArray *bars, TapeBar bar)
{
  g_array_append_val (bars, bar);
}

void
store_show_last_frame (Store *store, const TapeBar *bars, guint n_bars, gint64 watermark, gboolean ended)
{
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  TapeFrameSource source = { .source = 1, .bars = store->told };
  TapeFrame frame = { .watermark = watermark,
                      .ended = ended,
                      .sources = &source,
                      .n_sources = 1,
                      .focus = store->instrument,
                      .bars = array };

  g_array_append_vals (array, bars, n_bars);
  tape_series_take_frame (store->series, &frame);
}

void
store_show_frame (Store *store, const TapeBar *bars, guint n_bars, gint64 watermark)
{
  store_show_last_frame (store, bars, n_bars, watermark, FALSE);
}

const TapeBar *
store_get_bar (Store *store, guint index)
{
  guint n;
  const TapeBar *bars = tape_series_get_bars (store->series, &n);

  g_assert_cmpuint (index, <, n);
  return &bars[index];
}

guint
store_count_bars (Store *store)
{
  guint n;

  tape_series_get_bars (store->series, &n);
  return n;
}
