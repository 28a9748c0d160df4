/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pipeline/tape-restore.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/tape-rebuild.h"
#include "store/tape-history.h"

/* How far behind its last event a source is taken to be complete, where nobody knows its delay. */
#define DELAY TAPE_MINUTE

/* --- The first row, which says what wrote the state --- */

typedef struct
{
  gboolean is_there;
  TapeStateRow row;
  gpointer data;
} Head;

static void
head_clear (Head *self)
{
  g_free (self->data);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Head, head_clear)

static void
take_head (const TapeStateRow *row, gconstpointer bytes, gpointer data)
{
  Head *head = data;

  head->is_there = TRUE;
  head->row = *row;
  g_free (head->data);
  head->data = g_memdup2 (bytes, row->length);
}

static gboolean
check_head (const Head *head, GError **error)
{
  return tape_engine_check_state (head->is_there ? &head->row : NULL, head->data, error);
}

gboolean
tape_restore_check (TapeWriter *writer, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GError) problem = NULL;
  g_auto (Head) head = { 0 };

  if (!tape_writer_load_state (writer, TAPE_ENGINE_STATE_HEAD, take_head, &head, error))
    return FALSE;
  if (check_head (&head, &problem) || !g_error_matches (problem, TAPE_ENGINE_ERROR, TAPE_ENGINE_ERROR_NEWER))
    return TRUE;
  g_propagate_prefixed_error (error, g_steal_pointer (&problem), "“%s”: ", name);
  return FALSE;
}

/* --- From the rows of state --- */

typedef struct
{
  TapeEngine *engine;
  GError *error;
} Restore;

static void
restore_row (const TapeStateRow *row, gconstpointer bytes, gpointer data)
{
  Restore *restore = data;

  if (restore->error == NULL)
    tape_engine_restore_row (restore->engine, row, bytes, &restore->error);
}

/* @error of the engine's domain where the rows are of no use. */
static gboolean
restore_rows (TapeEngine *engine, TapeReader *reader, guint32 kind, GError **error)
{
  Restore restore = { engine, NULL };

  if (!tape_reader_load_state (reader, kind, restore_row, &restore, error))
    {
      g_clear_error (&restore.error);
      return FALSE;
    }
  if (restore.error == NULL)
    return TRUE;
  g_propagate_error (error, restore.error);
  return FALSE;
}

gboolean
tape_restore_batches (TapeReader *reader, TapeUniverse *universe, GArray *means, GError **error)
{
  const TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };
  g_autoptr (TapeEngine) engine = tape_engine_new (universe, &config);
  g_auto (Head) head = { 0 };

  if (!tape_reader_load_state (reader, TAPE_ENGINE_STATE_HEAD, take_head, &head, error))
    return FALSE;
  if (!check_head (&head, NULL))
    return TRUE;
  if (!restore_rows (engine, reader, TAPE_ENGINE_STATE_BATCHES, error))
    return FALSE;
  tape_engine_get_batch_means (engine, means);
  return TRUE;
}

/* --- From all that is stored --- */

static void
forget_row (const TapeStateRow *row, gconstpointer bytes, gpointer data)
{
  tape_rebuild_forget_row (data, row);
}

static void
take_source (guint32 source, guint64 trades, guint64 bars, guint64 rejected, gpointer data)
{
  tape_rebuild_source (data, source, trades, bars, rejected);
}

static void
take_bar (const TapeBarTotals *totals, gpointer data)
{
  if (totals->bar.length == TAPE_BAR_DAY)
    tape_rebuild_day (data, totals);
  else
    tape_rebuild_minute (data, totals);
}

static void
take_dropped (const TapeTrade *trade, gboolean from_day, gpointer data)
{
  tape_rebuild_dropped (data, trade, from_day);
}

static char *
tell (const Head *head)
{
  if (head->is_there)
    return g_strdup (
        _ ("An older version of Tapeline wrote this database last. Days, indicators and open windows were made "
           "again of what is stored; the last micro-batches, and how often windows of a size of their own "
           "were revised, are not known."));
  return g_strdup (
      _ ("It is not known how the last run ended. Days, indicators and open windows were made again of what is "
         "stored; late and duplicate trades are counted anew, and the last micro-batches, and how often "
         "windows of a size of their own were revised, are not known."));
}

