/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tape-fuzz.h"

#include <string.h>

#include "feed/tape-columns.h"
#include "feed/tape-event-maker.h"

/* A header row, then rows, each made a trade or a bar. What the scanner says must lie within what it was given. */

static void
check_row (const TapeCsvRow *row, const char *data, gsize length)
{
  g_assert_cmpuint (row->length, <=, length);
  for (guint i = 0; i < MIN (row->n_fields, TAPE_CSV_FIELDS); i++)
    {
      const char *text = row->fields[i].text;
      gboolean in_data = text >= data && text + row->fields[i].length <= data + row->length;
      gboolean in_unquoted = row->unquoted != NULL && text >= row->unquoted
                             && text + row->fields[i].length <= row->unquoted + row->unquoted_length;

      g_assert_true (in_data || in_unquoted);
    }
}

static void
make_event (TapeEventMaker *maker, const TapeColumns *columns, const TapeCsvRow *row)
{
  TapeValue values[TAPE_N_FIELDS] = { 0 };
  TapeTrade trade;
  TapeBar bar;

  if (row->n_fields < columns->needed)
    return;
  tape_columns_take (columns, row, TAPE_N_FIELDS, values);
  if (columns->bars)
    tape_event_maker_bar (maker, values, &bar);
  else
    tape_event_maker_trade (maker, values, &trade);
}

/* The same row must come of it when less of the memory is shown at first. */
static void
check_prefix (const TapeCsvRow *whole, const char *data, gsize length)
{
  g_auto (TapeCsvRow) part = { 0 };

  if (tape_csv_scan (&part, data, length / 2, FALSE) != TAPE_CSV_MORE)
    g_assert_cmpuint (part.length, ==, whole->length);
}

/* The same fields must come of it when the memory ends with it: then the quick way, which looks ahead, is not taken. */
static void
check_alone (const TapeCsvRow *whole, const char *data)
{
  g_auto (TapeCsvRow) alone = { 0 };

  g_assert_cmpint (tape_csv_scan (&alone, data, whole->length, TRUE), ==, TAPE_CSV_ROW);
  g_assert_cmpuint (alone.length, ==, whole->length);
  g_assert_cmpuint (alone.n_fields, ==, whole->n_fields);
  g_assert_cmpint (alone.n_lines, ==, whole->n_lines);
  g_assert_cmpint (alone.terminated, ==, whole->terminated);
  for (guint i = 0; i < MIN (alone.n_fields, TAPE_CSV_FIELDS); i++)
    g_assert_cmpmem (alone.fields[i].text, alone.fields[i].length, whole->fields[i].text, whole->fields[i].length);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
  const char *data = (const char *)bytes;
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_auto (TapeCsvRow) row = { 0 };
  TapeEventMaker maker = { 0 };
  TapeColumns columns;
  gboolean recognised = FALSE;

  tape_event_maker_init (&maker, universe, "X");
  while (length > 0)
    {
      TapeCsvResult result = tape_csv_scan (&row, data, length, TRUE);

      g_assert_cmpint (result, !=, TAPE_CSV_MORE);
      if (result == TAPE_CSV_UNCLOSED)
        break;
      g_assert_cmpuint (row.length, >, 0);
      if (result == TAPE_CSV_ROW)
        {
          check_row (&row, data, length);
          check_alone (&row, data);
        }
      check_prefix (&row, data, length);
      if (result == TAPE_CSV_ROW && recognised)
        make_event (&maker, &columns, &row);
      else if (result == TAPE_CSV_ROW && !tape_columns_recognise (&columns, &row, NULL, "fuzz", NULL))
        break;
      else if (result == TAPE_CSV_ROW)
        recognised = TRUE;
      data += row.length;
      length -= row.length;
    }
  tape_event_maker_clear (&maker);
  return 0;
}
