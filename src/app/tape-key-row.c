/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-key-row.h"

#include <glib/gi18n.h>

#include "model/tape-feed-draft.h"
#include "model/tape-feed-trial.h"
#include "pipeline/tape-key-test.h"
#include "pipeline/tape-keys.h"
#include "pipeline/tape-live-feed.h"

struct _TapeKeyRow
{
  AdwExpanderRow parent_instance;

  TapeFeedOffer offer;
  TapeDesk *desk;       /* or NULL */
  gboolean known;       /* whether there is one */
  TapeKey *kept;        /* or NULL */
  GCancellable *asking; /* the keyring; NULL while nothing is asked */
  TapeFeedTrial *trial;

  GtkEditable *key;
  GtkEditable *secret;
  GtkWidget *get_key;
  GtkWidget *remove;
  GtkWidget *test;
  GtkWidget *keep;
};

enum
{
  KEPT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeKeyRow, tape_key_row, ADW_TYPE_EXPANDER_ROW)

static void
say (TapeKeyRow *self, const char *text)
{
  const char *title = tape_feed_offer_get_title (&self->offer);
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_autofree char *name = g_strdup_printf ("%s: %s", title, text);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), escaped);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
say_whether (TapeKeyRow *self)
{
  say (self, self->kept != NULL ? _ ("A key is kept in the keyring") : _ ("No key"));
}

/* What was typed, if it can be a key; with %NULL for @error where it is not to be said why not. */
static TapeKey *
get_typed (TapeKeyRow *self, GError **error)
{
  gboolean secret = tape_feed_offer_needs_secret (&self->offer);

  if (secret && *gtk_editable_get_text (self->secret) == '\0')
    return NULL;
  return tape_key_new (gtk_editable_get_text (self->key), secret ? gtk_editable_get_text (self->secret) : NULL, error);
}

static void
update (TapeKeyRow *self)
{
  g_autoptr (TapeKey) typed = get_typed (self, NULL);
  gboolean busy = self->asking != NULL || self->trial != NULL;

  gtk_widget_set_sensitive (self->keep, !busy && typed != NULL);
  gtk_widget_set_sensitive (self->test, !busy && (typed != NULL || self->kept != NULL));
  gtk_widget_set_sensitive (self->remove, !busy && self->kept != NULL);
}

/* --- The keyring. --- */

static void
begin_asking (TapeKeyRow *self)
{
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->asking = g_cancellable_new ();
  update (self);
}

/* Returns: whether the row is still there to be told. */
static gboolean
end_asking (TapeKeyRow *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;
  g_clear_object (&self->asking);
  if (error != NULL)
    say (self, error->message);
  update (self);
  return TRUE;
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TapeKeyRow) self = data;
  g_autoptr (GError) error = NULL;
  TapeKey *key = tape_keys_look_up_finish (result, &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      self->known = error == NULL;
      g_clear_pointer (&self->kept, tape_key_free);
      self->kept = key;
    }
  if (end_asking (self, error) && error == NULL)
    say_whether (self);
}

void
tape_key_row_look (TapeKeyRow *self)
{
  g_return_if_fail (TAPE_IS_KEY_ROW (self));

  if ((self->known && self->kept != NULL) || self->asking != NULL || self->trial != NULL)
    return;
  begin_asking (self);
  tape_keys_look_up_async (tape_feed_offer_get_service (&self->offer), TAPE_KEYS_ACCOUNT, self->asking, on_looked_up,
                           g_object_ref (self));
}

static void
look_again (TapeKeyRow *self)
{
  self->known = FALSE;
  tape_key_row_look (self);
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TapeKeyRow) self = data;
  g_autoptr (GError) error = NULL;

  tape_keys_store_finish (result, &error);
  if (!end_asking (self, error) || error != NULL)
    return;
  gtk_editable_set_text (self->key, "");
  gtk_editable_set_text (self->secret, "");
  g_signal_emit (self, signals[KEPT], 0);
  look_again (self);
}

static void
on_keep (TapeKeyRow *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeKey) key = get_typed (self, &error);

  if (key == NULL)
    {
      say (self, error != NULL ? error->message : _ ("Enter the key and the secret."));
      return;
    }
  begin_asking (self);
  tape_keys_store_async (tape_feed_offer_get_service (&self->offer), TAPE_KEYS_ACCOUNT, key, self->asking, on_kept,
                         g_object_ref (self));
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TapeKeyRow) self = data;
  g_autoptr (GError) error = NULL;

  tape_keys_remove_finish (result, &error);
  if (!end_asking (self, error) || error != NULL)
    return;
  g_signal_emit (self, signals[KEPT], 0);
  look_again (self);
}

