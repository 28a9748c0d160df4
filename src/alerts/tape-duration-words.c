/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "alerts/tape-duration-words.h"

#include <glib/gi18n-lib.h>

#include "base/tape-time.h"

static char *
write_days (gint64 duration)
{
  /* Translators: days. */
  return g_strdup_printf (_ ("%d d"), (int)(duration / TAPE_DAY));
}

static char *
write_hours (gint64 duration)
{
  /* Translators: hours. */
  return g_strdup_printf (_ ("%d h"), (int)(duration / TAPE_HOUR));
}

static char *
write_minutes (gint64 duration)
{
  /* Translators: minutes. */
  return g_strdup_printf (_ ("%d min"), (int)(duration / TAPE_MINUTE));
}

char *
tape_duration_words_new (gint64 duration)
{
  if (duration >= TAPE_DAY && duration % TAPE_DAY == 0)
    return write_days (duration);
  if (duration >= TAPE_HOUR && duration % TAPE_HOUR == 0)
    return write_hours (duration);
  if (duration >= TAPE_MINUTE && duration % TAPE_MINUTE == 0)
    return write_minutes (duration);
  if (duration % TAPE_SECOND == 0)
    /* Translators: seconds. */
    return g_strdup_printf (_ ("%d s"), (int)(duration / TAPE_SECOND));
  return tape_duration_words_new_rough (duration);
}

char *
tape_duration_words_new_rough (gint64 duration)
{
  if (duration < 10 * TAPE_MILLISECOND)
    /* Translators: milliseconds. */
    return g_strdup_printf (_ ("%.1f ms"), (double)duration / TAPE_MILLISECOND);
  if (duration < TAPE_SECOND)
    /* Translators: milliseconds. */
    return g_strdup_printf (_ ("%d ms"), (int)(duration / TAPE_MILLISECOND));
  if (duration < TAPE_MINUTE)
    /* Translators: seconds. */
    return g_strdup_printf (_ ("%.1f s"), (double)duration / TAPE_SECOND);
  if (duration < 2 * TAPE_HOUR)
    return write_minutes (duration);
  if (duration < 2 * TAPE_DAY)
    return write_hours (duration);
  return write_days (duration);
}
