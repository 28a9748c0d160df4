/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-instruments.h"

#include "base/tape-table.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TECHNOLOGIES 64

/* Columns of instruments.csv. */
enum
{
  SYMBOL,
  NAME,
  INDUSTRY,
  COUNTRY,
  CURRENCY,
  EXCHANGE,
  TECHNOLOGIES,
  N_COLUMNS
};

/* What tape_instruments_search() compares: ASCII, lower case. */
typedef struct
{
  char *symbol;
  char *name;
} Folded;

static TapeInstrument *instruments;
static Folded *folded;
static guint n_instruments;
static const TapeInstrument **by_symbol;
static GPtrArray *groups[TAPE_N_GROUPINGS];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static GHashTable *
load_countries (void)
{
  GHashTable *names = g_hash_table_new (g_str_hash, g_str_equal);
  const char *fields[2];
  TapeTable table;

  tape_table_open (&table, "countries.csv");
  while (tape_table_next (&table, fields, G_N_ELEMENTS (fields)))
    g_hash_table_insert (names, (gpointer)fields[0], (gpointer)fields[1]);
  return names;
}

static guint
find_group (TapeGrouping grouping, const char *name)
{
  guint group = 0;

  while (group < groups[grouping]->len && strcmp (g_ptr_array_index (groups[grouping], group), name) != 0)
    group++;
  return group;
}

