/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Examples of alert rules, by hand: rules and events as text, and the firings that must come out as text. Each is run in
 * batches of several sizes, and stopped and gone on with after every event. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AlertScript:
 * @rules: (array zero-terminated=1): in their one-line form; numbered from 1
 * @events: a line each: "AAPL 90.5 100 3 buy" is a trade at second 90.5 for 100, its quantity 3 (else 1) and its side; "tick 95";
 *   "bar AAPL -60 100" is the source's own of a minute; "end", and "begin" of the source once more; seconds count
 *   from Tuesday 2024-03-05, 15:00 UTC (10:00 in New York), "day+1 AAPL 90.5 100" from a day later
 * @firings: a line each: "1 AAPL up 90.5 value 0.05", with "past", "held 80" behind where it is so
 * @delay: seconds that the watermark lies behind
 * @quiet: whether there are quiet hours from 16:00 to 17:00 UTC
 * @begins_anew: after a restart other firings are right
 * @snooze: (nullable): subject of which rule 1 is snoozed until 15:10
 */
typedef struct
{
  const char *rules[8];
  const char *events;
  const char *firings;
  double delay;
  gboolean quiet;
  gboolean begins_anew;
  const char *snooze;
} AlertScript;

void alert_script_check (const AlertScript *self);

/* A test of one. */
void alert_script_add (const char *path, const AlertScript *script);

G_END_DECLS
