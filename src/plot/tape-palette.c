/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-palette.h"

#include <math.h>
#include <string.h>

#define WHITE 0xffffff
#define BLACK 0x000000
#define INK   0x1d1d20

/* Which of the themes; each table below has a row for each. */
enum
{
  LIGHT,
  DARK,
  HC_LIGHT,
  HC_DARK,
  CB_LIGHT,
  CB_DARK,
  N_THEMES
};

typedef struct
{
  guint32 up;
  guint32 down;
  guint32 neutral;
  guint32 grid;
  guint32 crosshair;
  guint32 text;
  guint32 card;
} Lines;

static const Lines lines[N_THEMES] = {
  [LIGHT] = { 0x127051, 0xc01c28, 0x5e5c64, 0xe4e4e7, 0x3d3846, INK, WHITE },
  [DARK] = { 0x86f0c1, 0xff9480, 0xc0bfbc, 0x46464a, 0xdeddda, WHITE, 0x363636 },
  [HC_LIGHT] = { 0x00502f, 0x7d0a14, 0x2e2c33, 0x949494, BLACK, BLACK, WHITE },
  [HC_DARK] = { 0x8ff5cb, 0xffb3a6, 0xf6f5f4, 0x979797, WHITE, WHITE, 0x363636 },
  [CB_LIGHT] = { 0x1a5fb4, 0xa34100, 0x5e5c64, 0xe4e4e7, 0x3d3846, INK, WHITE },
  [CB_DARK] = { 0x8cbcf5, 0xffa64d, 0xc0bfbc, 0x46464a, 0xdeddda, WHITE, 0x363636 },
};

typedef struct
{
  guint32 ground;
  guint32 text;
} Heat;

static const Heat heat[N_THEMES][TAPE_PALETTE_HEAT_STEPS] = {
  [LIGHT] = { { 0xa81c26, WHITE },
              { 0xdd7f78, INK },
              { 0xf4cdc9, INK },
              { 0xe6e6e9, INK },
              { 0xc4e3d6, INK },
              { 0x66b18f, INK },
              { 0x0e6849, WHITE } },
  [DARK] = { { 0xff8a78, INK },
             { 0xa83f3b, WHITE },
             { 0x663a39, WHITE },
             { 0x454548, WHITE },
             { 0x2c5444, WHITE },
             { 0x217a57, WHITE },
             { 0x5fdda9, INK } },
  [HC_LIGHT] = { { 0x7d0a14, WHITE },
                 { 0xff9f94, BLACK },
                 { 0xffd9d4, BLACK },
                 { 0xffffff, BLACK },
                 { 0xd0f2e3, BLACK },
                 { 0x80d9b3, BLACK },
                 { 0x00472c, WHITE } },
  [HC_DARK] = { { 0xffb3a6, BLACK },
                { 0x9a1f22, WHITE },
                { 0x561719, WHITE },
                { 0x1e1e1e, WHITE },
                { 0x0b3d2a, WHITE },
                { 0x0a6243, WHITE },
                { 0x8ff5cb, BLACK } },
  [CB_LIGHT] = { { 0x8f3c00, WHITE },
                 { 0xdb8c3f, INK },
                 { 0xf7d7b5, INK },
                 { 0xe6e6e9, INK },
                 { 0xc6dbf3, INK },
                 { 0x6fa3e0, INK },
                 { 0x154f93, WHITE } },
  [CB_DARK] = { { 0xffab57, INK },
                { 0xa35d18, WHITE },
                { 0x614325, WHITE },
                { 0x454548, WHITE },
                { 0x2d4a6b, WHITE },
                { 0x2f6bb0, WHITE },
                { 0x8cbcf5, INK } },
};

static const guint32 series[2][TAPE_PALETTE_SERIES] = {
  { 0x326be6, 0xa4811e, 0x69188c, 0x09a1cc, 0xd35c9e, 0x623b14, 0x5f606d, 0x110c3c },
  { 0x73c6fe, 0xfaca01, 0xa075f2, 0x87f9ff, 0xf4a9c0, 0xdd7400, 0x848caa, 0xf2eead },
};

/* The colour-blind get those first that differ in lightness. */
static const guint8 order_plain[TAPE_PALETTE_SERIES] = { 0, 1, 2, 3, 4, 5, 6, 7 };
static const guint8 order_color_blind[TAPE_PALETTE_SERIES] = { 3, 6, 7, 4, 0, 1, 2, 5 };

typedef struct
{
  guint32 simulated;
  guint32 simulated_ground;
  guint32 live;
  guint32 live_ground;
} Badges;

static const Badges badges[2] = {
  { 0x6b4a00, 0xfbecc4, 0x0b5940, 0xcfeadd },
  { 0xf8dc8c, 0x4d4226, 0x86f0c1, 0x22473a },
};

static TapeColor
from_hex (guint32 hex)
{
  return (TapeColor){ ((hex >> 16) & 0xff) / 255.0f, ((hex >> 8) & 0xff) / 255.0f, (hex & 0xff) / 255.0f, 1 };
}

