/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-csv.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef struct
{
  const char *p;
  const char *end;
  gboolean at_end;
} Scan;

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static gboolean
is_line_end (char c)
{
  return c == '\n' || c == '\r';
}

static void
add_field (TapeCsvRow *row, const char *text, gsize length)
{
  if (row->n_fields < TAPE_CSV_FIELDS)
    row->fields[row->n_fields] = (TapeCsvField){ text, length };
  row->n_fields++;
}

/* Steps over the end of a line. %FALSE where more memory must say whether a CR is followed by LF. */
static gboolean
take_line_end (TapeCsvRow *row, Scan *scan)
{
  if (*scan->p == '\r' && scan->p + 1 == scan->end && !scan->at_end)
    return FALSE;
  scan->p += *scan->p == '\r' && scan->p + 1 < scan->end && scan->p[1] == '\n' ? 2 : 1;
  row->n_lines++;
  row->terminated = TRUE;
  return TRUE;
}

static void
append (TapeCsvRow *row, const char *text, gsize length)
{
  if (row->unquoted_length + length > row->unquoted_room)
    {
      row->unquoted_room = MAX (1024, (row->unquoted_length + length) * 2);
      row->unquoted = g_realloc (row->unquoted, row->unquoted_room);
    }
  memcpy (row->unquoted + row->unquoted_length, text, length);
  row->unquoted_length += length;
}

/* Where the quotation mark at @p closes the field: only blanks stand between it and a comma or the end of the line.
 * Returns the comma or line end, or %NULL. */
static const char *
closes (const Scan *scan, const char *p)
{
  for (p++; p < scan->end && is_blank (*p); p++)
    ;
  return p == scan->end || *p == ',' || is_line_end (*p) ? p : NULL;
}

/* A field whose quotation mark was just stepped over. Fields that hold a quotation mark are put together in @unquoted,
 * and remembered by offset until it moves no more. */
static TapeCsvResult
scan_quoted (TapeCsvRow *row, Scan *scan)
{
  gsize start = row->unquoted_length;
  const char *piece = scan->p;
  gboolean copied = FALSE;

  for (; scan->p < scan->end; scan->p++)
    {
      if (*scan->p == '"')
        {
          const char *next;

          if (scan->p + 1 < scan->end && scan->p[1] == '"')
            {
              append (row, piece, (gsize)(scan->p + 1 - piece));
              copied = TRUE;
              piece = ++scan->p + 1;
              continue;
            }
          next = closes (scan, scan->p);
          if (next == scan->end && !scan->at_end)
            return TAPE_CSV_MORE;
          if (next == NULL)
            continue;
          if (copied)
            {
              append (row, piece, (gsize)(scan->p - piece));
              if (row->n_fields >= TAPE_CSV_FIELDS)
                row->unquoted_length = start;
              add_field (row, NULL, start);
            }
          else
            add_field (row, piece, (gsize)(scan->p - piece));
          scan->p = next;
          return TAPE_CSV_ROW;
        }
      if (*scan->p == '\n' || (*scan->p == '\r' && (scan->p + 1 == scan->end || scan->p[1] != '\n')))
        row->n_lines++;
    }
  return scan->at_end ? TAPE_CSV_UNCLOSED : TAPE_CSV_MORE;
}

/* Gives the fields in @unquoted, whose offset stands where their length belongs, their place. */
static void
place_unquoted (TapeCsvRow *row)
{
  gsize end = row->unquoted_length;

  for (guint i = MIN (row->n_fields, TAPE_CSV_FIELDS); i-- > 0;)
    if (row->fields[i].text == NULL)
      {
        gsize start = row->fields[i].length;

        row->fields[i] = (TapeCsvField){ row->unquoted + start, end - start };
        end = start;
      }
}

/* The end of a field that is not quoted: the next comma or line end. Most fields are shorter than 16 bytes. */
static const char *
find_field_end (const char *p, const char *end)
{
#ifdef __SSE2__
  const __m128i comma = _mm_set1_epi8 (','), lf = _mm_set1_epi8 ('\n'), cr = _mm_set1_epi8 ('\r');

  for (; end - p >= 16; p += 16)
    {
      __m128i bytes = _mm_loadu_si128 ((const __m128i *)p);
      __m128i found = _mm_or_si128 (_mm_cmpeq_epi8 (bytes, comma),
                                    _mm_or_si128 (_mm_cmpeq_epi8 (bytes, lf), _mm_cmpeq_epi8 (bytes, cr)));
      int mask = _mm_movemask_epi8 (found);

      if (mask != 0)
        return p + __builtin_ctz ((guint)mask);
    }
#endif
  while (p < end && *p != ',' && !is_line_end (*p))
    p++;
  return p;
}

