/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of a rule's one-line form. Inside alerts/ only. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TAPE_RULE_WORD,
  TAPE_RULE_QUOTED, /* "…", "" within stands for one quote */
  TAPE_RULE_COMMA,
  TAPE_RULE_PERCENT,
  TAPE_RULE_PLUS,
  TAPE_RULE_MINUS,
  TAPE_RULE_PLUS_MINUS,
  TAPE_RULE_END,
} TapeRuleTokenKind;

/**
 * TapeRuleToken:
 * @kind: what it is
 * @text: as written; of a quoted one what is between its quotes
 * @at: number of its first character, from 1
 * @joined: whether it follows the one before without a blank
 */
typedef struct
{
  TapeRuleTokenKind kind;
  char *text;
  guint at;
  gboolean joined;
} TapeRuleToken;

/**
 * tape_rule_words_split:
 * @text: UTF-8
 *
 * Returns: (transfer full) (element-type TapeRuleToken) (nullable): the words, the last an END; %NULL where a quote is
 *   not closed, with @at its place
 */
GArray *tape_rule_words_split (const char *text, guint *at);

/**
 * tape_rule_words_is_one_of:
 * @words: "above|over"
 *
 * Returns: whether @word is one of @words, in any case
 */
gboolean tape_rule_words_is_one_of (const char *word, const char *words);

/**
 * tape_rule_words_guess:
 * @words: "once a day|important"; of each the first word is looked at
 *
 * Returns: (transfer full) (nullable): that one of @words which @word may be meant for: at most two letters are wrong
 */
char *tape_rule_words_guess (const char *word, const char *words);

/* Words that begin a target or a condition: a name that is one of them stands in quotes. */
#define TAPE_RULE_WORDS_TARGETS    "watched|everything|list|industry|country|technology|source|any|query"
#define TAPE_RULE_WORDS_CONDITIONS "moves|rises|falls|is|above|below|crosses|volume|sma|ema|rsi|buy|growth|silent"

/* All words of this version that could stand at a wrong place. */
#define TAPE_RULE_WORDS                                                                                                \
  TAPE_RULE_WORDS_TARGETS "|" TAPE_RULE_WORDS_CONDITIONS                                                               \
                          "|move|rise|fall|cross|then|within|against|previous|close|the|open|price|ago|last|firing|"   \
                          "least|most|times|average|spans|rising|falling|bars|share|with|fresh|for|returns|rows|"      \
                          "once|daily|every|cooldown|until|important"

/**
 * tape_rule_words_put_name:
 * @symbol: it is a symbol, whose case matters
 *
 * Appends @name, in quotes where it could be taken for something else.
 */
void tape_rule_words_put_name (GString *text, const char *name, gboolean symbol);

/**
 * tape_rule_words_put_percent:
 *
 * Appends the shortest form of @fraction with its point moved by two places: 0.05 is "5"; nothing where it is not finite.
 * Moved back by text, it reads back the same.
 */
void tape_rule_words_put_percent (GString *text, double fraction);

G_END_DECLS
