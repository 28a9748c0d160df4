/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-feed-figures.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/tape-feed-words.h"

/* In the order in which they are shown them. */
enum
{
  COUNTER_WATERMARK,
  COUNTER_TRADES,
  COUNTER_BARS,
  COUNTER_LATE,
  COUNTER_DROPPED,
  COUNTER_DUPLICATES,
  COUNTER_REJECTED,
  COUNTER_IGNORED,
  COUNTER_IN_USE,
  COUNTER_ASIDE,
  COUNTER_DISAGREEING,
  N_COUNTERS
};

static const char *const counter_names[N_COUNTERS] = {
  [COUNTER_WATERMARK] = N_ ("Watermark"),
  [COUNTER_TRADES] = N_ ("Trades stored"),
  [COUNTER_BARS] = N_ ("Bars"),
  [COUNTER_LATE] = N_ ("Late"),
  [COUNTER_DROPPED] = N_ ("Too late"),
  [COUNTER_DUPLICATES] = N_ ("Duplicates"),
  [COUNTER_REJECTED] = N_ ("Rejected"),
  [COUNTER_IGNORED] = N_ ("Ignored"),
  /* Translators: of how many instruments the prices of this feed are used, several feeds having them. */
  [COUNTER_IN_USE] = N_ ("In use for"),
  /* Translators: trades that were stored, another feed's having been used. */
  [COUNTER_ASIDE] = N_ ("Set aside"),
  /* Translators: of how many instruments the price of this feed differs from that in use. */
  [COUNTER_DISAGREEING] = N_ ("Disagrees on"),
};

/* What each hop is called, and what it is measured from. */
static const struct
{
  const char *name;
  const char *about;
} hops[TAPE_N_HOPS] = {
  [TAPE_HOP_RECEIVED]
  = { N_ ("Received after"), N_ ("From the market's time to this machine's, of the last events that came") },
  [TAPE_HOP_COMPUTED] = { N_ ("Computed after"), N_ ("From being received to being in all that is computed") },
  [TAPE_HOP_STORED] = { N_ ("Stored after"), N_ ("From being received to being safe on the disk") },
  [TAPE_HOP_DRAWN] = { N_ ("Drawn after"), N_ ("From being received to being on the screen") },
};

struct _TapeFeedFigures
{
  GtkWidget parent_instance;

  TapeDesk *desk; /* while it is updated */
  TapeFeed *feed;

  GtkFlowBox *delay_box;
  GtkFlowBox *counter_box;
  GtkLabel *halves[TAPE_N_HOPS]; /* within which half of the events came */
  GtkLabel *mosts[TAPE_N_HOPS];  /* nearly all */
  GtkLabel *counters[N_COUNTERS];
};

G_DEFINE_FINAL_TYPE (TapeFeedFigures, tape_feed_figures, GTK_TYPE_WIDGET)

/* --- Counters. --- */

