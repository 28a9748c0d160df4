/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Alerts on the Chart page: what fired is read and handed to the picture, opened from there, and rules are made there. */

#include "config.h"

#include "app/tape-chart-page-private.h"
#include "alerts/tape-rule-text.h"
#include "app/tape-firing-popover.h"
#include "model/tape-firing-text.h"

#include <glib/gi18n.h>

/* --- What fired. --- */

static void
show_trial (TapeChartPage *self)
{
  const char *title = NULL;
  const GPtrArray *trial = tape_desk_get_trial (self->desk, &title);
  const TapeInstrument *instrument = tape_chart_page_get_instrument (self);
  guint n = tape_firings_get (self->firings)->len;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->trial, trial != NULL);
  if (trial == NULL)
    return;
  /* Translators: the title of a rule; how often it would have fired on a symbol. */
  text = g_strdup_printf (ngettext ("Tried, not fired: %s; %u time on %s.", "Tried, not fired: %s; %u times on %s.", n),
                          title, n, instrument != NULL ? instrument->symbol : tape_desk_get_symbol (self->desk));
  gtk_label_set_text (self->trial_words, text);
}

static void
on_firings_changed (TapeChartPage *self)
{
  tape_chart_view_set_firings (self->view, tape_firings_get (self->firings));
  show_trial (self);
}

/* Who shows the trial comes back. */
static void
on_trial_left (TapeChartPage *self)
{
  tape_desk_show_trial (self->desk, NULL, NULL);
}

void
tape_chart_page_follow_firings (TapeChartPage *self)
{
  self->firings = tape_firings_new (self->desk);
  g_signal_connect_object (self->firings, "changed", G_CALLBACK (on_firings_changed), self, G_CONNECT_SWAPPED);
}

void
tape_chart_page_cover_firings (TapeChartPage *self)
{
  guint n_bars;
  const TapeBar *bars = tape_series_get_bars (self->series, &n_bars);

  if (n_bars > 0)
    tape_firings_cover (self->firings, bars[0].start);
}

static void
on_fired (TapeChartPage *self, TapeAlertEntry *entry)
{
  if (self->firings != NULL)
    tape_firings_take (self->firings, tape_alert_entry_get_firing (entry));
}

void
tape_chart_page_set_book (TapeChartPage *self, TapeAlertBook *book)
{
  if (book == self->book)
    return;
  if (self->book != NULL)
    g_clear_signal_handler (&self->fired, self->book);
  g_set_object (&self->book, book);
  if (book != NULL)
    self->fired = g_signal_connect_swapped (book, "firing", G_CALLBACK (on_fired), self);
}

const GArray *
tape_chart_page_get_levels (TapeChartPage *self)
{
  const TapeFrame *frame = self->desk != NULL ? tape_desk_get_frame (self->desk) : NULL;

  return frame != NULL && self->instrument != TAPE_NO_INSTRUMENT && frame->focus == self->instrument ? frame->levels
                                                                                                     : NULL;
}

/* --- Opening. --- */

static char *
get_source_name (guint32 source, gpointer desk)
{
  TapeSession *session = tape_desk_get_session (desk);

  return session != NULL ? tape_session_get_source_name (session, source) : NULL;
}

static char **
explain (TapeChartPage *self, const TapeFiring *firing)
{
  g_autoptr (GPtrArray) lines
      = tape_firing_text_explain (firing, self->universe, tape_desk_get_zone (self->desk), get_source_name, self->desk);
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();

  for (guint i = 0; i < lines->len; i++)
    g_strv_builder_add (texts, ((TapeExplanationLine *)lines->pdata[i])->text);
  return g_strv_builder_end (texts);
}

static void
on_firing (TapeChartPage *self, const TapeFiring *firing, guint more, const GdkRectangle *place)
{
  g_auto (GStrv) lines = explain (self, firing);
  g_autofree char *time = tape_chart_view_format_time (self->view, firing->event_time);
  g_autofree char *title = g_strdup_printf ("%s %s · %s", tape_format_arrow (firing->direction), firing->subject, time);

  if (self->firing == NULL)
    {
      self->firing = tape_firing_popover_new ();
      gtk_widget_set_parent (self->firing, GTK_WIDGET (self->view));
      g_signal_connect_object (self->firing, "closed", G_CALLBACK (gtk_widget_grab_focus), self->view,
                               G_CONNECT_SWAPPED);
    }
  tape_firing_popover_show (TAPE_FIRING_POPOVER (self->firing), firing, g_strstrip (title), (const char *const *)lines,
                            more, place);
}

/* --- New rules. --- */

static void
on_new_rule (TapeChartPage *self, double price)
{
  const TapeInstrument *instrument = tape_chart_page_get_instrument (self);
  g_autoptr (TapeRule) rule = NULL;
  g_autofree char *text = NULL;

  if (instrument == NULL)
    return;
  rule = tape_rule_new ();
  rule->target = TAPE_TARGET_SYMBOLS;
  tape_rule_set_names (rule, instrument->symbol, NULL);
  rule->conditions[0] = (TapeCondition){ .kind = TAPE_CONDITION_CROSS, .x = price };
  text = tape_rule_format (rule);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.new-rule", "s", text);
}

void
tape_chart_page_bind_alerts (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, trial);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, trial_words);
  gtk_widget_class_bind_template_callback (widget_class, on_trial_left);
  gtk_widget_class_bind_template_callback (widget_class, on_firing);
  gtk_widget_class_bind_template_callback (widget_class, on_new_rule);
}
