/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What rules name that the session does not have. */

#include "config.h"

#include "alerts/tape-rule-check.h"
#include "model/tape-alert-book-private.h"

/* Where rules are held against. */
typedef struct
{
  TapeRulePlace place;
  char **sources;
  char **queries;
} Place;

static char **
list_sources (TapeAlertBook *self)
{
  const TapeFrame *frame = tape_desk_get_frame (self->desk);
  TapeSession *session = tape_desk_get_session (self->desk);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; frame != NULL && session != NULL && i < frame->n_sources; i++)
    {
      g_autofree char *name = tape_session_get_source_name (session, frame->sources[i].source);

      if (name != NULL)
        g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

/* Before the first frame it is not known what the session has. */
static Place *
place_new (TapeAlertBook *self)
{
  const gboolean known = tape_desk_get_frame (self->desk) != NULL;
  Place *place = g_new0 (Place, 1);

  place->sources = list_sources (self);
  place->queries = tape_alert_book_list_queries (self);
  place->place = (TapeRulePlace){
    .set = self->set,
    .universe = known ? tape_desk_get_universe (self->desk) : NULL,
    .sources = known ? (const char *const *)place->sources : NULL,
    .queries = (const char *const *)place->queries,
  };
  return place;
}

static void
place_free (Place *place)
{
  g_strfreev (place->sources);
  g_strfreev (place->queries);
  g_free (place);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Place, place_free)

static char *
find_oddity (TapeAlertBook *self, const TapeRule *rule, const Place *place)
{
  char *sentence = tape_rule_warn (rule, tape_alert_book_now (self));

  if (sentence == NULL)
    tape_rule_resolve (rule, &place->place, &sentence);
  return sentence;
}

char *
tape_alert_book_find_oddity (TapeAlertBook *self, const TapeRule *rule)
{
  g_autoptr (Place) place = NULL;

  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), NULL);

  tape_alert_book_get_rule_set (self); /* as it is by now */
  place = place_new (self);
  return find_oddity (self, rule, place);
}

void
tape_alert_book_resolve (TapeAlertBook *self)
{
  g_autoptr (Place) place = place_new (self);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->rules)); i++)
    {
      g_autoptr (TapeAlertRule) rule = g_list_model_get_item (G_LIST_MODEL (self->rules), i);
      char *note = NULL;

      if (tape_alert_rule_get_problem (rule) == NULL)
        note = find_oddity (self, tape_alert_rule_get_rule (rule), place);
      if (note == NULL)
        note = g_strdup (tape_alert_queries_get_message (self->queries, tape_alert_rule_get_id (rule)));
      tape_alert_rule_set_note (rule, note);
    }
}
