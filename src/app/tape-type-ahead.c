/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/tape-type-ahead.h"

/* A letter this long after the one before begins another search. */
#define PAUSE (G_USEC_PER_SEC)

void
tape_type_ahead_clear (TapeTypeAhead *self)
{
  g_clear_pointer (&self->text, g_free);
}

gboolean
tape_type_ahead_take (TapeTypeAhead *self,
                      guint key,
                      GdkModifierType state,
                      gboolean (*find) (gpointer data, const char *text),
                      gpointer data)
{
  gunichar letter = gdk_keyval_to_unicode (key);
  gint64 now = g_get_monotonic_time ();
  g_autofree char *text = NULL;

  if (!g_unichar_isalnum (letter) || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (now - self->typed > PAUSE)
    tape_type_ahead_clear (self);
  self->typed = now;
  text = g_strdup_printf ("%s%c", self->text != NULL ? self->text : "", letter < 128 ? (char)letter : '?');
  if (find (data, text))
    {
      g_free (self->text);
      self->text = g_steal_pointer (&text);
    }
  return GDK_EVENT_STOP;
}
