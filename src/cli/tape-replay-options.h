/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What replay and windows have in common: the options, the run, the rows of windows. */

#pragma once

#include "cli/tape-output.h"
#include "pipeline/tape-session.h"

G_BEGIN_DECLS

/* As the command line gives them: texts, %NULL where not given. */
typedef struct
{
  char *window;
  char *delay;
  char *lateness;
  char *mode;
  char *trigger;
  char *speed;
  char *format;
  char **map;
  char **alerts;
  gboolean explain;
  gboolean again;
  gboolean tick_rule;
} TapeReplayArguments;

/* Entries of a GOptionEntry array, but for --window, whose default differs. */
#define TAPE_REPLAY_ENTRIES(arguments)                                                                                 \
  { "window",                                                                                                          \
    'w',                                                                                                               \
    0,                                                                                                                 \
    G_OPTION_ARG_STRING,                                                                                               \
    &(arguments).window,                                                                                               \
    N_ ("Windows to print: 1m, 5m/1m, 24h, 1d, session"),                                                              \
    N_ ("SIZE[/SLIDE]") },                                                                                             \
      { "delay",                                                                                                       \
        0,                                                                                                             \
        0,                                                                                                             \
        G_OPTION_ARG_STRING,                                                                                           \
        &(arguments).delay,                                                                                            \
        N_ ("How far the watermark stays behind; found in a first pass if not given"),                                 \
        N_ ("DURATION") },                                                                                             \
      { "lateness",                                                                                                    \
        0,                                                                                                             \
        0,                                                                                                             \
        G_OPTION_ARG_STRING,                                                                                           \
        &(arguments).lateness,                                                                                         \
        N_ ("How long a closed window takes late trades (10m)"),                                                       \
        N_ ("DURATION") },                                                                                             \
      { "mode",                                                                                                        \
        0,                                                                                                             \
        0,                                                                                                             \
        G_OPTION_ARG_STRING,                                                                                           \
        &(arguments).mode,                                                                                             \
        N_ ("What is printed: append (closed windows), update (what changed), complete (all)"),                        \
        N_ ("MODE") },                                                                                                 \
      { "trigger",                                                                                                     \
        0,                                                                                                             \
        0,                                                                                                             \
        G_OPTION_ARG_STRING,                                                                                           \
        &(arguments).trigger,                                                                                          \
        N_ ("How often revised and changed windows are printed (1s); 0s: at each event"),                              \
        N_ ("DURATION") },                                                                                             \
      { "map",                                                                                                         \
        'm',                                                                                                           \
        0,                                                                                                             \
        G_OPTION_ARG_STRING_ARRAY,                                                                                     \
        &(arguments).map,                                                                                              \
        N_ ("Read a column as a field: event_time, date, time, symbol, price, quantity, side, trade_id, open, high, "  \
            "low, close"),                                                                                             \
        N_ ("COLUMN=FIELD") },                                                                                         \
  {                                                                                                                    \
    "format", 'f', 0, G_OPTION_ARG_STRING, &(arguments).format, N_ ("Form of the output: table, csv, json, jsonl"),    \
        N_ ("FORMAT")                                                                                                  \
  }

/**
 * tape_replay_arguments_clear:
 *
 * Frees the texts.
 */
void tape_replay_arguments_clear (TapeReplayArguments *self);

/**
 * tape_replay_read_speed:
 * @text: (nullable): of --speed
 * @usual: where it is not given
 * @speed: (out): times the recorded pace; 0 as fast as it goes
 */
gboolean tape_replay_read_speed (const char *text, double usual, double *speed, GError **error);

/**
 * tape_replay_run:
 * @paths: (array zero-terminated=1): the files
 * @database: (nullable): where rows go; %NULL: nowhere
 * @windows: (nullable): the form in which the windows go to standard output; %NULL: they are not printed
 * @firings: (nullable): likewise, what the alert rules found
 * @summary: (out): what came of it
 * @seconds: (out): how long it took
 */
gboolean tape_replay_run (const TapeReplayArguments *arguments,
                          char **paths,
                          const char *database,
                          const TapeOutputFormat *windows,
                          const TapeOutputFormat *firings,
                          TapeSessionSummary *summary,
                          double *seconds,
                          GError **error);

G_END_DECLS
