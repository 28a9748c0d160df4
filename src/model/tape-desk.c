/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-desk.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/tape-thread.h"
#include "feed/tape-replay.h"
#include "feed/tape-simulator.h"
#include "model/tape-reader-pool.h"
#include "model/tape-replay-name.h"

/* As many as a person can look over: a tile of the treemap holds its symbol. */
#define SIMULATED_SYMBOLS 320

struct _TapeDesk
{
  GObject parent_instance;

  TapeOwner owner;
  char *folder;

  TapeSession *session;
  TapeReaderPool *readers; /* NULL where nothing is stored */
  GPtrArray *feeds;        /* (element-type TapeFeed), the session's */
  gboolean simulation;
  char **files;
  double speed;
  char *fallback_message; /* why the session keeps nothing */

  TapeFrame *frame;
  TapeReality reality;
  char *store_message;
  char *symbol;
  gboolean symbol_found; /* the session has seen it */
  guint32 focus;
  TapeZone zone;
};

enum
{
  PROP_0,
  PROP_REALITY,
  PROP_SYMBOL,
  PROP_STORE_MESSAGE,
  PROP_ZONE,
  N_PROPS
};

enum
{
  READY,
  FRAME,
  SESSION,
  FEEDS,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeDesk, tape_desk, G_TYPE_OBJECT)

GType
tape_reality_get_type (void)
{
  static gsize type;
  static const GEnumValue values[] = {
    { TAPE_REALITY_LIVE, "TAPE_REALITY_LIVE", "live" },
    { TAPE_REALITY_DELAYED, "TAPE_REALITY_DELAYED", "delayed" },
    { TAPE_REALITY_REPLAY, "TAPE_REALITY_REPLAY", "replay" },
    { TAPE_REALITY_SIMULATED, "TAPE_REALITY_SIMULATED", "simulated" },
    { TAPE_REALITY_STOPPED, "TAPE_REALITY_STOPPED", "stopped" },
    { 0, NULL, NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("TapeReality", values));
  return type;
}

/* --- What is derived from the session. --- */

static TapeReality
find_reality (TapeDesk *self)
{
  TapeReality reality = TAPE_REALITY_STOPPED;

  /* Simulated prices stay simulated when the simulator stands still. */
  if (self->simulation)
    return TAPE_REALITY_SIMULATED;
  for (guint i = 0; i < self->feeds->len; i++)
    {
      g_autoptr (TapeFeedHealth) health = tape_feed_get_health (self->feeds->pdata[i], FALSE);

      if (health->state != TAPE_FEED_STOPPED && health->state != TAPE_FEED_FAILED)
        reality = TAPE_REALITY_REPLAY;
    }
  return reality;
}

static void
update_reality (TapeDesk *self)
{
  TapeReality reality = find_reality (self);

  if (reality == self->reality)
    return;
  self->reality = reality;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REALITY]);
}

static void
update_store_message (TapeDesk *self)
{
  g_autofree char *message = NULL;

  if (self->fallback_message != NULL)
    message = g_strdup (self->fallback_message);
  else if (self->session != NULL)
    message = tape_session_get_store_message (self->session);
  if (g_strcmp0 (message, self->store_message) == 0)
    return;
  g_free (self->store_message);
  self->store_message = g_steal_pointer (&message);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STORE_MESSAGE]);
}

static void
update_focus (TapeDesk *self)
{
  guint32 focus = tape_desk_get_instrument (self);

  if (self->session == NULL || focus == self->focus)
    return;
  self->focus = focus;
  tape_session_set_focus (self->session, focus);
}

