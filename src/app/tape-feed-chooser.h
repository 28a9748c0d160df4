/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What prices can come from, in groups, to choose one: services, a file, a Kafka cluster. Main thread only. */

#pragma once

#include <adwaita.h>

#include "model/tape-feed-offer.h"

G_BEGIN_DECLS

#define TAPE_TYPE_FEED_CHOOSER (tape_feed_chooser_get_type ())
G_DECLARE_FINAL_TYPE (TapeFeedChooser, tape_feed_chooser, TAPE, FEED_CHOOSER, AdwPreferencesPage)

/* Signals: "chosen" (gpointer): a TapeFeedOffer, valid until the handler returns; %NULL for a file. */

/**
 * tape_feed_chooser_fill:
 * @unofficial: whether services are offered that nobody promises anything of
 */
void tape_feed_chooser_fill (TapeFeedChooser *self, gboolean unofficial);

G_END_DECLS
