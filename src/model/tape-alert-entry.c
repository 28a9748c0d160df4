/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-alert-entry.h"

struct _TapeAlertEntry
{
  GObject parent_instance;

  TapeFiring *firing;
};

enum
{
  PROP_0,
  PROP_TOLD,
  PROP_SEEN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TapeAlertEntry, tape_alert_entry, G_TYPE_OBJECT)

const TapeFiring *
tape_alert_entry_get_firing (TapeAlertEntry *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_ENTRY (self), NULL);

  return self->firing;
}

void
tape_alert_entry_set_told (TapeAlertEntry *self, TapeTold told, gint64 time)
{
  g_return_if_fail (TAPE_IS_ALERT_ENTRY (self));

  self->firing->told_time = time;
  if (self->firing->told == told)
    return;
  self->firing->told = told;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOLD]);
}

void
tape_alert_entry_set_seen (TapeAlertEntry *self)
{
  g_return_if_fail (TAPE_IS_ALERT_ENTRY (self));

  if (self->firing->seen)
    return;
  self->firing->seen = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEEN]);
}

static void
tape_alert_entry_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeAlertEntry *self = TAPE_ALERT_ENTRY (object);

  switch (id)
    {
    case PROP_TOLD:
      g_value_set_int (value, (int)self->firing->told);
      break;
    case PROP_SEEN:
      g_value_set_boolean (value, self->firing->seen);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_alert_entry_finalize (GObject *object)
{
  tape_firing_free (TAPE_ALERT_ENTRY (object)->firing);
  G_OBJECT_CLASS (tape_alert_entry_parent_class)->finalize (object);
}

static void
tape_alert_entry_class_init (TapeAlertEntryClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tape_alert_entry_get_property;
  object_class->finalize = tape_alert_entry_finalize;
  properties[PROP_TOLD] = g_param_spec_int ("told", NULL, NULL, TAPE_TOLD_NOT, TAPE_TOLD_NEVER, TAPE_TOLD_NOT, read);
  properties[PROP_SEEN] = g_param_spec_boolean ("seen", NULL, NULL, FALSE, read);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tape_alert_entry_init (TapeAlertEntry *self)
{
}

TapeAlertEntry *
tape_alert_entry_new (TapeFiring *firing)
{
  TapeAlertEntry *self = g_object_new (TAPE_TYPE_ALERT_ENTRY, NULL);

  self->firing = firing;
  return self;
}
