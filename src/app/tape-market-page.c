/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-market-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-breadth-card.h"
#include "app/tape-flow-card.h"
#include "app/tape-heat-legend.h"
#include "app/tape-market-layout.h"
#include "app/tape-market-table.h"
#include "app/tape-market-text.h"
#include "app/tape-throttle.h"
#include "app/tape-tooltip.h"
#include "app/tape-treemap-view.h"
#include "app/tape-turns.h"
#include "model/tape-format.h"

/* What changes must be readable. */
#define SHOW_EVERY 250 /* ms */

struct _TapeMarketPage
{
  GtkWidget parent_instance;

  TapeDesk *desk;
  TapeWidthClass width_class;
  GSettings *settings;
  TapeMarket *market;
  TapeMarketRankings rankings;
  TapeFlowHistory history;
  TapeThrottle throttle;
  TapeTurns turns;

  GtkWidget *states;
  GtkWidget *content;
  GtkBox *headline;
  GtkLabel *sentence;
  GtkLabel *day;
  GtkGrid *cards;
  GtkWidget *card[TAPE_MARKET_N_CARDS];
  GtkBox *toolbar;
  GtkMenuButton *scale_button;
  GtkMenuButton *size_button;
  GtkWidget *table_kinds;
  GtkToggleButton *groups_button;
  GtkToggleButton *table_button;
  GtkWidget *trail;
  GtkLabel *trail_label;
  GtkStack *twins;
  TapeTreemapView *treemap;
  TapeMarketTable *instruments_table;
  TapeMarketTable *groups_table;
  GtkBox *footer;
  GtkLabel *note;
  TapeHeatLegend *legend;
  TapeBreadthCard *breadth;
  GtkLabel *groups_title;
  TapeFlowCard *flow;
};

enum
{
  PROP_0,
  PROP_DESK,
  PROP_WIDTH_CLASS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TapeMarketPage, tape_market_page, GTK_TYPE_WIDGET)

/* --- Where the cards lie. --- */

/* Where the page is not scrolled its height decides, too. */
static void
choose_rows (TapeMarketPage *self)
{
  tape_market_layout_choose_rows (self->width_class, gtk_widget_get_height (GTK_WIDGET (self)), &self->rankings);
}

static void
place_cards (TapeMarketPage *self)
{
  gboolean narrow = self->width_class == TAPE_WIDTH_NARROW;
  GtkOrientation direction = narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;

  tape_market_layout_place (self->width_class, self->cards, self->card);
  tape_market_table_set_narrow (self->groups_table, narrow);
  gtk_widget_set_size_request (GTK_WIDGET (self->treemap), -1, tape_market_layout_treemap_height (self->width_class));
  if (narrow)
    gtk_widget_add_css_class (self->card[TAPE_MARKET_CARD_TREEMAP], "narrow");
  else
    gtk_widget_remove_css_class (self->card[TAPE_MARKET_CARD_TREEMAP], "narrow");
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->toolbar), direction);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->footer), direction);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->headline), direction);
}

/* --- What they show. --- */

static void
set_text (GtkLabel *label, const char *text)
{
  if (strcmp (gtk_label_get_label (label), text) != 0)
    gtk_label_set_label (label, text);
}

static void
show_sentence (TapeMarketPage *self)
{
  g_autofree char *breadth = tape_market_dup_breadth (self->market);
  g_autofree char *extremes = tape_market_dup_extremes (self->market);
  g_autofree char *markup = g_markup_printf_escaped ("<b>%s</b> %s", breadth, extremes);
  g_autofree char *date = tape_format_date (tape_market_get_frame (self->market)->market_day);

  gtk_label_set_use_markup (self->sentence, TRUE);
  set_text (self->sentence, markup);
  set_text (self->day, date);
}

