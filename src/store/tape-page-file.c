/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The format is that of sqlite.org/fileformat2.html. Every number in it may be wrong. */

#include "config.h"

#include "store/tape-page-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "store/tape-page-log.h"

enum
{
  HEADER = 100, /* bytes of the database's header, on its first page */
  PAGE_MIN = 512,
  PAGE_MAX = 65536,
  PAYLOAD_MAX = 16 * 1024 * 1024,

  TABLE_LEAF = 0x0d,
  INDEX_LEAF = 0x0a,
  INDEX_INTERIOR = 0x02,
};

struct _TapePageFile
{
  int fd;
  guint page_size;
  guint n_pages;
  TapePageLog *log; /* NULL where there is none */
  GHashTable *free; /* pages of the free list */
  guint8 *page;
  guint8 *overflow;
  GByteArray *payload;
};

static guint
get_16 (const guint8 *bytes)
{
  return (guint)bytes[0] << 8 | bytes[1];
}

static guint32
get_32 (const guint8 *bytes)
{
  return (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
}

/* --- Pages. --- */

static gboolean
read_page (TapePageFile *self, guint number, guint8 *page)
{
  if (number == 0 || number > self->n_pages)
    return FALSE;
  if (self->log != NULL && tape_page_log_read (self->log, number, page))
    return TRUE;
  return pread (self->fd, page, self->page_size, (off_t)(number - 1) * self->page_size) == (ssize_t)self->page_size;
}

static gboolean
is_page_size (guint size)
{
  return size >= PAGE_MIN && size <= PAGE_MAX && (size & (size - 1)) == 0;
}

static guint
find_page_size (TapePageFile *self, guint otherwise)
{
  guint8 header[HEADER];
  guint size;

  if (self->log != NULL)
    return tape_page_log_get_page_size (self->log);
  if (pread (self->fd, header, sizeof header, 0) != sizeof header || memcmp (header, "SQLite format 3", 16) != 0)
    return otherwise;
  size = get_16 (header + 16) == 1 ? PAGE_MAX : get_16 (header + 16);
  return is_page_size (size) ? size : otherwise;
}

/* Each trunk page of the list names the next trunk and a number of leaves. */
static void
find_free_pages (TapePageFile *self)
{
  guint32 trunk;

  if (!read_page (self, 1, self->page) || memcmp (self->page, "SQLite format 3", 16) != 0)
    return;
  trunk = get_32 (self->page + 32);
  while (trunk > 1 && g_hash_table_add (self->free, GUINT_TO_POINTER (trunk)) && read_page (self, trunk, self->page))
    {
      guint32 n = MIN (get_32 (self->page + 4), self->page_size / 4 - 2);

      for (guint32 i = 0; i < n; i++)
        g_hash_table_add (self->free, GUINT_TO_POINTER (get_32 (self->page + 8 + (gsize)4 * i)));
      trunk = get_32 (self->page);
    }
}

TapePageFile *
tape_page_file_open (const char *path, guint page_size, GError **error)
{
  g_autoptr (TapePageFile) self = g_new0 (TapePageFile, 1);
  GStatBuf status;

  self->free = g_hash_table_new (NULL, NULL);
  self->payload = g_byte_array_new ();
  self->fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (self->fd < 0 || fstat (self->fd, &status) != 0)
    {
      int reason = errno;
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_OPEN,
                   _ ("“%s” cannot be opened (%s). Look at its folder and permissions, or choose another file."), name,
                   g_strerror (reason));
      return NULL;
    }
  self->log = tape_page_log_open (path);
  self->page_size = find_page_size (self, page_size);
  self->n_pages = (guint)MIN ((guint64)status.st_size / self->page_size, G_MAXUINT32 - 1);
  if (self->log != NULL)
    self->n_pages = MAX (self->n_pages, tape_page_log_get_last_page (self->log));
  self->page = g_malloc (self->page_size);
  self->overflow = g_malloc (self->page_size);
  find_free_pages (self);
  return g_steal_pointer (&self);
}

void
tape_page_file_free (TapePageFile *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->log, tape_page_log_free);
  g_hash_table_unref (self->free);
  g_byte_array_unref (self->payload);
  g_free (self->page);
  g_free (self->overflow);
  g_free (self);
}

guint
tape_page_file_count (const TapePageFile *self)
{
  return self->n_pages;
}

/* --- Rows. --- */

/* Takes a number of up to nine bytes from the front of @bytes. */
static gboolean
take_varint (const guint8 **bytes, const guint8 *end, guint64 *value)
{
  *value = 0;
  for (guint i = 0; i < 9; i++)
    {
      guint8 byte;

      if (*bytes >= end)
        return FALSE;
      byte = *(*bytes)++;
      if (i == 8)
        *value = *value << 8 | byte;
      else
        *value = *value << 7 | (byte & 0x7f);
      if (byte < 0x80)
        return TRUE;
    }
  return TRUE;
}

