/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The store: one SQLite database for each session, WAL, synchronous=FULL. One TapeWriter writes; any number of TapeReaders
 * read. See src/store/README.md for the tables. */

#pragma once

#include "store/tape-reader.h"
#include "store/tape-retention.h"
#include "store/tape-store-error.h"
#include "store/tape-writer.h"
