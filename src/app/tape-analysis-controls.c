/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-analysis-controls.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-date-button.h"
#include "app/tape-wrap-layout.h"

/* Pixels between two controls. */
#define SPACING 6

/* What can be chosen of one option; ends with a label that is %NULL. */
typedef struct
{
  const char *label;
  guint value;
} Choice;

static const Choice spans[] = {
  { N_ ("Today"), TAPE_SPAN_TODAY },     { N_ ("5 days"), TAPE_SPAN_5_DAYS }, { N_ ("30 days"), TAPE_SPAN_30_DAYS },
  { N_ ("All days"), TAPE_SPAN_STORED }, { N_ ("Dates…"), TAPE_SPAN_DATES },  { NULL },
};

static const Choice weights[] = {
  { N_ ("Equal weights"), TAPE_WEIGHT_EQUAL },
  { N_ ("By turnover"), TAPE_WEIGHT_TURNOVER },
  { NULL },
};

static const Choice bys[] = {
  { N_ ("All together"), 0 },
  { N_ ("By symbol"), TAPE_KEY_SYMBOL },
  { N_ ("By industry"), TAPE_KEY_INDUSTRY },
  { N_ ("By hour"), TAPE_KEY_HOUR },
  { NULL },
};

static const Choice rankings[] = {
  { N_ ("Gainers"), TAPE_RANKING_GAINERS },
  { N_ ("Losers"), TAPE_RANKING_LOSERS },
  { N_ ("Most active"), TAPE_RANKING_ACTIVE },
  { N_ ("Most volatile"), TAPE_RANKING_VOLATILE },
  { NULL },
};

static const Choice tops[] = {
  { N_ ("All ranks"), 0 }, { N_ ("Top 10"), 10 }, { N_ ("Top 25"), 25 }, { N_ ("Top 100"), 100 }, { NULL },
};

static const Choice sums[] = {
  { N_ ("Sum of the days"), FALSE },
  { N_ ("Day by day"), TRUE },
  { NULL },
};

static const Choice times[] = {
  { N_ ("All in one"), 0 },
  { N_ ("Day by day"), TAPE_KEY_DAY },
  { N_ ("Hour by hour"), TAPE_KEY_HOUR },
  { N_ ("Minute by minute"), TAPE_KEY_MINUTE },
  { NULL },
};

static const Choice shows[] = {
  { N_ ("Trades"), TAPE_SHOW_COUNT },
  { N_ ("Volume"), TAPE_SHOW_VOLUME },
  { N_ ("Turnover"), TAPE_SHOW_TURNOVER },
  { N_ ("Mean price"), TAPE_SHOW_MEAN },
  { N_ ("Lowest price"), TAPE_SHOW_MIN },
  { N_ ("Highest price"), TAPE_SHOW_MAX },
  { NULL },
};

static const Choice keys[] = {
  { N_ ("Symbol"), TAPE_KEY_SYMBOL },   { N_ ("Industry"), TAPE_KEY_INDUSTRY },
  { N_ ("Country"), TAPE_KEY_COUNTRY }, { N_ ("Technology"), TAPE_KEY_TECHNOLOGY },
  { N_ ("Side"), TAPE_KEY_SIDE },       { NULL },
};

typedef enum
{
  OPTION_SPAN,
  OPTION_WEIGHT,
  OPTION_BY,
  OPTION_RANKING,
  OPTION_TOP,
  OPTION_SUM,
  OPTION_TIME,
  OPTION_SHOW,
  N_OPTIONS
} Option;

/* A drop-down for each. */
static const struct
{
  const char *name; /* for those who hear it */
  const Choice *choices;
} options[N_OPTIONS] = {
  [OPTION_SPAN] = { N_ ("Span"), spans },    [OPTION_WEIGHT] = { N_ ("Weights"), weights },
  [OPTION_BY] = { N_ ("Grouping"), bys },    [OPTION_RANKING] = { N_ ("Ranking"), rankings },
  [OPTION_TOP] = { N_ ("How many"), tops },  [OPTION_SUM] = { N_ ("Days"), sums },
  [OPTION_TIME] = { N_ ("Columns"), times }, [OPTION_SHOW] = { N_ ("Values"), shows },
};

struct _TapeAnalysisControls
{
  GtkWidget parent_instance;

  TapeAnalysisRequest request;
  gint32 today;
  gboolean setting; /* the request is being shown: nothing is chosen */

  GtkDropDown *drop_downs[N_OPTIONS];
  TapeDateButton *from;
  TapeDateButton *to;
  GtkMenuButton *rows;
  GtkLabel *row_names; /* on it */
  GtkCheckButton *checks[G_N_ELEMENTS (keys) - 1];
};

static guint changed;

G_DEFINE_FINAL_TYPE (TapeAnalysisControls, tape_analysis_controls, GTK_TYPE_WIDGET)

/* --- Options and the request. --- */

