/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pipeline/tape-keys.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "feed/tape-redaction.h"

G_DEFINE_QUARK (tape - keys - error - quark, tape_keys_error)

typedef enum
{
  STORE,
  LOOK_UP,
  REMOVE,
} Kind;

/* What is to be done, the data of its task. */
typedef struct
{
  Kind kind;
  char *service;
  char *account;
  char *text;     /* of STORE */
  gboolean again; /* this is the second time, with a new connection */
} Work;

static const SecretSchema schema = {
  .name = TAPE_APP_ID,
  .flags = SECRET_SCHEMA_NONE,
  .attributes
  = { { "service", SECRET_SCHEMA_ATTRIBUTE_STRING }, { "account", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

static void
work_free (Work *self)
{
  g_free (self->service);
  g_free (self->account);
  tape_key_wipe (self->text);
  g_free (self);
}

static GHashTable *
make_attributes (const Work *work)
{
  return secret_attributes_build (&schema, "service", work->service, "account", work->account, NULL);
}

/* --- What went wrong. --- */

/* Nothing on the bus answers to the name, or there is no bus. */
static gboolean
is_nobody (const GError *error)
{
  if (error->domain == G_DBUS_ERROR)
    switch (error->code)
      {
      case G_DBUS_ERROR_SERVICE_UNKNOWN:
      case G_DBUS_ERROR_NAME_HAS_NO_OWNER:
      case G_DBUS_ERROR_NO_SERVER:
      case G_DBUS_ERROR_DISCONNECTED:
        return TRUE;
      default:
        return error->code >= G_DBUS_ERROR_SPAWN_EXEC_FAILED && error->code <= G_DBUS_ERROR_SPAWN_NO_MEMORY;
      }
  return error->domain == G_FILE_ERROR
         || (error->domain == G_IO_ERROR && error->code != G_IO_ERROR_TIMED_OUT
             && error->code != G_IO_ERROR_DBUS_ERROR);
}

static GError *
make_locked (void)
{
  return g_error_new_literal (
      TAPE_KEYS_ERROR, TAPE_KEYS_ERROR_LOCKED,
      _ ("The keyring is locked, so the key in it cannot be used. Unlock the keyring and try again."));
}

/* What was said, without what it may have repeated of the key. */
static char *
redact (const Work *work, const char *message)
{
  g_autoptr (TapeKey) key = work->text != NULL ? tape_key_new_from_text (work->text, NULL) : NULL;
  const char *const secrets[] = { key != NULL ? key->key : NULL, key != NULL ? key->secret : NULL, NULL };

  return tape_redact (message, -1, secrets);
}

/* Ours, for what the library or the service said. */
static GError *
make_error (const Work *work, GError *error)
{
  g_autofree char *said = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return make_locked ();
  if (is_nobody (error))
    return g_error_new_literal (TAPE_KEYS_ERROR, TAPE_KEYS_ERROR_NO_SERVICE,
                                _ ("No secret service answers, so keys can be neither kept nor found. "
                                   "Start one, such as GNOME Keyring or KWallet, and try again."));
  g_dbus_error_strip_remote_error (error);
  said = redact (work, error->message);
  return g_error_new (TAPE_KEYS_ERROR, TAPE_KEYS_ERROR_FAILED,
                      _ ("The secret service refused: %s. See to the keyring and try again."), said);
}

/* --- Doing it. --- */

static void begin (GTask *task);

/* A service that was started again knows our session no more: once it is tried with a new connection. */
static gboolean
may_be_stale (const GError *error)
{
  return !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
         && !g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED)
         && !g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED);
}

/* Takes @task and @error over. */
static void
fail (GTask *task, GError *error)
{
  Work *work = g_task_get_task_data (task);

  if (!work->again && may_be_stale (error))
    {
      work->again = TRUE;
      secret_service_disconnect ();
      begin (task);
    }
  else
    {
      g_task_return_error (task, make_error (work, error));
      g_object_unref (task);
    }
  g_error_free (error);
}

/* Takes @task over; @text is what is kept, or NULL. */
static void
take_text (GTask *task, const char *text)
{
  const Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  TapeKey *key = NULL;

  if (work->kind == LOOK_UP && text != NULL)
    key = tape_key_new_from_text (text, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (work->kind == LOOK_UP)
    g_task_return_pointer (task, key, (GDestroyNotify)tape_key_free);
  else if (g_strcmp0 (text, work->text) == 0)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (
        task, TAPE_KEYS_ERROR, TAPE_KEYS_ERROR_FAILED,
        _ ("The secret service did not do what it was asked for. See to the keyring and try again."));
  g_object_unref (task);
}

static void
on_retrieved (GObject *item, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  SecretValue *value = secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (item), result, &error);
  const char *text = value != NULL ? secret_value_get_text (value) : NULL;

  if (error != NULL)
    fail (data, error);
  else
    take_text (data, text != NULL ? text : "");
  g_clear_pointer (&value, secret_value_unref);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  if (error != NULL)
    fail (task, error);
  else if (items == NULL)
    take_text (task, NULL);
  else
    secret_retrievable_retrieve_secret (items->data, g_task_get_cancellable (task), on_retrieved, task);
  g_list_free_full (items, g_object_unref);
}

/* What is kept now goes to take_text(). */
static void
read_back (GTask *task)
{
  g_autoptr (GHashTable) attributes = make_attributes (g_task_get_task_data (task));

  secret_password_searchv (&schema, attributes, SECRET_SEARCH_UNLOCK, g_task_get_cancellable (task), on_found, task);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  if (secret_password_store_finish (result, &error) || error == NULL)
    read_back (data);
  else
    fail (data, error);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  if (secret_password_clear_finish (result, &error) || error == NULL)
    read_back (data);
  else
    fail (data, error);
}

/* The library passes over what is locked: it is unlocked by now, or stays. */
static void
on_unlocked (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  g_autoptr (GHashTable) attributes = make_attributes (g_task_get_task_data (task));
  GError *error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  if (error != NULL)
    fail (task, error);
  else if (items == NULL)
    take_text (task, NULL);
  else
    secret_password_clearv (&schema, attributes, g_task_get_cancellable (task), on_cleared, task);
  g_list_free_full (items, g_object_unref);
}

static void
begin (GTask *task)
{
  const Work *work = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = make_attributes (work);
  g_autofree char *label = g_strdup_printf ("Tapeline: %s, %s", work->service, work->account);
  GCancellable *cancellable = g_task_get_cancellable (task);

  switch (work->kind)
    {
    case STORE:
      secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, work->text, cancellable, on_stored,
                              task);
      break;
    case REMOVE:
      secret_password_searchv (&schema, attributes, SECRET_SEARCH_UNLOCK, cancellable, on_unlocked, task);
      break;
    default:
      read_back (task);
    }
}

