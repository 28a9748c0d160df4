/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-second-scan.h"

#include "store/tape-second-bars.h"

/* Seconds held in memory: 128 bytes each. Where there are more, those of the last instruments are left to a next reading. */
#define ROOM 1000000

/* A trade that comes late mostly is of one of the last seconds. */
#define LOOK_BACK 16

typedef struct
{
  const TapeRowSpan *span;
  TapeBarRowFunc each;
  TapeRowProgressFunc progress;
  gpointer data;
  sqlite3_stmt *stored;
  GHashTable *places; /* instrument → its place in the span + 1 */
  GArray **made;      /* (element-type TapeSecond): by place */
  guint first;        /* places before are done */
  guint end;          /* places from it on are left to a next reading */
  guint n_seconds;
  double told; /* the progress that was told last: it never goes back */
} Scan;

static void
scan_clear (Scan *self)
{
  for (guint i = 0; i < self->span->n_instruments; i++)
    g_clear_pointer (&self->made[i], g_array_unref);
  g_free (self->made);
  g_hash_table_unref (self->places);
  g_clear_pointer (&self->stored, sqlite3_finalize);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scan, scan_clear)

/* --- Made of trades --- */

static TapeSecond *
find_second (GArray *seconds, gint64 start)
{
  guint least = seconds->len > LOOK_BACK ? seconds->len - LOOK_BACK : 0;

  for (guint i = seconds->len; i > least; i--)
    if (g_array_index (seconds, TapeSecond, i - 1).bar.start == start)
      return &g_array_index (seconds, TapeSecond, i - 1);
  return NULL;
}

/* Trades come in order of arrival here: of two of one time the first opens, the last closes. */
static void
take (TapeSecond *second, const TapeTrade *trade)
{
  TapeSecond one;

  tape_second_start (&one, trade);
  tape_second_merge (second, &one);
}

static void
make_room (Scan *self)
{
  while (self->n_seconds > ROOM && self->end > self->first + 1)
    {
      GArray *last = self->made[--self->end];

      self->n_seconds -= last->len;
      g_array_set_size (last, 0);
    }
}

static gboolean
take_trade (const TapeTrade *trade, const char *text, gpointer data)
{
  Scan *self = data;
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, GUINT_TO_POINTER (trade->instrument)));
  gint64 start = tape_time_floor (trade->event_time, TAPE_SECOND);
  TapeSecond *second;

  if (trade->flags & TAPE_TRADE_ASIDE || place <= self->first || place > self->end || start < self->span->from
      || start >= self->span->to)
    return TRUE;
  second = find_second (self->made[place - 1], start);
  if (second != NULL)
    {
      take (second, trade);
      return TRUE;
    }
  g_array_set_size (self->made[place - 1], self->made[place - 1]->len + 1);
  tape_second_start (&g_array_index (self->made[place - 1], TapeSecond, self->made[place - 1]->len - 1), trade);
  self->n_seconds++;
  make_room (self);
  return TRUE;
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const TapeSecond *left = a, *right = b;

  return (left->bar.start > right->bar.start) - (left->bar.start < right->bar.start);
}

/* In order of start, each once. The sort is stable: of two parts of a second the one that arrived first stays first. */
static void
settle (GArray *seconds)
{
  guint n = 0;

  g_array_sort (seconds, compare_starts);
  for (guint i = 0; i < seconds->len; i++)
    {
      const TapeSecond *next = &g_array_index (seconds, TapeSecond, i);
      TapeSecond *last = n > 0 ? &g_array_index (seconds, TapeSecond, n - 1) : NULL;

      if (last != NULL && last->bar.start == next->bar.start)
        tape_second_merge (last, next);
      else
        g_array_index (seconds, TapeSecond, n++) = *next;
    }
  g_array_set_size (seconds, n);
}

/* --- With those that are stored --- */

static void
read_stored (sqlite3_stmt *statement, guint32 instrument, TapeSecond *second)
{
  tape_row_scan_read_bar (statement, instrument, &second->bar);
  second->opened = second->bar.start + sqlite3_column_int64 (statement, 13);
  second->closed = second->bar.start + sqlite3_column_int64 (statement, 14);
}

