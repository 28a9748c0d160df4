/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "analytics/tape-indicator-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (tape - indicator - error - quark, tape_indicator_error)

/* One row an indicator, in the order in which people are told of them. */
static const TapeIndicatorType *const types[] = {
  &tape_indicator_sma,      &tape_indicator_ema,        &tape_indicator_bollinger, &tape_indicator_rsi,
  &tape_indicator_macd,     &tape_indicator_atr,        &tape_indicator_vwap,      &tape_indicator_roc,
  &tape_indicator_momentum, &tape_indicator_stochastic, &tape_indicator_obv,       &tape_indicator_min,
  &tape_indicator_max,      &tape_indicator_mean,       &tape_indicator_sum,       &tape_indicator_stddev,
};

const TapeIndicatorType *const *
tape_indicator_types (guint *n_types)
{
  *n_types = G_N_ELEMENTS (types);
  return types;
}

/* --- Reading and printing --- */

static guint
count_parameters (const TapeIndicatorType *type)
{
  guint n = 0;

  while (n < TAPE_INDICATOR_PARAMETERS && type->parameters[n].name != NULL)
    n++;
  return n;
}

static const TapeIndicatorType *
find_type (const char *name, gsize length, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (strlen (types[i]->name) == length && strncmp (types[i]->name, name, length) == 0)
        return types[i];
      g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", types[i]->name);
    }
  g_set_error (error, TAPE_INDICATOR_ERROR, TAPE_INDICATOR_ERROR_NAME,
               _ ("There is no indicator “%.*s”; there are %s."), (int)length, name, known->str);
  return NULL;
}

static void
append_number (GString *text, double number)
{
  char digits[TAPE_NUMBER_TEXT];

  tape_number_format (number, digits);
  g_string_append (text, digits);
}

/* What a parameter may be, for an error. */
static void
refuse_parameter (const TapeIndicator *self, guint index, const char *indicator, const char *text, GError **error)
{
  const TapeIndicatorParameter *parameter = &self->type->parameters[index];
  g_autoptr (GString) allowed = g_string_new (NULL);
  const char *format;

  append_number (allowed, parameter->min);
  g_string_append (allowed, _ (" to "));
  append_number (allowed, parameter->max);
  if (parameter->fractional)
    format = _ ("“%s”: the %s cannot be “%s”; it is a number from %s.");
  else if (index == 0 && self->type->span != NULL)
    format = _ ("“%s”: the %s cannot be “%s”; it is a whole number of bars from %s, or a span of whole seconds such as "
                "5m, up to 36525d.");
  else
    format = _ ("“%s”: the %s cannot be “%s”; it is a whole number of bars from %s.");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, TAPE_INDICATOR_ERROR, TAPE_INDICATOR_ERROR_PARAMETER, format, indicator, _ (parameter->name),
               text, allowed->str);
#pragma GCC diagnostic pop
}

/* Digits with at most one point. */
static gboolean
parse_number (const char *text, gboolean fractional, double *number)
{
  gsize digits = strspn (text, "0123456789"), length = digits;

  if (fractional && text[length] == '.')
    {
      gsize fraction = strspn (text + length + 1, "0123456789");

      digits += fraction;
      length += 1 + fraction;
    }
  if (digits == 0 || text[length] != '\0')
    return FALSE;
  *number = g_ascii_strtod (text, NULL);
  return TRUE;
}

static gboolean
parse_parameter (TapeIndicator *self, guint index, const char *indicator, const char *text, GError **error)
{
  const TapeIndicatorParameter *parameter = &self->type->parameters[index];
  double number;
  gint64 span;

  if (parse_number (text, parameter->fractional, &number) && number >= parameter->min && number <= parameter->max)
    {
      self->parameters[index] = number;
      return TRUE;
    }
  if (index == 0 && self->type->span != NULL && tape_duration_parse (text, &span) && span > 0 && span % TAPE_SECOND == 0
      && span <= TAPE_INDICATOR_SPAN_MAX)
    {
      self->span = span;
      self->form = self->type->span;
      return TRUE;
    }
  refuse_parameter (self, index, indicator, text, error);
  return FALSE;
}

