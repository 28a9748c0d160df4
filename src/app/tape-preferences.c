/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-preferences.h"

#include "app/tape-alert-preferences.h"
#include "app/tape-source-preferences.h"
#include "app/tape-storage-page.h"

struct _TapePreferences
{
  AdwPreferencesWindow parent_instance;

  GSettings *settings;

  AdwComboRow *appearance;
  AdwComboRow *up_down_colors;
  AdwComboRow *time_zone;
  GtkSwitch *watchlist_compact;
  GtkSwitch *tick_rule;
  GtkSwitch *simulator_enabled;
  GtkSpinButton *simulator_speed;
  TapeSourcePreferences *sources;
  TapeAlertPreferences *alerts;
  TapeStoragePage *storage;
};

G_DEFINE_FINAL_TYPE (TapePreferences, tape_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* What "Back to Defaults" resets. */
static const char *const keys[] = {
  "appearance", "up-down-colors",    "time-zone",       "watchlist-compact",
  "tick-rule",  "simulator-enabled", "simulator-speed", "source-disagreement",
};

/* The rows list the values of an enumeration in its order. */
static gboolean
get_row (GValue *value, GVariant *variant, gpointer data)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsSchemaKey) key = NULL;
  g_autoptr (GVariant) range = NULL;
  g_autoptr (GVariant) values = NULL;
  const char *nick = g_variant_get_string (variant, NULL);
  const char *each;
  GVariantIter iter;
  guint i = 0;

  schema = g_settings_schema_source_lookup (g_settings_schema_source_get_default (), TAPE_APP_ID, TRUE);
  key = g_settings_schema_get_key (schema, data);
  range = g_settings_schema_key_get_range (key);
  g_variant_get (range, "(&sv)", NULL, &values);
  g_variant_iter_init (&iter, values);
  for (; g_variant_iter_next (&iter, "&s", &each); i++)
    if (g_str_equal (each, nick))
      {
        g_value_set_uint (value, i);
        return TRUE;
      }
  return FALSE;
}

static GVariant *
set_row (const GValue *value, const GVariantType *type, gpointer data)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsSchemaKey) key = NULL;
  g_autoptr (GVariant) range = NULL;
  g_autoptr (GVariant) values = NULL;
  guint i = g_value_get_uint (value);

  schema = g_settings_schema_source_lookup (g_settings_schema_source_get_default (), TAPE_APP_ID, TRUE);
  key = g_settings_schema_get_key (schema, data);
  range = g_settings_schema_key_get_range (key);
  g_variant_get (range, "(&sv)", NULL, &values);
  return i < g_variant_n_children (values) ? g_variant_get_child_value (values, i) : NULL;
}

static void
bind_row (TapePreferences *self, const char *key, AdwComboRow *row)
{
  g_settings_bind_with_mapping (self->settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT, get_row, set_row,
                                (gpointer)key, NULL);
}

static void
reset (GtkWidget *widget, const char *action, GVariant *parameter)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (TAPE_PREFERENCES (widget)->settings, keys[i]);
}

static void
tape_preferences_dispose (GObject *object)
{
  g_clear_object (&TAPE_PREFERENCES (object)->settings);
  G_OBJECT_CLASS (tape_preferences_parent_class)->dispose (object);
}

static void
tape_preferences_class_init (TapePreferencesClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_preferences_dispose;
  g_type_ensure (TAPE_TYPE_ALERT_PREFERENCES);
  g_type_ensure (TAPE_TYPE_SOURCE_PREFERENCES);
  g_type_ensure (TAPE_TYPE_STORAGE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, TapePreferences, appearance);
  gtk_widget_class_bind_template_child (widget_class, TapePreferences, up_down_colors);
  gtk_widget_class_bind_template_child (widget_class, TapePreferences, time_zone);
  gtk_widget_class_bind_template_child (widget_class, TapePreferences, watchlist_compact);
  gtk_widget_class_bind_template_child (widget_class, TapePreferences, tick_rule);
  gtk_widget_class_bind_template_child (widget_class, TapePreferences, simulator_enabled);
  gtk_widget_class_bind_template_child (widget_class, TapePreferences, simulator_speed);
  gtk_widget_class_bind_template_child (widget_class, TapePreferences, sources);
  gtk_widget_class_bind_template_child (widget_class, TapePreferences, alerts);
  gtk_widget_class_bind_template_child (widget_class, TapePreferences, storage);
  gtk_widget_class_install_action (widget_class, "preferences.reset", NULL, reset);
}

static void
tape_preferences_init (TapePreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (TAPE_APP_ID);
  bind_row (self, "appearance", self->appearance);
  bind_row (self, "up-down-colors", self->up_down_colors);
  bind_row (self, "time-zone", self->time_zone);
  g_settings_bind (self->settings, "watchlist-compact", self->watchlist_compact, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "tick-rule", self->tick_rule, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "simulator-enabled", self->simulator_enabled, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "simulator-speed", self->simulator_speed, "value", G_SETTINGS_BIND_DEFAULT);
}

void
tape_preferences_show (TapeApplication *application, GtkWindow *parent, const char *page)
{
  TapePreferences *self = g_object_new (TAPE_TYPE_PREFERENCES, "transient-for", parent, NULL);

  tape_source_preferences_set_application (self->sources, application);
  tape_alert_preferences_set_application (self->alerts, application);
  tape_storage_page_set_application (self->storage, application);
  if (page != NULL)
    adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (self), page);
  gtk_window_present (GTK_WINDOW (self));
}