static gboolean
rebuild (
    TapeEngine *engine, TapeReader *reader, TapeHistory *history, const TapeHistoryEnd *end, Head *head, GError **error)
{
  const TapeRebuild known = {
    .row = head->is_there ? &head->row : NULL,
    .data = head->data,
    .arrival = end->arrival,
    .watermark = end->event_time != TAPE_NO_TIME ? end->event_time - DELAY : TAPE_NO_TIME,
    .finished = end->finished,
  };

  head->is_there = tape_rebuild_begin (engine, &known);
  return tape_reader_load_state (reader, TAPE_STATE_ALL, forget_row, engine, error)
         && (head->is_there || tape_history_each_source (history, take_source, engine, error))
         && tape_history_each_bar (history, take_bar, engine, error)
         && tape_history_each_dropped (history, take_dropped, engine, error);
}

/* Whether there is anything to go on from. */
static gboolean
rebuild_if_any (TapeEngine *engine, TapeReader *reader, const char *path, Head *head, char **notice, GError **error)
{
  g_autoptr (TapeHistory) history = tape_history_open (path, error);
  TapeHistoryEnd end = { 0 };

  if (history == NULL || !tape_history_get_end (history, &end, error))
    return FALSE;
  if (end.is_empty)
    return TRUE;
  if (!rebuild (engine, reader, history, &end, head, error))
    return FALSE;
  *notice = tell (head);
  return TRUE;
}

static void
restore_trade (const TapeTrade *trade, const char *text, gint64 arrival, gpointer data)
{
  tape_engine_restore_trade (data, trade, text, arrival);
}

static gboolean
restore (TapeEngine **engine,
         const char *path,
         TapeUniverse *universe,
         const TapeEngineConfig *config,
         char **notice,
         GError **error)
{
  g_autoptr (TapeReader) reader = tape_reader_open (path, error);
  g_autoptr (GError) problem = NULL;
  g_auto (Head) head = { 0 };

  if (reader == NULL || !tape_reader_load_state (reader, TAPE_ENGINE_STATE_HEAD, take_head, &head, error))
    return FALSE;
  if (!check_head (&head, &problem) || !restore_rows (*engine, reader, TAPE_STATE_ALL, &problem))
    {
      if (problem->domain != TAPE_ENGINE_ERROR)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      tape_engine_free (*engine);
      *engine = tape_engine_new (universe, config);
      if (!rebuild_if_any (*engine, reader, path, &head, notice, error))
        return FALSE;
    }
  return tape_reader_load_trades (reader, tape_engine_get_restore_time (*engine), TAPE_ENGINE_RESTORE_TRADES,
                                  restore_trade, *engine, NULL, error);
}

TapeEngine *
tape_restore_engine (TapeEngine *fresh,
                     const char *path,
                     TapeUniverse *universe,
                     const TapeEngineConfig *config,
                     char **notice,
                     GError **error)
{
  TapeEngine *engine = fresh;

  *notice = NULL;
  restore (&engine, path, universe, config, notice, error);
  tape_engine_restored (engine);
  return engine;
}

/* --- What a source may deliver once more --- */

static void
take_known (const TapeTrade *trade, const char *text, gpointer data)
{
  TapeTrade *known = tape_batch_add_trade (data);

  *known = *trade;
  if (text != NULL)
    tape_batch_set_trade_id (data, known, text, strlen (text));
}

TapeBatch *
tape_restore_known (const char *path, guint32 source, gint64 from, gint64 to, GError **error)
{
  g_autoptr (TapeHistory) history = tape_history_open (path, error);
  g_autoptr (TapeBatch) batch = tape_batch_new (TAPE_BATCH_KNOWN, 0);

  batch->source = source;
  if (history == NULL || !tape_history_each_of_source (history, source, from, to, take_known, batch, error))
    return NULL;
  return g_steal_pointer (&batch);
}
