/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows in which a feed is set up, of a TapeFeedDraft: those that it has, what was typed in them, and below them the one
 * thing that is wrong first. Main thread only. */

#pragma once

#include <adwaita.h>

#include "model/tape-feed-draft.h"

G_BEGIN_DECLS

#define TAPE_TYPE_FEED_FORM (tape_feed_form_get_type ())
G_DECLARE_FINAL_TYPE (TapeFeedForm, tape_feed_form, TAPE, FEED_FORM, AdwPreferencesPage)

/* Signals: "changed" (void): something was typed or chosen;
 *          "activated" (void): Enter was pressed in an entry. */

/**
 * tape_feed_form_set_draft:
 * @draft: (transfer none) (nullable): what it edits; must outlive that
 */
void tape_feed_form_set_draft (TapeFeedForm *self, TapeFeedDraft *draft);

/**
 * tape_feed_form_set_note:
 * @note: (nullable): what is to be known of it beforehand, in a sentence, in the place of what the offer says
 */
void tape_feed_form_set_note (TapeFeedForm *self, const char *note);

/**
 * tape_feed_form_set_stored:
 * @key: (nullable): the key that is kept; copied
 * @problem: (nullable): why that is not known, in a sentence
 */
void tape_feed_form_set_stored (TapeFeedForm *self, const TapeKey *key, const char *problem);

/**
 * tape_feed_form_set_watched:
 * @symbols: (nullable) (array zero-terminated=1): what a button puts in for symbols
 */
void tape_feed_form_set_watched (TapeFeedForm *self, const char *const *symbols);

/**
 * tape_feed_form_focus:
 *
 * Gives the keyboard to the first thing that is to be typed.
 */
void tape_feed_form_focus (TapeFeedForm *self);

/**
 * tape_feed_form_is_ready:
 *
 * Returns: whether nothing is wrong
 */
gboolean tape_feed_form_is_ready (TapeFeedForm *self);

G_END_DECLS
