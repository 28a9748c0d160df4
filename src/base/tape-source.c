/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-source.h"

TapeSource *
tape_source_copy (const TapeSource *self)
{
  TapeSource *copy = g_new (TapeSource, 1);

  *copy = *self;
  copy->kind = g_strdup (self->kind);
  copy->name = g_strdup (self->name);
  copy->location = g_strdup (self->location);
  return copy;
}

void
tape_source_free (TapeSource *self)
{
  g_free (self->kind);
  g_free (self->name);
  g_free (self->location);
  g_free (self);
}

guint64
tape_source_digest (const void *data, gsize length)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 bytes[32];
  gsize n = sizeof bytes;
  guint64 digest = 0;

  g_checksum_update (checksum, data, (gssize)length);
  g_checksum_get_digest (checksum, bytes, &n);
  for (guint i = 0; i < 8; i++)
    digest = digest << 8 | bytes[i];
  return digest;
}