static void
show_note (TapeMarketPage *self)
{
  const char *currency;
  guint left_out = tape_market_get_left_out (self->market, &currency);
  g_autofree char *note = NULL;

  if (currency != NULL)
    /* Translators: a currency code. */
    note = g_strdup_printf (
        ngettext ("Turnover in %s; %u instrument left out", "Turnover in %s; %u instruments left out", left_out),
        currency, left_out);
  else if (left_out > 0 && tape_market_get_grouping (self->market) == TAPE_GROUP_TECHNOLOGY)
    note = g_strdup_printf (ngettext ("%u instrument without a technology is left out",
                                      "%u instruments without a technology are left out", left_out),
                            left_out);
  set_text (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
  tape_tooltip_set (GTK_WIDGET (self->note), note);
}

static void
show_trail (TapeMarketPage *self)
{
  guint group = tape_market_get_group (self->market);
  TapeGrouping grouping = tape_market_get_grouping (self->market);
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  gtk_widget_set_visible (self->trail, group != TAPE_MARKET_ALL);
  if (group == TAPE_MARKET_ALL)
    return;
  text = tape_market_text_group (tape_group_name (grouping, group),
                                 &tape_market_get_frame (self->market)->groups[grouping][group]);
  markup = g_markup_printf_escaped ("%s  ›  <b>%s</b>", _ ("All groups"), text);
  set_text (self->trail_label, markup);
}

static void
show_breadth (TapeMarketPage *self)
{
  const TapeFrame *frame = tape_market_get_frame (self->market);
  TapeBreadth breadth;

  tape_breadth_read (&breadth, frame, tape_market_get_universe (self->market));
  tape_breadth_card_show (self->breadth, frame, &breadth);
}

static void
show_words (TapeMarketPage *self)
{
  show_sentence (self);
  show_note (self);
  show_trail (self);
}

static void
show_rankings (TapeMarketPage *self)
{
  choose_rows (self);
  tape_market_rankings_update (&self->rankings, FALSE);
}

static void
show_sums (TapeMarketPage *self)
{
  const TapeFrame *frame = tape_market_get_frame (self->market);

  show_breadth (self);
  tape_flow_card_show (self->flow, frame->flow, &self->history, frame->estimated);
}

/* Besides the treemap, which has a picture for itself. */
static void (*const parts[]) (TapeMarketPage *self) = { show_words, show_rankings, show_sums };

static void
take_turn (GtkWidget *widget, guint turn)
{
  TapeMarketPage *self = TAPE_MARKET_PAGE (widget);

  if (turn > 0 && tape_market_get_frame (self->market) != NULL)
    parts[turn - 1](self);
}

/* The treemap and the tables follow the market by themselves. */
static void
on_market_changed (TapeMarketPage *self)
{
  const char *state = tape_market_get_n_members (self->market) > 0 ? "market" : "empty";
  gboolean first = g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->states)), state) != 0;

  gtk_stack_set_visible_child_name (GTK_STACK (self->states), state);
  if (tape_market_get_frame (self->market) == NULL)
    return;
  if (!first)
    tape_turns_begin (&self->turns, 1 + G_N_ELEMENTS (parts));
  else
    for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
      parts[i](self);
}

/* --- When they show it. --- */

