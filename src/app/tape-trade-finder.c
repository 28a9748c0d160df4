/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-trade-finder.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/tape-analysis-export.h"
#include "app/tape-analysis-table.h"
#include "app/tape-date-button.h"
#include "app/tape-wrap-layout.h"
#include "model/tape-trade-search.h"

#define SPACING 6

/* Milliseconds of waiting after which it is shown. */
#define SPIN_AFTER 300

/* While nothing is stored that could be shown at first, it is looked for so often. */
#define LOOK_EVERY G_USEC_PER_SEC

struct _TapeTradeFinder
{
  GtkWidget parent_instance;

  TapeDesk *desk;
  GCancellable *running; /* of the search under way */
  TapeFinding *finding;
  gboolean asked; /* since the session began: by the person, or in vain no more */
  gint64 looked;  /* when it was looked for what is shown at first, monotonic */
  guint spin_timer;

  GtkWidget *frame;
  GtkEditable *symbol;
  GtkEditable *id;
  TapeDateButton *from;
  TapeDateButton *to;
  GtkButton *find;
  GtkSpinner *spinner;
  GtkWidget *take;
  GtkStack *states;
  AdwStatusPage *empty;
  GtkWidget *all_days;
  TapeAnalysisTable *table;
  GtkLabel *note;
};

G_DEFINE_FINAL_TYPE (TapeTradeFinder, tape_trade_finder, GTK_TYPE_WIDGET)

/* --- What was found. --- */

static void
show_empty (TapeTradeFinder *self, const char *title, const char *text, gboolean all_days)
{
  adw_status_page_set_title (self->empty, title);
  adw_status_page_set_description (self->empty, text);
  gtk_widget_set_visible (self->all_days, all_days);
  gtk_stack_set_visible_child_name (self->states, "empty");
}

/* Where the search had days, others may have what it looks for. */
static void
show_none (TapeTradeFinder *self)
{
  const TapeFinding *finding = self->finding;
  gboolean any = finding->first != TAPE_NO_TIME;
  g_autofree char *first = tape_format_day (finding->clock.exchange, finding->first, finding->clock.zone);
  g_autofree char *last = tape_format_day (finding->clock.exchange, finding->last, finding->clock.zone);
  g_autofree char *stored = NULL;

  /* Translators: the first and the last day. */
  stored = any ? g_strdup_printf (_ ("Stored: %s to %s."), first, last) : g_strdup (_ ("Nothing is stored yet."));
  show_empty (self, _ ("No such trade"), stored,
              any
                  && (tape_date_button_get_date (self->from) != TAPE_NO_DATE
                      || tape_date_button_get_date (self->to) != TAPE_NO_DATE));
}

static void
show_found (TapeTradeFinder *self)
{
  gsize n = tape_analysis_result_get_n_rows (self->finding->result);
  g_autofree char *count = tape_format_quantity ((double)n);
  g_autofree char *text = NULL;

  text = n >= TAPE_TRADE_SEARCH_MOST
             ? g_strdup_printf (_ ("The first %s trades. To see others, choose fewer days or a symbol."), count)
             : g_strdup_printf (ngettext ("%s trade", "%s trades", n), count);
  gtk_label_set_label (self->note, text);
  tape_analysis_table_set_finding (self->table, self->finding);
  gtk_stack_set_visible_child_name (self->states, "found");
}

static void
update_actions (TapeTradeFinder *self)
{
  gboolean any = self->finding != NULL && tape_analysis_result_get_n_rows (self->finding->result) > 0;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trades.copy", any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trades.save", any);
  gtk_widget_set_sensitive (self->take, any);
}

/* --- A search. --- */

static gboolean
on_spin (gpointer data)
{
  TapeTradeFinder *self = data;

  self->spin_timer = 0;
  gtk_spinner_start (self->spinner);
  gtk_button_set_label (self->find, _ ("_Stop"));
  return G_SOURCE_REMOVE;
}

static void
end_search (TapeTradeFinder *self)
{
  g_clear_object (&self->running);
  g_clear_handle_id (&self->spin_timer, g_source_remove);
  gtk_spinner_stop (self->spinner);
  gtk_button_set_label (self->find, _ ("_Find"));
}

