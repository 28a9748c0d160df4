/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-preview.h"

#include <string.h>

#include "base/tape-row-text.h"
#include "feed/tape-replay-file-private.h"

/* Keys are gathered from so many JSON lines: not every line has all. */
#define KEY_LINES 100

/* What is shown of a row that is wrong. */
#define RAW_SHOWN 200

typedef struct
{
  TapePreview *preview;
  TapeReplayFile *file;
  TapeUniverse *universe;
  const char *const *map;
  gint comment; /* CSV: the column that says what is simulated, or -1 */
  guint n_key_lines;
  guint *ranks; /* JSON: by field, of the key that it is taken from */
} Look;

static void
column_free (gpointer data)
{
  TapePreviewColumn *self = data;

  g_free (self->name);
  g_free (self);
}

static void
row_free (gpointer data)
{
  TapePreviewRow *self = data;

  g_free (self->symbol);
  g_free (self->id);
  g_free (self->reason);
  g_free (self->raw);
  g_free (self);
}

void
tape_preview_free (TapePreview *self)
{
  g_free (self->path);
  g_free (self->symbol);
  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->errors);
  g_free (self);
}

/* --- Columns --- */

static TapePreviewColumn *
add_column (TapePreview *preview, const char *name, TapeField field)
{
  TapePreviewColumn *column = g_new0 (TapePreviewColumn, 1);

  column->name = g_utf8_make_valid (name, -1);
  column->field = field;
  g_ptr_array_add (preview->columns, column);
  return column;
}

static void
list_csv_columns (Look *look)
{
  const TapeColumns *columns = &look->file->columns;
  char **header = look->file->header;

  for (guint i = 0; header[i] != NULL; i++)
    {
      TapeField field = TAPE_FIELD_EVENT_TIME;

      while (field < TAPE_N_FIELDS && columns->column[field] != (gint)i)
        field++;
      add_column (look->preview, header[i], field);
      if (g_ascii_strcasecmp (header[i], TAPE_SIMULATED_COLUMN) == 0)
        look->comment = (gint)i;
    }
}

static TapePreviewColumn *
find_column (TapePreview *preview, const char *name)
{
  for (guint i = 0; i < preview->columns->len; i++)
    {
      TapePreviewColumn *column = g_ptr_array_index (preview->columns, i);

      if (strcmp (column->name, name) == 0)
        return column;
    }
  return NULL;
}

/* A key of a message as a service sends it is that service's; else it is known by its name, the one that counts most. */
static void
take_key (Look *look, const TapeJsonService service, const char *key)
{
  TapePreview *preview = look->preview;
  guint rank = 0;
  TapeField field = service != TAPE_JSON_SERVICE_NONE ? tape_json_lines_service_field (service, key)
                                                      : tape_columns_field (look->map, key, strlen (key), &rank);

  if (find_column (preview, key) != NULL)
    return;
  if (field != TAPE_FIELD_NONE)
    for (guint i = 0; i < preview->columns->len; i++)
      {
        TapePreviewColumn *other = g_ptr_array_index (preview->columns, i);

        if (other->field != field)
          continue;
        if (look->ranks[field] <= rank)
          field = TAPE_FIELD_NONE;
        else
          other->field = TAPE_FIELD_NONE;
        break;
      }
  if (field != TAPE_FIELD_NONE)
    look->ranks[field] = rank;
  add_column (preview, key, field);
}

static void
take_keys (Look *look, const TapeReplayRow *row)
{
  g_autofree char *line = g_strndup (row->raw, row->raw_length);
  cJSON *message = cJSON_Parse (line);
  const cJSON *object = message, *item;
  TapeJsonService service;

  look->n_key_lines++;
  if (cJSON_GetObjectItemCaseSensitive (message, "stream") != NULL
      && cJSON_IsObject (cJSON_GetObjectItemCaseSensitive (message, "data")))
    object = cJSON_GetObjectItemCaseSensitive (message, "data");
  service = tape_json_lines_get_service (object);
  cJSON_ArrayForEach (item, object)
  {
    if (item->string == NULL)
      continue;
    take_key (look, service, item->string);
    if (strcmp (item->string, TAPE_SIMULATED_COLUMN) == 0
        && g_strcmp0 (cJSON_GetStringValue (item), TAPE_SIMULATED_TEXT) == 0)
      look->preview->simulated = TRUE;
  }
  cJSON_Delete (message);
}

