/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-past-reader.h"

#include "alerts/tape-alert-bars.h"
#include "store/tape-past-scan.h"

struct _TapePastReader
{
  TapePastScan *scan;
  TapeUniverse *universe;
  gint64 lateness;
  GArray *dropped; /* of TapePastDropped, by instrument and arrival */
  gint64 arrival;  /* of the last that may be among them; −1 before they were read */
};

TapePastReader *
tape_past_reader_open (const char *path, TapeUniverse *universe, gint64 lateness, GError **error)
{
  TapePastScan *scan = tape_past_scan_open (path, error);
  TapePastReader *self;

  if (scan == NULL)
    return NULL;
  self = g_new0 (TapePastReader, 1);
  self->scan = scan;
  self->universe = tape_universe_ref (universe);
  self->lateness = lateness;
  self->dropped = g_array_new (FALSE, FALSE, sizeof (TapePastDropped));
  self->arrival = -1;
  return self;
}

void
tape_past_reader_free (TapePastReader *self)
{
  tape_past_scan_free (self->scan);
  tape_universe_unref (self->universe);
  g_array_unref (self->dropped);
  g_free (self);
}

/* --- Bars --- */

/* What one question is answered with, latest first until it is turned round. */
typedef struct
{
  TapePastReader *reader;
  const TapePastQuestion *question;
  GArray *pieces; /* of TapeAlertBar: minutes of the bar that is being made */
  GArray *bars;   /* of TapeAlertBar */
  gint64 until;   /* event time that bars start before */
} Making;

static void
take_totals (TapeAlertBar *bar, const TapeBarTotals *totals)
{
  bar->open_time = totals->open_time;
  bar->close_time = totals->close_time;
  bar->open = totals->bar.open;
  bar->high = totals->bar.high;
  bar->low = totals->bar.low;
  bar->close = totals->bar.close;
  bar->volume = totals->bar.volume;
  bar->buys = totals->bar.buys;
  bar->sells = totals->bar.sells;
}

/* Earlier minutes first, as they came. */
static void
end_bar (Making *self)
{
  g_autoptr (GArray) bar = NULL;

  if (self->pieces->len == 0)
    return;
  bar = g_array_new (FALSE, FALSE, sizeof (TapeAlertBar));
  for (guint i = self->pieces->len; i-- > 0;)
    tape_alert_bars_add (bar, &g_array_index (self->pieces, TapeAlertBar, i));
  g_array_append_vals (self->bars, bar->data, bar->len);
  g_array_set_size (self->pieces, 0);
}

static gboolean
take_minute (const TapeBarTotals *totals, gpointer data)
{
  Making *self = data;
  const TapePastQuestion *question = self->question;
  TapeAlertBar piece;

  tape_alert_bar_begin (self->reader->universe, question->instrument, question->span, totals->bar.start, &piece);
  if (self->pieces->len > 0 && g_array_index (self->pieces, TapeAlertBar, 0).start != piece.start)
    {
      end_bar (self);
      /* Of days that are over there are bars. */
      if (self->bars->len >= question->n || question->span == TAPE_DAY)
        return FALSE;
    }
  take_totals (&piece, totals);
  g_array_append_val (self->pieces, piece);
  self->until = piece.start;
  return TRUE;
}

static gboolean
take_day (const TapeBarTotals *totals, gpointer data)
{
  Making *self = data;
  TapeAlertBar bar;

  if (self->bars->len >= self->question->n)
    return FALSE;
  tape_alert_bar_begin (self->reader->universe, self->question->instrument, TAPE_DAY, totals->open_time, &bar);
  take_totals (&bar, totals);
  g_array_append_val (self->bars, bar);
  return TRUE;
}

static gboolean
make_bars (Making *self, GCancellable *cancellable, GError **error)
{
  const TapePastQuestion *question = self->question;

  if (!tape_past_scan_each_bar (self->reader->scan, question->instrument, TAPE_BAR_MINUTE, question->until, take_minute,
                                self, cancellable, error))
    return FALSE;
  end_bar (self);
  return question->span != TAPE_DAY
         || tape_past_scan_each_bar (self->reader->scan, question->instrument, TAPE_BAR_DAY, self->until, take_day,
                                     self, cancellable, error);
}

