/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the words of a rule one after the other, and says where one is not understood. Inside alerts/ only. */

#pragma once

#include "alerts/tape-rule-words.h"

G_BEGIN_DECLS

/**
 * TapeRuleParser:
 * @tokens: (element-type TapeRuleToken): of the text, the last an END
 * @next: which is read next
 * @error: (nullable): takes what went wrong first
 */
typedef struct
{
  GArray *tokens;
  guint next;
  GError **error;
} TapeRuleParser;

/**
 * tape_rule_parser_peek:
 * @ahead: 0 for the next token
 *
 * Returns: (transfer none): it; behind the last, the last
 */
const TapeRuleToken *tape_rule_parser_peek (const TapeRuleParser *self, guint ahead);

/**
 * tape_rule_parser_sees:
 * @words: "above|over"
 *
 * Returns: whether the next token is one of them
 */
gboolean tape_rule_parser_sees (const TapeRuleParser *self, const char *words);

/**
 * tape_rule_parser_take:
 *
 * As tape_rule_parser_sees(), and goes on if so.
 */
gboolean tape_rule_parser_take (TapeRuleParser *self, const char *words);

/**
 * tape_rule_parser_take_kind:
 *
 * Goes on if the next token is of @kind.
 */
gboolean tape_rule_parser_take_kind (TapeRuleParser *self, TapeRuleTokenKind kind);

/**
 * tape_rule_parser_need:
 *
 * As tape_rule_parser_take(), and it is an error if not.
 */
gboolean tape_rule_parser_need (TapeRuleParser *self, const char *words);

/**
 * tape_rule_parser_fail:
 * @words: (nullable): which are allowed where the next token is
 * @what: (nullable): what else, translated
 *
 * Sets the error: the next token is not understood.
 *
 * Returns: %FALSE
 */
gboolean tape_rule_parser_fail (TapeRuleParser *self, const char *words, const char *what);

/* Each reads what its name says, or sets the error. */
gboolean tape_rule_parser_read_number (TapeRuleParser *self, double *number);
gboolean tape_rule_parser_read_count (TapeRuleParser *self, guint *count);
gboolean tape_rule_parser_read_duration (TapeRuleParser *self, gint64 *duration);
gboolean tape_rule_parser_read_time (TapeRuleParser *self, gint64 *time);

/**
 * tape_rule_parser_read_threshold:
 * @number: (out): a fraction where a per cent sign follows
 * @percent: (out): whether one does
 */
gboolean tape_rule_parser_read_threshold (TapeRuleParser *self, double *number, gboolean *percent);

G_END_DECLS