/* Four prices are a bar, which has neither price nor side nor id; a close alone is a price. */
static void
settle_json_columns (Look *look)
{
  TapePreview *preview = look->preview;
  gboolean bars = preview->n_bars > preview->n_trades, has_price = FALSE;

  for (guint i = 0; i < preview->columns->len; i++)
    has_price |= ((TapePreviewColumn *)g_ptr_array_index (preview->columns, i))->field == TAPE_FIELD_PRICE;
  for (guint i = 0; i < preview->columns->len; i++)
    {
      TapePreviewColumn *column = g_ptr_array_index (preview->columns, i);
      gboolean of_trades = column->field == TAPE_FIELD_PRICE || column->field == TAPE_FIELD_SIDE
                           || column->field == TAPE_FIELD_TRADE_ID || column->field == TAPE_FIELD_RECEIVE_TIME
                           || column->field == TAPE_FIELD_DERIVED || column->field == TAPE_FIELD_ESTIMATED;
      gboolean of_bars = (column->field >= TAPE_FIELD_OPEN && column->field <= TAPE_FIELD_CLOSE)
                         || (column->field >= TAPE_FIELD_LENGTH && column->field <= TAPE_FIELD_SELLS);

      if (!bars && column->field == TAPE_FIELD_CLOSE && !has_price)
        column->field = TAPE_FIELD_PRICE;
      else if (bars ? of_trades : of_bars)
        column->field = TAPE_FIELD_NONE;
    }
}

/* --- Rows --- */

static char *
describe_id (const TapeBatch *batch, const TapeTrade *trade)
{
  if ((trade->flags & TAPE_TRADE_TEXT_ID) != 0)
    return g_utf8_make_valid (batch->text + trade->id, -1);
  return (trade->flags & TAPE_TRADE_HAS_ID) != 0 ? g_strdup_printf ("%" G_GUINT64_FORMAT, trade->id) : NULL;
}

static void
keep_event (Look *look, TapeRowKind kind, gint64 line, const TapeBatch *batch)
{
  TapePreviewRow *row;
  guint32 instrument;

  if (look->preview->rows->len >= TAPE_PREVIEW_ROWS)
    return;
  row = g_new0 (TapePreviewRow, 1);
  row->kind = kind;
  row->line = line;
  if (kind == TAPE_ROW_TRADE)
    {
      row->trade = batch->trades[0];
      row->id = describe_id (batch, &batch->trades[0]);
      instrument = row->trade.instrument;
    }
  else
    {
      row->bar = batch->bars[0];
      instrument = row->bar.instrument;
    }
  row->symbol = g_strdup (tape_universe_get (look->universe, instrument)->symbol);
  g_ptr_array_add (look->preview->rows, row);
}

static void
keep_error (Look *look, const TapeReplayRow *found)
{
  TapePreviewRow *row;

  if (look->preview->errors->len >= TAPE_PREVIEW_ERRORS)
    return;
  row = g_new0 (TapePreviewRow, 1);
  row->kind = TAPE_ROW_REJECT;
  row->line = look->file->scanner.line + 1;
  row->reason = g_strdup (found->reason);
  row->raw = g_utf8_make_valid (found->raw, (gssize)MIN (found->raw_length, RAW_SHOWN));
  g_ptr_array_add (look->preview->errors, row);
}

static void
note_comment (Look *look)
{
  const TapeCsvRow *csv = &look->file->scanner.csv;

  if (look->comment < 0 || (guint)look->comment >= MIN (csv->n_fields, TAPE_CSV_FIELDS))
    return;
  if (csv->fields[look->comment].length == strlen (TAPE_SIMULATED_TEXT)
      && memcmp (csv->fields[look->comment].text, TAPE_SIMULATED_TEXT, strlen (TAPE_SIMULATED_TEXT)) == 0)
    look->preview->simulated = TRUE;
}

