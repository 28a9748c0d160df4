/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Notes the instrument and the id of each trade that is stored, and stores, each time a section is full, where in it each
 * of them lies: in the table of places, whose key is the section's number · 2³³ + the row's first key, to which keys of ids
 * add 2³². A section that has no rows there is not full yet, and is looked through. See tape-places.h. Inside store/ only,
 * on the thread of its connection. */

#pragma once

#include "store/tape-database.h"
#include "store/tape-places.h"

G_BEGIN_DECLS

/* Numbers of a section's rows. */
#define TAPE_SECTION_ROWS(section)    ((gint64)(section) << 33)
#define TAPE_SECTION_ID_ROWS(section) (TAPE_SECTION_ROWS (section) + (G_GINT64_CONSTANT (1) << 32))

/**
 * TapeSection:
 * @number: of the section that is being noted; -1: none yet
 * @noted_from: all its places from here on are noted, those before are only in the database
 * @instruments: (array length=TAPE_SECTION_TRADES): of each place
 * @ids: (array length=TAPE_SECTION_TRADES): the key of each place's id
 */
typedef struct
{
  gint64 number;
  guint noted_from;
  guint32 *instruments;
  guint32 *ids;
  TapePlaces places;
  GByteArray *row;
  sqlite3_stmt *put;
  sqlite3_stmt *read;
} TapeSection;

/**
 * tape_section_init:
 *
 * To be cleared also where it failed.
 */
gboolean tape_section_init (TapeSection *self, sqlite3 *db, GError **error);
void tape_section_clear (TapeSection *self);

/**
 * tape_section_forget:
 *
 * What was noted is not what is stored: begins anew with the next trade.
 */
void tape_section_forget (TapeSection *self);

void tape_section_begin (TapeSection *self, gint64 arrival);

/**
 * tape_section_add:
 * @text: what a text id is an offset of
 * @arrival: the next, or any after tape_section_forget()
 *
 * Returns: whether the section is full now, and has to be stored once its trades are
 */
static inline gboolean
tape_section_add (TapeSection *self, const TapeTrade *trade, const char *text, gint64 arrival)
{
  guint place = (guint)(arrival % TAPE_SECTION_TRADES);

  if (G_UNLIKELY (arrival >> TAPE_SECTION_BITS != self->number))
    tape_section_begin (self, arrival);
  self->instruments[place] = trade->instrument;
  self->ids[place] = (trade->flags & TAPE_TRADE_HAS_ID) != 0 ? tape_id_key (trade, text) : TAPE_NO_KEY;
  return place == TAPE_SECTION_TRADES - 1;
}

/**
 * tape_section_store:
 *
 * Stores where the section's trades lie. Places that are not noted, after a restart, are read first.
 */
gboolean tape_section_store (TapeSection *self, GError **error);

/**
 * tape_section_migrate:
 *
 * Stores the places of all full sections of the table of trades.
 */
gboolean tape_section_migrate (sqlite3 *db, GError **error);

G_END_DECLS
