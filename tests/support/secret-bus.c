/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "secret-bus.h"

#define NAME "org.freedesktop.secrets"

static GTestDBus *bus;
static GSubprocess *service;

static void
on_appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer data)
{
  *(gboolean *)data = TRUE;
}

static void
on_vanished (GDBusConnection *connection, const char *name, gpointer data)
{
  *(gboolean *)data = FALSE;
}

static void
wait_for_name (gboolean wanted)
{
  gboolean there = !wanted;
  guint watch = g_bus_watch_name (G_BUS_TYPE_SESSION, NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, on_appeared, on_vanished,
                                  &there, NULL);

  while (there != wanted)
    g_main_context_iteration (NULL, TRUE);
  g_bus_unwatch_name (watch);
}

static void
start_bus (void)
{
  g_autoptr (GDBusConnection) connection = NULL;

  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_dbus_connection_set_exit_on_close (connection, FALSE);
}

void
secret_bus_start (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "support", "secret-service.py", NULL);
  g_autoptr (GError) error = NULL;

  if (bus == NULL)
    start_bus ();
  service = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, path, NULL);
  g_assert_no_error (error);
  wait_for_name (TRUE);
}

void
secret_bus_stop (void)
{
  if (service == NULL)
    return;
  g_subprocess_force_exit (service);
  g_assert_true (g_subprocess_wait (service, NULL, NULL));
  g_clear_object (&service);
  wait_for_name (FALSE);
}

void
secret_bus_end (void)
{
  secret_bus_stop ();
  if (bus != NULL)
    g_test_dbus_stop (bus);
}

/* Asks the service itself, as no other program could. */
static char *
tell_service (const char *method, const char *text)
{
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      connection, NAME, "/org/freedesktop/secrets", "io.github.tapeline.Tests", method,
      text != NULL ? g_variant_new ("(s)", text) : NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  char *said = NULL;

  g_assert_no_error (error);
  if (g_variant_n_children (answer) > 0)
    g_variant_get (answer, "(s)", &said);
  return said;
}

void
secret_bus_set_mood (const char *mood)
{
  g_free (tell_service ("SetMood", mood));
}

char *
secret_bus_describe (void)
{
  return tell_service ("Describe", NULL);
}
