/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-rule-target.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-choices.h"

struct _TapeRuleTarget
{
  AdwPreferencesGroup parent_instance;

  TapeDesk *desk;
  TapeRuleSet *set;
  TapeRule *rule;
  const TapeDraftHints *hints;
  gboolean setting; /* the rows are set from here */
  gboolean naming;  /* a name is being chosen: the names stay as they are */

  AdwComboRow *kind;
  AdwEntryRow *symbols;
  AdwComboRow *name;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeRuleTarget, tape_rule_target, ADW_TYPE_PREFERENCES_GROUP)

/* --- Names to choose from. --- */

static void
add_groups (GtkStringList *names, TapeGrouping grouping, guint first)
{
  for (guint i = first; i < tape_group_count (grouping); i++)
    gtk_string_list_append (names, tape_group_name (grouping, i));
}

static void
add_sources (TapeRuleTarget *self, GtkStringList *names)
{
  TapeSession *session = tape_desk_get_session (self->desk);
  const TapeFrame *frame = tape_desk_get_frame (self->desk);

  gtk_string_list_append (names, _ ("Any source"));
  for (guint i = 0; session != NULL && frame != NULL && i < frame->n_sources; i++)
    {
      char *name = tape_session_get_source_name (session, frame->sources[i].source);

      if (name != NULL)
        gtk_string_list_take (names, name);
    }
}

/* Returns: (transfer full) (nullable): %NULL where the target has no name to choose */
static GtkStringList *
list_names (TapeRuleTarget *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  switch (self->rule->target)
    {
    case TAPE_TARGET_LIST:
      for (guint i = 0; self->set != NULL && i < self->set->lists->len; i++)
        gtk_string_list_append (names, ((const TapeRuleList *)self->set->lists->pdata[i])->name);
      break;
    case TAPE_TARGET_INDUSTRY:
      add_groups (names, TAPE_GROUP_INDUSTRY, 1);
      break;
    case TAPE_TARGET_COUNTRY:
      add_groups (names, TAPE_GROUP_COUNTRY, 1);
      break;
    case TAPE_TARGET_TECHNOLOGY:
      add_groups (names, TAPE_GROUP_TECHNOLOGY, 0);
      break;
    case TAPE_TARGET_SOURCE:
      add_sources (self, names);
      break;
    default:
      return NULL;
    }
  return g_steal_pointer (&names);
}

static guint
find_name (GtkStringList *names, const char *name)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (names));

  for (guint i = 0; i < n; i++)
    if (strcmp (gtk_string_list_get_string (names, i), name) == 0)
      return i;
  gtk_string_list_append (names, name);
  return n;
}

/* --- What is shown. --- */

static void
show_name (TapeRuleTarget *self)
{
  static const char *const titles[] = {
    [TAPE_TARGET_LIST] = N_ ("List"),       [TAPE_TARGET_INDUSTRY] = N_ ("Industry"),
    [TAPE_TARGET_COUNTRY] = N_ ("Country"), [TAPE_TARGET_TECHNOLOGY] = N_ ("Technology"),
    [TAPE_TARGET_SOURCE] = N_ ("Source"),
  };
  g_autoptr (GtkStringList) names = list_names (self);
  const char *name = self->rule->names[0];
  guint chosen = 0;

  gtk_widget_set_visible (GTK_WIDGET (self->name), names != NULL);
  if (names == NULL || self->naming)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name), _ (titles[self->rule->target]));
  if (name != NULL)
    chosen = find_name (names, name);
  tape_choices_set (self->name, names);
  adw_combo_row_set_selected (self->name, chosen);
}

