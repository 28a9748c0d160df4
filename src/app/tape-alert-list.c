/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-alert-list.h"

#include <glib/gi18n.h>

#include "app/tape-alert-filter.h"
#include "app/tape-alert-row.h"
#include "app/tape-choices.h"
#include "model/tape-alert-quiet.h"

/* So long, in ms, what is new is shown as new. */
#define SEEN_AFTER 2000

/* After so many layouts what came has its place in the list. */
#define LAYOUTS 3

/* Where a filter leaves fewer lines, older ones are read. */
#define FEW 30

/* Choices of days. */
enum
{
  DAYS_ANY,
  DAYS_TODAY,
  DAYS_WEEK,
  DAYS_MONTH,
};

struct _TapeAlertList
{
  GtkWidget parent_instance;

  TapeAlertBook *book;
  TapeDesk *desk;
  GHashTable *open;        /* (element-type TapeAlertEntry), those that say why */
  TapeAlertFilter *filter; /* NULL before there is a book */
  GtkFilterListModel *filtered;
  GtkNoSelection *selection;
  GArray *offered; /* (element-type gint64), numbers of the rules to choose from, 0 for any */
  gint64 asked;    /* number of the firing that is to be opened once it is read, or 0 */
  gint64 said;     /* by the clock, when it was said last how near the rules are */
  guint seeing;    /* source */
  guint follow;    /* tick callback */
  guint layouts;   /* that it still waits for */

  GtkWidget *content;
  GtkToggleButton *search_button;
  GtkSearchEntry *search;
  GtkDropDown *rule;
  GtkDropDown *days;
  GtkStack *stack;
  GtkListView *view;
  GtkScrolledWindow *scroller;
  GtkLabel *quiet;
};

G_DEFINE_FINAL_TYPE (TapeAlertList, tape_alert_list, GTK_TYPE_WIDGET)

/* --- The filter. --- */

/* Number of the rule that is chosen, 0 for any. */
static gint64
get_rule (TapeAlertList *self)
{
  guint chosen = gtk_drop_down_get_selected (self->rule);

  return chosen < self->offered->len ? g_array_index (self->offered, gint64, chosen) : 0;
}

static guint
get_days (TapeAlertList *self)
{
  static const guint counts[] = { [DAYS_ANY] = 0, [DAYS_TODAY] = 1, [DAYS_WEEK] = 7, [DAYS_MONTH] = 30 };
  guint chosen = gtk_drop_down_get_selected (self->days);

  return chosen < G_N_ELEMENTS (counts) ? counts[chosen] : 0;
}

static gboolean
is_filtered (TapeAlertList *self)
{
  return self->filter != NULL && tape_alert_filter_is_set (self->filter);
}

static void show_what_there_is (TapeAlertList *self);
static void look (TapeAlertList *self);

static void
on_filter (TapeAlertList *self)
{
  /* The choices are set before there is anything to filter. */
  if (self->filter == NULL)
    return;
  tape_alert_filter_set (self->filter, gtk_editable_get_text (GTK_EDITABLE (self->search)), get_rule (self),
                         get_days (self));
  show_what_there_is (self);
}

static void
on_search_button (TapeAlertList *self)
{
  if (gtk_toggle_button_get_active (self->search_button))
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->search));
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_drop_down_set_selected (self->rule, 0);
  gtk_drop_down_set_selected (self->days, DAYS_ANY);
}

static void
on_stop_search (TapeAlertList *self)
{
  gtk_toggle_button_set_active (self->search_button, FALSE);
}

/* The chosen one stays chosen, where it is still there. */
static void
list_rules (TapeAlertList *self)
{
  GListModel *rules = tape_alert_book_get_rules (self->book);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  gint64 chosen = get_rule (self);
  gint64 any = 0;
  guint place = 0;

  gtk_string_list_append (names, _ ("Any rule"));
  g_array_set_size (self->offered, 0);
  g_array_append_val (self->offered, any);
  for (guint i = 0; i < g_list_model_get_n_items (rules); i++)
    {
      g_autoptr (TapeAlertRule) rule = g_list_model_get_item (rules, i);
      gint64 id = tape_alert_rule_get_id (rule);

      gtk_string_list_append (names, tape_alert_rule_get_text (rule));
      g_array_append_val (self->offered, id);
      if (id == chosen)
        place = i + 1;
    }
  tape_choices_set_drop_down (self->rule, names);
  gtk_drop_down_set_selected (self->rule, place);
  on_filter (self);
}

/* --- Nothing. --- */

static void
say_quiet (TapeAlertList *self)
{
  g_autofree char *text = tape_alert_quiet_describe (tape_alert_book_get_rules (self->book));

  if (g_strcmp0 (gtk_label_get_text (self->quiet), text) != 0)
    gtk_label_set_text (self->quiet, text);
}

/* How near the rules are is said anew once a second. */
static void
on_frame (TapeAlertList *self)
{
  const gint64 now = g_get_monotonic_time ();

  if (now < self->said + TAPE_SECOND || !gtk_widget_get_mapped (GTK_WIDGET (self->quiet)))
    return;
  self->said = now;
  say_quiet (self);
}

