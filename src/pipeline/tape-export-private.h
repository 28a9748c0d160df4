/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tables of an export share. Inside pipeline/ only. */

#pragma once

#include "base/tape-batch.h"
#include "pipeline/tape-export.h"
#include "store/tape-file-writer.h"
#include "store/tape-reader.h"

G_BEGIN_DECLS

/* What is wanted of one instrument. */
typedef struct
{
  gboolean wanted;
  gint64 from;
  gint64 to;
} Wanted;

typedef struct
{
  const TapeExportOptions *options;
  TapeReader *reader;
  TapeUniverse *universe;
  gboolean simulated;
  Wanted *wanted; /* by instrument */
  guint n_instruments;
  GArray *chosen; /* of guint32: the instruments that were named */
  TapeBatch *id;  /* NULL, or with one trade that has the id that was named */

  GString *text;
  TapeRowText row;
  TapeFileWriter *writer;
  TapeExportProgress *progress;
  GCancellable *cancellable;
  GError *error; /* of writing */

  char *length; /* of bars: as text, and the one that it is of */
  guint32 length_of;
} Export;

void tape_export_begin_rows (Export *self, const char *const *columns);

/* Returns: whether to go on */
gboolean tape_export_end_row (Export *self);

/* A field that is 1 or not known. */
void tape_export_add_mark (Export *self, gboolean set);

/* The table of alerts. */
gboolean tape_export_write_firings (Export *self, GError **error);

G_END_DECLS
