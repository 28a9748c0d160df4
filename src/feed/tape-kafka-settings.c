/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-kafka-settings.h"

#include <cjson/cJSON.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-feed.h"
#include "feed/tape-trade-text.h"

static const char *const securities[TAPE_KAFKA_N_SECURITIES] = {
  [TAPE_KAFKA_OPEN] = "none",
  [TAPE_KAFKA_TLS] = "tls",
  [TAPE_KAFKA_SASL] = "sasl",
  [TAPE_KAFKA_SASL_TLS] = "sasl-tls",
};

static const char *const mechanisms[TAPE_KAFKA_N_MECHANISMS] = {
  [TAPE_KAFKA_SCRAM_SHA_512] = "SCRAM-SHA-512",
  [TAPE_KAFKA_SCRAM_SHA_256] = "SCRAM-SHA-256",
  [TAPE_KAFKA_PLAIN] = "PLAIN",
};

static const char *const tunings[TAPE_KAFKA_N_TUNINGS] = {
  [TAPE_KAFKA_LATENCY] = "latency",
  [TAPE_KAFKA_THROUGHPUT] = "throughput",
};

static const char *const begins[] = { "beginning", "end" };

const char *
tape_kafka_security_get_name (TapeKafkaSecurity security)
{
  g_return_val_if_fail (security < TAPE_KAFKA_N_SECURITIES, NULL);

  return securities[security];
}

const char *
tape_kafka_mechanism_get_name (TapeKafkaMechanism mechanism)
{
  g_return_val_if_fail (mechanism < TAPE_KAFKA_N_MECHANISMS, NULL);

  return mechanisms[mechanism];
}

const char *
tape_kafka_tuning_get_name (TapeKafkaTuning tuning)
{
  g_return_val_if_fail (tuning < TAPE_KAFKA_N_TUNINGS, NULL);

  return tunings[tuning];
}

TapeKafkaSettings *
tape_kafka_settings_new (void)
{
  TapeKafkaSettings *self = g_new0 (TapeKafkaSettings, 1);

  self->brokers = g_strdup ("");
  self->topics = g_new0 (char *, 1);
  self->columns = g_strchomp (g_strdup (TAPE_TRADE_TEXT_HEADER));
  return self;
}

static void
forget_secret (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

void
tape_kafka_settings_free (TapeKafkaSettings *self)
{
  g_free (self->brokers);
  g_strfreev (self->topics);
  g_free (self->user);
  forget_secret (self->password);
  g_free (self->ca_file);
  g_free (self->certificate_file);
  g_free (self->key_file);
  g_strfreev (self->map);
  g_free (self->columns);
  g_free (self->bar_length);
  g_strfreev (self->properties);
  g_free (self);
}

TapeKafkaSettings *
tape_kafka_settings_copy (const TapeKafkaSettings *self)
{
  TapeKafkaSettings *copy = g_memdup2 (self, sizeof *self);

  copy->brokers = g_strdup (self->brokers);
  copy->topics = g_strdupv (self->topics);
  copy->user = g_strdup (self->user);
  copy->password = g_strdup (self->password);
  copy->ca_file = g_strdup (self->ca_file);
  copy->certificate_file = g_strdup (self->certificate_file);
  copy->key_file = g_strdup (self->key_file);
  copy->map = g_strdupv (self->map);
  copy->columns = g_strdup (self->columns);
  copy->bar_length = g_strdup (self->bar_length);
  copy->properties = g_strdupv (self->properties);
  return copy;
}

/* --- JSON --- */

/* What a key is, and where in the settings it goes. */
typedef enum
{
  KEY_TEXT,
  KEY_LIST,
  KEY_CHOICE,
} KeyKind;

typedef struct
{
  const char *name;
  gsize offset;
  const char *const *choices;
  guint n_choices;
  KeyKind kind;
} Key;

#define TEXT(name, member)                                                                                             \
  {                                                                                                                    \
    name, G_STRUCT_OFFSET (TapeKafkaSettings, member), NULL, 0, KEY_TEXT                                               \
  }
#define LIST(name, member)                                                                                             \
  {                                                                                                                    \
    name, G_STRUCT_OFFSET (TapeKafkaSettings, member), NULL, 0, KEY_LIST                                               \
  }
#define CHOICE(name, member, words)                                                                                    \
  {                                                                                                                    \
    name, G_STRUCT_OFFSET (TapeKafkaSettings, member), words, G_N_ELEMENTS (words), KEY_CHOICE                         \
  }

G_STATIC_ASSERT (sizeof (TapeKafkaSecurity) == sizeof (guint) && sizeof (TapeKafkaMechanism) == sizeof (guint)
                 && sizeof (TapeKafkaTuning) == sizeof (guint) && sizeof (gboolean) == sizeof (guint));

static const Key keys[] = {
  TEXT ("brokers", brokers),
  LIST ("topics", topics),
  CHOICE ("security", security, securities),
  CHOICE ("mechanism", mechanism, mechanisms),
  TEXT ("user", user),
  TEXT ("ca", ca_file),
  TEXT ("certificate", certificate_file),
  TEXT ("key", key_file),
  CHOICE ("tuning", tuning, tunings),
  CHOICE ("from", from_end, begins),
  LIST ("map", map),
  TEXT ("columns", columns),
  TEXT ("bar", bar_length),
  LIST ("properties", properties),
};

static const Key *
find_key (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].name, name) == 0)
      return &keys[i];
  return NULL;
}

