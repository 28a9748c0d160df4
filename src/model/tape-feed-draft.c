/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-feed-draft.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-poll-settings.h"
#include "model/tape-format.h"
#include "pipeline/tape-keys.h"

/* Stands in checks for one that is kept and not known here. */
#define KEPT "kept"

struct _TapeFeedDraft
{
  TapeFeedOffer offer;
  char *texts[TAPE_N_FEED_FIELDS];
  gboolean stored;
  gboolean extended;
  TapeKafkaSettings *kafka;
  char **taken;
  TapeUserFeed *was; /* NULL of a new one */
};

TapeFeedDraft *
tape_feed_draft_new (const TapeFeedOffer *offer)
{
  TapeFeedDraft *self = g_new0 (TapeFeedDraft, 1);

  self->offer = *offer;
  for (guint i = 0; i < TAPE_N_FEED_FIELDS; i++)
    self->texts[i] = g_strdup ("");
  tape_feed_draft_set (self, TAPE_FEED_FIELD_SYMBOLS, tape_feed_offer_get_example (offer));
  if (offer->kind == TAPE_OFFER_KAFKA)
    {
      self->kafka = tape_kafka_settings_new ();
      tape_feed_draft_set (self, TAPE_FEED_FIELD_COLUMNS, self->kafka->columns);
    }
  return self;
}

/* What was typed of a cluster to have @settings. */
static void
take_kafka (TapeFeedDraft *self, TapeKafkaSettings *settings)
{
  g_autofree char *topics = g_strjoinv (", ", settings->topics);
  g_autofree char *map = settings->map != NULL ? g_strjoinv (", ", settings->map) : NULL;

  tape_kafka_settings_free (self->kafka);
  self->kafka = settings;
  tape_feed_draft_set (self, TAPE_FEED_FIELD_BROKERS, settings->brokers);
  tape_feed_draft_set (self, TAPE_FEED_FIELD_TOPICS, topics);
  tape_feed_draft_set (self, TAPE_FEED_FIELD_KEY, settings->user);
  tape_feed_draft_set (self, TAPE_FEED_FIELD_CA_FILE, settings->ca_file);
  tape_feed_draft_set (self, TAPE_FEED_FIELD_COLUMNS, settings->columns);
  tape_feed_draft_set (self, TAPE_FEED_FIELD_MAP, map);
}

static void
set_calls (TapeFeedDraft *self, TapeFeedField field, guint calls)
{
  g_autofree char *text = g_strdup_printf ("%u", calls);

  tape_feed_draft_set (self, field, calls > 0 ? text : "");
}

static void
take_poll (TapeFeedDraft *self, const char *json)
{
  const TapePollSettings settings = tape_poll_settings_parse (json);

  self->extended = settings.extended;
  set_calls (self, TAPE_FEED_FIELD_MINUTE, settings.per_minute);
  set_calls (self, TAPE_FEED_FIELD_DAY, settings.per_day);
}

TapeFeedDraft *
tape_feed_draft_new_from (const TapeUserFeed *feed)
{
  TapeFeedOffer offer;
  TapeFeedDraft *self;
  g_autofree char *symbols = g_strjoinv (", ", feed->symbols);

  if (!tape_feed_offer_find (feed->kind, feed->service, &offer))
    return NULL;
  self = tape_feed_draft_new (&offer);
  self->was = tape_user_feed_copy (feed);
  tape_feed_draft_set (self, TAPE_FEED_FIELD_NAME, feed->name);
  if (offer.poll != NULL)
    take_poll (self, feed->settings);
  if (self->kafka == NULL)
    tape_feed_draft_set (self, TAPE_FEED_FIELD_SYMBOLS, symbols);
  else
    {
      TapeKafkaSettings *settings = tape_kafka_settings_parse (feed->settings, NULL);

      if (settings != NULL)
        take_kafka (self, settings);
    }
  return self;
}

void
tape_feed_draft_free (TapeFeedDraft *self)
{
  for (guint i = 0; i < TAPE_N_FEED_FIELDS; i++)
    tape_key_wipe (self->texts[i]);
  g_clear_pointer (&self->kafka, tape_kafka_settings_free);
  g_clear_pointer (&self->was, tape_user_feed_free);
  g_strfreev (self->taken);
  g_free (self);
}