static void
show_counter (TapeFeedFigures *self, guint counter, const char *text)
{
  GtkWidget *cell = gtk_widget_get_ancestor (GTK_WIDGET (self->counters[counter]), GTK_TYPE_FLOW_BOX_CHILD);
  g_autofree char *name = NULL;

  if (g_strcmp0 (gtk_label_get_text (self->counters[counter]), text) == 0)
    return;
  gtk_label_set_text (self->counters[counter], text);
  /* Translators: a counter and its value: "Late: 12" */
  name = g_strdup_printf (_ ("%s: %s"), _ (counter_names[counter]), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_count (TapeFeedFigures *self, guint counter, guint64 count)
{
  g_autofree char *text = tape_format_quantity ((double)count);

  show_counter (self, counter, text);
}

/* Those of this feed. */
static TapeFrameSource
add_up_sources (TapeFeedFigures *self, const TapeFrame *frame)
{
  TapeFrameSource sum = { 0 };
  TapeSession *session = tape_desk_get_session (self->desk);

  for (guint i = 0; i < frame->n_sources; i++)
    {
      const TapeFrameSource *source = &frame->sources[i];

      if (session == NULL || !tape_session_is_of_feed (session, source->source, self->feed))
        continue;
      sum.trades += source->trades;
      sum.bars += source->bars;
      sum.duplicates += source->duplicates;
      sum.late += source->late;
      sum.late_dropped += source->late_dropped;
      sum.rejected += source->rejected;
      sum.ignored += source->ignored;
      sum.rank = MAX (sum.rank, source->rank);
      sum.in_use += source->in_use;
      sum.aside += source->aside;
      sum.disagreeing += source->disagreeing;
    }
  return sum;
}

static void
show_watermark (TapeFeedFigures *self, const TapeFrame *frame)
{
  TapeZone zone = tape_desk_get_zone (self->desk) == TAPE_ZONE_LOCAL ? TAPE_ZONE_LOCAL : TAPE_ZONE_UTC;
  g_autofree char *clock = tape_format_clock (tape_exchange_utc (), frame->watermark, zone, TRUE);
  g_autofree char *place = tape_format_zone (tape_exchange_utc (), frame->watermark, zone);
  g_autofree char *watermark
      = frame->watermark == TAPE_NO_TIME ? g_strdup (clock) : g_strdup_printf ("%s %s", clock, place);

  show_counter (self, COUNTER_WATERMARK, watermark);
}

/* Where there are several feeds of the same instruments. */
static void
show_selection (TapeFeedFigures *self, const TapeFrameSource *sum)
{
  for (guint i = COUNTER_IN_USE; i <= COUNTER_DISAGREEING; i++)
    gtk_widget_set_visible (gtk_widget_get_ancestor (GTK_WIDGET (self->counters[i]), GTK_TYPE_FLOW_BOX_CHILD),
                            sum->rank > 0);
  show_count (self, COUNTER_IN_USE, sum->in_use);
  show_count (self, COUNTER_ASIDE, sum->aside);
  show_count (self, COUNTER_DISAGREEING, sum->disagreeing);
}

/* Whether anything was counted. */
static gboolean
show_counters (TapeFeedFigures *self)
{
  const TapeFrame *frame = tape_desk_get_frame (self->desk);
  TapeFrameSource sum;

  if (frame == NULL)
    return FALSE;
  sum = add_up_sources (self, frame);
  show_watermark (self, frame);
  show_count (self, COUNTER_TRADES, sum.trades);
  show_count (self, COUNTER_BARS, sum.bars);
  show_count (self, COUNTER_LATE, sum.late);
  show_count (self, COUNTER_DROPPED, sum.late_dropped);
  show_count (self, COUNTER_DUPLICATES, sum.duplicates);
  show_count (self, COUNTER_REJECTED, sum.rejected);
  show_count (self, COUNTER_IGNORED, sum.ignored);
  show_selection (self, &sum);
  return sum.trades > 0 || sum.bars > 0 || sum.rejected > 0;
}

/* --- Delays. --- */

static void
show_delay (TapeFeedFigures *self, TapeHop hop, const TapeDelay *delay)
{
  GtkWidget *cell = gtk_widget_get_ancestor (GTK_WIDGET (self->halves[hop]), GTK_TYPE_FLOW_BOX_CHILD);
  g_autofree char *half = tape_delay_format (delay->half);
  g_autofree char *most = tape_delay_format (delay->most);
  /* Translators: the time within which 99 of 100 events came. */
  g_autofree char *rest = g_strdup_printf (_ ("99\u00a0%%: %s"), most);
  g_autofree char *name = g_strdup_printf ("%s: %s, %s", _ (hops[hop].name), half, rest);

  gtk_label_set_text (self->halves[hop], half);
  gtk_label_set_text (self->mosts[hop], rest);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_delays (TapeFeedFigures *self)
{
  TapeSession *session = tape_desk_get_session (self->desk);
  gboolean known = FALSE;

  for (guint hop = 0; session != NULL && hop < TAPE_N_HOPS; hop++)
    {
      TapeDelay delay;

      tape_session_get_delay (session, self->feed, (TapeHop)hop, &delay);
      show_delay (self, (TapeHop)hop, &delay);
      known |= !isnan (delay.half);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->delay_box), known);
}

gboolean
tape_feed_figures_update (TapeFeedFigures *self, TapeDesk *desk, TapeFeed *feed)
{
  g_return_val_if_fail (TAPE_IS_FEED_FIGURES (self), FALSE);

  self->desk = desk;
  self->feed = feed;
  show_delays (self);
  return show_counters (self);
}

/* --- The type. --- */

static GtkWidget *
append_label (GtkWidget *box, const char *text, const char *const *classes)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_css_classes (label, (const char **)classes);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static const char *const caption[] = { "caption", "dim-label", "numeric", NULL };

/* A name over a figure. */
static GtkLabel *
add_figure (GtkFlowBox *place, const char *name, GtkWidget **box)
{
  const char *const figure[] = { "numeric", "counter", NULL };
  GtkWidget *label;

  *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  append_label (*box, name, caption);
  label = append_label (*box, TAPE_FORMAT_UNKNOWN, figure);
  gtk_flow_box_append (place, *box);
  gtk_widget_set_focusable (gtk_widget_get_parent (*box), FALSE);
  return GTK_LABEL (label);
}

static void
add_figures (TapeFeedFigures *self)
{
  GtkWidget *box;

  for (guint hop = 0; hop < TAPE_N_HOPS; hop++)
    {
      self->halves[hop] = add_figure (self->delay_box, _ (hops[hop].name), &box);
      self->mosts[hop] = GTK_LABEL (append_label (box, "", caption));
      gtk_widget_set_tooltip_text (box, _ (hops[hop].about));
    }
  for (guint i = 0; i < N_COUNTERS; i++)
    self->counters[i] = add_figure (self->counter_box, _ (counter_names[i]), &box);
}

static void
tape_feed_figures_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tape_feed_figures_parent_class)->dispose (object);
}

static void
tape_feed_figures_class_init (TapeFeedFiguresClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tape_feed_figures_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "feedfigures");
}

static GtkFlowBox *
add_flow_box (TapeFeedFigures *self, guint most)
{
  GtkFlowBox *box = GTK_FLOW_BOX (gtk_flow_box_new ());

  gtk_flow_box_set_selection_mode (box, GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (box, TRUE);
  gtk_flow_box_set_min_children_per_line (box, 2);
  gtk_flow_box_set_max_children_per_line (box, most);
  gtk_flow_box_set_column_spacing (box, 12);
  gtk_flow_box_set_row_spacing (box, 6);
  gtk_widget_set_parent (GTK_WIDGET (box), GTK_WIDGET (self));
  return box;
}

static void
tape_feed_figures_init (TapeFeedFigures *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 12);
  self->delay_box = add_flow_box (self, TAPE_N_HOPS);
  self->counter_box = add_flow_box (self, 9);
  add_figures (self);
}