/* Bytes of a payload that lie on the page itself. */
static gsize
count_local (const TapePageFile *self, gboolean is_table, gsize length)
{
  gsize usable = self->page_size;
  gsize most = is_table ? usable - 35 : (usable - 12) * 64 / 255 - 23;
  gsize least = (usable - 12) * 32 / 255 - 23;
  gsize local;

  if (length <= most)
    return length;
  local = least + (length - least) % (usable - 4);
  return local <= most ? local : least;
}

/* Appends what lies on the pages from @next on. */
static gboolean
follow_overflow (TapePageFile *self, guint32 next, gsize length)
{
  while (self->payload->len < length)
    {
      gsize part = MIN (length - self->payload->len, (gsize)self->page_size - 4);

      if (!read_page (self, next, self->overflow))
        return FALSE;
      g_byte_array_append (self->payload, self->overflow + 4, (guint)part);
      next = get_32 (self->overflow);
    }
  return TRUE;
}

/* Puts the payload that begins at @bytes together. */
static gboolean
load_payload (TapePageFile *self, gboolean is_table, const guint8 *bytes, const guint8 *end, guint64 length)
{
  gsize local;

  if (length == 0 || length > PAYLOAD_MAX)
    return FALSE;
  local = count_local (self, is_table, (gsize)length);
  if (local > (gsize)(end - bytes))
    return FALSE;
  g_byte_array_set_size (self->payload, 0);
  g_byte_array_append (self->payload, bytes, (guint)local);
  if (local == length)
    return TRUE;
  return (gsize)(end - bytes) >= local + 4 && follow_overflow (self, get_32 (bytes + local), (gsize)length);
}

static gint64
read_integer (const guint8 *bytes, gsize length)
{
  guint64 value = length > 0 && bytes[0] >= 0x80 ? G_MAXUINT64 : 0;

  for (gsize i = 0; i < length; i++)
    value = value << 8 | bytes[i];
  return (gint64)value;
}

static gboolean
read_value (guint64 serial, const guint8 **body, const guint8 *end, TapePageValue *value)
{
  static const guint8 lengths[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0 };
  gsize length;

  if (serial == 10 || serial == 11)
    return FALSE;
  length = serial < G_N_ELEMENTS (lengths) ? lengths[serial] : (gsize)((serial - 12) / 2);
  if (length > (gsize)(end - *body))
    return FALSE;
  *value = (TapePageValue){ .type = SQLITE_INTEGER, .bytes = *body, .length = length };
  *body += length;
  if (serial == 0)
    value->type = SQLITE_NULL;
  else if (serial == 7)
    {
      guint64 bits = (guint64)read_integer (value->bytes, 8);

      value->type = SQLITE_FLOAT;
      memcpy (&value->real, &bits, sizeof bits);
    }
  else if (serial == 8 || serial == 9)
    value->integer = serial == 9;
  else if (serial >= 12)
    value->type = serial % 2 == 0 ? SQLITE_BLOB : SQLITE_TEXT;
  else
    value->integer = read_integer (value->bytes, length);
  return TRUE;
}

/* A record: the length of its head, in it the type of each value, then the values. They must fill it. */
static gboolean
read_record (const GByteArray *payload, TapePageRow *row)
{
  const guint8 *types = payload->data, *end = payload->data + payload->len, *body;
  guint64 head, serial;

  if (!take_varint (&types, end, &head) || head > payload->len)
    return FALSE;
  body = payload->data + head;
  row->n_values = 0;
  while (types < payload->data + head)
    {
      if (row->n_values == TAPE_PAGE_COLUMNS || !take_varint (&types, payload->data + head, &serial)
          || !read_value (serial, &body, end, &row->values[row->n_values]))
        return FALSE;
      row->n_values++;
    }
  return row->n_values > 0 && body == end;
}

static gboolean
read_cell (TapePageFile *self, guint type, guint place, TapePageRow *row)
{
  const guint8 *end = self->page + self->page_size;
  const guint8 *bytes = self->page + place + (type == INDEX_INTERIOR ? 4 : 0);
  guint64 length, rowid = 0;

  if (bytes >= end || !take_varint (&bytes, end, &length) || (type == TABLE_LEAF && !take_varint (&bytes, end, &rowid)))
    return FALSE;
  row->has_rowid = type == TABLE_LEAF;
  row->rowid = (gint64)rowid;
  return load_payload (self, type == TABLE_LEAF, bytes, end, length) && read_record (self->payload, row);
}

void
tape_page_file_each_row (TapePageFile *self, guint page, TapePageRowFunc each, gpointer data)
{
  guint start = page == 1 ? HEADER : 0;
  guint type, n, cells;

  if (g_hash_table_contains (self->free, GUINT_TO_POINTER (page)) || !read_page (self, page, self->page))
    return;
  type = self->page[start];
  if (type != TABLE_LEAF && type != INDEX_LEAF && type != INDEX_INTERIOR)
    return;
  cells = start + (type == INDEX_INTERIOR ? 12 : 8);
  n = MIN (get_16 (self->page + start + 3), (self->page_size - cells) / 2);
  for (guint i = 0; i < n; i++)
    {
      guint place = get_16 (self->page + cells + (gsize)2 * i);
      TapePageRow row;

      if (place >= cells + 2 * n && place < self->page_size && read_cell (self, type, place, &row))
        each (&row, data);
    }
}
