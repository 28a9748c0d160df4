/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-firing.h"

#include <math.h>
#include <string.h>

TapeFiring *
tape_firing_new (void)
{
  TapeFiring *self = g_new0 (TapeFiring, 1);

  self->instrument = TAPE_NO_INSTRUMENT;
  self->value = self->before = self->threshold = self->price = self->baseline = NAN;
  self->baseline_time = self->held_since = self->told_time = TAPE_NO_TIME;
  self->evidence = g_array_new (FALSE, FALSE, sizeof (TapeEvidence));
  return self;
}

TapeFiring *
tape_firing_copy (const TapeFiring *self)
{
  TapeFiring *copy = g_new (TapeFiring, 1);

  *copy = *self;
  copy->text = g_strdup (self->text);
  copy->subject = g_strdup (self->subject);
  copy->evidence = g_array_copy (self->evidence);
  return copy;
}

void
tape_firing_free (TapeFiring *self)
{
  g_free (self->text);
  g_free (self->subject);
  g_array_unref (self->evidence);
  g_free (self);
}

const char *
tape_firing_name_direction (const TapeFiring *self)
{
  return self->direction > 0 ? "up" : self->direction < 0 ? "down" : NULL;
}

const char *
tape_firing_name_told (const TapeFiring *self)
{
  static const char *const names[] = { "not yet", "alone", "summed up", "never" };

  return names[self->told];
}

/* --- Evidence as text --- */

static void
append_number (GString *line, double number)
{
  char text[TAPE_NUMBER_TEXT];

  if (isfinite (number))
    g_string_append_len (g_string_append_c (line, ' '), text, (gssize)tape_number_format (number, text));
  else
    g_string_append (line, " -");
}

char *
tape_evidence_format (const GArray *evidence)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < evidence->len; i++)
    {
      const TapeEvidence *piece = &g_array_index (evidence, TapeEvidence, i);

      if (piece->length == 0)
        g_string_append_printf (text, "trade %" G_GINT64_FORMAT " %u %u %u", piece->time, piece->instrument,
                                piece->source, piece->side);
      else
        {
          g_string_append_printf (text, "bar %" G_GINT64_FORMAT " %u %u", piece->time, piece->length,
                                  piece->instrument);
          append_number (text, piece->open);
          append_number (text, piece->high);
          append_number (text, piece->low);
        }
      append_number (text, piece->price);
      append_number (text, piece->quantity);
      append_number (text, piece->value);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static double
read_number (const char *word)
{
  return strcmp (word, "-") == 0 ? NAN : g_ascii_strtod (word, NULL);
}

static gboolean
read_line (const char *line, TapeEvidence *piece)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  guint n = g_strv_length (words);
  gboolean is_trade = n == 8 && strcmp (words[0], "trade") == 0;
  guint at = is_trade ? 5 : 7;

  if (!is_trade && !(n == 10 && strcmp (words[0], "bar") == 0))
    return FALSE;
  *piece = (TapeEvidence){ .open = NAN, .high = NAN, .low = NAN };
  piece->time = g_ascii_strtoll (words[1], NULL, 10);
  if (is_trade)
    {
      piece->instrument = (guint32)g_ascii_strtoull (words[2], NULL, 10);
      piece->source = (guint32)g_ascii_strtoull (words[3], NULL, 10);
      piece->side = (guint32)g_ascii_strtoull (words[4], NULL, 10);
    }
  else
    {
      piece->length = (guint32)g_ascii_strtoull (words[2], NULL, 10);
      piece->instrument = (guint32)g_ascii_strtoull (words[3], NULL, 10);
      piece->open = read_number (words[4]);
      piece->high = read_number (words[5]);
      piece->low = read_number (words[6]);
    }
  piece->price = read_number (words[at]);
  piece->quantity = read_number (words[at + 1]);
  piece->value = read_number (words[at + 2]);
  return TRUE;
}

GArray *
tape_evidence_parse (const char *text)
{
  GArray *evidence = g_array_new (FALSE, FALSE, sizeof (TapeEvidence));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      TapeEvidence piece;

      if (read_line (lines[i], &piece))
        g_array_append_val (evidence, piece);
    }
  return evidence;
}