static void
set_lines (TapePalette *self, gsize theme, gsize meaning)
{
  self->up = from_hex (lines[meaning].up);
  self->down = from_hex (lines[meaning].down);
  self->neutral = from_hex (lines[theme].neutral);
  self->grid = from_hex (lines[theme].grid);
  self->crosshair = from_hex (lines[theme].crosshair);
  self->text = from_hex (lines[theme].text);
  self->card = from_hex (lines[theme].card);
}

static void
set_heat (TapePalette *self, gsize meaning, gboolean swap)
{
  for (gsize i = 0; i < TAPE_PALETTE_HEAT_STEPS; i++)
    {
      const Heat *step = &heat[meaning][swap ? TAPE_PALETTE_HEAT_STEPS - 1 - i : i];

      self->heat[i] = from_hex (step->ground);
      self->heat_text[i] = from_hex (step->text);
    }
}

void
tape_palette_init (TapePalette *self, gboolean dark, gboolean high_contrast, TapeUpDown up_down)
{
  gsize shade = dark ? 1 : 0;
  gsize theme = (high_contrast ? HC_LIGHT : LIGHT) + shade;
  gsize meaning = up_down == TAPE_UP_DOWN_COLOR_BLIND ? CB_LIGHT + shade : theme;
  gboolean swap = up_down == TAPE_UP_DOWN_RED_GREEN;

  g_return_if_fail (self != NULL);

  set_lines (self, theme, meaning);
  set_heat (self, meaning, swap);
  if (swap)
    {
      TapeColor up = self->up;

      self->up = self->down;
      self->down = up;
    }
  for (gsize i = 0; i < TAPE_PALETTE_SERIES; i++)
    self->series[i] = from_hex (series[shade][i]);
  memcpy (self->series_order, up_down == TAPE_UP_DOWN_COLOR_BLIND ? order_color_blind : order_plain,
          sizeof self->series_order);
  self->series_width = high_contrast ? 2.5 : 1.5;
  self->heat_edged = high_contrast;
  self->simulated = from_hex (badges[shade].simulated);
  self->simulated_ground = from_hex (badges[shade].simulated_ground);
  self->live = from_hex (badges[shade].live);
  self->live_ground = from_hex (badges[shade].live_ground);
}

const TapeColor *
tape_palette_get_change (const TapePalette *self, double change)
{
  if (change > 0)
    return &self->up;
  if (change < 0)
    return &self->down;
  return &self->neutral;
}

const TapeColor *
tape_palette_get_series (const TapePalette *self, guint index, gboolean *dashed)
{
  guint8 place = self->series_order[index % TAPE_PALETTE_SERIES];

  if (dashed != NULL)
    *dashed = place >= TAPE_PALETTE_SERIES / 2;
  return &self->series[place];
}

gint
tape_palette_heat_step (double growth, double limit)
{
  double steps;

  g_return_val_if_fail (limit > 0, 0);

  if (isnan (growth))
    return 0;
  steps = round (growth / limit * (TAPE_PALETTE_HEAT + 0.5));
  return (gint)CLAMP (steps, -TAPE_PALETTE_HEAT, TAPE_PALETTE_HEAT);
}

const TapeColor *
tape_palette_get_heat (const TapePalette *self, gint step, const TapeColor **text)
{
  gint place = CLAMP (step, -TAPE_PALETTE_HEAT, TAPE_PALETTE_HEAT) + TAPE_PALETTE_HEAT;

  if (text != NULL)
    *text = &self->heat_text[place];
  return &self->heat[place];
}

/* Relative luminance, WCAG 2.1. */
static double
luminance (const TapeColor *color)
{
  const double channels[] = { color->red, color->green, color->blue };
  const double weights[] = { 0.2126, 0.7152, 0.0722 };
  double sum = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (channels); i++)
    {
      double linear = channels[i] <= 0.03928 ? channels[i] / 12.92 : pow ((channels[i] + 0.055) / 1.055, 2.4);

      sum += weights[i] * linear;
    }
  return sum;
}

TapeColor
tape_color_text_on (const TapeColor *ground)
{
  TapeColor ink = from_hex (INK);
  double on_white = 1.05 / (luminance (ground) + 0.05);
  double on_ink = (luminance (ground) + 0.05) / (luminance (&ink) + 0.05);

  return on_white >= on_ink ? from_hex (WHITE) : ink;
}

TapeColor
tape_color_mix (const TapeColor *ground, const TapeColor *color, float share)
{
  return (TapeColor){ ground->red + (color->red - ground->red) * share,
                      ground->green + (color->green - ground->green) * share,
                      ground->blue + (color->blue - ground->blue) * share, 1 };
}

void
tape_color_set (const TapeColor *self, cairo_t *cr)
{
  cairo_set_source_rgba (cr, self->red, self->green, self->blue, self->alpha);
}
