/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/tape-retention-options.h"

#include <glib/gi18n.h>

#include "cli/tape-command.h"

static gboolean
read_one (const char *option, const char *text, gint64 *keep, GError **error)
{
  *keep = TAPE_KEEP_FOR_EVER;
  if (text == NULL || (tape_duration_parse (text, keep) && *keep > 0))
    return TRUE;
  return tape_command_usage (error, _ ("%s takes a duration such as 12h or 30d, not “%s”."), option, text);
}

gboolean
tape_retention_arguments_read (const TapeRetentionArguments *self, TapeRetention *retention, GError **error)
{
  if (!read_one ("--keep-trades", self->trades, &retention->trades, error)
      || !read_one ("--keep-seconds", self->seconds, &retention->seconds, error)
      || !read_one ("--keep-minutes", self->minutes, &retention->minutes, error))
    return FALSE;
  tape_retention_settle (retention);
  return TRUE;
}

gboolean
tape_retention_arguments_given (const TapeRetentionArguments *self)
{
  return self->trades != NULL || self->seconds != NULL || self->minutes != NULL;
}

void
tape_retention_arguments_clear (TapeRetentionArguments *self)
{
  g_clear_pointer (&self->trades, g_free);
  g_clear_pointer (&self->seconds, g_free);
  g_clear_pointer (&self->minutes, g_free);
}
