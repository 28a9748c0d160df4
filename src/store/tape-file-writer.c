/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store/tape-file-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Quick, and a tenth larger than the smallest. */
#define LEVEL 3

#define ROOM 65536

struct _TapeFileWriter
{
  char *path;      /* of a regular file: what it is to be called; else NULL */
  char *temporary; /* what it is called until then; NULL where there is none */
  char *name;      /* to show */
  int fd;
  gboolean owned;
  guint64 size;
  GConverter *compressor;
  char room[ROOM];
};

static gboolean
fail (TapeFileWriter *self, int code, GError **error)
{
  const char *format = code == ENOSPC || code == EDQUOT || code == EFBIG
                           ? _ ("“%s” could not be written: %s. Make room there, or choose another place.")
                           : _ ("“%s” could not be written: %s. Choose another place.");

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, G_FILE_ERROR, (gint)g_file_error_from_errno (code), format, self->name, g_strerror (code));
#pragma GCC diagnostic pop
  return FALSE;
}

/* What is there already and is no file, such as /dev/stdout, cannot be replaced; of what is a link, its target is. */
static gboolean
open_other (TapeFileWriter *self, const char *path, GError **error)
{
  self->fd = open (path, O_WRONLY | O_CLOEXEC);
  if (self->fd < 0)
    return fail (self, errno, error);
  self->owned = TRUE;
  return TRUE;
}

static gboolean
open_beside (TapeFileWriter *self, const struct stat *before, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  do
    {
      g_autofree char *name = g_strdup_printf (".tapeline-%08x.part", g_random_int ());

      g_free (self->temporary);
      self->temporary = g_build_filename (folder, name, NULL);
      self->fd = open (self->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    }
  while (self->fd < 0 && errno == EEXIST);
  if (self->fd < 0)
    {
      int code = errno;

      g_clear_pointer (&self->temporary, g_free);
      return fail (self, code, error);
    }
  self->owned = TRUE;
  if (before != NULL && fchmod (self->fd, before->st_mode & 0777) != 0)
    return fail (self, errno, error);
  return TRUE;
}

/* Whoever names a database where a file for other programs is to go mixed up two names. */
static gboolean
is_database (const char *path)
{
  static const char head[] = "SQLite format 3";
  char found[sizeof head];
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean is = fd >= 0 && read (fd, found, sizeof found) == sizeof found && memcmp (found, head, sizeof head) == 0;

  if (fd >= 0)
    close (fd);
  return is;
}

static gboolean
open_file (TapeFileWriter *self, const char *path, GError **error)
{
  struct stat before;
  gboolean there = stat (path, &before) == 0;

  if (there && S_ISDIR (before.st_mode))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR, _ ("“%s” is a folder. Name a file in it."), self->name);
      return FALSE;
    }
  if (there && !S_ISREG (before.st_mode))
    return open_other (self, path, error);
  if (there && access (path, W_OK) != 0)
    return fail (self, errno, error);
  if (there && is_database (path))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST,
                   _ ("“%s” is a database, and would be gone. Choose another name for the file."), self->name);
      return FALSE;
    }
  if (there)
    {
      char *resolved = realpath (path, NULL);

      self->path = g_strdup (resolved != NULL ? resolved : path);
      free (resolved);
    }
  else
    self->path = g_strdup (path);
  return open_beside (self, there ? &before : NULL, error);
}

TapeFileWriter *
tape_file_writer_new (const char *path, GError **error)
{
  g_autoptr (TapeFileWriter) self = g_new0 (TapeFileWriter, 1);

  self->fd = STDOUT_FILENO;
  if (path == NULL || strcmp (path, "-") == 0)
    {
      self->name = g_strdup (_ ("standard output"));
      return g_steal_pointer (&self);
    }
  self->name = g_filename_display_name (path);
  if (!open_file (self, path, error))
    return NULL;
  if (g_str_has_suffix (path, ".gz"))
    self->compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, LEVEL));
  return g_steal_pointer (&self);
}

void
tape_file_writer_free (TapeFileWriter *self)
{
  if (self->owned)
    close (self->fd);
  if (self->temporary != NULL)
    unlink (self->temporary);
  g_clear_object (&self->compressor);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

static gboolean
write_all (TapeFileWriter *self, const char *data, gsize length, GError **error)
{
  while (length > 0)
    {
      gssize n = write (self->fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail (self, errno, error);
      data += n;
      length -= (gsize)n;
      self->size += (guint64)n;
    }
  return TRUE;
}

/* @flags: that it is the end, after which the compressor has more to say. */
static gboolean
compress (TapeFileWriter *self, const char *data, gsize length, GConverterFlags flags, GError **error)
{
  GConverterResult result = G_CONVERTER_CONVERTED;

  while (length > 0 || (flags != 0 && result != G_CONVERTER_FINISHED))
    {
      gsize read = 0, written = 0;

      result = g_converter_convert (self->compressor, data, length, self->room, ROOM, flags, &read, &written, error);
      if (result == G_CONVERTER_ERROR || !write_all (self, self->room, written, error))
        return FALSE;
      data += read;
      length -= read;
    }
  return TRUE;
}

gboolean
tape_file_writer_write (TapeFileWriter *self, const char *data, gsize length, GError **error)
{
  return self->compressor != NULL ? compress (self, data, length, 0, error) : write_all (self, data, length, error);
}

gboolean
tape_file_writer_finish (TapeFileWriter *self, GError **error)
{
  if (self->compressor != NULL && !compress (self, NULL, 0, G_CONVERTER_INPUT_AT_END, error))
    return FALSE;
  if (self->temporary == NULL)
    return TRUE;
  if (fsync (self->fd) != 0 || rename (self->temporary, self->path) != 0)
    return fail (self, errno, error);
  g_clear_pointer (&self->temporary, g_free);
  return TRUE;
}

guint64
tape_file_writer_get_size (TapeFileWriter *self)
{
  return self->size;
}
