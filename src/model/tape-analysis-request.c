/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-analysis-request.h"

/* No calendar has more days without a session in a row. */
#define MOST_CLOSED_DAYS 30

void
tape_analysis_request_init (TapeAnalysisRequest *self, const TapeAnalysis *analysis)
{
  *self = (TapeAnalysisRequest){ .span = TAPE_SPAN_5_DAYS, .from = TAPE_NO_DATE, .to = TAPE_NO_DATE };
  tape_analysis_query_init (&self->query, analysis);
  self->query.by = TAPE_KEY_INDUSTRY;
  self->show = TAPE_SHOW_VOLUME;
}

typedef struct
{
  const TapeExchange *exchange;
  guint members;
} Seat;

/* The exchanges at which instruments of the frame trade these days, with how many. */
static GArray *
count_exchanges (const TapeFrame *frame, TapeUniverse *universe)
{
  GArray *seats = g_array_new (FALSE, FALSE, sizeof (Seat));
  guint n = MIN (frame->n_rows, tape_universe_count (universe));

  for (guint32 i = 0; i < n; i++)
    {
      const TapeExchange *exchange = tape_universe_get (universe, i)->exchange;
      guint seat = 0;

      if (!tape_frame_row_is_current (frame, &frame->rows[i]))
        continue;
      while (seat < seats->len && g_array_index (seats, Seat, seat).exchange != exchange)
        seat++;
      if (seat == seats->len)
        g_array_append_val (seats, ((Seat){ exchange, 0 }));
      g_array_index (seats, Seat, seat).members++;
    }
  return seats;
}

static const TapeExchange *
find_largest (GArray *seats)
{
  Seat largest = { tape_exchange_utc (), 0 };

  for (guint i = 0; i < seats->len; i++)
    if (g_array_index (seats, Seat, i).members > largest.members)
      largest = g_array_index (seats, Seat, i);
  return largest.exchange;
}

const TapeExchange *
tape_frame_get_exchange (const TapeFrame *frame, TapeUniverse *universe)
{
  g_autoptr (GArray) seats = count_exchanges (frame, universe);

  return find_largest (seats);
}

/* Around the world two dates run at a time: the earlier one, if anything trades on it now. */
static gint32
find_running_date (const TapeFrame *frame, GArray *seats)
{
  gint32 earliest = frame->market_day;

  for (guint i = 0; i < seats->len; i++)
    {
      TapeDay day;

      tape_exchange_get_day (g_array_index (seats, Seat, i).exchange, frame->now, &day);
      if (day.date == frame->market_day - 1)
        earliest = day.date;
    }
  return earliest;
}

/* The day @n − 1 sessions before @date. */
static gint32
go_back (const TapeExchange *exchange, gboolean round_the_clock, gint32 date, guint n)
{
  guint closed = 0;

  for (gint32 day = date; n > 0 && closed < MOST_CLOSED_DAYS; day--)
    {
      TapeDay found;

      tape_exchange_get_date (exchange, day, &found);
      if (!round_the_clock && found.open == TAPE_NO_TIME)
        {
          closed++;
          continue;
        }
      closed = 0;
      date = day;
      n--;
    }
  return date;
}

static void
resolve_days (TapeAnalysisRequest *self, const TapeFrame *frame, TapeUniverse *universe, guint n)
{
  g_autoptr (GArray) seats = count_exchanges (frame, universe);
  gint32 first = find_running_date (frame, seats);

  if (n > 1)
    first = MIN (first,
                 go_back (find_largest (seats), tape_universe_get_round_the_clock (universe), frame->market_day, n));
  self->query.span.from_date = first;
  self->query.span.to_date = frame->market_day;
}

void
tape_analysis_request_resolve (TapeAnalysisRequest *self, const TapeFrame *frame, TapeUniverse *universe)
{
  self->query.span = TAPE_SPAN_ALL;
  if (self->span == TAPE_SPAN_DATES)
    {
      self->query.span.from_date = self->from;
      self->query.span.to_date = self->to;
    }
  else if (self->span != TAPE_SPAN_STORED && frame->market_day != TAPE_NO_DATE)
    resolve_days (self, frame, universe, self->span == TAPE_SPAN_TODAY ? 1 : self->span == TAPE_SPAN_5_DAYS ? 5 : 30);
}
