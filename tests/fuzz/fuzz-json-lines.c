/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tape-fuzz.h"

#include <string.h>

#include "../support/json-both-ways.h"
#include "feed/tape-event-maker.h"

/* Lines of JSON, each made a trade or a bar. The quick way must say what cJSON says. */

static void
parse_line (TapeJsonLines *json, TapeJsonLines *whole, TapeEventMaker *maker, const char *line, gsize length)
{
  TapeTrade trade;
  TapeBar bar;

  switch (json_both_ways (json, whole, line, length))
    {
    case TAPE_JSON_TRADE:
      tape_event_maker_trade (maker, json->values, &trade);
      break;
    case TAPE_JSON_BAR:
      tape_event_maker_bar (maker, json->values, &bar);
      break;
    case TAPE_JSON_IGNORED:
      break;
    case TAPE_JSON_BAD:
      g_assert_nonnull (json->reason);
      break;
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
  const char *p = (const char *)bytes, *end = p + length;
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_auto (TapeJsonLines) json = { 0 };
  g_auto (TapeJsonLines) whole = { 0 };
  TapeEventMaker maker = { 0 };

  tape_event_maker_init (&maker, universe, NULL);
  while (p < end)
    {
      const char *next = memchr (p, '\n', (gsize)(end - p));

      if (next == NULL)
        next = end;
      parse_line (&json, &whole, &maker, p, (gsize)(next - p));
      p = next + 1;
    }
  tape_event_maker_clear (&maker);
  return 0;
}