/* What is typed stays as it is typed, as long as it says the same. */
static void
show_symbols (TapeRuleTarget *self)
{
  g_autofree char *text = g_strjoinv (", ", self->rule->names);
  g_autoptr (TapeRule) typed = tape_rule_new ();

  gtk_widget_set_visible (GTK_WIDGET (self->symbols), self->rule->target == TAPE_TARGET_SYMBOLS);
  if (self->rule->target != TAPE_TARGET_SYMBOLS)
    return;
  tape_rule_draft_set_symbols (typed, gtk_editable_get_text (GTK_EDITABLE (self->symbols)));
  if (!g_strv_equal ((const char *const *)typed->names, (const char *const *)self->rule->names))
    gtk_editable_set_text (GTK_EDITABLE (self->symbols), text);
}

void
tape_rule_target_show (TapeRuleTarget *self, TapeRule *rule, const TapeDraftHints *hints)
{
  g_return_if_fail (TAPE_IS_RULE_TARGET (self));

  self->rule = rule;
  self->hints = hints;
  self->setting = TRUE;
  adw_combo_row_set_selected (self->kind, rule->target);
  show_symbols (self);
  show_name (self);
  gtk_widget_set_visible (GTK_WIDGET (self), rule->conditions[0].kind != TAPE_CONDITION_QUERY);
  self->setting = FALSE;
}

void
tape_rule_target_set_desk (TapeRuleTarget *self, TapeDesk *desk, TapeRuleSet *set)
{
  g_return_if_fail (TAPE_IS_RULE_TARGET (self));

  g_set_object (&self->desk, desk);
  g_clear_pointer (&self->set, tape_rule_set_unref);
  self->set = set == NULL ? NULL : tape_rule_set_ref (set);
}

/* --- What is chosen. --- */

static void
take_first_name (TapeRuleTarget *self)
{
  g_autoptr (GtkStringList) names = list_names (self);

  if (self->rule->target == TAPE_TARGET_LIST && g_list_model_get_n_items (G_LIST_MODEL (names)) > 0)
    tape_rule_set_names (self->rule, gtk_string_list_get_string (names, 0), NULL);
}

static void
on_kind (TapeRuleTarget *self)
{
  guint kind = adw_combo_row_get_selected (self->kind);

  if (self->setting || self->rule == NULL || kind > TAPE_TARGET_SOURCE || kind == self->rule->target)
    return;
  tape_rule_draft_set_target (self->rule, kind, self->hints);
  take_first_name (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_symbols (TapeRuleTarget *self)
{
  if (self->setting || self->rule == NULL)
    return;
  tape_rule_draft_set_symbols (self->rule, gtk_editable_get_text (GTK_EDITABLE (self->symbols)));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_name (TapeRuleTarget *self)
{
  GtkStringObject *chosen = adw_combo_row_get_selected_item (self->name);
  gboolean any
      = self->rule != NULL && self->rule->target == TAPE_TARGET_SOURCE && adw_combo_row_get_selected (self->name) == 0;

  if (self->setting || self->rule == NULL || chosen == NULL)
    return;
  tape_rule_set_names (self->rule, any ? NULL : gtk_string_object_get_string (chosen), NULL);
  self->naming = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
  self->naming = FALSE;
}

/* --- The type. --- */

static void
tape_rule_target_dispose (GObject *object)
{
  TapeRuleTarget *self = TAPE_RULE_TARGET (object);

  self->rule = NULL;
  g_clear_object (&self->desk);
  g_clear_pointer (&self->set, tape_rule_set_unref);
  G_OBJECT_CLASS (tape_rule_target_parent_class)->dispose (object);
}

static void
tape_rule_target_class_init (TapeRuleTargetClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_rule_target_dispose;
  signals[CHANGED]
      = g_signal_new ("changed", TAPE_TYPE_RULE_TARGET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-rule-target.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeRuleTarget, kind);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleTarget, symbols);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleTarget, name);
  gtk_widget_class_bind_template_callback (widget_class, on_kind);
  gtk_widget_class_bind_template_callback (widget_class, on_symbols);
  gtk_widget_class_bind_template_callback (widget_class, on_name);
}

static void
tape_rule_target_init (TapeRuleTarget *self)
{
  self->setting = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->setting = FALSE;
}
