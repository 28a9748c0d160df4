/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-retention-group.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#include "model/tape-storage.h"

#define N_TIERS       3
#define FORECAST_DAYS 30

/* For each kind, trades first. */
static const char *const keys[][N_TIERS] = {
  [TAPE_STORED_LIVE] = { "keep-trades", "keep-seconds", "keep-minutes" },
  [TAPE_STORED_SIMULATION] = { "keep-simulated-trades", "keep-simulated-seconds", "keep-simulated-minutes" },
};

struct _TapeRetentionGroup
{
  AdwPreferencesGroup parent_instance;

  TapeApplication *application;
  TapeStoredKind kind;
  GSettings *settings;
  gboolean setting; /* the numbers are set from here */

  GtkSpinButton *tiers[N_TIERS];
  GtkWidget *remove;
  AdwActionRow *forecast;
  AdwActionRow *removal;
  AdwActionRow *progress;
  GtkWidget *reset;
};

G_DEFINE_FINAL_TYPE (TapeRetentionGroup, tape_retention_group, ADW_TYPE_PREFERENCES_GROUP)

/* --- Days. --- */

static int
get_wanted (TapeRetentionGroup *self, guint tier)
{
  return gtk_spin_button_get_value_as_int (self->tiers[tier]);
}

static int
get_set (TapeRetentionGroup *self, guint tier)
{
  return g_settings_get_int (self->settings, keys[self->kind][tier]);
}

static int
get_default (TapeRetentionGroup *self, guint tier)
{
  g_autoptr (GVariant) value = g_settings_get_default_value (self->settings, keys[self->kind][tier]);

  return g_variant_get_int32 (value);
}

static TapeRetention
get_retention (TapeRetentionGroup *self, int (*get) (TapeRetentionGroup *self, guint tier))
{
  return tape_retention_from_days (get (self, 0), get (self, 1), get (self, 2));
}

static gboolean
are_equal (TapeRetentionGroup *self,
           int (*get) (TapeRetentionGroup *self, guint tier),
           int (*other) (TapeRetentionGroup *self, guint tier))
{
  for (guint i = 0; i < N_TIERS; i++)
    if (get (self, i) != other (self, i))
      return FALSE;
  return TRUE;
}

static gboolean
is_longer (int days, int than)
{
  return than != TAPE_KEEP_FOR_EVER && (days == TAPE_KEEP_FOR_EVER || days > than);
}

static char *
describe_days (int days)
{
  return days == TAPE_KEEP_FOR_EVER ? g_strdup (_ ("For ever"))
                                    : g_strdup_printf (g_dngettext (NULL, "%d day", "%d days", (gulong)days), days);
}

/* 0 is for ever, in words. */
static gboolean
on_output (GtkSpinButton *button)
{
  g_autofree char *text = describe_days (gtk_spin_button_get_value_as_int (button));

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (button)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (button), text);
  return TRUE;
}

/* A number, whatever stands behind it; without one what it was. */
static int
on_input (GtkSpinButton *button, double *value)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (button));
  char *end;
  long days = strtol (text, &end, 10);

  *value = end != text ? (double)days : g_str_equal (text, _ ("For ever")) ? 0 : gtk_spin_button_get_value (button);
  return TRUE;
}

/* --- What it comes to. --- */

static const TapeStored *
get_stored (TapeRetentionGroup *self)
{
  return tape_storage_get (tape_application_get_storage (self->application), self->kind);
}

/* Whether anything that is stored goes by what is wanted and stays by the settings; where that is not known it may. */
static gboolean
would_remove (TapeRetentionGroup *self)
{
  const TapeStored *stored = get_stored (self);

  for (guint i = 0; i < N_TIERS; i++)
    if (is_longer (get_set (self, i), get_wanted (self, i))
        && (stored == NULL || stored->problem != NULL
            || (stored->first != TAPE_NO_TIME && stored->facts.now != TAPE_NO_TIME
                && stored->facts.now - get_wanted (self, i) * TAPE_DAY > stored->first)))
      return TRUE;
  return FALSE;
}

/* About how many bytes that would give back; bars of seconds may take more than the trades that they are made of. */
static gint64
get_freed (TapeRetentionGroup *self)
{
  const TapeStored *stored = get_stored (self);
  const TapeRetention wanted = get_retention (self, get_wanted);
  const TapeRetention set = get_retention (self, get_set);

  if (stored == NULL || stored->problem != NULL || stored->files == 0)
    return 0;
  return tape_retention_get_freed (&stored->facts, &wanted) - tape_retention_get_freed (&stored->facts, &set);
}

