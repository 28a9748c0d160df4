/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-rule-trial.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/tape-theme.h"
#include "model/tape-alert-entry.h"
#include "model/tape-firing-value.h"
#include "model/tape-rule-title.h"
#include "model/tape-trial-job.h"
#include "model/tape-trial-text.h"
#include "plot/tape-day-bars.h"

/* ms of quiet before what was typed is tried. */
#define DELAY 400

/* Firings that the table holds, the newest. */
#define SHOWN 1000

/* Days, as the choices say them; 0: all that is stored. */
static const int spans[] = { 7, 30, 90, 0 };

struct _TapeRuleTrial
{
  GtkWidget parent_instance;

  TapeDesk *desk;
  TapeRuleSet *set;
  TapeRule *rule;
  TapeTrialJob *job;
  guint delay;
  gboolean away; /* the editor is hidden while the chart shows what was found */
  GListStore *firings;
  GtkSizeGroup *times; /* of the table's rows */

  GtkWidget *content;
  GtkDropDown *span;
  GtkWidget *stop;
  GtkProgressBar *progress;
  GtkStack *stack;
  GtkLabel *idle;
  GtkDrawingArea *bars;
  GtkLabel *headline;
  GtkLabel *coverage;
  GtkWidget *import;
  GtkWidget *table;
  GtkListView *list;
  GtkLabel *missing;
};

G_DEFINE_FINAL_TYPE (TapeRuleTrial, tape_rule_trial, GTK_TYPE_WIDGET)

/* --- The bars. --- */

/* Returns: (transfer full) (element-type TapeDayBar): with labels in @texts, at the ends and where a week begins */
static GArray *
make_bars (const TapeTrial *trial, GPtrArray *texts)
{
  GArray *bars = g_array_new (FALSE, TRUE, sizeof (TapeDayBar));

  for (guint i = 0; i < trial->days->len; i++)
    {
      const TapeTrialDay *day = &g_array_index (trial->days, TapeTrialDay, i);
      TapeDayBar bar = { day->n_firings, day->kind >= TAPE_TRIAL_DAY_DAYS || day->n_firings > 0, NULL };

      if (i == 0 || i + 1 == trial->days->len || (i % 7 == 0 && i + 4 < trial->days->len))
        {
          g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (day->start / TAPE_SECOND);

          g_ptr_array_add (texts, date == NULL ? g_strdup ("") : g_date_time_format (date, "%-e %b"));
          bar.label = texts->pdata[texts->len - 1];
        }
      g_array_append_val (bars, bar);
    }
  return bars;
}

static void
draw_bars (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  TapeRuleTrial *self = data;
  const TapeTrial *trial = tape_trial_job_get_trial (self->job);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) bars = NULL;

  if (trial == NULL)
    return;
  bars = make_bars (trial, texts);
  tape_day_bars_draw (cr, gtk_widget_get_pango_context (GTK_WIDGET (area)), width, height,
                      (const TapeDayBar *)(const void *)bars->data, bars->len, tape_theme_get_palette ());
}

static gboolean
on_bars_tooltip (TapeRuleTrial *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip, GtkWidget *area)
{
  const TapeTrial *trial = tape_trial_job_get_trial (self->job);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) bars = trial == NULL ? NULL : make_bars (trial, texts);
  g_autofree char *date = NULL;
  g_autofree char *text = NULL;
  const TapeTrialDay *day;
  int at;

  if (bars == NULL || keyboard)
    return FALSE;
  at = tape_day_bars_find (gtk_widget_get_pango_context (area), gtk_widget_get_width (area),
                           gtk_widget_get_height (area), (const TapeDayBar *)(const void *)bars->data, bars->len, x);
  if (at < 0)
    return FALSE;
  day = &g_array_index (trial->days, TapeTrialDay, at);
  date = tape_format_date (day->date);
  if (day->kind == TAPE_TRIAL_DAY_MISSING)
    text = g_strdup_printf (_ ("%s: nothing stored"), date);
  else
    text = g_strdup_printf (ngettext ("%s: %u time", "%s: %u times", day->n_firings), date, day->n_firings);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/* --- What was found. --- */

