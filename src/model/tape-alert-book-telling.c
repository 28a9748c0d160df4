/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is told of what fires. */

#include "config.h"

#include "model/tape-alert-book-private.h"
#include "model/tape-interruption.h"

/* What a simulated past did is no news. */
#define SIMULATED_NEWS (15 * TAPE_MINUTE)

/* What waits in a replay, whose receive time is not the clock's, waits so long at most. */
#define REPLAY_WAIT (10 * TAPE_SECOND)

static gboolean
is_to_be_told (TapeAlertBook *self, const TapeFiring *firing)
{
  if (!self->settings.notify || (firing->flags & TAPE_FIRING_PAST) != 0)
    return FALSE;
  if (tape_desk_get_files (self->desk) != NULL)
    return self->settings.notify_replays;
  return !tape_desk_is_simulation (self->desk) || firing->fired_time - firing->event_time < SIMULATED_NEWS;
}

static void
mark (TapeAlertBook *self, gint64 id, TapeTold told)
{
  TapeSession *session = tape_desk_get_session (self->desk);
  TapeAlertEntry *entry = tape_alert_log_find (self->log, id);
  const gint64 now = g_get_real_time ();

  if (session != NULL && id > 0)
    tape_session_mark_firing (session, id, told, now);
  if (entry != NULL)
    tape_alert_entry_set_told (entry, told, now);
}

/* --- What the words need besides the firing. --- */

static guint
count_waiting (TapeAlertBook *self)
{
  guint n = 0;

  for (guint i = 0; i < self->set->rules->len; i++)
    {
      const TapeRule *rule = self->set->rules->pdata[i];

      n += rule->conditions[0].kind != TAPE_CONDITION_SILENCE && rule->conditions[0].kind != TAPE_CONDITION_QUERY;
    }
  return n;
}

/* Where all sources are silent, every rule on trades waits. */
static gboolean
is_all_silent (TapeAlertBook *self)
{
  const TapeFrame *frame = tape_desk_get_frame (self->desk);
  guint running = 0;

  for (guint i = 0; frame != NULL && i < frame->n_sources; i++)
    running += frame->sources[i].active;
  return running <= 1;
}

/* Of a group: the member that grew least where it fell, most where it rose. */
static void
find_extreme (TapeUniverse *universe, const TapeFiring *firing, TapeTellingFacts *facts)
{
  const TapeEvidence *extreme = NULL;

  for (guint i = 0; i < firing->evidence->len; i++)
    {
      const TapeEvidence *each = &g_array_index (firing->evidence, TapeEvidence, i);

      if (extreme == NULL || (each->value - extreme->value) * firing->direction > 0)
        extreme = each;
    }
  if (extreme == NULL || extreme->instrument >= tape_universe_count (universe))
    return;
  facts->extreme = tape_universe_get (universe, extreme->instrument)->symbol;
  facts->extreme_growth = extreme->value;
}

static TapeTelling *
make_telling (TapeAlertBook *self, const TapeNotice *notice)
{
  const TapeFiring *firing = notice->firing;
  TapeSession *session = tape_desk_get_session (self->desk);
  TapeUniverse *universe = tape_session_get_universe (session);
  g_autofree char *source = tape_session_get_source_name (session, firing->source);
  TapeTellingFacts facts = {
    .simulated = tape_desk_is_simulation (self->desk),
    .zone = tape_desk_get_zone (self->desk),
    .source = source,
    .interruption = tape_interruption_get_word (self->desk, firing->source),
    .quiet_from = self->settings.quiet_from,
    .quiet_to = self->settings.quiet_to,
  };
  TapeTelling *telling;

  if (firing->instrument < tape_universe_count (universe))
    facts.instrument = tape_universe_get (universe, firing->instrument);
  if (firing->members > 0)
    find_extreme (universe, firing, &facts);
  if (is_all_silent (self))
    facts.waiting = count_waiting (self);
  telling = tape_telling_new (notice, &facts);
  telling->session = self->session;
  return telling;
}

static void pass_later (TapeAlertBook *self);

static void
tell (TapeAlertBook *self)
{
  g_autoptr (GPtrArray) notices = tape_teller_take_notices (self->teller);

  for (guint i = 0; i < notices->len; i++)
    {
      g_autoptr (TapeTelling) telling = make_telling (self, notices->pdata[i]);

      tape_alert_book_tell (self, telling);
    }
  pass_later (self);
}

static gboolean
pass (gpointer data)
{
  TapeAlertBook *self = data;
  gint64 now = tape_alert_book_now (self);

  self->passing = 0;
  if (tape_desk_get_session (self->desk) == NULL)
    return G_SOURCE_REMOVE;
  if (tape_desk_get_files (self->desk) != NULL)
    now = MAX (now, tape_teller_get_next (self->teller));
  tape_teller_pass (self->teller, now);
  tell (self);
  return G_SOURCE_REMOVE;
}

/* What the teller holds back is asked for again when it may be due. */
static void
pass_later (TapeAlertBook *self)
{
  const gint64 next = tape_teller_get_next (self->teller);
  gint64 span;

  g_clear_handle_id (&self->passing, g_source_remove);
  if (next == TAPE_NO_TIME)
    return;
  span = MAX (next - tape_alert_book_now (self), 0);
  if (tape_desk_get_files (self->desk) != NULL)
    span = MIN (span, REPLAY_WAIT);
  self->passing = g_timeout_add ((guint)(MIN (span, TAPE_HOUR) / 1000 + 1), pass, self);
}

/* --- What is to be told. --- */

static void
take_entry (TapeAlertBook *self, TapeAlertEntry *entry)
{
  const TapeFiring *firing = tape_alert_entry_get_firing (entry);

  if (firing->told != TAPE_TOLD_NOT)
    return;
  if (is_to_be_told (self, firing))
    tape_teller_take (self->teller, firing);
  else
    mark (self, firing->id, TAPE_TOLD_NEVER);
}

/* Before the log is read it is not known how much of their share the rules had today. */
void
tape_alert_book_tell_waiting (TapeAlertBook *self)
{
  g_autoptr (GPtrArray) entries = NULL;

  if (!tape_alert_log_is_ready (self->log))
    return;
  entries = g_steal_pointer (&self->waiting);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < entries->len; i++)
    take_entry (self, entries->pdata[i]);
  tell (self);
}

void
tape_alert_book_was_told (TapeAlertBook *self, const TapeTelling *telling)
{
  g_return_if_fail (TAPE_IS_ALERT_BOOK (self));

  if (telling->session != self->session)
    return;
  for (guint i = 0; i < telling->logged->len; i++)
    mark (self, g_array_index (telling->logged, gint64, i), telling->summary ? TAPE_TOLD_SUMMED_UP : TAPE_TOLD_ALONE);
}

void
tape_alert_book_make_teller (TapeAlertBook *self)
{
  g_clear_pointer (&self->teller, tape_teller_free);
  self->teller = tape_teller_new (self->settings.daily);
  if (self->set != NULL)
    tape_teller_set_rules (self->teller, self->set);
}
