/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The FEED of a command: one that is set up, by its name; a service, by its name and symbols; "simulator"; or a file. */

#pragma once

#include <gio/gio.h>

#include "feed/tape-feed.h"
#include "store/tape-user-feeds.h"

G_BEGIN_DECLS

/**
 * TapeFeedArgument:
 * @name: as it was given
 * @symbols: (nullable): of --symbols, with commas between them: of a service
 * @user: (nullable): of --user: user.db in the place of the application's own
 */
typedef struct
{
  char *name;
  char *symbols;
  char *user;
} TapeFeedArgument;

void tape_feed_argument_clear (TapeFeedArgument *self);

#define TAPE_FEED_ARGUMENT_USER(argument)                                                                              \
  {                                                                                                                    \
    "user", 0, 0, G_OPTION_ARG_FILENAME, &(argument).user,                                                             \
        N_ ("Where feeds are set up; the application’s own user.db if not given"), N_ ("FILE")                         \
  }

/* Options of a command that takes a FEED. */
#define TAPE_FEED_ARGUMENT_ENTRIES(argument)                                                                           \
  { "symbols",                                                                                                         \
    0,                                                                                                                 \
    0,                                                                                                                 \
    G_OPTION_ARG_STRING,                                                                                               \
    &(argument).symbols,                                                                                               \
    N_ ("What to ask a service for, such as BTCUSDT,ETHUSDT"),                                                         \
    N_ ("SYMBOL,…") },                                                                                                 \
      TAPE_FEED_ARGUMENT_USER (argument)

/**
 * tape_feed_argument_find:
 * @feed: (out) (transfer full) (nullable): what is set up under the name; %NULL if nothing is
 *
 * Returns: %FALSE on error: what is set up cannot be read
 */
gboolean tape_feed_argument_find (const TapeFeedArgument *self, TapeUserFeed **feed, GError **error);

/**
 * tape_feed_argument_make:
 * @cancellable: ends the waiting for a keyring to be unlocked
 *
 * Makes the feed, with its key, and numbers its sources from 1 on; none of them has a position.
 *
 * Returns: (transfer full) (nullable): it; %NULL on error: wrong usage, or a key that is not to be had
 */
TapeFeed *tape_feed_argument_make (const TapeFeedArgument *self,
                                   TapeUniverse *universe,
                                   GCancellable *cancellable,
                                   GError **error);

G_END_DECLS
