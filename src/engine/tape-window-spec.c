/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/tape-engine.h"

#include <glib/gi18n-lib.h>
#include <string.h>

gboolean
tape_window_spec_parse (const char *text, TapeWindowSpec *spec, GError **error)
{
  const char *slash = strchr (text, '/');
  g_autofree char *size_text = slash == NULL ? g_strdup (text) : g_strndup (text, (gsize)(slash - text));
  const char *slide_text = slash == NULL ? size_text : slash + 1;
  TapeWindowSpec parsed = { .session = strcmp (size_text, "session") == 0 };
  const char *wrong = NULL;

  parsed.calendar = parsed.session || strcmp (size_text, "1d") == 0;
  if (parsed.session)
    parsed.size = parsed.slide = TAPE_DAY;
  if (parsed.session && slash != NULL)
    wrong = _ ("the session is the exchange's own and has no slide");
  else if (!parsed.session
           && (!tape_duration_parse (size_text, &parsed.size) || !tape_duration_parse (slide_text, &parsed.slide)))
    wrong = _ ("it is not of the form SIZE or SIZE/SLIDE with durations such as 30s, 1m, 1h or 1d, nor “session”");
  else if (parsed.size == 0 || parsed.slide == 0)
    wrong = _ ("size and slide must be more than zero");
  else if (parsed.size % TAPE_SECOND != 0 || parsed.slide % TAPE_SECOND != 0)
    wrong = _ ("size and slide must be whole seconds");
  else if (parsed.calendar && slash != NULL)
    wrong = _ ("1d is the exchange's own day and has no slide; 24h slides");
  else if (parsed.size % parsed.slide != 0)
    wrong = _ ("the slide must divide the size");
  else if (!parsed.calendar && g_str_has_suffix (size_text, "d"))
    wrong = _ ("of days only 1d is a window, the exchange's own day; write 48h for a span of two");
  if (wrong != NULL)
    {
      g_set_error (error, TAPE_ENGINE_ERROR, TAPE_ENGINE_ERROR_WINDOW, _ ("The window “%s” cannot be: %s."), text,
                   wrong);
      return FALSE;
    }
  *spec = parsed;
  return TRUE;
}
