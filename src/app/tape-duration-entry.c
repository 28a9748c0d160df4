/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-duration-entry.h"

#include <glib/gi18n.h>

#include "base/tape-time.h"

static const gint64 units[] = { TAPE_SECOND, TAPE_MINUTE, TAPE_HOUR, TAPE_DAY };

struct _TapeDurationEntry
{
  GtkWidget parent_instance;

  GtkWidget *number;
  GtkWidget *unit;
  gboolean setting; /* what is shown is set from here */
};

enum
{
  PROP_0,
  PROP_NAME_OF,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeDurationEntry, tape_duration_entry, GTK_TYPE_WIDGET)

gint64
tape_duration_entry_get (TapeDurationEntry *self)
{
  guint unit;

  g_return_val_if_fail (TAPE_IS_DURATION_ENTRY (self), 0);

  unit = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->unit));
  return gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->number))
         * units[MIN (unit, G_N_ELEMENTS (units) - 1)];
}

void
tape_duration_entry_set (TapeDurationEntry *self, gint64 duration)
{
  guint unit = G_N_ELEMENTS (units) - 1;

  g_return_if_fail (TAPE_IS_DURATION_ENTRY (self));

  if (duration == tape_duration_entry_get (self))
    return;
  /* No time at all keeps its unit. */
  if (duration == 0)
    unit = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->unit));
  while (unit > 0 && duration % units[unit] != 0)
    unit--;
  self->setting = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->unit), unit);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->number), (double)(duration / units[unit]));
  self->setting = FALSE;
}

static void
on_changed (TapeDurationEntry *self)
{
  if (!self->setting)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_name_of (TapeDurationEntry *self, const char *name)
{
  g_autofree char *unit = g_strdup_printf (_ ("Unit: %s"), name);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->number), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->unit), GTK_ACCESSIBLE_PROPERTY_LABEL, unit, -1);
}

static void
tape_duration_entry_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NAME_OF:
      set_name_of (TAPE_DURATION_ENTRY (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_duration_entry_dispose (GObject *object)
{
  TapeDurationEntry *self = TAPE_DURATION_ENTRY (object);

  g_clear_pointer (&self->number, gtk_widget_unparent);
  g_clear_pointer (&self->unit, gtk_widget_unparent);
  G_OBJECT_CLASS (tape_duration_entry_parent_class)->dispose (object);
}

static void
tape_duration_entry_class_init (TapeDurationEntryClass *class)
{
  G_OBJECT_CLASS (class)->set_property = tape_duration_entry_set_property;
  G_OBJECT_CLASS (class)->dispose = tape_duration_entry_dispose;
  properties[PROP_NAME_OF]
      = g_param_spec_string ("name-of", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (class), N_PROPS, properties);
  signals[CHANGED]
      = g_signal_new ("changed", TAPE_TYPE_DURATION_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "durationentry");
}

static void
tape_duration_entry_init (TapeDurationEntry *self)
{
  const char *names[] = { _ ("s"), _ ("min"), _ ("h"), _ ("d"), NULL };

  self->number = gtk_spin_button_new_with_range (0, 100000, 1);
  self->unit = gtk_drop_down_new_from_strings (names);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->number), 3);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (self->number), TRUE);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->unit), 1);
  gtk_widget_add_css_class (GTK_WIDGET (self), "linked");
  gtk_widget_set_parent (self->number, GTK_WIDGET (self));
  gtk_widget_set_parent (self->unit, GTK_WIDGET (self));
  g_signal_connect_object (self->number, "value-changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->unit, "notify::selected", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
}
