/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How an explanation calls numbers, times and names: as it was handed in, else plainly. Inside alerts/ only. Texts are
 * escaped where there is markup; what has "strong" in its name is marked besides. All are (transfer full). */

#pragma once

#include "alerts/tape-explanation.h"

G_BEGIN_DECLS

typedef TapeExplanationWords Words;

char *tape_words_escape (const Words *self, const char *text);

/* @text, in <@tag> where there is markup: "b", "i". */
char *tape_words_mark (const Words *self, const char *tag, const char *text);
char *tape_words_price (const Words *self, const TapeInstrument *instrument, double price);
char *tape_words_strong_price (const Words *self, const TapeInstrument *instrument, double price);
char *tape_words_percent (const Words *self, double fraction, guint digits);
char *tape_words_strong_percent (const Words *self, double fraction, guint digits);
char *tape_words_quantity (const Words *self, double quantity);
char *tape_words_source (const Words *self, guint32 source);
char *tape_words_clock (const Words *self, const TapeInstrument *instrument, gint64 time);
char *tape_words_moment (const Words *self, const TapeInstrument *instrument, gint64 time);

/* A number of so many digits after the point at most: a ratio, points. */
char *tape_words_number (double number, guint digits);

/* A number of so many digits after the point. */
char *tape_words_fixed (double number, guint digits);

/* A share, without a sign: "71.4 %"; likewise. */
char *tape_words_share (double share, guint digits);

const TapeInstrument *tape_words_get_instrument (const Words *self, guint32 instrument);

G_END_DECLS
