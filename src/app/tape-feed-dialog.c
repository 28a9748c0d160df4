/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-feed-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-feed-chooser.h"
#include "app/tape-feed-form.h"
#include "app/tape-message-list.h"
#include "model/tape-feed-trial.h"
#include "pipeline/tape-keys.h"
#include "pipeline/tape-live-feed.h"

struct _TapeFeedDialog
{
  AdwWindow parent_instance;

  TapeApplication *application;
  TapeFeedDraft *draft; /* NULL until it is chosen */
  gint64 edited;        /* number of the feed, 0 of a new one */
  gboolean direct;      /* nothing was chosen before */
  TapeKey *kept;        /* or NULL: of the service, from the keyring */
  GCancellable *asking; /* the keyring */
  TapeFeedTrial *trial;
  char *problem;  /* or NULL: why it is not kept, or cannot be tried */
  char *obstacle; /* or NULL: why it is not tried now */
  gboolean keeping;

  GtkStack *stack;
  TapeFeedChooser *chooser;
  TapeFeedForm *form;
  GtkWidget *cancel;
  GtkWidget *back;
  GtkWidget *test;
  GtkButton *use;
  AdwStatusPage *result;
  GtkSpinner *spinner;
  GtkWidget *again;
  GtkWidget *message_box;
  TapeMessageList *messages;
};

G_DEFINE_FINAL_TYPE (TapeFeedDialog, tape_feed_dialog, ADW_TYPE_WINDOW)

/* --- What is shown. --- */

/* Beside the states of a trial. */
#define UNTRIED (TAPE_FEED_TRIAL_FAILED + 1)

static guint
get_state (TapeFeedDialog *self)
{
  if (self->problem != NULL)
    return TAPE_FEED_TRIAL_FAILED;
  if (self->obstacle != NULL)
    return UNTRIED;
  return self->trial != NULL ? tape_feed_trial_get_state (self->trial) : TAPE_FEED_TRIAL_RUNNING;
}

/* GTK leaves in the accessible tree what a stack does not show. */
static void
update_tree (TapeFeedDialog *self)
{
  GtkWidget *visible = gtk_stack_get_visible_child (self->stack);

  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->stack)); page != NULL;
       page = gtk_widget_get_next_sibling (page))
    gtk_accessible_update_state (GTK_ACCESSIBLE (page), GTK_ACCESSIBLE_STATE_HIDDEN, page != visible, -1);
}

static void
update (TapeFeedDialog *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->stack);
  gboolean choosing = g_strcmp0 (page, "choose") == 0;
  gboolean trying = g_strcmp0 (page, "trial") == 0;
  gboolean ended = trying && get_state (self) != TAPE_FEED_TRIAL_RUNNING;

  gtk_widget_set_visible (self->cancel, choosing || (self->direct && !trying));
  gtk_widget_set_visible (self->back, trying || (!choosing && !self->direct));
  gtk_widget_set_visible (self->test, !choosing && !trying);
  gtk_widget_set_visible (GTK_WIDGET (self->use), trying);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "feed.back", !self->keeping);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "feed.test",
                                 !self->keeping
                                     && (ended || (!choosing && !trying && tape_feed_form_is_ready (self->form))));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "feed.use", ended && !self->keeping);
  update_tree (self);
}

static void
show_messages (TapeFeedDialog *self)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *messages = self->trial != NULL ? tape_feed_trial_get_messages (self->trial) : NULL;

  for (guint i = 0; messages != NULL && i < messages->len; i++)
    {
      const TapeFeedMessage *message = messages->pdata[i];
      g_autofree char *clock = tape_format_clock (tape_exchange_utc (), message->receive_time, TAPE_ZONE_LOCAL, TRUE);

      g_ptr_array_add (items, tape_message_new (clock, message->raw, message->parsed, message->rejected));
    }
  gtk_widget_set_visible (self->message_box, items->len > 0);
  tape_message_list_set_messages (self->messages, items);
}