/* A symbol that was chosen in another session may be unknown to this one: then what trades here is shown. */
static void
choose_symbol_that_trades (TapeDesk *self)
{
  TapeUniverse *universe = tape_desk_get_universe (self);
  guint best = TAPE_NO_INSTRUMENT;

  if (self->symbol_found)
    return;
  if (tape_desk_get_instrument (self) != TAPE_NO_INSTRUMENT)
    {
      self->symbol_found = TRUE;
      return;
    }
  for (guint i = 0; i < self->frame->n_rows; i++)
    if (self->frame->rows[i].last_time != TAPE_NO_TIME
        && (best == TAPE_NO_INSTRUMENT || self->frame->rows[i].count > self->frame->rows[best].count))
      best = i;
  if (best != TAPE_NO_INSTRUMENT)
    tape_desk_set_symbol (self, tape_universe_get (universe, best)->symbol);
}

/* --- Frames. --- */

static gboolean
emit_ready (gpointer data)
{
  g_signal_emit (data, signals[READY], 0);
  return G_SOURCE_REMOVE;
}

/* On the engine thread. */
static void
on_frame_ready (gpointer data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, emit_ready, g_object_ref (data), g_object_unref);
}

static void
take_frame (TapeDesk *self)
{
  TapeFrame *frame = tape_session_take_frame (self->session);

  if (frame == NULL)
    return;
  g_clear_pointer (&self->frame, tape_frame_unref);
  self->frame = frame;
  choose_symbol_that_trades (self);
  update_focus (self);
  g_signal_emit (self, signals[FRAME], 0);
}

void
tape_desk_poll (TapeDesk *self)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  tape_owner_assert (&self->owner);
  if (self->session == NULL)
    return;
  take_frame (self);
  update_store_message (self);
}

/* --- Sessions. --- */

static void
forget_session (TapeDesk *self)
{
  g_ptr_array_set_size (self->feeds, 0);
  g_clear_pointer (&self->readers, tape_reader_pool_unref);
  g_clear_pointer (&self->frame, tape_frame_unref);
  g_clear_pointer (&self->fallback_message, g_free);
  g_clear_pointer (&self->files, g_strfreev);
  self->simulation = FALSE;
  self->focus = TAPE_NO_INSTRUMENT;
  self->symbol_found = FALSE;
}

static void
end_session (TapeDesk *self)
{
  TapeSession *session = g_steal_pointer (&self->session);

  forget_session (self);
  if (session == NULL)
    return;
  tape_session_set_frame_notify (session, NULL, NULL);
  tape_session_free (session);
}

/* A database that cannot be used keeps nobody from watching: the session then runs in memory. */
static TapeSession *
open_session (const char *path, gboolean simulation, char **fallback_message, GError **error)
{
  TapeSessionOptions options = {
    .database = path,
    .round_the_clock = simulation,
    .ticks = simulation,
    .persistent = TRUE,
    .frames = TRUE,
    .engine = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT },
  };
  g_autoptr (GError) problem = NULL;
  TapeSession *session = tape_session_new (&options, &problem);

  if (session != NULL || problem->domain != TAPE_STORE_ERROR)
    {
      if (session == NULL)
        g_propagate_error (error, g_steal_pointer (&problem));
      return session;
    }
  *fallback_message = g_strdup (problem->message);
  options.database = NULL;
  return tape_session_new (&options, error);
}

static void
on_feed_ended (TapeFeed *feed, gpointer data)
{
  TapeDesk *self = data;

  if (!g_ptr_array_find (self->feeds, feed, NULL))
    return;
  update_reality (self);
  g_signal_emit (self, signals[FEEDS], 0);
}

/* Takes @session, @files and @fallback_message over. */
static void
show_session (TapeDesk *self, TapeSession *session, gboolean simulation, char **files, char *fallback_message)
{
  const char *database = tape_session_get_database (session);

  end_session (self);
  self->session = session;
  self->simulation = simulation;
  self->files = files;
  self->fallback_message = fallback_message;
  self->readers = database == NULL ? NULL : tape_reader_pool_new (database);
  tape_session_set_frame_notify (session, on_frame_ready, self);
}

