/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alert-scripts.h"

#include "alerts/tape-rule-text.h"
#include "engine-ledger.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 2024-03-05T15:00:00Z */
#define START (G_GINT64_CONSTANT (1709650800) * TAPE_SECOND)

/* --- Rules and events --- */

static TapeRuleSet *
make_rules (const AlertScript *self)
{
  static const char *const listed[] = { "AAPL", "IBM", NULL };
  TapeRuleSet *set = tape_rule_set_new ();

  for (guint i = 0; self->rules[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TapeRule) rule = tape_rule_parse (self->rules[i], &error);

      g_assert_no_error (error);
      rule->id = i + 1;
      tape_rule_set_add (set, rule);
    }
  tape_rule_set_add_list (set, "Mine", listed);
  if (self->snooze != NULL)
    tape_rule_set_add_snooze (set, 1, self->snooze, START + 10 * TAPE_MINUTE);
  set->quiet = self->quiet;
  set->quiet_from = 16 * 60;
  set->quiet_to = 17 * 60;
  return set;
}

static gint64
parse_time (const char *text, guint day)
{
  return START + day * TAPE_DAY + (gint64)llround (g_ascii_strtod (text, NULL) * 1e6);
}

static TapeSide
parse_side (const char *text)
{
  if (g_str_equal (text, "buy"))
    return TAPE_SIDE_BUY;
  g_assert_cmpstr (text, ==, "sell");
  return TAPE_SIDE_SELL;
}

static TapeBatch *
parse_trade (TapeUniverse *universe, char **words, guint day)
{
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, 1);
  TapeTrade *trade = tape_batch_add_trade (batch);

  trade->instrument = tape_universe_intern (universe, words[0], strlen (words[0]));
  trade->event_time = trade->receive_time = parse_time (words[1], day);
  trade->price = g_ascii_strtod (words[2], NULL);
  trade->quantity = words[3] != NULL ? g_ascii_strtod (words[3], NULL) : 1;
  trade->side = words[3] != NULL && words[4] != NULL ? parse_side (words[4]) : TAPE_SIDE_UNKNOWN;
  trade->source = 1;
  return batch;
}

static TapeBatch *
parse_bar (TapeUniverse *universe, char **words, guint day)
{
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_BARS, 1);
  TapeBar *bar = tape_batch_add_bar (batch);

  bar->instrument = tape_universe_intern (universe, words[0], strlen (words[0]));
  bar->start = parse_time (words[1], day);
  bar->length = TAPE_BAR_MINUTE;
  bar->open = bar->high = bar->low = bar->close = g_ascii_strtod (words[2], NULL);
  bar->source = 1;
  return batch;
}

static TapeBatch *
new_begin (const AlertScript *self)
{
  TapeBatch *batch = tape_batch_new_begin (1, TRUE, (gint64)llround (self->delay * 1e6));

  tape_batch_set_name (batch, "Feed");
  return batch;
}

static TapeBatch *
parse_event (TapeUniverse *universe, const AlertScript *self, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  guint day = g_str_has_prefix (line, "day+") ? (guint)atoi (words[0] + 4) : 0;
  char **from = day > 0 ? words + 1 : words;

  if (g_str_equal (from[0], "tick"))
    return tape_batch_new_tick (parse_time (from[1], day));
  if (g_str_equal (from[0], "end"))
    return tape_batch_new_end (1);
  if (g_str_equal (from[0], "begin"))
    return new_begin (self);
  if (g_str_equal (from[0], "bar"))
    return parse_bar (universe, from + 1, day);
  return parse_trade (universe, from, day);
}

/* With all neighbouring trades in one, as far as @size goes. */
static GPtrArray *
make_batches (TapeUniverse *universe, const AlertScript *self, guint size)
{
  GPtrArray *batches = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_batch_unref);
  g_auto (GStrv) lines = g_strsplit (self->events, "\n", -1);

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      TapeBatch *batch = parse_event (universe, self, lines[i]);
      TapeBatch *last = batches->len > 0 ? g_ptr_array_index (batches, batches->len - 1) : NULL;

      if (last == NULL || last->kind != TAPE_BATCH_TRADES || batch->kind != TAPE_BATCH_TRADES || last->n_trades >= size)
        {
          g_ptr_array_add (batches, batch);
          continue;
        }
      *tape_batch_add_trade (last) = batch->trades[0];
      tape_batch_unref (batch);
    }
  return batches;
}

/* --- Firings --- */

static const char *
name_direction (int direction)
{
  return direction > 0 ? "up" : direction < 0 ? "down" : "-";
}

