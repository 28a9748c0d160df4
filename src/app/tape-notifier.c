/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-notifier.h"

#include <glib/gi18n.h>

/* A service that crashes may lose what it took so shortly before: it is told once more. */
#define AFTERMATH TAPE_MINUTE

/* A service that does not answer for so long is asked again; after that, or where it is gone, so much later. */
#define PATIENCE_MS   60000
#define RETRY_SECONDS 5

#define PORTAL_SERVICE  "org.freedesktop.portal.Desktop"
#define GTK_SERVICE     "org.gtk.Notifications"
#define DESKTOP_SERVICE "org.freedesktop.Notifications"

/* A service by which GIO may tell. */
typedef struct
{
  TapeNotifier *notifier;
  const char *name;
  guint watch;
  gboolean known; /* whether it is there */
  gboolean there;
} Service;

/* What was handed over and taken. */
typedef struct
{
  TapeTelling *telling;
  gint64 time; /* monotonic */
} Sent;

struct _TapeNotifier
{
  GObject parent_instance;

  GApplication *application;
  TapeAlertBook *book;
  TapeDesk *desk;
  GQueue pending;        /* (element-type TapeTelling), oldest first */
  GPtrArray *round;      /* (element-type TapeTelling): handed over, not known to be taken; NULL where there is none */
  GPtrArray *sent;       /* (element-type Sent), oldest first */
  Service services[2];   /* in the order in which GIO prefers them */
  const Service *chosen; /* by which GIO tells since the first notification */
  gboolean watching;
  gboolean starting; /* a service is asked for */
  guint retry;       /* source */
  GCancellable *cancellable;
  char *message;
};

enum
{
  PROP_0,
  PROP_MESSAGE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TapeNotifier, tape_notifier, G_TYPE_OBJECT)

static void flush (TapeNotifier *self);

static void
free_sent (gpointer data)
{
  Sent *sent = data;

  tape_telling_free (sent->telling);
  g_free (sent);
}

static void
set_message (TapeNotifier *self, const char *message)
{
  if (g_strcmp0 (message, self->message) == 0)
    return;
  g_free (self->message);
  self->message = g_strdup (message);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
}

const char *
tape_notifier_get_message (TapeNotifier *self)
{
  g_return_val_if_fail (TAPE_IS_NOTIFIER (self), NULL);

  return self->message;
}

const char *
tape_notifier_name_session (TapeDesk *desk)
{
  if (tape_desk_is_simulation (desk))
    return "simulation";
  return tape_desk_get_files (desk) != NULL ? "replay" : "stored";
}

/* --- What waits. --- */

static GList *
find_pending (TapeNotifier *self, const char *id)
{
  for (GList *each = self->pending.head; each != NULL; each = each->next)
    if (g_strcmp0 (((const TapeTelling *)each->data)->id, id) == 0)
      return each;
  return NULL;
}

/* What takes the place of another speaks for its firings, too. */
static void
drop_pending (TapeNotifier *self, const char *id, TapeTelling *successor)
{
  GList *old = find_pending (self, id);
  TapeTelling *telling = old != NULL ? old->data : NULL;

  if (telling == NULL)
    return;
  if (telling->session == successor->session)
    g_array_prepend_vals (successor->logged, telling->logged->data, telling->logged->len);
  tape_telling_free (telling);
  g_queue_delete_link (&self->pending, old);
}

static void
add_pending (TapeNotifier *self, const TapeTelling *telling)
{
  TapeTelling *copy = tape_telling_copy (telling);

  for (guint i = 0; i < copy->withdraw->len; i++)
    drop_pending (self, copy->withdraw->pdata[i], copy);
  drop_pending (self, copy->id, copy);
  g_queue_push_tail (&self->pending, copy);
}

/* What may be lost waits again, before all others; where another took its place already that speaks for it. */
static void
take_back (TapeNotifier *self, const TapeTelling *telling)
{
  GList *successor = find_pending (self, telling->id);

  if (successor == NULL)
    g_queue_push_head (&self->pending, tape_telling_copy (telling));
  else if (((TapeTelling *)successor->data)->session == telling->session)
    g_array_prepend_vals (((TapeTelling *)successor->data)->logged, telling->logged->data, telling->logged->len);
}

static void
take_back_what_was_sent (TapeNotifier *self)
{
  const gint64 before = g_get_monotonic_time () - AFTERMATH;

  for (guint i = self->sent->len; i > 0; i--)
    {
      const Sent *sent = self->sent->pdata[i - 1];

      if (sent->time >= before)
        take_back (self, sent->telling);
    }
  g_ptr_array_set_size (self->sent, 0);
}

