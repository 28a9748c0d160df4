/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Symbols to choose from while one is typed: at once those of the instrument table, and after a moment without typing those that the
 * service knows, with one call for each word, which counts as any other. Where the account has a few calls a day only, it is asked
 * when a person says so. Main thread only, with a main context that runs. */

#pragma once

#include <gio/gio.h>

#include "model/tape-feed-offer.h"
#include "pipeline/tape-key.h"

G_BEGIN_DECLS

#define TAPE_TYPE_SYMBOL_COMPLETER (tape_symbol_completer_get_type ())
G_DECLARE_FINAL_TYPE (TapeSymbolCompleter, tape_symbol_completer, TAPE, SYMBOL_COMPLETER, GObject)

/* Signals: "changed" (void): there are others to choose from, or other words on them. */

/**
 * tape_symbol_completer_new:
 * @offer: whose symbols; copied
 */
TapeSymbolCompleter *tape_symbol_completer_new (const TapeFeedOffer *offer);

/**
 * tape_symbol_completer_set_account:
 * @account: (nullable): whose calls are counted
 * @key: (nullable): its key; copied. Without one a service that needs it is not asked
 * @limits: (nullable): of its plan; %NULL for the free one; copied
 */
void tape_symbol_completer_set_account (TapeSymbolCompleter *self,
                                        const char *account,
                                        const TapeKey *key,
                                        const TapeQuotaLimits *limits);

/**
 * tape_symbol_completer_look:
 * @word: what was typed of a symbol or a name; "" to look no more
 */
void tape_symbol_completer_look (TapeSymbolCompleter *self, const char *word);

/**
 * tape_symbol_completer_ask:
 *
 * Asks the service now, where tape_symbol_completer_get_question() says something.
 */
void tape_symbol_completer_ask (TapeSymbolCompleter *self);

/**
 * tape_symbol_completer_get_matches:
 *
 * Returns: (transfer none) (element-type TapePollMatch): a few, best first; valid until "changed"
 */
GPtrArray *tape_symbol_completer_get_matches (TapeSymbolCompleter *self);

/**
 * tape_symbol_completer_get_text:
 *
 * Returns: (transfer none) (nullable): how it stands with the service, in a sentence
 */
const char *tape_symbol_completer_get_text (TapeSymbolCompleter *self);

/**
 * tape_symbol_completer_get_question:
 *
 * Returns: (transfer none) (nullable): what a person may have asked: "Ask Alpha Vantage for “tes”"
 */
const char *tape_symbol_completer_get_question (TapeSymbolCompleter *self);

/**
 * tape_symbol_completer_find_word:
 * @text: symbols, as they are typed
 * @cursor: characters before the cursor
 * @begin: (out): where the word at the cursor begins, in characters
 * @end: (out): where it ends
 *
 * Returns: (transfer full): the word; "" where there is none
 */
char *tape_symbol_completer_find_word (const char *text, guint cursor, guint *begin, guint *end);

G_END_DECLS
