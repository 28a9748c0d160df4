/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-storage.h"

#include <glib/gstdio.h>

#include "base/tape-thread.h"
#include "pipeline/tape-home.h"

/* Between two readings, ms. */
#define PACE 1500

/* What was read of a database, and what its files were like then. */
typedef struct
{
  gint64 sizes[2];
  gint64 times[2]; /* µs */
} Stamp;

typedef struct
{
  Stamp stamp;
  TapeStored *stored;
} Known;

struct _TapeStorage
{
  GObject parent_instance;

  TapeOwner owner;
  char *folder;
  TapeStored *stored[TAPE_N_STORED];
  GHashTable *known; /* of paths to Known; the reading's while one is under way */
  gboolean reading;
  gboolean again; /* asked for while one was under way */
  gboolean active;
  guint timer;
  TapeJob *job;
};

enum
{
  CHANGED,
  JOB,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeStorage, tape_storage, G_TYPE_OBJECT)

/* --- What is stored. --- */

static void
stored_clear (gpointer data)
{
  TapeStored *self = data;

  g_free (self->problem);
  tape_retention_facts_clear (&self->facts);
}

static void
stored_unref (TapeStored *self)
{
  g_atomic_rc_box_release_full (self, stored_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeStored, stored_unref)

static TapeStored *
stored_new (void)
{
  TapeStored *self = g_atomic_rc_box_new0 (TapeStored);

  self->first = self->last = TAPE_NO_TIME;
  return self;
}

static void
known_free (gpointer data)
{
  Known *self = data;

  stored_unref (self->stored);
  g_free (self);
}

/* --- Reading, on another thread. --- */

typedef struct
{
  char *paths[TAPE_N_STORED];
  GHashTable *known;
  TapeStored *stored[TAPE_N_STORED];
} Reading;

static void
reading_free (gpointer data)
{
  Reading *self = data;

  for (guint i = 0; i < TAPE_N_STORED; i++)
    {
      g_free (self->paths[i]);
      g_clear_pointer (&self->stored[i], stored_unref);
    }
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_free (self);
}

static Stamp
take_stamp (const char *path)
{
  static const char *const ends[] = { "", "-wal" };
  Stamp stamp = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *file = g_strconcat (path, ends[i], NULL);
      GStatBuf status;

      if (g_stat (file, &status) != 0)
        continue;
      stamp.sizes[i] = status.st_size;
      stamp.times[i] = status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000;
    }
  return stamp;
}

static gboolean
stamp_equal (const Stamp *a, const Stamp *b)
{
  return a->sizes[0] == b->sizes[0] && a->sizes[1] == b->sizes[1] && a->times[0] == b->times[0]
         && a->times[1] == b->times[1];
}

static void
read_facts (TapeStored *stored, const char *path)
{
  g_autoptr (GError) error = NULL;
  GArray *hours;

  if (!tape_retention_facts_read (path, g_get_real_time (), &stored->facts, NULL, &error))
    {
      tape_retention_facts_clear (&stored->facts);
      stored->facts = (TapeRetentionFacts){ 0 };
      stored->problem = g_strdup (error->message);
      return;
    }
  hours = stored->facts.hours;
  stored->trades = stored->facts.trades;
  for (guint i = 0; i < hours->len; i++)
    {
      gint64 day = tape_time_floor (g_array_index (hours, TapeRetentionHour, i).start, TAPE_DAY);

      if (stored->days == 0)
        stored->first = day;
      stored->days += stored->days == 0 || day != stored->last;
      stored->last = day;
    }
}

static TapeStored *
read_database (Reading *self, const char *path, gboolean facts)
{
  Known *known = g_hash_table_lookup (self->known, path);
  Stamp stamp = take_stamp (path);

  if (known == NULL || !stamp_equal (&known->stamp, &stamp))
    {
      TapeStored *stored = stored_new ();

      stored->files = 1;
      stored->bytes = stamp.sizes[0] + stamp.sizes[1];
      if (facts)
        read_facts (stored, path);
      known = g_new (Known, 1);
      *known = (Known){ stamp, stored };
      g_hash_table_replace (self->known, g_strdup (path), known);
    }
  return g_atomic_rc_box_acquire (known->stored);
}

static void
add_up (TapeStored *sum, const TapeStored *stored)
{
  sum->files++;
  sum->bytes += stored->bytes;
  sum->trades += stored->trades;
  if (stored->first != TAPE_NO_TIME && (sum->first == TAPE_NO_TIME || stored->first < sum->first))
    sum->first = stored->first;
  if (stored->last != TAPE_NO_TIME && (sum->last == TAPE_NO_TIME || stored->last > sum->last))
    sum->last = stored->last;
}

static char **
list_databases (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  const char *name;

  if (folder == NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    g_strv_builder_add (paths, path);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, ".db"))
      {
        g_autofree char *database = g_build_filename (path, name, NULL);

        g_strv_builder_add (paths, database);
      }
  return g_strv_builder_end (paths);
}

static TapeStored *
read_kind (Reading *self, TapeStoredKind kind)
{
  g_auto (GStrv) paths = list_databases (self->paths[kind]);
  g_autoptr (TapeStored) sum = NULL;

  if (paths[0] != NULL && kind != TAPE_STORED_REPLAYS)
    return read_database (self, paths[0], kind != TAPE_STORED_USER);
  sum = stored_new ();
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr (TapeStored) stored = read_database (self, paths[i], TRUE);

      add_up (sum, stored);
    }
  return g_steal_pointer (&sum);
}

