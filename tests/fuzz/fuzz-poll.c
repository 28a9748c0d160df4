/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tape-fuzz.h"

#include <string.h>

#include "feed/tape-poll.h"

/* An answer of a polled service: its first line says of which, of what kind, and its status ("finnhub 0 200"), the rest is the
 * body. What is made of it is valid, new and without the key. */

#define NOW (G_GINT64_CONSTANT (1772827200) * TAPE_SECOND)
#define KEY "K3y-never-to-be-seen"

static void
check_batch (const TapeBatch *batch)
{
  g_assert_cmpint (batch->kind, ==, batch->n_bars > 0 ? TAPE_BATCH_BARS : batch->kind);
  for (guint i = 0; i < batch->n_trades; i++)
    {
      const TapeTrade *trade = &batch->trades[i];

      g_assert_null (tape_trade_check (trade->price, trade->quantity, trade->event_time, NOW));
    }
  for (guint i = 0; i < batch->n_bars; i++)
    {
      g_assert_null (tape_bar_check (&batch->bars[i], NOW));
      g_assert_cmpint (batch->bars[i].start, >=, batch->bars[i > 0 ? i - 1 : 0].start);
    }
}

static void
check_answer (const TapePollQuestion *question, const TapePollAnswer *answer)
{
  g_assert_true ((answer->message != NULL) == (answer->outcome != TAPE_POLL_OK));
  g_assert_true (answer->message == NULL || strstr (answer->message, KEY) == NULL);
  g_assert_true (answer->until == TAPE_NO_TIME || answer->until >= NOW);
  g_assert_true ((answer->batch != NULL) == (answer->outcome == TAPE_POLL_OK && question->kind != TAPE_POLL_SEARCH));
  if (answer->batch != NULL)
    check_batch (answer->batch);
  for (guint i = 0; answer->matches != NULL && i < answer->matches->len; i++)
    {
      const TapePollMatch *match = g_ptr_array_index (answer->matches, i);

      g_assert_true (*match->symbol != '\0' && g_utf8_validate (match->symbol, -1, NULL));
    }
}

/* A question like the one before finds no trade with an id a second time. */
static void
ask_again (const TapePoll *poll,
           const TapePollQuestion *question,
           const TapePollResponse *response,
           const TapePollMemory *memory)
{
  g_auto (TapePollAnswer) again = { 0 };

  tape_poll_parse (poll, question, memory, response, &again);
  check_answer (question, &again);
  for (guint i = 0; again.batch != NULL && i < again.batch->n_trades; i++)
    {
      const TapeTrade *trade = &again.batch->trades[i];

      g_assert_true ((trade->flags & TAPE_TRADE_DERIVED) == 0 || trade->quantity == 0);
      g_assert_true ((trade->flags & TAPE_TRADE_HAS_ID) == 0 || (trade->flags & TAPE_TRADE_TEXT_ID) != 0
                     || trade->id == 0 || trade->id > memory->id || trade->id >= G_GUINT64_CONSTANT (1) << 53);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
  const char *text = (const char *)bytes, *end = memchr (text, '\n', length);
  g_autofree char *head = end != NULL ? g_strndup (text, (gsize)(end - text)) : NULL;
  g_auto (GStrv) words = head != NULL ? g_strsplit (head, " ", 3) : NULL;
  g_autoptr (TapeUniverse) universe = NULL;
  g_auto (TapePollAnswer) answer = { 0 };
  const TapePoll *poll;

  if (words == NULL || g_strv_length (words) != 3 || (poll = tape_poll_lookup (words[0])) == NULL)
    return 0;
  universe = tape_universe_new (FALSE);

  TapePollQuestion question = {
    .kind = (TapePollKind)(g_ascii_strtoull (words[1], NULL, 10) % (TAPE_POLL_SEARCH + 1)),
    .symbol = poll->sample,
    .key = KEY,
    .extended = TRUE,
    .length = TAPE_BAR_DAY,
    .from = TAPE_NO_TIME,
    .to = TAPE_NO_TIME,
  };
  TapePollResponse response = {
    .status = (guint)g_ascii_strtoull (words[2], NULL, 10) % 1000,
    .retry_after = -1,
    .body = end + 1,
    .length = length - (gsize)(end + 1 - text),
    .receive_time = NOW,
    .universe = universe,
  };

  tape_poll_parse (poll, &question, NULL, &response, &answer);
  check_answer (&question, &answer);
  ask_again (poll, &question, &response, &answer.memory);
  return 0;
}