static gboolean
is_loading (TapeAlertList *self)
{
  gboolean loading;

  g_object_get (tape_alert_book_get_log (self->book), "loading", &loading, NULL);
  return loading;
}

static void
show_what_there_is (TapeAlertList *self)
{
  guint n = self->filtered == NULL ? 0 : g_list_model_get_n_items (G_LIST_MODEL (self->filtered));

  if (self->book == NULL)
    return;
  /* What is being read may bring the first. */
  if (n == 0 && !is_loading (self) && !is_filtered (self))
    say_quiet (self);
  gtk_stack_set_visible_child_name (self->stack, n > 0                                      ? "list"
                                                 : is_filtered (self) && !is_loading (self) ? "unmatched"
                                                 : tape_alert_log_is_ready (tape_alert_book_get_log (self->book))
                                                     ? "quiet"
                                                     : "list");
  if (n < FEW && is_filtered (self))
    tape_alert_book_load_more (self->book);
}

/* --- New lines. --- */

static gboolean
is_at_top (TapeAlertList *self)
{
  return gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (self->scroller)) < 1;
}

/* A list moves what it keeps in its place with its next layout, so that one more is needed. */
static gboolean
on_follow (GtkWidget *view, GdkFrameClock *clock, gpointer data)
{
  TapeAlertList *self = data;

  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  if (--self->layouts > 0)
    return G_SOURCE_CONTINUE;
  self->follow = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
stop_following (TapeAlertList *self)
{
  if (self->follow != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->view), self->follow);
  self->follow = 0;
}

static gboolean
on_scroll (TapeAlertList *self)
{
  stop_following (self);
  return GDK_EVENT_PROPAGATE;
}

/* A list keeps what it shows in its place. Who looks at the top wants to see what comes; who has scrolled away, or reads why
 * something fired, does not. */
static void
on_items (TapeAlertList *self, guint position, guint removed, guint added)
{
  if (added > 0 && g_hash_table_size (self->open) == 0 && (self->follow != 0 || is_at_top (self)))
    {
      self->layouts = LAYOUTS;
      if (self->follow == 0)
        self->follow = gtk_widget_add_tick_callback (GTK_WIDGET (self->view), on_follow, self, NULL);
    }
  show_what_there_is (self);
}

/* --- Seeing. --- */

/* What stands on top is seen after a moment; what came while it was scrolled away is not. */
static gboolean
on_seen (gpointer data)
{
  TapeAlertList *self = data;

  self->seeing = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self->view)) && (self->follow != 0 || is_at_top (self)))
    tape_alert_book_mark_seen (self->book);
  return G_SOURCE_REMOVE;
}

static void
look (TapeAlertList *self)
{
  if (self->book != NULL && self->seeing == 0 && gtk_widget_get_mapped (GTK_WIDGET (self))
      && tape_alert_book_get_unseen (self->book) > 0)
    self->seeing = g_timeout_add (SEEN_AFTER, on_seen, self);
}

/* --- Rows. --- */

static void
on_setup (TapeAlertList *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, tape_alert_row_new (self->book, self->desk));
}

static void
on_bind (TapeAlertList *self, GtkListItem *item)
{
  gpointer entry = gtk_list_item_get_item (item);

  tape_alert_row_set_entry (TAPE_ALERT_ROW (gtk_list_item_get_child (item)), entry,
                            g_hash_table_contains (self->open, entry));
}

static void
on_unbind (TapeAlertList *self, GtkListItem *item)
{
  tape_alert_row_set_entry (TAPE_ALERT_ROW (gtk_list_item_get_child (item)), NULL, FALSE);
}

static void
each_row (TapeAlertList *self, void (*call) (TapeAlertRow *row, gpointer data), gpointer data)
{
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->view)); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = gtk_widget_get_first_child (item);

      if (TAPE_IS_ALERT_ROW (row) && tape_alert_row_get_entry (TAPE_ALERT_ROW (row)) != NULL)
        call (TAPE_ALERT_ROW (row), data);
    }
}

static void
open_as_asked (TapeAlertRow *row, gpointer open)
{
  tape_alert_row_set_open (row, g_hash_table_contains (open, tape_alert_row_get_entry (row)));
}

static void
update_row (TapeAlertRow *row, gpointer data)
{
  tape_alert_row_update (row);
}

static void
on_activate (TapeAlertList *self, guint position)
{
  g_autoptr (TapeAlertEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (entry == NULL)
    return;
  if (!g_hash_table_remove (self->open, entry))
    g_hash_table_add (self->open, g_object_ref (entry));
  each_row (self, open_as_asked, self->open);
}

static void
open_entry (TapeAlertList *self, TapeAlertEntry *entry)
{
  guint n;

  gtk_toggle_button_set_active (self->search_button, FALSE);
  g_hash_table_add (self->open, g_object_ref (entry));
  each_row (self, open_as_asked, self->open);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TapeAlertEntry) each = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (each == entry)
        gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", i);
    }
}

