/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alerts/tape-teller.h"

#include <string.h>

/* What comes together is told together: from the first of a summary until it is told. */
#define BURST_WAIT TAPE_SECOND
#define QUIET_WAIT (10 * TAPE_SECOND)
#define BUSY_WAIT  TAPE_HOUR

/* Firings that become one notice. */
typedef struct
{
  TapeFiring *last;
  guint count;
  GArray *logged; /* not told yet */
  GPtrArray *subjects;
  GHashTable *known; /* the subjects */
  GHashTable *rules; /* of those not told yet */
  GPtrArray *withdraw;
  gint64 began;
  gint64 told; /* when, or TAPE_NO_TIME */
  gint64 due;  /* TAPE_NO_TIME: all is told */
} Summary;

/* What a rule was told of on a day. */
typedef struct
{
  gint64 day; /* local, days since 1970 */
  guint told;
  Summary busy; /* since it was told last */
} RuleDay;

/* One of the last firings that was told, or belongs to the burst. */
typedef struct
{
  gint64 time;
  TapeFiring *firing; /* NULL where the burst has it */
} Recent;

struct _TapeTeller
{
  guint daily;
  TapeRuleSet *rules;
  gint64 now;
  Recent recent[TAPE_BURST_FIRINGS]; /* oldest first */
  guint n_recent;
  Summary burst;
  Summary quiet;
  gint64 quiet_day;
  GHashTable *days; /* rule: RuleDay */
  GPtrArray *notices;
};

void
tape_notice_free (TapeNotice *self)
{
  g_free (self->id);
  g_clear_pointer (&self->firing, tape_firing_free);
  g_clear_pointer (&self->logged, g_array_unref);
  g_clear_pointer (&self->subjects, g_ptr_array_unref);
  g_clear_pointer (&self->withdraw, g_ptr_array_unref);
  g_free (self);
}

static char *
make_id (const TapeFiring *firing)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT ":%s", firing->rule, firing->subject);
}

/* --- Summaries. --- */

static void
summary_clear (Summary *summary)
{
  g_clear_pointer (&summary->last, tape_firing_free);
  g_clear_pointer (&summary->logged, g_array_unref);
  g_clear_pointer (&summary->subjects, g_ptr_array_unref);
  g_clear_pointer (&summary->known, g_hash_table_unref);
  g_clear_pointer (&summary->rules, g_hash_table_unref);
  g_clear_pointer (&summary->withdraw, g_ptr_array_unref);
  summary->count = 0;
  summary->told = TAPE_NO_TIME;
  summary->due = TAPE_NO_TIME;
}

static void
summary_begin (Summary *summary, gint64 time)
{
  summary_clear (summary);
  summary->logged = g_array_new (FALSE, FALSE, sizeof (gint64));
  summary->subjects = g_ptr_array_new_with_free_func (g_free);
  summary->known = g_hash_table_new (g_str_hash, g_str_equal);
  summary->rules = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  summary->withdraw = g_ptr_array_new_with_free_func (g_free);
  summary->began = time;
}

static void
summary_add (Summary *summary, const TapeFiring *firing)
{
  g_clear_pointer (&summary->last, tape_firing_free);
  summary->last = tape_firing_copy (firing);
  summary->count++;
  if (firing->id > 0)
    g_array_append_val (summary->logged, firing->id);
  g_hash_table_add (summary->rules, g_memdup2 (&firing->rule, sizeof firing->rule));
  if (!g_hash_table_contains (summary->known, firing->subject))
    {
      char *subject = g_strdup (firing->subject);

      g_ptr_array_add (summary->subjects, subject);
      g_hash_table_add (summary->known, subject);
    }
}

static GPtrArray *
copy_strings (const GPtrArray *strings)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < strings->len; i++)
    g_ptr_array_add (copy, g_strdup (strings->pdata[i]));
  return copy;
}

/* Tells what the summary has come to. */
static void
summary_tell (TapeTeller *self, Summary *summary, TapeNoticeKind kind, char *id)
{
  TapeNotice *notice = g_new0 (TapeNotice, 1);

  notice->kind = kind;
  notice->id = id;
  notice->time = self->now;
  notice->firing = tape_firing_copy (summary->last);
  notice->count = summary->count;
  notice->logged = g_steal_pointer (&summary->logged);
  notice->subjects = copy_strings (summary->subjects);
  notice->withdraw = g_steal_pointer (&summary->withdraw);
  notice->began = summary->began;
  g_ptr_array_add (self->notices, notice);
  summary->logged = g_array_new (FALSE, FALSE, sizeof (gint64));
  summary->withdraw = g_ptr_array_new_with_free_func (g_free);
  summary->told = self->now;
  summary->due = TAPE_NO_TIME;
}

static void
summary_make_due (Summary *summary, gint64 time)
{
  if (summary->due == TAPE_NO_TIME)
    summary->due = time;
}

/* --- Days. --- */

static gint64
get_offset (TapeTeller *self, gint64 time)
{
  GTimeZone *zone = self->rules != NULL ? self->rules->zone : NULL;
  gint64 seconds = tape_time_floor (time, TAPE_SECOND) / TAPE_SECOND;

  if (zone == NULL)
    return 0;
  return g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds)) * TAPE_SECOND;
}