static gboolean
show_now (gpointer data)
{
  TapeMarketPage *self = data;
  const TapeFrame *frame = self->desk != NULL ? tape_desk_get_frame (self->desk) : NULL;

  if (frame != NULL && frame != tape_market_get_frame (self->market) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    tape_market_update (self->market, frame, tape_desk_get_universe (self->desk));
  return G_SOURCE_REMOVE;
}

static void
on_frame (TapeMarketPage *self)
{
  tape_flow_history_add (&self->history, tape_desk_get_frame (self->desk));
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    tape_throttle_call (&self->throttle);
}

static void
on_session (TapeMarketPage *self)
{
  memset (&self->history, 0, sizeof self->history);
  tape_market_reset (self->market);
}

static void
tape_market_page_map (GtkWidget *widget)
{
  TapeMarketPage *self = TAPE_MARKET_PAGE (widget);

  GTK_WIDGET_CLASS (tape_market_page_parent_class)->map (widget);
  tape_throttle_call (&self->throttle);
}

static void
tape_market_page_unmap (GtkWidget *widget)
{
  tape_throttle_clear (&TAPE_MARKET_PAGE (widget)->throttle);
  GTK_WIDGET_CLASS (tape_market_page_parent_class)->unmap (widget);
}

/* --- What can be chosen. --- */

static void
on_grouping_chosen (TapeMarketPage *self)
{
  static const char *const titles[] = { N_ ("Industries"), N_ ("Countries"), N_ ("Technologies") };
  guint grouping = MIN ((guint)g_settings_get_enum (self->settings, "market-group"), G_N_ELEMENTS (titles) - 1);

  gtk_label_set_label (self->groups_title, _ (titles[grouping]));
  self->rankings.ranked = 0;
  tape_market_set_grouping (self->market, grouping);
}

static void
on_scale_chosen (TapeMarketPage *self)
{
  int percent = g_settings_get_enum (self->settings, "market-scale");
  g_autofree char *label = g_strdup_printf (_ ("Growth ±%d %%"), percent);

  gtk_menu_button_set_label (self->scale_button, label);
  tape_treemap_view_set_limit (self->treemap, percent / 100.0);
  tape_heat_legend_set_limit (self->legend, percent / 100.0);
}

static void
on_size_chosen (TapeMarketPage *self)
{
  TapeMarketWeight weight = (TapeMarketWeight)g_settings_get_enum (self->settings, "market-size");

  gtk_menu_button_set_label (self->size_button,
                             weight == TAPE_MARKET_BY_TRADES ? _ ("Size: trades") : _ ("Size: turnover"));
  tape_market_set_weight (self->market, weight);
}

static void
on_table_chosen (TapeMarketPage *self)
{
  gboolean table = gtk_toggle_button_get_active (self->table_button);
  gboolean groups = gtk_toggle_button_get_active (self->groups_button);

  gtk_widget_set_visible (self->table_kinds, table);
  gtk_widget_set_visible (GTK_WIDGET (self->scale_button), !table);
  gtk_widget_set_visible (GTK_WIDGET (self->size_button), !table);
  gtk_widget_set_visible (GTK_WIDGET (self->footer), !table);
  gtk_stack_set_visible_child_name (self->twins, !table ? "treemap" : groups ? "groups" : "instruments");
}

static void
go_up (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TapeMarketPage *self = data;

  tape_market_set_group (self->market, TAPE_MARKET_ALL);
}

static void
add_actions (TapeMarketPage *self)
{
  static const char *const keys[] = { "market-group", "market-scale", "market-size" };
  static const GActionEntry entries[] = { { .name = "up", .activate = go_up } };
  GSimpleActionGroup *group = g_simple_action_group_new ();

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GAction) action = g_settings_create_action (self->settings, keys[i]);

      g_action_map_add_action (G_ACTION_MAP (group), action);
    }
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "market", G_ACTION_GROUP (group));
  g_object_unref (group);
}

