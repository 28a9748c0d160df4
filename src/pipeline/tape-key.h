/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What opens a service: a key, with some a secret beside it. Plain data, any thread; memory that held one is wiped before
 * it is given back. A key is for the service's requests and for nothing else: no log, error, window or command line has it. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest that a key or a secret may be, bytes: tokens of some brokers are long. */
#define TAPE_KEY_MAX 8192

#define TAPE_KEY_ERROR (tape_key_error_quark ())

typedef enum
{
  TAPE_KEY_ERROR_EMPTY, /* there is nothing */
  TAPE_KEY_ERROR_TEXT,  /* a character that no key has, or too many */
} TapeKeyError;

GQuark tape_key_error_quark (void);

/**
 * TapeKey:
 * @key: the key, or a user's name
 * @secret: (nullable): what the service wants beside it: Alpaca's secret, a broker's password
 *
 * Both are UTF-8 of 1 to #TAPE_KEY_MAX bytes without control characters, and neither begins or ends with a space.
 */
typedef struct
{
  char *key;
  char *secret;
} TapeKey;

/**
 * tape_key_new:
 * @key: as it was typed or pasted: space and line ends around it are dropped
 * @secret: (nullable): likewise; empty as %NULL
 *
 * Returns: (transfer full) (nullable): the key; %NULL with a %TAPE_KEY_ERROR if it cannot be one
 */
TapeKey *tape_key_new (const char *key, const char *secret, GError **error);

/**
 * tape_key_new_from_text:
 * @text: what tape_key_to_text() made
 *
 * Returns: (transfer full) (nullable): the key
 */
TapeKey *tape_key_new_from_text (const char *text, GError **error);

/**
 * tape_key_to_text:
 *
 * Returns: (transfer full): both in one text, a line each; to be freed with tape_key_wipe()
 */
char *tape_key_to_text (const TapeKey *self);

TapeKey *tape_key_copy (const TapeKey *self);

/**
 * tape_key_is_same:
 * @other: (nullable): another
 */
gboolean tape_key_is_same (const TapeKey *self, const TapeKey *other);

/**
 * tape_key_free:
 * @self: (nullable): a key
 */
void tape_key_free (TapeKey *self);

/**
 * tape_key_wipe:
 * @text: (nullable) (transfer full): a text that holds a key
 *
 * Overwrites it and frees it.
 */
void tape_key_wipe (char *text);

/**
 * tape_key_variable:
 * @service: name of a service: "alpha-vantage"
 *
 * Returns: (transfer full): the environment variable that holds its key for tapectl: "TAPELINE_KEY_ALPHA_VANTAGE"; the
 *   secret is in the one with "SECRET" in the place of "KEY"
 */
char *tape_key_variable (const char *service);

/**
 * tape_key_from_environment:
 * @service: name of a service
 * @error: a %TAPE_KEY_ERROR, which names the variable, where what is set cannot be a key
 *
 * Returns: (transfer full) (nullable): the key; %NULL without an error where the variable is not set, or empty
 */
TapeKey *tape_key_from_environment (const char *service, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeKey, tape_key_free)

G_END_DECLS
