/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-columns.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-feed.h"

/* The names by which columns and keys are recognised; of two for the same field the upper one counts. */
static const struct
{
  const char *name;
  TapeField field;
} names[] = {
  { "event_time", TAPE_FIELD_EVENT_TIME },
  { "timestamp", TAPE_FIELD_EVENT_TIME },
  { "datetime", TAPE_FIELD_EVENT_TIME },
  { "start", TAPE_FIELD_EVENT_TIME },
  { "trade_date", TAPE_FIELD_DATE },
  { "date", TAPE_FIELD_DATE },
  { "trade_time", TAPE_FIELD_TIME },
  { "time", TAPE_FIELD_TIME },
  { "symbol", TAPE_FIELD_SYMBOL },
  { "ticker", TAPE_FIELD_SYMBOL },
  { "stock", TAPE_FIELD_SYMBOL },
  { "index", TAPE_FIELD_SYMBOL },
  { "name", TAPE_FIELD_SYMBOL },
  { "price", TAPE_FIELD_PRICE },
  { "last", TAPE_FIELD_PRICE },
  { "p", TAPE_FIELD_PRICE },
  { "quantity", TAPE_FIELD_QUANTITY },
  { "volume", TAPE_FIELD_QUANTITY },
  { "size", TAPE_FIELD_QUANTITY },
  { "v", TAPE_FIELD_QUANTITY },
  { "side", TAPE_FIELD_SIDE },
  { "trade_type", TAPE_FIELD_SIDE },
  { "action", TAPE_FIELD_SIDE },
  { "trade_id", TAPE_FIELD_TRADE_ID },
  { "open", TAPE_FIELD_OPEN },
  { "high", TAPE_FIELD_HIGH },
  { "low", TAPE_FIELD_LOW },
  { "close", TAPE_FIELD_CLOSE },
  { "receive_time", TAPE_FIELD_RECEIVE_TIME },
  { "derived", TAPE_FIELD_DERIVED },
  { "estimated", TAPE_FIELD_ESTIMATED },
  { "length", TAPE_FIELD_LENGTH },
  { "turnover", TAPE_FIELD_TURNOVER },
  { "buys", TAPE_FIELD_BUYS },
  { "sells", TAPE_FIELD_SELLS },
};

/* What --map may name. */
static const char *const fields[TAPE_N_FIELDS] = {
  [TAPE_FIELD_EVENT_TIME] = "event_time",
  [TAPE_FIELD_DATE] = "date",
  [TAPE_FIELD_TIME] = "time",
  [TAPE_FIELD_SYMBOL] = "symbol",
  [TAPE_FIELD_PRICE] = "price",
  [TAPE_FIELD_QUANTITY] = "quantity",
  [TAPE_FIELD_SIDE] = "side",
  [TAPE_FIELD_TRADE_ID] = "trade_id",
  [TAPE_FIELD_OPEN] = "open",
  [TAPE_FIELD_HIGH] = "high",
  [TAPE_FIELD_LOW] = "low",
  [TAPE_FIELD_CLOSE] = "close",
  [TAPE_FIELD_RECEIVE_TIME] = "receive_time",
  [TAPE_FIELD_DERIVED] = "derived",
  [TAPE_FIELD_ESTIMATED] = "estimated",
  [TAPE_FIELD_LENGTH] = "length",
  [TAPE_FIELD_TURNOVER] = "turnover",
  [TAPE_FIELD_BUYS] = "buys",
  [TAPE_FIELD_SELLS] = "sells",
};

const char *
tape_field_get_name (TapeField field)
{
  g_return_val_if_fail (field < TAPE_N_FIELDS, NULL);

  return fields[field];
}

static char *
list_fields (void)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < TAPE_N_FIELDS; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", fields[i]);
  return g_string_free (list, FALSE);
}

static TapeField
field_named (const char *name)
{
  for (guint i = 0; i < TAPE_N_FIELDS; i++)
    if (strcmp (fields[i], name) == 0)
      return (TapeField)i;
  return TAPE_FIELD_NONE;
}

