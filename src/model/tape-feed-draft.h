/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A feed while it is being set up: what was typed, as it was typed, what is wrong with it in a sentence, and what is made of
 * it. Plain data, one thread at a time. A key that was typed is in it, and nowhere in what it says. */

#pragma once

#include "feed/tape-kafka-settings.h"
#include "model/tape-feed-offer.h"
#include "pipeline/tape-key.h"
#include "store/tape-user-feeds.h"

G_BEGIN_DECLS

/* Texts that are typed. */
typedef enum
{
  TAPE_FEED_FIELD_NAME,
  TAPE_FEED_FIELD_KEY,     /* of a cluster: the user who signs in */
  TAPE_FEED_FIELD_SECRET,  /* of a cluster: the password */
  TAPE_FEED_FIELD_SYMBOLS, /* with blanks or commas between them */
  TAPE_FEED_FIELD_BROKERS, /* likewise */
  TAPE_FEED_FIELD_TOPICS,  /* likewise */
  TAPE_FEED_FIELD_CA_FILE, /* path of a file with the certificates to trust */
  TAPE_FEED_FIELD_COLUMNS, /* of messages that are CSV */
  TAPE_FEED_FIELD_MAP,     /* "LastPrice=price", with blanks or commas between them */
  TAPE_FEED_FIELD_MINUTE,  /* calls a minute of the account's plan; with an empty DAY, too, that of the free one */
  TAPE_FEED_FIELD_DAY,     /* likewise, on a day */
  TAPE_N_FEED_FIELDS
} TapeFeedField;

typedef struct _TapeFeedDraft TapeFeedDraft;

/**
 * tape_feed_draft_new:
 * @offer: what it is of; copied
 *
 * Returns: (transfer full): one that begins with the offer's example
 */
TapeFeedDraft *tape_feed_draft_new (const TapeFeedOffer *offer);

/**
 * tape_feed_draft_new_from:
 * @feed: a feed that is set up
 *
 * Returns: (transfer full) (nullable): what would be typed to have it; %NULL where this version knows no such service
 */
TapeFeedDraft *tape_feed_draft_new_from (const TapeUserFeed *feed);
void tape_feed_draft_free (TapeFeedDraft *self);

const TapeFeedOffer *tape_feed_draft_get_offer (const TapeFeedDraft *self);

/**
 * tape_feed_draft_has_field:
 *
 * Returns: whether there is such a thing to be typed, as it is now
 */
gboolean tape_feed_draft_has_field (const TapeFeedDraft *self, TapeFeedField field);

/**
 * tape_feed_draft_set:
 * @text: as it is typed
 */
void tape_feed_draft_set (TapeFeedDraft *self, TapeFeedField field, const char *text);

/**
 * tape_feed_draft_get:
 *
 * Returns: (transfer none): what was typed
 */
const char *tape_feed_draft_get (const TapeFeedDraft *self, TapeFeedField field);

/**
 * tape_feed_draft_set_stored:
 * @stored: a key of the service is kept, and is taken where none is typed
 */
void tape_feed_draft_set_stored (TapeFeedDraft *self, gboolean stored);

/**
 * tape_feed_draft_set_taken:
 * @names: (array zero-terminated=1): names of other feeds, which this one cannot have
 */
void tape_feed_draft_set_taken (TapeFeedDraft *self, const char *const *names);

/**
 * tape_feed_draft_get_kafka:
 *
 * Returns: (transfer none) (nullable): of a cluster: what is chosen rather than typed, to be changed as one likes
 */
TapeKafkaSettings *tape_feed_draft_get_kafka (TapeFeedDraft *self);

/**
 * tape_feed_draft_has_extended:
 *
 * Returns: whether it can be chosen to take prices before and after the session, too
 */
gboolean tape_feed_draft_has_extended (const TapeFeedDraft *self);
gboolean tape_feed_draft_get_extended (const TapeFeedDraft *self);
void tape_feed_draft_set_extended (TapeFeedDraft *self, gboolean extended);

/**
 * tape_feed_draft_get_limits:
 * @limits: (out caller-allocates): of the account's plan
 *
 * Returns: whether it is of a service that is asked
 */
gboolean tape_feed_draft_get_limits (const TapeFeedDraft *self, TapeQuotaLimits *limits);

/**
 * tape_feed_draft_check:
 * @field: (out) (optional): which field it is about; %TAPE_N_FEED_FIELDS where it is about none of them
 *
 * Returns: (transfer full) (nullable): what is wrong, the first of it, and what to do; %NULL if it can be tried
 */
char *tape_feed_draft_check (const TapeFeedDraft *self, TapeFeedField *field);

/**
 * tape_feed_draft_get_symbols:
 *
 * Returns: (transfer full) (array zero-terminated=1): the symbols as the service writes them, none twice; one that cannot be
 *   is left as it was typed; none of a cluster
 */
char **tape_feed_draft_get_symbols (const TapeFeedDraft *self);

/**
 * tape_feed_draft_get_name:
 *
 * Returns: (transfer full): its name: what was typed, else the service's, with a number where that is taken
 */
char *tape_feed_draft_get_name (const TapeFeedDraft *self);

/**
 * tape_feed_draft_get_account:
 *
 * Returns: (transfer full) (nullable): under which a key of the service is kept; %NULL where it takes none
 */
char *tape_feed_draft_get_account (const TapeFeedDraft *self);

/**
 * tape_feed_draft_make_key:
 *
 * Returns: (transfer full) (nullable): the key that was typed, to be kept under service and account; %NULL where none was, or
 *   it cannot be one
 */
TapeKey *tape_feed_draft_make_key (const TapeFeedDraft *self);

/**
 * tape_feed_draft_describe_pace:
 *
 * Returns: (transfer full) (nullable): of a service that is asked: how often it will be for each symbol, while the exchange is
 *   open
 */
char *tape_feed_draft_describe_pace (const TapeFeedDraft *self);

/**
 * tape_feed_draft_make:
 *
 * Returns: (transfer full): the feed, to be kept: without a key, enabled, with the number, priority and account of that which
 *   the draft was made of
 */
TapeUserFeed *tape_feed_draft_make (const TapeFeedDraft *self);

/**
 * tape_feed_draft_make_kafka:
 *
 * Returns: (transfer full) (nullable): of a cluster: its settings with what was typed, the password among it
 */
TapeKafkaSettings *tape_feed_draft_make_kafka (const TapeFeedDraft *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeFeedDraft, tape_feed_draft_free)

G_END_DECLS
