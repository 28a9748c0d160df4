/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-alert-row.h"

#include <glib/gi18n.h>

#include "alerts/tape-rule-text.h"
#include "app/tape-theme.h"
#include "model/tape-firing-text.h"
#include "model/tape-firing-value.h"
#include "model/tape-rule-title.h"

struct _TapeAlertRow
{
  GtkWidget parent_instance;

  TapeAlertBook *book;
  TapeDesk *desk;
  TapeAlertEntry *entry;
  gboolean open;

  GtkWidget *content;
  GtkLabel *time;
  GtkLabel *day;
  GtkLabel *subject;
  GtkLabel *value;
  GtkLabel *rule;
  GtkLabel *told;
  GtkWidget *unseen;
  GtkImage *arrow;
  GtkBox *why;
  GtkBox *lines;
  GtkWidget *show;
  GtkButton *snooze;
};

G_DEFINE_FINAL_TYPE (TapeAlertRow, tape_alert_row, GTK_TYPE_WIDGET)

static const TapeInstrument *
get_instrument (TapeAlertRow *self, const TapeFiring *firing)
{
  TapeUniverse *universe = tape_desk_get_universe (self->desk);

  return universe == NULL || firing->instrument >= tape_universe_count (universe)
             ? NULL
             : tape_universe_get (universe, firing->instrument);
}

/* --- The line. --- */

/* The day is said where it is not that of now. */
static void
show_time (TapeAlertRow *self, const TapeFiring *firing, const TapeExchange *exchange)
{
  TapeZone zone = tape_desk_get_zone (self->desk);
  const TapeFrame *frame = tape_desk_get_frame (self->desk);
  gint64 now = frame != NULL && frame->now != TAPE_NO_TIME ? frame->now : firing->event_time;
  g_autofree char *clock = tape_format_clock (exchange, firing->event_time, zone, TRUE);
  g_autofree char *day = tape_format_day (exchange, firing->event_time, zone);
  g_autofree char *today = tape_format_day (exchange, now, zone);
  gboolean other = g_strcmp0 (day, today) != 0;
  gint64 offset = tape_format_get_offset (exchange, firing->event_time, zone);
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc ((firing->event_time + offset) / TAPE_SECOND);
  g_autofree char *brief = date == NULL ? NULL : g_date_time_format (date, "%-e %b");

  gtk_label_set_text (self->time, clock);
  gtk_label_set_text (self->day, other && brief != NULL ? brief : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->time), day);
}

static void
name_row (TapeAlertRow *self, const TapeFiring *firing)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  const char *day = gtk_label_get_text (self->day);
  g_autofree char *name = NULL;

  if (item == NULL)
    return;
  /* Translators: who, what, rule, time, day, what became of it, whether it is new. */
  name = g_strdup_printf (_ ("%s, %s: %s. %s%s%s, %s%s"), gtk_label_get_text (self->subject),
                          gtk_label_get_text (self->value), gtk_label_get_text (self->rule),
                          gtk_label_get_text (self->time), *day != '\0' ? ", " : "", day,
                          gtk_label_get_text (self->told), firing->seen ? "" : _ (", new"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_STATE_EXPANDED, self->open, -1);
}

static void
show_line (TapeAlertRow *self)
{
  const TapeFiring *firing = tape_alert_entry_get_firing (self->entry);
  const TapeInstrument *instrument = get_instrument (self, firing);
  g_autoptr (TapeRule) rule = tape_rule_parse (firing->text, NULL);
  g_autofree char *value = tape_firing_value_new (firing, rule, instrument);
  g_autofree char *title = rule != NULL ? tape_rule_title_new (rule) : g_strdup (firing->text);

  show_time (self, firing, instrument != NULL ? instrument->exchange : tape_exchange_utc ());
  gtk_label_set_text (self->subject, firing->subject);
  gtk_label_set_text (self->value, value);
  tape_theme_color_change (GTK_WIDGET (self->value), firing->direction);
  gtk_label_set_text (self->rule, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->rule), firing->text);
  gtk_label_set_text (self->told, tape_firing_value_told (firing));
  gtk_widget_set_opacity (self->unseen, firing->seen ? 0 : 1);
  name_row (self, firing);
}

/* --- Why. --- */

static char *
get_source_name (guint32 source, gpointer desk)
{
  TapeSession *session = tape_desk_get_session (desk);

  return session == NULL ? NULL : tape_session_get_source_name (session, source);
}

static void
show_lines (TapeAlertRow *self, const TapeFiring *firing)
{
  g_autoptr (GPtrArray) lines = tape_firing_text_explain (firing, tape_desk_get_universe (self->desk),
                                                          tape_desk_get_zone (self->desk), get_source_name, self->desk);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->lines))) != NULL)
    gtk_box_remove (self->lines, child);
  for (guint i = 0; i < lines->len; i++)
    {
      const TapeExplanationLine *line = lines->pdata[i];
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_markup (GTK_LABEL (label), line->text);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_widget_set_focusable (label, FALSE);
      gtk_widget_add_css_class (label, "numeric");
      if (line->kind == TAPE_LINE_DELAYS)
        gtk_widget_add_css_class (label, "dim-label");
      gtk_box_append (self->lines, label);
    }
}

