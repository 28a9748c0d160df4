/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-date-button.h"

#include <glib/gi18n.h>

#include "model/tape-format.h"

struct _TapeDateButton
{
  GtkWidget parent_instance;

  char *name;
  gint32 date;
  gboolean setting; /* the calendar is shown a date: none is chosen */
  GtkMenuButton *button;
  GtkCalendar *calendar;
};

enum
{
  PROP_0,
  PROP_DATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TapeDateButton, tape_date_button, GTK_TYPE_WIDGET)

static void
show_date (TapeDateButton *self)
{
  g_autofree char *date = tape_format_date (self->date);
  /* Translators: what a date is of, and the date: "From Fri 15 Nov 2024". */
  g_autofree char *label = g_strdup_printf (_ ("%s %s"), self->name, date);
  gint year;
  gint month;
  gint day;
  g_autoptr (GDateTime) shown = NULL;

  gtk_menu_button_set_label (self->button, label);
  if (self->date == TAPE_NO_DATE)
    return;
  tape_time_to_date (self->date, &year, &month, &day);
  shown = g_date_time_new_local (year, month, day, 12, 0, 0);
  self->setting = TRUE;
  if (shown != NULL)
    gtk_calendar_select_day (self->calendar, shown);
  self->setting = FALSE;
}

static void
on_day_selected (TapeDateButton *self)
{
  g_autoptr (GDateTime) chosen = gtk_calendar_get_date (self->calendar);

  if (self->setting)
    return;
  tape_date_button_set_date (self, tape_time_from_date (g_date_time_get_year (chosen), g_date_time_get_month (chosen),
                                                        g_date_time_get_day_of_month (chosen)));
}

gint32
tape_date_button_get_date (TapeDateButton *self)
{
  g_return_val_if_fail (TAPE_IS_DATE_BUTTON (self), TAPE_NO_DATE);

  return self->date;
}

void
tape_date_button_set_date (TapeDateButton *self, gint32 date)
{
  g_return_if_fail (TAPE_IS_DATE_BUTTON (self));

  if (date == self->date)
    return;
  self->date = date;
  show_date (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DATE]);
}

static void
tape_date_button_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_DATE)
    g_value_set_int (value, TAPE_DATE_BUTTON (object)->date);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tape_date_button_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_DATE)
    tape_date_button_set_date (TAPE_DATE_BUTTON (object), g_value_get_int (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tape_date_button_dispose (GObject *object)
{
  TapeDateButton *self = TAPE_DATE_BUTTON (object);

  if (self->button != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->button));
  self->button = NULL;
  G_OBJECT_CLASS (tape_date_button_parent_class)->dispose (object);
}

static void
tape_date_button_finalize (GObject *object)
{
  g_free (TAPE_DATE_BUTTON (object)->name);
  G_OBJECT_CLASS (tape_date_button_parent_class)->finalize (object);
}

static void
tape_date_button_class_init (TapeDateButtonClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = tape_date_button_get_property;
  object_class->set_property = tape_date_button_set_property;
  object_class->dispose = tape_date_button_dispose;
  object_class->finalize = tape_date_button_finalize;
  properties[PROP_DATE] = g_param_spec_int ("date", NULL, NULL, G_MININT32, G_MAXINT32, TAPE_NO_DATE,
                                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "date-button");
}

static void
tape_date_button_init (TapeDateButton *self)
{
  GtkWidget *popover = gtk_popover_new ();

  self->date = TAPE_NO_DATE;
  self->calendar = GTK_CALENDAR (gtk_calendar_new ());
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_popover_set_child (GTK_POPOVER (popover), GTK_WIDGET (self->calendar));
  gtk_menu_button_set_popover (self->button, popover);
  g_signal_connect_swapped (self->calendar, "day-selected", G_CALLBACK (on_day_selected), self);
  gtk_widget_set_parent (GTK_WIDGET (self->button), GTK_WIDGET (self));
}

GtkWidget *
tape_date_button_new (const char *name)
{
  TapeDateButton *self = g_object_new (TAPE_TYPE_DATE_BUTTON, NULL);

  self->name = g_strdup (name);
  show_date (self);
  return GTK_WIDGET (self);
}