static void
fill_table (TapeRuleTrial *self, const TapeTrial *trial)
{
  guint n = trial->firings->len;
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < MIN (n, SHOWN); i++)
    g_ptr_array_add (entries, tape_alert_entry_new (tape_firing_copy (trial->firings->pdata[n - 1 - i])));
  g_list_store_splice (self->firings, 0, g_list_model_get_n_items (G_LIST_MODEL (self->firings)), entries->pdata,
                       entries->len);
  gtk_widget_set_visible (self->table, n > 0);
}

static void
show_trial (TapeRuleTrial *self, const TapeTrial *trial)
{
  g_autofree char *headline = tape_trial_text_headline (trial);
  g_autofree char *coverage = tape_trial_text_coverage (trial);
  g_autofree char *name = NULL;

  if (tape_trial_text_count_stored (trial) == 0)
    {
      gtk_label_set_text (self->missing, coverage != NULL ? coverage : _ ("Nothing is stored."));
      gtk_stack_set_visible_child_name (self->stack, "missing");
      return;
    }
  gtk_label_set_text (self->headline, headline);
  gtk_label_set_text (self->coverage, coverage != NULL ? coverage : "");
  gtk_widget_set_visible (GTK_WIDGET (self->coverage), coverage != NULL);
  gtk_widget_set_visible (self->import, tape_trial_text_is_thin (trial));
  name = g_strdup_printf (_ ("Firings by day. %s %s"), headline, coverage != NULL ? coverage : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bars), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self->bars));
  fill_table (self, trial);
  gtk_stack_set_visible_child_name (self->stack, "found");
}

static void
show_idle (TapeRuleTrial *self, const char *text)
{
  gtk_label_set_text (self->idle, text);
  gtk_stack_set_visible_child_name (self->stack, "idle");
}

static void
on_ended (TapeRuleTrial *self)
{
  const TapeTrial *trial = tape_trial_job_get_trial (self->job);

  if (trial != NULL)
    show_trial (self, trial);
  else
    show_idle (self, tape_trial_job_get_message (self->job));
}

static void
on_running (TapeRuleTrial *self)
{
  gboolean running = tape_trial_job_is_running (self->job);

  gtk_widget_set_visible (self->stop, running);
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), running ? 1 : 0);
}

static void
on_progress (TapeRuleTrial *self)
{
  gtk_progress_bar_set_fraction (self->progress, tape_trial_job_get_progress (self->job));
}

/* --- When it is tried. --- */

static TapeRuleSet *
make_set (TapeRuleTrial *self)
{
  TapeRuleSet *set = tape_rule_set_new ();
  g_autoptr (TapeRule) rule = tape_rule_copy (self->rule);

  if (self->set != NULL)
    tape_rule_set_add_lists_of (set, self->set);
  rule->id = 1;
  rule->enabled = TRUE;
  tape_rule_set_add (set, rule);
  return set;
}

static gboolean
try_now (gpointer data)
{
  TapeRuleTrial *self = data;
  TapeSession *session = tape_desk_get_session (self->desk);
  const TapeFrame *frame = tape_desk_get_frame (self->desk);
  int days = spans[MIN (gtk_drop_down_get_selected (self->span), G_N_ELEMENTS (spans) - 1)];
  g_autoptr (TapeRuleSet) set = make_set (self);
  gint64 from = TAPE_NO_TIME;

  self->delay = 0;
  if (days > 0 && frame != NULL && frame->now != TAPE_NO_TIME)
    from = frame->now - days * TAPE_DAY;
  tape_trial_job_start (self->job, session == NULL ? NULL : tape_session_get_database (session), set, 1, from,
                        TAPE_NO_TIME);
  return G_SOURCE_REMOVE;
}

