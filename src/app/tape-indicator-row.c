/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-indicator-row.h"

#include <glib/gi18n.h>

#include "model/tape-indicator-text.h"

/* Steps of a parameter that is not only a whole number. */
#define FRACTION_STEP   0.1
#define FRACTION_DIGITS 2

struct _TapeIndicatorRow
{
  AdwExpanderRow parent_instance;

  TapeIndicator indicator;
  GtkWidget *remove;
  GtkWidget *spins[TAPE_INDICATOR_PARAMETERS]; /* %NULL for what cannot be changed here */
};

enum
{
  CHANGED,
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeIndicatorRow, tape_indicator_row, ADW_TYPE_EXPANDER_ROW)

static void
show_label (TapeIndicatorRow *self)
{
  g_autofree char *label = tape_indicator_get_label (&self->indicator);
  /* Translators: %s is an indicator with its parameters. */
  g_autofree char *remove = g_strdup_printf (_ ("Remove %s"), label);
  g_autofree char *name = g_strdup_printf ("%s, %s", _ (self->indicator.type->title), label);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_remove_css_class (GTK_WIDGET (self), "mismatch");
  gtk_widget_set_tooltip_text (self->remove, remove);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL, remove, -1);
}

/* --- Parameters. --- */

/* As people would write it. */
static char *
print_parameters (TapeIndicatorRow *self)
{
  GString *text = g_string_new (self->indicator.type->name);

  for (guint i = 0; i < TAPE_INDICATOR_PARAMETERS && self->spins[i] != NULL; i++)
    {
      char digits[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (digits, sizeof digits, self->indicator.type->parameters[i].fractional ? "%.2f" : "%.0f",
                       gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->spins[i])));
      g_string_append_printf (text, "%c%s", i == 0 ? ':' : ',', digits);
    }
  return g_string_free (text, FALSE);
}

/* What does not go together is said in place of the name; the chart keeps what it had. */
static void
on_value_changed (TapeIndicatorRow *self)
{
  g_autofree char *text = print_parameters (self);
  g_autoptr (GError) error = NULL;
  TapeIndicator indicator;

  if (!tape_indicator_parse (&indicator, text, &error))
    {
      adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), error->message);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, error->message, -1);
      gtk_widget_add_css_class (GTK_WIDGET (self), "mismatch");
      return;
    }
  self->indicator = indicator;
  show_label (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static char *
get_title (const TapeIndicatorParameter *parameter)
{
  const char *name = _ (parameter->name);
  g_autofree char *rest = g_strdup (g_utf8_next_char (name));
  g_autofree char *first = g_utf8_strup (name, g_utf8_next_char (name) - name);

  return g_strconcat (first, rest, NULL);
}

static GtkWidget *
make_spin (TapeIndicatorRow *self, guint index, const char *title)
{
  const TapeIndicatorParameter *parameter = &self->indicator.type->parameters[index];
  double step = parameter->fractional ? FRACTION_STEP : 1;
  GtkWidget *spin = gtk_spin_button_new_with_range (parameter->min, parameter->max, step);
  g_autofree char *name = g_strdup_printf ("%s, %s", _ (self->indicator.type->title), title);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), parameter->fractional ? FRACTION_DIGITS : 0);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), self->indicator.parameters[index]);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (on_value_changed), self, G_CONNECT_SWAPPED);
  return spin;
}

static void
add_parameter (TapeIndicatorRow *self, guint index)
{
  g_autofree char *title = get_title (&self->indicator.type->parameters[index]);
  GtkWidget *row = adw_action_row_new ();

  self->spins[index] = make_spin (self, index, title);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->spins[index]);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->spins[index]);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

/* One that runs over a span of time has no number of bars to change, others nothing at all. */
static void
add_parameters (TapeIndicatorRow *self)
{
  const TapeIndicatorType *type = self->indicator.type;
  guint n = 0;

  if (self->indicator.span == 0)
    for (; n < TAPE_INDICATOR_PARAMETERS && type->parameters[n].name != NULL; n++)
      add_parameter (self, n);
  if (n == 0)
    {
      adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self), FALSE);
      gtk_widget_add_css_class (GTK_WIDGET (self), "closed");
    }
}

/* --- The type. --- */

static void
on_remove (TapeIndicatorRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static void
tape_indicator_row_class_init (TapeIndicatorRowClass *class)
{
  signals[CHANGED]
      = g_signal_new ("changed", TAPE_TYPE_INDICATOR_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVED]
      = g_signal_new ("removed", TAPE_TYPE_INDICATOR_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_indicator_row_init (TapeIndicatorRow *self)
{
  self->remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  gtk_widget_set_valign (self->remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->remove, "flat");
  g_signal_connect_object (self->remove, "clicked", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), self->remove);
}

GtkWidget *
tape_indicator_row_new (const TapeIndicator *indicator)
{
  TapeIndicatorRow *self = g_object_new (TAPE_TYPE_INDICATOR_ROW, NULL);

  self->indicator = *indicator;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ (indicator->type->title));
  add_parameters (self);
  show_label (self);
  return GTK_WIDGET (self);
}

const TapeIndicator *
tape_indicator_row_get (TapeIndicatorRow *self)
{
  return &self->indicator;
}

void
tape_indicator_row_open (TapeIndicatorRow *self)
{
  g_return_if_fail (TAPE_IS_INDICATOR_ROW (self));

  if (self->spins[0] == NULL)
    {
      gtk_widget_grab_focus (self->remove);
      return;
    }
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  gtk_widget_grab_focus (self->spins[0]);
}
