/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules of one number each, which are edited where they belong (a watchlist's row or menu, the preferences) rather than in
 * the editor. Each is an ordinary rule; it is known again by its form. Free of state: any thread. */

#pragma once

#include "alerts/tape-rule.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_QUICK_CHANGE, /* moves by ± x against the previous close; x is a fraction */
  TAPE_QUICK_VOLUME, /* volume of five minutes at least x times its average */
} TapeQuickRule;

/* What a change is between, as a fraction, and a multiple of the average. */
#define TAPE_QUICK_CHANGE_LEAST 0.0001
#define TAPE_QUICK_CHANGE_MOST  10.0
#define TAPE_QUICK_VOLUME_LEAST 0.1
#define TAPE_QUICK_VOLUME_MOST  1000.0

/* Times the average, until somebody says otherwise. */
#define TAPE_QUICK_VOLUME_USUAL 3.0

/**
 * tape_quick_rule_new:
 * @name: (nullable): of a target that has one
 * @x: its number
 *
 * Returns: (transfer full): the rule
 */
TapeRule *tape_quick_rule_new (TapeQuickRule which, TapeTargetKind target, const char *name, double x);

/**
 * tape_quick_rule_read:
 * @x: (out): its number
 *
 * How often it fires, until when and how important it is makes no difference.
 *
 * Returns: whether @rule is that one, whatever its number
 */
gboolean
tape_quick_rule_read (const TapeRule *rule, TapeQuickRule which, TapeTargetKind target, const char *name, double *x);

/**
 * tape_quick_rule_parse:
 * @text: as people type it: "5", "± 5 %", "2,5", "3×"
 * @x: (out): its number, within what is allowed
 *
 * Returns: whether it is a number that is allowed
 */
gboolean tape_quick_rule_parse (TapeQuickRule which, const char *text, double *x);

/**
 * tape_quick_rule_format:
 *
 * Returns: (transfer full): the number as it is typed: "5", "2.5"
 */
char *tape_quick_rule_format (TapeQuickRule which, double x);

G_END_DECLS
