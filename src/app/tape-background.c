/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-background.h"

#include <glib/gi18n.h>
#include <libportal/portal.h>

#define KEY_RUN  "alerts-run-in-background"
#define KEY_SAID "alerts-background-said"

struct _TapeBackground
{
  GObject parent_instance;

  GApplication *application;
  GSettings *settings;
  XdpPortal *portal;
  GCancellable *asking; /* NULL where the portal is not being asked */
  gboolean allowed;
  gboolean held; /* the application is */
  char *message;
};

enum
{
  PROP_0,
  PROP_MESSAGE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TapeBackground, tape_background, G_TYPE_OBJECT)

static void
hold (TapeBackground *self, gboolean held)
{
  if (held == self->held)
    return;
  self->held = held;
  if (held)
    g_application_hold (self->application);
  else
    g_application_release (self->application);
}

static void
set_state (TapeBackground *self, gboolean allowed, const char *message)
{
  g_free (self->message);
  self->message = g_strdup (message);
  self->allowed = allowed;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
}

const char *
tape_background_get_message (TapeBackground *self)
{
  g_return_val_if_fail (TAPE_IS_BACKGROUND (self), NULL);

  return self->message;
}

/* --- The portal. --- */

static gboolean
is_missing (const GError *error)
{
  return error->domain == G_DBUS_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TapeBackground) self = data;
  g_autoptr (GError) error = NULL;
  const gboolean granted = xdp_portal_request_background_finish (XDP_PORTAL (source), result, &error);
  const gboolean wanted = self->settings != NULL && g_settings_get_boolean (self->settings, KEY_RUN);

  if (self->asking == NULL || g_cancellable_is_cancelled (self->asking))
    return;
  g_clear_object (&self->asking);
  if (!wanted)
    set_state (self, FALSE, NULL);
  else if (granted)
    set_state (self, TRUE, NULL);
  else if (error != NULL && is_missing (error))
    set_state (self, FALSE,
               _ ("This desktop has no portal that lets applications run in the background. Tapeline ends with its "
                  "window, and tells alerts while it is open."));
  else
    set_state (self, FALSE,
               _ ("The desktop does not let Tapeline run in the background. Allow it in the desktop’s settings for "
                  "applications, then switch this off and on again."));
  hold (self, self->allowed);
}

/* Where it is not wanted any more, the portal is asked not to start it at login. */
static void
ask (TapeBackground *self, gboolean wanted)
{
  g_autoptr (GPtrArray) command = g_ptr_array_new ();

  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  if (self->portal == NULL)
    self->portal = xdp_portal_new ();
  g_ptr_array_add (command, (gpointer) "tapeline");
  g_ptr_array_add (command, (gpointer) "--background");
  self->asking = g_cancellable_new ();
  xdp_portal_request_background (self->portal, NULL, (char *)_ ("Tapeline tells alerts while its window is closed."),
                                 command, wanted ? XDP_BACKGROUND_FLAG_AUTOSTART : XDP_BACKGROUND_FLAG_NONE,
                                 self->asking, on_answer, g_object_ref (self));
}

static void
on_setting (TapeBackground *self)
{
  const gboolean wanted = g_settings_get_boolean (self->settings, KEY_RUN);

  if (!wanted)
    {
      set_state (self, FALSE, NULL);
      hold (self, FALSE);
      g_settings_set_boolean (self->settings, KEY_SAID, FALSE);
    }
  ask (self, wanted);
}

void
tape_background_window_closed (TapeBackground *self)
{
  g_autoptr (GNotification) notification = NULL;

  g_return_if_fail (TAPE_IS_BACKGROUND (self));

  if (!self->allowed || g_settings_get_boolean (self->settings, KEY_SAID))
    return;
  notification = g_notification_new (_ ("Tapeline runs on in the background"));
  g_notification_set_body (notification, _ ("It tells alerts. The preferences, on their page Alerts, switch it off."));
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_NORMAL);
  g_notification_add_button (notification, _ ("Quit"), "app.quit");
  g_application_send_notification (self->application, "background", notification);
  g_settings_set_boolean (self->settings, KEY_SAID, TRUE);
}

/* --- The type. --- */

static void
tape_background_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeBackground *self = TAPE_BACKGROUND (object);

  switch (id)
    {
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_background_dispose (GObject *object)
{
  TapeBackground *self = TAPE_BACKGROUND (object);

  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  hold (self, FALSE);
  g_clear_object (&self->settings);
  g_clear_object (&self->portal);
  G_OBJECT_CLASS (tape_background_parent_class)->dispose (object);
}

static void
tape_background_finalize (GObject *object)
{
  TapeBackground *self = TAPE_BACKGROUND (object);

  g_clear_object (&self->asking);
  g_free (self->message);
  G_OBJECT_CLASS (tape_background_parent_class)->finalize (object);
}

static void
tape_background_class_init (TapeBackgroundClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tape_background_get_property;
  object_class->dispose = tape_background_dispose;
  object_class->finalize = tape_background_finalize;
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, read);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tape_background_init (TapeBackground *self)
{
}

TapeBackground *
tape_background_new (GApplication *application, GSettings *settings)
{
  TapeBackground *self = g_object_new (TAPE_TYPE_BACKGROUND, NULL);

  self->application = application; /* which owns it */
  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::" KEY_RUN, G_CALLBACK (on_setting), self, G_CONNECT_SWAPPED);
  if (g_settings_get_boolean (settings, KEY_RUN))
    {
      /* Until the answer is there it runs: at login there is no window that would keep it. */
      hold (self, TRUE);
      ask (self, TRUE);
    }
  return self;
}
