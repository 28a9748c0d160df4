/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-poll-settings.h"

#include <cjson/cJSON.h>

static guint
get_calls (const cJSON *object, const char *key)
{
  const cJSON *item = cJSON_GetObjectItemCaseSensitive (object, key);

  return cJSON_IsNumber (item) && item->valuedouble >= 0 && item->valuedouble <= TAPE_POLL_MOST_CALLS
             ? (guint)item->valuedouble
             : 0;
}

TapePollSettings
tape_poll_settings_parse (const char *json)
{
  cJSON *object = cJSON_Parse (json);
  TapePollSettings self = {
    .extended = cJSON_IsTrue (cJSON_GetObjectItemCaseSensitive (object, "extended")),
    .per_minute = get_calls (object, "per_minute"),
    .per_day = get_calls (object, "per_day"),
  };

  cJSON_Delete (object);
  return self;
}

char *
tape_poll_settings_to_json (const TapePollSettings *self)
{
  GString *json = g_string_new ("{");

  if (self->extended)
    g_string_append (json, "\"extended\":true,");
  if (self->per_minute > 0)
    g_string_append_printf (json, "\"per_minute\":%u,", self->per_minute);
  if (self->per_day > 0)
    g_string_append_printf (json, "\"per_day\":%u,", self->per_day);
  if (json->len > 1)
    g_string_truncate (json, json->len - 1);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

TapeQuotaLimits
tape_poll_settings_get_limits (const TapePollSettings *self, const TapePoll *poll)
{
  TapeQuotaLimits limits = poll->limits;

  if (self->per_minute > 0 || self->per_day > 0)
    {
      limits.per_minute = self->per_minute;
      limits.per_day = self->per_day;
    }
  return limits;
}