static void
show_forecast (TapeRetentionGroup *self)
{
  const TapeStored *stored = get_stored (self);
  const TapeRetention wanted = get_retention (self, get_wanted);
  g_autofree char *text = NULL;

  if (stored == NULL || stored->facts.now == TAPE_NO_TIME || stored->files == 0)
    text = g_strdup (_ ("Not known before something is stored"));
  else
    {
      gint64 bytes = tape_retention_get_forecast (&stored->facts, &wanted, FORECAST_DAYS);
      g_autofree char *then = g_format_size ((guint64)bytes);
      g_autofree char *now = g_format_size ((guint64)stored->bytes);

      text = g_strdup_printf (_ ("At today’s rate %s in %d days, %s now"), then, FORECAST_DAYS, now);
    }
  if (g_strcmp0 (adw_action_row_get_subtitle (self->forecast), text) != 0)
    adw_action_row_set_subtitle (self->forecast, text);
}

static void
show_removal (TapeRetentionGroup *self)
{
  gboolean changed = !are_equal (self, get_wanted, get_set);
  gint64 freed = get_freed (self);
  g_autofree char *size = g_format_size ((guint64)MAX (freed, 0));
  g_autofree char *text = freed > 0 ? g_strdup_printf (_ ("Older data would be removed, about %s"), size)
                                    : g_strdup (_ ("Older data would be removed"));

  gtk_widget_set_visible (GTK_WIDGET (self->removal), changed);
  adw_action_row_set_subtitle (self->removal, text);
}

static const char *
get_stage (TapeRetentionStage stage)
{
  switch (stage)
    {
    case TAPE_RETENTION_TRADES:
      return _ ("Removing older trades");
    case TAPE_RETENTION_BARS:
      return _ ("Removing older bars");
    case TAPE_RETENTION_REJECTS:
      return _ ("Removing rejected rows");
    case TAPE_RETENTION_SPACE:
      return _ ("Giving space back to the disk");
    case TAPE_RETENTION_DONE:
    default:
      return NULL;
    }
}

static gboolean
is_shown (TapeRetentionGroup *self)
{
  TapeDesk *desk = tape_application_get_desk (self->application);

  return self->kind == TAPE_STORED_SIMULATION ? tape_desk_is_simulation (desk) : tape_desk_is_stored (desk);
}

static void
show_progress (TapeRetentionGroup *self)
{
  TapeDesk *desk = tape_application_get_desk (self->application);
  TapeRetentionProgress progress = { 0 };
  g_autofree char *message = NULL;
  gboolean known = is_shown (self) && tape_desk_get_retention (desk, &progress, &message);
  const char *stage = known ? get_stage (progress.stage) : NULL;
  g_autofree char *left = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->progress), stage != NULL || message != NULL);
  if (message != NULL)
    left = g_strdup (message);
  else if (progress.stage == TAPE_RETENTION_SPACE)
    left = g_format_size ((guint64)progress.bytes_left);
  else
    left = tape_format_quantity ((double)progress.trades_left);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->progress), stage != NULL ? stage : _ ("Not removed"));
  if (message == NULL)
    {
      g_autofree char *text
          = g_strdup_printf (progress.stage == TAPE_RETENTION_SPACE ? _ ("%s left") : _ ("%s trades left"), left);

      adw_action_row_set_subtitle (self->progress, text);
    }
  else
    adw_action_row_set_subtitle (self->progress, message);
}

void
tape_retention_group_update (TapeRetentionGroup *self)
{
  g_return_if_fail (TAPE_IS_RETENTION_GROUP (self));

  show_forecast (self);
  show_removal (self);
  show_progress (self);
  gtk_widget_set_sensitive (self->reset, !are_equal (self, get_wanted, get_default));
}

/* --- Changes. --- */

static void
take (TapeRetentionGroup *self, int (*get) (TapeRetentionGroup *self, guint tier))
{
  self->setting = TRUE;
  for (guint i = 0; i < N_TIERS; i++)
    gtk_spin_button_set_value (self->tiers[i], get (self, i));
  self->setting = FALSE;
}

static void
write_settings (TapeRetentionGroup *self)
{
  int days[N_TIERS];

  for (guint i = 0; i < N_TIERS; i++)
    days[i] = get_wanted (self, i);
  /* The coarsest first: on the way a tier is never shorter than the one before it. */
  for (guint i = N_TIERS; i > 0; i--)
    g_settings_set_int (self->settings, keys[self->kind][i - 1], days[i - 1]);
}

static void
apply (TapeRetentionGroup *self)
{
  if (!would_remove (self))
    write_settings (self);
  tape_retention_group_update (self);
}

/* A coarser tier is never kept shorter than a finer one: the others go with the one that is changed. */
static void
on_value (TapeRetentionGroup *self, GtkSpinButton *button)
{
  guint changed = 0;
  int days = gtk_spin_button_get_value_as_int (button);

  if (self->setting)
    return;
  while (self->tiers[changed] != button)
    changed++;
  self->setting = TRUE;
  for (guint i = 0; i < changed; i++)
    if (is_longer (get_wanted (self, i), days))
      gtk_spin_button_set_value (self->tiers[i], days);
  for (guint i = changed + 1; i < N_TIERS; i++)
    if (is_longer (days, get_wanted (self, i)))
      gtk_spin_button_set_value (self->tiers[i], days);
  self->setting = FALSE;
  apply (self);
}

