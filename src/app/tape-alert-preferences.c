/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-alert-preferences.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>

#include "app/tape-quick-rule-row.h"

struct _TapeAlertPreferences
{
  AdwPreferencesPage parent_instance;

  GSettings *settings;
  GPtrArray *of_lists; /* of TapeQuickRuleRow */

  GtkWidget *message_group;
  AdwActionRow *message;
  TapeQuickRuleRow *change;
  TapeQuickRuleRow *volume;
  AdwPreferencesGroup *lists;
  GtkSwitch *notify;
  GtkSwitch *notify_replays;
  GtkSpinButton *daily_limit;
  GtkSwitch *quiet;
  GtkSpinButton *quiet_from;
  GtkSpinButton *quiet_to;
  AdwActionRow *notify_row;
  AdwActionRow *background_row;
  GtkSwitch *background;
};

G_DEFINE_FINAL_TYPE (TapeAlertPreferences, tape_alert_preferences, ADW_TYPE_PREFERENCES_PAGE)

/* What "Back to Defaults" resets. */
static const char *const keys[] = {
  "alerts-notify",     "alerts-notify-replays", "alerts-daily-limit",       "alerts-quiet",
  "alerts-quiet-from", "alerts-quiet-to",       "alerts-run-in-background",
};

/* --- Times of day. --- */

static gboolean
on_output (GtkSpinButton *button)
{
  int minutes = gtk_spin_button_get_value_as_int (button);
  g_autofree char *text = g_strdup_printf ("%02d:%02d", minutes / 60, minutes % 60);

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (button)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (button), text);
  return TRUE;
}

/* "22:00", or an hour alone. */
static int
on_input (GtkSpinButton *button, double *value)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (button));
  guint hours = 0, minutes = 0;
  int n = 0;

  if (sscanf (text, "%2u:%2u%n", &hours, &minutes, &n) != 2 && sscanf (text, "%2u%n", &hours, &n) != 1)
    return GTK_INPUT_ERROR;
  if (text[n] != '\0' || hours > 23 || minutes > 59)
    return GTK_INPUT_ERROR;
  *value = hours * 60 + minutes;
  return TRUE;
}

/* --- Rules. --- */

static void
say (TapeAlertPreferences *self, const char *message)
{
  gtk_widget_set_visible (self->message_group, message != NULL);
  adw_action_row_set_subtitle (self->message, message != NULL ? message : "");
}

static void
on_message (TapeAlertPreferences *self, GParamSpec *pspec, TapeAlertBook *book)
{
  say (self, tape_alert_book_get_message (book));
}

static void
add_list (TapeAlertPreferences *self, TapeAlertBook *book, const char *name)
{
  TapeQuickRuleRow *row = g_object_new (TAPE_TYPE_QUICK_RULE_ROW, "title", name, NULL);

  tape_quick_rule_row_set_rule (row, book, TAPE_QUICK_CHANGE, TAPE_TARGET_LIST, name);
  g_signal_connect_object (row, "failed", G_CALLBACK (say), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->lists, GTK_WIDGET (row));
  g_ptr_array_add (self->of_lists, row);
}

/* --- Telling. --- */

/* In place of what is always so: why alerts are not being told. */
static void
on_notifier (TapeAlertPreferences *self, GParamSpec *pspec, TapeNotifier *notifier)
{
  const char *message = tape_notifier_get_message (notifier);

  adw_action_row_set_subtitle (self->notify_row,
                               message != NULL ? message : _ ("The log has every alert in any case."));
}

static void
follow_notifier (TapeAlertPreferences *self, TapeNotifier *notifier)
{
  if (notifier == NULL)
    return;
  g_signal_connect_object (notifier, "notify::message", G_CALLBACK (on_notifier), self, G_CONNECT_SWAPPED);
  on_notifier (self, NULL, notifier);
}

/* --- In the background. --- */

/* In place of what the switch is for: why it does not, where the desktop does not let it. */
static void
on_background (TapeAlertPreferences *self, GParamSpec *pspec, TapeBackground *background)
{
  const char *message = tape_background_get_message (background);

  adw_action_row_set_subtitle (self->background_row,
                               message != NULL ? message
                                               : _ ("And start without a window when you log in, so that alerts are "
                                                    "told. The desktop may ask whether that is allowed."));
}

