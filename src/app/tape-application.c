/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-application.h"

#include "app/tape-main-window.h"

struct _TapeApplication
{
  AdwApplication parent_instance;

  TapeDesk *desk;
};

G_DEFINE_FINAL_TYPE (TapeApplication, tape_application, ADW_TYPE_APPLICATION)

static void
tape_application_startup (GApplication *application)
{
  TapeApplication *self = TAPE_APPLICATION (application);
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "tapeline", NULL);

  G_APPLICATION_CLASS (tape_application_parent_class)->startup (application);
  self->desk = tape_desk_new (folder);
}

static void
tape_application_activate (GApplication *application)
{
  TapeApplication *self = TAPE_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = GTK_WINDOW (tape_main_window_new (ADW_APPLICATION (application), self->desk));
  gtk_window_present (window);
}

static void
tape_application_shutdown (GApplication *application)
{
  TapeApplication *self = TAPE_APPLICATION (application);

  g_clear_object (&self->desk);
  G_APPLICATION_CLASS (tape_application_parent_class)->shutdown (application);
}

static void
tape_application_class_init (TapeApplicationClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);

  application_class->startup = tape_application_startup;
  application_class->activate = tape_application_activate;
  application_class->shutdown = tape_application_shutdown;
}

static void
tape_application_init (TapeApplication *self)
{
}

TapeApplication *
tape_application_new (void)
{
  return g_object_new (TAPE_TYPE_APPLICATION, "application-id", TAPE_APP_ID, "resource-base-path", TAPE_RESOURCE_PATH,
                       NULL);
}

TapeDesk *
tape_application_get_desk (TapeApplication *self)
{
  return self->desk;
}
