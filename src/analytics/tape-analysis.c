/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "analytics/tape-analysis-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (tape - analysis - error - quark, tape_analysis_error)

static const TapeAnalysis *const analyses[] = {
  &tape_analysis_industry_growth, &tape_analysis_technology_growth, &tape_analysis_country_growth,
  &tape_analysis_buy_sell,        &tape_analysis_daily_volume,      &tape_analysis_highest_average_volume,
  &tape_analysis_movers,          &tape_analysis_batches,           &tape_analysis_pivot,
};

const TapeAnalysis *const *
tape_analysis_list (guint *n_analyses)
{
  *n_analyses = G_N_ELEMENTS (analyses);
  return analyses;
}

const TapeAnalysis *
tape_analysis_lookup (const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (analyses); i++)
    {
      if (strcmp (analyses[i]->name, name) == 0)
        return analyses[i];
      g_string_append_printf (names, i > 0 ? ", %s" : "%s", analyses[i]->name);
    }
  g_set_error (error, TAPE_ANALYSIS_ERROR, TAPE_ANALYSIS_ERROR_NAME, _ ("There is no analysis “%s”: choose one of %s."),
               name, names->str);
  return NULL;
}

const char *
tape_analysis_get_name (const TapeAnalysis *self)
{
  return self->name;
}

const char *
tape_analysis_get_title (const TapeAnalysis *self)
{
  return _ (self->title);
}

const char *
tape_analysis_get_summary (const TapeAnalysis *self)
{
  return _ (self->summary);
}

TapeAnalysisOptions
tape_analysis_get_options (const TapeAnalysis *self)
{
  return self->options;
}
