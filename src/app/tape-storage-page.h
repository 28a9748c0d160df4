/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Storage page of the preferences: what is stored where and how large it is, how long it is kept, and what can be done
 * with it. Main thread only. */

#pragma once

#include "app/tape-application.h"

G_BEGIN_DECLS

#define TAPE_TYPE_STORAGE_PAGE (tape_storage_page_get_type ())
G_DECLARE_FINAL_TYPE (TapeStoragePage, tape_storage_page, TAPE, STORAGE_PAGE, AdwPreferencesPage)

/**
 * tape_storage_page_set_application:
 * @application: whose storage it shows
 */
void tape_storage_page_set_application (TapeStoragePage *self, TapeApplication *application);

G_END_DECLS
