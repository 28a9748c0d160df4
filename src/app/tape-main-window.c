/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-main-window-private.h"

#include <glib/gi18n.h>

#include "app/tape-alerts-page.h"
#include "app/tape-analysis-page.h"
#include "app/tape-application.h"
#include "app/tape-badge.h"
#include "app/tape-feed-words.h"
#include "app/tape-chart-page.h"
#include "app/tape-feeds-page.h"
#include "app/tape-frame-trace.h"
#include "app/tape-late-page.h"
#include "app/tape-market-page.h"
#include "app/tape-status-line.h"
#include "app/tape-theme.h"
#include "base/tape-trace.h"

enum
{
  PROP_0,
  PROP_DESK,
  PROP_LISTS,
  PROP_BOOK,
  N_PROPS
};

enum
{
  PAINTED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeMainWindow, tape_main_window, ADW_TYPE_APPLICATION_WINDOW)

/* --- Frames. --- */

static void
on_after_frame_paint (GdkFrameClock *clock, TapeMainWindow *self)
{
  const TapeFrame *frame = tape_desk_get_frame (self->desk);

  g_signal_handlers_disconnect_by_func (clock, on_after_frame_paint, self);
  tape_desk_note_drawn (self->desk);
  if (self->data_drawn || frame == NULL || frame->arrival == 0)
    return;
  self->data_drawn = TRUE;
  tape_trace ("data");
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  TapeMainWindow *self = TAPE_MAIN_WINDOW (widget);

  self->tick = 0;
  tape_desk_poll (self->desk);
  g_signal_connect_object (clock, "after-paint", G_CALLBACK (on_after_frame_paint), self, 0);
  return G_SOURCE_REMOVE;
}

/* The frame is taken when the display is about to show one. */
static void
on_ready (TapeMainWindow *self)
{
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static void
on_after_paint (GdkFrameClock *clock, TapeMainWindow *self)
{
  g_clear_signal_handler (&self->after_paint, clock);
  tape_trace ("painted");
  tape_frame_trace_watch (clock);
  g_signal_emit (self, signals[PAINTED], 0);
}

static void
tape_main_window_map (GtkWidget *widget)
{
  TapeMainWindow *self = TAPE_MAIN_WINDOW (widget);

  GTK_WIDGET_CLASS (tape_main_window_parent_class)->map (widget);
  if (self->after_paint == 0)
    self->after_paint = g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint",
                                                 G_CALLBACK (on_after_paint), self, 0);
}

/* --- The banner. --- */

/* Shows what matters most. */
static void
update_banner (TapeMainWindow *self)
{
  const char *store = tape_desk_get_store_message (self->desk);
  const char *notice = tape_desk_get_store_notice (self->desk);
  const char *lists = self->lists == NULL ? NULL : tape_watchlists_get_message (self->lists);
  const char *rules = self->book == NULL ? NULL : tape_alert_book_get_message (self->book);

  if (self->error != NULL)
    tape_banner_show (self->banner, TAPE_BANNER_ERROR, self->error, _ ("_Dismiss"), "win.dismiss-error");
  else if (store != NULL)
    {
      g_autofree char *message = g_strdup_printf (_ ("Not being stored: %s The window runs on."), store);

      if (tape_desk_can_try_storing (self->desk))
        tape_banner_show (self->banner, TAPE_BANNER_ERROR, message, _ ("_Try Again"), "win.try-storing");
      else
        tape_banner_show (self->banner, TAPE_BANNER_ERROR, message, _ ("_Storage"), "app.storage");
    }
  else if (notice != NULL)
    tape_banner_show (self->banner, TAPE_BANNER_ERROR, notice, _ ("_Dismiss"), "win.dismiss-store-notice");
  else if (lists != NULL)
    tape_banner_show (self->banner, TAPE_BANNER_ERROR, lists, NULL, NULL);
  else if (rules != NULL)
    tape_banner_show (self->banner, TAPE_BANNER_ERROR, rules, NULL, NULL);
  else if (tape_desk_is_simulation (self->desk))
    tape_banner_show (self->banner, TAPE_BANNER_NOTICE, _ ("These prices are simulated. Nothing here is real."),
                      _ ("_Choose Sources…"), "app.choose-sources");
  else
    tape_banner_show (self->banner, TAPE_BANNER_NOTICE, NULL, NULL, NULL);
}

