/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can go wrong with a database. Each message says what, where and what to do, translated. A cancelled call fails
 * with %G_IO_ERROR_CANCELLED instead. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TAPE_STORE_ERROR (tape_store_error_quark ())

typedef enum
{
  TAPE_STORE_ERROR_OPEN,    /* cannot be opened or created */
  TAPE_STORE_ERROR_FORMAT,  /* not a database, or not one of ours */
  TAPE_STORE_ERROR_FUTURE,  /* written by a newer version */
  TAPE_STORE_ERROR_IN_USE,  /* another process writes it */
  TAPE_STORE_ERROR_DAMAGED, /* a page cannot be read */
  TAPE_STORE_ERROR_WRITE,   /* disk full, read-only, input or output error */
  TAPE_STORE_ERROR_SQL,     /* a statement of the person's is wrong, not allowed, too long or too large */
} TapeStoreError;

GQuark tape_store_error_quark (void);

/**
 * tape_store_error_is_damage:
 * @error: (nullable): any
 *
 * Returns: whether it says that the file is not what was written, so that it can be read in parts at most
 */
gboolean tape_store_error_is_damage (const GError *error);

G_END_DECLS
