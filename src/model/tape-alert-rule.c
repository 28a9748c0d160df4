/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-alert-rule.h"

#include <math.h>

#include "alerts/tape-rule-check.h"
#include "alerts/tape-rule-text.h"

struct _TapeAlertRule
{
  GObject parent_instance;

  gint64 id;
  char *text;
  char *problem;
  char *note;
  gboolean enabled;
  TapeRule *rule;
  TapeAlertRuleStatus status;
  char *nearest;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_TEXT,
  PROP_PROBLEM,
  PROP_NOTE,
  PROP_ENABLED,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeAlertRule, tape_alert_rule, G_TYPE_OBJECT)

/* --- What it says. --- */

static void
read_text (TapeAlertRule *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->rule, tape_rule_free);
  g_clear_pointer (&self->problem, g_free);
  self->rule = tape_rule_parse (self->text, &error);
  if (self->rule != NULL)
    {
      self->rule->id = self->id;
      tape_rule_check (self->rule, &error);
    }
  if (error != NULL)
    self->problem = g_strdup (error->message);
}

static void
set_enabled (TapeAlertRule *self, gboolean enabled)
{
  self->enabled = enabled;
  if (self->rule != NULL)
    self->rule->enabled = enabled;
}

void
tape_alert_rule_set (TapeAlertRule *self, const char *text, gboolean enabled)
{
  g_return_if_fail (TAPE_IS_ALERT_RULE (self));

  if (g_strcmp0 (text, self->text) == 0 && enabled == self->enabled)
    return;
  if (g_strcmp0 (text, self->text) != 0)
    {
      g_free (self->text);
      self->text = g_strdup (text);
      read_text (self);
    }
  set_enabled (self, enabled);
  for (guint i = PROP_TEXT; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  g_signal_emit (self, signals[CHANGED], 0);
}

gint64
tape_alert_rule_get_id (TapeAlertRule *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_RULE (self), 0);

  return self->id;
}

const char *
tape_alert_rule_get_text (TapeAlertRule *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_RULE (self), NULL);

  return self->text;
}

const char *
tape_alert_rule_get_problem (TapeAlertRule *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_RULE (self), NULL);

  return self->problem;
}

const char *
tape_alert_rule_get_note (TapeAlertRule *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_RULE (self), NULL);

  return self->note;
}

void
tape_alert_rule_set_note (TapeAlertRule *self, char *note)
{
  g_return_if_fail (TAPE_IS_ALERT_RULE (self));

  if (g_strcmp0 (note, self->note) == 0)
    {
      g_free (note);
      return;
    }
  g_free (self->note);
  self->note = note;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTE]);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
tape_alert_rule_get_enabled (TapeAlertRule *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_RULE (self), FALSE);

  return self->enabled;
}

const TapeRule *
tape_alert_rule_get_rule (TapeAlertRule *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_RULE (self), NULL);

  return self->rule;
}

gboolean
tape_alert_rule_is_in_force (TapeAlertRule *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_RULE (self), FALSE);

  return self->enabled && self->rule != NULL && self->problem == NULL;
}

/* --- How it stands. --- */

const TapeAlertRuleStatus *
tape_alert_rule_get_status (TapeAlertRule *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_RULE (self), NULL);

  return &self->status;
}

static gboolean
is_same_status (const TapeAlertRuleStatus *one, const TapeAlertRuleStatus *other)
{
  return one->subjects == other->subjects && one->waiting == other->waiting && one->armed == other->armed
         && g_strcmp0 (one->nearest, other->nearest) == 0
         && (one->distance == other->distance || (isnan (one->distance) && isnan (other->distance)));
}

void
tape_alert_rule_take_status (TapeAlertRule *self, const TapeAlertStanding *row, const char *nearest)
{
  TapeAlertRuleStatus status = { .nearest = nearest, .distance = NAN, .last_fired = self->status.last_fired };

  g_return_if_fail (TAPE_IS_ALERT_RULE (self));

  if (row != NULL)
    {
      status.subjects = row->subjects;
      status.waiting = row->waiting;
      status.armed = row->armed;
      status.distance = row->distance;
    }
  if (is_same_status (&status, &self->status))
    return;
  if (g_strcmp0 (nearest, self->nearest) != 0)
    {
      g_free (self->nearest);
      self->nearest = g_strdup (nearest);
    }
  self->status = status;
  self->status.nearest = self->nearest;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
tape_alert_rule_take_firing (TapeAlertRule *self, gint64 event_time)
{
  g_return_if_fail (TAPE_IS_ALERT_RULE (self));

  if (event_time != TAPE_NO_TIME && self->status.last_fired != TAPE_NO_TIME && event_time <= self->status.last_fired)
    return;
  self->status.last_fired = event_time;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- The type. --- */

static void
tape_alert_rule_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeAlertRule *self = TAPE_ALERT_RULE (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_NOTE:
      g_value_set_string (value, self->note);
      break;
    case PROP_ENABLED:
      g_value_set_boolean (value, self->enabled);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_alert_rule_finalize (GObject *object)
{
  TapeAlertRule *self = TAPE_ALERT_RULE (object);

  g_free (self->text);
  g_free (self->problem);
  g_free (self->note);
  g_free (self->nearest);
  g_clear_pointer (&self->rule, tape_rule_free);
  G_OBJECT_CLASS (tape_alert_rule_parent_class)->finalize (object);
}

static void
tape_alert_rule_class_init (TapeAlertRuleClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tape_alert_rule_get_property;
  object_class->finalize = tape_alert_rule_finalize;
  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, read);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, read);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, read);
  properties[PROP_NOTE] = g_param_spec_string ("note", NULL, NULL, NULL, read);
  properties[PROP_ENABLED] = g_param_spec_boolean ("enabled", NULL, NULL, FALSE, read);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED]
      = g_signal_new ("changed", TAPE_TYPE_ALERT_RULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_alert_rule_init (TapeAlertRule *self)
{
  self->status.distance = NAN;
  self->status.last_fired = TAPE_NO_TIME;
}

TapeAlertRule *
tape_alert_rule_new (gint64 id, const char *text, gboolean enabled)
{
  TapeAlertRule *self = g_object_new (TAPE_TYPE_ALERT_RULE, NULL);

  self->id = id;
  self->text = g_strdup (text);
  read_text (self);
  set_enabled (self, enabled);
  return self;
}
