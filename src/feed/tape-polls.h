/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The polled services, each a file of its own; tape-polls.c holds the table of them. Private to tape-poll*.c. */

#pragma once

#include "feed/tape-poll.h"

G_BEGIN_DECLS

extern const TapePoll tape_poll_alpha_vantage;
extern const TapePoll tape_poll_binance;
extern const TapePoll tape_poll_finnhub;
extern const TapePoll tape_poll_twelve_data;
extern const TapePoll tape_poll_yahoo;

G_END_DECLS
