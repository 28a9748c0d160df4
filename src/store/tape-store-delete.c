/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store/tape-store-delete.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "store/tape-lock.h"

/* The database first: a log without its database is thrown away by whoever opens it next, a database without its log would
 * be an older state. */
static const char *const ends[] = { "", "-wal", "-shm" };

typedef struct
{
  int fds[G_N_ELEMENTS (ends)];
} Files;

/* A removed file gives its space back when the last who has it open lets go, which takes long for a large one. */
static gpointer
let_go (gpointer data)
{
  Files *files = data;

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (files->fds[i] >= 0)
      close (files->fds[i]);
  g_free (files);
  return NULL;
}

static gboolean
remove_file (const char *path, const char *end, int *fd, GError **error)
{
  g_autofree char *file = g_strconcat (path, end, NULL);
  g_autofree char *name = g_filename_display_name (file);

  *fd = g_open (file, O_RDONLY | O_CLOEXEC, 0);
  if (g_unlink (file) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE,
               _ ("“%s” cannot be removed (%s). Look at the permissions of its folder."), name, g_strerror (errno));
  return FALSE;
}

gboolean
tape_store_delete (const char *path, GError **error)
{
  gboolean removed = TRUE;
  TapeLock *lock;
  Files *files;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  lock = tape_lock_take (path, error);
  if (lock == NULL)
    return FALSE;
  files = g_new (Files, 1);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      files->fds[i] = -1;
      removed = removed && remove_file (path, ends[i], &files->fds[i], error);
    }
  tape_lock_release (lock);
  g_thread_unref (g_thread_new ("let-go", let_go, files));
  return removed;
}
