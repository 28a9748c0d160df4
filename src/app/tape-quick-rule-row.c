/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-quick-rule-row.h"

#include <math.h>

#include "app/tape-switch.h"
#include "model/tape-rules-at-hand.h"

struct _TapeQuickRuleRow
{
  AdwActionRow parent_instance;

  TapeAlertBook *book;
  gulong changed;
  TapeQuickRule which;
  TapeTargetKind target;
  char *name;
  gboolean showing; /* what is shown is set from the book */

  GtkSpinButton *number;
  GtkSwitch *on;
};

enum
{
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeQuickRuleRow, tape_quick_rule_row, ADW_TYPE_ACTION_ROW)

/* The number of the row: per cent, or times the average. */
static double
get_scale (TapeQuickRuleRow *self)
{
  return self->which == TAPE_QUICK_CHANGE ? 100 : 1;
}

static double
get_usual (TapeQuickRuleRow *self)
{
  return self->which == TAPE_QUICK_CHANGE ? TAPE_RULE_THRESHOLD : TAPE_QUICK_VOLUME_USUAL;
}

static void
show (TapeQuickRuleRow *self)
{
  double x;
  TapeAlertRule *rule = tape_rules_at_hand_find (self->book, self->which, self->target, self->name, &x);

  self->showing = TRUE;
  /* A number that was chosen while there is no rule yet is kept. */
  if (rule != NULL)
    gtk_spin_button_set_value (self->number, x * get_scale (self));
  tape_switch_show (self->on, rule != NULL && tape_alert_rule_get_enabled (rule));
  self->showing = FALSE;
}

static void
set (TapeQuickRuleRow *self, double x, gboolean on)
{
  g_autoptr (GError) error = NULL;

  if (!tape_rules_at_hand_set (self->book, self->which, self->target, self->name, x, on, &error))
    g_signal_emit (self, signals[FAILED], 0, error->message);
  show (self);
}

static void
on_edited (TapeQuickRuleRow *self)
{
  /* As it is typed: 2.3 % is the number nearest to 0.023. */
  double number = round (gtk_spin_button_get_value (self->number) * 1e6) / 1e6;

  if (self->book != NULL && !self->showing)
    set (self, number / get_scale (self), gtk_switch_get_active (self->on));
}

static void
tape_quick_rule_row_dispose (GObject *object)
{
  TapeQuickRuleRow *self = TAPE_QUICK_RULE_ROW (object);

  if (self->book != NULL)
    g_clear_signal_handler (&self->changed, self->book);
  g_clear_object (&self->book);
  g_clear_pointer (&self->name, g_free);
  G_OBJECT_CLASS (tape_quick_rule_row_parent_class)->dispose (object);
}

static void
tape_quick_rule_row_class_init (TapeQuickRuleRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_quick_rule_row_dispose;
  signals[FAILED] = g_signal_new ("failed", TAPE_TYPE_QUICK_RULE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-quick-rule-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeQuickRuleRow, number);
  gtk_widget_class_bind_template_child (widget_class, TapeQuickRuleRow, on);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
}

static void
tape_quick_rule_row_init (TapeQuickRuleRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_range (TapeQuickRuleRow *self)
{
  gboolean change = self->which == TAPE_QUICK_CHANGE;
  double scale = get_scale (self);

  gtk_spin_button_set_digits (self->number, change ? 2 : 1);
  gtk_spin_button_set_increments (self->number, 0.5, 5);
  gtk_spin_button_set_range (self->number, (change ? TAPE_QUICK_CHANGE_LEAST : TAPE_QUICK_VOLUME_LEAST) * scale,
                             (change ? TAPE_QUICK_CHANGE_MOST : TAPE_QUICK_VOLUME_MOST) * scale);
  gtk_spin_button_set_value (self->number, get_usual (self) * scale);
}

/* The switch is named by the row that turns it. */
static void
name_number (TapeQuickRuleRow *self)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->number), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

void
tape_quick_rule_row_set_rule (
    TapeQuickRuleRow *self, TapeAlertBook *book, TapeQuickRule which, TapeTargetKind target, const char *name)
{
  g_return_if_fail (TAPE_IS_QUICK_RULE_ROW (self));
  g_return_if_fail (self->book == NULL);

  self->which = which;
  self->target = target;
  self->name = g_strdup (name);
  set_range (self);
  name_number (self);
  self->book = g_object_ref (book);
  self->changed = g_signal_connect_swapped (book, "rules-changed", G_CALLBACK (show), self);
  show (self);
}

void
tape_quick_rule_row_reset (TapeQuickRuleRow *self, gboolean on)
{
  g_return_if_fail (TAPE_IS_QUICK_RULE_ROW (self));

  if (self->book == NULL)
    return;
  self->showing = TRUE;
  gtk_spin_button_set_value (self->number, get_usual (self) * get_scale (self));
  self->showing = FALSE;
  set (self, get_usual (self), on);
}
