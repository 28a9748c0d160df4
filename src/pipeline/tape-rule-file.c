/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pipeline/tape-rule-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "alerts/tape-rule-check.h"
#include "alerts/tape-rule-text.h"
#include "store/tape-file-writer.h"

#define TOLD_LINES 5 /* of those that are wrong */

static void
free_line (gpointer item)
{
  TapeRuleLine *line = item;

  g_free (line->text);
  g_clear_error (&line->problem);
  g_free (line);
}

/* --- Reading. --- */

/* Blanks "on:" or "off:" at the front, so that places in what follows stay. */
static void
take_switch (char *text, gboolean *enabled)
{
  *enabled = g_ascii_strncasecmp (text, "off:", 4) != 0;
  if (!*enabled)
    memset (text, ' ', 4);
  else if (g_ascii_strncasecmp (text, "on:", 3) == 0)
    memset (text, ' ', 3);
}

static TapeRuleLine *
read_line (char *text, gsize blanks, guint number)
{
  TapeRuleLine *line = g_new0 (TapeRuleLine, 1);
  g_autoptr (TapeRule) rule = NULL;

  take_switch (text + blanks, &line->enabled);
  rule = tape_rule_parse (text, &line->problem);
  line->number = number;
  if (rule != NULL && tape_rule_check (rule, &line->problem))
    line->text = tape_rule_format (rule);
  else
    line->text = g_strstrip (g_strdup (text));
  return line;
}

static gboolean
is_text (const char *text, gsize length, GError **error)
{
  const char *end;

  if (length > TAPE_RULE_FILE_BYTES)
    g_set_error (error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_TEXT,
                 _ ("This is no file of rules: it is larger than %d MiB. Choose another."),
                 TAPE_RULE_FILE_BYTES / 1024 / 1024);
  else if (!g_utf8_validate_len (text, length, &end))
    g_set_error (error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_TEXT,
                 _ ("This is no file of rules: byte %" G_GSIZE_FORMAT " is not text in UTF-8. Choose another, or "
                    "convert it."),
                 (gsize)(end - text) + 1);
  else
    return TRUE;
  return FALSE;
}

GPtrArray *
tape_rule_file_parse (const char *text, gsize length, GError **error)
{
  static const char mark[] = "\xef\xbb\xbf"; /* that some editors put in front */
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (free_line);
  g_autofree char *copy = NULL;
  g_auto (GStrv) all = NULL;

  if (!is_text (text, length, error))
    return NULL;
  copy = g_strndup (text, length);
  all = g_strsplit (g_str_has_prefix (copy, mark) ? copy + strlen (mark) : copy, "\n", TAPE_RULE_FILE_LINES + 1);
  for (guint i = 0; all[i] != NULL; i++)
    {
      gsize blanks = strspn (all[i], " \t\r\f\v");
      const char *line = all[i] + blanks;

      if (i == TAPE_RULE_FILE_LINES)
        {
          g_set_error (error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_TEXT,
                       _ ("This file has more than %d lines. Divide it, or choose another."), TAPE_RULE_FILE_LINES);
          return NULL;
        }
      if (*line != '\0' && *line != '#')
        g_ptr_array_add (lines, read_line (all[i], blanks, i + 1));
    }
  return g_steal_pointer (&lines);
}

GPtrArray *
tape_rule_file_read (const char *path, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *text = NULL;
  gsize length;

  if (g_file_get_contents (path, &text, &length, &problem))
    return tape_rule_file_parse (text, length, error);
  g_set_error (error, problem->domain, problem->code,
               _ ("“%s” cannot be read (%s). Look at its name and permissions, or choose another file."), name,
               problem->message);
  return NULL;
}

/* --- Adding. --- */

static gboolean
is_wrong (const TapeRuleLine *line)
{
  return line->problem != NULL && !g_error_matches (line->problem, TAPE_RULE_ERROR, TAPE_RULE_ERROR_NEWER);
}

gboolean
tape_rule_file_check (GPtrArray *lines, GError **error)
{
  g_autoptr (GString) said = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      const TapeRuleLine *line = g_ptr_array_index (lines, i);

      if (is_wrong (line) && n++ < TOLD_LINES)
        {
          g_string_append_printf (said, _ ("Line %u: %s"), line->number, line->problem->message);
          g_string_append_c (said, '\n');
        }
    }
  if (n == 0)
    return TRUE;
  g_set_error (error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_TEXT,
               g_dngettext (GETTEXT_PACKAGE, "%s%u line is wrong, and nothing was added: mend it, then try again.",
                            "%s%u lines are wrong, and nothing was added: mend them, then try again.", n),
               said->str, n);
  return FALSE;
}

/* Canonical forms of what is there, as a set. */
static GHashTable *
load_known (TapeUserDb *database, GError **error)
{
  g_autoptr (GPtrArray) rules = tape_user_db_load_rules (database, error);
  GHashTable *known;

  if (rules == NULL)
    return NULL;
  known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < rules->len; i++)
    {
      const TapeUserRule *rule = g_ptr_array_index (rules, i);
      g_autoptr (TapeRule) parsed = tape_rule_parse (rule->text, NULL);

      g_hash_table_add (known, parsed != NULL ? tape_rule_format (parsed) : g_strdup (rule->text));
    }
  return known;
}

GPtrArray *
tape_rule_file_add (TapeUserDb *database, GPtrArray *lines, guint *n_there, GError **error)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_user_rule_free);
  g_autoptr (GHashTable) known = NULL;

  if (!tape_rule_file_check (lines, error) || (known = load_known (database, error)) == NULL)
    return NULL;
  for (guint i = 0; i < lines->len; i++)
    {
      const TapeRuleLine *line = g_ptr_array_index (lines, i);

      if (g_hash_table_add (known, g_strdup (line->text)))
        {
          TapeUserRule *rule = g_new (TapeUserRule, 1);

          *rule = (TapeUserRule){ .text = g_strdup (line->text), .enabled = line->enabled };
          g_ptr_array_add (rules, rule);
        }
    }
  if (rules->len > 0 && !tape_user_db_add_rules (database, rules, error))
    return NULL;
  if (n_there != NULL)
    *n_there = lines->len - rules->len;
  return g_steal_pointer (&rules);
}

/* --- Writing. --- */

char *
tape_rule_file_format (GPtrArray *rules)
{
  GString *text = g_string_new ("# Tapeline alert rules: one a line, “off:” in front of one that is switched off.\n");

  for (guint i = 0; i < rules->len; i++)
    {
      const TapeUserRule *rule = g_ptr_array_index (rules, i);
      g_autofree char *line = g_strdelimit (g_strdup (rule->text), "\r\n", ' ');

      g_string_append_printf (text, "%s%s\n", rule->enabled ? "" : "off: ", line);
    }
  return g_string_free (text, FALSE);
}

gboolean
tape_rule_file_write (const char *path, GPtrArray *rules, GError **error)
{
  g_autoptr (TapeFileWriter) writer = tape_file_writer_new (path, error);
  g_autofree char *text = tape_rule_file_format (rules);

  return writer != NULL && tape_file_writer_write (writer, text, strlen (text), error)
         && tape_file_writer_finish (writer, error);
}
