/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-query-group.h"

#include <glib/gi18n.h>

#include "app/tape-choices.h"
#include "app/tape-query-editor.h"

struct _TapeQueryGroup
{
  AdwPreferencesGroup parent_instance;

  TapeAlertBook *book;
  TapeDesk *desk;
  TapeRule *rule;
  char *missing;    /* a query that was chosen and is not saved: it stays on offer */
  gboolean setting; /* the rows are set from here */

  AdwComboRow *choice;
  AdwActionRow *about;
  GtkWidget *edit;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeQueryGroup, tape_query_group, ADW_TYPE_PREFERENCES_GROUP)

/* Returns: (nullable): name of the query that is chosen, saved or not */
static const char *
get_name (TapeQueryGroup *self)
{
  const char *name = self->rule != NULL ? self->rule->conditions[0].query : NULL;

  return name != NULL && *name != '\0' ? name : NULL;
}

/* --- What is shown. --- */

static GtkStringList *
list_names (TapeQueryGroup *self, const char *const *saved)
{
  GtkStringList *names = gtk_string_list_new (saved);
  const char *name = get_name (self);

  if (name != NULL && !g_strv_contains (saved, name) && g_strcmp0 (name, self->missing) != 0)
    {
      g_free (self->missing);
      self->missing = g_strdup (name);
    }
  if (self->missing != NULL && !g_strv_contains (saved, self->missing))
    gtk_string_list_append (names, self->missing);
  return names;
}

static guint
find_name (GtkStringList *names, const char *name)
{
  for (guint i = 0; name != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (names)); i++)
    if (g_str_equal (gtk_string_list_get_string (names, i), name))
      return i;
  return GTK_INVALID_LIST_POSITION;
}

/* What it asks, or what is to be done. */
static void
describe (TapeQueryGroup *self, gboolean any)
{
  const char *name = get_name (self);
  g_autofree char *sql = name != NULL ? tape_alert_book_get_query (self->book, name) : NULL;
  const char *title = _ ("It asks");
  const char *text = sql;

  if (sql != NULL)
    g_strdelimit (sql, "\n\r\t", ' ');
  else if (name != NULL || any)
    {
      title = name != NULL ? _ ("Not saved") : _ ("None chosen");
      text = name != NULL ? _ ("Write it, or choose another.") : _ ("Choose one, or write another.");
    }
  else
    {
      title = _ ("No query is saved yet");
      text = _ ("Write one: a question to what is stored.");
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->about), title);
  adw_action_row_set_subtitle (self->about, text);
  gtk_widget_set_visible (self->edit, name != NULL);
}

static void
update (TapeQueryGroup *self)
{
  g_auto (GStrv) saved = tape_alert_book_list_queries (self->book);
  g_autoptr (GtkStringList) names = list_names (self, (const char *const *)saved);
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (names)) > 0;

  self->setting = TRUE;
  tape_choices_set (self->choice, names);
  adw_combo_row_set_selected (self->choice, find_name (names, get_name (self)));
  gtk_widget_set_visible (GTK_WIDGET (self->choice), any);
  describe (self, any);
  self->setting = FALSE;
}

static gboolean
is_shown (TapeQueryGroup *self)
{
  return self->book != NULL && self->rule != NULL && self->rule->conditions[0].kind == TAPE_CONDITION_QUERY;
}

static void
on_rules_changed (TapeQueryGroup *self)
{
  if (is_shown (self))
    update (self);
}

void
tape_query_group_show (TapeQueryGroup *self, TapeRule *rule)
{
  g_return_if_fail (TAPE_IS_QUERY_GROUP (self));

  self->rule = rule;
  gtk_widget_set_visible (GTK_WIDGET (self), is_shown (self));
  if (is_shown (self))
    update (self);
}

void
tape_query_group_set_book (TapeQueryGroup *self, TapeAlertBook *book, TapeDesk *desk)
{
  g_return_if_fail (TAPE_IS_QUERY_GROUP (self));
  g_return_if_fail (self->book == NULL);

  self->book = g_object_ref (book);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (book, "rules-changed", G_CALLBACK (on_rules_changed), self, G_CONNECT_SWAPPED);
}

/* --- What is chosen. --- */

static void
choose (TapeQueryGroup *self, const char *name)
{
  TapeCondition *condition;

  if (!is_shown (self))
    return;
  condition = &self->rule->conditions[0];
  if (g_strcmp0 (condition->query, name) != 0)
    {
      g_free (condition->query);
      condition->query = g_strdup (name);
    }
  update (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_choice (TapeQueryGroup *self)
{
  GtkStringObject *chosen = adw_combo_row_get_selected_item (self->choice);

  if (!self->setting && chosen != NULL)
    choose (self, gtk_string_object_get_string (chosen));
}

static void
write_query (TapeQueryGroup *self, const char *name)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWindow *editor = tape_query_editor_show (window, self->book, self->desk, name);

  g_signal_connect_object (editor, "saved", G_CALLBACK (choose), self, G_CONNECT_SWAPPED);
}

static void
on_new (TapeQueryGroup *self)
{
  write_query (self, NULL);
}

static void
on_edit (TapeQueryGroup *self)
{
  write_query (self, get_name (self));
}

/* --- The type. --- */

static void
tape_query_group_dispose (GObject *object)
{
  TapeQueryGroup *self = TAPE_QUERY_GROUP (object);

  self->rule = NULL;
  self->setting = TRUE;
  g_clear_object (&self->book);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->missing, g_free);
  G_OBJECT_CLASS (tape_query_group_parent_class)->dispose (object);
}

static void
tape_query_group_class_init (TapeQueryGroupClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_query_group_dispose;
  signals[CHANGED]
      = g_signal_new ("changed", TAPE_TYPE_QUERY_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-query-group.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeQueryGroup, choice);
  gtk_widget_class_bind_template_child (widget_class, TapeQueryGroup, about);
  gtk_widget_class_bind_template_child (widget_class, TapeQueryGroup, edit);
  gtk_widget_class_bind_template_callback (widget_class, on_choice);
  gtk_widget_class_bind_template_callback (widget_class, on_new);
  gtk_widget_class_bind_template_callback (widget_class, on_edit);
}

static void
tape_query_group_init (TapeQueryGroup *self)
{
  self->setting = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->setting = FALSE;
}
