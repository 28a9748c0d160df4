/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-retain.h"

#include "pipeline/tape-restore.h"

/* From when on the next session will need what is stored. */
static gboolean
find_needed (TapeWriter *writer, const char *path, TapeUniverse *universe, gint64 *since, GError **error)
{
  const TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };
  g_autoptr (TapeEngine) engine = NULL;
  g_autoptr (GError) problem = NULL;
  g_autofree char *notice = NULL;

  if (!tape_restore_check (writer, path, error))
    return FALSE;
  engine = tape_restore_engine (tape_engine_new (universe, &config), path, universe, &config, &notice, &problem);
  *since = tape_engine_get_restore_time (engine);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* Days of a simulation are its own. */
static TapeUniverse *
make_universe (const char *path, GError **error)
{
  g_autoptr (TapeReader) reader = tape_reader_open (path, error);
  gboolean simulated;

  if (reader == NULL || !tape_reader_is_simulated (reader, &simulated, error))
    return NULL;
  return tape_universe_new (simulated);
}

gboolean
tape_retain (const char *path,
             const TapeRetention *retention,
             TapeRetainFunc progress,
             gpointer data,
             TapeRetentionProgress *done,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = NULL;
  gint64 since;

  *done = (TapeRetentionProgress){ .stage = TAPE_RETENTION_TRADES };
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || (universe = make_universe (path, error)) == NULL
      || (writer = tape_writer_open (path, universe, error)) == NULL
      || !find_needed (writer, path, universe, &since, error))
    return FALSE;
  tape_writer_set_needed (writer, since, TAPE_ENGINE_RESTORE_TRADES);
  while (done->stage != TAPE_RETENTION_DONE)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !tape_writer_retain (writer, retention, g_get_real_time (), TRUE, done, error))
        return FALSE;
      if (progress != NULL)
        progress (done, data);
    }
  return TRUE;
}
