/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store/tape-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct _TapeLock
{
  char *path;
  int fd;
};

/* Two names of one database must mean one lock. */
static char *
get_lock_path (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  char *file = realpath (path, NULL);
  char *result;

  if (file != NULL)
    result = g_strconcat (file, ".lock", NULL);
  else
    {
      g_autofree char *in_folder = g_build_filename (folder, name, NULL);

      result = g_strconcat (in_folder, ".lock", NULL);
    }
  free (file);
  return result;
}

static void
set_in_use (const char *path, int fd, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  char holder[128] = "";
  ssize_t length = pread (fd, holder, sizeof holder - 1, 0);

  holder[MAX (length, 0)] = '\0';
  g_strchomp (holder);
  if (holder[0] == '\0' || !g_utf8_validate (holder, -1, NULL))
    g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_IN_USE,
                 _ ("“%s” is being written by another program. Close it there, or choose another file."), name);
  else
    g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_IN_USE,
                 _ ("“%s” is being written by %s. Close it there, or choose another file."), name, holder);
}

static void
set_cannot_lock (const char *lock_path, GError **error)
{
  int reason = errno;
  g_autofree char *name = g_filename_display_name (lock_path);

  g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_OPEN,
               _ ("“%s” cannot be made or locked (%s). Look at the folder, or choose another file."), name,
               g_strerror (reason));
}

static void
write_holder (int fd)
{
  const char *program = g_get_prgname ();
  g_autofree char *holder
      = g_strdup_printf ("%s (process %d)\n", program != NULL ? program : "Tapeline", (int)getpid ());

  /* For the message only: the lock holds without it. */
  if (ftruncate (fd, 0) != 0 || pwrite (fd, holder, strlen (holder), 0) < 0)
    g_debug ("The lock's holder cannot be written: %s", g_strerror (errno));
}

/* The file that was locked may have been removed by its last holder in between. */
static gboolean
is_still_there (int fd, const char *path)
{
  struct stat by_fd, by_path;

  return fstat (fd, &by_fd) == 0 && g_stat (path, &by_path) == 0 && by_fd.st_ino == by_path.st_ino
         && by_fd.st_dev == by_path.st_dev;
}

TapeLock *
tape_lock_take (const char *path, GError **error)
{
  g_autofree char *lock_path = get_lock_path (path);

  for (;;)
    {
      struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
      int fd = g_open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

      if (fd < 0)
        {
          set_cannot_lock (lock_path, error);
          return NULL;
        }
      /* Of the open file description, so that two writers of one process exclude each other too. */
      if (fcntl (fd, F_OFD_SETLK, &whole) != 0)
        {
          if (errno == EAGAIN || errno == EACCES)
            set_in_use (path, fd, error);
          else
            set_cannot_lock (lock_path, error);
          close (fd);
          return NULL;
        }
      if (is_still_there (fd, lock_path))
        {
          TapeLock *self = g_new (TapeLock, 1);

          write_holder (fd);
          self->path = g_steal_pointer (&lock_path);
          self->fd = fd;
          return self;
        }
      close (fd);
    }
}

void
tape_lock_release (TapeLock *self)
{
  g_unlink (self->path);
  close (self->fd);
  g_free (self->path);
  g_free (self);
}
