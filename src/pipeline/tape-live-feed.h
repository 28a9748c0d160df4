/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A live feed of what a person has set up: the one place that knows the kinds that there are. Asks nothing of the network;
 * its key comes from whoever has it, or from the secret service. */

#pragma once

#include "feed/tape-feed.h"
#include "pipeline/tape-key.h"
#include "store/tape-user-feeds.h"

G_BEGIN_DECLS

/**
 * tape_live_needs_key:
 *
 * Returns: whether a feed of @definition takes a key
 */
gboolean tape_live_needs_key (const TapeUserFeed *definition);

/**
 * tape_live_is_delayed:
 *
 * Returns: whether its prices are old by minutes or more
 */
gboolean tape_live_is_delayed (const TapeUserFeed *definition);

/**
 * tape_live_get_stale_after:
 *
 * Returns: µs of silence of an instrument after which another feed of it is used; 0 where the engine's own span will do
 */
gint64 tape_live_get_stale_after (const TapeUserFeed *definition);

/**
 * tape_live_make_feed:
 * @definition: what is set up
 * @key: (nullable): the account's; not looked at where none is needed
 * @error: %TAPE_FEED_ERROR_OPTION: a sentence: what cannot be, or that the key is missing
 *
 * Returns: (transfer full) (nullable): the feed, of the definition's name
 */
TapeFeed *
tape_live_make_feed (const TapeUserFeed *definition, const TapeKey *key, TapeUniverse *universe, GError **error);

/**
 * tape_live_find_key:
 * @key: (out) (transfer full) (nullable): the key; %NULL where none is needed
 *
 * For tapectl: of the environment, else of the secret service, which may ask the person to unlock the keyring.
 *
 * Returns: whether there is all that is needed; the error says where it was looked for
 */
gboolean tape_live_find_key (const TapeUserFeed *definition, TapeKey **key, GCancellable *cancellable, GError **error);

/**
 * TapeLiveMaker:
 * @make_async: begins to make a feed of a definition, on a universe; copies or refers to what it needs of them
 * @make_finish: the feed; %NULL on error, a sentence
 *
 * How a definition becomes a feed without anybody waiting. Tests have their own.
 */
typedef struct
{
  void (*make_async) (const TapeUserFeed *definition,
                      TapeUniverse *universe,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data);
  TapeFeed *(*make_finish) (GAsyncResult *result, GError **error);
} TapeLiveMaker;

/* With keys of the secret service. */
extern const TapeLiveMaker tape_live_maker;

G_END_DECLS