void
tape_main_window_show_error (TapeMainWindow *self, const char *message)
{
  g_return_if_fail (TAPE_IS_MAIN_WINDOW (self));

  g_free (self->error);
  self->error = g_strdup (message);
  update_banner (self);
}

/* --- What the accessible tree shows. --- */

/* GTK leaves in it what a stack or a flap does not show. */
static void
hide_from_tree (GtkWidget *widget, gboolean hidden)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_HIDDEN, hidden, -1);
}

static void
update_tree (TapeMainWindow *self)
{
  GtkWidget *visible = adw_view_stack_get_visible_child (self->pages);

  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); page != NULL;
       page = gtk_widget_get_next_sibling (page))
    hide_from_tree (page, page != visible);
  hide_from_tree (GTK_WIDGET (self->watchlist), !adw_flap_get_reveal_flap (self->flap));
}

/* --- What follows the width. --- */

/* Whether the watchlist lies over the page. */
static gboolean
is_folded (TapeMainWindow *self)
{
  return tape_adaptive_bin_get_width_class (self->bin) < TAPE_WIDTH_WIDE;
}

static void
update_subtitle (TapeMainWindow *self)
{
  gboolean narrow = tape_adaptive_bin_get_width_class (self->bin) == TAPE_WIDTH_NARROW;

  gtk_widget_set_visible (self->badge, !narrow);
  adw_view_switcher_title_set_subtitle (self->switcher,
                                        narrow ? tape_reality_get_word (tape_desk_get_reality (self->desk)) : NULL);
}

static void
on_width_class (TapeMainWindow *self)
{
  gboolean folded = is_folded (self);
  gboolean shown = !folded && g_settings_get_boolean (self->settings, "watchlist-shown");

  adw_flap_set_fold_policy (self->flap, folded ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER);
  adw_flap_set_reveal_flap (self->flap, shown);
  gtk_widget_set_visible (self->status_line, tape_adaptive_bin_get_width_class (self->bin) >= TAPE_WIDTH_MEDIUM);
  update_subtitle (self);
}

static gboolean
on_switcher_change (gpointer data)
{
  TapeMainWindow *self = data;

  self->switcher_change = 0;
  adw_view_switcher_bar_set_reveal (self->switcher_bar, adw_view_switcher_title_get_title_visible (self->switcher));
  return G_SOURCE_REMOVE;
}

/* The title finds that the pages' names do not fit while it gets its place: too late in that picture to make room below. */
static void
on_title_visible (TapeMainWindow *self)
{
  if (self->switcher_change == 0)
    self->switcher_change = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_switcher_change, self, NULL);
}

static void
on_reveal_flap (TapeMainWindow *self)
{
  update_tree (self);
  if (!is_folded (self))
    g_settings_set_boolean (self->settings, "watchlist-shown", adw_flap_get_reveal_flap (self->flap));
}

/* --- The watchlist. --- */

void
tape_main_window_show_symbol (TapeMainWindow *self, const char *symbol)
{
  g_return_if_fail (TAPE_IS_MAIN_WINDOW (self));

  tape_desk_set_symbol (self->desk, symbol);
  if (adw_view_stack_get_child_by_name (self->pages, "chart") != NULL)
    adw_view_stack_set_visible_child_name (self->pages, "chart");
  if (is_folded (self))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

void
tape_main_window_show_place (TapeMainWindow *self, const char *symbol, gint64 time)
{
  g_return_if_fail (TAPE_IS_MAIN_WINDOW (self));

  tape_desk_go_to (self->desk, symbol, time);
  tape_main_window_show_symbol (self, symbol);
}

void
tape_main_window_say_removed (TapeMainWindow *self, const char *what, gboolean rule)
{
  g_autofree char *title = g_strdup_printf (_ ("%s removed"), what);
  g_autofree char *escaped = g_markup_escape_text (title, -1);
  AdwToast *toast = adw_toast_new (escaped);

  self->removed_rule = rule;
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "win.undo");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_removed (TapeMainWindow *self, const char *name)
{
  tape_main_window_say_removed (self, name, FALSE);
}

static void
on_current_list (TapeMainWindow *self)
{
  TapeWatchlist *current = tape_watchlists_get_current (self->lists);

  g_settings_set_int64 (self->settings, "watchlist", tape_watchlists_get_id (self->lists, current));
}

void
tape_main_window_set_lists (TapeMainWindow *self, TapeWatchlists *lists)
{
  TapeWatchlist *last;

  g_return_if_fail (TAPE_IS_MAIN_WINDOW (self));

  if (!g_set_object (&self->lists, lists))
    return;
  last = tape_watchlists_find (lists, g_settings_get_int64 (self->settings, "watchlist"));
  if (last != NULL)
    tape_watchlists_set_current (lists, last);
  g_signal_connect_object (lists, "notify::current", G_CALLBACK (on_current_list), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lists, "notify::message", G_CALLBACK (update_banner), self, G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LISTS]);
  update_banner (self);
  if (gtk_window_get_focus (GTK_WINDOW (self)) == NULL)
    gtk_widget_child_focus (GTK_WIDGET (self->pages), GTK_DIR_TAB_FORWARD);
}