const TapeFeedOffer *
tape_feed_draft_get_offer (const TapeFeedDraft *self)
{
  return &self->offer;
}

static gboolean
signs_in (const TapeFeedDraft *self)
{
  return self->kafka != NULL
         && (self->kafka->security == TAPE_KAFKA_SASL || self->kafka->security == TAPE_KAFKA_SASL_TLS);
}

static gboolean
is_encrypted (const TapeFeedDraft *self)
{
  return self->kafka != NULL
         && (self->kafka->security == TAPE_KAFKA_TLS || self->kafka->security == TAPE_KAFKA_SASL_TLS);
}

gboolean
tape_feed_draft_has_field (const TapeFeedDraft *self, TapeFeedField field)
{
  switch (field)
    {
    case TAPE_FEED_FIELD_NAME:
      return TRUE;
    case TAPE_FEED_FIELD_KEY:
      return tape_feed_offer_needs_key (&self->offer) || signs_in (self);
    case TAPE_FEED_FIELD_SECRET:
      return tape_feed_offer_needs_secret (&self->offer) || signs_in (self);
    case TAPE_FEED_FIELD_SYMBOLS:
      return self->kafka == NULL;
    case TAPE_FEED_FIELD_CA_FILE:
      return is_encrypted (self);
    case TAPE_FEED_FIELD_MINUTE:
    case TAPE_FEED_FIELD_DAY:
      return self->offer.poll != NULL && tape_feed_offer_needs_key (&self->offer);
    case TAPE_FEED_FIELD_BROKERS:
    case TAPE_FEED_FIELD_TOPICS:
    case TAPE_FEED_FIELD_COLUMNS:
    case TAPE_FEED_FIELD_MAP:
    default:
      return self->kafka != NULL;
    }
}

void
tape_feed_draft_set (TapeFeedDraft *self, TapeFeedField field, const char *text)
{
  g_return_if_fail (field < TAPE_N_FEED_FIELDS);

  tape_key_wipe (self->texts[field]);
  self->texts[field] = g_strdup (text != NULL ? text : "");
}

const char *
tape_feed_draft_get (const TapeFeedDraft *self, TapeFeedField field)
{
  g_return_val_if_fail (field < TAPE_N_FEED_FIELDS, NULL);

  return self->texts[field];
}

void
tape_feed_draft_set_stored (TapeFeedDraft *self, gboolean stored)
{
  self->stored = stored;
}

void
tape_feed_draft_set_taken (TapeFeedDraft *self, const char *const *names)
{
  g_strfreev (self->taken);
  self->taken = g_strdupv ((char **)names);
}

TapeKafkaSettings *
tape_feed_draft_get_kafka (TapeFeedDraft *self)
{
  return self->kafka;
}

gboolean
tape_feed_draft_has_extended (const TapeFeedDraft *self)
{
  return self->offer.poll != NULL && (self->offer.poll->flags & TAPE_POLL_HAS_EXTENDED) != 0;
}

gboolean
tape_feed_draft_get_extended (const TapeFeedDraft *self)
{
  return self->extended;
}

void
tape_feed_draft_set_extended (TapeFeedDraft *self, gboolean extended)
{
  self->extended = extended;
}

/* --- What is made of what was typed. --- */

