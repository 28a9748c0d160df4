/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-feed-chooser.h"

#include <glib/gi18n.h>

struct _TapeFeedChooser
{
  AdwPreferencesPage parent_instance;

  GArray *offers; /* of TapeFeedOffer */
  GPtrArray *groups;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeFeedChooser, tape_feed_chooser, ADW_TYPE_PREFERENCES_PAGE)

/* The number of a row's offer, counted from 1; a file's has none. */
#define OFFER "tape-offer"

static void
on_activated (TapeFeedChooser *self, AdwActionRow *row)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), OFFER));

  g_signal_emit (self, signals[CHOSEN], 0, i > 0 ? &g_array_index (self->offers, TapeFeedOffer, i - 1) : NULL);
}

static void
add_row (TapeFeedChooser *self, AdwPreferencesGroup *group, const char *title, const char *about, guint offer)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");
  g_autofree char *name = g_strdup_printf ("%s: %s", title, about);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), about);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (row), OFFER, GUINT_TO_POINTER (offer));
  g_signal_connect_object (row, "activated", G_CALLBACK (on_activated), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);
}

static AdwPreferencesGroup *
add_group (TapeFeedChooser *self, const char *title, const char *about)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), about);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), ADW_PREFERENCES_GROUP (group));
  g_ptr_array_add (self->groups, group);
  return ADW_PREFERENCES_GROUP (group);
}

static void
add_kind (TapeFeedChooser *self, TapeOfferKind kind)
{
  AdwPreferencesGroup *group = add_group (self, tape_offer_kind_get_title (kind), tape_offer_kind_get_about (kind));

  for (guint i = 0; i < self->offers->len; i++)
    {
      const TapeFeedOffer *offer = &g_array_index (self->offers, TapeFeedOffer, i);
      g_autofree char *about = offer->kind == kind ? tape_feed_offer_describe (offer) : NULL;

      if (about != NULL)
        add_row (self, group, tape_feed_offer_get_title (offer), about, i + 1);
    }
  if (kind == TAPE_OFFER_KAFKA)
    add_row (self, group, _ ("File…"), _ ("Trades or bars as CSV or JSON lines, replayed at any pace."), 0);
}

void
tape_feed_chooser_fill (TapeFeedChooser *self, gboolean unofficial)
{
  g_return_if_fail (TAPE_IS_FEED_CHOOSER (self));

  for (guint i = 0; i < self->groups->len; i++)
    adw_preferences_page_remove (ADW_PREFERENCES_PAGE (self), self->groups->pdata[i]);
  g_ptr_array_set_size (self->groups, 0);
  g_array_unref (self->offers);
  self->offers = tape_feed_offer_list (unofficial);
  for (guint kind = 0; kind < TAPE_N_OFFER_KINDS; kind++)
    add_kind (self, (TapeOfferKind)kind);
}

static void
tape_feed_chooser_finalize (GObject *object)
{
  TapeFeedChooser *self = TAPE_FEED_CHOOSER (object);

  g_array_unref (self->offers);
  g_ptr_array_unref (self->groups);
  G_OBJECT_CLASS (tape_feed_chooser_parent_class)->finalize (object);
}

static void
tape_feed_chooser_class_init (TapeFeedChooserClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tape_feed_chooser_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
tape_feed_chooser_init (TapeFeedChooser *self)
{
  self->offers = g_array_new (FALSE, FALSE, sizeof (TapeFeedOffer));
  self->groups = g_ptr_array_new ();
}
