/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-alert-actions.h"

#include <string.h>

/* Goes to where it fired; what is on no chart is opened in the log, where several at once stand, too. */
static void
show (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *session, *symbol;
  gint64 firing, time;
  TapeMainWindow *window;

  g_variant_get (parameter, "(&sx&sx)", &session, &firing, &symbol, &time);
  window = tape_application_show_session (data, session);
  if (*symbol != '\0')
    tape_main_window_show_place (window, symbol, time);
  else
    gtk_widget_activate_action (GTK_WIDGET (window), "win.show-firing", "x", firing);
}

/* A replay's snoozes last as long as it is shown. */
static void
snooze (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *session, *subject;
  gint64 rule;
  gboolean replay;

  g_variant_get (parameter, "(&sx&s)", &session, &rule, &subject);
  tape_application_load (data);
  replay = tape_desk_get_files (tape_application_get_desk (data)) != NULL;
  if ((strcmp (session, "replay") == 0) == replay)
    tape_alert_book_snooze (tape_application_get_book (data), rule, subject, TAPE_HOUR);
}

void
tape_alert_actions_add (TapeApplication *application)
{
  static const GActionEntry entries[] = {
    { .name = TAPE_NOTIFIER_SHOW, .activate = show, .parameter_type = TAPE_NOTIFIER_SHOW_TYPE },
    { .name = TAPE_NOTIFIER_SNOOZE, .activate = snooze, .parameter_type = TAPE_NOTIFIER_SNOOZE_TYPE },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), application);
}