void
tape_main_window_set_book (TapeMainWindow *self, TapeAlertBook *book)
{
  g_return_if_fail (TAPE_IS_MAIN_WINDOW (self));

  if (!g_set_object (&self->book, book))
    return;
  g_signal_connect_object (book, "notify::message", G_CALLBACK (update_banner), self, G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BOOK]);
  update_banner (self);
}

/* --- What is remembered. --- */

static void
on_page (TapeMainWindow *self)
{
  const char *name = adw_view_stack_get_visible_child_name (self->pages);

  if (name != NULL)
    g_settings_set_string (self->settings, "page", name);
  update_tree (self);
}

static void
restore_page (TapeMainWindow *self)
{
  g_autofree char *name = g_settings_get_string (self->settings, "page");

  if (adw_view_stack_get_child_by_name (self->pages, name) != NULL)
    adw_view_stack_set_visible_child_name (self->pages, name);
  g_signal_connect_swapped (self->pages, "notify::visible-child-name", G_CALLBACK (on_page), self);
}

static void
restore_size (TapeMainWindow *self)
{
  int width = g_settings_get_int (self->settings, "window-width");

  gtk_window_set_default_size (GTK_WINDOW (self), width, g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  tape_adaptive_bin_expect_width (self->bin, width);
}

static gboolean
tape_main_window_close_request (GtkWindow *window)
{
  TapeMainWindow *self = TAPE_MAIN_WINDOW (window);
  int width;
  int height;

  gtk_window_get_default_size (window, &width, &height);
  g_settings_set_int (self->settings, "window-width", MAX (width, 360));
  g_settings_set_int (self->settings, "window-height", MAX (height, 294));
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));
  return GTK_WINDOW_CLASS (tape_main_window_parent_class)->close_request (window);
}

/* --- Files dropped on the window. --- */

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, TapeMainWindow *self)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));
  g_autoptr (GListStore) store = g_list_store_new (G_TYPE_FILE);

  for (GSList *each = files; each != NULL; each = each->next)
    g_list_store_append (store, each->data);
  tape_application_open_files (TAPE_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))), G_LIST_MODEL (store),
                               -1);
  return TRUE;
}

/* Of a count. */
static gboolean
is_any (TapeMainWindow *self, guint n)
{
  return n > 0;
}

static void
on_speed (TapeMainWindow *self, double speed)
{
  g_settings_set_double (self->settings, "replay-speed", speed);
}

/* --- The type. --- */