/* Its words, between blanks and commas, none twice. */
static char **
split (const char *text, char *(*clean) (const TapeFeedDraft *self, const char *word), const TapeFeedDraft *self)
{
  g_auto (GStrv) words = g_strsplit_set (text, " ,;\t\r\n", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (char **word = words; *word != NULL; word++)
    {
      char *cleaned = clean != NULL ? clean (self, *word) : g_strdup (*word);

      if (*cleaned == '\0' || g_hash_table_contains (seen, cleaned))
        g_free (cleaned);
      else
        {
          g_strv_builder_add (builder, cleaned);
          g_hash_table_add (seen, cleaned);
        }
    }
  return g_strv_builder_end (builder);
}

/* As the service writes it, else as the instrument table does, which people type in small letters too. */
static char *
clean_symbol (const TapeFeedDraft *self, const char *word)
{
  char *clean = NULL;

  if (*word == '\0')
    return g_strdup (word);
  if (self->offer.stream != NULL)
    clean = tape_stream_clean_symbol (self->offer.stream, word);
  else if (tape_instruments_lookup (word, strlen (word)) == NULL)
    clean = g_utf8_strup (word, -1);
  return clean != NULL ? clean : g_strdup (word);
}

char **
tape_feed_draft_get_symbols (const TapeFeedDraft *self)
{
  return split (self->kafka == NULL ? self->texts[TAPE_FEED_FIELD_SYMBOLS] : "", clean_symbol, self);
}

/* Names that differ in case only are one to a person. */
static gboolean
is_taken (const TapeFeedDraft *self, const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  gboolean taken = FALSE;

  for (char **other = self->taken; other != NULL && *other != NULL && !taken; other++)
    {
      g_autofree char *folded_other = g_utf8_casefold (*other, -1);

      taken = strcmp (folded, folded_other) == 0;
    }
  return taken;
}

char *
tape_feed_draft_get_name (const TapeFeedDraft *self)
{
  g_autofree char *name = g_strstrip (g_strdup (self->texts[TAPE_FEED_FIELD_NAME]));
  g_autofree char *plain = NULL;
  const char *title = tape_feed_offer_get_title (&self->offer);

  if (*name != '\0')
    return g_steal_pointer (&name);
  /* Translators: a feed of quotes of a service, as “Finnhub quotes”. */
  plain = self->offer.kind == TAPE_OFFER_QUOTES ? g_strdup_printf (_ ("%s quotes"), title) : g_strdup (title);
  g_free (name);
  name = g_strdup (plain);
  for (guint n = 2; is_taken (self, name); n++)
    {
      g_free (name);
      name = g_strdup_printf ("%s %u", plain, n);
    }
  return g_steal_pointer (&name);
}

/* A cluster has accounts of its own. */
char *
tape_feed_draft_get_account (const TapeFeedDraft *self)
{
  g_auto (GStrv) brokers = split (self->texts[TAPE_FEED_FIELD_BROKERS], NULL, self);
  g_autofree char *user = g_strstrip (g_strdup (self->texts[TAPE_FEED_FIELD_KEY]));

  if (!tape_feed_draft_has_field (self, TAPE_FEED_FIELD_KEY))
    return NULL;
  if (self->kafka == NULL)
    return g_strdup (self->was != NULL && self->was->account != NULL ? self->was->account : TAPE_KEYS_ACCOUNT);
  return g_strdup_printf ("%s@%s", user, brokers[0] != NULL ? brokers[0] : "");
}

TapeKey *
tape_feed_draft_make_key (const TapeFeedDraft *self)
{
  gboolean secret = tape_feed_draft_has_field (self, TAPE_FEED_FIELD_SECRET);

  /* Of a cluster the user alone is none. */
  if (!tape_feed_draft_has_field (self, TAPE_FEED_FIELD_KEY)
      || (secret && *self->texts[TAPE_FEED_FIELD_SECRET] == '\0'))
    return NULL;
  return tape_key_new (self->texts[TAPE_FEED_FIELD_KEY], secret ? self->texts[TAPE_FEED_FIELD_SECRET] : NULL, NULL);
}

/* Calls of a plan: more than none, fewer than any plan has. */
static gboolean
parse_calls (const char *text, guint *calls)
{
  g_autofree char *digits = g_strstrip (g_strdup (text));
  guint64 number = 0;

  *calls = 0;
  if (*digits == '\0')
    return TRUE;
  if (!g_ascii_string_to_unsigned (digits, 10, 1, TAPE_POLL_MOST_CALLS, &number, NULL))
    return FALSE;
  *calls = (guint)number;
  return TRUE;
}

static TapePollSettings
make_poll_settings (const TapeFeedDraft *self)
{
  TapePollSettings settings = { .extended = self->extended && tape_feed_draft_has_extended (self) };

  parse_calls (self->texts[TAPE_FEED_FIELD_MINUTE], &settings.per_minute);
  parse_calls (self->texts[TAPE_FEED_FIELD_DAY], &settings.per_day);
  return settings;
}

gboolean
tape_feed_draft_get_limits (const TapeFeedDraft *self, TapeQuotaLimits *limits)
{
  const TapePollSettings settings = make_poll_settings (self);

  if (self->offer.poll == NULL)
    return FALSE;
  *limits = tape_poll_settings_get_limits (&settings, self->offer.poll);
  return TRUE;
}

static char *
make_settings (const TapeFeedDraft *self)
{
  g_autoptr (TapeKafkaSettings) kafka = tape_feed_draft_make_kafka (self);
  const TapePollSettings poll = make_poll_settings (self);

  if (self->offer.poll != NULL)
    return tape_poll_settings_to_json (&poll);
  if (kafka != NULL)
    return tape_kafka_settings_to_json (kafka);
  return g_strdup (self->was != NULL ? self->was->settings : "{}");
}

TapeUserFeed *
tape_feed_draft_make (const TapeFeedDraft *self)
{
  TapeUserFeed *feed = g_new0 (TapeUserFeed, 1);

  feed->id = self->was != NULL ? self->was->id : 0;
  feed->name = tape_feed_draft_get_name (self);
  feed->kind = g_strdup (tape_offer_kind_get_name (self->offer.kind));
  feed->service = g_strdup (tape_feed_offer_get_service (&self->offer));
  feed->account = tape_feed_draft_get_account (self);
  feed->symbols = tape_feed_draft_get_symbols (self);
  feed->settings = make_settings (self);
  feed->priority = self->was != NULL ? self->was->priority : 0;
  feed->enabled = TRUE;
  return feed;
}

static void
set_text (char **text, const char *typed)
{
  g_autofree char *stripped = g_strstrip (g_strdup (typed));

  g_free (*text);
  *text = *stripped != '\0' ? g_steal_pointer (&stripped) : NULL;
}

TapeKafkaSettings *
tape_feed_draft_make_kafka (const TapeFeedDraft *self)
{
  TapeKafkaSettings *settings;
  g_auto (GStrv) brokers = split (self->texts[TAPE_FEED_FIELD_BROKERS], NULL, self);

  if (self->kafka == NULL)
    return NULL;
  settings = tape_kafka_settings_copy (self->kafka);
  g_free (settings->brokers);
  settings->brokers = g_strjoinv (",", brokers);
  g_strfreev (settings->topics);
  settings->topics = split (self->texts[TAPE_FEED_FIELD_TOPICS], NULL, self);
  g_strfreev (settings->map);
  settings->map = split (self->texts[TAPE_FEED_FIELD_MAP], NULL, self);
  if (*self->texts[TAPE_FEED_FIELD_COLUMNS] != '\0')
    set_text (&settings->columns, self->texts[TAPE_FEED_FIELD_COLUMNS]);
  set_text (&settings->ca_file, is_encrypted (self) ? self->texts[TAPE_FEED_FIELD_CA_FILE] : "");
  set_text (&settings->user, signs_in (self) ? self->texts[TAPE_FEED_FIELD_KEY] : "");
  /* As it is: a password may begin with a blank. */
  g_free (settings->password);
  settings->password = signs_in (self) && *self->texts[TAPE_FEED_FIELD_SECRET] != '\0'
                           ? g_strdup (self->texts[TAPE_FEED_FIELD_SECRET])
                           : NULL;
  return settings;
}

/* --- What is wrong with it. --- */

static gboolean
is_blank (const TapeFeedDraft *self, TapeFeedField field)
{
  return self->texts[field][strspn (self->texts[field], " \t\r\n")] == '\0';
}

/* Of a key as services give them; a part of it that is missing is said first. */
static char *
check_key (const TapeFeedDraft *self, TapeFeedField *field)
{
  const char *title = tape_feed_offer_get_title (&self->offer);
  gboolean secret = tape_feed_offer_needs_secret (&self->offer);
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeKey) key = NULL;

  if (is_blank (self, TAPE_FEED_FIELD_KEY) && (!secret || is_blank (self, TAPE_FEED_FIELD_SECRET)) && self->stored)
    return NULL;
  *field = TAPE_FEED_FIELD_KEY;
  if (is_blank (self, TAPE_FEED_FIELD_KEY))
    return g_strdup_printf (_ ("Enter the key that %s gave you."), title);
  *field = TAPE_FEED_FIELD_SECRET;
  if (secret && is_blank (self, TAPE_FEED_FIELD_SECRET))
    return g_strdup_printf (_ ("Enter the secret that %s gave you beside the key."), title);
  *field = TAPE_FEED_FIELD_KEY;
  key = tape_key_new (self->texts[TAPE_FEED_FIELD_KEY], secret ? self->texts[TAPE_FEED_FIELD_SECRET] : NULL, &error);
  return key == NULL ? g_strdup (error->message) : NULL;
}