static gboolean
fail (GError **error, char *message)
{
  g_set_error_literal (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION, message);
  g_free (message);
  return FALSE;
}

static gboolean
read_text (const Key *key, const cJSON *value, char **text, GError **error)
{
  if (!cJSON_IsString (value))
    return fail (error, g_strdup_printf (_ ("“%s” of a Kafka feed must be a text."), key->name));
  g_free (*text);
  *text = g_strdup (value->valuestring);
  return TRUE;
}

static gboolean
read_list (const Key *key, const cJSON *value, char ***list, GError **error)
{
  g_autoptr (GStrvBuilder) items = g_strv_builder_new ();
  const cJSON *item;

  if (!cJSON_IsArray (value))
    return fail (error, g_strdup_printf (_ ("“%s” of a Kafka feed must be a list of texts."), key->name));
  cJSON_ArrayForEach (item, value)
  {
    if (!cJSON_IsString (item))
      return fail (error, g_strdup_printf (_ ("“%s” of a Kafka feed must be a list of texts."), key->name));
    g_strv_builder_add (items, item->valuestring);
  }
  g_strfreev (*list);
  *list = g_strv_builder_end (items);
  return TRUE;
}

static gboolean
read_choice (const Key *key, const cJSON *value, guint *choice, GError **error)
{
  g_autofree char *words = NULL;
  g_autofree char **list = g_new0 (char *, key->n_choices + 1);

  for (guint i = 0; i < key->n_choices; i++)
    {
      list[i] = (char *)key->choices[i];
      if (cJSON_IsString (value) && g_ascii_strcasecmp (list[i], value->valuestring) == 0)
        {
          *choice = i;
          return TRUE;
        }
    }
  words = g_strjoinv (", ", list);
  return fail (error, g_strdup_printf (_ ("“%s” of a Kafka feed must be one of %s."), key->name, words));
}

static gboolean
read_value (TapeKafkaSettings *self, const Key *key, const cJSON *value, GError **error)
{
  gpointer place = G_STRUCT_MEMBER_P (self, key->offset);

  switch (key->kind)
    {
    case KEY_TEXT:
      return read_text (key, value, place, error);
    case KEY_LIST:
      return read_list (key, value, place, error);
    case KEY_CHOICE:
      return read_choice (key, value, place, error);
    }
  return FALSE;
}

static gboolean
read_key (TapeKafkaSettings *self, const cJSON *value, GError **error)
{
  const Key *key = find_key (value->string);

  if (key == NULL)
    return fail (error, g_strdup_printf (_ ("A Kafka feed has no setting “%s”."), value->string));
  return read_value (self, key, value, error);
}

gboolean
tape_kafka_settings_set (TapeKafkaSettings *self, const char *name, const char *text, GError **error)
{
  const Key *key = find_key (name);
  cJSON *value;
  gboolean done;

  g_return_val_if_fail (key != NULL && key->kind != KEY_LIST, FALSE);
  value = cJSON_CreateString (text);
  done = read_value (self, key, value, error);
  cJSON_Delete (value);
  return done;
}

static gboolean
read_keys (TapeKafkaSettings *self, const cJSON *object, GError **error)
{
  const cJSON *value;

  if (!cJSON_IsObject (object))
    return fail (error, g_strdup (_ ("The settings of a Kafka feed must be a JSON object.")));
  cJSON_ArrayForEach (value, object)
  {
    if (!read_key (self, value, error))
      return FALSE;
  }
  return TRUE;
}

TapeKafkaSettings *
tape_kafka_settings_parse (const char *json, GError **error)
{
  g_autoptr (TapeKafkaSettings) self = tape_kafka_settings_new ();
  cJSON *object = cJSON_Parse (json);
  gboolean done = read_keys (self, object, error);

  cJSON_Delete (object);
  return done ? g_steal_pointer (&self) : NULL;
}

static cJSON *
list_to_json (char *const *list)
{
  cJSON *array = cJSON_CreateArray ();

  for (; *list != NULL; list++)
    cJSON_AddItemToArray (array, cJSON_CreateString (*list));
  return array;
}

static void
write_key (const Key *key, const TapeKafkaSettings *self, const TapeKafkaSettings *usual, cJSON *object)
{
  gconstpointer place = G_STRUCT_MEMBER_P (self, key->offset), usual_place = G_STRUCT_MEMBER_P (usual, key->offset);

  if (key->kind == KEY_TEXT && g_strcmp0 (*(char *const *)place, *(char *const *)usual_place) != 0)
    cJSON_AddStringToObject (object, key->name, *(char *const *)place != NULL ? *(char *const *)place : "");
  else if (key->kind == KEY_LIST && *(char **const *)place != NULL && **(char **const *)place != NULL)
    cJSON_AddItemToObject (object, key->name, list_to_json (*(char **const *)place));
  else if (key->kind == KEY_CHOICE && *(const guint *)place != *(const guint *)usual_place)
    cJSON_AddStringToObject (object, key->name, key->choices[*(const guint *)place]);
}

char *
tape_kafka_settings_to_json (const TapeKafkaSettings *self)
{
  g_autoptr (TapeKafkaSettings) usual = tape_kafka_settings_new ();
  cJSON *object = cJSON_CreateObject ();
  char *printed, *text;

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    write_key (&keys[i], self, usual, object);
  printed = cJSON_PrintUnformatted (object);
  text = g_strdup (printed);
  cJSON_free (printed);
  cJSON_Delete (object);
  return text;
}
