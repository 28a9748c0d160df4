/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Thresholds in the watchlist: a row's own, and the list's. Both are ordinary rules. */

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/tape-threshold-popover.h"
#include "app/tape-watchlist-pane-private.h"
#include "model/tape-rules-at-hand.h"

/* The keyboard goes back to where it was asked for. */
static void
on_closed (TapeWatchlistPane *self)
{
  GtkWidget *row = tape_watchlist_pane_find_row (self, self->threshold_of);

  gtk_widget_grab_focus (row != NULL ? row : GTK_WIDGET (self->view));
}

static TapeThresholdPopover *
get_popover (TapeWatchlistPane *self, GtkWidget *at)
{
  graphene_rect_t bounds;
  GdkRectangle place;

  if (self->threshold == NULL)
    {
      self->threshold = tape_threshold_popover_new ();
      gtk_widget_set_parent (self->threshold, GTK_WIDGET (self));
      g_signal_connect_object (self->threshold, "closed", G_CALLBACK (on_closed), self, G_CONNECT_SWAPPED);
    }
  if (!gtk_widget_compute_bounds (at, GTK_WIDGET (self), &bounds))
    bounds = GRAPHENE_RECT_INIT (0, 0, 1, 1);
  place = (GdkRectangle){ (int)bounds.origin.x, (int)bounds.origin.y, (int)bounds.size.width, (int)bounds.size.height };
  gtk_popover_set_pointing_to (GTK_POPOVER (self->threshold), &place);
  return TAPE_THRESHOLD_POPOVER (self->threshold);
}

static void
say_failure (TapeWatchlistPane *self, const GError *error)
{
  if (error != NULL)
    g_signal_emit_by_name (self, "failed", error->message);
}

/* What holds for a row or a list without a threshold of its own, or with it. */
static char *
describe_usual (TapeWatchlistPane *self, double *usual)
{
  double x;
  TapeAlertRule *rule = tape_rules_at_hand_find (self->book, TAPE_QUICK_CHANGE, TAPE_TARGET_WATCHED, NULL, &x);
  g_autofree char *number = NULL;

  *usual = isnan (x) ? TAPE_RULE_THRESHOLD : x;
  if (rule == NULL || !tape_alert_rule_get_enabled (rule))
    return g_strdup (_ ("Against the previous close"));
  number = tape_quick_rule_format (TAPE_QUICK_CHANGE, x);
  return g_strdup_printf (_ ("Against the previous close; besides ± %s %% on all that is watched"), number);
}

/* The window says so, and how to bring it back. */
static void
remove_rule (TapeWatchlistPane *self, TapeTargetKind target)
{
  double x;
  TapeAlertRule *rule = tape_rules_at_hand_find (self->book, TAPE_QUICK_CHANGE, target, self->threshold_of, &x);

  if (rule != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.remove-rule", "x", tape_alert_rule_get_id (rule));
}

/* --- A row's. --- */

static void
on_row_threshold (double threshold, gpointer data)
{
  TapeWatchlistPane *self = data;
  g_autoptr (GError) error = NULL;

  if (isnan (threshold))
    remove_rule (self, TAPE_TARGET_SYMBOLS);
  else
    tape_alert_book_set_threshold (self->book, self->threshold_of, threshold, &error);
  say_failure (self, error);
}

void
tape_watchlist_pane_ask_threshold (TapeWatchlistPane *self, const char *symbol, GtkWidget *at)
{
  g_autofree char *title = NULL, *hint = NULL;
  double usual;

  if (self->book == NULL)
    return;
  g_free (self->threshold_of);
  self->threshold_of = g_strdup (symbol);
  hint = describe_usual (self, &usual);
  /* Translators: %s is a symbol. */
  title = g_strdup_printf (_ ("Alert when %s moves by"), symbol);
  tape_threshold_popover_ask (get_popover (self, at), title, hint, tape_alert_book_get_threshold (self->book, symbol),
                              usual, on_row_threshold, self);
}

static void
ask_for_selected (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeWatchlistPane *self = TAPE_WATCHLIST_PANE (widget);
  TapeWatchRow *row = gtk_single_selection_get_selected_item (self->selection);
  const char *symbol = row != NULL ? tape_watch_row_get_symbol (row) : NULL;
  GtkWidget *at = row != NULL ? tape_watchlist_pane_find_row (self, symbol) : NULL;

  if (row != NULL)
    tape_watchlist_pane_ask_threshold (self, symbol, at != NULL ? at : GTK_WIDGET (self->view));
}

/* --- A list's. --- */

static void
on_list_threshold (double threshold, gpointer data)
{
  TapeWatchlistPane *self = data;
  const char *name = self->threshold_of;
  g_autoptr (GError) error = NULL;

  if (isnan (threshold))
    remove_rule (self, TAPE_TARGET_LIST);
  else
    tape_rules_at_hand_set (self->book, TAPE_QUICK_CHANGE, TAPE_TARGET_LIST, name, threshold, TRUE, &error);
  say_failure (self, error);
}

static void
ask_for_list (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeWatchlistPane *self = TAPE_WATCHLIST_PANE (widget);
  const char *name = tape_watchlist_get_name (tape_watchlist_pane_get_list (self));
  g_autofree char *title = NULL, *hint = NULL;
  double threshold, usual;

  if (self->book == NULL)
    return;
  g_free (self->threshold_of);
  self->threshold_of = g_strdup (name);
  hint = describe_usual (self, &usual);
  tape_rules_at_hand_find (self->book, TAPE_QUICK_CHANGE, TAPE_TARGET_LIST, name, &threshold);
  /* Translators: %s is the name of a watchlist. */
  title = g_strdup_printf (_ ("Alert when one of “%s” moves by"), name);
  tape_threshold_popover_ask (get_popover (self, GTK_WIDGET (self->title)), title, hint, threshold, usual,
                              on_list_threshold, self);
}

void
tape_watchlist_pane_bind_alerts (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "watchlist.threshold", NULL, ask_for_selected);
  gtk_widget_class_install_action (widget_class, "watchlist.list-threshold", NULL, ask_for_list);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_a, GDK_ALT_MASK, "watchlist.threshold", NULL);
}
