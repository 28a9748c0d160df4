/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-rule-editor.h"

#include <glib/gi18n.h>
#include <math.h>

#include "alerts/tape-rule-check.h"
#include "alerts/tape-rule-text.h"
#include "app/tape-adaptive-bin.h"
#include "app/tape-condition-group.h"
#include "app/tape-duration-entry.h"
#include "app/tape-query-group.h"
#include "app/tape-rule-frequency.h"
#include "app/tape-rule-target.h"
#include "app/tape-rule-trial.h"
#include "app/tape-switch.h"
#include "model/tape-rule-title.h"

struct _TapeRuleEditor
{
  AdwWindow parent_instance;

  TapeAlertBook *book;
  TapeDesk *desk;
  gint64 id;
  TapeRule *rule;
  TapeDraftHints hints;
  char *symbol;
  char **queries;   /* that are saved */
  gboolean setting; /* the line is set from here */

  TapeAdaptiveBin *bin;
  GtkBox *columns;
  GtkTextView *line;
  GtkLabel *words;
  GtkWidget *problem_box;
  GtkImage *problem_icon;
  GtkLabel *problem;
  TapeConditionGroup *first;
  TapeQueryGroup *query;
  TapeRuleTarget *target;
  GtkSwitch *then;
  GtkWidget *within_row;
  TapeDurationEntry *within;
  TapeConditionGroup *second;
  TapeRuleFrequency *frequency;
  TapeRuleTrial *trial;
};

G_DEFINE_FINAL_TYPE (TapeRuleEditor, tape_rule_editor, ADW_TYPE_WINDOW)

/* --- What is wrong with it. --- */

static void
show_problem (TapeRuleEditor *self, const char *text, gboolean error)
{
  gtk_widget_set_visible (self->problem_box, text != NULL);
  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_image_set_from_icon_name (self->problem_icon, error ? "dialog-error-symbolic" : "dialog-information-symbolic");
  if (error)
    gtk_widget_add_css_class (self->problem_box, "problem");
  else
    gtk_widget_remove_css_class (self->problem_box, "problem");
}

/* @error: (nullable): why the line is no rule */
static void
judge (TapeRuleEditor *self, const GError *error)
{
  g_autoptr (GError) contradiction = NULL;
  g_autofree char *oddity = NULL;
  gboolean right = error == NULL && tape_rule_check (self->rule, &contradiction);
  g_autofree char *title = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *words = NULL;

  if (right)
    oddity = tape_alert_book_find_oddity (self->book, self->rule);
  show_problem (self, error != NULL ? error->message : contradiction != NULL ? contradiction->message : oddity, !right);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "editor.arm", right);
  tape_rule_trial_set_rule (self->trial, right ? self->rule : NULL);
  if (error == NULL)
    {
      title = tape_rule_title_new (self->rule);
      detail = tape_rule_title_detail (self->rule);
      words = g_strdup_printf ("%s · %s", title, detail);
    }
  gtk_label_set_text (self->words, words != NULL ? words : "");
}

/* --- Line and rows. --- */

static void
show_line (TapeRuleEditor *self)
{
  g_autofree char *text = tape_rule_format (self->rule);

  self->setting = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->line), text, -1);
  self->setting = FALSE;
}

static void
show_rows (TapeRuleEditor *self)
{
  gboolean sequence = self->rule->n_conditions == 2;

  self->setting = TRUE;
  tape_condition_group_show (self->first, self->rule, 0, &self->hints);
  tape_condition_group_show (self->second, sequence ? self->rule : NULL, 1, &self->hints);
  tape_query_group_show (self->query, self->rule);
  tape_rule_target_show (self->target, self->rule, &self->hints);
  tape_rule_frequency_show (self->frequency, self->rule);
  tape_switch_show (self->then, sequence);
  /* What a query asks has no sequence. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->then),
                            sequence || self->rule->conditions[0].kind != TAPE_CONDITION_QUERY);
  gtk_widget_set_visible (self->within_row, sequence);
  gtk_widget_set_visible (GTK_WIDGET (self->second), sequence);
  tape_duration_entry_set (self->within, self->rule->within);
  self->setting = FALSE;
}

/* A row was chosen; other rows may follow from it. */
static void
on_row (TapeRuleEditor *self)
{
  if (self->setting)
    return;
  show_rows (self);
  show_line (self);
  judge (self, NULL);
}

static char *
dup_line (TapeRuleEditor *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->line);
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  return g_strdelimit (g_steal_pointer (&text), "\n\t", ' ');
}

static void
on_line (TapeRuleEditor *self)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  TapeRule *rule;

  if (self->setting)
    return;
  text = dup_line (self);
  rule = tape_rule_parse (text, &error);
  if (rule != NULL)
    {
      TapeRule *before = self->rule;

      self->rule = rule;
      show_rows (self);
      tape_rule_free (before);
    }
  judge (self, error);
}

/* What the rule names may have come or gone. */
static void
on_rules_changed (TapeRuleEditor *self)
{
  g_autofree char *text = dup_line (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeRule) rule = tape_rule_parse (text, &error);

  judge (self, error);
}

static void
on_then (TapeRuleEditor *self)
{
  if (self->setting)
    return;
  tape_rule_draft_set_sequence (self->rule, gtk_switch_get_active (self->then), &self->hints);
  on_row (self);
}

static void
on_within (TapeRuleEditor *self)
{
  if (self->setting)
    return;
  self->rule->within = tape_duration_entry_get (self->within);
  on_row (self);
}

/* --- Arming. --- */

