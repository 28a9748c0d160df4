/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-quota-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/file.h>
#include <unistd.h>

/* A minute of many calls, and far more. */
#define LARGEST (1024 * 1024)

struct _TapeQuotaFile
{
  int fd;
};

TapeQuotaFile *
tape_quota_file_open (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_mkdir_with_parents (folder, 0700) == 0 ? open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
  TapeQuotaFile *self;

  if (fd < 0)
    {
      int reason = errno;
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, G_IO_ERROR, (gint)g_io_error_from_errno (reason),
                   _ ("What is spent of a service's calls cannot be kept in “%s” (%s)."), name, g_strerror (reason));
      return NULL;
    }
  self = g_new (TapeQuotaFile, 1);
  self->fd = fd;
  return self;
}

void
tape_quota_file_close (TapeQuotaFile *self)
{
  if (self == NULL)
    return;
  close (self->fd);
  g_free (self);
}

static int
set_lock (const TapeQuotaFile *self, int operation)
{
  int result;

  do
    result = flock (self->fd, operation);
  while (result != 0 && errno == EINTR);
  return result;
}

GBytes *
tape_quota_file_lock (TapeQuotaFile *self)
{
  off_t length;
  char *bytes;
  ssize_t n;

  if (set_lock (self, LOCK_EX) != 0)
    return NULL;
  length = lseek (self->fd, 0, SEEK_END);
  if (length <= 0 || length > LARGEST)
    return NULL;
  bytes = g_malloc ((gsize)length);
  n = pread (self->fd, bytes, (gsize)length, 0);
  if (n != length)
    {
      g_free (bytes);
      return NULL;
    }
  return g_bytes_new_take (bytes, (gsize)length);
}

/* It counts in memory in any case; a full disk makes it forget at the next start, no more. */
void
tape_quota_file_unlock (TapeQuotaFile *self, GBytes *content)
{
  if (content != NULL)
    {
      gsize length;
      const char *bytes = g_bytes_get_data (content, &length);

      if (ftruncate (self->fd, (off_t)length) != 0 || pwrite (self->fd, bytes, length, 0) != (ssize_t)length)
        g_debug ("What is spent of a service's calls cannot be written: %s", g_strerror (errno));
    }
  set_lock (self, LOCK_UN);
}
