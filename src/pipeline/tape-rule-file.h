/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules of alerts as a text file: one a line in its one-line form, "off: " in front of one that is switched off, lines that
 * begin with # for people. Free of state but for the database that is handed in: any thread. */

#pragma once

#include "alerts/tape-rule.h"
#include "store/tape-user-db.h"

G_BEGIN_DECLS

#define TAPE_RULE_FILE_LINES 100000
#define TAPE_RULE_FILE_BYTES (16 * 1024 * 1024)

/**
 * TapeRuleLine:
 * @number: of the line, from 1
 * @text: the rule, in canonical form; as it stands where it cannot be read
 * @enabled: switched on
 * @problem: (nullable): why it cannot be read, or makes no sense; a %TAPE_RULE_ERROR_NEWER is kept as it stands, and waits
 */
typedef struct
{
  guint number;
  char *text;
  gboolean enabled;
  GError *problem;
} TapeRuleLine;

/**
 * tape_rule_file_parse:
 * @text: (array length=length): of a file
 *
 * Returns: (transfer full) (nullable) (element-type TapeRuleLine): the lines with rules; %NULL where @text is no text in
 *   UTF-8 or too long
 */
GPtrArray *tape_rule_file_parse (const char *text, gsize length, GError **error);

/**
 * tape_rule_file_read:
 *
 * As tape_rule_file_parse(), of the file @path.
 */
GPtrArray *tape_rule_file_read (const char *path, GError **error);

/**
 * tape_rule_file_check:
 * @lines: (element-type TapeRuleLine): as read
 *
 * Returns: whether each makes sense, or may to a newer version; else @error names the lines that are wrong
 */
gboolean tape_rule_file_check (GPtrArray *lines, GError **error);

/**
 * tape_rule_file_add:
 * @lines: (element-type TapeRuleLine): as read
 * @n_there: (out) (optional): how many were not added because there are such rules already
 *
 * Adds rules to a database: all that it has not yet, or none where tape_rule_file_check() finds one wrong.
 *
 * Returns: (transfer full) (nullable) (element-type TapeUserRule): those that were added; %NULL on error
 */
GPtrArray *tape_rule_file_add (TapeUserDb *database, GPtrArray *lines, guint *n_there, GError **error);

/**
 * tape_rule_file_format:
 * @rules: (element-type TapeUserRule)
 *
 * Returns: (transfer full): what tape_rule_file_parse() reads back
 */
char *tape_rule_file_format (GPtrArray *rules);

/**
 * tape_rule_file_write:
 *
 * Writes what tape_rule_file_format() gives into the file @path, whole or not at all.
 */
gboolean tape_rule_file_write (const char *path, GPtrArray *rules, GError **error);

G_END_DECLS
