/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any line is a rule or refused with a sentence; a rule that is in order reads back from its canonical form as it was. The
 * same lines are read as a file of rules. */

#include <string.h>

#include "alerts/tape-rule-check.h"
#include "alerts/tape-rule-text.h"
#include "pipeline/tape-rule-file.h"

#include "tape-fuzz.h"

static void
check_error (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_cmpint (error->domain, ==, TAPE_RULE_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
check_rule (const TapeRule *rule)
{
  g_autofree char *text = tape_rule_format (rule);
  g_autofree char *again = NULL;
  g_autoptr (TapeRule) copy = tape_rule_copy (rule);
  g_autoptr (TapeRule) read = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tape_rule_equal (rule, copy));
  g_assert_true (g_utf8_validate (text, -1, NULL));
  if (!tape_rule_check (rule, &error))
    {
      check_error (error);
      return;
    }
  read = tape_rule_parse (text, &error);
  g_assert_no_error (error);
  g_assert_true (tape_rule_equal (rule, read));
  again = tape_rule_format (read);
  g_assert_cmpstr (again, ==, text);
}

static void
check_line (const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeRule) rule = tape_rule_parse (line, &error);

  if (rule != NULL)
    {
      g_autofree char *warning = tape_rule_warn (rule, 0);

      check_rule (rule);
    }
  else
    check_error (error);
}

static void
check_file (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = tape_rule_file_parse (text, length, &error);

  if (lines == NULL)
    {
      check_error (error);
      return;
    }
  for (guint i = 0; i < lines->len; i++)
    {
      const TapeRuleLine *line = g_ptr_array_index (lines, i);

      g_assert_cmpuint (line->number, >, 0);
      if (line->problem != NULL)
        check_error (line->problem);
      else
        check_line (line->text);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    check_line (lines[i]);
  check_file ((const char *)data, size);
  return 0;
}
