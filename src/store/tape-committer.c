/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-committer.h"

/* Goes on with the last block that is stored. */
static gboolean
load_block (TapeCommitter *self, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (
      self->db,
      "SELECT first_arrival, last_arrival, min_time, max_time, instruments, estimated, aside FROM "
      "blocks ORDER BY first_arrival DESC LIMIT 1",
      error);
  TapeBlock *block = &self->block;

  if (statement == NULL)
    return FALSE;
  if (sqlite3_step (statement) == SQLITE_ROW)
    {
      block->first_arrival = sqlite3_column_int64 (statement, 0);
      block->last_arrival = sqlite3_column_int64 (statement, 1);
      block->n_trades = block->last_arrival - block->first_arrival + 1;
      block->min_time = sqlite3_column_int64 (statement, 2);
      block->max_time = sqlite3_column_int64 (statement, 3);
      block->n_estimated = sqlite3_column_int64 (statement, 5);
      block->n_aside = sqlite3_column_int64 (statement, 6);
      tape_block_load_set (block, sqlite3_column_blob (statement, 4), (gsize)sqlite3_column_bytes (statement, 4));
    }
  tape_block_copy (&self->stored_block, block);
  return tape_database_run (statement, error)
         && (block->n_trades == 0
             || tape_database_get_number (self->db, "SELECT max (max_time) FROM blocks", &self->latest, error));
}

gboolean
tape_committer_init (TapeCommitter *self, sqlite3 *db, TapeUniverse *universe, GError **error)
{
  const struct
  {
    sqlite3_stmt **statement;
    const char *sql;
  } table[] = {
    { &self->begin, "BEGIN IMMEDIATE" },
    { &self->commit, "COMMIT" },
    { &self->put_instrument, "INSERT INTO instruments (id, symbol, name, industry, country, currency, exchange, "
                             "technologies) VALUES (?, ?, ?, ?, ?, ?, ?, ?)" },
    { &self->put_block, "INSERT OR REPLACE INTO blocks (first_arrival, last_arrival, min_time, max_time, instruments, "
                        "estimated, aside) VALUES (?, ?, ?, ?, ?, ?, ?)" },
    { &self->put_dropped, "INSERT INTO dropped (arrival, from_day, watermark) VALUES (?, ?, ?)" },
    { &self->put_reject, "INSERT INTO rejected (source, receive_time, offset, line, reason, raw) "
                         "VALUES (?, ?, ?, ?, ?, ?)" },
    { &self->put_position, "UPDATE sources SET offset = ?2, line = ?3, event_time = ?4, digest = ?5, finished = ?6, "
                           "state = ?7 WHERE id = ?1" },
    { &self->put_state, "INSERT OR REPLACE INTO state (kind, instrument, time, data) VALUES (?, ?, ?, ?)" },
    { &self->put_turn, "INSERT INTO turns (arrival, source, begins, first, live, delay, lateness, time) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?)" },
    { &self->delete_state, "DELETE FROM state WHERE kind = ? AND instrument = ? AND time = ?" },
  };

  self->db = db;
  self->universe = universe;
  self->n_instruments = tape_universe_count (universe);
  self->latest = TAPE_NO_TIME;
  tape_block_init (&self->block);
  tape_block_init (&self->stored_block);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if ((*table[i].statement = tape_database_prepare (db, table[i].sql, error)) == NULL)
      return FALSE;
  return tape_trade_insert_init (&self->trades, db, error) && tape_bar_store_init (&self->bars, db, error)
         && tape_firing_store_init (&self->firings, db, error) && tape_section_init (&self->section, db, error)
         && load_block (self, error);
}

void
tape_committer_clear (TapeCommitter *self)
{
  tape_block_clear (&self->block);
  tape_block_clear (&self->stored_block);
  tape_section_clear (&self->section);
  tape_trade_insert_clear (&self->trades);
  tape_bar_store_clear (&self->bars);
  tape_firing_store_clear (&self->firings);
  g_clear_pointer (&self->begin, sqlite3_finalize);
  g_clear_pointer (&self->commit, sqlite3_finalize);
  g_clear_pointer (&self->put_instrument, sqlite3_finalize);
  g_clear_pointer (&self->put_block, sqlite3_finalize);
  g_clear_pointer (&self->put_dropped, sqlite3_finalize);
  g_clear_pointer (&self->put_reject, sqlite3_finalize);
  g_clear_pointer (&self->put_position, sqlite3_finalize);
  g_clear_pointer (&self->put_turn, sqlite3_finalize);
  g_clear_pointer (&self->put_state, sqlite3_finalize);
  g_clear_pointer (&self->delete_state, sqlite3_finalize);
}