static void
arm (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeRuleEditor *self = TAPE_RULE_EDITOR (widget);
  g_autoptr (GError) error = NULL;

  self->rule->enabled = TRUE;
  if (self->id == 0 ? tape_alert_book_add_rule (self->book, self->rule, &error) != 0
                    : tape_alert_book_change_rule (self->book, self->id, self->rule, &error))
    gtk_window_close (GTK_WINDOW (self));
  else
    show_problem (self, error->message, TRUE);
}

/* A rule is one line: Enter is no part of it. */
static gboolean
on_key (TapeRuleEditor *self, guint key, guint code, GdkModifierType modifiers)
{
  if (key != GDK_KEY_Return && key != GDK_KEY_KP_Enter)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_action (GTK_WIDGET (self), "editor.arm", NULL);
  return GDK_EVENT_STOP;
}

/* --- The type. --- */

static gboolean
on_measured (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  gtk_widget_queue_resize (widget);
  return G_SOURCE_REMOVE;
}

/* The line breaks anew at another width, which it finds while it gets its place: too late to ask for its height then. */
static void
measure_line (TapeRuleEditor *self)
{
  gtk_widget_add_tick_callback (GTK_WIDGET (self->line), on_measured, NULL, NULL);
}

static void
on_width_class (TapeRuleEditor *self)
{
  gboolean beside = tape_adaptive_bin_get_width_class (self->bin) > TAPE_WIDTH_NARROW;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns),
                                  beside ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_box_set_homogeneous (self->columns, beside);
}

static void
tape_rule_editor_dispose (GObject *object)
{
  TapeRuleEditor *self = TAPE_RULE_EDITOR (object);

  g_clear_object (&self->book);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_rule_editor_parent_class)->dispose (object);
}

static void
tape_rule_editor_finalize (GObject *object)
{
  TapeRuleEditor *self = TAPE_RULE_EDITOR (object);

  g_clear_pointer (&self->rule, tape_rule_free);
  g_free (self->symbol);
  g_strfreev (self->queries);
  G_OBJECT_CLASS (tape_rule_editor_parent_class)->finalize (object);
}

static void
tape_rule_editor_class_init (TapeRuleEditorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_rule_editor_dispose;
  G_OBJECT_CLASS (class)->finalize = tape_rule_editor_finalize;
  g_type_ensure (TAPE_TYPE_ADAPTIVE_BIN);
  g_type_ensure (TAPE_TYPE_CONDITION_GROUP);
  g_type_ensure (TAPE_TYPE_DURATION_ENTRY);
  g_type_ensure (TAPE_TYPE_QUERY_GROUP);
  g_type_ensure (TAPE_TYPE_RULE_FREQUENCY);
  g_type_ensure (TAPE_TYPE_RULE_TARGET);
  g_type_ensure (TAPE_TYPE_RULE_TRIAL);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-rule-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeRuleEditor, bin);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleEditor, columns);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleEditor, line);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleEditor, words);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleEditor, problem_box);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleEditor, problem_icon);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleEditor, problem);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleEditor, first);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleEditor, query);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleEditor, target);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleEditor, then);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleEditor, within_row);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleEditor, within);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleEditor, second);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleEditor, frequency);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleEditor, trial);
  gtk_widget_class_bind_template_callback (widget_class, on_row);
  gtk_widget_class_bind_template_callback (widget_class, on_then);
  gtk_widget_class_bind_template_callback (widget_class, on_within);
  gtk_widget_class_bind_template_callback (widget_class, on_key);
  gtk_widget_class_install_action (widget_class, "editor.arm", NULL, arm);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "editor.arm", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tape_rule_editor_init (TapeRuleEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->line), "changed", G_CALLBACK (on_line), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->bin, "notify::width-class", G_CALLBACK (on_width_class), self, G_CONNECT_SWAPPED);
  on_width_class (self);
  g_signal_connect_object (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->line)), "notify::upper",
                           G_CALLBACK (measure_line), self, G_CONNECT_SWAPPED);
}

static void
take_hints (TapeRuleEditor *self)
{
  const TapeFrame *frame = tape_desk_get_frame (self->desk);
  guint32 instrument = tape_desk_get_instrument (self->desk);

  self->symbol = g_strdup (tape_desk_get_symbol (self->desk));
  self->queries = tape_alert_book_list_queries (self->book);
  self->hints.symbol = self->symbol;
  self->hints.query = self->queries[0];
  self->hints.price = frame != NULL && instrument < frame->n_rows ? frame->rows[instrument].latest : NAN;
}

void
tape_rule_editor_show (GtkWindow *parent, TapeAlertBook *book, TapeDesk *desk, gint64 id, const char *text)
{
  TapeRuleEditor *self = g_object_new (TAPE_TYPE_RULE_EDITOR, "transient-for", parent, "application",
                                       gtk_window_get_application (parent), NULL);

  self->book = g_object_ref (book);
  self->desk = g_object_ref (desk);
  self->id = id;
  self->rule = tape_rule_new ();
  g_signal_connect_object (book, "rules-changed", G_CALLBACK (on_rules_changed), self, G_CONNECT_SWAPPED);
  gtk_window_set_title (GTK_WINDOW (self), id == 0 ? _ ("New Rule") : _ ("Edit Rule"));
  take_hints (self);
  tape_query_group_set_book (self->query, book, desk);
  tape_rule_target_set_desk (self->target, desk, tape_alert_book_get_rule_set (book));
  tape_rule_trial_set_desk (self->trial, desk, tape_alert_book_get_rule_set (book));
  show_rows (self);
  if (text != NULL)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->line), text, -1);
  else
    {
      show_line (self);
      judge (self, NULL);
    }
  /* Typing is the fast way: what a new rule begins with is typed over. */
  gtk_widget_grab_focus (GTK_WIDGET (self->line));
  if (text == NULL)
    g_signal_emit_by_name (self->line, "select-all", TRUE);
  gtk_window_present (GTK_WINDOW (self));
}
