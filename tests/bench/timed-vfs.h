/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SQLite's own way to the disk, with a clock beside it: what a thread writes and waits for, and whether the log is being
 * copied into the database meanwhile. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TimedFiles:
 * @log_bytes: written to the log
 * @log_writes: in how many calls
 * @log_syncs: how often it was waited for until it was on the disk
 * @write_us: µs in those calls
 * @sync_us: µs of that waiting
 */
typedef struct
{
  guint64 log_bytes;
  guint64 log_writes;
  guint64 log_syncs;
  gint64 write_us;
  gint64 sync_us;
} TimedFiles;

/**
 * timed_vfs_install:
 *
 * From now on every connection of this process is timed. Once, before the first.
 */
void timed_vfs_install (void);

/* What the calling thread did so far. */
TimedFiles timed_vfs_get (void);

/* Bytes that any thread wrote into databases so far, not counting logs. */
guint64 timed_vfs_get_copied (void);

G_END_DECLS
