/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file, plain or gzipped, as a window of memory that slides over its uncompressed bytes. The bytes just read lie in
 * @data; skip what was used, fill to get more behind it. Keeps the last TAPE_SOURCE_TAIL bytes that were skipped, so
 * that a position can be told from them. One thread at a time. */

#pragma once

#include <gio/gio.h>

#include "base/tape-source.h"

G_BEGIN_DECLS

/**
 * TapeFileReader:
 * @data: (array length=length): bytes read and not skipped; moves with every fill
 * @length: how many
 * @offset: where @data lies in the uncompressed file
 * @at_end: the file ends with @data
 */
typedef struct
{
  const char *data;
  gsize length;
  gint64 offset;
  gboolean at_end;

  /*< private >*/
  char *name;
  int fd;
  gint64 size;
  gint64 bytes_read;
  GConverter *inflater;
  gboolean between_members;
  char *packed;
  gsize packed_start;
  gsize packed_end;
  char *buffer;
  gsize room;
} TapeFileReader;

/**
 * tape_file_reader_new:
 * @path: a regular file
 * @error: %TAPE_FEED_ERROR_FILE, naming it and what to do
 *
 * Returns: (transfer full) (nullable): a reader at its beginning
 */
TapeFileReader *tape_file_reader_new (const char *path, GError **error);
void tape_file_reader_free (TapeFileReader *self);

/**
 * tape_file_reader_fill:
 * @error: %TAPE_FEED_ERROR_FILE where it cannot be read, or is cut off in the middle of its compressed bytes
 *
 * Reads more behind what there is, or sets @at_end.
 */
gboolean tape_file_reader_fill (TapeFileReader *self, GError **error);

static inline void
tape_file_reader_skip (TapeFileReader *self, gsize length)
{
  self->data += length;
  self->length -= length;
  self->offset += (gint64)length;
}

/**
 * tape_file_reader_seek:
 * @offset: of the uncompressed file, not before the present one
 * @error: also where the file ends before @offset
 */
gboolean tape_file_reader_seek (TapeFileReader *self, gint64 offset, GError **error);

/**
 * tape_file_reader_get_tail:
 * @length: (out): how many, at most TAPE_SOURCE_TAIL
 *
 * Returns: (transfer none): the bytes before the present offset
 */
const char *tape_file_reader_get_tail (TapeFileReader *self, gsize *length);

/**
 * tape_file_reader_get_progress:
 *
 * Returns: the share of the file's bytes that lie before the present offset, 0 to 1
 */
double tape_file_reader_get_progress (TapeFileReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeFileReader, tape_file_reader_free)

G_END_DECLS