static void
add_group (TapeGrouping grouping, const char *name)
{
  if (find_group (grouping, name) == groups[grouping]->len)
    g_ptr_array_add (groups[grouping], (gpointer)name);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Reads the rows, their fields one after the other, and collects the names of the groups. */
static GPtrArray *
read_rows (GHashTable *countries)
{
  GPtrArray *rows = g_ptr_array_new ();
  const char *fields[N_COLUMNS];
  TapeTable table;

  tape_table_open (&table, "instruments.csv");
  while (tape_table_next (&table, fields, N_COLUMNS))
    {
      g_auto (GStrv) technologies = g_strsplit (fields[TECHNOLOGIES], ";", -1);

      if (*fields[COUNTRY] != '\0')
        {
          const char *country = g_hash_table_lookup (countries, fields[COUNTRY]);

          if (country == NULL)
            g_error ("instruments.csv:%u: country %s is not in countries.csv", table.line, fields[COUNTRY]);
          fields[COUNTRY] = country;
          add_group (TAPE_GROUP_COUNTRY, country);
        }
      add_group (TAPE_GROUP_INDUSTRY, fields[INDUSTRY]);
      for (guint i = 0; technologies[i] != NULL; i++)
        add_group (TAPE_GROUP_TECHNOLOGY, g_intern_string (technologies[i]));
      for (guint i = 0; i < N_COLUMNS; i++)
        g_ptr_array_add (rows, (gpointer)fields[i]);
    }
  return rows;
}

static void
number_groups (void)
{
  for (guint i = 0; i < TAPE_N_GROUPINGS; i++)
    {
      g_ptr_array_sort (groups[i], compare_names);
      if (i != TAPE_GROUP_TECHNOLOGY)
        g_ptr_array_insert (groups[i], TAPE_GROUP_UNKNOWN, (gpointer) "Unknown");
    }
  if (groups[TAPE_GROUP_TECHNOLOGY]->len > MAX_TECHNOLOGIES)
    g_error ("instruments.csv: more than %u technologies", MAX_TECHNOLOGIES);
}

static guint64
parse_technologies (const char *text)
{
  g_auto (GStrv) names = g_strsplit (text, ";", -1);
  guint64 technologies = 0;

  for (guint i = 0; names[i] != NULL; i++)
    technologies |= G_GUINT64_CONSTANT (1) << find_group (TAPE_GROUP_TECHNOLOGY, names[i]);
  return technologies;
}

static char *
fold (const char *text)
{
  g_autofree char *ascii = g_str_to_ascii (text, "C");

  return g_ascii_strdown (ascii, -1);
}

static void
set_instrument (TapeInstrument *self, const char *const *fields)
{
  self->symbol = fields[SYMBOL];
  self->name = fields[NAME];
  self->currency = fields[CURRENCY];
  self->exchange = tape_exchange_lookup (fields[EXCHANGE]);
  if (self->exchange == NULL)
    g_error ("instruments.csv: exchange %s of %s is not in exchanges.csv", fields[EXCHANGE], self->symbol);
  self->industry = (guint8)find_group (TAPE_GROUP_INDUSTRY, fields[INDUSTRY]);
  self->country
      = *fields[COUNTRY] == '\0' ? TAPE_GROUP_UNKNOWN : (guint8)find_group (TAPE_GROUP_COUNTRY, fields[COUNTRY]);
  self->technologies = parse_technologies (fields[TECHNOLOGIES]);
  self->known = TRUE;
}

static int
compare_symbols (const void *a, const void *b)
{
  return strcmp ((*(const TapeInstrument *const *)a)->symbol, (*(const TapeInstrument *const *)b)->symbol);
}

static void
load (void)
{
  g_autoptr (GHashTable) countries = load_countries ();
  g_autoptr (GPtrArray) rows = NULL;

  for (guint i = 0; i < TAPE_N_GROUPINGS; i++)
    groups[i] = g_ptr_array_new ();
  rows = read_rows (countries);
  number_groups ();

  n_instruments = rows->len / N_COLUMNS;
  instruments = g_new0 (TapeInstrument, n_instruments);
  folded = g_new0 (Folded, n_instruments);
  by_symbol = g_new0 (const TapeInstrument *, n_instruments);
  for (guint i = 0; i < n_instruments; i++)
    {
      set_instrument (&instruments[i], (const char *const *)&rows->pdata[i * N_COLUMNS]);
      folded[i].symbol = fold (instruments[i].symbol);
      folded[i].name = fold (instruments[i].name);
      by_symbol[i] = &instruments[i];
    }
  qsort (by_symbol, n_instruments, sizeof *by_symbol, compare_symbols);
}

const TapeInstrument *
tape_instruments_lookup (const char *symbol, gsize length)
{
  guint first = 0;
  guint end;

  pthread_once (&once, load);
  end = n_instruments;
  while (first < end)
    {
      guint middle = first + (end - first) / 2;
      const TapeInstrument *candidate = by_symbol[middle];
      gsize size = strlen (candidate->symbol);
      int order = memcmp (candidate->symbol, symbol, MIN (size, length));

      if (order == 0 && size == length)
        return candidate;
      if (order == 0)
        order = size < length ? -1 : 1;
      if (order < 0)
        first = middle + 1;
      else
        end = middle;
    }
  return NULL;
}

const TapeInstrument *
tape_instruments_list (guint *count)
{
  pthread_once (&once, load);
  *count = n_instruments;
  return instruments;
}

static gboolean
has_word (const char *name, const char *prefix)
{
  for (const char *found = strstr (name, prefix); found != NULL; found = strstr (found + 1, prefix))
    if (found == name || !g_ascii_isalnum (found[-1]))
      return TRUE;
  return FALSE;
}

/* How well an instrument fits @text, 0 best; N_RANKS for not at all. */
#define N_RANKS 4

static guint
rank (const Folded *self, const char *text)
{
  if (strcmp (self->symbol, text) == 0)
    return 0;
  if (g_str_has_prefix (self->symbol, text))
    return 1;
  if (g_str_has_prefix (self->name, text))
    return 2;
  return has_word (self->name, text) ? 3 : N_RANKS;
}

GPtrArray *
tape_instruments_search (const char *text, guint max)
{
  GPtrArray *found = g_ptr_array_new ();
  g_autofree char *wanted = fold (text);

  g_strstrip (wanted);
  if (*wanted == '\0')
    return found;
  pthread_once (&once, load);
  for (guint wanted_rank = 0; wanted_rank < N_RANKS; wanted_rank++)
    for (guint i = 0; i < n_instruments && found->len < max; i++)
      if (rank (&folded[i], wanted) == wanted_rank)
        g_ptr_array_add (found, &instruments[i]);
  return found;
}

guint
tape_group_count (TapeGrouping grouping)
{
  pthread_once (&once, load);
  return groups[grouping]->len;
}

const char *
tape_group_name (TapeGrouping grouping, guint group)
{
  pthread_once (&once, load);
  g_return_val_if_fail (group < groups[grouping]->len, "");
  return g_ptr_array_index (groups[grouping], group);
}

gboolean
tape_instrument_in_group (const TapeInstrument *self, TapeGrouping grouping, guint group)
{
  switch (grouping)
    {
    case TAPE_GROUP_INDUSTRY:
      return self->industry == group;
    case TAPE_GROUP_COUNTRY:
      return self->country == group;
    case TAPE_GROUP_TECHNOLOGY:
      return group < MAX_TECHNOLOGIES && (self->technologies >> group & 1) != 0;
    case TAPE_N_GROUPINGS:
      break;
    }
  return FALSE;
}