static guint
get_value (const TapeAnalysisRequest *request, Option option)
{
  switch (option)
    {
    case OPTION_SPAN:
      return request->span;
    case OPTION_WEIGHT:
      return request->query.weight;
    case OPTION_BY:
      return request->query.by;
    case OPTION_RANKING:
      return request->query.ranking;
    case OPTION_TOP:
      return request->query.top;
    case OPTION_SUM:
      return (guint)request->by_day;
    case OPTION_TIME:
      return request->query.columns;
    case OPTION_SHOW:
    case N_OPTIONS:
    default:
      return request->show;
    }
}

static void
set_value (TapeAnalysisRequest *request, Option option, guint value)
{
  switch (option)
    {
    case OPTION_SPAN:
      request->span = value;
      break;
    case OPTION_WEIGHT:
      request->query.weight = value;
      break;
    case OPTION_BY:
      request->query.by = value;
      break;
    case OPTION_RANKING:
      request->query.ranking = value;
      break;
    case OPTION_TOP:
      request->query.top = value;
      break;
    case OPTION_SUM:
      request->by_day = value != 0;
      break;
    case OPTION_TIME:
      request->query.columns = value;
      break;
    case OPTION_SHOW:
    case N_OPTIONS:
    default:
      request->show = value;
    }
}

static gboolean
takes (const TapeAnalysisRequest *request, Option option)
{
  TapeAnalysisOptions taken = tape_analysis_get_options (request->query.analysis);

  switch (option)
    {
    case OPTION_SPAN:
      return (taken & TAPE_OPTION_SPAN) != 0;
    case OPTION_WEIGHT:
      return (taken & TAPE_OPTION_WEIGHT) != 0;
    case OPTION_BY:
      return (taken & TAPE_OPTION_BY) != 0;
    case OPTION_RANKING:
      return (taken & TAPE_OPTION_RANKING) != 0;
    case OPTION_TOP:
      return (taken & TAPE_OPTION_TOP) != 0;
    case OPTION_SUM:
      return strcmp (tape_analysis_get_name (request->query.analysis), "daily-volume") == 0;
    case OPTION_TIME:
    case OPTION_SHOW:
    case N_OPTIONS:
    default:
      return (taken & TAPE_OPTION_COLUMNS) != 0;
    }
}

static void
tell (TapeAnalysisControls *self)
{
  if (!self->setting)
    g_signal_emit (self, changed, 0);
}

/* --- The controls. --- */

static void
show_control (gpointer control, gboolean shown)
{
  gtk_widget_set_visible (control, shown);
}

static void
show_dates (TapeAnalysisControls *self)
{
  gboolean dates = self->request.span == TAPE_SPAN_DATES && takes (&self->request, OPTION_SPAN);

  show_control (self->from, dates);
  show_control (self->to, dates);
  tape_date_button_set_date (self->from, self->request.from);
  tape_date_button_set_date (self->to, self->request.to);
}

static void
on_date (TapeAnalysisControls *self, GParamSpec *pspec, TapeDateButton *button)
{
  gint32 date = tape_date_button_get_date (button);

  if (self->setting)
    return;
  /* A span that would end before it begins becomes that day alone. */
  if (button == self->from)
    {
      self->request.from = date;
      self->request.to = MAX (self->request.to, date);
    }
  else
    {
      self->request.to = date;
      self->request.from = MIN (self->request.from, date);
    }
  self->setting = TRUE;
  show_dates (self);
  self->setting = FALSE;
  tell (self);
}

/* Dates begin with the last five days. */
static void
begin_dates (TapeAnalysisControls *self)
{
  if (self->request.from != TAPE_NO_DATE || self->today == TAPE_NO_DATE)
    return;
  self->request.from = self->today - 4;
  self->request.to = self->today;
}

static void
on_selected (GtkDropDown *drop_down, GParamSpec *pspec, TapeAnalysisControls *self)
{
  Option option = 0;

  while (self->drop_downs[option] != drop_down)
    option++;
  if (self->setting || gtk_drop_down_get_selected (drop_down) == GTK_INVALID_LIST_POSITION)
    return;
  set_value (&self->request, option, options[option].choices[gtk_drop_down_get_selected (drop_down)].value);
  if (option == OPTION_SPAN && self->request.span == TAPE_SPAN_DATES)
    begin_dates (self);
  self->setting = TRUE;
  show_dates (self);
  self->setting = FALSE;
  tell (self);
}

static void
add_drop_down (TapeAnalysisControls *self, Option option)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  GtkWidget *drop_down;

  for (const Choice *choice = options[option].choices; choice->label != NULL; choice++)
    gtk_string_list_append (labels, _ (choice->label));
  drop_down = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&labels)), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (options[option].name),
                                  -1);
  gtk_widget_set_tooltip_text (drop_down, _ (options[option].name));
  self->drop_downs[option] = GTK_DROP_DOWN (drop_down);
  g_signal_connect (drop_down, "notify::selected", G_CALLBACK (on_selected), self);
  gtk_widget_set_parent (drop_down, GTK_WIDGET (self));
}