static void
bind_time (sqlite3_stmt *statement, int parameter, gint64 time)
{
  if (time == TAPE_NO_TIME)
    sqlite3_bind_null (statement, parameter);
  else
    sqlite3_bind_int64 (statement, parameter, time);
}

static char *
list_technologies (const TapeInstrument *instrument)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint group = 0; group < tape_group_count (TAPE_GROUP_TECHNOLOGY); group++)
    if (tape_instrument_in_group (instrument, TAPE_GROUP_TECHNOLOGY, group))
      g_string_append_printf (list, "%s%s", list->len > 0 ? ";" : "", tape_group_name (TAPE_GROUP_TECHNOLOGY, group));
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static gboolean
store_instrument (TapeCommitter *self, guint32 number, GError **error)
{
  const TapeInstrument *instrument = tape_universe_get (self->universe, number);
  g_autofree char *technologies = list_technologies (instrument);
  const char *const texts[] = {
    instrument->symbol,
    instrument->name,
    tape_group_name (TAPE_GROUP_INDUSTRY, instrument->industry),
    tape_group_name (TAPE_GROUP_COUNTRY, instrument->country),
    instrument->currency,
    tape_exchange_get_mic (instrument->exchange),
    technologies,
  };

  sqlite3_bind_int64 (self->put_instrument, 1, number);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    sqlite3_bind_text (self->put_instrument, (int)i + 2, texts[i], -1, SQLITE_STATIC);
  return tape_database_run (self->put_instrument, error);
}

static gboolean
store_instruments (TapeCommitter *self, guint count, GError **error)
{
  for (guint32 i = self->n_instruments; i < count; i++)
    if (!store_instrument (self, i, error))
      return FALSE;
  return TRUE;
}

static gboolean
store_block (TapeCommitter *self, GError **error)
{
  const TapeBlock *block = &self->block;
  g_autoptr (GByteArray) set = tape_block_save_set (block);

  self->latest = MAX (self->latest, block->max_time);
  sqlite3_bind_int64 (self->put_block, 1, block->first_arrival);
  sqlite3_bind_int64 (self->put_block, 2, block->last_arrival);
  sqlite3_bind_int64 (self->put_block, 3, block->min_time);
  sqlite3_bind_int64 (self->put_block, 4, block->max_time);
  sqlite3_bind_blob (self->put_block, 5, set->data, (int)set->len, SQLITE_STATIC);
  sqlite3_bind_int64 (self->put_block, 6, block->n_estimated);
  sqlite3_bind_int64 (self->put_block, 7, block->n_aside);
  return tape_database_run (self->put_block, error);
}

/* A full block is stored when the next trade needs a new one. */
static gboolean
add_to_block (TapeCommitter *self, const TapeTrade *trade, gint64 arrival, GError **error)
{
  if (G_UNLIKELY (self->block.n_trades >= TAPE_BLOCK_TRADES))
    {
      if (!store_block (self, error))
        return FALSE;
      tape_block_reset (&self->block);
    }
  tape_block_add (&self->block, trade, arrival);
  return TRUE;
}

static gboolean
store_batch_trades (TapeCommitter *self, const TapeCommit *commit, const TapeCommitBatch *item, GError **error)
{
  const TapeBatch *batch = item->batch;
  const guint32 *duplicates = (const guint32 *)(gpointer)commit->duplicates->data + item->first_duplicate;
  guint skipped = 0;
  gint64 arrival = item->first_arrival;

  for (guint i = 0; i < batch->n_trades; i++)
    {
      if (skipped < item->n_duplicates && duplicates[skipped] == i)
        {
          skipped++;
          continue;
        }
      if (!add_to_block (self, &batch->trades[i], arrival, error)
          || !tape_trade_insert_add (&self->trades, &batch->trades[i], arrival, batch->text, error))
        return FALSE;
      if (G_UNLIKELY (tape_section_add (&self->section, &batch->trades[i], batch->text, arrival))
          && !tape_section_store (&self->section, error))
        return FALSE;
      arrival++;
    }
  return TRUE;
}

static gboolean
store_trades (TapeCommitter *self, const TapeCommit *commit, GError **error)
{
  gint64 n = 0;

  for (guint i = 0; i < commit->batches->len; i++)
    {
      const TapeCommitBatch *item = &g_array_index (commit->batches, TapeCommitBatch, i);

      g_assert (item->n_stored + item->n_duplicates == item->batch->n_trades);
      n += item->n_stored;
    }
  if (n == 0)
    return TRUE;

  tape_trade_insert_begin (&self->trades, n);
  for (guint i = 0; i < commit->batches->len; i++)
    if (!store_batch_trades (self, commit, &g_array_index (commit->batches, TapeCommitBatch, i), error))
      return FALSE;
  return store_block (self, error);
}