static void
on_remove (TapeKeyRow *self)
{
  begin_asking (self);
  tape_keys_remove_async (tape_feed_offer_get_service (&self->offer), TAPE_KEYS_ACCOUNT, self->asking, on_removed,
                          g_object_ref (self));
}

/* --- A test. --- */

static void
on_trial (TapeKeyRow *self)
{
  say (self, tape_feed_trial_get_text (self->trial));
  if (tape_feed_trial_get_state (self->trial) == TAPE_FEED_TRIAL_RUNNING)
    return;
  g_clear_object (&self->trial);
  update (self);
}

static void
on_tested (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TapeKeyRow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = tape_key_test_finish (result, &error);

  if (end_asking (self, error) && text != NULL)
    say (self, text);
}

/* Why the key that is kept is not tried beside the feed that uses it; NULL where it may be. */
static char *
find_obstacle (TapeKeyRow *self, const TapeKey *key)
{
  if (self->desk == NULL || !tape_key_is_same (key, self->kept))
    return NULL;
  return tape_desk_describe_connection (self->desk, tape_feed_offer_get_service (&self->offer), TAPE_KEYS_ACCOUNT);
}

/* Of a service that cannot be asked: as a feed would. */
static void
try_stream (TapeKeyRow *self, const TapeKey *key)
{
  g_autoptr (TapeFeedDraft) draft = tape_feed_draft_new (&self->offer);
  g_autoptr (TapeUserFeed) definition = tape_feed_draft_make (draft);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *obstacle = find_obstacle (self, key);
  TapeFeed *feed = obstacle == NULL ? tape_live_make_feed (definition, key, universe, &error) : NULL;

  if (feed == NULL)
    {
      say (self, obstacle != NULL ? obstacle : error->message);
      return;
    }
  self->trial = tape_feed_trial_new (feed, universe, NULL, 0, TAPE_FEED_TRIAL_PATIENCE);
  g_signal_connect_object (self->trial, "changed", G_CALLBACK (on_trial), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
on_test (TapeKeyRow *self)
{
  g_autoptr (TapeKey) typed = get_typed (self, NULL);
  const TapeKey *key = typed != NULL ? typed : self->kept;

  say (self, _ ("Testing…"));
  if (self->offer.poll == NULL)
    {
      try_stream (self, key);
      return;
    }
  begin_asking (self);
  tape_key_test_async (self->offer.poll, TAPE_KEYS_ACCOUNT, key, self->asking, on_tested, g_object_ref (self));
}

static void
on_get_key (TapeKeyRow *self)
{
  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), tape_feed_offer_get_key_page (&self->offer),
                GDK_CURRENT_TIME);
}

/* --- The type. --- */

static void
tape_key_row_dispose (GObject *object)
{
  TapeKeyRow *self = TAPE_KEY_ROW (object);

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_object (&self->trial);
  g_clear_pointer (&self->kept, tape_key_free);
  G_OBJECT_CLASS (tape_key_row_parent_class)->dispose (object);
}

static void
tape_key_row_class_init (TapeKeyRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_key_row_dispose;
  signals[KEPT]
      = g_signal_new ("kept", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-key-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeKeyRow, key);
  gtk_widget_class_bind_template_child (widget_class, TapeKeyRow, secret);
  gtk_widget_class_bind_template_child (widget_class, TapeKeyRow, get_key);
  gtk_widget_class_bind_template_child (widget_class, TapeKeyRow, remove);
  gtk_widget_class_bind_template_child (widget_class, TapeKeyRow, test);
  gtk_widget_class_bind_template_child (widget_class, TapeKeyRow, keep);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, on_keep);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_bind_template_callback (widget_class, on_test);
  gtk_widget_class_bind_template_callback (widget_class, on_get_key);
}

static void
tape_key_row_init (TapeKeyRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tape_key_row_set_desk (TapeKeyRow *self, TapeDesk *desk)
{
  g_return_if_fail (TAPE_IS_KEY_ROW (self));

  self->desk = desk;
}

const char *
tape_key_row_get_service (TapeKeyRow *self)
{
  g_return_val_if_fail (TAPE_IS_KEY_ROW (self), NULL);

  return tape_feed_offer_get_service (&self->offer);
}

GtkWidget *
tape_key_row_new (const TapeFeedOffer *offer)
{
  TapeKeyRow *self = g_object_new (TAPE_TYPE_KEY_ROW, "title", tape_feed_offer_get_title (offer), NULL);

  self->offer = *offer;
  gtk_widget_set_visible (GTK_WIDGET (self->secret), tape_feed_offer_needs_secret (offer));
  gtk_widget_set_visible (self->get_key, tape_feed_offer_get_key_page (offer) != NULL);
  say (self, _ ("Looking into the keyring…"));
  update (self);
  return GTK_WIDGET (self);
}
