/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-file-reader.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feed/tape-feed.h"

#define READ_SIZE   ((gsize)256 * 1024)
#define PACKED_SIZE ((gsize)64 * 1024)

static gboolean
is_gzip (const char *data, gsize length)
{
  return length >= 2 && (guchar)data[0] == 0x1f && (guchar)data[1] == 0x8b;
}

static gboolean
open_file (TapeFileReader *self, const char *path, GError **error)
{
  struct stat info;

  /* Not blocking: a pipe without a writer would be waited for. */
  self->fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (self->fd < 0 && errno == ENOENT)
    g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FILE, _ ("There is no file \"%s\". Check its name."), path);
  else if (self->fd < 0 || fstat (self->fd, &info) < 0)
    g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FILE, _ ("\"%s\" cannot be opened: %s."), path,
                 g_strerror (errno));
  else if (S_ISDIR (info.st_mode))
    g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FILE, _ ("\"%s\" is a folder. Name a file in it."), path);
  else if (!S_ISREG (info.st_mode))
    g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FILE,
                 _ ("\"%s\" is not a regular file. Save what it says into one first."), path);
  else
    {
      self->size = info.st_size;
      return TRUE;
    }
  return FALSE;
}

/* Up to @size bytes of the file as it lies on disk; 0 at its end, -1 on error. */
static gssize
read_raw (TapeFileReader *self, char *to, gsize size, GError **error)
{
  gssize n;

  do
    n = read (self->fd, to, size);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FILE, _ ("\"%s\" cannot be read any further: %s."), self->name,
                 g_strerror (errno));
  else
    self->bytes_read += n;
  return n;
}

static gboolean
fill_packed (TapeFileReader *self, GError **error)
{
  gssize n;

  memmove (self->packed, self->packed + self->packed_start, self->packed_end - self->packed_start);
  self->packed_end -= self->packed_start;
  self->packed_start = 0;
  n = read_raw (self, self->packed + self->packed_end, PACKED_SIZE - self->packed_end, error);
  if (n > 0)
    self->packed_end += (gsize)n;
  return n >= 0;
}

static gssize
fail_packed (TapeFileReader *self, gboolean cut_off, GError **error)
{
  g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FILE,
               cut_off ? _ ("\"%s\" is cut off in the middle of its compressed bytes. Get the whole file.")
                       : _ ("\"%s\" is damaged: its compressed bytes make no sense. Get the file again."),
               self->name);
  return -1;
}

/* Up to @size uncompressed bytes. A gzipped file may be several members one behind the other; what follows the last and is
 * none is ignored, as gzip does. */
static gssize
read_gzip (TapeFileReader *self, char *to, gsize size, GError **error)
{
  for (;;)
    {
      g_autoptr (GError) local_error = NULL;
      GConverterResult result;
      gsize used = 0, made = 0, left;

      if (self->packed_end - self->packed_start < PACKED_SIZE / 2 && !fill_packed (self, error))
        return -1;
      left = self->packed_end - self->packed_start;
      if (self->between_members && !is_gzip (self->packed + self->packed_start, left))
        return 0;
      if (left == 0)
        return fail_packed (self, TRUE, error);
      self->between_members = FALSE;
      result = g_converter_convert (self->inflater, self->packed + self->packed_start, left, to, size,
                                    G_CONVERTER_NO_FLAGS, &used, &made, &local_error);
      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
        return fail_packed (self, TRUE, error);
      if (result == G_CONVERTER_ERROR)
        return fail_packed (self, FALSE, error);
      self->packed_start += used;
      if (result == G_CONVERTER_FINISHED)
        {
          g_converter_reset (self->inflater);
          self->between_members = TRUE;
        }
      if (made > 0)
        return (gssize)made;
    }
}