static void
show_trial (TapeFeedDialog *self)
{
  static const struct
  {
    const char *title; /* NULL: the text alone says all */
    const char *icon;
    const char *use;
  } states[] = {
    [TAPE_FEED_TRIAL_RUNNING] = { N_ ("Testing…"), NULL, N_ ("_Use It") },
    [TAPE_FEED_TRIAL_WORKS] = { NULL, "object-select-symbolic", N_ ("_Use It") },
    [TAPE_FEED_TRIAL_QUIET] = { N_ ("Nothing Came"), "content-loading-symbolic", N_ ("_Use It") },
    [TAPE_FEED_TRIAL_FAILED] = { N_ ("That Did Not Work"), "dialog-warning-symbolic", N_ ("_Use It Anyway") },
    [UNTRIED] = { N_ ("Not Tested"), "dialog-information-symbolic", N_ ("_Use It") },
  };
  guint state = get_state (self);
  const char *text = self->problem != NULL    ? self->problem
                     : self->obstacle != NULL ? self->obstacle
                                              : tape_feed_trial_get_text (self->trial);
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  const char *title = states[state].title != NULL ? _ (states[state].title) : text;

  adw_status_page_set_title (self->result, title);
  adw_status_page_set_description (self->result, title != text ? escaped : NULL);
  adw_status_page_set_icon_name (self->result, states[state].icon);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), state == TAPE_FEED_TRIAL_RUNNING);
  gtk_spinner_set_spinning (self->spinner, state == TAPE_FEED_TRIAL_RUNNING);
  gtk_widget_set_visible (self->again, state >= TAPE_FEED_TRIAL_QUIET);
  gtk_button_set_label (self->use, _ (states[state].use));
  if (state == TAPE_FEED_TRIAL_WORKS)
    gtk_widget_add_css_class (GTK_WIDGET (self->use), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->use), "suggested-action");
  show_messages (self);
  update (self);
}

static void
show_problem (TapeFeedDialog *self, const char *problem)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
  show_trial (self);
}

/* --- The keyring. --- */

static void
stop_asking (TapeFeedDialog *self)
{
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TapeFeedDialog) self = data;
  g_autoptr (GError) error = NULL;
  TapeKey *key = tape_keys_look_up_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->asking);
  g_clear_pointer (&self->kept, tape_key_free);
  self->kept = key;
  tape_feed_form_set_stored (self->form, key, error != NULL ? error->message : NULL);
  update (self);
}

static void
look_up (TapeFeedDialog *self)
{
  g_autofree char *account = tape_feed_draft_get_account (self->draft);

  stop_asking (self);
  g_clear_pointer (&self->kept, tape_key_free);
  /* What a cluster's is called is not known before it is typed. */
  if (account == NULL || (tape_feed_draft_get_kafka (self->draft) != NULL && self->edited == 0))
    return;
  self->asking = g_cancellable_new ();
  tape_keys_look_up_async (tape_feed_offer_get_service (tape_feed_draft_get_offer (self->draft)), account, self->asking,
                           on_looked_up, g_object_ref (self));
}

/* --- Choosing, and setting up. --- */

static void
set_up (TapeFeedDialog *self, TapeFeedDraft *draft)
{
  TapeFeedBook *book = tape_application_get_feed_book (self->application);
  g_auto (GStrv) taken = tape_feed_book_list_names (book, self->edited);

  tape_feed_form_set_draft (self->form, NULL);
  g_clear_pointer (&self->draft, tape_feed_draft_free);
  self->draft = draft;
  tape_feed_draft_set_taken (draft, (const char *const *)taken);
  tape_feed_form_set_draft (self->form, draft);
  gtk_window_set_title (GTK_WINDOW (self), tape_feed_offer_get_title (tape_feed_draft_get_offer (draft)));
  gtk_stack_set_visible_child_name (self->stack, "form");
  look_up (self);
  update (self);
  tape_feed_form_focus (self->form);
}

