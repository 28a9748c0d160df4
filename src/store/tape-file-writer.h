/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes a file that is there whole or not at all: what is written lies in a temporary file beside it until it is
 * complete, and takes its name then. A name that ends in ".gz" compresses it. One thread at a time; blocks on the disk. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _TapeFileWriter TapeFileWriter;

/**
 * tape_file_writer_new:
 * @path: (nullable): the file, which is replaced when it is complete; a device or pipe is written as it is. %NULL or "-"
 *   is standard output
 * @error: a %G_FILE_ERROR that says what, where and what to do; a database is never replaced
 *
 * Returns: (transfer full) (nullable): the writer
 */
TapeFileWriter *tape_file_writer_new (const char *path, GError **error);

/**
 * tape_file_writer_free:
 *
 * Leaves nothing behind of a file that was not finished.
 */
void tape_file_writer_free (TapeFileWriter *self);

gboolean tape_file_writer_write (TapeFileWriter *self, const char *data, gsize length, GError **error);

/**
 * tape_file_writer_finish:
 *
 * Writes what is still to be written, waits until it is on the disk, and gives the file its name. To be called once, last.
 */
gboolean tape_file_writer_finish (TapeFileWriter *self, GError **error);

/**
 * tape_file_writer_get_size:
 *
 * Returns: bytes written so far, compressed if they are
 */
guint64 tape_file_writer_get_size (TapeFileWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeFileWriter, tape_file_writer_free)

G_END_DECLS
