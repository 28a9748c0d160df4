/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the parts of an explanation share. Inside alerts/ only. */

#pragma once

#include "alerts/tape-explanation-words.h"
#include "alerts/tape-rule.h"

G_BEGIN_DECLS

typedef struct
{
  const TapeFiring *firing;
  const Words *words;
  const TapeInstrument *instrument; /* NULL of groups, sources, and where it is not known */
  TapeRule *rule;                   /* NULL where its text is not understood */
  const TapeCondition *condition;   /* that fired; NULL likewise */
  GPtrArray *lines;
} Explanation;

/* The last of the evidence, which was looked at; NULL where there is none. */
const TapeEvidence *tape_explanation_get_last (const TapeFiring *firing);

/* (transfer full): a price of the firing's instrument, marked. */
char *tape_explanation_strong_price (const Explanation *self, double price);

/* (transfer full): @length of a bar, in seconds. */
char *tape_explanation_describe_length (guint32 length);

/* (transfer full): the arithmetic, and what it was before. */
char *tape_explanation_describe_result (const Explanation *self);

G_END_DECLS