static void
announce_session (TapeDesk *self)
{
  update_reality (self);
  update_store_message (self);
  update_focus (self);
  g_signal_emit (self, signals[SESSION], 0);
  g_signal_emit (self, signals[FEEDS], 0);
  /* Asks for the first frame. */
  tape_desk_poll (self);
}

/* Whether @path is the database that the session has open: one writer at a time. */
static gboolean
is_open (TapeDesk *self, const char *path)
{
  return self->session != NULL && g_strcmp0 (tape_session_get_database (self->session), path) == 0;
}

static TapeFeed *
new_simulator (TapeUniverse *universe, double speed, GError **error)
{
  TapeSimulatorOptions options = tape_simulator_defaults;

  options.symbols = SIMULATED_SYMBOLS;
  options.start = g_get_real_time ();
  options.past = TRUE;
  options.speed = speed;
  return tape_simulator_new (universe, &options, error);
}

static TapeFeed *
new_replay (TapeUniverse *universe, const char *const *paths, double speed, GError **error)
{
  TapeReplayOptions options = { .speed = speed, .delay = -1 };

  return tape_replay_new (universe, paths, &options, error);
}

/* Makes the session's feed and binds it to what the store knows of it. */
static TapeFeed *
add_feed (TapeSession *session, const char *const *files, double speed, GError **error)
{
  TapeUniverse *universe = tape_session_get_universe (session);
  TapeFeed *feed = files == NULL ? new_simulator (universe, speed, error) : new_replay (universe, files, speed, error);

  if (feed == NULL || !tape_session_add_feed (session, feed, FALSE, error))
    return NULL;
  return feed;
}

static gboolean
open_any (TapeDesk *self, const char *path, const char *const *files, double speed, GError **error)
{
  g_autoptr (TapeSession) session = NULL;
  g_autofree char *message = NULL;
  g_auto (GStrv) kept = g_strdupv ((char **)files); /* the session that ends may own them */
  TapeFeed *feed;

  if (is_open (self, path))
    end_session (self);
  session = open_session (path, files == NULL, &message, error);
  if (session == NULL)
    return FALSE;
  feed = add_feed (session, (const char *const *)kept, speed, error);
  if (feed == NULL)
    return FALSE;
  self->speed = speed;
  show_session (self, g_steal_pointer (&session), files == NULL, g_steal_pointer (&kept), g_steal_pointer (&message));
  g_ptr_array_add (self->feeds, feed);
  tape_session_start_feed (self->session, feed, on_feed_ended, self);
  announce_session (self);
  return TRUE;
}

gboolean
tape_desk_open_simulation (TapeDesk *self, double speed, GError **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (TAPE_IS_DESK (self), FALSE);

  tape_owner_assert (&self->owner);
  path = g_build_filename (self->folder, "simulation.db", NULL);
  return open_any (self, path, NULL, speed, error);
}

gboolean
tape_desk_open_files (TapeDesk *self, const char *const *paths, double speed, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (TAPE_IS_DESK (self), FALSE);
  g_return_val_if_fail (paths != NULL && paths[0] != NULL, FALSE);

  tape_owner_assert (&self->owner);
  name = tape_replay_name (paths, error);
  if (name == NULL)
    return FALSE;
  path = g_build_filename (self->folder, "replays", name, NULL);
  return open_any (self, path, paths, speed, error);
}

void
tape_desk_close (TapeDesk *self)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  tape_owner_assert (&self->owner);
  end_session (self);
  update_reality (self);
}

/* --- Feeds. --- */

GPtrArray *
tape_desk_get_feeds (TapeDesk *self)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), NULL);

  return self->feeds;
}