static void
run_async (Kind kind,
           const char *service,
           const char *account,
           char *text,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Work *work = g_new0 (Work, 1);

  work->kind = kind;
  work->service = g_strdup (service);
  work->account = g_strdup (account);
  work->text = text;
  g_task_set_task_data (task, work, (GDestroyNotify)work_free);
  g_task_set_source_tag (task, run_async);
  begin (task);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

void
tape_keys_store_async (const char *service,
                       const char *account,
                       const TapeKey *key,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  run_async (STORE, service, account, tape_key_to_text (key), cancellable, callback, data);
}

gboolean
tape_keys_store_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
tape_keys_look_up_async (
    const char *service, const char *account, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  run_async (LOOK_UP, service, account, NULL, cancellable, callback, data);
}

TapeKey *
tape_keys_look_up_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* In a main context of its own, until it is over and what it used there is let go. */
TapeKey *
tape_keys_look_up (const char *service, const char *account, GCancellable *cancellable, GError **error)
{
  GMainContext *context = g_main_context_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_main_context_push_thread_default (context);
  tape_keys_look_up_async (service, account, cancellable, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
  return tape_keys_look_up_finish (result, error);
}

void
tape_keys_remove_async (
    const char *service, const char *account, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  run_async (REMOVE, service, account, NULL, cancellable, callback, data);
}

gboolean
tape_keys_remove_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
