/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-condition-group.h"

#include <glib/gi18n.h>
#include <math.h>

#include "alerts/tape-duration-words.h"
#include "app/tape-choices.h"
#include "app/tape-duration-entry.h"

/* Lengths of bars that are offered; another one that a rule has is added. */
static const gint64 lengths[] = {
  TAPE_MINUTE,      2 * TAPE_MINUTE, 5 * TAPE_MINUTE, 10 * TAPE_MINUTE, 15 * TAPE_MINUTE,
  30 * TAPE_MINUTE, TAPE_HOUR,       2 * TAPE_HOUR,   4 * TAPE_HOUR,    TAPE_DAY,
};

struct _TapeConditionGroup
{
  AdwPreferencesGroup parent_instance;

  TapeRule *rule;
  guint i;
  const TapeDraftHints *hints;
  gboolean setting; /* the rows are set from here */
  gint64 other_length;

  AdwComboRow *kind;
  AdwComboRow *direction;
  AdwActionRow *amount_row;
  GtkSpinButton *amount;
  GtkDropDown *unit;
  GtkLabel *unit_label;
  AdwComboRow *baseline;
  AdwActionRow *ago_row;
  TapeDurationEntry *ago;
  AdwActionRow *given_row;
  GtkSpinButton *given;
  AdwComboRow *bars;
  AdwActionRow *span_row;
  TapeDurationEntry *span;
  AdwComboRow *average;
  AdwActionRow *fast_row;
  GtkSpinButton *fast;
  AdwActionRow *slow_row;
  GtkSpinButton *slow;
  AdwActionRow *count_row;
  GtkSpinButton *count;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeConditionGroup, tape_condition_group, ADW_TYPE_PREFERENCES_GROUP)

static TapeCondition *
get_condition (TapeConditionGroup *self)
{
  return &self->rule->conditions[self->i];
}

/* --- Words. --- */

/* By direction; both is left out where the rows do not have it. */
static void
get_directions (TapeConditionKind kind, const char *words[3])
{
  const char *both = _ ("Either way");
  const char *up = _ ("Above");
  const char *down = _ ("Below");

  switch (kind)
    {
    case TAPE_CONDITION_CHANGE:
    case TAPE_CONDITION_GROWTH:
      both = _ ("Up or down");
      up = _ ("Up");
      down = _ ("Down");
      break;
    case TAPE_CONDITION_CROSS:
    case TAPE_CONDITION_AVERAGES:
      up = _ ("From below to above");
      down = _ ("From above to below");
      break;
    case TAPE_CONDITION_VOLUME:
      up = _ ("At least");
      down = _ ("At most");
      break;
    case TAPE_CONDITION_STREAK:
      up = _ ("Rising");
      down = _ ("Falling");
      break;
    default:
      break;
    }
  words[TAPE_DIRECTION_BOTH] = both;
  words[TAPE_DIRECTION_UP] = up;
  words[TAPE_DIRECTION_DOWN] = down;
}

static const char *
get_amount_title (TapeConditionKind kind)
{
  switch (kind)
    {
    case TAPE_CONDITION_LEVEL:
    case TAPE_CONDITION_CROSS:
      return _ ("Price");
    case TAPE_CONDITION_VOLUME:
      return _ ("Times the average");
    case TAPE_CONDITION_RSI:
      return _ ("Points");
    case TAPE_CONDITION_SHARE:
      return _ ("Share of buys");
    default:
      return _ ("By");
    }
}

static const char *
get_count_title (TapeConditionKind kind)
{
  switch (kind)
    {
    case TAPE_CONDITION_RSI:
      return _ ("RSI over bars");
    case TAPE_CONDITION_VOLUME:
      return _ ("Spans in a row");
    case TAPE_CONDITION_GROWTH:
      return _ ("Fresh members at least");
    default:
      return _ ("Bars in a row");
    }
}

static void
set_title (GtkWidget *row, const char *title)
{
  if (g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title) != 0)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
}

static void
name_entry (AdwActionRow *row, GtkSpinButton *entry)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), -1);
}

/* --- What is shown. --- */

static void
show_direction (TapeConditionGroup *self, guint rows)
{
  const TapeCondition *condition = get_condition (self);
  gboolean both = (rows & TAPE_DRAFT_BOTH) != 0;
  const char *words[3];
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  gtk_widget_set_visible (GTK_WIDGET (self->direction), (rows & TAPE_DRAFT_DIRECTION) != 0);
  if ((rows & TAPE_DRAFT_DIRECTION) == 0)
    return;
  get_directions (condition->kind, words);
  for (guint i = both ? 0 : 1; i < G_N_ELEMENTS (words); i++)
    gtk_string_list_append (list, words[i]);
  tape_choices_set (self->direction, list);
  adw_combo_row_set_selected (self->direction, condition->direction - (both ? 0 : 1));
}

static void
show_number (GtkSpinButton *entry, double value)
{
  if (gtk_spin_button_get_value (entry) != value)
    gtk_spin_button_set_value (entry, value);
}