/* What is there of an account already is changed rather than set up a second time. */
static void
set_up_offer (TapeFeedDialog *self, const TapeFeedOffer *offer)
{
  g_autoptr (TapeFeedDraft) draft = tape_feed_draft_new (offer);
  g_autoptr (TapeUserFeed) feed = tape_feed_draft_make (draft);
  const TapeUserFeed *like = tape_feed_book_find_like (tape_application_get_feed_book (self->application), feed);
  g_autofree char *note
      = like != NULL ? g_strdup_printf (
            _ ("You have this source already, as “%s”. What you change here is changed there."), like->name)
                     : NULL;

  self->edited = like != NULL ? like->id : 0;
  set_up (self, like != NULL ? tape_feed_draft_new_from (like) : g_steal_pointer (&draft));
  tape_feed_form_set_note (self->form, note);
}

static void
on_offer (TapeFeedDialog *self, const TapeFeedOffer *offer)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (offer != NULL)
    set_up_offer (self, offer);
  else
    {
      gtk_window_close (GTK_WINDOW (self));
      if (parent != NULL)
        gtk_widget_activate_action (GTK_WIDGET (parent), "win.open-files", NULL);
    }
}

static void
on_enter (TapeFeedDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "feed.test", NULL);
}

static void
go_back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeFeedDialog *self = TAPE_FEED_DIALOG (widget);

  g_clear_object (&self->trial);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->obstacle, g_free);
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "trial") == 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "form");
      tape_feed_form_focus (self->form);
    }
  else
    {
      stop_asking (self);
      gtk_window_set_title (GTK_WINDOW (self), _ ("Choose a Source"));
      gtk_stack_set_visible_child_name (self->stack, "choose");
    }
}

/* --- Testing. --- */

/* The one that was typed, else the one that is kept. */
static TapeKey *
get_key (TapeFeedDialog *self)
{
  TapeKey *typed = tape_feed_draft_make_key (self->draft);

  return typed == NULL && self->kept != NULL ? tape_key_copy (self->kept) : typed;
}

/* The feed that runs with the key that is kept is not disturbed. */
static char *
find_obstacle (TapeFeedDialog *self, const TapeUserFeed *definition, const TapeKey *key)
{
  if (key == NULL || !tape_key_is_same (key, self->kept) || tape_feed_draft_get_offer (self->draft)->stream == NULL)
    return NULL;
  return tape_desk_describe_connection (tape_application_get_desk (self->application), definition->service,
                                        definition->account);
}

static void
start_trial (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeFeedDialog *self = TAPE_FEED_DIALOG (widget);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeUserFeed) definition = tape_feed_draft_make (self->draft);
  g_autoptr (TapeKey) key = get_key (self);
  g_autoptr (GError) error = NULL;
  TapeFeed *feed;

  g_free (self->obstacle);
  self->obstacle = find_obstacle (self, definition, key);
  feed = self->obstacle == NULL ? tape_live_make_feed (definition, key, universe, &error) : NULL;
  g_clear_object (&self->trial);
  gtk_stack_set_visible_child_name (self->stack, "trial");
  if (feed != NULL)
    {
      const char *const *symbols = (const char *const *)definition->symbols;

      self->trial = tape_feed_trial_new (feed, universe, symbols, TAPE_FEED_TRIAL_SPAN, TAPE_FEED_TRIAL_PATIENCE);
      g_signal_connect_object (self->trial, "changed", G_CALLBACK (show_trial), self, G_CONNECT_SWAPPED);
    }
  show_problem (self, error != NULL ? error->message : NULL);
}

/* --- Keeping. --- */

static void
keep_feed (TapeFeedDialog *self, gboolean key)
{
  g_autoptr (TapeUserFeed) feed = tape_feed_draft_make (self->draft);
  g_autoptr (GError) error = NULL;

  if (tape_feed_book_keep (tape_application_get_feed_book (self->application), feed, &error) == 0)
    {
      show_problem (self, error->message);
      return;
    }
  tape_application_open_stored (self->application);
  if (key)
    tape_desk_take_key (tape_application_get_desk (self->application), feed->service, feed->account);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_key_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TapeFeedDialog) self = data;
  g_autoptr (GError) error = NULL;

  tape_keys_store_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->asking);
  self->keeping = FALSE;
  if (error != NULL)
    show_problem (self, error->message);
  else
    keep_feed (self, TRUE);
}

