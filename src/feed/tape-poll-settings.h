/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person may choose of a feed that asks a service, beside its symbols and its key. Plain data, kept as JSON. Any
 * thread. */

#pragma once

#include "feed/tape-poll.h"

G_BEGIN_DECLS

/* More calls than any plan has. */
#define TAPE_POLL_MOST_CALLS 10000000

/**
 * TapePollSettings:
 * @extended: take prices before and after the session too, and ask as often then; where the service is TAPE_POLL_HAS_EXTENDED
 * @per_minute: calls a minute of the account's plan; 0 for as many as one likes
 * @per_day: likewise, on a day; where both are 0 the plan is the free one
 */
typedef struct
{
  gboolean extended;
  guint per_minute;
  guint per_day;
} TapePollSettings;

/**
 * tape_poll_settings_parse:
 * @json: of tape_poll_settings_to_json(), or anything: what it does not say is as in an empty object
 */
TapePollSettings tape_poll_settings_parse (const char *json);

/**
 * tape_poll_settings_to_json:
 *
 * Returns: (transfer full): an object with what differs from an empty one
 */
char *tape_poll_settings_to_json (const TapePollSettings *self);

/**
 * tape_poll_settings_get_limits:
 *
 * Returns: what the account may ask of @poll
 */
TapeQuotaLimits tape_poll_settings_get_limits (const TapePollSettings *self, const TapePoll *poll);

G_END_DECLS
