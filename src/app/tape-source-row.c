/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-source-row.h"

#include <glib/gi18n.h>

#include "app/tape-switch.h"
#include "model/tape-feed-draft.h"

struct _TapeSourceRow
{
  AdwActionRow parent_instance;

  gint64 id;
  gboolean filled;

  GtkWidget *up;
  GtkWidget *edit;
  GtkWidget *remove;
  GtkSwitch *enabled;
};

enum
{
  SWITCHED,
  UP,
  EDIT,
  REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeSourceRow, tape_source_row, ADW_TYPE_ACTION_ROW)

static void
on_switch (TapeSourceRow *self)
{
  if (self->filled)
    g_signal_emit (self, signals[SWITCHED], 0, gtk_switch_get_active (self->enabled));
}

static void
on_up (TapeSourceRow *self)
{
  g_signal_emit (self, signals[UP], 0);
}

static void
on_edit (TapeSourceRow *self)
{
  g_signal_emit (self, signals[EDIT], 0);
}

static void
on_remove (TapeSourceRow *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

static void
tape_source_row_class_init (TapeSourceRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  GType type = G_TYPE_FROM_CLASS (class);

  signals[SWITCHED]
      = g_signal_new ("switched", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[UP] = g_signal_new ("up", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EDIT] = g_signal_new ("edit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVE] = g_signal_new ("remove", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-source-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeSourceRow, up);
  gtk_widget_class_bind_template_child (widget_class, TapeSourceRow, edit);
  gtk_widget_class_bind_template_child (widget_class, TapeSourceRow, remove);
  gtk_widget_class_bind_template_child (widget_class, TapeSourceRow, enabled);
  gtk_widget_class_bind_template_callback (widget_class, on_switch);
  gtk_widget_class_bind_template_callback (widget_class, on_up);
  gtk_widget_class_bind_template_callback (widget_class, on_edit);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
}

static void
tape_source_row_init (TapeSourceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* What it reads, and where: "Binance, live: BTCUSDT, ETHUSDT". */
static char *
describe (const TapeUserFeed *feed)
{
  g_autoptr (TapeFeedDraft) draft = tape_feed_draft_new_from (feed);
  g_autofree char *symbols = g_strjoinv (", ", feed->symbols);
  const TapeFeedOffer *offer;

  if (draft == NULL)
    return g_strdup_printf (_ ("This version does not know “%s”"), feed->service);
  offer = tape_feed_draft_get_offer (draft);
  if (offer->kind == TAPE_OFFER_KAFKA)
    return g_strdup_printf ("%s: %s", tape_feed_draft_get (draft, TAPE_FEED_FIELD_BROKERS),
                            tape_feed_draft_get (draft, TAPE_FEED_FIELD_TOPICS));
  return g_strdup_printf ("%s: %s", tape_feed_offer_get_title (offer), symbols);
}

/* As a whole, and each of its buttons: who cannot see the row hears which one it is of. */
static void
name_all (TapeSourceRow *self, const char *name, const char *about)
{
  const struct
  {
    GtkWidget *widget;
    const char *format;
  } named[] = {
    { self->up, _ ("%s: before the one above") },
    { self->edit, _ ("%s: edit") },
    { self->remove, _ ("%s: remove") },
    { GTK_WIDGET (self->enabled), _ ("%s: runs") },
  };
  g_autofree char *whole = g_strdup_printf ("%s: %s", name, about);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, whole, -1);
  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
      g_autofree char *text = g_strdup_printf (named[i].format, name);
#pragma GCC diagnostic pop

      gtk_accessible_update_property (GTK_ACCESSIBLE (named[i].widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
    }
}

void
tape_source_row_show (TapeSourceRow *self, const TapeUserFeed *feed, gboolean first)
{
  g_autofree char *about = describe (feed);

  g_return_if_fail (TAPE_IS_SOURCE_ROW (self));

  self->filled = FALSE;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), feed->name);
  self->id = feed->id;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), about);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 2);
  gtk_widget_set_visible (self->up, !first);
  tape_switch_show (self->enabled, feed->enabled);
  name_all (self, feed->name, about);
  self->filled = TRUE;
}

GtkWidget *
tape_source_row_new (const TapeUserFeed *feed, gboolean first)
{
  GtkWidget *self = g_object_new (TAPE_TYPE_SOURCE_ROW, NULL);

  tape_source_row_show (TAPE_SOURCE_ROW (self), feed, first);
  return self;
}

gint64
tape_source_row_get_id (TapeSourceRow *self)
{
  g_return_val_if_fail (TAPE_IS_SOURCE_ROW (self), 0);

  return self->id;
}