static void
stop (TapeTradeFinder *self)
{
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  end_search (self);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TapeTradeFinder) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeFinding) finding = tape_trade_search_finish (TAPE_DESK (source), result, &error);

  /* What nobody waits for any more. */
  if (self->running == NULL || (finding == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    return;
  end_search (self);
  g_clear_pointer (&self->finding, tape_finding_unref);
  self->finding = g_steal_pointer (&finding);
  if (error != NULL)
    show_empty (self, _ ("Cannot be found"), error->message, FALSE);
  else if (tape_analysis_result_get_n_rows (self->finding->result) == 0)
    show_none (self);
  else
    {
      self->asked = TRUE;
      show_found (self);
    }
  update_actions (self);
}

static void
search (TapeTradeFinder *self)
{
  g_autofree char *symbol = g_strstrip (g_strdup (gtk_editable_get_text (self->symbol)));
  g_autofree char *id = g_strstrip (g_strdup (gtk_editable_get_text (self->id)));
  const TapeTradeQuestion question
      = { symbol, id, tape_date_button_get_date (self->from), tape_date_button_get_date (self->to) };

  if (self->desk == NULL)
    return;
  stop (self);
  self->running = g_cancellable_new ();
  self->spin_timer = g_timeout_add (SPIN_AFTER, on_spin, self);
  tape_trade_search_async (self->desk, &question, self->running, on_found, g_object_ref (self));
}

static void
find (TapeTradeFinder *self)
{
  self->asked = TRUE;
  search (self);
}

/* The day that runs, of the symbol that was chosen: until there is something, or somebody asks for something else. */
static void
find_first (TapeTradeFinder *self)
{
  const TapeFrame *frame = self->desk != NULL ? tape_desk_get_frame (self->desk) : NULL;
  gint64 now = g_get_monotonic_time ();

  if (self->asked || self->running != NULL || frame == NULL || frame->market_day == TAPE_NO_DATE
      || now - self->looked < LOOK_EVERY || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->looked = now;
  gtk_editable_set_text (self->symbol, tape_desk_get_symbol (self->desk));
  tape_date_button_set_date (self->from, frame->market_day);
  tape_date_button_set_date (self->to, frame->market_day);
  search (self);
}

/* What somebody types is not overwritten. */
static void
on_edited (TapeTradeFinder *self, GtkEditable *entry)
{
  self->asked |= gtk_widget_is_focus (GTK_WIDGET (gtk_editable_get_delegate (entry)));
}

static void
on_session (TapeTradeFinder *self)
{
  stop (self);
  self->asked = FALSE;
  self->looked = 0;
  g_clear_pointer (&self->finding, tape_finding_unref);
  tape_analysis_table_set_finding (self->table, NULL);
  gtk_stack_set_visible_child_name (self->states, "none");
  update_actions (self);
  find_first (self);
}

void
tape_trade_finder_set_desk (TapeTradeFinder *self, TapeDesk *desk)
{
  g_return_if_fail (TAPE_IS_TRADE_FINDER (self));

  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  if (!g_set_object (&self->desk, desk))
    return;
  if (desk != NULL)
    {
      g_signal_connect_object (desk, "frame", G_CALLBACK (find_first), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (desk, "session", G_CALLBACK (on_session), self, G_CONNECT_SWAPPED);
      on_session (self);
    }
}

/* --- Actions. --- */

static void
find_or_stop (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeTradeFinder *self = TAPE_TRADE_FINDER (widget);

  if (gtk_spinner_get_spinning (self->spinner))
    stop (self);
  else
    find (self);
}

static void
find_all_days (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeTradeFinder *self = TAPE_TRADE_FINDER (widget);

  tape_date_button_set_date (self->from, TAPE_NO_DATE);
  tape_date_button_set_date (self->to, TAPE_NO_DATE);
  find (self);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tape_analysis_export_copy (widget, TAPE_TRADE_FINDER (widget)->finding, TAPE_EXPORT_TSV, 1);
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tape_analysis_export_save (widget, TAPE_TRADE_FINDER (widget)->finding, TAPE_EXPORT_CSV, 1);
}

/* --- The type. --- */

static void
tape_trade_finder_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tape_trade_finder_parent_class)->map (widget);
  find_first (TAPE_TRADE_FINDER (widget));
}

static void
tape_trade_finder_unmap (GtkWidget *widget)
{
  stop (TAPE_TRADE_FINDER (widget));
  GTK_WIDGET_CLASS (tape_trade_finder_parent_class)->unmap (widget);
}

static void
tape_trade_finder_dispose (GObject *object)
{
  TapeTradeFinder *self = TAPE_TRADE_FINDER (object);

  if (self->frame != NULL)
    {
      stop (self);
      tape_trade_finder_set_desk (self, NULL);
    }
  g_clear_pointer (&self->frame, gtk_widget_unparent);
  g_clear_pointer (&self->finding, tape_finding_unref);
  G_OBJECT_CLASS (tape_trade_finder_parent_class)->dispose (object);
}

static void
tape_trade_finder_class_init (TapeTradeFinderClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_trade_finder_dispose;
  widget_class->map = tape_trade_finder_map;
  widget_class->unmap = tape_trade_finder_unmap;
  gtk_widget_class_install_action (widget_class, "trades.find", NULL, find_or_stop);
  gtk_widget_class_install_action (widget_class, "trades.all-days", NULL, find_all_days);
  gtk_widget_class_install_action (widget_class, "trades.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "trades.save", NULL, save);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "trades.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "trades.save", NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "trade-finder");
}

static GtkEditable *
add_entry (TapeTradeFinder *self, GtkWidget *box, const char *name, int width)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), name);
  gtk_widget_set_tooltip_text (entry, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), width);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), width);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (find), self);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_edited), self);
  gtk_box_append (GTK_BOX (box), entry);
  return GTK_EDITABLE (entry);
}