static double
get_seconds (gint64 time)
{
  return (double)(time - START) / 1e6;
}

static void
append_firing (GString *text, const TapeFiring *firing)
{
  g_string_append_printf (text, "%d %s %s %g value %.4g", (int)firing->rule, firing->subject,
                          name_direction (firing->direction), get_seconds (firing->event_time), firing->value);
  if (firing->flags & TAPE_FIRING_PAST)
    g_string_append (text, " past");
  if (firing->held_since != TAPE_NO_TIME)
    g_string_append_printf (text, " held %g", get_seconds (firing->held_since));
  g_string_append_c (text, '\n');
}

/* All that a firing says. */
static void
append_whole (GString *text, const TapeFiring *firing)
{
  g_autofree char *evidence = tape_evidence_format (firing->evidence);

  append_firing (text, firing);
  g_string_append_printf (text,
                          "%s serial %d flags %u before %.17g threshold %g price %g baseline %.17g at %g received %g "
                          "source %u fresh %u of %u\n%s",
                          firing->text, (int)firing->serial, firing->flags, firing->before, firing->threshold,
                          firing->price, firing->baseline,
                          firing->baseline_time == TAPE_NO_TIME ? -1 : get_seconds (firing->baseline_time),
                          get_seconds (firing->receive_time), firing->source, firing->fresh, firing->members, evidence);
}

typedef struct
{
  GString *brief;
  GString *whole;
} Said;

static void
take (TapeEngine *engine, Ledger *ledger, Said *said)
{
  g_autoptr (TapeCommit) commit = tape_engine_take_commit (engine);

  if (commit == NULL)
    return;
  for (guint i = 0; i < commit->firings->len; i++)
    {
      append_firing (said->brief, g_ptr_array_index (commit->firings, i));
      append_whole (said->whole, g_ptr_array_index (commit->firings, i));
    }
  ledger_take_commit (ledger, commit);
}

/* --- Runs --- */

static TapeEngine *
new_engine (TapeUniverse *universe)
{
  const TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };

  return tape_engine_new (universe, &config);
}

static void
begin (TapeEngine *engine, const AlertScript *self)
{
  g_autoptr (TapeBatch) batch = new_begin (self);

  tape_engine_process (engine, batch);
}

/* Stopped before the batch of that number, and gone on with. */
static Said
run (const AlertScript *self, guint size, guint stop)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GPtrArray) batches = make_batches (universe, self, size);
  g_autoptr (TapeRuleSet) rules = make_rules (self);
  g_autoptr (Ledger) ledger = ledger_new ();
  g_autoptr (TapeEngine) engine = new_engine (universe);
  Said said = { g_string_new (NULL), g_string_new (NULL) };

  tape_engine_set_rules (engine, rules);
  begin (engine, self);
  for (guint i = 0; i < batches->len; i++)
    {
      if (i == stop)
        {
          take (engine, ledger, &said);
          g_clear_pointer (&engine, tape_engine_free);
          engine = new_engine (universe);
          if (i % 2 == 0)
            tape_engine_set_rules (engine, rules);
          ledger_restore (ledger, engine);
          if (i % 2 != 0)
            tape_engine_set_rules (engine, rules);
          begin (engine, self);
        }
      tape_engine_process (engine, g_ptr_array_index (batches, i));
    }
  take (engine, ledger, &said);
  return said;
}

static void
said_clear (Said *self)
{
  g_string_free (self->brief, TRUE);
  g_string_free (self->whole, TRUE);
}

void
alert_script_check (const AlertScript *self)
{
  Said first = run (self, 1, G_MAXUINT);
  guint n = 0;

  g_assert_cmpstr (first.brief->str, ==, self->firings);
  for (const char *at = self->events; *at != '\0'; at++)
    n += *at == '\n';
  for (guint size = 2; size < 5; size++)
    {
      Said other = run (self, size, G_MAXUINT);

      g_assert_cmpstr (other.whole->str, ==, first.whole->str);
      said_clear (&other);
    }
  for (guint stop = 1; !self->begins_anew && stop<n; stop += n> 100 ? 7 : 1)
    {
      Said other = run (self, 1, stop);

      g_test_message ("stopped before event %u", stop);
      g_assert_cmpstr (other.whole->str, ==, first.whole->str);
      said_clear (&other);
    }
  said_clear (&first);
}

static void
check (gconstpointer script)
{
  alert_script_check (script);
}

void
alert_script_add (const char *path, const AlertScript *script)
{
  g_test_add_data_func (path, script, check);
}