static TapeDateButton *
add_date (TapeAnalysisControls *self, const char *name)
{
  GtkWidget *button = tape_date_button_new (name);

  g_signal_connect_swapped (button, "notify::date", G_CALLBACK (on_date), self);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  return TAPE_DATE_BUTTON (button);
}

/* --- What the rows of the pivot are of. --- */

static void
name_rows (TapeAnalysisControls *self)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (self->checks); i++)
    if (self->request.query.rows & keys[i].value)
      g_string_append_printf (names, names->len > 0 ? " · %s" : "%s", _ (keys[i].label));
  gtk_label_set_label (self->row_names, names->str);
}

/* At least one stays. */
static void
on_check (TapeAnalysisControls *self)
{
  TapeKeys rows = 0;

  if (self->setting)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (self->checks); i++)
    if (gtk_check_button_get_active (self->checks[i]))
      rows |= keys[i].value;
  if (rows != 0)
    self->request.query.rows = rows;
  for (guint i = 0; i < G_N_ELEMENTS (self->checks); i++)
    gtk_widget_set_sensitive (GTK_WIDGET (self->checks[i]), self->request.query.rows != keys[i].value);
  name_rows (self);
  tell (self);
}

static void
add_rows (TapeAnalysisControls *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  for (guint i = 0; i < G_N_ELEMENTS (self->checks); i++)
    {
      GtkWidget *check = gtk_check_button_new_with_label (_ (keys[i].label));

      self->checks[i] = GTK_CHECK_BUTTON (check);
      g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_check), self);
      gtk_box_append (GTK_BOX (list), check);
    }
  gtk_popover_set_child (GTK_POPOVER (popover), list);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (button), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Rows"), -1);
  gtk_widget_set_tooltip_text (button, _ ("Rows"));
  self->rows = GTK_MENU_BUTTON (button);
  self->row_names = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->row_names, PANGO_ELLIPSIZE_END);
  gtk_menu_button_set_child (self->rows, GTK_WIDGET (self->row_names));
  gtk_widget_set_parent (button, GTK_WIDGET (self));
}

/* --- From outside. --- */

static void
select_value (TapeAnalysisControls *self, Option option)
{
  guint value = get_value (&self->request, option);
  guint position = 0;

  while (options[option].choices[position].label != NULL && options[option].choices[position].value != value)
    position++;
  gtk_drop_down_set_selected (self->drop_downs[option], position);
}

void
tape_analysis_controls_set_request (TapeAnalysisControls *self, const TapeAnalysisRequest *request)
{
  g_return_if_fail (TAPE_IS_ANALYSIS_CONTROLS (self));

  self->request = *request;
  self->setting = TRUE;
  for (Option option = 0; option < N_OPTIONS; option++)
    {
      show_control (self->drop_downs[option], takes (request, option));
      select_value (self, option);
    }
  show_dates (self);
  show_control (self->rows, (tape_analysis_get_options (request->query.analysis) & TAPE_OPTION_ROWS) != 0);
  for (guint i = 0; i < G_N_ELEMENTS (self->checks); i++)
    {
      gtk_check_button_set_active (self->checks[i], (request->query.rows & keys[i].value) != 0);
      gtk_widget_set_sensitive (GTK_WIDGET (self->checks[i]), request->query.rows != keys[i].value);
    }
  name_rows (self);
  self->setting = FALSE;
}

const TapeAnalysisRequest *
tape_analysis_controls_get_request (TapeAnalysisControls *self)
{
  g_return_val_if_fail (TAPE_IS_ANALYSIS_CONTROLS (self), NULL);

  return &self->request;
}

void
tape_analysis_controls_set_today (TapeAnalysisControls *self, gint32 date)
{
  g_return_if_fail (TAPE_IS_ANALYSIS_CONTROLS (self));

  self->today = date;
}

/* --- The type. --- */

static void
tape_analysis_controls_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tape_analysis_controls_parent_class)->dispose (object);
}

static void
tape_analysis_controls_class_init (TapeAnalysisControlsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tape_analysis_controls_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "analysis-controls");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
  changed
      = g_signal_new ("changed", TAPE_TYPE_ANALYSIS_CONTROLS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_analysis_controls_init (TapeAnalysisControls *self)
{
  self->today = TAPE_NO_DATE;
  self->setting = TRUE;
  gtk_widget_set_layout_manager (GTK_WIDGET (self), tape_wrap_layout_new (SPACING));
  add_drop_down (self, OPTION_SPAN);
  self->from = add_date (self, _ ("From"));
  self->to = add_date (self, _ ("To"));
  add_rows (self);
  for (Option option = OPTION_SPAN + 1; option < N_OPTIONS; option++)
    add_drop_down (self, option);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Options"), -1);
  self->setting = FALSE;
}
