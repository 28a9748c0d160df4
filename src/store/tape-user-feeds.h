/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The feeds that a person has set up, in user.db: what each reads, from whom and how; without keys, which the secret
 * service keeps under the feed's service and account. */

#pragma once

#include "store/tape-user-db.h"

G_BEGIN_DECLS

/**
 * TapeUserFeed:
 * @id: from 1, never used twice; 0 of one that is not in user.db yet
 * @name: to show; no two have the same
 * @kind: how it is reached: "stream", "poll", "kafka"; one of a newer version stays as it is
 * @service: name of the service, as its kind's table has it
 * @account: (nullable): whose key is used; %NULL where none is needed
 * @symbols: (array zero-terminated=1): in order, none twice
 * @settings: a JSON object with what is particular to the kind: "{}" where there is nothing
 * @priority: where several have an instrument, the one of the lowest number goes first
 * @enabled: whether it runs
 */
typedef struct
{
  gint64 id;
  char *name;
  char *kind;
  char *service;
  char *account;
  char **symbols;
  char *settings;
  gint64 priority;
  gboolean enabled;
} TapeUserFeed;

TapeUserFeed *tape_user_feed_copy (const TapeUserFeed *self);
void tape_user_feed_free (TapeUserFeed *self);

/**
 * tape_user_db_load_feeds:
 *
 * Returns: (transfer full) (nullable) (element-type TapeUserFeed): all of them, by priority, then as they came; %NULL on error
 */
GPtrArray *tape_user_db_load_feeds (TapeUserDb *self, GError **error);

/**
 * tape_user_db_add_feed:
 * @feed: with an id where its removal is undone
 *
 * Returns: its id, from 1; 0 on error, also where the name is taken
 */
gint64 tape_user_db_add_feed (TapeUserDb *self, const TapeUserFeed *feed, GError **error);

/**
 * tape_user_db_set_feed:
 * @feed: in the place of that with its id
 *
 * Nothing happens where there is no such feed.
 */
gboolean tape_user_db_set_feed (TapeUserDb *self, const TapeUserFeed *feed, GError **error);

/**
 * tape_user_db_remove_feed:
 *
 * Removes it with its symbols. What it brought stays in the main database, its key in the secret service.
 */
gboolean tape_user_db_remove_feed (TapeUserDb *self, gint64 feed, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeUserFeed, tape_user_feed_free)

G_END_DECLS
