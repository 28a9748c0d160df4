/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a reader leaves in the position of its source: a line each, the symbol last, since it may hold blanks. */

#include "feed/tape-stream-private.h"

#include <string.h>

/* With how often they were asked for in vain, so that restarts do not ask for ever. */
static void
add_gaps (TapeStreamReader *self, GString *text)
{
  for (guint i = 0; i < self->gaps->len; i++)
    {
      const TapeStreamGap *gap = g_ptr_array_index (self->gaps, i);

      g_string_append_printf (
          text, "gap %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u %s\n",
          gap->from_id, gap->to_id, gap->from_time, gap->to_time, gap->tries, tape_stream_get_symbol (self, gap));
    }
}

static GBytes *
make_state (TapeStreamReader *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "alive %" G_GINT64_FORMAT "\nmissing %" G_GUINT64_FORMAT "\n", self->alive,
                          self->missing);
  for (guint i = 0; i < self->known->len; i++)
    {
      guint32 instrument = g_array_index (self->known, guint32, i);
      const TapeStreamLast *last = &g_array_index (self->last, TapeStreamLast, instrument);

      if (last->id > 0)
        g_string_append_printf (text, "last %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s\n", last->id, last->time,
                                tape_universe_get (self->universe, instrument)->symbol);
    }
  add_gaps (self, text);
  return g_string_free_to_bytes (g_steal_pointer (&text));
}

void
tape_stream_reader_save (TapeStreamReader *self, TapePosition *position)
{
  if (self->state == NULL)
    self->state = make_state (self);
  *position = (TapePosition){ .event_time = self->largest_time, .source = self->source };
  position->state = g_bytes_ref (self->state);
}

static void
load_last (TapeStreamReader *self, guint32 instrument, gint64 id, gint64 time)
{
  TapeStreamLast *last;

  if (instrument == TAPE_NO_INSTRUMENT || id <= 0)
    return;
  last = tape_stream_get_last (self, instrument);
  last->id = id;
  last->time = time;
}

/* A gap that no reader of this service leaves is passed over. */
static void
load_gap (TapeStreamReader *self, const TapeStreamGap *gap)
{
  if (self->stream->fill_pause != 0 && gap->instrument != TAPE_NO_INSTRUMENT && gap->from_id >= 0
      && gap->from_id <= gap->to_id && gap->to_id - gap->from_id <= TAPE_STREAM_RENUMBERED)
    tape_stream_add_gap (self, gap);
}

/* Numbers up to the symbol. Returns it; %NULL if that is not what stands there. */
static const char *
read_numbers (const char *p, gint64 *numbers, guint n)
{
  char *end;

  for (guint i = 0; i < n; i++)
    {
      numbers[i] = g_ascii_strtoll (p, &end, 10);
      if (end == p || *end != ' ')
        return NULL;
      p = end + 1;
    }
  return p;
}

static void
load_line (TapeStreamReader *self, const char *line)
{
  const char *space = strchr (line, ' '), *symbol;
  gint64 n[5];
  guint32 instrument;

  if (g_str_has_prefix (line, "alive "))
    self->alive = g_ascii_strtoll (space, NULL, 10);
  else if (g_str_has_prefix (line, "missing "))
    self->missing = (guint64)MAX (g_ascii_strtoll (space, NULL, 10), 0);
  else if (g_str_has_prefix (line, "last ") && (symbol = read_numbers (space + 1, n, 2)) != NULL)
    {
      instrument = tape_universe_intern (self->universe, symbol, strlen (symbol));
      load_last (self, instrument, n[0], n[1]);
    }
  else if (g_str_has_prefix (line, "gap ") && (symbol = read_numbers (space + 1, n, 5)) != NULL)
    {
      instrument = tape_universe_intern (self->universe, symbol, strlen (symbol));
      load_gap (self, &(TapeStreamGap){ .instrument = instrument,
                                        .from_id = n[0],
                                        .to_id = n[1],
                                        .from_time = n[2],
                                        .to_time = n[3],
                                        .found = TAPE_NO_TIME,
                                        .tries = (guint)n[4] });
    }
}

void
tape_stream_reader_load (TapeStreamReader *self, const TapePosition *position)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  self->largest_time = position->event_time;
  if (position->state == NULL || g_bytes_get_size (position->state) == 0)
    return;
  text = g_strndup (g_bytes_get_data (position->state, NULL), g_bytes_get_size (position->state));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    load_line (self, lines[i]);
}
