/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows in which the saved query of a rule is chosen, written or changed. Main thread only. */

#pragma once

#include <adwaita.h>

#include "model/tape-alert-book.h"

G_BEGIN_DECLS

#define TAPE_TYPE_QUERY_GROUP (tape_query_group_get_type ())
G_DECLARE_FINAL_TYPE (TapeQueryGroup, tape_query_group, TAPE, QUERY_GROUP, AdwPreferencesGroup)

/* Signals: "changed" (void): the person chose something; the rule says it already. */

/**
 * tape_query_group_set_book:
 * @book: whose queries are offered
 * @desk: what a query that is written is asked of
 */
void tape_query_group_set_book (TapeQueryGroup *self, TapeAlertBook *book, TapeDesk *desk);

/**
 * tape_query_group_show:
 * @rule: what the rows change; not owned, kept until the next call
 *
 * Shows which query it asks, also where there is none of that name; nothing of a rule that asks none.
 */
void tape_query_group_show (TapeQueryGroup *self, TapeRule *rule);

G_END_DECLS