static void
remember_sent (TapeNotifier *self, const TapeTelling *telling)
{
  const gint64 now = g_get_monotonic_time ();
  Sent *sent = g_new (Sent, 1);
  guint n = 0;

  while (n < self->sent->len && ((const Sent *)self->sent->pdata[n])->time < now - AFTERMATH)
    n++;
  if (n > 0)
    g_ptr_array_remove_range (self->sent, 0, n);
  sent->telling = tape_telling_copy (telling);
  sent->time = now;
  g_ptr_array_add (self->sent, sent);
}

/* --- Services. --- */

static const Service *
find_service (TapeNotifier *self)
{
  if (self->chosen != NULL)
    return self->chosen->there ? self->chosen : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (self->services); i++)
    if (self->services[i].name != NULL)
      {
        if (!self->services[i].known)
          return NULL;
        if (self->services[i].there)
          return &self->services[i];
      }
  return NULL;
}

static gboolean
is_known (TapeNotifier *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->services); i++)
    if (self->services[i].name != NULL && !self->services[i].known)
      return FALSE;
  return TRUE;
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TapeNotifier) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  self->starting = FALSE;
  if (reply == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_message (self,
                 _ ("This desktop has no service for notifications, or it does not start. Alerts stand in the log, "
                    "and are told once it is there."));
}

/* One that the bus starts when it is wanted ends when it is not. */
static void
start_service (TapeNotifier *self)
{
  GDBusConnection *connection = g_application_get_dbus_connection (self->application);
  const char *name = self->services[1].name != NULL ? self->services[1].name : self->services[0].name;

  if (self->starting)
    return;
  if (connection == NULL)
    {
      set_message (self, _ ("There is no session bus, so that no notification can be sent. Alerts stand in the log."));
      return;
    }
  self->starting = TRUE;
  g_dbus_connection_call (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                          "StartServiceByName", g_variant_new ("(su)", name, 0), NULL, G_DBUS_CALL_FLAGS_NONE,
                          PATIENCE_MS, self->cancellable, on_started, g_object_ref (self));
}

static void
on_appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer data)
{
  Service *service = data;

  service->known = service->there = TRUE;
  flush (service->notifier);
}

static void
on_vanished (GDBusConnection *connection, const char *name, gpointer data)
{
  Service *service = data;
  TapeNotifier *self = service->notifier;

  service->known = TRUE;
  service->there = FALSE;
  if (service == self->chosen)
    take_back_what_was_sent (self);
  flush (self);
}

static void
watch_services (TapeNotifier *self)
{
  const gboolean portal
      = g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_strcmp0 (g_getenv ("GTK_USE_PORTAL"), "1") == 0;

  self->watching = TRUE;
  self->services[0].name = portal ? PORTAL_SERVICE : GTK_SERVICE;
  self->services[1].name = portal ? NULL : DESKTOP_SERVICE;
  for (guint i = 0; i < G_N_ELEMENTS (self->services); i++)
    {
      Service *service = &self->services[i];

      service->notifier = self;
      if (service->name != NULL)
        service->watch = g_bus_watch_name (G_BUS_TYPE_SESSION, service->name, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                           on_appeared, on_vanished, service, NULL);
    }
}

/* --- Handing over. --- */

static void
add_buttons (GNotification *notification, const TapeTelling *telling, const char *session)
{
  const char *show = "app." TAPE_NOTIFIER_SHOW;
  const char *snooze = "app." TAPE_NOTIFIER_SNOOZE;
  const char *subject = telling->subject != NULL ? telling->subject : "";
  const char *symbol = telling->symbol != NULL ? telling->symbol : "";
  g_autoptr (GVariant) target = g_variant_ref_sink (g_variant_new (
      TAPE_NOTIFIER_SHOW_TYPE, session, telling->summary ? 0 : telling->firing, symbol, telling->event_time));

  g_notification_set_default_action_and_target_value (notification, show, target);
  g_notification_add_button_with_target_value (notification, _ ("Show"), show, target);
  if (telling->subject != NULL)
    g_notification_add_button_with_target (notification, _ ("Snooze 1 hour"), snooze, TAPE_NOTIFIER_SNOOZE_TYPE,
                                           session, telling->rule, subject);
}

static void
send (TapeNotifier *self, const TapeTelling *telling)
{
  g_autoptr (GNotification) notification = g_notification_new (telling->title);

  for (guint i = 0; i < telling->withdraw->len; i++)
    g_application_withdraw_notification (self->application, telling->withdraw->pdata[i]);
  g_notification_set_body (notification, telling->body);
  g_notification_set_priority (notification,
                               telling->summary ? G_NOTIFICATION_PRIORITY_NORMAL : G_NOTIFICATION_PRIORITY_HIGH);
  add_buttons (notification, telling, tape_notifier_name_session (self->desk));
  g_application_send_notification (self->application, telling->id, notification);
}