static void
refuse_count (const TapeIndicator *self, const char *indicator, guint n, GError **error)
{
  if (n == 0)
    g_set_error (error, TAPE_INDICATOR_ERROR, TAPE_INDICATOR_ERROR_PARAMETER,
                 _ ("“%s” has too many parameters: %s takes none."), indicator, self->type->name);
  else
    g_set_error (error, TAPE_INDICATOR_ERROR, TAPE_INDICATOR_ERROR_PARAMETER,
                 _ ("“%s” has too many parameters: %s takes %u."), indicator, self->type->name, n);
}

static gboolean
parse_parameters (TapeIndicator *self, const char *indicator, const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  guint n = count_parameters (self->type);

  if (n == 0 || g_strv_length (parts) > n)
    {
      refuse_count (self, indicator, n, error);
      return FALSE;
    }
  /* Nothing behind a colon is one empty parameter, which g_strsplit() does not say. */
  if (parts[0] == NULL)
    return parse_parameter (self, 0, indicator, "", error);
  for (guint i = 0; parts[i] != NULL; i++)
    if (!parse_parameter (self, i, indicator, parts[i], error))
      return FALSE;
  return TRUE;
}

gboolean
tape_indicator_parse (TapeIndicator *self, const char *text, GError **error)
{
  const char *colon = strchr (text, ':');
  const char *problem;

  memset (self, 0, sizeof *self);
  self->type = find_type (text, colon != NULL ? (gsize)(colon - text) : strlen (text), error);
  if (self->type == NULL)
    return FALSE;
  self->form = &self->type->bars;
  for (guint i = 0; i < count_parameters (self->type); i++)
    self->parameters[i] = self->type->parameters[i].standard;
  if (colon != NULL && !parse_parameters (self, text, colon + 1, error))
    return FALSE;

  for (guint i = 0; i < TAPE_INDICATOR_PARAMETERS; i++)
    self->periods[i] = (guint32)self->parameters[i];
  problem = self->type->check != NULL ? self->type->check (self) : NULL;
  if (problem != NULL)
    {
      g_set_error (error, TAPE_INDICATOR_ERROR, TAPE_INDICATOR_ERROR_PARAMETER, "“%s”: %s.", text, _ (problem));
      return FALSE;
    }
  if (self->type->prepare != NULL)
    self->type->prepare (self);
  return TRUE;
}

static void
append_parameters (const TapeIndicator *self, GString *text, char first, char next)
{
  for (guint i = 0; i < count_parameters (self->type); i++)
    {
      g_autofree char *span = i == 0 && self->span > 0 ? tape_duration_format (self->span) : NULL;

      g_string_append_c (text, i == 0 ? first : next);
      if (span != NULL)
        g_string_append (text, span);
      else
        append_number (text, self->parameters[i]);
    }
}

char *
tape_indicator_print (const TapeIndicator *self)
{
  GString *text = g_string_new (self->type->name);

  append_parameters (self, text, ':', ',');
  return g_string_free (text, FALSE);
}

char *
tape_indicator_column (const TapeIndicator *self, guint output)
{
  GString *text = g_string_new (self->type->name);
  const char *name = self->type->outputs[output].name;

  if (*name != '\0')
    g_string_append_printf (text, "_%s", name);
  append_parameters (self, text, '_', '_');
  return g_string_free (text, FALSE);
}

/* --- What there is to know --- */

gboolean
tape_indicator_equal (const TapeIndicator *self, const TapeIndicator *other)
{
  return self->type == other->type && self->span == other->span
         && memcmp (self->parameters, other->parameters, sizeof self->parameters) == 0;
}

guint
tape_indicator_count_outputs (const TapeIndicator *self)
{
  guint n = 0;

  while (n < TAPE_INDICATOR_OUTPUTS && self->type->outputs[n].name != NULL)
    n++;
  return n;
}

guint
tape_indicator_first (const TapeIndicator *self, guint output)
{
  return self->span > 0 ? 0 : self->type->first (self, output);
}

/* --- States --- */

gsize
tape_indicator_state_size (const TapeIndicator *self)
{
  gsize rings = self->form->rings != NULL ? self->form->rings (self) : 0;

  return self->form->head + rings * sizeof (double);
}

void
tape_indicator_clear_state (const TapeIndicator *self, gpointer state)
{
  memset (state, 0, tape_indicator_state_size (self));
}

void
tape_indicator_compute (const TapeIndicator *self, const TapeIndicatorSeries *series, gsize n, double *const *outputs)
{
  g_autofree void *state = g_malloc0 (tape_indicator_state_size (self));

  tape_indicator_run (self, state, series, n, outputs);
}
