/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-rule-row.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/tape-switch.h"
#include "app/tape-throttle.h"
#include "model/tape-rule-title.h"
#include "model/tape-rule-wait.h"

/* A name that changes with each frame would flood the accessible tree, ms. */
#define NAME_INTERVAL 5000

struct _TapeRuleRow
{
  GtkWidget parent_instance;

  TapeAlertBook *book;
  TapeDesk *desk;
  TapeAlertRule *rule;
  gboolean setting; /* the switch is set from here */
  TapeThrottle naming;

  GtkWidget *content;
  GtkLabel *title;
  GtkLabel *detail;
  GtkLabel *standing;
  GtkLabel *fired;
  GtkWidget *problem_box;
  GtkImage *problem_icon;
  GtkLabel *problem;
  GtkSwitch *enabled;
  GtkMenuButton *menu;
};

G_DEFINE_FINAL_TYPE (TapeRuleRow, tape_rule_row, GTK_TYPE_WIDGET)

static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

/* --- What is shown. --- */

static gboolean
is_over (TapeRuleRow *self)
{
  const TapeRule *rule = tape_alert_rule_get_rule (self->rule);
  const TapeFrame *frame = tape_desk_get_frame (self->desk);

  return rule->until != TAPE_NO_TIME && frame != NULL && frame->now > rule->until;
}

static char *
dup_snoozed (TapeRuleRow *self, gint64 until)
{
  TapeZone zone = tape_desk_get_zone (self->desk);
  g_autofree char *clock
      = tape_format_clock (tape_exchange_utc (), until, zone == TAPE_ZONE_EXCHANGE ? TAPE_ZONE_LOCAL : zone, FALSE);

  return g_strdup_printf (_ ("snoozed until %s"), clock);
}

/* How near it is, or why it is not. */
static char *
dup_standing (TapeRuleRow *self)
{
  const TapeAlertRuleStatus *status = tape_alert_rule_get_status (self->rule);
  gint64 snoozed = tape_alert_book_get_snooze (self->book, tape_alert_rule_get_id (self->rule), "");
  g_autofree char *share = NULL;

  if (!tape_alert_rule_get_enabled (self->rule))
    return g_strdup (_ ("off"));
  if (tape_alert_rule_get_problem (self->rule) != NULL || status->subjects == 0)
    return g_strdup (_ ("waits"));
  if (is_over (self))
    return g_strdup (_ ("over"));
  if (snoozed != TAPE_NO_TIME)
    return dup_snoozed (self, snoozed);
  if (status->nearest != NULL && !isnan (status->distance))
    {
      share = g_strdup_printf ("%.1f", status->distance * 100);
      /* Translators: a symbol, and how far it is from firing. */
      return g_strdup_printf (_ ("%s %s %% away"), status->nearest, share);
    }
  if (status->armed > 0)
    return g_strdup_printf (ngettext ("%u armed", "%u armed", status->armed), status->armed);
  return g_strdup (status->waiting == status->subjects ? _ ("waits for data") : _ ("has fired"));
}

static char *
dup_fired (TapeRuleRow *self)
{
  const TapeAlertRuleStatus *status = tape_alert_rule_get_status (self->rule);
  const TapeFrame *frame = tape_desk_get_frame (self->desk);
  g_autofree char *ago = NULL;

  if (status->last_fired == TAPE_NO_TIME)
    return g_strdup (_ ("not fired yet"));
  if (frame == NULL || frame->now == TAPE_NO_TIME)
    return g_strdup (_ ("fired"));
  ago = tape_format_span (MAX (0, frame->now - status->last_fired));
  return g_strdup_printf (_ ("fired %s ago"), ago);
}

/* A baseline, bars: of what nobody put to sleep. */
static char *
dup_wait (TapeRuleRow *self)
{
  const TapeAlertRuleStatus *status = tape_alert_rule_get_status (self->rule);
  gint64 id = tape_alert_rule_get_id (self->rule);
  guint snoozed = tape_alert_book_count_snoozed (self->book, id);

  if (tape_alert_book_get_snooze (self->book, id, "") != TAPE_NO_TIME || snoozed >= status->waiting)
    return NULL;
  return tape_rule_wait_new (tape_alert_rule_get_rule (self->rule), status->subjects, status->waiting - snoozed);
}

/* What is wrong with it, or what it misses. */
static char *
dup_said (TapeRuleRow *self)
{
  const char *problem = tape_alert_rule_get_problem (self->rule);
  const char *note = tape_alert_rule_get_note (self->rule);

  if (problem != NULL || !tape_alert_rule_get_enabled (self->rule))
    return g_strdup (problem);
  return note != NULL ? g_strdup (note) : dup_wait (self);
}

static gboolean
update_name (gpointer data)
{
  TapeRuleRow *self = data;
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *said = NULL;
  g_autofree char *name = NULL;

  if (item == NULL || self->rule == NULL)
    return G_SOURCE_REMOVE;
  said = dup_said (self);
  /* Translators: a rule: what, on whom and how often, how near, when it fired, what is wrong with it. */
  name = g_strdup_printf (_ ("%s. %s; %s; %s%s%s"), gtk_label_get_text (self->title), gtk_label_get_text (self->detail),
                          gtk_label_get_text (self->standing), gtk_label_get_text (self->fired),
                          said != NULL ? ". " : "", said != NULL ? said : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return G_SOURCE_REMOVE;
}

static void
name_controls (TapeRuleRow *self)
{
  g_autofree char *armed = g_strdup_printf (_ ("Armed: %s"), gtk_label_get_text (self->title));
  g_autofree char *more = g_strdup_printf (_ ("More: %s"), gtk_label_get_text (self->title));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->enabled), GTK_ACCESSIBLE_PROPERTY_LABEL, armed, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, more, -1);
}

