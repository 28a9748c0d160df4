/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is asked of an analysis, from texts. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "analytics/tape-analysis-private.h"

typedef struct
{
  const char *name; /* as a person writes it */
  guint value;
} Choice;

static const Choice weights[] = {
  { "equal", TAPE_WEIGHT_EQUAL },
  { "turnover", TAPE_WEIGHT_TURNOVER },
  { NULL },
};

static const Choice bys[] = {
  { "symbol", TAPE_KEY_SYMBOL },
  { "industry", TAPE_KEY_INDUSTRY },
  { "hour", TAPE_KEY_HOUR },
  { NULL },
};

static const Choice rows[] = {
  { "symbol", TAPE_KEY_SYMBOL },         { "industry", TAPE_KEY_INDUSTRY }, { "country", TAPE_KEY_COUNTRY },
  { "technology", TAPE_KEY_TECHNOLOGY }, { "side", TAPE_KEY_SIDE },         { NULL },
};

static const Choice columns[] = {
  { "none", 0 }, { "day", TAPE_KEY_DAY }, { "hour", TAPE_KEY_HOUR }, { "minute", TAPE_KEY_MINUTE }, { NULL },
};

static const Choice rankings[] = {
  { "gainers", TAPE_RANKING_GAINERS },
  { "losers", TAPE_RANKING_LOSERS },
  { "active", TAPE_RANKING_ACTIVE },
  { "volatile", TAPE_RANKING_VOLATILE },
  { NULL },
};

static const struct
{
  const char *name;
  const Choice *choices; /* NULL: a number above 0 */
  TapeAnalysisOptions option;
  gboolean several; /* any of them, with commas between */
} options[] = {
  { "weight", weights, TAPE_OPTION_WEIGHT, FALSE },
  { "by", bys, TAPE_OPTION_BY, FALSE },
  { "rows", rows, TAPE_OPTION_ROWS, TRUE },
  { "columns", columns, TAPE_OPTION_COLUMNS, FALSE },
  { "ranking", rankings, TAPE_OPTION_RANKING, FALSE },
  { "top", NULL, TAPE_OPTION_TOP, FALSE },
};

void
tape_analysis_query_init (TapeAnalysisQuery *self, const TapeAnalysis *analysis)
{
  *self = analysis->defaults;
  self->analysis = analysis;
  self->span = TAPE_SPAN_ALL;
}

static gboolean
refuse_value (const char *option, const Choice *choices, const char *value, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (const Choice *choice = choices; choice->name != NULL; choice++)
    g_string_append_printf (names, choice > choices ? ", %s" : "%s", choice->name);
  g_set_error (error, TAPE_ANALYSIS_ERROR, TAPE_ANALYSIS_ERROR_OPTION, _ ("“%s” is no value of “%s”: choose of %s."),
               value, option, names->str);
  return FALSE;
}

static gboolean
read_choice (const char *option, const Choice *choices, const char *value, guint *chosen, GError **error)
{
  for (const Choice *choice = choices; choice->name != NULL; choice++)
    if (strcmp (choice->name, value) == 0)
      {
        *chosen |= choice->value;
        return TRUE;
      }
  return refuse_value (option, choices, value, error);
}

static gboolean
read_choices (const char *option, const Choice *choices, const char *value, guint *chosen, GError **error)
{
  g_auto (GStrv) values = g_strsplit (value, ",", -1);

  if (values[0] == NULL)
    return refuse_value (option, choices, value, error);
  for (guint i = 0; values[i] != NULL; i++)
    if (!read_choice (option, choices, values[i], chosen, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_number (const char *option, const char *value, guint *number, GError **error)
{
  guint64 read;

  if (g_ascii_string_to_unsigned (value, 10, 1, G_MAXUINT, &read, NULL))
    {
      *number = (guint)read;
      return TRUE;
    }
  g_set_error (error, TAPE_ANALYSIS_ERROR, TAPE_ANALYSIS_ERROR_OPTION,
               _ ("“%s” takes a whole number above 0, not “%s”."), option, value);
  return FALSE;
}

static void
store (TapeAnalysisQuery *self, TapeAnalysisOptions option, guint value)
{
  switch (option)
    {
    case TAPE_OPTION_WEIGHT:
      self->weight = value;
      break;
    case TAPE_OPTION_BY:
      self->by = value;
      break;
    case TAPE_OPTION_ROWS:
      self->rows = value;
      break;
    case TAPE_OPTION_COLUMNS:
      self->columns = value;
      break;
    case TAPE_OPTION_RANKING:
      self->ranking = value;
      break;
    case TAPE_OPTION_TOP:
      self->top = value;
      break;
    case TAPE_OPTION_SPAN: /* no text of one word says it */
      break;
    }
}

gboolean
tape_analysis_query_tells_sides (const TapeAnalysisQuery *self)
{
  return self->analysis->tells_sides
         || ((self->analysis->options & TAPE_OPTION_ROWS) != 0 && (self->rows & TAPE_KEY_SIDE) != 0);
}

gboolean
tape_analysis_query_set (TapeAnalysisQuery *self, const char *option, const char *value, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      guint chosen = 0;
      gboolean read;

      if (strcmp (options[i].name, option) != 0 || !(self->analysis->options & options[i].option))
        continue;
      if (options[i].choices == NULL)
        read = read_number (option, value, &chosen, error);
      else if (options[i].several)
        read = read_choices (option, options[i].choices, value, &chosen, error);
      else
        read = read_choice (option, options[i].choices, value, &chosen, error);
      if (read)
        store (self, options[i].option, chosen);
      return read;
    }
  g_set_error (error, TAPE_ANALYSIS_ERROR, TAPE_ANALYSIS_ERROR_OPTION, _ ("The analysis “%s” does not take “%s”."),
               self->analysis->name, option);
  return FALSE;
}