static gint64
get_day (TapeTeller *self, gint64 time)
{
  return tape_time_floor (time + get_offset (self, time), TAPE_DAY) / TAPE_DAY;
}

static void
free_day (gpointer data)
{
  RuleDay *day = data;

  summary_clear (&day->busy);
  g_free (day);
}

static RuleDay *
find_day (TapeTeller *self, gint64 rule, gint64 time)
{
  RuleDay *day = g_hash_table_lookup (self->days, &rule);

  if (day == NULL)
    {
      day = g_new0 (RuleDay, 1);
      summary_clear (&day->busy);
      day->day = G_MININT64;
      g_hash_table_insert (self->days, g_memdup2 (&rule, sizeof rule), day);
    }
  if (day->day != get_day (self, time))
    {
      if (day->busy.due == TAPE_NO_TIME)
        summary_clear (&day->busy);
      day->day = get_day (self, time);
      day->told = 0;
    }
  return day;
}

static gboolean
is_too_busy (TapeTeller *self, const RuleDay *day)
{
  return self->daily > 0 && day->told >= self->daily;
}

/* --- One firing. --- */

static void
drop_recent (TapeTeller *self, guint n)
{
  for (guint i = 0; i < n; i++)
    g_clear_pointer (&self->recent[i].firing, tape_firing_free);
  memmove (self->recent, self->recent + n, (self->n_recent - n) * sizeof (Recent));
  self->n_recent -= n;
}

static void
forget_what_is_long_ago (TapeTeller *self)
{
  guint n = 0;

  while (n < self->n_recent && self->recent[n].time <= self->now - TAPE_BURST_SPAN)
    n++;
  drop_recent (self, n);
}

static void
add_recent (TapeTeller *self, const TapeFiring *firing)
{
  if (self->n_recent == TAPE_BURST_FIRINGS)
    drop_recent (self, 1);
  self->recent[self->n_recent++] = (Recent){ self->now, firing == NULL ? NULL : tape_firing_copy (firing) };
}

static void
tell_alone (TapeTeller *self, const TapeFiring *firing, RuleDay *day)
{
  Summary one = { 0 };

  day->told++;
  summary_begin (&one, self->now);
  summary_add (&one, firing);
  summary_tell (self, &one, TAPE_NOTICE_ALONE, make_id (firing));
  summary_clear (&one);
  add_recent (self, firing);
}

/* Whether the notice of that identifier is still to be told; then it is not told any more. */
static gboolean
take_back (TapeTeller *self, const char *id)
{
  /* The newest: an older one may be of before. */
  for (guint i = self->notices->len; i > 0; i--)
    if (strcmp (((TapeNotice *)self->notices->pdata[i - 1])->id, id) == 0)
      {
        g_ptr_array_remove_index (self->notices, i - 1);
        return TRUE;
      }
  return FALSE;
}

/* Those that were told alone just now belong to the burst as well. */
static void
begin_burst (TapeTeller *self)
{
  summary_begin (&self->burst, self->recent[0].time);
  for (guint i = 0; i < self->n_recent; i++)
    {
      g_autoptr (TapeFiring) firing = g_steal_pointer (&self->recent[i].firing);
      g_autofree char *id = NULL;

      if (firing == NULL)
        continue;
      summary_add (&self->burst, firing);
      id = make_id (firing);
      if (!take_back (self, id))
        g_ptr_array_add (self->burst.withdraw, g_steal_pointer (&id));
    }
}

/* It lasts until ten seconds have passed without a firing. */
static gboolean
is_in_burst (TapeTeller *self)
{
  return self->burst.last != NULL && self->n_recent > 0 && self->recent[self->n_recent - 1].firing == NULL;
}

static void
add_to_burst (TapeTeller *self, const TapeFiring *firing)
{
  gint64 due = self->now + BURST_WAIT;

  if (!is_in_burst (self))
    begin_burst (self);
  if (self->burst.told != TAPE_NO_TIME)
    due = MAX (due, self->burst.told + TAPE_BURST_SPAN);
  summary_add (&self->burst, firing);
  summary_make_due (&self->burst, due);
  add_recent (self, NULL);
}

/* A share of the day of each rule that has a part in it. */
static void
tell_burst (TapeTeller *self)
{
  GHashTableIter iter;
  gpointer rule;

  g_hash_table_iter_init (&iter, self->burst.rules);
  while (g_hash_table_iter_next (&iter, &rule, NULL))
    find_day (self, *(const gint64 *)rule, self->now)->told++;
  g_hash_table_remove_all (self->burst.rules);
  summary_tell (self, &self->burst, TAPE_NOTICE_BURST, g_strdup ("burst"));
}

static void
add_to_quiet (TapeTeller *self, const TapeFiring *firing)
{
  if (self->quiet.last == NULL || (self->quiet.due == TAPE_NO_TIME && get_day (self, self->now) != self->quiet_day))
    summary_begin (&self->quiet, self->now);
  self->quiet_day = get_day (self, self->now);
  summary_add (&self->quiet, firing);
  summary_make_due (&self->quiet, self->now + QUIET_WAIT);
}