static TapeDateButton *
add_date (GtkWidget *box, const char *name)
{
  GtkWidget *button = tape_date_button_new (name);

  gtk_box_append (GTK_BOX (box), button);
  return TAPE_DATE_BUTTON (button);
}

static GtkWidget *
make_take_button (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  g_menu_append (menu, _ ("_Copy Table"), "trades.copy");
  g_menu_append (menu, _ ("_Save Table as CSV…"), "trades.save");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "document-save-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, _ ("Copy or save"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Copy or save"), -1);
  return button;
}

static GtkWidget *
make_controls (TapeTradeFinder *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);

  gtk_widget_set_layout_manager (box, tape_wrap_layout_new (SPACING));
  self->symbol = add_entry (self, box, _ ("Symbol"), 9);
  self->from = add_date (box, _ ("From"));
  self->to = add_date (box, _ ("To"));
  self->id = add_entry (self, box, _ ("Id"), 14);
  self->find = GTK_BUTTON (gtk_button_new_with_mnemonic (_ ("_Find")));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->find), "trades.find");
  gtk_widget_add_css_class (GTK_WIDGET (self->find), "suggested-action");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->find));
  self->take = make_take_button ();
  gtk_box_append (GTK_BOX (box), self->take);
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->spinner));
  return box;
}

static GtkWidget *
make_empty (TapeTradeFinder *self)
{
  self->empty = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_icon_name (self->empty, "edit-find-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self->empty), "compact");
  self->all_days = gtk_button_new_with_label (_ ("Search All Days"));
  gtk_widget_set_halign (self->all_days, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->all_days, "pill");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->all_days), "trades.all-days");
  adw_status_page_set_child (self->empty, self->all_days);
  return GTK_WIDGET (self->empty);
}

static GtkWidget *
make_found (TapeTradeFinder *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->table = g_object_new (TAPE_TYPE_ANALYSIS_TABLE, "hexpand", TRUE, "vexpand", TRUE, NULL);
  tape_analysis_table_set_name (self->table, _ ("Table of trades"));
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "analysis-table-card");
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->table));
  gtk_box_append (GTK_BOX (box), card);
  self->note = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->note, 0);
  gtk_label_set_wrap (self->note, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "numeric");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->note));
  return box;
}

static void
tape_trade_finder_init (TapeTradeFinder *self)
{
  self->frame = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2 * SPACING);
  gtk_box_append (GTK_BOX (self->frame), make_controls (self));
  self->states = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->states, FALSE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->states), TRUE);
  gtk_stack_add_named (self->states, gtk_label_new (NULL), "none");
  gtk_stack_add_named (self->states, make_empty (self), "empty");
  gtk_stack_add_named (self->states, make_found (self), "found");
  gtk_box_append (GTK_BOX (self->frame), GTK_WIDGET (self->states));
  gtk_widget_set_parent (self->frame, GTK_WIDGET (self));
  update_actions (self);
}