/* Takes the row made ready. */
static void
take_row (Look *look, const TapeReplayRow *row)
{
  TapePreview *preview = look->preview;
  TapeRowKind kind = row->kind;
  gboolean is_event = kind == TAPE_ROW_TRADE || kind == TAPE_ROW_BAR;
  g_autoptr (TapeBatch) batch = tape_batch_new (kind == TAPE_ROW_BAR ? TAPE_BATCH_BARS : TAPE_BATCH_TRADES, 0);
  gint64 line = look->file->scanner.line + 1;

  preview->n_trades += kind == TAPE_ROW_TRADE;
  preview->n_bars += kind == TAPE_ROW_BAR;
  preview->n_rejected += kind == TAPE_ROW_REJECT;
  preview->n_ignored += kind == TAPE_ROW_IGNORED;
  if (kind == TAPE_ROW_REJECT)
    keep_error (look, row);
  if (is_event && !preview->json)
    note_comment (look);
  if (is_event && preview->json && look->n_key_lines < KEY_LINES)
    take_keys (look, row);
  tape_replay_file_take (look->file, batch);
  if (is_event)
    keep_event (look, kind, line, batch);
}

/* --- The file --- */

static guint64
count_rows (const TapePreview *preview)
{
  return preview->n_trades + preview->n_bars + preview->n_rejected + preview->n_ignored;
}

static guint64
estimate_rows (Look *look)
{
  guint64 n = count_rows (look->preview);
  double share = tape_replay_file_get_progress (look->file);

  return share > 0 ? MAX (n, (guint64)((double)n / share)) : n;
}

static gboolean
look_at_rows (Look *look, GCancellable *cancellable, GError **error)
{
  TapePreview *preview = look->preview;

  for (;;)
    {
      const TapeReplayRow *row = tape_replay_file_peek (look->file);
      guint64 n = count_rows (preview);

      if (!tape_replay_file_advance (look->file, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      preview->whole = row->kind == TAPE_ROW_END;
      if (preview->whole || n == TAPE_PREVIEW_LOOK)
        {
          preview->n_estimated = preview->whole ? n : estimate_rows (look);
          return TRUE;
        }
      take_row (look, row);
    }
}

static gboolean
look_at (Look *look, GCancellable *cancellable, GError **error)
{
  TapePreview *preview = look->preview;

  preview->json = look->file->scanner.json;
  preview->symbol = g_strdup (tape_replay_file_get_default_symbol (look->file));
  tape_replay_file_take_receive_times (look->file);
  if (!preview->json)
    list_csv_columns (look);
  if (!tape_replay_file_survey (look->file, 0, cancellable, error) || !tape_replay_file_start (look->file, error)
      || !look_at_rows (look, cancellable, error))
    return FALSE;
  if (preview->json)
    settle_json_columns (look);
  return TRUE;
}

TapePreview *
tape_preview_new (const char *path, const char *const *map, GCancellable *cancellable, GError **error)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapePreview) preview = g_new0 (TapePreview, 1);
  g_autoptr (TapeReplayFile) file = NULL;
  guint ranks[TAPE_N_FIELDS] = { 0 };
  Look look = { .preview = preview, .universe = universe, .map = map, .comment = -1, .ranks = ranks };

  preview->path = g_strdup (path);
  preview->columns = g_ptr_array_new_with_free_func (column_free);
  preview->rows = g_ptr_array_new_with_free_func (row_free);
  preview->errors = g_ptr_array_new_with_free_func (row_free);
  if (!tape_columns_check_map (map, error) || (file = tape_replay_file_new (universe, path, map, error)) == NULL)
    return NULL;
  look.file = file;
  return look_at (&look, cancellable, error) ? g_steal_pointer (&preview) : NULL;
}