static void
show_amount (TapeConditionGroup *self, guint rows)
{
  const TapeCondition *condition = get_condition (self);
  gboolean percent = tape_rule_draft_is_percent (condition);
  gboolean choice = (rows & TAPE_DRAFT_UNIT) != 0;

  gtk_widget_set_visible (GTK_WIDGET (self->amount_row), (rows & TAPE_DRAFT_AMOUNT) != 0);
  set_title (GTK_WIDGET (self->amount_row), get_amount_title (condition->kind));
  name_entry (self->amount_row, self->amount);
  show_number (self->amount, percent ? round (condition->x * 1e12) / 1e10 : condition->x);
  gtk_widget_set_visible (GTK_WIDGET (self->unit), choice);
  gtk_drop_down_set_selected (self->unit, percent ? 0 : 1);
  gtk_widget_set_visible (GTK_WIDGET (self->unit_label), percent && !choice);
}

static void
show_baseline (TapeConditionGroup *self, guint rows)
{
  const TapeCondition *condition = get_condition (self);

  gtk_widget_set_visible (GTK_WIDGET (self->baseline), (rows & TAPE_DRAFT_BASELINE) != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->ago_row), (rows & TAPE_DRAFT_AGO) != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->given_row), (rows & TAPE_DRAFT_GIVEN) != 0);
  adw_combo_row_set_selected (self->baseline, condition->baseline);
  tape_duration_entry_set (self->ago, condition->ago);
  show_number (self->given, condition->given);
}

static gboolean
find_length (gint64 span, guint *place)
{
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    if (lengths[i] == span)
      {
        *place = i;
        return TRUE;
      }
  return FALSE;
}