/* How far time has come; that a transaction fails does not change it. */
static void
note_bars (TapeCommitter *self, const TapeCommit *commit)
{
  for (guint i = 0; i < commit->bars->len; i++)
    self->latest = MAX (self->latest, g_array_index (commit->bars, TapeBarTotals, i).bar.start);
  for (guint i = 0; i < commit->batches->len; i++)
    {
      const TapeBatch *batch = g_array_index (commit->batches, TapeCommitBatch, i).batch;

      for (guint j = 0; j < batch->n_bars; j++)
        self->latest = MAX (self->latest, batch->bars[j].start);
    }
}

static gboolean
store_dropped (TapeCommitter *self, const TapeCommit *commit, GError **error)
{
  for (guint i = 0; i < commit->dropped->len; i++)
    {
      const TapeDroppedTrade *dropped = &g_array_index (commit->dropped, TapeDroppedTrade, i);

      sqlite3_bind_int64 (self->put_dropped, 1, dropped->arrival);
      sqlite3_bind_int (self->put_dropped, 2, dropped->from_day != FALSE);
      bind_time (self->put_dropped, 3, dropped->watermark);
      if (!tape_database_run (self->put_dropped, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
store_reject (TapeCommitter *self, const TapeReject *reject, const char *text, GError **error)
{
  sqlite3_stmt *statement = self->put_reject;

  sqlite3_bind_int64 (statement, 1, reject->source);
  bind_time (statement, 2, reject->receive_time);
  if (reject->offset >= 0)
    sqlite3_bind_int64 (statement, 3, reject->offset);
  else
    sqlite3_bind_null (statement, 3);
  if (reject->line > 0)
    sqlite3_bind_int64 (statement, 4, reject->line);
  else
    sqlite3_bind_null (statement, 4);
  sqlite3_bind_text (statement, 5, text + reject->reason, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 6, text + reject->raw, -1, SQLITE_STATIC);
  return tape_database_run (statement, error);
}

static gboolean
store_rejects (TapeCommitter *self, const TapeCommit *commit, GError **error)
{
  for (guint i = 0; i < commit->batches->len; i++)
    {
      const TapeBatch *batch = g_array_index (commit->batches, TapeCommitBatch, i).batch;

      for (guint j = 0; j < batch->n_rejects; j++)
        if (!store_reject (self, &batch->rejects[j], batch->text, error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
store_position (TapeCommitter *self, const TapePosition *position, GError **error)
{
  sqlite3_stmt *statement = self->put_position;
  gsize length = 0;
  gconstpointer state = position->state != NULL ? g_bytes_get_data (position->state, &length) : NULL;

  sqlite3_bind_int64 (statement, 1, position->source);
  sqlite3_bind_int64 (statement, 2, position->offset);
  sqlite3_bind_int64 (statement, 3, position->line);
  bind_time (statement, 4, position->event_time);
  sqlite3_bind_int64 (statement, 5, (gint64)position->digest);
  sqlite3_bind_int (statement, 6, position->finished != FALSE);
  sqlite3_bind_blob (statement, 7, state, (int)length, SQLITE_STATIC);
  return tape_database_run (statement, error);
}

/* From the last batch on: the first position seen of a source is its latest. */
static gboolean
store_positions (TapeCommitter *self, const TapeCommit *commit, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = commit->batches->len; i > 0; i--)
    {
      const TapeBatch *batch = g_array_index (commit->batches, TapeCommitBatch, i - 1).batch;

      for (guint j = 0; j < batch->n_positions; j++)
        if (g_hash_table_add (seen, GUINT_TO_POINTER (batch->positions[j].source))
            && !store_position (self, &batch->positions[j], error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
store_state (TapeCommitter *self, const TapeCommit *commit, GError **error)
{
  for (guint i = 0; i < commit->state->len; i++)
    {
      const TapeStateRow *row = &g_array_index (commit->state, TapeStateRow, i);
      sqlite3_stmt *statement = row->length > 0 ? self->put_state : self->delete_state;

      sqlite3_bind_int64 (statement, 1, row->kind);
      sqlite3_bind_int64 (statement, 2, row->instrument);
      sqlite3_bind_int64 (statement, 3, row->time);
      if (row->length > 0)
        sqlite3_bind_blob (statement, 4, commit->state_data->data + row->offset, (int)row->length, SQLITE_STATIC);
      if (!tape_database_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
store_turn (TapeCommitter *self, const TapeCommit *commit, const TapeCommitBatch *item, gboolean first, GError **error)
{
  const TapeBatch *batch = item->batch;
  sqlite3_stmt *statement = self->put_turn;

  sqlite3_bind_int64 (statement, 1, item->first_arrival - 1);
  sqlite3_bind_int64 (statement, 2, batch->source);
  sqlite3_bind_int (statement, 3, batch->kind == TAPE_BATCH_BEGIN);
  sqlite3_bind_int (statement, 4, first);
  sqlite3_bind_int (statement, 5, batch->live != FALSE);
  sqlite3_bind_int64 (statement, 6, batch->delay);
  sqlite3_bind_int64 (statement, 7, commit->lateness);
  bind_time (statement, 8, item->time);
  return tape_database_run (statement, error);
}

/* @begun: whether a source has begun since the writer was made; a session begins with the first. */
static gboolean
store_turns (TapeCommitter *self, const TapeCommit *commit, gboolean *begun, GError **error)
{
  for (guint i = 0; i < commit->batches->len; i++)
    {
      const TapeCommitBatch *item = &g_array_index (commit->batches, TapeCommitBatch, i);

      if (item->batch->kind != TAPE_BATCH_BEGIN && item->batch->kind != TAPE_BATCH_END)
        continue;
      if (!store_turn (self, commit, item, !*begun, error))
        return FALSE;
      *begun = TRUE;
    }
  return TRUE;
}

static void
roll_back (TapeCommitter *self)
{
  if (!sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  tape_block_copy (&self->block, &self->stored_block);
  tape_section_forget (&self->section);
  tape_bar_store_roll_back (&self->bars);
}

gboolean
tape_committer_run (TapeCommitter *self, const TapeCommit *commit, GError **error)
{
  guint n_instruments = tape_universe_count (self->universe);
  gboolean begun = self->begun;

  tape_firing_store_number (&self->firings, commit->firings);
  if (!tape_database_run (self->begin, error))
    return FALSE;
  note_bars (self, commit);
  if (!store_instruments (self, n_instruments, error) || !store_trades (self, commit, error)
      || !tape_bar_store_put (&self->bars, commit, error) || !store_dropped (self, commit, error)
      || !store_rejects (self, commit, error) || !store_positions (self, commit, error)
      || !store_turns (self, commit, &begun, error) || !tape_firing_store_put (&self->firings, commit->firings, error)
      || !store_state (self, commit, error) || !tape_database_run (self->commit, error))
    {
      roll_back (self);
      return FALSE;
    }
  self->n_instruments = n_instruments;
  self->begun = begun;
  tape_block_copy (&self->stored_block, &self->block);
  return TRUE;
}

gboolean
tape_committer_log_firings (TapeCommitter *self, GPtrArray *firings, GError **error)
{
  tape_firing_store_number (&self->firings, firings);
  if (!tape_database_run (self->begin, error))
    return FALSE;
  if (tape_firing_store_put (&self->firings, firings, error) && tape_database_run (self->commit, error))
    return TRUE;
  roll_back (self);
  return FALSE;
}

static gboolean
store_marks (TapeCommitter *self, const GArray *marks, gint64 seen_up_to, GError **error)
{
  for (guint i = 0; i < marks->len; i++)
    {
      const TapeFiringMark *mark = &g_array_index (marks, TapeFiringMark, i);

      if (!tape_firing_store_mark (&self->firings, mark, error))
        return FALSE;
    }
  return seen_up_to <= 0 || tape_firing_store_see (&self->firings, seen_up_to, error);
}

gboolean
tape_committer_mark_firings (TapeCommitter *self, const GArray *marks, gint64 seen_up_to, GError **error)
{
  if (!tape_database_run (self->begin, error))
    return FALSE;
  if (store_marks (self, marks, seen_up_to, error) && tape_database_run (self->commit, error))
    return TRUE;
  roll_back (self);
  return FALSE;
}

gboolean
tape_committer_settle (TapeCommitter *self, gint64 ended, GError **error)
{
  gboolean needed;

  if (!tape_bar_store_needs_settling (&self->bars, ended, &needed, error))
    return FALSE;
  if (!needed)
    return TRUE;
  if (!tape_database_run (self->begin, error))
    return FALSE;
  if (tape_bar_store_settle (&self->bars, ended, error) && tape_database_run (self->commit, error))
    return TRUE;
  roll_back (self);
  return FALSE;
}
