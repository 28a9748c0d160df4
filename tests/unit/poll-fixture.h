/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A polled service asked in a test: one question, one answer, what was made of it. */

#pragma once

#include "feed/tape-poll.h"

G_BEGIN_DECLS

/* 2026-03-06T20:00:00Z, a Friday, three in the afternoon in New York. */
#define POLL_NOW    (G_GINT64_CONSTANT (1772827200) * TAPE_SECOND)
#define POLL_SOURCE 7
#define POLL_KEY    "K3y-never-to-be-seen"

/**
 * PollFixture:
 * @poll: the service asked
 * @question: what is asked: the latest of its sample, with a key, unless set otherwise
 * @response: status 200 at POLL_NOW, unless set otherwise
 * @memory: of the symbol; taken over from each answer
 * @answer: the last
 */
typedef struct
{
  const TapePoll *poll;
  TapePollQuestion question;
  TapePollResponse response;
  TapePollMemory memory;
  TapePollAnswer answer;
} PollFixture;

void poll_fixture_init (PollFixture *self, const char *service);
void poll_fixture_clear (PollFixture *self);

/* Reads @body, of which it keeps a copy without a NUL behind it, so that a sanitizer sees whoever reads on. */
void poll_fixture_answer (PollFixture *self, const char *body);

/* As poll_fixture_answer(), with a file in ../shared/data/payloads; FALSE, and the test is skipped, where it is not. */
gboolean poll_fixture_payload (PollFixture *self, const char *name);

/* The only trade of the answer. */
const TapeTrade *poll_fixture_get_trade (PollFixture *self);

/* That it ended so, with a sentence that does not hold the key. */
void poll_fixture_assert_outcome (PollFixture *self, TapePollOutcome outcome, const char *message);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PollFixture, poll_fixture_clear)

G_END_DECLS