static void
turn_round (GArray *bars)
{
  for (guint i = 0; i < bars->len / 2; i++)
    {
      TapeAlertBar *one = &g_array_index (bars, TapeAlertBar, i);
      TapeAlertBar *other = &g_array_index (bars, TapeAlertBar, bars->len - 1 - i);
      TapeAlertBar kept = *one;

      *one = *other;
      *other = kept;
    }
}

/* --- Trades that came too late for their minute --- */

static int
compare_dropped (gconstpointer a, gconstpointer b)
{
  const TapePastDropped *one = a, *other = b;

  if (one->trade.instrument != other->trade.instrument)
    return one->trade.instrument < other->trade.instrument ? -1 : 1;
  return (one->arrival > other->arrival) - (one->arrival < other->arrival);
}

/* Those of one commit's questions are read at once. */
static gboolean
load_dropped (TapePastReader *self, gint64 arrival, GCancellable *cancellable, GError **error)
{
  if (self->arrival == arrival)
    return TRUE;
  self->arrival = -1;
  g_array_set_size (self->dropped, 0);
  if (!tape_past_scan_list_dropped (self->scan, arrival, self->dropped, cancellable, error))
    return FALSE;
  g_array_sort (self->dropped, compare_dropped);
  self->arrival = arrival;
  return TRUE;
}

static guint
find_dropped (const GArray *dropped, guint32 instrument)
{
  guint from = 0, to = dropped->len;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (g_array_index (dropped, TapePastDropped, middle).trade.instrument < instrument)
        from = middle + 1;
      else
        to = middle;
    }
  return from;
}

/* Whether it came in time for its bar; bars of days that are over have theirs. Of an older version's nobody knows but for
 * days: their watermark, TAPE_NO_TIME, says so of all other bars. */
static gboolean
belongs (const Making *self, const TapePastDropped *dropped, const TapeAlertBar *bar)
{
  if (bar->span == TAPE_DAY)
    return !dropped->from_day && bar->start >= self->until;
  return dropped->watermark < bar->end + self->reader->lateness;
}

static void
add_dropped (const Making *self)
{
  const TapePastQuestion *question = self->question;
  const GArray *dropped = self->reader->dropped;
  gint64 first
      = self->bars->len >= question->n ? g_array_index (self->bars, TapeAlertBar, 0).start : TAPE_TIME_EARLIEST;

  for (guint i = find_dropped (dropped, question->instrument); i < dropped->len; i++)
    {
      const TapePastDropped *of = &g_array_index (dropped, TapePastDropped, i);
      TapeAlertBar piece;

      if (of->trade.instrument != question->instrument)
        break;
      tape_alert_bar_begin (self->reader->universe, question->instrument, question->span, of->trade.event_time, &piece);
      if (piece.start < first || !belongs (self, of, &piece))
        continue;
      tape_alert_bar_take_trade (&piece, &of->trade);
      tape_alert_bars_add (self->bars, &piece);
    }
}

gboolean
tape_past_reader_answer (TapePastReader *self, TapePastAnswer *answer, GCancellable *cancellable, GError **error)
{
  const TapePastQuestion *question = &answer->question;
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (TapeAlertBar));
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeAlertBar));
  gboolean longer = question->span > TAPE_MINUTE;
  Making making = { self, question, pieces, bars, question->until };
  TapeDay day;

  /* The day that is not over is made of its minutes. */
  tape_universe_get_day (self->universe, question->instrument, question->until, &day);
  if (question->span == TAPE_DAY)
    making.until = day.start;

  if (!make_bars (&making, cancellable, error)
      || (longer && !load_dropped (self, question->arrival, cancellable, error)))
    return FALSE;
  turn_round (bars);
  if (longer)
    add_dropped (&making);
  answer->bars = g_steal_pointer (&bars);
  return TRUE;
}
