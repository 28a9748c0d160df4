/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A source is known by what it is, not by where it lies: what a feed says of one, what the store remembers of it. */

#pragma once

#include "base/tape-event.h"

G_BEGIN_DECLS

/* A file is known by its first bytes, uncompressed, up to this many, and by those before the stored position. */
#define TAPE_SOURCE_HEAD (64 * 1024)
#define TAPE_SOURCE_TAIL 4096

/**
 * TapeSource:
 * @kind: the feed's name: "replay", "simulator"
 * @name: to show: a file's base name, a service and account
 * @location: where it was last found: an absolute path, a URL; never part of what it is
 * @head_length: of files: how many bytes @head_digest covers; else 0
 * @head_digest: of files: digest of the first bytes; of others a digest of what they are
 */
typedef struct
{
  char *kind;
  char *name;
  char *location;
  gint64 head_length;
  guint64 head_digest;
} TapeSource;

TapeSource *tape_source_copy (const TapeSource *self);
void tape_source_free (TapeSource *self);

/**
 * tape_source_digest:
 * @data: bytes
 * @length: how many
 *
 * Returns: the first 8 bytes of their SHA-256, big-endian
 */
guint64 tape_source_digest (const void *data, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeSource, tape_source_free)

G_END_DECLS
