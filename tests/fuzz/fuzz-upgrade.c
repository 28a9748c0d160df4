/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tape-fuzz.h"

#include <string.h>

#include "base/tape-time.h"
#include "feed/tape-http-times.h"
#include "feed/tape-socket-upgrade.h"

/* What a server answers to the wish for a WebSocket, its dates included. Shown in parts, it is the same answer; one that grants
 * it has what the protocol wants. */

#define NOW  (G_GINT64_CONSTANT (1772827200) * TAPE_SECOND)
#define KEY  "dGhlIHNhbXBsZSBub25jZQ=="
#define WEEK (7 * TAPE_DAY)

static gsize
read_part (const char *data, gsize length, TapeUpgradeAnswer *answer)
{
  g_autofree char *shown = memcpy (g_malloc (length + 1), data, length);
  gsize taken = tape_upgrade_answer (shown, length, KEY, NOW, answer);

  g_assert_cmpuint (taken, <=, length);
  g_assert_true (taken > 0 || (answer->status == 0 && answer->fault == NULL));
  g_assert_cmpuint (answer->status, <, 1000);
  g_assert_true (taken == 0 || answer->fault != NULL || answer->status >= 1);
  g_assert_true (answer->retry_after == -1 || (answer->retry_after >= 0 && answer->retry_after <= WEEK));
  return taken;
}

/* As much as it takes is as much as it needs, unless it was none from its beginning. */
static void
check_parts (const char *data, gsize length, gsize taken, const TapeUpgradeAnswer *whole)
{
  TapeUpgradeAnswer part;

  if (whole->status == 0)
    return;
  g_assert_cmpuint (read_part (data, taken - 1, &part), ==, 0);
  g_assert_cmpuint (read_part (data, taken, &part), ==, taken);
  g_assert_true (part.status == whole->status && part.fault == whole->fault && part.retry_after == whole->retry_after);
  if (whole->status != 101 || whole->fault != NULL)
    return;
  g_assert_nonnull (g_strstr_len (data, (gssize)length, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
}

/* The same words as headers of an answer to a question. */
static void
read_times (const char *data, gsize length)
{
  g_autofree char *text = g_strndup (data, length);
  gint64 date = tape_http_read_date (text), wait = tape_http_read_retry_after (text, NOW);

  g_assert_true (date == TAPE_NO_TIME || date % TAPE_SECOND == 0);
  g_assert_true (wait == -1 || (wait >= 0 && wait <= WEEK));
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
  const char *data = (const char *)bytes;
  TapeUpgradeAnswer answer;
  gsize taken = read_part (data, length, &answer);

  if (taken > 0)
    check_parts (data, length, taken, &answer);
  read_times (data, length);
  return 0;
}
