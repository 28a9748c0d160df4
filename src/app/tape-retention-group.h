/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a database keeps what is stored, in tiers, and what that comes to. What would remove nothing that is stored
 * applies at once; what would is asked for first. Main thread only. */

#pragma once

#include "app/tape-application.h"

G_BEGIN_DECLS

#define TAPE_TYPE_RETENTION_GROUP (tape_retention_group_get_type ())
G_DECLARE_FINAL_TYPE (TapeRetentionGroup, tape_retention_group, TAPE, RETENTION_GROUP, AdwPreferencesGroup)

/**
 * tape_retention_group_set:
 * @kind: TAPE_STORED_LIVE or TAPE_STORED_SIMULATION
 */
void tape_retention_group_set (TapeRetentionGroup *self, TapeApplication *application, TapeStoredKind kind);

/**
 * tape_retention_group_update:
 *
 * Shows the newest numbers.
 */
void tape_retention_group_update (TapeRetentionGroup *self);

G_END_DECLS
