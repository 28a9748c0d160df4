/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A rule's one-line form, in plain English: what people write and read, what files of rules and user.db hold. It is not
 * translated. README.md has its grammar. Free of state: any thread. */

#pragma once

#include "alerts/tape-rule.h"

G_BEGIN_DECLS

/**
 * tape_rule_format:
 * @self: any rule; one that tape_rule_check() refuses gets a line that need not be readable
 *
 * Writes what is of use to the rule's conditions; its number and whether it is switched on are not part of it.
 *
 * Returns: (transfer full): the canonical form, which tape_rule_parse() reads back as an equal rule, if fields that its
 *   conditions have no use for are 0
 */
char *tape_rule_format (const TapeRule *self);

/**
 * tape_rule_parse:
 * @text: a line, in canonical form or freer: case, blanks, singular and plural, ASCII's signs do not matter
 *
 * Symbols in lower case that the instrument table has in upper case, and names of groups in any case, become the table's,
 * symbols in quotes excepted. Values are not judged: that is what tape_rule_check() does.
 *
 * Returns: (transfer full) (nullable): the rule, switched on, without a number; %NULL with a sentence that says where @text
 *   is not understood and what is allowed there: %TAPE_RULE_ERROR_NEWER for a word that is none of this version's nor like
 *   one, else %TAPE_RULE_ERROR_TEXT
 */
TapeRule *tape_rule_parse (const char *text, GError **error);

G_END_DECLS
