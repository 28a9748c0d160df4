/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person can choose to get prices from: the services that stream, those that are asked for prices, a Kafka cluster. Made
 * of the tables of src/feed, so that a service that is added there is offered by itself. Plain data: any thread. */

#pragma once

#include "feed/tape-poll.h"
#include "feed/tape-stream.h"

G_BEGIN_DECLS

/* In the order in which they are offered. */
typedef enum
{
  TAPE_OFFER_CRYPTO, /* each trade as it happens, without a key */
  TAPE_OFFER_STOCKS, /* each trade as it happens, with a key */
  TAPE_OFFER_QUOTES, /* prices that are asked for every so often */
  TAPE_OFFER_KAFKA,  /* topics of a cluster of one's own */
  TAPE_N_OFFER_KINDS
} TapeOfferKind;

/**
 * TapeFeedOffer:
 * @kind: how it comes
 * @stream: (nullable): of CRYPTO and STOCKS: the service
 * @poll: (nullable): of QUOTES: the service
 *
 * One of them. The same service may be there as a stream and to be asked; both take the same key.
 */
typedef struct
{
  TapeOfferKind kind;
  const TapeStream *stream;
  const TapePoll *poll;
} TapeFeedOffer;

/**
 * tape_feed_offer_list:
 * @unofficial: whether those are among them that nobody promises anything of
 *
 * Returns: (transfer full) (element-type TapeFeedOffer): all of them, by kind
 */
GArray *tape_feed_offer_list (gboolean unofficial);

/**
 * tape_feed_offer_find:
 * @kind: as tape_offer_kind_get_name() says
 * @service: name of a service
 * @offer: (out caller-allocates): it
 *
 * Returns: whether there is one, those included that nobody promises anything of
 */
gboolean tape_feed_offer_find (const char *kind, const char *service, TapeFeedOffer *offer);

/**
 * tape_feed_offer_list_keyed:
 *
 * Returns: (transfer full) (element-type TapeFeedOffer): an offer each of the services that need a key, the one that a key is
 *   tested with: a question rather than a connection, of which there may be one only
 */
GArray *tape_feed_offer_list_keyed (void);

/**
 * tape_feed_offer_get_service:
 *
 * Returns: (transfer none): name of the service, which keys are kept under: "finnhub", "kafka"
 */
const char *tape_feed_offer_get_service (const TapeFeedOffer *self);

/**
 * tape_feed_offer_get_title:
 *
 * Returns: (transfer none): its name to show: "Finnhub"
 */
const char *tape_feed_offer_get_title (const TapeFeedOffer *self);

/**
 * tape_feed_offer_describe:
 *
 * Returns: (transfer full): a sentence or some: what there is, what it takes
 */
char *tape_feed_offer_describe (const TapeFeedOffer *self);

/**
 * tape_feed_offer_list_hosts:
 *
 * Returns: (transfer full): the hosts that it contacts, those that look for symbols too, as "a.example, b.example"; ""
 *   of a cluster, whose are typed in
 */
char *tape_feed_offer_list_hosts (const TapeFeedOffer *self);

gboolean tape_feed_offer_needs_key (const TapeFeedOffer *self);
gboolean tape_feed_offer_needs_secret (const TapeFeedOffer *self);
gboolean tape_feed_offer_is_unofficial (const TapeFeedOffer *self);

/**
 * tape_feed_offer_get_key_page:
 *
 * Returns: (transfer none) (nullable): address of the page where a key is had
 */
const char *tape_feed_offer_get_key_page (const TapeFeedOffer *self);

/**
 * tape_feed_offer_get_search:
 *
 * Returns: (transfer none) (nullable): the service as one that can be asked for symbols
 */
const TapePoll *tape_feed_offer_get_search (const TapeFeedOffer *self);

/**
 * tape_feed_offer_get_example:
 *
 * Returns: (transfer none): a symbol that the service knows; "" of a cluster
 */
const char *tape_feed_offer_get_example (const TapeFeedOffer *self);

/**
 * tape_offer_kind_get_name:
 *
 * Returns: (transfer none): of feeds that are set up: "stream", "poll", "kafka"
 */
const char *tape_offer_kind_get_name (TapeOfferKind kind);

/**
 * tape_offer_kind_get_title:
 *
 * Returns: (transfer none): a heading: "Crypto, live"
 */
const char *tape_offer_kind_get_title (TapeOfferKind kind);

/**
 * tape_offer_kind_get_about:
 *
 * Returns: (transfer none): a sentence on all of the kind
 */
const char *tape_offer_kind_get_about (TapeOfferKind kind);

G_END_DECLS