TapeFileReader *
tape_file_reader_new (const char *path, GError **error)
{
  g_autoptr (TapeFileReader) self = g_new0 (TapeFileReader, 1);
  char magic[2];
  gssize n;

  self->name = g_path_get_basename (path);
  if (!open_file (self, path, error))
    return NULL;
  n = pread (self->fd, magic, sizeof magic, 0);
  if (n < 0)
    return read_raw (self, magic, sizeof magic, error) < 0 ? NULL : g_steal_pointer (&self);
  if (is_gzip (magic, (gsize)n))
    {
      self->inflater = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
      self->packed = g_malloc (PACKED_SIZE);
    }
  self->room = TAPE_SOURCE_TAIL + 2 * READ_SIZE;
  self->buffer = g_malloc (self->room);
  self->data = self->buffer;
  return g_steal_pointer (&self);
}

void
tape_file_reader_free (TapeFileReader *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_clear_object (&self->inflater);
  g_free (self->packed);
  g_free (self->buffer);
  g_free (self->name);
  g_free (self);
}

/* Room for at least READ_SIZE bytes behind the window, and for as many as it holds: a row that goes on is scanned anew,
 * and should have doubled by then. */
static char *
make_room (TapeFileReader *self)
{
  gsize wanted = MAX (READ_SIZE, self->length);
  gsize start = (gsize)(self->data - self->buffer);
  gsize tail = MIN (start, TAPE_SOURCE_TAIL);

  if (start + self->length + wanted > self->room)
    {
      memmove (self->buffer, self->data - tail, tail + self->length);
      if (tail + self->length + wanted > self->room)
        {
          self->room = tail + self->length + wanted;
          self->buffer = g_realloc (self->buffer, self->room);
        }
      self->data = self->buffer + tail;
    }
  return (char *)self->data + self->length;
}

gboolean
tape_file_reader_fill (TapeFileReader *self, GError **error)
{
  char *to = make_room (self);
  gsize size = self->room - (gsize)(to - self->buffer);
  gssize n = self->inflater != NULL ? read_gzip (self, to, size, error) : read_raw (self, to, size, error);

  if (n < 0)
    return FALSE;
  self->length += (gsize)n;
  self->at_end = n == 0;
  return TRUE;
}

/* Where nothing must be uncompressed, only the tail before @offset is read. */
static gboolean
jump (TapeFileReader *self, gint64 offset, GError **error)
{
  gint64 from = offset - TAPE_SOURCE_TAIL;

  if (self->inflater != NULL || from <= self->offset + (gint64)self->length || offset > self->size)
    return TRUE;
  if (lseek (self->fd, from, SEEK_SET) < 0)
    {
      g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FILE, _ ("\"%s\" cannot be read any further: %s."),
                   self->name, g_strerror (errno));
      return FALSE;
    }
  self->data = self->buffer;
  self->length = 0;
  self->offset = from;
  self->bytes_read = from;
  self->at_end = FALSE;
  return TRUE;
}

gboolean
tape_file_reader_seek (TapeFileReader *self, gint64 offset, GError **error)
{
  g_return_val_if_fail (offset >= self->offset, FALSE);

  if (!jump (self, offset, error))
    return FALSE;
  while (self->offset < offset)
    {
      if (self->length == 0 && self->at_end)
        {
          g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FILE,
                       _ ("\"%s\" is shorter than when it was last read. Read it again as a new source."), self->name);
          return FALSE;
        }
      if (self->length == 0 && !tape_file_reader_fill (self, error))
        return FALSE;
      tape_file_reader_skip (self, (gsize)MIN ((gint64)self->length, offset - self->offset));
    }
  return TRUE;
}

const char *
tape_file_reader_get_tail (TapeFileReader *self, gsize *length)
{
  *length = MIN ((gsize)(self->data - self->buffer), TAPE_SOURCE_TAIL);
  return self->data - *length;
}

double
tape_file_reader_get_progress (TapeFileReader *self)
{
  double used = (double)self->offset, unpacked = (double)self->offset + (double)self->length;

  /* Of the bytes that were unpacked those that were stepped over. */
  if (self->inflater != NULL)
    used *= unpacked > 0 ? (double)(self->bytes_read - (gint64)(self->packed_end - self->packed_start)) / unpacked : 0;
  return self->size > 0 ? CLAMP (used / (double)self->size, 0, 1) : 1;
}