gboolean
tape_desk_start_feed (TapeDesk *self, TapeFeed *feed, GError **error)
{
  TapeFeed *next;
  guint place;

  g_return_val_if_fail (TAPE_IS_DESK (self), FALSE);
  g_return_val_if_fail (g_ptr_array_find (self->feeds, feed, &place), FALSE);

  next = add_feed (self->session, (const char *const *)self->files, self->speed, error);
  if (next == NULL)
    return FALSE;
  self->feeds->pdata[place] = next;
  tape_session_start_feed (self->session, next, on_feed_ended, self);
  update_reality (self);
  g_signal_emit (self, signals[FEEDS], 0);
  return TRUE;
}

void
tape_desk_stop_feed (TapeDesk *self, TapeFeed *feed)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  tape_session_stop_feed (self->session, feed);
}

void
tape_desk_set_paused (TapeDesk *self, TapeFeed *feed, gboolean paused)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  tape_feed_set_paused (feed, paused);
  g_signal_emit (self, signals[FEEDS], 0);
}

void
tape_desk_set_speed (TapeDesk *self, double speed)
{
  g_return_if_fail (TAPE_IS_DESK (self));
  g_return_if_fail (speed >= 0);

  self->speed = speed;
  for (guint i = 0; i < self->feeds->len; i++)
    tape_feed_set_speed (self->feeds->pdata[i], speed);
  g_signal_emit (self, signals[FEEDS], 0);
}

/* --- Reading what is stored. --- */

typedef struct
{
  TapeReaderPool *readers;
  TapeReadFunc read;
  gpointer data;
  GDestroyNotify free_data;
  GDestroyNotify free_result;
} ReadTask;

static void
read_task_free (gpointer data)
{
  ReadTask *task = data;

  g_clear_pointer (&task->readers, tape_reader_pool_unref);
  if (task->free_data != NULL)
    g_clear_pointer (&task->data, task->free_data);
  g_free (task);
}

/* On another thread. */
static void
run_read_task (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ReadTask *read = data;
  g_autoptr (GError) error = NULL;
  TapeReader *reader = tape_reader_pool_take (read->readers, &error);
  gpointer result = NULL;

  if (reader != NULL)
    {
      result = read->read (reader, read->data, cancellable, &error);
      tape_reader_pool_give_back (read->readers, reader);
    }
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, result, read->free_result);
}

void
tape_desk_read_async (TapeDesk *self,
                      TapeReadFunc read,
                      gpointer data,
                      GDestroyNotify free_data,
                      GDestroyNotify free_result,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  ReadTask *read_task;

  g_return_if_fail (TAPE_IS_DESK (self));

  tape_owner_assert (&self->owner);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, tape_desk_read_async);
  read_task = g_new0 (ReadTask, 1);
  *read_task = (ReadTask){ self->readers == NULL ? NULL : tape_reader_pool_ref (self->readers), read, data, free_data,
                           free_result };
  g_task_set_task_data (task, read_task, read_task_free);
  if (self->readers == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("Nothing is stored."));
  else
    g_task_run_in_thread (task, run_read_task);
}

gpointer
tape_desk_read_finish (TapeDesk *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Plain access. --- */

const TapeFrame *
tape_desk_get_frame (TapeDesk *self)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), NULL);

  return self->frame;
}

TapeSession *
tape_desk_get_session (TapeDesk *self)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), NULL);

  return self->session;
}

TapeUniverse *
tape_desk_get_universe (TapeDesk *self)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), NULL);

  return self->session == NULL ? NULL : tape_session_get_universe (self->session);
}

TapeReality
tape_desk_get_reality (TapeDesk *self)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), TAPE_REALITY_STOPPED);

  return self->reality;
}

const char *
tape_desk_get_symbol (TapeDesk *self)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), NULL);

  return self->symbol;
}

void
tape_desk_set_symbol (TapeDesk *self, const char *symbol)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  if (g_strcmp0 (symbol, self->symbol) == 0)
    return;
  g_free (self->symbol);
  self->symbol = g_strdup (symbol);
  /* What was chosen here stays chosen; before the first frame it may be left over from another session. */
  self->symbol_found = self->frame != NULL;
  update_focus (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SYMBOL]);
}