static void
try_soon (TapeRuleTrial *self)
{
  g_clear_handle_id (&self->delay, g_source_remove);
  if (self->rule != NULL && self->desk != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->delay = g_timeout_add (DELAY, try_now, self);
}

void
tape_rule_trial_set_rule (TapeRuleTrial *self, const TapeRule *rule)
{
  gboolean asks_query = rule != NULL && rule->conditions[0].kind == TAPE_CONDITION_QUERY;

  g_return_if_fail (TAPE_IS_RULE_TRIAL (self));

  if (rule != NULL && self->rule != NULL && tape_rule_equal (rule, self->rule))
    return;
  g_clear_pointer (&self->rule, tape_rule_free);
  if (rule != NULL && !asks_query)
    {
      self->rule = tape_rule_copy (rule);
      try_soon (self);
      return;
    }
  g_clear_handle_id (&self->delay, g_source_remove);
  tape_trial_job_stop (self->job);
  show_idle (self, asks_query ? _ ("A query is not tried on the past: it asks what is stored by then.")
                              : _ ("Tried as soon as the rule is complete."));
}

/* What the chart showed is done with. */
static void
on_trial_shown (TapeRuleTrial *self)
{
  if (self->away && tape_desk_get_trial (self->desk, NULL) == NULL)
    gtk_window_present (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
}

void
tape_rule_trial_set_desk (TapeRuleTrial *self, TapeDesk *desk, TapeRuleSet *set)
{
  g_return_if_fail (TAPE_IS_RULE_TRIAL (self));

  if (g_set_object (&self->desk, desk))
    g_signal_connect_object (desk, "trial", G_CALLBACK (on_trial_shown), self, G_CONNECT_SWAPPED);
  g_clear_pointer (&self->set, tape_rule_set_unref);
  self->set = set == NULL ? NULL : tape_rule_set_ref (set);
  try_soon (self);
}

static void
on_stop (TapeRuleTrial *self)
{
  tape_trial_job_stop (self->job);
  if (tape_trial_job_get_trial (self->job) == NULL)
    show_idle (self, _ ("Stopped."));
}

/* --- Rows of the table. --- */

static GtkWidget *
new_label (gboolean grows)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), grows ? 0 : 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), grows ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_hexpand (label, grows);
  gtk_widget_add_css_class (label, "numeric");
  return label;
}

static void
on_setup (TapeRuleTrial *self, GtkListItem *item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *time = new_label (FALSE);

  gtk_widget_add_css_class (time, "dim-label");
  /* Days and symbols stand below each other, however long the day's name. */
  gtk_label_set_xalign (GTK_LABEL (time), 0);
  gtk_size_group_add_widget (self->times, time);
  gtk_box_append (GTK_BOX (row), time);
  gtk_box_append (GTK_BOX (row), new_label (TRUE));
  gtk_box_append (GTK_BOX (row), new_label (FALSE));
  gtk_list_item_set_child (item, row);
}

static void
on_bind (TapeRuleTrial *self, GtkListItem *item)
{
  const TapeTrial *trial = tape_trial_job_get_trial (self->job);
  const TapeFiring *firing = tape_alert_entry_get_firing (gtk_list_item_get_item (item));
  GtkWidget *row = gtk_list_item_get_child (item);
  GtkWidget *time = gtk_widget_get_first_child (row);
  GtkWidget *value = gtk_widget_get_last_child (row);
  const TapeInstrument *instrument = trial == NULL || firing->instrument == TAPE_NO_INSTRUMENT
                                         ? NULL
                                         : tape_universe_get (trial->universe, firing->instrument);
  const TapeExchange *exchange = instrument != NULL ? instrument->exchange : tape_exchange_utc ();
  TapeZone zone = tape_desk_get_zone (self->desk);
  g_autofree char *day = tape_format_day (exchange, firing->event_time, zone);
  g_autofree char *clock = tape_format_clock (exchange, firing->event_time, zone, TRUE);
  g_autofree char *when = g_strdup_printf ("%s %s", day, clock);
  g_autofree char *what = tape_firing_value_new (firing, self->rule, instrument);
  g_autofree char *name = g_strdup_printf ("%s, %s, %s", firing->subject, what, when);

  gtk_list_item_set_activatable (item, instrument != NULL);
  gtk_label_set_text (GTK_LABEL (time), when);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (time)), firing->subject);
  gtk_label_set_text (GTK_LABEL (value), what);
  tape_theme_color_change (value, firing->direction);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row)), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

