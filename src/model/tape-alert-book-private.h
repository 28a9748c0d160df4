/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the parts of the book share: tape-alert-book.c what fires, tape-alert-book-telling.c what is told of it,
 * tape-alert-book-rules.c the rules and how they are kept, beside it files, thresholds and snoozes. */

#pragma once

#include "model/tape-alert-book.h"
#include "model/tape-alert-queries.h"
#include "store/tape-user-db.h"

G_BEGIN_DECLS

struct _TapeAlertBook
{
  GObject parent_instance;

  TapeDesk *desk;
  TapeWatchlists *lists;
  TapeAlertSettings settings;

  TapeUserDb *database; /* NULL where it cannot be used */
  char *message;
  GListStore *rules;   /* (element-type TapeAlertRule) */
  GHashTable *by_id;   /* (element-type gint64 TapeAlertRule) */
  GPtrArray *snoozes;  /* (element-type TapeUserSnooze), by the clock */
  GPtrArray *replayed; /* (element-type TapeUserSnooze), of the replay that is shown */
  TapeUserRule *removed;
  GTimeZone *zone;
  TapeRuleSet *set;
  guint handing; /* source */
  guint looking; /* source */

  TapeAlertLog *log;
  TapeTeller *teller;
  TapeAlertQueries *queries; /* those of the rules that are saved queries */
  GPtrArray *waiting;        /* (element-type TapeAlertEntry), until the log is ready */
  guint passing;             /* source */
  guint session;             /* rises with each that is shown */
  gint64 status_time;        /* by the clock, when the rules' status was taken last */
  guint n_known;             /* instruments and sources of the session then */
};

/**
 * tape_alert_book_load:
 *
 * Reads rules and snoozes from @path, and hands them to the desk.
 */
void tape_alert_book_load (TapeAlertBook *self, const char *path);

/**
 * tape_alert_book_reload:
 *
 * Takes the rules and snoozes as they are in the database.
 */
void tape_alert_book_reload (TapeAlertBook *self);

/**
 * tape_alert_book_hand_over:
 *
 * Makes the set of what is in force and hands it to the desk.
 */
void tape_alert_book_hand_over (TapeAlertBook *self);

/**
 * tape_alert_book_changed:
 *
 * Hands the rules over, soon.
 */
void tape_alert_book_changed (TapeAlertBook *self);

/**
 * tape_alert_book_resolve:
 *
 * Looks what the rules name that the session does not have.
 */
void tape_alert_book_resolve (TapeAlertBook *self);

/**
 * tape_alert_book_rules_changed:
 *
 * Emits "rules-changed".
 */
void tape_alert_book_rules_changed (TapeAlertBook *self);

/**
 * tape_alert_book_undo_changed:
 *
 * Says that "can-undo" is another.
 */
void tape_alert_book_undo_changed (TapeAlertBook *self);

/**
 * tape_alert_book_tell:
 *
 * Emits "tell".
 */
void tape_alert_book_tell (TapeAlertBook *self, const TapeTelling *telling);

/**
 * tape_alert_book_tell_waiting:
 *
 * Tells what waits for it, once the log is read.
 */
void tape_alert_book_tell_waiting (TapeAlertBook *self);

/**
 * tape_alert_book_make_teller:
 *
 * What was held back or counted is forgotten: another session is shown.
 */
void tape_alert_book_make_teller (TapeAlertBook *self);

/**
 * tape_alert_book_take_error:
 * @error: (nullable): why something could not be stored
 */
void tape_alert_book_take_error (TapeAlertBook *self, const GError *error);

G_END_DECLS
