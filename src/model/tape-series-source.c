/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-series-source.h"

/* By then the writer has committed what the engine let go of; ms. */
#define SETTLE 3000

typedef struct
{
  TapeSeries *series;
  guint serial;
} Asked;

static gpointer
read_bars (TapeReader *reader, gpointer data, GCancellable *cancellable, GError **error)
{
  const TapeSeriesRequest *request = data;
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));

  if (!tape_reader_get_bars (reader, request->instrument, request->length, request->from, request->to, request->max,
                             bars, cancellable, error))
    return NULL;
  return g_steal_pointer (&bars);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Asked *asked = data;
  g_autoptr (TapeSeries) series = asked->series;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) bars = tape_desk_read_finish (TAPE_DESK (source), result, &error);

  /* The window says elsewhere that the store cannot be read; frames go on. */
  if (bars == NULL)
    g_debug ("bars could not be read: %s", error->message);
  tape_series_answer (series, asked->serial, bars);
}

static void
ask_desk (TapeSeries *series, const TapeSeriesRequest *request, gpointer data)
{
  Asked *asked = g_new (Asked, 1);
  GCancellable *cancellable = g_object_get_data (G_OBJECT (series), "reading");

  /* A series waits for one answer: what it asked before nobody waits for. */
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  cancellable = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (series), "reading", cancellable, g_object_unref);
  asked->series = g_object_ref (series);
  asked->serial = request->serial;
  tape_desk_read_async (TAPE_DESK (data), read_bars, g_memdup2 (request, sizeof *request), g_free,
                        (GDestroyNotify)g_array_unref, cancellable, on_read, asked);
}

TapeSeries *
tape_series_new_for_desk (TapeDesk *desk)
{
  return tape_series_new (ask_desk, desk, SETTLE);
}