static void
on_setting (TapeRetentionGroup *self, const char *key)
{
  if (!g_strv_contains (keys[self->kind], key))
    return;
  take (self, get_set);
  tape_retention_group_update (self);
}

static void
on_reset (TapeRetentionGroup *self)
{
  take (self, get_default);
  apply (self);
}

static void
on_keep (TapeRetentionGroup *self)
{
  take (self, get_set);
  tape_retention_group_update (self);
}

static void
on_answered (AdwMessageDialog *dialog, const char *response, TapeRetentionGroup *self)
{
  if (g_str_equal (response, "remove"))
    write_settings (self);
  tape_retention_group_update (self);
}

static void
on_remove (TapeRetentionGroup *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autofree char *trades = describe_days (get_wanted (self, 0));
  g_autofree char *seconds = describe_days (get_wanted (self, 1));
  g_autofree char *minutes = describe_days (get_wanted (self, 2));
  g_autofree char *body = g_strdup_printf (_ ("What is older goes: trades are kept %s, bars of seconds %s, bars of "
                                              "minutes %s; bars of days stay. %s. This cannot "
                                              "be undone."),
                                           trades, seconds, minutes, adw_action_row_get_subtitle (self->removal));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (window, _ ("Remove older data?"), body));

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "remove", _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_default_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_answered), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* What is left is kept for ever: the one setting under which nothing more goes. */
static void
on_stop (TapeRetentionGroup *self)
{
  for (guint i = N_TIERS; i > 0; i--)
    g_settings_set_int (self->settings, keys[self->kind][i - 1], TAPE_KEEP_FOR_EVER);
}

/* --- The type. --- */

/* There are two such groups: names say which this is. */
static void
name_widgets (TapeRetentionGroup *self)
{
  const char *const names[N_TIERS] = { _ ("Trades"), _ ("Bars of seconds"), _ ("Bars of minutes") };
  const char *whose = self->kind == TAPE_STORED_LIVE ? _ ("Live and imported data") : _ ("Simulation");
  g_autofree char *removing = g_strdup_printf ("%s: %s", _ ("Remove"), whose);

  for (guint i = 0; i < N_TIERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s: %s", names[i], whose);

      gtk_accessible_update_property (GTK_ACCESSIBLE (self->tiers[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL, removing, -1);
}

void
tape_retention_group_set (TapeRetentionGroup *self, TapeApplication *application, TapeStoredKind kind)
{
  g_return_if_fail (TAPE_IS_RETENTION_GROUP (self));
  g_return_if_fail (kind == TAPE_STORED_LIVE || kind == TAPE_STORED_SIMULATION);

  g_set_object (&self->application, application);
  self->kind = kind;
  name_widgets (self);
  take (self, get_set);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (on_setting), self, G_CONNECT_SWAPPED);
  tape_retention_group_update (self);
}

static void
tape_retention_group_dispose (GObject *object)
{
  TapeRetentionGroup *self = TAPE_RETENTION_GROUP (object);

  g_clear_object (&self->application);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (tape_retention_group_parent_class)->dispose (object);
}

static void
tape_retention_group_class_init (TapeRetentionGroupClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_retention_group_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-retention-group.ui");
  gtk_widget_class_bind_template_child_full (widget_class, "trades", FALSE,
                                             G_STRUCT_OFFSET (TapeRetentionGroup, tiers[0]));
  gtk_widget_class_bind_template_child_full (widget_class, "seconds", FALSE,
                                             G_STRUCT_OFFSET (TapeRetentionGroup, tiers[1]));
  gtk_widget_class_bind_template_child_full (widget_class, "minutes", FALSE,
                                             G_STRUCT_OFFSET (TapeRetentionGroup, tiers[2]));
  gtk_widget_class_bind_template_child (widget_class, TapeRetentionGroup, forecast);
  gtk_widget_class_bind_template_child (widget_class, TapeRetentionGroup, removal);
  gtk_widget_class_bind_template_child (widget_class, TapeRetentionGroup, progress);
  gtk_widget_class_bind_template_child (widget_class, TapeRetentionGroup, remove);
  gtk_widget_class_bind_template_child (widget_class, TapeRetentionGroup, reset);
  gtk_widget_class_bind_template_callback (widget_class, on_output);
  gtk_widget_class_bind_template_callback (widget_class, on_input);
  gtk_widget_class_bind_template_callback (widget_class, on_value);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
  gtk_widget_class_bind_template_callback (widget_class, on_keep);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
}

static void
tape_retention_group_init (TapeRetentionGroup *self)
{
  self->settings = g_settings_new (TAPE_APP_ID);
  self->setting = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->setting = FALSE;
}
