/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where firings wait between the writer's thread, which has logged them, and whoever tells of them; and the other way
 * round what was told, and firings from outside that are to be logged. Any thread, unless said otherwise. */

#pragma once

#include "store/tape-store.h"

G_BEGIN_DECLS

typedef struct _TapeFiringTray TapeFiringTray;

/**
 * TapeFiringWork:
 * @firings: (element-type TapeFiring): to be logged
 * @marks: (element-type TapeFiringMark): of what was told
 * @seen_up_to: number up to which they were looked at; 0: none
 *
 * What is left to the writer.
 */
typedef struct
{
  GPtrArray *firings;
  GArray *marks;
  gint64 seen_up_to;
} TapeFiringWork;

/**
 * tape_firing_tray_new:
 * @never_tell: what is found is not to be told
 */
TapeFiringTray *tape_firing_tray_new (gboolean never_tell);
void tape_firing_tray_free (TapeFiringTray *self);

/**
 * tape_firing_tray_prepare:
 * @firings: (element-type TapeFiring): are to be logged: says of them whether they are to be told
 */
void tape_firing_tray_prepare (const TapeFiringTray *self, GPtrArray *firings);

/* --- Out --- */

/**
 * tape_firing_tray_put:
 * @firing: (transfer full): to be taken
 */
void tape_firing_tray_put (TapeFiringTray *self, TapeFiring *firing);

/**
 * tape_firing_tray_take:
 *
 * Returns: (transfer full) (element-type TapeFiring): what was put since the last call, in order
 */
GPtrArray *tape_firing_tray_take (TapeFiringTray *self);

/**
 * tape_firing_tray_set_notify:
 * @notify: (nullable): called by tape_firing_tray_announce(); once this returns the one before is not called any more
 *
 * What waits already is announced next.
 */
void tape_firing_tray_set_notify (TapeFiringTray *self, void (*notify) (gpointer data), gpointer data);

/**
 * tape_firing_tray_announce:
 *
 * Says that there is something to take, if there is and that was not said. The writer's thread only.
 */
void tape_firing_tray_announce (TapeFiringTray *self);

/* --- In --- */

void tape_firing_tray_log (TapeFiringTray *self, TapeFiring *firing);
void tape_firing_tray_mark (TapeFiringTray *self, gint64 id, TapeTold told, gint64 time);
void tape_firing_tray_see (TapeFiringTray *self, gint64 up_to);

/**
 * tape_firing_tray_has_work:
 *
 * Returns: whether there is something for the writer
 */
gboolean tape_firing_tray_has_work (TapeFiringTray *self);

/**
 * tape_firing_tray_take_work:
 * @work: (out caller-allocates): to be cleared
 */
void tape_firing_tray_take_work (TapeFiringTray *self, TapeFiringWork *work);

/**
 * tape_firing_tray_give_back:
 * @work: (transfer full): what of it could not be done: comes before what came since
 */
void tape_firing_tray_give_back (TapeFiringTray *self, TapeFiringWork *work);
void tape_firing_work_clear (TapeFiringWork *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapeFiringWork, tape_firing_work_clear)

G_END_DECLS
