/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Shared by the tests of services that stream: a reader, and what it made of what it was given. */

#pragma once

#include <string.h>

#include "feed/tape-stream.h"

G_BEGIN_DECLS

#define NOON G_GINT64_CONSTANT (1723161600000000)

/* The key and secret of every Reading; nothing that people or files see may hold them. */
#define KEY    "k3y+with/odd=signs"
#define SECRET "s3cret & more"

typedef struct
{
  const TapeStream *stream;
  TapeUniverse *universe;
  TapeStreamReader *reader;
  TapeBatch *batch;
  gint64 now; /* receive time of what is read; rises by a second with each message */
} Reading;

/**
 * reading_new:
 * @symbols: separated by commas
 */
Reading *reading_new (const char *service, const char *symbols);
void reading_free (Reading *self);

/**
 * reading_new_from:
 *
 * Returns: a reading of a new session that goes on where @earlier is
 */
Reading *reading_new_from (Reading *earlier);

TapeStreamNews reading_read (Reading *self, const char *message);
TapeStreamNews reading_answer (Reading *self, guint status, const char *body);

/**
 * reading_take:
 *
 * Returns: (transfer full): a line for each trade and each reject since the last call: "BTCUSDT 3 61837.63 × 0.02 sell", "reject:
 *   There is no price."
 */
char *reading_take (Reading *self);

/**
 * reading_ask:
 *
 * Returns: (transfer full): the address of the next request for what was missed
 */
char *reading_ask (Reading *self);

/* Asks, whatever for. */
void reading_skip (Reading *self);
void reading_assert_asks (Reading *self, const char *url);

/* The gap that is asked for next. */
void reading_assert_gap (Reading *self, gint64 from, gint64 to);

/* Every id from @from to @to is in the batch, each once. */
void reading_assert_ids (Reading *self, gint64 from, gint64 to);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

G_END_DECLS