static void
run_reading (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;

  for (guint i = 0; i < TAPE_N_STORED; i++)
    reading->stored[i] = read_kind (reading, (TapeStoredKind)i);
  g_task_return_boolean (task, TRUE);
}

/* --- On the main thread. --- */

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  TapeStorage *self = TAPE_STORAGE (source);
  Reading *reading = g_task_get_task_data (G_TASK (result));
  gboolean again = self->again;

  self->reading = FALSE;
  for (guint i = 0; i < TAPE_N_STORED; i++)
    {
      g_clear_pointer (&self->stored[i], stored_unref);
      self->stored[i] = g_steal_pointer (&reading->stored[i]);
    }
  g_signal_emit (self, signals[CHANGED], 0);
  if (again)
    tape_storage_refresh (self);
}

void
tape_storage_refresh (TapeStorage *self)
{
  g_autoptr (GTask) task = NULL;
  Reading *reading;

  g_return_if_fail (TAPE_IS_STORAGE (self));

  tape_owner_assert (&self->owner);
  self->again = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  reading = g_new0 (Reading, 1);
  for (guint i = 0; i < TAPE_N_STORED; i++)
    reading->paths[i] = tape_storage_get_path (self, (TapeStoredKind)i);
  reading->known = g_hash_table_ref (self->known);
  task = g_task_new (self, NULL, on_read, NULL);
  g_task_set_task_data (task, reading, reading_free);
  g_task_run_in_thread (task, run_reading);
}

static gboolean
on_timer (gpointer data)
{
  tape_storage_refresh (data);
  return G_SOURCE_CONTINUE;
}

void
tape_storage_set_active (TapeStorage *self, gboolean active)
{
  g_return_if_fail (TAPE_IS_STORAGE (self));

  if (active == self->active)
    return;
  self->active = active;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (!active)
    return;
  self->timer = g_timeout_add (PACE, on_timer, self);
  tape_storage_refresh (self);
}

const TapeStored *
tape_storage_get (TapeStorage *self, TapeStoredKind kind)
{
  g_return_val_if_fail (TAPE_IS_STORAGE (self), NULL);

  return self->stored[kind];
}

char *
tape_storage_get_path (TapeStorage *self, TapeStoredKind kind)
{
  static const char *const names[TAPE_N_STORED]
      = { TAPE_HOME_MAIN, TAPE_HOME_SIMULATION, TAPE_HOME_REPLAYS, TAPE_HOME_USER };

  g_return_val_if_fail (TAPE_IS_STORAGE (self), NULL);

  return g_build_filename (self->folder, names[kind], NULL);
}

char **
tape_storage_list_paths (TapeStorage *self, TapeStoredKind kind)
{
  g_autofree char *path = tape_storage_get_path (self, kind);

  return list_databases (path);
}

/* --- Work. --- */

TapeJob *
tape_storage_get_job (TapeStorage *self)
{
  g_return_val_if_fail (TAPE_IS_STORAGE (self), NULL);

  return self->job;
}

gboolean
tape_storage_is_busy (TapeStorage *self)
{
  g_return_val_if_fail (TAPE_IS_STORAGE (self), FALSE);

  return self->job != NULL && tape_job_get_state (self->job) == TAPE_JOB_RUNNING;
}

static void
on_job_ended (TapeStorage *self)
{
  g_signal_emit (self, signals[JOB], 0);
  tape_storage_refresh (self);
}

void
tape_storage_take_job (TapeStorage *self, TapeJob *job)
{
  g_return_if_fail (TAPE_IS_STORAGE (self));
  g_return_if_fail (!tape_storage_is_busy (self));

  g_clear_object (&self->job);
  self->job = job;
  g_signal_connect_object (job, "ended", G_CALLBACK (on_job_ended), self, G_CONNECT_SWAPPED);
  g_signal_emit (self, signals[JOB], 0);
}

void
tape_storage_close (TapeStorage *self)
{
  g_return_if_fail (TAPE_IS_STORAGE (self));

  tape_storage_set_active (self, FALSE);
  if (self->job == NULL)
    return;
  tape_job_stop (self->job);
  tape_job_wait (self->job);
}

/* --- The type. --- */

static void
tape_storage_dispose (GObject *object)
{
  TapeStorage *self = TAPE_STORAGE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->job);
  G_OBJECT_CLASS (tape_storage_parent_class)->dispose (object);
}

static void
tape_storage_finalize (GObject *object)
{
  TapeStorage *self = TAPE_STORAGE (object);

  for (guint i = 0; i < TAPE_N_STORED; i++)
    g_clear_pointer (&self->stored[i], stored_unref);
  g_hash_table_unref (self->known);
  g_free (self->folder);
  G_OBJECT_CLASS (tape_storage_parent_class)->finalize (object);
}

static void
tape_storage_class_init (TapeStorageClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tape_storage_dispose;
  G_OBJECT_CLASS (class)->finalize = tape_storage_finalize;
  signals[CHANGED]
      = g_signal_new ("changed", TAPE_TYPE_STORAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[JOB] = g_signal_new ("job", TAPE_TYPE_STORAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_storage_init (TapeStorage *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
}

TapeStorage *
tape_storage_new (const char *folder)
{
  TapeStorage *self = g_object_new (TAPE_TYPE_STORAGE, NULL);

  self->folder = g_strdup (folder);
  return self;
}