static void
follow_settings (TapeMarketPage *self)
{
  g_signal_connect_object (self->settings, "changed::market-group", G_CALLBACK (on_grouping_chosen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::market-scale", G_CALLBACK (on_scale_chosen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::market-size", G_CALLBACK (on_size_chosen), self,
                           G_CONNECT_SWAPPED);
  on_grouping_chosen (self);
  on_scale_chosen (self);
  on_size_chosen (self);
}

/* --- The type. --- */

static void
tape_market_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeMarketPage *self = TAPE_MARKET_PAGE (object);

  switch (id)
    {
    case PROP_DESK:
      g_value_set_object (value, self->desk);
      break;
    case PROP_WIDTH_CLASS:
      g_value_set_enum (value, (gint)self->width_class);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_market_page_set_desk (TapeMarketPage *self, TapeDesk *desk)
{
  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  if (!g_set_object (&self->desk, desk))
    return;
  on_session (self);
  if (desk == NULL)
    return;
  g_signal_connect_object (desk, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "session", G_CALLBACK (on_session), self, G_CONNECT_SWAPPED);
}

static void
tape_market_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TapeMarketPage *self = TAPE_MARKET_PAGE (object);

  switch (id)
    {
    case PROP_DESK:
      tape_market_page_set_desk (self, g_value_get_object (value));
      break;
    case PROP_WIDTH_CLASS:
      self->width_class = (TapeWidthClass)g_value_get_enum (value);
      place_cards (self);
      choose_rows (self);
      if (tape_market_get_frame (self->market) != NULL)
        tape_market_rankings_update (&self->rankings, TRUE);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_market_page_dispose (GObject *object)
{
  TapeMarketPage *self = TAPE_MARKET_PAGE (object);

  if (self->market != NULL)
    tape_market_page_set_desk (self, NULL);
  tape_throttle_clear (&self->throttle);
  g_clear_pointer (&self->states, gtk_widget_unparent);
  g_clear_object (&self->settings);
  g_clear_object (&self->market);
  G_OBJECT_CLASS (tape_market_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, TapeMarketPage, states);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, content);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, headline);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, sentence);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, day);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, cards);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, toolbar);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, scale_button);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, size_button);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, table_kinds);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, groups_button);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, table_button);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, trail);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, trail_label);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, twins);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, treemap);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, instruments_table);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, groups_table);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, footer);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, note);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, legend);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, breadth);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, groups_title);
  gtk_widget_class_bind_template_child (class, TapeMarketPage, flow);
  gtk_widget_class_bind_template_child_full (class, "treemap_card", FALSE,
                                             G_STRUCT_OFFSET (TapeMarketPage, card[TAPE_MARKET_CARD_TREEMAP]));
  gtk_widget_class_bind_template_child_full (class, "movers_card", FALSE,
                                             G_STRUCT_OFFSET (TapeMarketPage, card[TAPE_MARKET_CARD_MOVERS]));
  gtk_widget_class_bind_template_child_full (class, "volume_card", FALSE,
                                             G_STRUCT_OFFSET (TapeMarketPage, card[TAPE_MARKET_CARD_VOLUME]));
  gtk_widget_class_bind_template_child_full (class, "breadth_card", FALSE,
                                             G_STRUCT_OFFSET (TapeMarketPage, card[TAPE_MARKET_CARD_BREADTH]));
  gtk_widget_class_bind_template_child_full (class, "groups_card", FALSE,
                                             G_STRUCT_OFFSET (TapeMarketPage, card[TAPE_MARKET_CARD_GROUPS]));
  gtk_widget_class_bind_template_child_full (class, "flow_card", FALSE,
                                             G_STRUCT_OFFSET (TapeMarketPage, card[TAPE_MARKET_CARD_FLOW]));
  gtk_widget_class_bind_template_child_full (class, "gainers", FALSE,
                                             G_STRUCT_OFFSET (TapeMarketPage, rankings.gainers));
  gtk_widget_class_bind_template_child_full (class, "losers", FALSE, G_STRUCT_OFFSET (TapeMarketPage, rankings.losers));
  gtk_widget_class_bind_template_child_full (class, "volume", FALSE, G_STRUCT_OFFSET (TapeMarketPage, rankings.volume));
  gtk_widget_class_bind_template_child_full (class, "groups", FALSE, G_STRUCT_OFFSET (TapeMarketPage, rankings.groups));
}

static void
tape_market_page_class_init (TapeMarketPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = tape_market_page_get_property;
  object_class->set_property = tape_market_page_set_property;
  object_class->dispose = tape_market_page_dispose;
  widget_class->map = tape_market_page_map;
  widget_class->unmap = tape_market_page_unmap;

  properties[PROP_DESK]
      = g_param_spec_object ("desk", NULL, NULL, TAPE_TYPE_DESK, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_WIDTH_CLASS] = g_param_spec_enum ("width-class", NULL, NULL, TAPE_TYPE_WIDTH_CLASS, TAPE_WIDTH_WIDE,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (TAPE_TYPE_BREADTH_CARD);
  g_type_ensure (TAPE_TYPE_FLOW_CARD);
  g_type_ensure (TAPE_TYPE_HEAT_LEGEND);
  g_type_ensure (TAPE_TYPE_MARKET_TABLE);
  g_type_ensure (TAPE_TYPE_RANK_LIST);
  g_type_ensure (TAPE_TYPE_TREEMAP_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-market-page.ui");
  gtk_widget_class_set_css_name (widget_class, "market-page");
  bind_children (widget_class);
}

static void
tape_market_page_init (TapeMarketPage *self)
{
  self->width_class = TAPE_WIDTH_WIDE;
  self->settings = g_settings_new (TAPE_APP_ID);
  self->market = tape_market_new ();
  tape_throttle_init (&self->throttle, SHOW_EVERY, show_now, self);
  tape_turns_init (&self->turns, GTK_WIDGET (self), take_turn);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_actions (self);
  choose_rows (self);
  tape_market_rankings_begin (&self->rankings, self->market);
  tape_treemap_view_set_market (self->treemap, self->market);
  tape_market_table_set_market (self->instruments_table, self->market, FALSE);
  tape_market_table_set_market (self->groups_table, self->market, TRUE);
  g_signal_connect_object (self->market, "changed", G_CALLBACK (on_market_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table_button, "toggled", G_CALLBACK (on_table_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->groups_button, "toggled", G_CALLBACK (on_table_chosen), self, G_CONNECT_SWAPPED);
  follow_settings (self);
  place_cards (self);
}