gboolean
tape_columns_check_map (const char *const *map, GError **error)
{
  for (; map != NULL && *map != NULL; map++)
    {
      const char *equals = strrchr (*map, '=');
      g_autofree char *known = NULL;

      if (equals != NULL && equals > *map && field_named (equals + 1) != TAPE_FIELD_NONE)
        continue;
      known = list_fields ();
      g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION,
                   _ ("\"%s\" does not map a column: write COLUMN=FIELD, with FIELD one of %s."), *map, known);
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_name (const char *name, const char *text, gsize length)
{
  return strlen (name) == length && g_ascii_strncasecmp (name, text, length) == 0;
}

TapeField
tape_columns_field (const char *const *map, const char *name, gsize length, guint *rank)
{
  *rank = 0;
  for (; map != NULL && *map != NULL; map++)
    {
      const char *equals = strrchr (*map, '=');

      if ((gsize)(equals - *map) == length && g_ascii_strncasecmp (*map, name, length) == 0)
        return field_named (equals + 1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (is_name (names[i].name, name, length))
      {
        *rank = i + 1;
        return names[i].field;
      }
  return TAPE_FIELD_NONE;
}

char *
tape_columns_list (const TapeCsvRow *header)
{
  GString *list = g_string_new (NULL);
  char *valid;

  for (guint i = 0; i < MIN (header->n_fields, TAPE_CSV_FIELDS) && list->len < 200; i++)
    {
      g_string_append (list, i > 0 ? ", " : "");
      g_string_append_len (list, header->fields[i].text, (gssize)MIN (header->fields[i].length, 40));
    }
  valid = g_utf8_make_valid (list->str, (gssize)list->len);
  g_string_free (list, TRUE);
  return valid;
}

static gboolean
check_mapped_columns (const TapeCsvRow *header, const char *const *map, const char *file, GError **error)
{
  for (; map != NULL && *map != NULL; map++)
    {
      gsize length = (gsize)(strrchr (*map, '=') - *map);
      gboolean found = FALSE;
      g_autofree char *listed = NULL;

      for (guint i = 0; i < MIN (header->n_fields, TAPE_CSV_FIELDS) && !found; i++)
        found = header->fields[i].length == length && g_ascii_strncasecmp (header->fields[i].text, *map, length) == 0;
      if (found)
        continue;
      listed = tape_columns_list (header);
      g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION,
                   _ ("\"%s\" has no column \"%.*s\" to map; its columns are: %s."), file, (int)length, *map, listed);
      return FALSE;
    }
  return TRUE;
}

static gboolean
has (const TapeColumns *self, TapeField field)
{
  return self->column[field] >= 0;
}

static void
move (TapeColumns *self, TapeField from, TapeField to)
{
  self->column[to] = self->column[from];
  self->column[from] = -1;
}

/* One time, or a date and a time of day. */
static void
settle_time (TapeColumns *self)
{
  if (has (self, TAPE_FIELD_EVENT_TIME))
    self->column[TAPE_FIELD_DATE] = self->column[TAPE_FIELD_TIME] = -1;
  else if (has (self, TAPE_FIELD_DATE) && !has (self, TAPE_FIELD_TIME))
    move (self, TAPE_FIELD_DATE, TAPE_FIELD_EVENT_TIME);
  else if (has (self, TAPE_FIELD_TIME) && !has (self, TAPE_FIELD_DATE))
    move (self, TAPE_FIELD_TIME, TAPE_FIELD_EVENT_TIME);
}

static void
forget (TapeColumns *self, TapeField first, TapeField last)
{
  for (guint i = first; i <= last; i++)
    self->column[i] = -1;
}

/* Four prices are a bar; a close alone is a price. What bars that do not say how long they are call turnover may be
 * anything. */
static void
settle_prices (TapeColumns *self)
{
  self->bars = has (self, TAPE_FIELD_OPEN) && has (self, TAPE_FIELD_HIGH) && has (self, TAPE_FIELD_LOW)
               && has (self, TAPE_FIELD_CLOSE);
  if (self->bars)
    {
      self->column[TAPE_FIELD_PRICE] = self->column[TAPE_FIELD_SIDE] = self->column[TAPE_FIELD_TRADE_ID] = -1;
      forget (self, TAPE_FIELD_RECEIVE_TIME, TAPE_FIELD_ESTIMATED);
      if (!has (self, TAPE_FIELD_LENGTH))
        forget (self, TAPE_FIELD_TURNOVER, TAPE_FIELD_SELLS);
      return;
    }
  if (!has (self, TAPE_FIELD_PRICE))
    move (self, TAPE_FIELD_CLOSE, TAPE_FIELD_PRICE);
  forget (self, TAPE_FIELD_OPEN, TAPE_FIELD_CLOSE);
  forget (self, TAPE_FIELD_LENGTH, TAPE_FIELD_SELLS);
}

static gboolean
check_columns (const TapeColumns *self, const TapeCsvRow *header, const char *file, GError **error)
{
  gboolean has_price = self->bars || has (self, TAPE_FIELD_PRICE);
  gboolean has_time = has (self, TAPE_FIELD_EVENT_TIME) || has (self, TAPE_FIELD_DATE);
  g_autofree char *listed = NULL;

  if (has_price && has_time)
    return TRUE;
  listed = tape_columns_list (header);
  g_set_error (
      error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FORMAT,
      has_price ? _ ("\"%s\" has no column that could be a time; its columns are: %s. Map one with COLUMN=event_time.")
                : _ ("\"%s\" has no column that could be a price; its columns are: %s. Map one with COLUMN=price."),
      file, listed);
  return FALSE;
}

gboolean
tape_columns_recognise (
    TapeColumns *self, const TapeCsvRow *header, const char *const *map, const char *file, GError **error)
{
  guint ranks[TAPE_N_FIELDS];

  for (guint i = 0; i < TAPE_N_FIELDS; i++)
    self->column[i] = -1;
  if (!check_mapped_columns (header, map, file, error))
    return FALSE;

  for (guint i = 0; i < MIN (header->n_fields, TAPE_CSV_FIELDS); i++)
    {
      guint rank;
      TapeField field = tape_columns_field (map, header->fields[i].text, header->fields[i].length, &rank);

      if (field != TAPE_FIELD_NONE && (self->column[field] < 0 || rank < ranks[field]))
        {
          self->column[field] = (gint)i;
          ranks[field] = rank;
        }
    }
  settle_time (self);
  settle_prices (self);

  self->total = header->n_fields;
  self->needed = self->n_used = 0;
  for (guint i = 0; i < TAPE_N_FIELDS; i++)
    if (has (self, (TapeField)i))
      {
        self->used[self->n_used++] = (TapeField)i;
        self->needed = MAX (self->needed, (guint)self->column[i] + 1);
      }
  return check_columns (self, header, file, error);
}
