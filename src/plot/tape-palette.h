/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The palette: every colour that carries meaning, by theme, contrast and the person's choice of up and down. A plain
 * value, filled once and handed to whatever draws: any thread, no state. Colour never stands alone: the sign, an arrow
 * or a word is beside it. */

#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* Straight alpha, 0 to 1; of the same shape as a GdkRGBA. */
typedef struct
{
  float red;
  float green;
  float blue;
  float alpha;
} TapeColor;

/* How rising and falling prices are told apart; the numbers are those of the setting "up-down-colors". */
typedef enum
{
  TAPE_UP_DOWN_GREEN_RED,
  TAPE_UP_DOWN_RED_GREEN,
  TAPE_UP_DOWN_COLOR_BLIND,
} TapeUpDown;

#define TAPE_PALETTE_SERIES 8

/* Heat goes from −TAPE_PALETTE_HEAT to +TAPE_PALETTE_HEAT. */
#define TAPE_PALETTE_HEAT       3
#define TAPE_PALETTE_HEAT_STEPS (2 * TAPE_PALETTE_HEAT + 1)

/**
 * TapePalette:
 * @up: rising prices and buys
 * @down: falling prices and sells
 * @neutral: unchanged, unknown and stale prices; captions of axes
 * @grid: lines of the grid
 * @crosshair: the crosshair and the previous close
 * @text: words and figures on a card
 * @card: the ground of a card
 * @series: lines of a chart
 * @series_order: index into @series of the line to draw first, second, …
 * @series_width: pixels
 * @heat: grounds of the seven steps, use tape_palette_get_heat()
 * @heat_text: text on them
 * @heat_edged: whether grounds get an edge in @neutral, for one of them may be that of the card
 * @simulated: text of the badge
 * @simulated_ground: its ground
 * @live: text of the badge
 * @live_ground: its ground
 */
typedef struct
{
  TapeColor up;
  TapeColor down;
  TapeColor neutral;
  TapeColor grid;
  TapeColor crosshair;
  TapeColor text;
  TapeColor card;
  TapeColor series[TAPE_PALETTE_SERIES];
  guint8 series_order[TAPE_PALETTE_SERIES];
  double series_width;
  TapeColor heat[TAPE_PALETTE_HEAT_STEPS];
  TapeColor heat_text[TAPE_PALETTE_HEAT_STEPS];
  gboolean heat_edged;
  TapeColor simulated;
  TapeColor simulated_ground;
  TapeColor live;
  TapeColor live_ground;
} TapePalette;

/**
 * tape_palette_init:
 * @self: (out caller-allocates): gets the colours
 * @dark: the theme is dark
 * @high_contrast: the desktop asks for high contrast
 * @up_down: the person's choice
 *
 * With high contrast, the palette for the colour-blind keeps its own up, down and heat.
 */
void tape_palette_init (TapePalette *self, gboolean dark, gboolean high_contrast, TapeUpDown up_down);

/**
 * tape_palette_get_change:
 * @change: a difference or growth; NaN where unknown
 *
 * Returns: (transfer none): the colour of up, down or neutral
 */
const TapeColor *tape_palette_get_change (const TapePalette *self, double change);

/**
 * tape_palette_get_series:
 * @index: 0 for the first line of a chart; taken modulo TAPE_PALETTE_SERIES
 * @dashed: (out) (optional): whether the line is drawn dashed
 *
 * Returns: (transfer none): its colour
 */
const TapeColor *tape_palette_get_series (const TapePalette *self, guint index, gboolean *dashed);

/**
 * tape_palette_heat_step:
 * @growth: as a fraction; NaN where unknown
 * @limit: growth of the outermost step, as a fraction > 0
 *
 * Steps are discrete: the middle one reaches a seventh of the scale to either side of zero.
 *
 * Returns: −3 to 3; 0 where @growth is NaN
 */
gint tape_palette_heat_step (double growth, double limit);

/**
 * tape_palette_get_heat:
 * @step: −3 to 3, what lies beyond is clamped
 * @text: (out) (optional): the colour of text on it
 *
 * Returns: (transfer none): the ground
 */
const TapeColor *tape_palette_get_heat (const TapePalette *self, gint step, const TapeColor **text);

/**
 * tape_color_text_on:
 * @ground: an opaque colour
 *
 * Returns: near-black or white, whichever contrasts more
 */
TapeColor tape_color_text_on (const TapeColor *ground);

/**
 * tape_color_mix:
 * @ground: opaque
 * @share: of @color in the result, 0 to 1
 *
 * Returns: what @color at that opacity looks like on @ground, opaque
 */
TapeColor tape_color_mix (const TapeColor *ground, const TapeColor *color, float share);

/**
 * tape_color_set:
 *
 * Makes @self the source of @cr.
 */
void tape_color_set (const TapeColor *self, cairo_t *cr);

G_END_DECLS