static char *
check_stream (const TapeFeedDraft *self, char **symbols)
{
  TapeStreamSettings settings = { .symbols = symbols, .key = (char *)KEPT, .secret = (char *)KEPT };
  g_autoptr (GError) error = NULL;

  return tape_stream_check (self->offer.stream, &settings, &error) ? NULL : g_strdup (error->message);
}

static char *
check_poll (const TapeFeedDraft *self, char **symbols)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);

  if (symbols[0] == NULL)
    return g_strdup_printf (_ ("Name at least one symbol, such as %s."), tape_feed_offer_get_example (&self->offer));
  for (char **symbol = symbols; *symbol != NULL; symbol++)
    if (tape_universe_intern (universe, *symbol, strlen (*symbol)) == TAPE_NO_INSTRUMENT)
      {
        g_autofree char *valid = g_utf8_make_valid (*symbol, -1);

        return g_strdup_printf (_ ("“%s” cannot be a symbol. An example is %s."), valid,
                                tape_feed_offer_get_example (&self->offer));
      }
  return NULL;
}

static char *
check_calls (const TapeFeedDraft *self, TapeFeedField *field)
{
  static const TapeFeedField fields[] = { TAPE_FEED_FIELD_MINUTE, TAPE_FEED_FIELD_DAY };
  guint calls;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (!parse_calls (self->texts[fields[i]], &calls))
      {
        g_autofree char *typed = g_utf8_make_valid (self->texts[fields[i]], -1);

        *field = fields[i];
        return g_strdup_printf (_ ("“%s” is no number of calls. Enter one such as 300, or nothing."), typed);
      }
  return NULL;
}