static void
scan_plain (TapeCsvRow *row, Scan *scan)
{
  const char *start = scan->p, *last;

  scan->p = find_field_end (scan->p, scan->end);
  for (last = scan->p; last > start && is_blank (last[-1]); last--)
    ;
  add_field (row, start, (gsize)(last - start));
}

static TapeCsvResult
scan_field (TapeCsvRow *row, Scan *scan)
{
  while (scan->p < scan->end && is_blank (*scan->p))
    scan->p++;
  if (scan->p < scan->end && *scan->p == '"')
    {
      scan->p++;
      return scan_quoted (row, scan);
    }
  scan_plain (row, scan);
  return TAPE_CSV_ROW;
}

#ifdef __SSE2__
/* Of 16 bytes those that could be more to a row than content: commas, line ends, blanks, quotation marks; a bit for each.
 * All but the comma are among the characters up to the quotation mark. */
static inline guint
find_marks (const char *p)
{
  __m128i bytes = _mm_loadu_si128 ((const __m128i *)p);
  __m128i low = _mm_cmpeq_epi8 (_mm_min_epu8 (bytes, _mm_set1_epi8 ('"')), bytes);

  return (guint)_mm_movemask_epi8 (_mm_or_si128 (low, _mm_cmpeq_epi8 (bytes, _mm_set1_epi8 (','))));
}

/* Whether the character at @p, none of comma and line feed, is content of a field that begins at @start and goes on. */
static inline gboolean
is_inside (const char *start, const char *p)
{
  if (*p == '\r' || p == start)
    return FALSE;
  return !is_blank (*p) || !(is_blank (p[1]) || p[1] == ',' || is_line_end (p[1]));
}
#endif

/* A row without quotation marks and blanks at the ends of its fields, which ends well before the memory does: nearly all
 * rows. %FALSE for any other. */
static gboolean
scan_simple (TapeCsvRow *row, const char *data, const char *end)
{
#ifdef __SSE2__
  const char *start = data;
  guint n = 0;

  for (const char *p = data; end - p > 16; p += 16)
    for (guint marks = find_marks (p); marks != 0; marks &= marks - 1)
      {
        const char *stop = p + __builtin_ctz (marks);
        gsize line_end = *stop == '\n';

        if (G_UNLIKELY (*stop != ',' && *stop != '\n'))
          {
            if (is_inside (start, stop))
              continue;
            if (*stop != '\r' || stop[1] != '\n')
              return FALSE;
            line_end = 2;
          }
        if (G_UNLIKELY (n == TAPE_CSV_FIELDS))
          return FALSE;
        row->fields[n++] = (TapeCsvField){ start, (gsize)(stop - start) };
        start = stop + 1;
        if (G_LIKELY (line_end == 0))
          continue;
        row->n_fields = n;
        row->n_lines = 1;
        row->terminated = TRUE;
        row->length = (gsize)(stop - data) + line_end;
        return n > 1 || stop > data;
      }
#endif
  return FALSE;
}

/* A line of blanks only is empty too. */
static gboolean
is_empty (const TapeCsvRow *row, char first)
{
  return row->n_fields == 1 && row->fields[0].length == 0 && first != '"' && row->fields[0].text != NULL;
}

TapeCsvResult
tape_csv_scan (TapeCsvRow *row, const char *data, gsize length, gboolean at_end)
{
  Scan scan = { data, data + length, at_end };
  const char *first = data;

  row->unquoted_length = 0;
  if (G_LIKELY (scan_simple (row, data, scan.end)))
    return TAPE_CSV_ROW;
  row->n_fields = 0;
  row->n_lines = 0;
  row->length = 0;
  row->terminated = FALSE;
  if (length == 0)
    return at_end ? TAPE_CSV_EMPTY : TAPE_CSV_MORE;

  while (first < scan.end && is_blank (*first))
    first++;
  for (;; scan.p++)
    {
      TapeCsvResult result = scan_field (row, &scan);

      if (result != TAPE_CSV_ROW)
        return result;
      if (scan.p == scan.end || *scan.p != ',')
        break;
    }

  if (scan.p == scan.end)
    {
      if (!at_end)
        return TAPE_CSV_MORE;
      row->n_lines++;
    }
  else if (!take_line_end (row, &scan))
    return TAPE_CSV_MORE;

  row->length = (gsize)(scan.p - data);
  if (row->unquoted_length > 0)
    place_unquoted (row);
  return is_empty (row, first < scan.end ? *first : '\n') ? TAPE_CSV_EMPTY : TAPE_CSV_ROW;
}

void
tape_csv_row_clear (TapeCsvRow *row)
{
  g_clear_pointer (&row->unquoted, g_free);
  row->unquoted_room = 0;
}
