/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file by which quotas of several feeds and programs count together. Private to tape-quota.c. One thread at a time. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _TapeQuotaFile TapeQuotaFile;

/**
 * tape_quota_file_open:
 * @path: made, with its folder, if it is not there; only its owner may read it
 * @error: why it cannot be
 *
 * Returns: (transfer full) (nullable): the file, not locked
 */
TapeQuotaFile *tape_quota_file_open (const char *path, GError **error);
void tape_quota_file_close (TapeQuotaFile *self);

/**
 * tape_quota_file_lock:
 *
 * Waits until nobody else has it: none holds it for longer than to read and write it.
 *
 * Returns: (transfer full) (nullable): what it holds; %NULL where that is nothing, or cannot be read
 */
GBytes *tape_quota_file_lock (TapeQuotaFile *self);

/**
 * tape_quota_file_unlock:
 * @content: (nullable): what it is to hold; %NULL to leave it
 */
void tape_quota_file_unlock (TapeQuotaFile *self, GBytes *content);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeQuotaFile, tape_quota_file_close)

G_END_DECLS