static void
show_bars (TapeConditionGroup *self, guint rows)
{
  const TapeCondition *condition = get_condition (self);
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint place = G_N_ELEMENTS (lengths);

  gtk_widget_set_visible (GTK_WIDGET (self->bars), (rows & TAPE_DRAFT_BARS) != 0);
  if ((rows & TAPE_DRAFT_BARS) == 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    gtk_string_list_take (list, tape_duration_words_new (lengths[i]));
  /* An odd length stays on offer once another is chosen. */
  if (!find_length (condition->span, &place))
    self->other_length = condition->span;
  if (self->other_length != 0)
    gtk_string_list_take (list, tape_duration_words_new (self->other_length));
  tape_choices_set (self->bars, list);
  adw_combo_row_set_selected (self->bars, place);
}

static void
show_counts (TapeConditionGroup *self, guint rows)
{
  const TapeCondition *condition = get_condition (self);
  gboolean averages = (rows & TAPE_DRAFT_AVERAGES) != 0;

  gtk_widget_set_visible (GTK_WIDGET (self->average), averages);
  gtk_widget_set_visible (GTK_WIDGET (self->fast_row), averages);
  gtk_widget_set_visible (GTK_WIDGET (self->slow_row), averages);
  adw_combo_row_set_selected (self->average, condition->exponential ? 1 : 0);
  show_number (self->fast, condition->fast);
  show_number (self->slow, condition->slow);
  gtk_widget_set_visible (GTK_WIDGET (self->count_row), (rows & TAPE_DRAFT_COUNT) != 0);
  set_title (GTK_WIDGET (self->count_row), get_count_title (condition->kind));
  name_entry (self->count_row, self->count);
  show_number (self->count, condition->n);
}

static void
update (TapeConditionGroup *self)
{
  const TapeCondition *condition = get_condition (self);
  guint rows = tape_rule_draft_get_rows (condition);

  self->setting = TRUE;
  adw_combo_row_set_selected (self->kind, condition->kind);
  show_direction (self, rows);
  show_amount (self, rows);
  show_baseline (self, rows);
  show_bars (self, rows);
  gtk_widget_set_visible (GTK_WIDGET (self->span_row), (rows & TAPE_DRAFT_SPAN) != 0);
  tape_duration_entry_set (self->span, (rows & TAPE_DRAFT_SPAN) != 0 ? condition->span : 0);
  show_counts (self, rows);
  self->setting = FALSE;
}

void
tape_condition_group_show (TapeConditionGroup *self, TapeRule *rule, guint i, const TapeDraftHints *hints)
{
  g_return_if_fail (TAPE_IS_CONDITION_GROUP (self));

  self->rule = rule;
  self->i = i;
  self->hints = hints;
  if (rule != NULL)
    update (self);
}

/* --- What is chosen. --- */

/* @shows: other rows follow from it */
static void
say_changed (TapeConditionGroup *self, gboolean shows)
{
  if (shows)
    update (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
is_listening (TapeConditionGroup *self)
{
  return !self->setting && self->rule != NULL;
}

static void
on_kind (TapeConditionGroup *self)
{
  guint kind = adw_combo_row_get_selected (self->kind);

  if (!is_listening (self) || kind >= TAPE_N_CONDITIONS || kind == get_condition (self)->kind)
    return;
  tape_rule_draft_set_kind (self->rule, self->i, kind, self->hints);
  say_changed (self, TRUE);
}

static void
on_direction (TapeConditionGroup *self)
{
  guint chosen = adw_combo_row_get_selected (self->direction);

  if (!is_listening (self) || chosen == GTK_INVALID_LIST_POSITION)
    return;
  if ((tape_rule_draft_get_rows (get_condition (self)) & TAPE_DRAFT_BOTH) == 0)
    chosen++;
  tape_rule_draft_set_direction (get_condition (self), (TapeDirection)chosen);
  say_changed (self, TRUE);
}

static void
on_amount (TapeConditionGroup *self)
{
  double value = gtk_spin_button_get_value (self->amount);

  if (!is_listening (self))
    return;
  get_condition (self)->x = tape_rule_draft_is_percent (get_condition (self)) ? value / 100 : value;
  say_changed (self, FALSE);
}

static void
on_unit (TapeConditionGroup *self)
{
  if (!is_listening (self))
    return;
  tape_rule_draft_set_percent (get_condition (self), gtk_drop_down_get_selected (self->unit) == 0, self->hints);
  say_changed (self, TRUE);
}

static void
on_baseline (TapeConditionGroup *self)
{
  if (!is_listening (self))
    return;
  tape_rule_draft_set_baseline (get_condition (self), (TapeBaseline)adw_combo_row_get_selected (self->baseline),
                                self->hints);
  say_changed (self, TRUE);
}

static void
on_bars (TapeConditionGroup *self)
{
  guint chosen = adw_combo_row_get_selected (self->bars);

  if (!is_listening (self) || chosen == GTK_INVALID_LIST_POSITION)
    return;
  get_condition (self)->span = chosen < G_N_ELEMENTS (lengths) ? lengths[chosen] : self->other_length;
  say_changed (self, FALSE);
}

/* Numbers and spans that nothing else follows from. */
static void
on_detail (TapeConditionGroup *self)
{
  TapeCondition *condition;
  guint rows;

  if (!is_listening (self))
    return;
  condition = get_condition (self);
  rows = tape_rule_draft_get_rows (condition);
  if ((rows & TAPE_DRAFT_AGO) != 0)
    condition->ago = tape_duration_entry_get (self->ago);
  if ((rows & TAPE_DRAFT_GIVEN) != 0)
    condition->given = gtk_spin_button_get_value (self->given);
  if ((rows & TAPE_DRAFT_SPAN) != 0)
    condition->span = tape_duration_entry_get (self->span);
  if ((rows & TAPE_DRAFT_COUNT) != 0)
    condition->n = (guint)gtk_spin_button_get_value_as_int (self->count);
  if ((rows & TAPE_DRAFT_AVERAGES) != 0)
    {
      condition->exponential = adw_combo_row_get_selected (self->average) == 1;
      condition->fast = (guint)gtk_spin_button_get_value_as_int (self->fast);
      condition->slow = (guint)gtk_spin_button_get_value_as_int (self->slow);
    }
  say_changed (self, FALSE);
}

/* As many digits as it has: "5", "2.5". */
static gboolean
on_output (GtkSpinButton *entry)
{
  double value = gtk_spin_button_get_value (entry);
  g_autofree char *text = NULL;

  for (int digits = 0; digits <= 8; digits++)
    {
      g_free (text);
      text = g_strdup_printf ("%.*f", digits, value);
      if (fabs (round (value * pow (10, digits)) / pow (10, digits) - value) <= 1e-9 * MAX (1, fabs (value)))
        break;
    }
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (entry)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (entry), text);
  return TRUE;
}

/* --- The type. --- */

static void
bind_rows (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, kind);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, direction);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, amount_row);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, amount);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, unit);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, unit_label);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, baseline);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, ago_row);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, ago);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, given_row);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, given);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, bars);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, span_row);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, span);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, average);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, fast_row);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, fast);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, slow_row);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, slow);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, count_row);
  gtk_widget_class_bind_template_child (class, TapeConditionGroup, count);
}

static void
tape_condition_group_class_init (TapeConditionGroupClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  signals[CHANGED]
      = g_signal_new ("changed", TAPE_TYPE_CONDITION_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (TAPE_TYPE_DURATION_ENTRY);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-condition-group.ui");
  bind_rows (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_kind);
  gtk_widget_class_bind_template_callback (widget_class, on_direction);
  gtk_widget_class_bind_template_callback (widget_class, on_amount);
  gtk_widget_class_bind_template_callback (widget_class, on_unit);
  gtk_widget_class_bind_template_callback (widget_class, on_baseline);
  gtk_widget_class_bind_template_callback (widget_class, on_bars);
  gtk_widget_class_bind_template_callback (widget_class, on_detail);
  gtk_widget_class_bind_template_callback (widget_class, on_output);
}

static void
tape_condition_group_init (TapeConditionGroup *self)
{
  self->setting = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->setting = FALSE;
  name_entry (self->given_row, self->given);
  name_entry (self->fast_row, self->fast);
  name_entry (self->slow_row, self->slow);
}