static void
set_desk (TapeMainWindow *self, TapeDesk *desk)
{
  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "ready", G_CALLBACK (on_ready), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "session", G_CALLBACK (update_banner), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "feeds", G_CALLBACK (tape_main_window_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::store-message", G_CALLBACK (update_banner), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::store-notice", G_CALLBACK (update_banner), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::reality", G_CALLBACK (update_subtitle), self, G_CONNECT_SWAPPED);
  g_settings_bind (self->settings, "symbol", desk, "symbol", G_SETTINGS_BIND_DEFAULT);
}

static void
tape_main_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_DESK:
      g_value_set_object (value, TAPE_MAIN_WINDOW (object)->desk);
      break;
    case PROP_LISTS:
      g_value_set_object (value, TAPE_MAIN_WINDOW (object)->lists);
      break;
    case PROP_BOOK:
      g_value_set_object (value, TAPE_MAIN_WINDOW (object)->book);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_main_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_DESK:
      set_desk (TAPE_MAIN_WINDOW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_main_window_constructed (GObject *object)
{
  TapeMainWindow *self = TAPE_MAIN_WINDOW (object);

  G_OBJECT_CLASS (tape_main_window_parent_class)->constructed (object);
  restore_size (self);
  on_width_class (self);
  restore_page (self);
  update_tree (self);
  g_signal_connect_object (self->bin, "notify::width-class", G_CALLBACK (on_width_class), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flap, "notify::reveal-flap", G_CALLBACK (on_reveal_flap), self, G_CONNECT_SWAPPED);
}

static void
tape_main_window_dispose (GObject *object)
{
  TapeMainWindow *self = TAPE_MAIN_WINDOW (object);

  g_clear_handle_id (&self->switcher_change, g_source_remove);
  if (self->pages != NULL)
    g_signal_handlers_disconnect_by_func (self->pages, on_page, self);
  g_clear_object (&self->settings);
  g_clear_object (&self->book);
  g_clear_object (&self->lists);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->error, g_free);
  G_OBJECT_CLASS (tape_main_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (TAPE_TYPE_ADAPTIVE_BIN);
  g_type_ensure (TAPE_TYPE_ALERT_BOOK);
  g_type_ensure (TAPE_TYPE_ALERTS_PAGE);
  g_type_ensure (TAPE_TYPE_ANALYSIS_PAGE);
  g_type_ensure (TAPE_TYPE_BADGE);
  g_type_ensure (TAPE_TYPE_BANNER);
  g_type_ensure (TAPE_TYPE_CHART_PAGE);
  g_type_ensure (TAPE_TYPE_FEEDS_PAGE);
  g_type_ensure (TAPE_TYPE_LATE_PAGE);
  g_type_ensure (TAPE_TYPE_MARKET_PAGE);
  g_type_ensure (TAPE_TYPE_REPLAY_BAR);
  g_type_ensure (TAPE_TYPE_STATUS_LINE);
  g_type_ensure (TAPE_TYPE_WATCHLIST_PANE);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-main-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeMainWindow, bin);
  gtk_widget_class_bind_template_child (widget_class, TapeMainWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, TapeMainWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, TapeMainWindow, watchlist);
  gtk_widget_class_bind_template_child (widget_class, TapeMainWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, TapeMainWindow, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, TapeMainWindow, badge);
  gtk_widget_class_bind_template_child (widget_class, TapeMainWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, TapeMainWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, TapeMainWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, TapeMainWindow, replay_bar);
  gtk_widget_class_bind_template_child (widget_class, TapeMainWindow, status_line);
  gtk_widget_class_bind_template_callback (widget_class, tape_main_window_show_symbol);
  gtk_widget_class_bind_template_callback (widget_class, is_any);
  gtk_widget_class_bind_template_callback (widget_class, tape_main_window_show_error);
  gtk_widget_class_bind_template_callback (widget_class, on_removed);
  gtk_widget_class_bind_template_callback (widget_class, on_speed);
  gtk_widget_class_bind_template_callback (widget_class, on_title_visible);
}

static void
tape_main_window_class_init (TapeMainWindowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = tape_main_window_get_property;
  object_class->set_property = tape_main_window_set_property;
  object_class->constructed = tape_main_window_constructed;
  object_class->dispose = tape_main_window_dispose;
  widget_class->map = tape_main_window_map;
  GTK_WINDOW_CLASS (class)->close_request = tape_main_window_close_request;

  properties[PROP_DESK] = g_param_spec_object ("desk", NULL, NULL, TAPE_TYPE_DESK,
                                               G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_LISTS]
      = g_param_spec_object ("lists", NULL, NULL, TAPE_TYPE_WATCHLISTS, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_BOOK]
      = g_param_spec_object ("book", NULL, NULL, TAPE_TYPE_ALERT_BOOK, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[PAINTED]
      = g_signal_new ("painted", TAPE_TYPE_MAIN_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  bind_template (widget_class);
  tape_main_window_install_actions (widget_class);
}

static void
tape_main_window_init (TapeMainWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  tape_theme_get_default ();
  self->settings = g_settings_new (TAPE_APP_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_settings_bind (self->settings, "watchlist-compact", self->watchlist, "compact", G_SETTINGS_BIND_GET);
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

TapeMainWindow *
tape_main_window_new (AdwApplication *application, TapeDesk *desk)
{
  return g_object_new (TAPE_TYPE_MAIN_WINDOW, "application", application, "desk", desk, NULL);
}
