/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys in the desktop's secret service: the keyring, and in a Flatpak the portal's. An item each for a service and an
 * account, found by the schema io.github.tapeline.Tapeline and the attributes "service" and "account".
 *
 * The window calls the forms with _async, in a main context that runs; tapectl, which only looks up, the one that waits. Both
 * may take as long as a person takes to unlock the keyring; a cancellable ends the waiting, with %G_IO_ERROR_CANCELLED.
 * Errors are sentences and never hold a key. */

#pragma once

#include <gio/gio.h>

#include "pipeline/tape-key.h"

G_BEGIN_DECLS

/* The account where a person has one of a service. */
#define TAPE_KEYS_ACCOUNT "default"

#define TAPE_KEYS_ERROR (tape_keys_error_quark ())

typedef enum
{
  TAPE_KEYS_ERROR_NO_SERVICE, /* nothing answers */
  TAPE_KEYS_ERROR_LOCKED,     /* the keyring is locked and was not unlocked when asked for */
  TAPE_KEYS_ERROR_FAILED,     /* the service refused, or did not do what it said */
} TapeKeysError;

GQuark tape_keys_error_quark (void);

/**
 * tape_keys_store_async:
 * @service: name of a service: "finnhub"
 * @account: #TAPE_KEYS_ACCOUNT, or the name of one of several
 * @key: copied
 *
 * Keeps a key in the place of what there was for both; done once it can be read back.
 */
void tape_keys_store_async (const char *service,
                            const char *account,
                            const TapeKey *key,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data);
gboolean tape_keys_store_finish (GAsyncResult *result, GError **error);

/**
 * tape_keys_look_up_async:
 *
 * Looks for a key; the person may be asked to unlock the keyring, but only if it holds one.
 */
void tape_keys_look_up_async (
    const char *service, const char *account, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

/**
 * tape_keys_look_up_finish:
 *
 * Returns: (transfer full) (nullable): the key; %NULL without an error where there is none
 */
TapeKey *tape_keys_look_up_finish (GAsyncResult *result, GError **error);
TapeKey *tape_keys_look_up (const char *service, const char *account, GCancellable *cancellable, GError **error);

/**
 * tape_keys_remove_async:
 *
 * Removes a key. Nothing happens where there is none.
 */
void tape_keys_remove_async (
    const char *service, const char *account, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean tape_keys_remove_finish (GAsyncResult *result, GError **error);

G_END_DECLS
