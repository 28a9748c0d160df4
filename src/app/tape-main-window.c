/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-main-window.h"

#include "app/tape-adaptive-bin.h"
#include "app/tape-feeds-page.h"
#include "app/tape-theme.h"

struct _TapeMainWindow
{
  AdwApplicationWindow parent_instance;

  TapeDesk *desk;
  GSettings *settings;
  guint tick;
  gulong after_paint;

  TapeAdaptiveBin *bin;
  AdwViewStack *pages;
};

enum
{
  PROP_0,
  PROP_DESK,
  N_PROPS
};

enum
{
  PAINTED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeMainWindow, tape_main_window, ADW_TYPE_APPLICATION_WINDOW)

/* --- Frames. --- */

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  TapeMainWindow *self = TAPE_MAIN_WINDOW (widget);

  self->tick = 0;
  tape_desk_poll (self->desk);
  return G_SOURCE_REMOVE;
}

/* The frame is taken when the display is about to show one. */
static void
on_ready (TapeMainWindow *self)
{
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static void
on_after_paint (GdkFrameClock *clock, TapeMainWindow *self)
{
  g_signal_handler_disconnect (clock, self->after_paint);
  self->after_paint = 0;
  g_signal_emit (self, signals[PAINTED], 0);
}

static void
tape_main_window_map (GtkWidget *widget)
{
  TapeMainWindow *self = TAPE_MAIN_WINDOW (widget);
  GdkFrameClock *clock;

  GTK_WIDGET_CLASS (tape_main_window_parent_class)->map (widget);
  clock = gtk_widget_get_frame_clock (widget);
  if (self->after_paint == 0)
    self->after_paint = g_signal_connect_object (clock, "after-paint", G_CALLBACK (on_after_paint), self, 0);
}

/* --- What others ask of it. --- */

void
tape_main_window_show_symbol (TapeMainWindow *self, const char *symbol)
{
  g_return_if_fail (TAPE_IS_MAIN_WINDOW (self));

  tape_desk_set_symbol (self->desk, symbol);
  adw_view_stack_set_visible_child_name (self->pages, "chart");
}

static void
show_symbol (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tape_main_window_show_symbol (TAPE_MAIN_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* --- The type. --- */

static void
tape_main_window_set_desk (TapeMainWindow *self, TapeDesk *desk)
{
  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "ready", G_CALLBACK (on_ready), self, G_CONNECT_SWAPPED);
}

static void
tape_main_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_DESK:
      g_value_set_object (value, TAPE_MAIN_WINDOW (object)->desk);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_main_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_DESK:
      tape_main_window_set_desk (TAPE_MAIN_WINDOW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_main_window_dispose (GObject *object)
{
  TapeMainWindow *self = TAPE_MAIN_WINDOW (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_main_window_parent_class)->dispose (object);
}

static void
tape_main_window_class_init (TapeMainWindowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = tape_main_window_get_property;
  object_class->set_property = tape_main_window_set_property;
  object_class->dispose = tape_main_window_dispose;
  widget_class->map = tape_main_window_map;

  properties[PROP_DESK] = g_param_spec_object ("desk", NULL, NULL, TAPE_TYPE_DESK,
                                               G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[PAINTED]
      = g_signal_new ("painted", TAPE_TYPE_MAIN_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (TAPE_TYPE_ADAPTIVE_BIN);
  g_type_ensure (TAPE_TYPE_FEEDS_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-main-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeMainWindow, bin);
  gtk_widget_class_bind_template_child (widget_class, TapeMainWindow, pages);
  gtk_widget_class_install_action (widget_class, "win.show-symbol", "s", show_symbol);
}

static void
tape_main_window_init (TapeMainWindow *self)
{
  int width;

  tape_theme_get_default ();
  self->settings = g_settings_new (TAPE_APP_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  width = g_settings_get_int (self->settings, "window-width");
  gtk_window_set_default_size (GTK_WINDOW (self), width, g_settings_get_int (self->settings, "window-height"));
  tape_adaptive_bin_expect_width (self->bin, width);
}

TapeMainWindow *
tape_main_window_new (AdwApplication *application, TapeDesk *desk)
{
  return g_object_new (TAPE_TYPE_MAIN_WINDOW, "application", application, "desk", desk, NULL);
}