static char *
check_kafka (const TapeFeedDraft *self)
{
  g_autoptr (TapeKafkaSettings) settings = tape_feed_draft_make_kafka (self);
  g_autoptr (GError) error = NULL;

  if (settings->password == NULL && self->stored)
    settings->password = g_strdup (KEPT);
  return tape_kafka_settings_check (settings, TRUE, &error) ? NULL : g_strdup (error->message);
}

static char *
check_name (const TapeFeedDraft *self)
{
  g_autofree char *name = tape_feed_draft_get_name (self);

  if (!is_taken (self, name))
    return NULL;
  return g_strdup_printf (_ ("There is a feed “%s” already. Give this one another name."), name);
}

char *
tape_feed_draft_check (const TapeFeedDraft *self, TapeFeedField *field)
{
  g_auto (GStrv) symbols = tape_feed_draft_get_symbols (self);
  TapeFeedField about = TAPE_N_FEED_FIELDS;
  char *problem = NULL;

  if (self->kafka != NULL)
    problem = check_kafka (self);
  else if (tape_feed_offer_needs_key (&self->offer))
    problem = check_key (self, &about);
  if (problem == NULL && self->kafka == NULL)
    {
      about = TAPE_FEED_FIELD_SYMBOLS;
      problem = self->offer.stream != NULL ? check_stream (self, symbols) : check_poll (self, symbols);
    }
  if (problem == NULL)
    problem = check_calls (self, &about);
  if (problem == NULL)
    {
      about = TAPE_FEED_FIELD_NAME;
      problem = check_name (self);
    }
  if (field != NULL)
    *field = problem != NULL ? about : TAPE_N_FEED_FIELDS;
  return problem;
}

char *
tape_feed_draft_describe_pace (const TapeFeedDraft *self)
{
  const TapePoll *poll = self->offer.poll;
  g_auto (GStrv) symbols = tape_feed_draft_get_symbols (self);
  guint n = g_strv_length (symbols);
  g_autofree char *span = NULL;
  TapeQuotaLimits limits;

  if (!tape_feed_draft_get_limits (self, &limits) || n == 0)
    return NULL;
  span = tape_format_span (tape_poll_get_interval (poll, &limits, n, TRUE));
  /* Translators: the gap is a duration: “12 s”, “20 min”. */
  return g_strdup_printf (
      ngettext ("The symbol is asked for every %s or so.", "Each symbol is asked for every %s or so.", n), span);
}
