/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-rule-frequency.h"

#include <glib/gi18n.h>

#include "app/tape-date-button.h"
#include "app/tape-duration-entry.h"
#include "app/tape-switch.h"
#include "base/tape-time.h"

/* A rule that is to end begins with so many days, by the clock. */
#define DAYS 30

struct _TapeRuleFrequency
{
  AdwPreferencesGroup parent_instance;

  TapeRule *rule;
  gboolean setting; /* the rows are set from here */

  AdwComboRow *repeat;
  TapeDurationEntry *cooldown;
  AdwActionRow *until_row;
  TapeDateButton *date;
  GtkSwitch *expires;
  GtkSwitch *important;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeRuleFrequency, tape_rule_frequency, ADW_TYPE_PREFERENCES_GROUP)

void
tape_rule_frequency_show (TapeRuleFrequency *self, TapeRule *rule)
{
  gboolean expires = rule->until != TAPE_NO_TIME;

  g_return_if_fail (TAPE_IS_RULE_FREQUENCY (self));

  self->rule = rule;
  self->setting = TRUE;
  adw_combo_row_set_selected (self->repeat, rule->repeat);
  tape_duration_entry_set (self->cooldown, rule->cooldown);
  tape_switch_show (self->expires, expires);
  gtk_widget_set_visible (GTK_WIDGET (self->date), expires);
  if (expires)
    tape_date_button_set_date (self->date, (gint32)(tape_time_floor (rule->until, TAPE_DAY) / TAPE_DAY));
  tape_switch_show (self->important, rule->important);
  self->setting = FALSE;
}

static void
on_changed (TapeRuleFrequency *self)
{
  if (self->setting || self->rule == NULL)
    return;
  self->rule->repeat = (TapeRepeat)adw_combo_row_get_selected (self->repeat);
  self->rule->cooldown = tape_duration_entry_get (self->cooldown);
  self->rule->important = gtk_switch_get_active (self->important);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* A day lasts until its end. */
static void
set_last_day (TapeRuleFrequency *self, gint64 date)
{
  self->rule->until = (date + 1) * TAPE_DAY - 1;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_expires (TapeRuleFrequency *self)
{
  if (self->setting || self->rule == NULL)
    return;
  if (gtk_switch_get_active (self->expires))
    set_last_day (self, g_get_real_time () / TAPE_DAY + DAYS);
  else
    {
      self->rule->until = TAPE_NO_TIME;
      g_signal_emit (self, signals[CHANGED], 0);
    }
}

static void
on_date (TapeRuleFrequency *self)
{
  if (!self->setting && self->rule != NULL && self->rule->until != TAPE_NO_TIME)
    set_last_day (self, tape_date_button_get_date (self->date));
}

static void
tape_rule_frequency_dispose (GObject *object)
{
  TAPE_RULE_FREQUENCY (object)->rule = NULL;
  G_OBJECT_CLASS (tape_rule_frequency_parent_class)->dispose (object);
}

static void
tape_rule_frequency_class_init (TapeRuleFrequencyClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_rule_frequency_dispose;
  signals[CHANGED]
      = g_signal_new ("changed", TAPE_TYPE_RULE_FREQUENCY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (TAPE_TYPE_DURATION_ENTRY);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-rule-frequency.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeRuleFrequency, repeat);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleFrequency, cooldown);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleFrequency, until_row);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleFrequency, expires);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleFrequency, important);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_expires);
}

static void
tape_rule_frequency_init (TapeRuleFrequency *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->date = TAPE_DATE_BUTTON (tape_date_button_new (_ ("Last day")));
  gtk_widget_set_valign (GTK_WIDGET (self->date), GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (self->until_row, GTK_WIDGET (self->date));
  g_signal_connect_object (self->date, "notify::date", G_CALLBACK (on_date), self, G_CONNECT_SWAPPED);
}