static void
show_words (TapeRuleRow *self)
{
  const TapeRule *rule = tape_alert_rule_get_rule (self->rule);
  g_autofree char *said = dup_said (self);
  g_autofree char *title = rule != NULL ? tape_rule_title_new (rule) : g_strdup (tape_alert_rule_get_text (self->rule));
  g_autofree char *detail = rule != NULL ? tape_rule_title_detail (rule) : g_strdup (_ ("not understood"));
  gboolean other = g_strcmp0 (gtk_label_get_text (self->title), title) != 0;

  set_text (self->title, title);
  set_text (self->detail, detail);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), tape_alert_rule_get_text (self->rule));
  gtk_widget_set_visible (self->problem_box, said != NULL);
  gtk_image_set_from_icon_name (self->problem_icon, tape_alert_rule_get_problem (self->rule) != NULL
                                                        ? "dialog-warning-symbolic"
                                                        : "dialog-information-symbolic");
  set_text (self->problem, said != NULL ? said : "");
  if (other)
    name_controls (self);
}

static void
update (TapeRuleRow *self)
{
  g_autofree char *standing = dup_standing (self);
  g_autofree char *fired = dup_fired (self);

  show_words (self);
  set_text (self->standing, standing);
  set_text (self->fired, fired);
  self->setting = TRUE;
  tape_switch_show (self->enabled, tape_alert_rule_get_enabled (self->rule));
  self->setting = FALSE;
  tape_throttle_call (&self->naming);
}

void
tape_rule_row_set_rule (TapeRuleRow *self, TapeAlertRule *rule)
{
  g_return_if_fail (TAPE_IS_RULE_ROW (self));

  tape_throttle_clear (&self->naming);
  if (self->rule != NULL)
    g_signal_handlers_disconnect_by_data (self->rule, self);
  g_set_object (&self->rule, rule);
  if (rule == NULL)
    return;
  g_signal_connect_object (rule, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

/* --- What can be done. --- */

static void
on_enabled (TapeRuleRow *self)
{
  if (self->setting || self->rule == NULL)
    return;
  tape_alert_book_set_enabled (self->book, tape_alert_rule_get_id (self->rule), gtk_switch_get_active (self->enabled));
  /* What a person did is said at once. */
  tape_throttle_clear (&self->naming);
  tape_throttle_call (&self->naming);
}

static void
edit (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeRuleRow *self = TAPE_RULE_ROW (widget);

  gtk_widget_activate_action (widget, "win.edit-rule", "x", tape_alert_rule_get_id (self->rule));
}

static void
duplicate (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeRuleRow *self = TAPE_RULE_ROW (widget);

  gtk_widget_activate_action (widget, "win.new-rule", "s", tape_alert_rule_get_text (self->rule));
}

static void
remove_rule (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeRuleRow *self = TAPE_RULE_ROW (widget);

  gtk_widget_activate_action (widget, "win.remove-rule", "x", tape_alert_rule_get_id (self->rule));
}

static void
snooze (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeRuleRow *self = TAPE_RULE_ROW (widget);
  gint64 id = tape_alert_rule_get_id (self->rule);
  gboolean snoozed = tape_alert_book_get_snooze (self->book, id, "") != TAPE_NO_TIME;

  tape_alert_book_snooze (self->book, id, "", snoozed ? 0 : TAPE_HOUR);
}

/* --- The type. --- */

static void
tape_rule_row_dispose (GObject *object)
{
  TapeRuleRow *self = TAPE_RULE_ROW (object);

  tape_rule_row_set_rule (self, NULL);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->book);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_rule_row_parent_class)->dispose (object);
}

static void
tape_rule_row_class_init (TapeRuleRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_rule_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-rule-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeRuleRow, content);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleRow, title);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleRow, detail);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleRow, standing);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleRow, fired);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleRow, problem_box);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleRow, problem_icon);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleRow, problem);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleRow, enabled);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleRow, menu);
  gtk_widget_class_bind_template_callback (widget_class, on_enabled);
  gtk_widget_class_install_action (widget_class, "rule.edit", NULL, edit);
  gtk_widget_class_install_action (widget_class, "rule.duplicate", NULL, duplicate);
  gtk_widget_class_install_action (widget_class, "rule.remove", NULL, remove_rule);
  gtk_widget_class_install_action (widget_class, "rule.snooze", NULL, snooze);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "rulerow");
}

static void
tape_rule_row_init (TapeRuleRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tape_throttle_init (&self->naming, NAME_INTERVAL, update_name, self);
}

GtkWidget *
tape_rule_row_new (TapeAlertBook *book, TapeDesk *desk)
{
  TapeRuleRow *self = g_object_new (TAPE_TYPE_RULE_ROW, NULL);

  self->book = g_object_ref (book);
  self->desk = g_object_ref (desk);
  return GTK_WIDGET (self);
}
