/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The format is that of sqlite.org/fileformat2.html, section 4. */

#include "store/tape-page-log.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

enum
{
  HEADER = 32,
  FRAME = 24,
  MAGIC = 0x377f0682, /* and one more where sums are big-endian */
};

struct _TapePageLog
{
  int fd;
  guint page_size;
  guint last_page;
  GHashTable *places; /* number of the page to the number of its frame, from 1 */
};

static guint32
get_32 (const guint8 *bytes)
{
  return (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
}

/* Goes on with a checksum over whole pairs of words. */
static void
sum_up (const guint8 *bytes, gsize length, gboolean big_endian, guint32 sums[2])
{
  for (gsize i = 0; i + 8 <= length; i += 8)
    {
      guint32 first, second;

      memcpy (&first, bytes + i, sizeof first);
      memcpy (&second, bytes + i + sizeof first, sizeof second);
      first = big_endian ? GUINT32_FROM_BE (first) : GUINT32_FROM_LE (first);
      second = big_endian ? GUINT32_FROM_BE (second) : GUINT32_FROM_LE (second);
      sums[0] += first + sums[1];
      sums[1] += second + sums[0];
    }
}

static gboolean
has_sums (const guint8 *bytes, const guint32 sums[2])
{
  return get_32 (bytes) == sums[0] && get_32 (bytes + 4) == sums[1];
}

/* Reads frames until one is not whole; those behind the last that ends a transaction do not count. */
static void
read_frames (TapePageLog *self, const guint8 *header, gboolean big_endian, guint32 sums[2])
{
  g_autoptr (GHashTable) open = g_hash_table_new (NULL, NULL);
  g_autofree guint8 *frame = g_malloc (FRAME + (gsize)self->page_size);
  const gsize length = FRAME + (gsize)self->page_size;

  for (guint number = 1;
       pread (self->fd, frame, length, HEADER + (off_t)(number - 1) * (off_t)length) == (ssize_t)length; number++)
    {
      GHashTableIter iter;
      gpointer page, place;

      sum_up (frame, 8, big_endian, sums);
      sum_up (frame + FRAME, self->page_size, big_endian, sums);
      if (memcmp (frame + 8, header + 16, 8) != 0 || !has_sums (frame + 16, sums))
        return;
      g_hash_table_insert (open, GUINT_TO_POINTER (get_32 (frame)), GUINT_TO_POINTER (number));
      if (get_32 (frame + 4) == 0)
        continue;
      g_hash_table_iter_init (&iter, open);
      while (g_hash_table_iter_next (&iter, &page, &place))
        {
          g_hash_table_insert (self->places, page, place);
          self->last_page = MAX (self->last_page, GPOINTER_TO_UINT (page));
        }
      g_hash_table_remove_all (open);
    }
}

TapePageLog *
tape_page_log_open (const char *database)
{
  g_autofree char *path = g_strconcat (database, "-wal", NULL);
  TapePageLog *self = g_new0 (TapePageLog, 1);
  guint8 header[HEADER];
  guint32 sums[2] = { 0 };
  gboolean big_endian;

  self->places = g_hash_table_new (NULL, NULL);
  self->fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (self->fd >= 0 && pread (self->fd, header, sizeof header, 0) == sizeof header && (get_32 (header) & ~1U) == MAGIC)
    {
      big_endian = (get_32 (header) & 1) != 0;
      self->page_size = get_32 (header + 8);
      sum_up (header, 24, big_endian, sums);
      if (has_sums (header + 24, sums) && self->page_size >= 512 && self->page_size <= 65536
          && (self->page_size & (self->page_size - 1)) == 0)
        read_frames (self, header, big_endian, sums);
    }
  if (g_hash_table_size (self->places) > 0)
    return self;
  tape_page_log_free (self);
  return NULL;
}

void
tape_page_log_free (TapePageLog *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_hash_table_unref (self->places);
  g_free (self);
}

guint
tape_page_log_get_page_size (const TapePageLog *self)
{
  return self->page_size;
}

guint
tape_page_log_get_last_page (const TapePageLog *self)
{
  return self->last_page;
}

gboolean
tape_page_log_read (const TapePageLog *self, guint number, guint8 *page)
{
  guint frame = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, GUINT_TO_POINTER (number)));
  off_t place = HEADER + FRAME + (off_t)(frame - 1) * (FRAME + (off_t)self->page_size);

  return frame != 0 && pread (self->fd, page, self->page_size, place) == (ssize_t)self->page_size;
}
