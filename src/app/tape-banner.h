/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A banner over the pages, for what holds for the whole window: a sentence and one button. Stands for AdwBanner, which
 * libadwaita has from 1.3 on. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPE_TYPE_BANNER (tape_banner_get_type ())
G_DECLARE_FINAL_TYPE (TapeBanner, tape_banner, TAPE, BANNER, GtkWidget)

typedef enum
{
  TAPE_BANNER_NOTICE,
  TAPE_BANNER_ERROR,
} TapeBannerKind;

/**
 * tape_banner_show:
 * @message: (nullable): the sentence; %NULL hides the banner
 * @button: (nullable): label of the button, with a mnemonic
 * @action: (nullable): name of its action
 */
void
tape_banner_show (TapeBanner *self, TapeBannerKind kind, const char *message, const char *button, const char *action);

G_END_DECLS