static void
use_it (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeFeedDialog *self = TAPE_FEED_DIALOG (widget);
  g_autoptr (TapeKey) typed = tape_feed_draft_make_key (self->draft);
  g_autofree char *account = tape_feed_draft_get_account (self->draft);

  /* The feed that was tried makes room for the one that is kept: services may take one connection only. */
  g_clear_object (&self->trial);
  if (typed == NULL)
    {
      keep_feed (self, FALSE);
      return;
    }
  stop_asking (self);
  self->keeping = TRUE;
  self->asking = g_cancellable_new ();
  tape_keys_store_async (tape_feed_offer_get_service (tape_feed_draft_get_offer (self->draft)), account, typed,
                         self->asking, on_key_stored, g_object_ref (self));
  update (self);
}

/* --- The type. --- */

static void
tape_feed_dialog_dispose (GObject *object)
{
  TapeFeedDialog *self = TAPE_FEED_DIALOG (object);

  stop_asking (self);
  g_clear_object (&self->trial);
  if (self->draft != NULL)
    tape_feed_form_set_draft (self->form, NULL);
  g_clear_pointer (&self->draft, tape_feed_draft_free);
  g_clear_pointer (&self->kept, tape_key_free);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->obstacle, g_free);
  g_clear_object (&self->application);
  G_OBJECT_CLASS (tape_feed_dialog_parent_class)->dispose (object);
}

static void
tape_feed_dialog_class_init (TapeFeedDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_feed_dialog_dispose;
  g_type_ensure (TAPE_TYPE_FEED_CHOOSER);
  g_type_ensure (TAPE_TYPE_FEED_FORM);
  g_type_ensure (TAPE_TYPE_MESSAGE_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-feed-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeFeedDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedDialog, chooser);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedDialog, form);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedDialog, back);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedDialog, test);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedDialog, use);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedDialog, result);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedDialog, again);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedDialog, message_box);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedDialog, messages);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, on_offer);
  gtk_widget_class_bind_template_callback (widget_class, on_enter);
  gtk_widget_class_install_action (widget_class, "feed.back", NULL, go_back);
  gtk_widget_class_install_action (widget_class, "feed.test", NULL, start_trial);
  gtk_widget_class_install_action (widget_class, "feed.use", NULL, use_it);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tape_feed_dialog_init (TapeFeedDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* What is on the watchlist. */
static char **
list_watched (TapeApplication *application)
{
  TapeWatchlists *lists = tape_application_get_lists (application);
  GListModel *current = lists != NULL ? G_LIST_MODEL (tape_watchlists_get_current (lists)) : NULL;
  g_autoptr (GStrvBuilder) symbols = g_strv_builder_new ();

  for (guint i = 0; current != NULL && i < g_list_model_get_n_items (current); i++)
    {
      g_autoptr (TapeWatchRow) row = g_list_model_get_item (current, i);

      g_strv_builder_add (symbols, tape_watch_row_get_symbol (row));
    }
  return g_strv_builder_end (symbols);
}

void
tape_feed_dialog_show (TapeApplication *application, GtkWindow *parent, const TapeUserFeed *feed)
{
  TapeFeedDialog *self = g_object_new (TAPE_TYPE_FEED_DIALOG, "transient-for", parent, NULL);
  g_autoptr (GSettings) settings = g_settings_new (TAPE_APP_ID);
  g_auto (GStrv) watched = list_watched (application);
  TapeFeedDraft *draft = feed != NULL ? tape_feed_draft_new_from (feed) : NULL;

  self->application = g_object_ref (application);
  tape_feed_chooser_fill (self->chooser, g_settings_get_boolean (settings, "unofficial-sources"));
  tape_feed_form_set_watched (self->form, (const char *const *)watched);
  if (draft != NULL)
    {
      self->edited = feed->id;
      self->direct = TRUE;
      set_up (self, draft);
    }
  update (self);
  gtk_window_present (GTK_WINDOW (self));
}
