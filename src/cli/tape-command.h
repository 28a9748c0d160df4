/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The commands of tapectl: one table, one file each. A command parses its own arguments and says what went wrong through
 * a GError: of TAPE_COMMAND_ERROR for wrong usage (exit status 2), of any other domain for a failure (1). */

#pragma once

#include <gio/gio.h>

#include "cli/tape-output.h"

G_BEGIN_DECLS

#define TAPE_COMMAND_ERROR (tape_command_error_quark ())

typedef enum
{
  TAPE_COMMAND_ERROR_USAGE,
} TapeCommandError;

GQuark tape_command_error_quark (void);

/**
 * TapeCommand:
 * @name: first argument
 * @arguments: what follows it, for the help
 * @summary: what it does, a line
 * @run: with the arguments from its own name on
 */
typedef struct
{
  const char *name;
  const char *arguments;
  const char *summary;
  gboolean (*run) (int argc, char **argv, GError **error);
} TapeCommand;

gboolean tape_command_alerts (int argc, char **argv, GError **error);
gboolean tape_command_analyze (int argc, char **argv, GError **error);
gboolean tape_command_check (int argc, char **argv, GError **error);
gboolean tape_command_export (int argc, char **argv, GError **error);
gboolean tape_command_import (int argc, char **argv, GError **error);
gboolean tape_command_indicators (int argc, char **argv, GError **error);
gboolean tape_command_publish (int argc, char **argv, GError **error);
gboolean tape_command_quote (int argc, char **argv, GError **error);
gboolean tape_command_replay (int argc, char **argv, GError **error);
gboolean tape_command_retain (int argc, char **argv, GError **error);
gboolean tape_command_simulate (int argc, char **argv, GError **error);
gboolean tape_command_sql (int argc, char **argv, GError **error);
gboolean tape_command_tail (int argc, char **argv, GError **error);
gboolean tape_command_windows (int argc, char **argv, GError **error);

/**
 * tape_command_parse:
 * @arguments: (nullable): what it takes beside options, for the help
 * @summary: sentences that say what it does
 * @entries: (array zero-terminated=1) (nullable): options of the command
 * @min: how many arguments it needs beside its name
 * @max: how many it takes; G_MAXINT: any
 *
 * Parses @argc and @argv, which keep the command's name and its arguments.
 */
gboolean tape_command_parse (const char *arguments,
                             const char *summary,
                             const GOptionEntry *entries,
                             int *argc,
                             char ***argv,
                             int min,
                             int max,
                             GError **error);

/**
 * tape_command_usage:
 *
 * Sets @error to wrong usage, with a sentence.
 *
 * Returns: %FALSE
 */
gboolean tape_command_usage (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/**
 * tape_command_format:
 * @name: (nullable): of --format
 */
gboolean tape_command_format (const char *name, FILE *file, TapeOutputFormat *format, GError **error);

/**
 * tape_command_bound:
 * @option: "--from", "--to"
 * @text: (nullable): a day, or a time with its zone
 * @date: (inout): takes the day, days since 1970; left as it is otherwise
 * @time: (inout): takes the time; left as it is otherwise
 */
gboolean tape_command_bound (const char *option, const char *text, gint32 *date, gint64 *time, GError **error);

/**
 * tape_command_database:
 * @path: (nullable): of --db
 *
 * Returns: (transfer full) (nullable): the database to read: @path, or the application's own; %NULL if there is none yet
 */
char *tape_command_database (const char *path, GError **error);

G_END_DECLS
