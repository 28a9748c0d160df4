/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of the services that stream trades; README.md shows how to add one. */

#include "feed/tape-stream-private.h"

#include <string.h>

static const TapeStream *const streams[] = {
  &tape_stream_alpaca, &tape_stream_binance, &tape_stream_coinbase, &tape_stream_finnhub, NULL,
};

const TapeStream *const *
tape_streams_list (void)
{
  return streams;
}

const TapeStream *
tape_streams_lookup (const char *name)
{
  for (gsize i = 0; streams[i] != NULL; i++)
    if (strcmp (streams[i]->name, name) == 0)
      return streams[i];
  return NULL;
}
