/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "poll-fixture.h"

#include <string.h>

void
poll_fixture_init (PollFixture *self, const char *service)
{
  memset (self, 0, sizeof *self);
  self->poll = tape_poll_lookup (service);
  g_assert_nonnull (self->poll);
  self->question = (TapePollQuestion){
    .kind = TAPE_POLL_LATEST,
    .symbol = self->poll->sample,
    .key = POLL_KEY,
    .length = TAPE_BAR_MINUTE,
    .from = TAPE_NO_TIME,
    .to = TAPE_NO_TIME,
  };
  self->response = (TapePollResponse){
    .status = 200,
    .retry_after = -1,
    .receive_time = POLL_NOW,
    .universe = tape_universe_new (FALSE),
    .source = POLL_SOURCE,
  };
  self->memory = TAPE_POLL_MEMORY_NONE;
}

void
poll_fixture_clear (PollFixture *self)
{
  tape_poll_answer_clear (&self->answer);
  tape_universe_unref (self->response.universe);
}

void
poll_fixture_answer (PollFixture *self, const char *body)
{
  gsize length = strlen (body);
  g_autofree char *copy = g_memdup2 (body, length);

  tape_poll_answer_clear (&self->answer);
  self->response.body = copy;
  self->response.length = length;
  tape_poll_parse (self->poll, &self->question, &self->memory, &self->response, &self->answer);
  self->response.body = NULL;
  if (self->answer.outcome == TAPE_POLL_OK)
    self->memory = self->answer.memory;
}

gboolean
poll_fixture_payload (PollFixture *self, const char *name)
{
  const char *folder = g_getenv ("TAPE_SHARED_DATA");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : "", "payloads", name, NULL);
  g_autofree char *body = NULL;

  if (folder == NULL || !g_file_get_contents (path, &body, NULL, NULL))
    {
      g_test_skip ("../shared/data is not there");
      return FALSE;
    }
  poll_fixture_answer (self, body);
  return TRUE;
}

const TapeTrade *
poll_fixture_get_trade (PollFixture *self)
{
  g_assert_cmpint (self->answer.outcome, ==, TAPE_POLL_OK);
  g_assert_null (self->answer.message);
  g_assert_cmpint (self->answer.batch->kind, ==, TAPE_BATCH_TRADES);
  g_assert_cmpuint (self->answer.batch->n_rejects, ==, 0);
  g_assert_cmpuint (self->answer.batch->n_trades, ==, 1);
  return &self->answer.batch->trades[0];
}

void
poll_fixture_assert_outcome (PollFixture *self, TapePollOutcome outcome, const char *message)
{
  g_assert_cmpint (self->answer.outcome, ==, outcome);
  g_assert_cmpstr (self->answer.message, ==, message);
  g_assert_null (self->answer.batch);
  g_assert_null (self->answer.matches);
  g_assert_null (strstr (self->answer.message, POLL_KEY));
}
