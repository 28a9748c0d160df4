/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-rule-pane.h"

#include <math.h>

#include "app/tape-rule-row.h"

/* Seconds between two looks at the order. */
#define ORDER_EVERY 5

/* After so many layouts rows that moved have their places in the list. */
#define LAYOUTS 3

struct _TapeRulePane
{
  GtkWidget parent_instance;

  TapeAlertBook *book;
  TapeDesk *desk;
  GtkCustomSorter *sorter;
  GtkSortListModel *sorted;
  GtkSingleSelection *selection;
  guint timer;
  gboolean pointed; /* the pointer is on the list */
  gboolean away;    /* who used it last left it scrolled down */
  guint follow;     /* tick callback */
  guint layouts;    /* that it still waits for */

  GtkWidget *content;
  GtkLabel *count;
  GtkStack *stack;
  GtkListView *view;
  GtkScrolledWindow *scroller;
};

G_DEFINE_FINAL_TYPE (TapeRulePane, tape_rule_pane, GTK_TYPE_WIDGET)

/* --- The order. --- */

/* By what a person has to look at: what may fire by its distance, what may without one, what waits, what is off. */
static guint
get_rank (TapeAlertRule *rule)
{
  const TapeAlertRuleStatus *status = tape_alert_rule_get_status (rule);

  if (!tape_alert_rule_get_enabled (rule))
    return 3;
  if (tape_alert_rule_get_problem (rule) != NULL || status->subjects == 0)
    return 2;
  return status->nearest != NULL && !isnan (status->distance) ? 0 : 1;
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  TapeAlertRule *one = (TapeAlertRule *)a;
  TapeAlertRule *other = (TapeAlertRule *)b;
  guint rank = get_rank (one);
  double distance = tape_alert_rule_get_status (one)->distance;
  double other_distance = tape_alert_rule_get_status (other)->distance;

  if (rank != get_rank (other))
    return rank < get_rank (other) ? -1 : 1;
  if (rank == 0 && distance != other_distance)
    return distance < other_distance ? -1 : 1;
  return tape_alert_rule_get_id (one) < tape_alert_rule_get_id (other) ? -1 : 1;
}

static gboolean
is_used (TapeRulePane *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  return self->pointed || (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view)));
}

static gboolean
on_follow (GtkWidget *view, GdkFrameClock *clock, gpointer data)
{
  TapeRulePane *self = data;

  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  if (--self->layouts > 0)
    return G_SOURCE_CONTINUE;
  self->follow = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
is_away (TapeRulePane *self)
{
  return gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (self->scroller)) >= 1;
}

/* A list keeps the row that it shows in its place; who has not scrolled away wants to see the nearest. */
static void
follow (TapeRulePane *self)
{
  if (self->away)
    return;
  self->layouts = LAYOUTS;
  if (self->follow == 0)
    self->follow = gtk_widget_add_tick_callback (GTK_WIDGET (self->view), on_follow, self, NULL);
}

static void
order (TapeRulePane *self)
{
  gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
  follow (self);
}

static gboolean
on_order (gpointer data)
{
  TapeRulePane *self = data;

  if (is_used (self))
    self->away = is_away (self);
  else
    order (self);
  return G_SOURCE_CONTINUE;
}

static void
on_enter (TapeRulePane *self)
{
  self->pointed = TRUE;
}

static void
on_leave (TapeRulePane *self)
{
  self->pointed = FALSE;
  self->away = is_away (self);
}

/* --- Rows. --- */

static void
on_setup (TapeRulePane *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, tape_rule_row_new (self->book, self->desk));
}

static void
on_bind (TapeRulePane *self, GtkListItem *item)
{
  tape_rule_row_set_rule (TAPE_RULE_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
on_unbind (TapeRulePane *self, GtkListItem *item)
{
  tape_rule_row_set_rule (TAPE_RULE_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
on_activate (TapeRulePane *self, guint position)
{
  g_autoptr (TapeAlertRule) rule = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (rule != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.edit-rule", "x", tape_alert_rule_get_id (rule));
}

static void
remove_selected (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeRulePane *self = TAPE_RULE_PANE (widget);
  TapeAlertRule *rule = gtk_single_selection_get_selected_item (self->selection);

  if (rule != NULL)
    gtk_widget_activate_action (widget, "win.remove-rule", "x", tape_alert_rule_get_id (rule));
}

static void
update (TapeRulePane *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->sorted));
  g_autofree char *text = g_strdup_printf ("%u", n);

  gtk_label_set_text (self->count, n > 1 ? text : "");
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
}

void
tape_rule_pane_set_book (TapeRulePane *self, TapeAlertBook *book, TapeDesk *desk)
{
  g_return_if_fail (TAPE_IS_RULE_PANE (self));
  g_return_if_fail (self->book == NULL);

  self->book = g_object_ref (book);
  self->desk = g_object_ref (desk);
  gtk_sort_list_model_set_model (self->sorted, tape_alert_book_get_rules (book));
  g_signal_connect_object (self->sorted, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

/* --- The type. --- */

static void
tape_rule_pane_map (GtkWidget *widget)
{
  TapeRulePane *self = TAPE_RULE_PANE (widget);

  GTK_WIDGET_CLASS (tape_rule_pane_parent_class)->map (widget);
  order (self);
  self->timer = g_timeout_add_seconds (ORDER_EVERY, on_order, self);
}

static void
tape_rule_pane_unmap (GtkWidget *widget)
{
  TapeRulePane *self = TAPE_RULE_PANE (widget);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->follow != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->view), self->follow);
  self->follow = 0;
  self->pointed = FALSE;
  GTK_WIDGET_CLASS (tape_rule_pane_parent_class)->unmap (widget);
}

static void
tape_rule_pane_dispose (GObject *object)
{
  TapeRulePane *self = TAPE_RULE_PANE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->sorted);
  g_clear_object (&self->sorter);
  g_clear_object (&self->book);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_rule_pane_parent_class)->dispose (object);
}

static void
tape_rule_pane_class_init (TapeRulePaneClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_rule_pane_dispose;
  widget_class->map = tape_rule_pane_map;
  widget_class->unmap = tape_rule_pane_unmap;
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-rule-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeRulePane, content);
  gtk_widget_class_bind_template_child (widget_class, TapeRulePane, count);
  gtk_widget_class_bind_template_child (widget_class, TapeRulePane, stack);
  gtk_widget_class_bind_template_child (widget_class, TapeRulePane, view);
  gtk_widget_class_bind_template_child (widget_class, TapeRulePane, scroller);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_enter);
  gtk_widget_class_bind_template_callback (widget_class, on_leave);
  gtk_widget_class_install_action (widget_class, "rules.remove", NULL, remove_selected);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "rules.remove", NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "rulepane");
}

static void
tape_rule_pane_init (TapeRulePane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->sorter = gtk_custom_sorter_new (compare, NULL, NULL);
  self->sorted = gtk_sort_list_model_new (NULL, g_object_ref (GTK_SORTER (self->sorter)));
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->sorted)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}