static void
follow_background (TapeAlertPreferences *self, TapeBackground *background)
{
  if (background == NULL)
    return;
  g_signal_connect_object (background, "notify::message", G_CALLBACK (on_background), self, G_CONNECT_SWAPPED);
  on_background (self, NULL, background);
}

void
tape_alert_preferences_set_application (TapeAlertPreferences *self, TapeApplication *application)
{
  TapeAlertBook *book = tape_application_get_book (application);
  GListModel *lists = G_LIST_MODEL (tape_application_get_lists (application));
  guint n = lists != NULL ? g_list_model_get_n_items (lists) : 0;

  g_return_if_fail (TAPE_IS_ALERT_PREFERENCES (self));

  follow_notifier (self, tape_application_get_notifier (application));
  follow_background (self, tape_application_get_background (application));
  gtk_widget_set_sensitive (GTK_WIDGET (self->change), book != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->volume), book != NULL);
  if (book == NULL)
    return;
  tape_quick_rule_row_set_rule (self->change, book, TAPE_QUICK_CHANGE, TAPE_TARGET_WATCHED, NULL);
  tape_quick_rule_row_set_rule (self->volume, book, TAPE_QUICK_VOLUME, TAPE_TARGET_WATCHED, NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TapeWatchlist) list = g_list_model_get_item (lists, i);

      if (tape_watchlist_is_editable (list))
        add_list (self, book, tape_watchlist_get_name (list));
    }
  g_signal_connect_object (book, "notify::message", G_CALLBACK (on_message), self, G_CONNECT_SWAPPED);
  say (self, tape_alert_book_get_message (book));
}

static void
on_reset (TapeAlertPreferences *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (self->settings, keys[i]);
  tape_quick_rule_row_reset (self->change, TRUE);
  tape_quick_rule_row_reset (self->volume, FALSE);
  for (guint i = 0; i < self->of_lists->len; i++)
    tape_quick_rule_row_reset (self->of_lists->pdata[i], FALSE);
}

/* --- The type. --- */

static void
tape_alert_preferences_dispose (GObject *object)
{
  TapeAlertPreferences *self = TAPE_ALERT_PREFERENCES (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->of_lists, g_ptr_array_unref);
  G_OBJECT_CLASS (tape_alert_preferences_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TapeAlertPreferences, message_group);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertPreferences, message);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertPreferences, change);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertPreferences, volume);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertPreferences, lists);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertPreferences, notify);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertPreferences, notify_replays);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertPreferences, daily_limit);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertPreferences, quiet);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertPreferences, quiet_from);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertPreferences, quiet_to);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertPreferences, notify_row);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertPreferences, background_row);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertPreferences, background);
  gtk_widget_class_bind_template_callback (widget_class, on_input);
  gtk_widget_class_bind_template_callback (widget_class, on_output);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
}

static void
tape_alert_preferences_class_init (TapeAlertPreferencesClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_alert_preferences_dispose;
  g_type_ensure (TAPE_TYPE_QUICK_RULE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-alert-preferences.ui");
  bind_children (widget_class);
}

static void
bind (TapeAlertPreferences *self, const char *key, gpointer widget, const char *property)
{
  g_settings_bind (self->settings, key, widget, property, G_SETTINGS_BIND_DEFAULT);
}

static void
tape_alert_preferences_init (TapeAlertPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->of_lists = g_ptr_array_new ();
  self->settings = g_settings_new (TAPE_APP_ID);
  bind (self, "alerts-notify", self->notify, "active");
  bind (self, "alerts-notify-replays", self->notify_replays, "active");
  bind (self, "alerts-daily-limit", self->daily_limit, "value");
  bind (self, "alerts-quiet", self->quiet, "active");
  bind (self, "alerts-quiet-from", self->quiet_from, "value");
  bind (self, "alerts-quiet-to", self->quiet_to, "value");
  bind (self, "alerts-run-in-background", self->background, "active");
}
