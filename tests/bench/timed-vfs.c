/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "timed-vfs.h"

#include <sqlite3.h>

typedef struct
{
  sqlite3_file base;
  sqlite3_file *real; /* right behind this */
  gboolean is_log;
} File;

static sqlite3_vfs *plain;
static sqlite3_vfs timed;
static __thread TimedFiles mine;
static guint64 copied; /* atomic */

static sqlite3_file *
real (sqlite3_file *file)
{
  return ((File *)(gpointer)file)->real;
}

static int
file_close (sqlite3_file *file)
{
  return real (file)->pMethods->xClose (real (file));
}

static int
file_read (sqlite3_file *file, void *bytes, int n, sqlite3_int64 offset)
{
  return real (file)->pMethods->xRead (real (file), bytes, n, offset);
}

static int
file_write (sqlite3_file *file, const void *bytes, int n, sqlite3_int64 offset)
{
  gint64 begin = g_get_monotonic_time ();
  int result = real (file)->pMethods->xWrite (real (file), bytes, n, offset);

  if (((File *)(gpointer)file)->is_log)
    {
      mine.log_bytes += (guint64)n;
      mine.log_writes++;
      mine.write_us += g_get_monotonic_time () - begin;
    }
  else
    __atomic_add_fetch (&copied, (guint64)n, __ATOMIC_RELAXED);
  return result;
}

static int
file_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  return real (file)->pMethods->xTruncate (real (file), size);
}

static int
file_sync (sqlite3_file *file, int flags)
{
  gint64 begin = g_get_monotonic_time ();
  int result = real (file)->pMethods->xSync (real (file), flags);

  if (((File *)(gpointer)file)->is_log)
    {
      mine.log_syncs++;
      mine.sync_us += g_get_monotonic_time () - begin;
    }
  return result;
}

static int
file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return real (file)->pMethods->xFileSize (real (file), size);
}

static int
file_lock (sqlite3_file *file, int lock)
{
  return real (file)->pMethods->xLock (real (file), lock);
}

static int
file_unlock (sqlite3_file *file, int lock)
{
  return real (file)->pMethods->xUnlock (real (file), lock);
}

static int
file_check_reserved (sqlite3_file *file, int *out)
{
  return real (file)->pMethods->xCheckReservedLock (real (file), out);
}

static int
file_control (sqlite3_file *file, int op, void *argument)
{
  return real (file)->pMethods->xFileControl (real (file), op, argument);
}

static int
file_sector_size (sqlite3_file *file)
{
  return real (file)->pMethods->xSectorSize (real (file));
}

static int
file_device (sqlite3_file *file)
{
  return real (file)->pMethods->xDeviceCharacteristics (real (file));
}

static int
file_map_shared (sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
  return real (file)->pMethods->xShmMap (real (file), page, size, extend, out);
}

static int
file_lock_shared (sqlite3_file *file, int offset, int n, int flags)
{
  return real (file)->pMethods->xShmLock (real (file), offset, n, flags);
}

static void
file_barrier (sqlite3_file *file)
{
  real (file)->pMethods->xShmBarrier (real (file));
}

static int
file_unmap_shared (sqlite3_file *file, int delete_it)
{
  return real (file)->pMethods->xShmUnmap (real (file), delete_it);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2, /* without memory-mapped pages, which the store does not use */
  .xClose = file_close,
  .xRead = file_read,
  .xWrite = file_write,
  .xTruncate = file_truncate,
  .xSync = file_sync,
  .xFileSize = file_size,
  .xLock = file_lock,
  .xUnlock = file_unlock,
  .xCheckReservedLock = file_check_reserved,
  .xFileControl = file_control,
  .xSectorSize = file_sector_size,
  .xDeviceCharacteristics = file_device,
  .xShmMap = file_map_shared,
  .xShmLock = file_lock_shared,
  .xShmBarrier = file_barrier,
  .xShmUnmap = file_unmap_shared,
};

static int
open_timed (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
  File *self = (File *)(gpointer)file;
  int result;

  self->real = (sqlite3_file *)(gpointer)(self + 1);
  self->is_log = (flags & SQLITE_OPEN_WAL) != 0;
  result = plain->xOpen (plain, name, self->real, flags, out_flags);
  file->pMethods = self->real->pMethods != NULL ? &methods : NULL;
  return result;
}

void
timed_vfs_install (void)
{
  plain = sqlite3_vfs_find (NULL);
  timed = *plain;
  timed.zName = "timed";
  timed.pNext = NULL;
  timed.szOsFile = (int)sizeof (File) + plain->szOsFile;
  timed.xOpen = open_timed;
  g_assert_cmpint (sqlite3_vfs_register (&timed, TRUE), ==, SQLITE_OK);
}

TimedFiles
timed_vfs_get (void)
{
  return mine;
}

guint64
timed_vfs_get_copied (void)
{
  return __atomic_load_n (&copied, __ATOMIC_RELAXED);
}
