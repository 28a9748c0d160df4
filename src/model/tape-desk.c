/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "model/tape-desk-private.h"

enum
{
  PROP_0,
  PROP_REALITY,
  PROP_SYMBOL,
  PROP_STORE_MESSAGE,
  PROP_STORE_NOTICE,
  PROP_ZONE,
  PROP_PLACE,
  N_PROPS
};

enum
{
  READY,
  FRAME,
  SESSION,
  TRIAL,
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
  gboolean delayed = FALSE;

  /* Simulated prices stay simulated when the simulator stands still. */
  if (self->simulation)
    return TAPE_REALITY_SIMULATED;
  for (guint i = 0; i < self->feeds->len; i++)
    {
      TapeFeed *feed = self->feeds->pdata[i];
      g_autoptr (TapeFeedHealth) health = tape_feed_get_health (feed, FALSE);
      const TapeUserFeed *definition = tape_desk_get_definition (self, feed);

      if (health->state == TAPE_FEED_STOPPED || health->state == TAPE_FEED_FAILED)
        continue;
      reality = self->live == NULL ? TAPE_REALITY_REPLAY : TAPE_REALITY_LIVE;
      delayed = delayed || (definition != NULL && tape_live_is_delayed (definition));
    }
  return delayed ? TAPE_REALITY_DELAYED : reality;
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

void
tape_desk_frame_ready (gpointer data)
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
  self->undrawn = TRUE;
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
  tape_desk_watch_store (self);
}

void
tape_desk_note_drawn (TapeDesk *self)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  tape_owner_assert (&self->owner);
  if (self->session != NULL && self->frame != NULL && self->undrawn)
    tape_session_note_drawn (self->session, self->frame);
  self->undrawn = FALSE;
}

/* What a session says of how it went on, behind what is said of its file already. */
static void
take_notice (TapeDesk *self)
{
  g_autofree char *notice = self->session != NULL ? tape_session_take_notice (self->session) : NULL;
  g_autofree char *both = NULL;

  if (notice == NULL)
    return;
  both = self->store_notice != NULL ? g_strjoin (" ", self->store_notice, notice, NULL) : g_strdup (notice);
  tape_desk_set_store_notice (self, both);
}

/* Where the store is stuck for long the engine waits for it, and makes no frames. */
gboolean
tape_desk_watch_store (gpointer data)
{
  update_store_message (data);
  take_notice (data);
  tape_desk_look_for_damage (data);
  return G_SOURCE_CONTINUE;
}

/* --- What happens to the session. --- */

void
tape_desk_feeds_changed (TapeDesk *self)
{
  update_reality (self);
  g_signal_emit (self, signals[FEEDS], 0);
}

void
tape_desk_announce_session (TapeDesk *self)
{
  update_reality (self);
  update_store_message (self);
  update_focus (self);
  tape_desk_show_trial (self, NULL, NULL);
  g_signal_emit (self, signals[SESSION], 0);
  tape_desk_feeds_changed (self);
  /* Asks for the first frame. */
  tape_desk_poll (self);
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

TapeFeed *
tape_desk_find_feed (TapeDesk *self, guint32 source)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), NULL);

  for (guint i = 0; self->session != NULL && i < self->feeds->len; i++)
    if (tape_session_is_of_feed (self->session, source, self->feeds->pdata[i]))
      return self->feeds->pdata[i];
  return NULL;
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

void
tape_desk_go_to (TapeDesk *self, const char *symbol, gint64 time)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  tape_desk_set_symbol (self, symbol);
  /* A session that does not know it yet may come to know it. */
  self->symbol_found = TRUE;
  self->place = time;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLACE]);
}

void
tape_desk_show_trial (TapeDesk *self, const char *title, GPtrArray *firings)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  if (firings == NULL && self->trial == NULL)
    return;
  g_free (self->trial_title);
  self->trial_title = g_strdup (title);
  if (firings != NULL)
    g_ptr_array_ref (firings);
  g_clear_pointer (&self->trial, g_ptr_array_unref);
  self->trial = firings;
  g_signal_emit (self, signals[TRIAL], 0);
}

GPtrArray *
tape_desk_get_trial (TapeDesk *self, const char **title)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), NULL);

  if (title != NULL)
    *title = self->trial_title;
  return self->trial;
}

gint64
tape_desk_take_place (TapeDesk *self)
{
  gint64 place;

  g_return_val_if_fail (TAPE_IS_DESK (self), TAPE_NO_TIME);

  place = self->place;
  self->place = TAPE_NO_TIME;
  return place;
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

const char *
tape_desk_get_store_notice (TapeDesk *self)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), NULL);

  return self->store_notice;
}

void
tape_desk_set_store_notice (TapeDesk *self, const char *notice)
{
  if (g_strcmp0 (notice, self->store_notice) == 0)
    return;
  g_free (self->store_notice);
  self->store_notice = g_strdup (notice);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STORE_NOTICE]);
}

void
tape_desk_dismiss_store_notice (TapeDesk *self)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  tape_owner_assert (&self->owner);
  tape_desk_set_store_notice (self, NULL);
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

gboolean
tape_desk_is_stored (TapeDesk *self)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), FALSE);

  return self->session != NULL && !self->simulation && self->files == NULL;
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
    case PROP_STORE_NOTICE:
      g_value_set_string (value, self->store_notice);
      break;
    case PROP_PLACE:
      g_value_set_int64 (value, self->place);
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
  tape_desk_end_session (TAPE_DESK (object));
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
  g_free (self->store_notice);
  g_free (self->wanted);
  g_free (self->trial_title);
  g_clear_pointer (&self->trial, g_ptr_array_unref);
  g_clear_pointer (&self->rules, tape_rule_set_unref);
  g_clear_pointer (&self->replayed, tape_rule_set_unref);
  g_clear_pointer (&self->definitions, g_ptr_array_unref);
  g_clear_error (&self->refusal);
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
  properties[PROP_STORE_NOTICE] = g_param_spec_string ("store-notice", NULL, NULL, NULL, read);
  properties[PROP_STORE_MESSAGE] = g_param_spec_string ("store-message", NULL, NULL, NULL, read);
  properties[PROP_ZONE]
      = g_param_spec_int ("zone", NULL, NULL, TAPE_ZONE_EXCHANGE, TAPE_ZONE_UTC, TAPE_ZONE_EXCHANGE, write);
  properties[PROP_PLACE] = g_param_spec_int64 ("place", NULL, NULL, G_MININT64, G_MAXINT64, TAPE_NO_TIME, read);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[READY] = g_signal_new ("ready", TAPE_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FRAME] = g_signal_new ("frame", TAPE_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SESSION] = g_signal_new ("session", TAPE_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TRIAL] = g_signal_new ("trial", TAPE_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FEEDS] = g_signal_new ("feeds", TAPE_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_desk_init (TapeDesk *self)
{
  self->feeds = g_ptr_array_new ();
  self->reality = TAPE_REALITY_STOPPED;
  self->focus = TAPE_NO_INSTRUMENT;
  self->place = TAPE_NO_TIME;
  self->speed = 1;
  self->disagreement = TAPE_DISAGREEMENT_DEFAULT;
}

TapeDesk *
tape_desk_new (const char *folder)
{
  TapeDesk *self = g_object_new (TAPE_TYPE_DESK, NULL);

  self->folder = g_strdup (folder);
  return self;
}