static gboolean
on_retry (gpointer data)
{
  TapeNotifier *self = data;

  self->retry = 0;
  flush (self);
  return G_SOURCE_REMOVE;
}

/* Whatever it says, it says it after it took what was sent before. */
static gboolean
is_answer (const GError *error)
{
  return error == NULL || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_INTERFACE)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED);
}

static void
on_pong (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TapeNotifier) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GPtrArray) round = NULL;
  const gboolean taken = is_answer (error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  round = g_steal_pointer (&self->round);
  for (guint i = 0; i < round->len && taken; i++)
    {
      tape_alert_book_was_told (self->book, round->pdata[i]);
      remember_sent (self, round->pdata[i]);
    }
  for (guint i = taken ? 0 : round->len; i > 0; i--)
    take_back (self, round->pdata[i - 1]);
  if (taken)
    set_message (self, NULL);
  else
    set_message (self,
                 _ ("The desktop’s service for notifications does not answer. Alerts stand in the log, and are told "
                    "once it does."));
  if (taken)
    flush (self);
  else if (self->retry == 0)
    self->retry = g_timeout_add_seconds (RETRY_SECONDS, on_retry, self);
}

/* GIO does not say whether a notification arrived: the service is asked whether it is alive, behind what was sent. */
static void
ask (TapeNotifier *self)
{
  g_dbus_connection_call (g_application_get_dbus_connection (self->application), self->chosen->name, "/",
                          "org.freedesktop.DBus.Peer", "Ping", NULL, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, PATIENCE_MS,
                          self->cancellable, on_pong, g_object_ref (self));
}

static void
flush (TapeNotifier *self)
{
  const Service *service = find_service (self);
  TapeTelling *telling;

  if (g_queue_is_empty (&self->pending) || self->round != NULL || self->retry != 0)
    return;
  if (service == NULL)
    {
      if (is_known (self))
        start_service (self);
      return;
    }
  self->chosen = service;
  self->round = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_telling_free);
  while ((telling = g_queue_pop_head (&self->pending)) != NULL)
    {
      send (self, telling);
      g_ptr_array_add (self->round, telling);
    }
  ask (self);
}

static void
on_tell (TapeNotifier *self, const TapeTelling *telling)
{
  add_pending (self, telling);
  if (!self->watching)
    watch_services (self);
  flush (self);
}

/* --- The type. --- */

static void
tape_notifier_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_MESSAGE:
      g_value_set_string (value, TAPE_NOTIFIER (object)->message);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_notifier_dispose (GObject *object)
{
  TapeNotifier *self = TAPE_NOTIFIER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->retry, g_source_remove);
  for (guint i = 0; i < G_N_ELEMENTS (self->services); i++)
    g_clear_handle_id (&self->services[i].watch, g_bus_unwatch_name);
  g_clear_object (&self->book);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_notifier_parent_class)->dispose (object);
}

static void
tape_notifier_finalize (GObject *object)
{
  TapeNotifier *self = TAPE_NOTIFIER (object);

  g_queue_clear_full (&self->pending, (GDestroyNotify)tape_telling_free);
  g_clear_pointer (&self->round, g_ptr_array_unref);
  g_ptr_array_unref (self->sent);
  g_object_unref (self->cancellable);
  g_free (self->message);
  G_OBJECT_CLASS (tape_notifier_parent_class)->finalize (object);
}

static void
tape_notifier_class_init (TapeNotifierClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = tape_notifier_get_property;
  object_class->dispose = tape_notifier_dispose;
  object_class->finalize = tape_notifier_finalize;
  properties[PROP_MESSAGE]
      = g_param_spec_string ("message", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tape_notifier_init (TapeNotifier *self)
{
  g_queue_init (&self->pending);
  self->sent = g_ptr_array_new_with_free_func (free_sent);
  self->cancellable = g_cancellable_new ();
}

TapeNotifier *
tape_notifier_new (GApplication *application, TapeAlertBook *book, TapeDesk *desk)
{
  TapeNotifier *self = g_object_new (TAPE_TYPE_NOTIFIER, NULL);

  self->application = application; /* which owns it */
  self->book = g_object_ref (book);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (book, "tell", G_CALLBACK (on_tell), self, G_CONNECT_SWAPPED);
  return self;
}
