/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The schema of a session's database, as numbered steps; README.md describes each table and column. Inside store/ only. */

#pragma once

#include "store/tape-database.h"

G_BEGIN_DECLS

extern const TapeSchema tape_store_schema;

G_END_DECLS