static void
add_to_busy (TapeTeller *self, const TapeFiring *firing, RuleDay *day)
{
  const gint64 midnight = (day->day + 1) * TAPE_DAY - get_offset (self, self->now) - 1;
  const gint64 told = day->busy.told;

  if (day->busy.due == TAPE_NO_TIME)
    {
      summary_begin (&day->busy, self->now);
      day->busy.told = told;
    }
  summary_add (&day->busy, firing);
  if (told == TAPE_NO_TIME)
    summary_make_due (&day->busy, self->now);
  else
    summary_make_due (&day->busy, MIN (told + BUSY_WAIT, midnight));
}

static gboolean
is_quiet (TapeTeller *self)
{
  return self->rules != NULL && tape_rule_set_is_quiet (self->rules, self->now);
}

gboolean
tape_teller_take (TapeTeller *self, const TapeFiring *firing)
{
  const gboolean important = (firing->flags & TAPE_FIRING_IMPORTANT) != 0;
  RuleDay *day;

  if ((firing->flags & TAPE_FIRING_PAST) != 0)
    return FALSE;
  tape_teller_pass (self, firing->receive_time);
  forget_what_is_long_ago (self);
  day = find_day (self, firing->rule, self->now);
  if ((firing->flags & TAPE_FIRING_HELD_QUIET) != 0 || (!important && is_quiet (self)))
    add_to_quiet (self, firing);
  else if (is_too_busy (self, day))
    add_to_busy (self, firing, day);
  else if (is_in_burst (self) || self->n_recent == TAPE_BURST_FIRINGS)
    add_to_burst (self, firing);
  else
    tell_alone (self, firing, day);
  tape_teller_pass (self, self->now);
  return TRUE;
}

/* --- Time. --- */

static gboolean
is_due (TapeTeller *self, const Summary *summary)
{
  return summary->due != TAPE_NO_TIME && summary->due <= self->now;
}

static void
tell_busy (TapeTeller *self)
{
  GHashTableIter iter;
  gpointer rule, value;

  g_hash_table_iter_init (&iter, self->days);
  while (g_hash_table_iter_next (&iter, &rule, &value))
    if (is_due (self, &((RuleDay *)value)->busy))
      summary_tell (self, &((RuleDay *)value)->busy, TAPE_NOTICE_BUSY,
                    g_strdup_printf ("busy:%" G_GINT64_FORMAT, *(const gint64 *)rule));
}

void
tape_teller_pass (TapeTeller *self, gint64 time)
{
  self->now = MAX (self->now, time);
  if (is_due (self, &self->burst))
    tell_burst (self);
  if (is_quiet (self))
    return;
  if (is_due (self, &self->quiet))
    summary_tell (self, &self->quiet, TAPE_NOTICE_QUIET, g_strdup ("quiet"));
  tell_busy (self);
}

gint64
tape_teller_get_next (TapeTeller *self)
{
  const Summary *summaries[] = { &self->burst, &self->quiet };
  gint64 next = G_MAXINT64;
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; i < G_N_ELEMENTS (summaries); i++)
    if (summaries[i]->due != TAPE_NO_TIME)
      next = MIN (next, summaries[i]->due);
  g_hash_table_iter_init (&iter, self->days);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((RuleDay *)value)->busy.due != TAPE_NO_TIME)
      next = MIN (next, ((RuleDay *)value)->busy.due);
  if (next == G_MAXINT64)
    return TAPE_NO_TIME;
  /* What is due and was not told waits for the end of the quiet hours. */
  return next > self->now ? next : self->now + TAPE_MINUTE;
}

/* --- The type. --- */

GPtrArray *
tape_teller_take_notices (TapeTeller *self)
{
  GPtrArray *notices = self->notices;

  self->notices = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_notice_free);
  return notices;
}

void
tape_teller_set_rules (TapeTeller *self, TapeRuleSet *rules)
{
  tape_rule_set_ref (rules);
  g_clear_pointer (&self->rules, tape_rule_set_unref);
  self->rules = rules;
}

void
tape_teller_set_daily (TapeTeller *self, guint daily)
{
  self->daily = daily;
}

void
tape_teller_remember (TapeTeller *self, gint64 rule, gint64 time)
{
  RuleDay *day = g_hash_table_lookup (self->days, &rule);

  if (day == NULL || day->day <= get_day (self, time))
    find_day (self, rule, time)->told++;
}

TapeTeller *
tape_teller_new (guint daily)
{
  TapeTeller *self = g_new0 (TapeTeller, 1);

  self->daily = daily;
  self->now = G_MININT64;
  summary_clear (&self->burst);
  summary_clear (&self->quiet);
  self->days = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_day);
  self->notices = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_notice_free);
  return self;
}

void
tape_teller_free (TapeTeller *self)
{
  drop_recent (self, self->n_recent);
  summary_clear (&self->burst);
  summary_clear (&self->quiet);
  g_hash_table_unref (self->days);
  g_ptr_array_unref (self->notices);
  g_clear_pointer (&self->rules, tape_rule_set_unref);
  g_free (self);
}
