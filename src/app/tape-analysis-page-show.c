/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the page shows of a finding, in words around picture and table: what it means, what was left out, why there is
 * nothing; and that one is waited for. */

#include "config.h"

#include "app/tape-analysis-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-analysis-draw.h"
#include "model/tape-analysis-rows.h"

/* Milliseconds of waiting after which it is shown, and after which it is said. */
#define SPIN_AFTER 300
#define SAY_AFTER  2000

/* Where the analysis found nothing: nothing was traded then, or nothing that it counts. */
static void
show_empty (TapeAnalysisPage *self, const TapeFinding *finding)
{
  g_autofree char *first = tape_format_day (finding->clock.exchange, finding->first, finding->clock.zone);
  g_autofree char *last = tape_format_day (finding->clock.exchange, finding->last, finding->clock.zone);
  g_autofree char *stored = NULL;

  if (finding->found)
    {
      adw_status_page_set_title (self->empty, _ ("Nothing to show"));
      adw_status_page_set_description (self->empty,
                                       _ ("There are trades in this period, but none that this analysis counts."));
    }
  else
    {
      /* Translators: the first and the last day. */
      stored = finding->first == TAPE_NO_TIME ? g_strdup (_ ("Nothing is stored yet."))
                                              : g_strdup_printf (_ ("Stored: %s to %s."), first, last);
      adw_status_page_set_title (self->empty, _ ("No trades in this period"));
      adw_status_page_set_description (self->empty, stored);
    }
  gtk_widget_set_visible (self->all_days, finding->first != TAPE_NO_TIME && finding->request.span != TAPE_SPAN_STORED);
}

/* What of the picture's columns there was no room for. */
static char *
dup_older (const TapeFinding *finding)
{
  guint left_out = finding->picture->left_out;

  if (left_out == 0)
    return NULL;
  if (tape_analysis_result_get_n_rows (finding->result) > TAPE_ANALYSIS_ROWS_MOST)
    return g_strdup_printf (ngettext ("%u older column is left out", "%u older columns are left out", left_out),
                            left_out);
  return g_strdup_printf (
      ngettext ("%u older column is in the table only", "%u older columns are in the table only", left_out), left_out);
}

static void
show_note (TapeAnalysisPage *self, const TapeFinding *finding)
{
  g_autofree char *meaning = tape_analysis_dup_meaning (finding);
  g_autofree char *span = tape_analysis_dup_span (&finding->request);
  g_autofree char *older = dup_older (finding);
  guint64 n_trades;
  guint64 n_estimates = tape_analysis_result_get_estimates (finding->result, &n_trades);
  g_autofree char *estimates = NULL;
  g_autofree char *note = NULL;

  if (n_estimates > 0)
    estimates = g_strdup_printf (
        _ ("sides estimated by the tick rule: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " trades"), n_estimates,
        n_trades);
  note
      = g_strjoin (" · ", meaning, span, estimates != NULL ? estimates : older, estimates != NULL ? older : NULL, NULL);
  if (strcmp (gtk_label_get_label (self->note), note) != 0)
    gtk_label_set_label (self->note, note);
  gtk_widget_set_visible (GTK_WIDGET (self->legend), finding->picture->kind == TAPE_PICTURE_GROWTH
                                                         || finding->picture->kind == TAPE_PICTURE_DISTANCE);
}

static void
show_finding (TapeAnalysisPage *self, TapeFinding *finding)
{
  gboolean any = tape_analysis_result_get_n_rows (finding->result) > 0;

  if (any)
    {
      tape_analysis_view_set_finding (self->view, finding);
      tape_analysis_table_set_finding (self->table, finding);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      tape_analysis_get_title (finding->request.query.analysis), -1);
      show_note (self, finding);
    }
  else
    show_empty (self, finding);
  gtk_stack_set_visible_child_name (self->states, any ? "found" : "empty");
}

static void
show_error (TapeAnalysisPage *self, const GError *error)
{
  adw_status_page_set_title (self->empty, _ ("Cannot be read"));
  adw_status_page_set_description (self->empty, error->message);
  gtk_widget_set_visible (self->all_days, FALSE);
  gtk_stack_set_visible_child_name (self->states, "empty");
}

void
tape_analysis_page_show (TapeAnalysisPage *self)
{
  TapeFinding *finding = tape_analyst_get_finding (self->analyst);
  const GError *error = tape_analyst_get_error (self->analyst);
  gboolean any = !tape_analysis_page_shows_trades (self) && finding != NULL && error == NULL
                 && tape_analysis_result_get_n_rows (finding->result) > 0;

  if (tape_analysis_page_shows_trades (self))
    gtk_stack_set_visible_child_name (self->states, "trades");
  else if (error != NULL)
    show_error (self, error);
  else if (finding != NULL)
    show_finding (self, finding);
  else
    {
      tape_analysis_view_set_finding (self->view, NULL);
      tape_analysis_table_set_finding (self->table, NULL);
      gtk_stack_set_visible_child_name (self->states, "waiting");
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "analysis.copy-table", any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "analysis.copy-picture", any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "analysis.save", any);
}

/* --- Waiting. --- */

static gboolean
on_spin (gpointer data)
{
  TapeAnalysisPage *self = data;

  self->spin_timer = 0;
  gtk_spinner_start (self->spinner);
  return G_SOURCE_REMOVE;
}

static gboolean
on_say (gpointer data)
{
  TapeAnalysisPage *self = data;

  self->say_timer = 0;
  gtk_label_set_label (self->waiting_label, _ ("Reading what is stored…"));
  return G_SOURCE_REMOVE;
}

void
tape_analysis_page_stop_waiting (TapeAnalysisPage *self)
{
  g_clear_handle_id (&self->spin_timer, g_source_remove);
  g_clear_handle_id (&self->say_timer, g_source_remove);
  gtk_spinner_stop (self->spinner);
  gtk_label_set_label (self->waiting_label, "");
}

void
tape_analysis_page_show_waiting (TapeAnalysisPage *self)
{
  if (!tape_analyst_is_waiting (self->analyst))
    tape_analysis_page_stop_waiting (self);
  else if (self->spin_timer == 0 && !gtk_spinner_get_spinning (self->spinner))
    {
      self->spin_timer = g_timeout_add (SPIN_AFTER, on_spin, self);
      self->say_timer = g_timeout_add (SAY_AFTER, on_say, self);
    }
}
