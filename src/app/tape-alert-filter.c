/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-alert-filter.h"

#include <string.h>

#include "base/tape-time.h"

/* Seconds between two looks at what day it is: the clock may be set, a replay may be fast. */
#define LOOK_SECONDS 1

/* Each zone's day begins at one of these. */
#define QUARTER (15 * TAPE_MINUTE)

struct _TapeAlertFilter
{
  GtkFilter parent_instance;

  TapeAlertBook *book;
  TapeDesk *desk;
  char *wanted;  /* folded; NULL for any */
  gint64 rule;   /* its number, 0 for any */
  guint n_days;  /* that are looked back, 0 for all */
  gint64 now;    /* receive time that they are counted from, whole quarters */
  guint looking; /* source */
};

G_DEFINE_FINAL_TYPE (TapeAlertFilter, tape_alert_filter, GTK_TYPE_FILTER)

static gboolean
has_text (TapeAlertFilter *self, const TapeFiring *firing)
{
  g_autofree char *text = g_strconcat (firing->subject, " ", firing->text, NULL);
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return strstr (folded, self->wanted) != NULL;
}

/* In the zone that its line is shown in. */
static gboolean
is_of_days (TapeAlertFilter *self, const TapeFiring *firing)
{
  TapeUniverse *universe = tape_desk_get_universe (self->desk);
  TapeZone zone = tape_desk_get_zone (self->desk);
  const TapeExchange *exchange = tape_exchange_utc ();
  gint64 day, today;

  if (universe != NULL && firing->instrument < tape_universe_count (universe))
    exchange = tape_universe_get (universe, firing->instrument)->exchange;
  day = tape_time_floor (firing->event_time + tape_format_get_offset (exchange, firing->event_time, zone), TAPE_DAY);
  today = tape_time_floor (self->now + tape_format_get_offset (exchange, self->now, zone), TAPE_DAY);
  return day > today - self->n_days * TAPE_DAY;
}

static gboolean
tape_alert_filter_match (GtkFilter *filter, gpointer item)
{
  TapeAlertFilter *self = TAPE_ALERT_FILTER (filter);
  const TapeFiring *firing = tape_alert_entry_get_firing (item);

  return (self->n_days == 0 || is_of_days (self, firing)) && (self->rule == 0 || firing->rule == self->rule)
         && (self->wanted == NULL || has_text (self, firing));
}

static gint64
get_quarter (TapeAlertFilter *self)
{
  return tape_time_floor (tape_alert_book_now (self->book), QUARTER);
}

static gboolean
look (gpointer data)
{
  TapeAlertFilter *self = data;
  const gint64 now = get_quarter (self);

  if (now != self->now)
    {
      self->now = now;
      gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
    }
  return G_SOURCE_CONTINUE;
}

void
tape_alert_filter_set (TapeAlertFilter *self, const char *text, gint64 rule, guint n_days)
{
  g_autofree char *wanted = *text != '\0' ? g_utf8_casefold (text, -1) : NULL;

  g_return_if_fail (TAPE_IS_ALERT_FILTER (self));

  if (g_strcmp0 (wanted, self->wanted) == 0 && rule == self->rule && n_days == self->n_days)
    return;
  g_free (self->wanted);
  self->wanted = g_steal_pointer (&wanted);
  self->rule = rule;
  self->n_days = n_days;
  self->now = get_quarter (self);
  if (n_days == 0)
    g_clear_handle_id (&self->looking, g_source_remove);
  else if (self->looking == 0)
    self->looking = g_timeout_add_seconds (LOOK_SECONDS, look, self);
  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}

gboolean
tape_alert_filter_is_set (TapeAlertFilter *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_FILTER (self), FALSE);

  return self->wanted != NULL || self->rule != 0 || self->n_days != 0;
}

static void
on_zone (TapeAlertFilter *self)
{
  if (self->n_days != 0)
    gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}

/* --- The type. --- */

static void
tape_alert_filter_dispose (GObject *object)
{
  TapeAlertFilter *self = TAPE_ALERT_FILTER (object);

  g_clear_handle_id (&self->looking, g_source_remove);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_object (&self->book);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_alert_filter_parent_class)->dispose (object);
}

static void
tape_alert_filter_class_init (TapeAlertFilterClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tape_alert_filter_dispose;
  GTK_FILTER_CLASS (class)->match = tape_alert_filter_match;
}

static void
tape_alert_filter_init (TapeAlertFilter *self)
{
}

TapeAlertFilter *
tape_alert_filter_new (TapeAlertBook *book, TapeDesk *desk)
{
  TapeAlertFilter *self = g_object_new (TAPE_TYPE_ALERT_FILTER, NULL);

  self->book = g_object_ref (book);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "notify::zone", G_CALLBACK (on_zone), self, G_CONNECT_SWAPPED);
  return self;
}
