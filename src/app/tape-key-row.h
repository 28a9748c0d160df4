/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The key of a service, in the preferences: whether one is kept, and to enter, test and remove it. It is never shown: what was
 * kept cannot be read here again. Main thread only. */

#pragma once

#include <adwaita.h>

#include "model/tape-desk.h"
#include "model/tape-feed-offer.h"

G_BEGIN_DECLS

#define TAPE_TYPE_KEY_ROW (tape_key_row_get_type ())
G_DECLARE_FINAL_TYPE (TapeKeyRow, tape_key_row, TAPE, KEY_ROW, AdwExpanderRow)

/* Signals: "kept" (void): another key is kept, or none any more. */

/**
 * tape_key_row_new:
 * @offer: that needs the key, and that a test asks; copied
 */
GtkWidget *tape_key_row_new (const TapeFeedOffer *offer);

/**
 * tape_key_row_set_desk:
 * @desk: (transfer none): whose feeds a test must not disturb; outlives the row
 */
void tape_key_row_set_desk (TapeKeyRow *self, TapeDesk *desk);

/**
 * tape_key_row_get_service:
 *
 * Returns: (transfer none): name of the service whose key it is
 */
const char *tape_key_row_get_service (TapeKeyRow *self);

/**
 * tape_key_row_look:
 *
 * Asks the keyring whether there is a key, unless one is known; a person may be asked to unlock it.
 */
void tape_key_row_look (TapeKeyRow *self);

G_END_DECLS
