/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-market-history.h"

#include <math.h>
#include <string.h>

/* The session of one exchange on the day. */
typedef struct
{
  const TapeExchange *exchange;
  TapeDay day;
  guint members;
  guint reached; /* points that one of its instruments has */
} Session;

static gboolean
is_member (const TapeFrame *frame, guint i)
{
  return tape_frame_row_is_current (frame, &frame->rows[i]);
}

static Session *
find_session (GArray *sessions, TapeUniverse *universe, guint32 number, const TapeFrameRow *row)
{
  const TapeExchange *exchange = tape_universe_get (universe, number)->exchange;
  Session session = { .exchange = exchange };

  for (guint i = 0; i < sessions->len; i++)
    if (g_array_index (sessions, Session, i).exchange == exchange)
      return &g_array_index (sessions, Session, i);
  tape_universe_get_day (universe, number, row->day, &session.day);
  if (session.day.open == TAPE_NO_TIME)
    {
      session.day.open = session.day.start;
      session.day.close = session.day.end;
    }
  g_array_append_val (sessions, session);
  return &g_array_index (sessions, Session, sessions->len - 1);
}

static double
get_base (const TapeFrameRow *row)
{
  switch (row->base)
    {
    case TAPE_BASE_PREVIOUS_CLOSE:
      return row->previous_close;
    case TAPE_BASE_OPEN:
      return row->open;
    case TAPE_BASE_NONE:
    case TAPE_BASE_MIXED:
    default:
      return NAN;
    }
}

/* A point is the last price of its part of the session: what was known when the part ended. */
static gint64
point_time (gint64 start, gint64 end, guint point)
{
  return start + (end - start) * (point + 1) / TAPE_SPARK_POINTS;
}

/* Counts one instrument at each point of @breadth that its own session has begun by. */
static void
count_row (TapeBreadth *breadth, const Session *main, const TapeFrameRow *row, const Session *session)
{
  double base = get_base (row);
  gint64 length = session->day.close - session->day.open;

  for (guint i = 0; i < breadth->n && length > 0; i++)
    {
      gint64 since = point_time (main->day.open, main->day.close, i) - 1 - session->day.open;
      gint64 point = MIN (since * TAPE_SPARK_POINTS / length, TAPE_SPARK_POINTS - 1);

      if (since < 0)
        continue;
      breadth->up[i] += row->spark[point] > base;
      breadth->down[i] += row->spark[point] < base;
    }
}

void
tape_breadth_read (TapeBreadth *breadth, const TapeFrame *frame, TapeUniverse *universe)
{
  g_autoptr (GArray) sessions = g_array_new (FALSE, FALSE, sizeof (Session));
  guint n_rows = MIN (frame->n_rows, tape_universe_count (universe));
  const Session *main = NULL;

  memset (breadth, 0, sizeof *breadth);
  for (guint32 i = 0; i < n_rows; i++)
    {
      Session *session;
      guint reached = TAPE_SPARK_POINTS;

      if (!is_member (frame, i))
        continue;
      session = find_session (sessions, universe, i, &frame->rows[i]);
      while (reached > 0 && isnan (frame->rows[i].spark[reached - 1]))
        reached--;
      session->members++;
      session->reached = MAX (session->reached, reached);
    }
  for (guint i = 0; i < sessions->len; i++)
    if (main == NULL || g_array_index (sessions, Session, i).members > main->members)
      main = &g_array_index (sessions, Session, i);
  if (main == NULL)
    return;

  breadth->exchange = main->exchange;
  breadth->start = point_time (main->day.open, main->day.close, 0);
  breadth->end = main->day.close;
  breadth->n = main->reached;
  for (guint32 i = 0; i < n_rows; i++)
    if (is_member (frame, i))
      count_row (breadth, main, &frame->rows[i], find_session (sessions, universe, i, &frame->rows[i]));
}

static TapeFlowMinute *
get_minute (TapeFlowHistory *self, gint64 start)
{
  if (self->n > 0 && self->minutes[self->n - 1].start >= start)
    return &self->minutes[self->n - 1];
  if (self->n == TAPE_FLOW_MINUTES)
    memmove (self->minutes, self->minutes + 1, --self->n * sizeof *self->minutes);
  self->minutes[self->n] = (TapeFlowMinute){ .start = start };
  return &self->minutes[self->n++];
}

void
tape_flow_history_add (TapeFlowHistory *self, const TapeFrame *frame)
{
  guint64 more[TAPE_N_SIDES];
  guint64 sum = 0;

  /* Another day counts from 0. */
  if (self->day != frame->market_day)
    memset (self->last, 0, sizeof self->last);
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    {
      more[side] = frame->flow[side].count > self->last[side] ? frame->flow[side].count - self->last[side] : 0;
      sum += more[side];
      self->last[side] = frame->flow[side].count;
    }
  if (self->begun && sum > 0 && frame->watermark != TAPE_NO_TIME)
    {
      TapeFlowMinute *minute = get_minute (self, tape_time_floor (frame->watermark, TAPE_MINUTE));

      for (guint side = 0; side < TAPE_N_SIDES; side++)
        minute->count[side] += more[side];
    }
  self->day = frame->market_day;
  self->begun = TRUE;
}
