/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Events of several sources through an engine. */

#pragma once

#include "engine-ledger.h"
#include "selection-oracle.h"

G_BEGIN_DECLS

/* Prices that differ by more disagree. */
#define SELECTION_SHARE 0.01

typedef struct
{
  TapeUniverse *universe;
  TapeEngine *engine;
  GArray *windows;
  Ledger *ledger;
} SelectionRun;

/* @universe must outlive it. */
void selection_run_open (SelectionRun *self, TapeUniverse *universe);
void selection_run_close (SelectionRun *self);

/**
 * selection_run_feed:
 * @events: (element-type SelectionEvent): those from @from up to @to are processed
 * @size: trades of a batch, at most
 * @told: they come marked, and nothing is to be selected
 */
void selection_run_feed (SelectionRun *self, GArray *events, guint from, guint to, guint size, gboolean told);

/* A new engine goes on behind the event @cut; who was there begins again. */
void selection_run_restart (SelectionRun *self, GArray *events, guint cut, gboolean told);

TapeBatch *selection_new_begin (const SelectionEvent *event, gboolean told);

G_END_DECLS