/* All that was found, on the chart of the window that the editor is over, which makes room for it. */
static void
show_on_chart (TapeRuleTrial *self, GtkWidget *window, const TapeFiring *firing)
{
  const TapeTrial *trial = tape_trial_job_get_trial (self->job);
  g_autoptr (GPtrArray) firings = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free);
  g_autofree char *title = tape_rule_title_new (self->rule);

  for (guint i = 0; i < trial->firings->len; i++)
    g_ptr_array_add (firings, tape_firing_copy (trial->firings->pdata[i]));
  self->away = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))), FALSE);
  gtk_widget_activate_action (window, "win.show-place", "(sx)", firing->subject, firing->event_time);
  tape_desk_show_trial (self->desk, title, firings);
}

static void
on_activate (TapeRuleTrial *self, guint position)
{
  g_autoptr (TapeAlertEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->firings), position);
  GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));

  if (window != NULL && self->rule != NULL && tape_trial_job_get_trial (self->job) != NULL)
    show_on_chart (self, GTK_WIDGET (window), tape_alert_entry_get_firing (entry));
}

/* --- The type. --- */

static void
tape_rule_trial_map (GtkWidget *widget)
{
  TapeRuleTrial *self = TAPE_RULE_TRIAL (widget);

  GTK_WIDGET_CLASS (tape_rule_trial_parent_class)->map (widget);
  if (!self->away)
    try_soon (self);
  self->away = FALSE;
}

static void
tape_rule_trial_unmap (GtkWidget *widget)
{
  TapeRuleTrial *self = TAPE_RULE_TRIAL (widget);

  g_clear_handle_id (&self->delay, g_source_remove);
  tape_trial_job_stop (self->job);
  GTK_WIDGET_CLASS (tape_rule_trial_parent_class)->unmap (widget);
}

static void
tape_rule_trial_dispose (GObject *object)
{
  TapeRuleTrial *self = TAPE_RULE_TRIAL (object);

  g_clear_handle_id (&self->delay, g_source_remove);
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->firings);
  g_clear_object (&self->times);
  g_clear_object (&self->job);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->set, tape_rule_set_unref);
  g_clear_pointer (&self->rule, tape_rule_free);
  G_OBJECT_CLASS (tape_rule_trial_parent_class)->dispose (object);
}

static void
tape_rule_trial_class_init (TapeRuleTrialClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_rule_trial_dispose;
  widget_class->map = tape_rule_trial_map;
  widget_class->unmap = tape_rule_trial_unmap;
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-rule-trial.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeRuleTrial, content);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleTrial, span);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleTrial, stop);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleTrial, progress);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleTrial, stack);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleTrial, idle);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleTrial, bars);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleTrial, headline);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleTrial, coverage);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleTrial, import);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleTrial, table);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleTrial, list);
  gtk_widget_class_bind_template_child (widget_class, TapeRuleTrial, missing);
  gtk_widget_class_bind_template_callback (widget_class, try_soon);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_bars_tooltip);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "ruletrial");
}

static void
tape_rule_trial_init (TapeRuleTrial *self)
{
  self->job = tape_trial_job_new ();
  self->firings = g_list_store_new (TAPE_TYPE_ALERT_ENTRY);
  self->times = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_view_set_model (self->list,
                           GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->firings)))));
  gtk_drawing_area_set_draw_func (self->bars, draw_bars, self, NULL);
  g_signal_connect_object (self->job, "ended", G_CALLBACK (on_ended), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->job, "notify::running", G_CALLBACK (on_running), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->job, "notify::progress", G_CALLBACK (on_progress), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tape_theme_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw), self->bars,
                           G_CONNECT_SWAPPED);
  show_idle (self, _ ("Tried as soon as the rule is complete."));
}