static void
show_snooze (TapeAlertRow *self, const TapeFiring *firing)
{
  gint64 until = tape_alert_book_get_snooze (self->book, firing->rule, firing->subject);
  const TapeInstrument *instrument = get_instrument (self, firing);
  g_autofree char *clock = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->snooze), tape_alert_book_find_rule (self->book, firing->rule) != NULL);
  if (until == TAPE_NO_TIME)
    {
      gtk_button_set_label (self->snooze, _ ("Snooze 1 Hour"));
      return;
    }
  clock = tape_format_clock (instrument != NULL ? instrument->exchange : tape_exchange_utc (), until,
                             tape_desk_get_zone (self->desk), FALSE);
  text = g_strdup_printf (_ ("Snoozed until %s: End"), clock);
  gtk_button_set_label (self->snooze, text);
}

static void
show_why (TapeAlertRow *self)
{
  const TapeFiring *firing = tape_alert_entry_get_firing (self->entry);

  gtk_widget_set_visible (GTK_WIDGET (self->why), self->open);
  gtk_image_set_from_icon_name (self->arrow, self->open ? "pan-down-symbolic" : "pan-end-symbolic");
  if (!self->open)
    return;
  show_lines (self, firing);
  show_snooze (self, firing);
  gtk_widget_set_visible (self->show, firing->instrument != TAPE_NO_INSTRUMENT);
}

void
tape_alert_row_update (TapeAlertRow *self)
{
  g_return_if_fail (TAPE_IS_ALERT_ROW (self));

  if (self->entry == NULL)
    return;
  show_line (self);
  show_why (self);
}

void
tape_alert_row_set_open (TapeAlertRow *self, gboolean open)
{
  g_return_if_fail (TAPE_IS_ALERT_ROW (self));

  self->open = open;
  tape_alert_row_update (self);
}

void
tape_alert_row_set_entry (TapeAlertRow *self, TapeAlertEntry *entry, gboolean open)
{
  g_return_if_fail (TAPE_IS_ALERT_ROW (self));

  if (self->entry != NULL)
    g_signal_handlers_disconnect_by_data (self->entry, self);
  g_set_object (&self->entry, entry);
  self->open = open;
  if (entry == NULL)
    return;
  g_signal_connect_object (entry, "notify", G_CALLBACK (tape_alert_row_update), self, G_CONNECT_SWAPPED);
  tape_alert_row_update (self);
}

TapeAlertEntry *
tape_alert_row_get_entry (TapeAlertRow *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_ROW (self), NULL);

  return self->entry;
}

/* --- Its buttons. --- */

static void
on_show (TapeAlertRow *self)
{
  const TapeFiring *firing = tape_alert_entry_get_firing (self->entry);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-place", "(sx)", firing->subject, firing->event_time);
}

static void
on_snooze (TapeAlertRow *self)
{
  const TapeFiring *firing = tape_alert_entry_get_firing (self->entry);
  gboolean snoozed = tape_alert_book_get_snooze (self->book, firing->rule, firing->subject) != TAPE_NO_TIME;

  tape_alert_book_snooze (self->book, firing->rule, firing->subject, snoozed ? 0 : TAPE_HOUR);
  show_snooze (self, firing);
}

/* --- The type. --- */

static void
tape_alert_row_dispose (GObject *object)
{
  TapeAlertRow *self = TAPE_ALERT_ROW (object);

  tape_alert_row_set_entry (self, NULL, FALSE);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->book);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_alert_row_parent_class)->dispose (object);
}

static void
tape_alert_row_class_init (TapeAlertRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_alert_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-alert-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeAlertRow, content);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertRow, time);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertRow, day);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertRow, subject);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertRow, value);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertRow, rule);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertRow, told);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertRow, unseen);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertRow, arrow);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertRow, why);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertRow, lines);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertRow, show);
  gtk_widget_class_bind_template_child (widget_class, TapeAlertRow, snooze);
  gtk_widget_class_bind_template_callback (widget_class, on_show);
  gtk_widget_class_bind_template_callback (widget_class, on_snooze);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "alertrow");
}

static void
tape_alert_row_init (TapeAlertRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
tape_alert_row_new (TapeAlertBook *book, TapeDesk *desk)
{
  TapeAlertRow *self = g_object_new (TAPE_TYPE_ALERT_ROW, NULL);

  self->book = g_object_ref (book);
  self->desk = g_object_ref (desk);
  return GTK_WIDGET (self);
}