/* Whether all that is as old as what is asked for has been read. */
static gboolean
is_read_up_to_asked (TapeAlertList *self)
{
  GListModel *log = G_LIST_MODEL (tape_alert_book_get_log (self->book));
  guint n = g_list_model_get_n_items (log);
  g_autoptr (TapeAlertEntry) oldest = n == 0 ? NULL : g_list_model_get_item (log, n - 1);
  gint64 id = oldest == NULL ? 0 : tape_alert_entry_get_firing (oldest)->id;
  gboolean complete;

  g_object_get (log, "complete", &complete, NULL);
  return complete || (id > 0 && id < self->asked);
}

/* Opens what is asked for, or reads on until it is there. */
static void
open_asked (TapeAlertList *self)
{
  TapeAlertLog *log = tape_alert_book_get_log (self->book);
  TapeAlertEntry *entry = tape_alert_log_find (log, self->asked);

  if (self->asked == 0 || (entry == NULL && (is_loading (self) || !tape_alert_log_is_ready (log))))
    return;
  if (entry == NULL && !is_read_up_to_asked (self))
    {
      tape_alert_book_load_more (self->book);
      return;
    }
  self->asked = 0;
  if (entry != NULL)
    open_entry (self, entry);
}

static void
on_loading (TapeAlertList *self)
{
  show_what_there_is (self);
  open_asked (self);
}

void
tape_alert_list_show_firing (TapeAlertList *self, gint64 id)
{
  g_return_if_fail (TAPE_IS_ALERT_LIST (self));

  self->asked = id;
  if (self->book != NULL)
    open_asked (self);
}

static void
on_edge (TapeAlertList *self, GtkPositionType edge)
{
  if (edge == GTK_POS_TOP)
    look (self);
  if (edge == GTK_POS_BOTTOM && self->book != NULL)
    tape_alert_book_load_more (self->book);
}

/* --- What it is of. --- */

static void
on_zone (TapeAlertList *self)
{
  each_row (self, update_row, NULL);
}

static void
on_rules_changed (TapeAlertList *self)
{
  list_rules (self);
  show_what_there_is (self);
  each_row (self, update_row, NULL);
}

static void
on_session (TapeAlertList *self)
{
  self->asked = 0;
  g_hash_table_remove_all (self->open);
}

void
tape_alert_list_set_book (TapeAlertList *self, TapeAlertBook *book, TapeDesk *desk)
{
  TapeAlertLog *log;

  g_return_if_fail (TAPE_IS_ALERT_LIST (self));
  g_return_if_fail (self->book == NULL);

  self->book = g_object_ref (book);
  self->desk = g_object_ref (desk);
  log = tape_alert_book_get_log (book);
  list_rules (self);
  self->filter = tape_alert_filter_new (book, desk);
  self->filtered
      = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (log)), g_object_ref (GTK_FILTER (self->filter)));
  self->selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->filtered)));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (on_items), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (log, "notify::loading", G_CALLBACK (on_loading), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (book, "notify::unseen", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (book, "rules-changed", G_CALLBACK (on_rules_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::zone", G_CALLBACK (on_zone), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "session", G_CALLBACK (on_session), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  show_what_there_is (self);
  look (self);
}

/* --- The type. --- */

static void
tape_alert_list_map (GtkWidget *widget)
{
  TapeAlertList *self = TAPE_ALERT_LIST (widget);

  GTK_WIDGET_CLASS (tape_alert_list_parent_class)->map (widget);
  show_what_there_is (self);
  look (self);
}

static void
tape_alert_list_dispose (GObject *object)
{
  TapeAlertList *self = TAPE_ALERT_LIST (object);

  g_clear_handle_id (&self->seeing, g_source_remove);
  if (self->view != NULL)
    stop_following (self);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->filtered);
  g_clear_object (&self->filter);
  g_clear_pointer (&self->open, g_hash_table_unref);
  g_clear_pointer (&self->offered, g_array_unref);
  g_clear_object (&self->book);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_alert_list_parent_class)->dispose (object);
}

static void
tape_alert_list_class_init (TapeAlertListClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_alert_list_dispose;
  widget_class->map = tape_alert_list_map;
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-alert-list.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeAlertList, content);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertList, search_button);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertList, search);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertList, rule);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertList, days);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertList, stack);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertList, view);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertList, scroller);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertList, quiet);
  gtk_widget_class_bind_template_callback (widget_class, on_filter);
  gtk_widget_class_bind_template_callback (widget_class, on_search_button);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_edge);
  gtk_widget_class_bind_template_callback (widget_class, on_scroll);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "alertlist");
}

static void
tape_alert_list_init (TapeAlertList *self)
{
  self->open = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->offered = g_array_new (FALSE, FALSE, sizeof (gint64));
  gtk_widget_init_template (GTK_WIDGET (self));
}