/* What is left of trades that were removed and what is made of those that were not are one; a source's bar gives way. */
static gboolean
hand_out_stored (Scan *self, TapeSecond *stored, const GArray *made, guint *next)
{
  const TapeSecond *of_trades = (const TapeSecond *)(gpointer)made->data;

  for (; *next < made->len && of_trades[*next].bar.start < stored->bar.start; (*next)++)
    if (!self->each (&of_trades[*next].bar, self->data))
      return FALSE;
  if (*next < made->len && of_trades[*next].bar.start == stored->bar.start)
    {
      if (stored->bar.count > 0)
        tape_second_merge (stored, &of_trades[*next]);
      else
        *stored = of_trades[*next];
      (*next)++;
    }
  return self->each (&stored->bar, self->data);
}

static gboolean
hand_out (Scan *self, guint place, GError **error)
{
  guint32 instrument = self->span->instruments[place];
  GArray *made = self->made[place];
  gboolean wanted = TRUE;
  guint next = 0;
  int result;

  settle (made);
  sqlite3_bind_int64 (self->stored, 1, instrument);
  sqlite3_bind_int64 (self->stored, 2, self->span->from);
  sqlite3_bind_int64 (self->stored, 3, self->span->to);
  while ((result = sqlite3_step (self->stored)) == SQLITE_ROW && wanted)
    {
      TapeSecond stored;

      read_stored (self->stored, instrument, &stored);
      wanted = hand_out_stored (self, &stored, made, &next);
    }
  if (wanted && !tape_database_done (self->stored, result, error))
    return FALSE;
  sqlite3_reset (self->stored);
  for (; next < made->len && wanted; next++)
    wanted = self->each (&g_array_index (made, TapeSecond, next).bar, self->data);
  self->n_seconds -= made->len;
  g_clear_pointer (&self->made[place], g_array_unref);
  return wanted;
}

/* --- Running --- */

static void
tell (Scan *self, double place)
{
  self->told = MAX (self->told, place / self->span->n_instruments);
  if (self->progress != NULL)
    self->progress (self->told, self->data);
}

/* Reading is about half of the work. */
static void
tell_reading (double fraction, gpointer data)
{
  Scan *self = data;

  tell (self, self->first + fraction * (self->span->n_instruments - self->first) / 2);
}

static gboolean
scan_init (Scan *self, sqlite3 *db, GError **error)
{
  guint n = self->span->n_instruments;

  self->places = g_hash_table_new (NULL, NULL);
  self->made = g_new0 (GArray *, n);
  for (guint i = 0; i < n; i++)
    g_hash_table_insert (self->places, GUINT_TO_POINTER (self->span->instruments[i]), GUINT_TO_POINTER (i + 1));
  self->stored
      = tape_database_prepare (db,
                               "SELECT length, start, open, high, low, close, volume, turnover, buys, sells, "
                               "count, revision, source, opened, closed FROM all_bars "
                               "WHERE instrument = ? AND length = 1 AND start >= ? AND start < ? ORDER BY start",
                               error);
  return self->stored != NULL;
}

/* Reads the trades, and hands out as many instruments as there was room for. */
static gboolean
run_once (Scan *self, sqlite3 *db, GCancellable *cancellable, GError **error)
{
  const TapeRowSpan left = { .from = self->span->from,
                             .to = self->span->to,
                             .instruments = self->span->instruments + self->first,
                             .n_instruments = self->span->n_instruments - self->first };

  self->end = self->span->n_instruments;
  self->n_seconds = 0;
  for (guint i = self->first; i < self->end; i++)
    if (self->made[i] == NULL)
      self->made[i] = g_array_new (FALSE, FALSE, sizeof (TapeSecond));
  if (!tape_row_scan_trades (db, &left, take_trade, tell_reading, self, cancellable, error))
    return FALSE;
  for (; self->first < self->end; self->first++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !hand_out (self, self->first, error))
        return FALSE;
      tell (self, self->first + 1.0);
    }
  return TRUE;
}

gboolean
tape_second_scan_run (sqlite3 *db,
                      const TapeRowSpan *span,
                      TapeBarRowFunc each,
                      TapeRowProgressFunc progress,
                      gpointer data,
                      GCancellable *cancellable,
                      GError **error)
{
  g_auto (Scan) self = { .span = span, .each = each, .progress = progress, .data = data };

  if (!scan_init (&self, db, error))
    return FALSE;
  while (self.first < span->n_instruments)
    if (!run_once (&self, db, cancellable, error))
      return FALSE;
  return TRUE;
}
