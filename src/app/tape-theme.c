/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-theme.h"

#include <adwaita.h>

struct _TapeTheme
{
  GObject parent_instance;

  GSettings *settings;
  GtkCssProvider *provider;
  TapePalette palette;
};

G_DEFINE_FINAL_TYPE (TapeTheme, tape_theme, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The numbers are those of the setting "appearance". */
static const AdwColorScheme schemes[] = {
  ADW_COLOR_SCHEME_DEFAULT,
  ADW_COLOR_SCHEME_FORCE_LIGHT,
  ADW_COLOR_SCHEME_FORCE_DARK,
};

static void
define_color (GString *css, const char *name, const TapeColor *color)
{
  g_string_append_printf (css, "@define-color %s #%02x%02x%02x;\n", name, (guint)(color->red * 255 + 0.5f),
                          (guint)(color->green * 255 + 0.5f), (guint)(color->blue * 255 + 0.5f));
}

static void
update_style_sheet (TapeTheme *self)
{
  const TapePalette *palette = &self->palette;
  g_autoptr (GString) css = g_string_new (NULL);

  define_color (css, "up_color", &palette->up);
  define_color (css, "down_color", &palette->down);
  define_color (css, "neutral_color", &palette->neutral);
  define_color (css, "simulated_color", &palette->simulated);
  define_color (css, "simulated_ground_color", &palette->simulated_ground);
  define_color (css, "live_color", &palette->live);
  define_color (css, "live_ground_color", &palette->live_ground);
  gtk_css_provider_load_from_data (self->provider, css->str, (gssize)css->len);
}

static void
update (TapeTheme *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  tape_palette_init (&self->palette, adw_style_manager_get_dark (manager),
                     adw_style_manager_get_high_contrast (manager),
                     (TapeUpDown)g_settings_get_enum (self->settings, "up-down-colors"));
  update_style_sheet (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
update_scheme (TapeTheme *self)
{
  guint scheme = (guint)g_settings_get_enum (self->settings, "appearance");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      schemes[MIN (scheme, G_N_ELEMENTS (schemes) - 1)]);
}

static void
tape_theme_dispose (GObject *object)
{
  TapeTheme *self = TAPE_THEME (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->provider);
  G_OBJECT_CLASS (tape_theme_parent_class)->dispose (object);
}

static void
tape_theme_class_init (TapeThemeClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tape_theme_dispose;
  signals[CHANGED] = g_signal_new ("changed", TAPE_TYPE_THEME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_theme_init (TapeTheme *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->settings = g_settings_new (TAPE_APP_ID);
  self->provider = gtk_css_provider_new ();
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (self->provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::up-down-colors", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::appearance", G_CALLBACK (update_scheme), self, G_CONNECT_SWAPPED);
  update_scheme (self);
  update (self);
}

TapeTheme *
tape_theme_get_default (void)
{
  static TapeTheme *theme;

  if (theme == NULL)
    theme = g_object_new (TAPE_TYPE_THEME, NULL);
  return theme;
}

const TapePalette *
tape_theme_get_palette (void)
{
  return &tape_theme_get_default ()->palette;
}

void
tape_theme_color_change (GtkWidget *widget, double change)
{
  gtk_widget_remove_css_class (widget, "up");
  gtk_widget_remove_css_class (widget, "down");
  if (change > 0)
    gtk_widget_add_css_class (widget, "up");
  else if (change < 0)
    gtk_widget_add_css_class (widget, "down");
}
