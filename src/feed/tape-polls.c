/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-polls.h"

/* In the order in which they are offered. */
static const TapePoll *const polls[] = {
  &tape_poll_finnhub, &tape_poll_twelve_data, &tape_poll_alpha_vantage, &tape_poll_binance, &tape_poll_yahoo,
};

const TapePoll *const *
tape_poll_list (guint *n_polls)
{
  *n_polls = G_N_ELEMENTS (polls);
  return polls;
}

const TapePoll *
tape_poll_lookup (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (polls); i++)
    if (g_strcmp0 (polls[i]->name, name) == 0)
      return polls[i];
  return NULL;
}
