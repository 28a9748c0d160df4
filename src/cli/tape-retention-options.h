/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The options that say how long tiers are kept: check and retain have them in common. */

#pragma once

#include "store/tape-retention.h"

G_BEGIN_DECLS

/* As the command line gives them: texts, %NULL where not given. */
typedef struct
{
  char *trades;
  char *seconds;
  char *minutes;
} TapeRetentionArguments;

/* Entries of a GOptionEntry array. */
#define TAPE_RETENTION_ENTRIES(arguments)                                                                              \
  { "keep-trades",                                                                                                     \
    0,                                                                                                                 \
    0,                                                                                                                 \
    G_OPTION_ARG_STRING,                                                                                               \
    &(arguments).trades,                                                                                               \
    N_ ("How long trades are kept, such as 30d; for ever if not given"),                                               \
    N_ ("DURATION") },                                                                                                 \
      { "keep-seconds",                                                                                                \
        0,                                                                                                             \
        0,                                                                                                             \
        G_OPTION_ARG_STRING,                                                                                           \
        &(arguments).seconds,                                                                                          \
        N_ ("How long bars of seconds are kept; for ever if not given, and not less long than trades"),                \
        N_ ("DURATION") },                                                                                             \
  {                                                                                                                    \
    "keep-minutes", 0, 0, G_OPTION_ARG_STRING, &(arguments).minutes,                                                   \
        N_ ("How long bars of minutes are kept; for ever if not given, and not less long than those of seconds"),      \
        N_ ("DURATION")                                                                                                \
  }

/**
 * tape_retention_arguments_read:
 * @retention: (out): the tiers
 */
gboolean tape_retention_arguments_read (const TapeRetentionArguments *self, TapeRetention *retention, GError **error);

/**
 * tape_retention_arguments_given:
 *
 * Returns: whether there was any
 */
gboolean tape_retention_arguments_given (const TapeRetentionArguments *self);

/**
 * tape_retention_arguments_clear:
 *
 * Frees the texts.
 */
void tape_retention_arguments_clear (TapeRetentionArguments *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapeRetentionArguments, tape_retention_arguments_clear)

G_END_DECLS