guint32
tape_desk_get_instrument (TapeDesk *self)
{
  TapeUniverse *universe = tape_desk_get_universe (self);

  if (universe == NULL || self->symbol == NULL)
    return TAPE_NO_INSTRUMENT;
  return tape_universe_lookup (universe, self->symbol, strlen (self->symbol));
}

TapeZone
tape_desk_get_zone (TapeDesk *self)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), TAPE_ZONE_EXCHANGE);

  return self->zone;
}

void
tape_desk_set_zone (TapeDesk *self, TapeZone zone)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  if (zone == self->zone)
    return;
  self->zone = zone;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZONE]);
}

const char *
tape_desk_get_store_message (TapeDesk *self)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), NULL);

  return self->store_message;
}

const char *const *
tape_desk_get_files (TapeDesk *self)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), NULL);

  return (const char *const *)self->files;
}

gboolean
tape_desk_is_simulation (TapeDesk *self)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), FALSE);

  return self->simulation;
}

/* --- The type. --- */

static void
tape_desk_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeDesk *self = TAPE_DESK (object);

  switch (id)
    {
    case PROP_REALITY:
      g_value_set_enum (value, (gint)self->reality);
      break;
    case PROP_SYMBOL:
      g_value_set_string (value, self->symbol);
      break;
    case PROP_STORE_MESSAGE:
      g_value_set_string (value, self->store_message);
      break;
    case PROP_ZONE:
      g_value_set_int (value, (gint)self->zone);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_desk_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TapeDesk *self = TAPE_DESK (object);

  switch (id)
    {
    case PROP_SYMBOL:
      tape_desk_set_symbol (self, g_value_get_string (value));
      break;
    case PROP_ZONE:
      tape_desk_set_zone (self, (TapeZone)g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_desk_dispose (GObject *object)
{
  end_session (TAPE_DESK (object));
  G_OBJECT_CLASS (tape_desk_parent_class)->dispose (object);
}

static void
tape_desk_finalize (GObject *object)
{
  TapeDesk *self = TAPE_DESK (object);

  g_ptr_array_unref (self->feeds);
  g_free (self->folder);
  g_free (self->symbol);
  g_free (self->store_message);
  G_OBJECT_CLASS (tape_desk_parent_class)->finalize (object);
}

static void
tape_desk_class_init (TapeDeskClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags write = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tape_desk_get_property;
  object_class->set_property = tape_desk_set_property;
  object_class->dispose = tape_desk_dispose;
  object_class->finalize = tape_desk_finalize;

  properties[PROP_REALITY] = g_param_spec_enum ("reality", NULL, NULL, TAPE_TYPE_REALITY, TAPE_REALITY_STOPPED, read);
  properties[PROP_SYMBOL] = g_param_spec_string ("symbol", NULL, NULL, NULL, write);
  properties[PROP_STORE_MESSAGE] = g_param_spec_string ("store-message", NULL, NULL, NULL, read);
  properties[PROP_ZONE]
      = g_param_spec_int ("zone", NULL, NULL, TAPE_ZONE_EXCHANGE, TAPE_ZONE_UTC, TAPE_ZONE_EXCHANGE, write);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[READY] = g_signal_new ("ready", TAPE_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FRAME] = g_signal_new ("frame", TAPE_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SESSION] = g_signal_new ("session", TAPE_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FEEDS] = g_signal_new ("feeds", TAPE_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_desk_init (TapeDesk *self)
{
  self->feeds = g_ptr_array_new ();
  self->reality = TAPE_REALITY_STOPPED;
  self->focus = TAPE_NO_INSTRUMENT;
  self->speed = 1;
}

TapeDesk *
tape_desk_new (const char *folder)
{
  TapeDesk *self = g_object_new (TAPE_TYPE_DESK, NULL);

  self->folder = g_strdup (folder);
  return self;
}
