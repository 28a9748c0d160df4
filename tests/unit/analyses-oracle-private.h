/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of the analyses' oracle share. */

#pragma once

#include "analyses-oracle.h"

G_BEGIN_DECLS

/* The number is not computed, but one of the inputs. */
#define EXACT (-1)

/* A cell of a column of any kind; @scale: of the largest input of a number. */
typedef struct
{
  const char *text;
  gint64 integer;
  double number;
  double scale;
} Cell;

/* A row, and the text by which rows are ordered. */
typedef struct
{
  char *order;
  Cell cells[16];
  guint n;
} Row;

/* What a group of trades or of days comes to. */
typedef struct
{
  char *order;
  guint32 instrument; /* one of it */
  guint technology;
  guint side;
  gint64 time;
  guint64 count;
  double quantity;
  double turnover;
  double sum;
  double low;
  double high;
  double weight;
  double growth;
  double scale;
  guint members;
  guint growing;
  guint by_close;
  guint by_open;
} Sum;

typedef struct
{
  Market *market;
  const TapeAnalysisQuery *query;
  GHashTable *sums; /* order to Sum */
  GArray *rows;     /* of Row */
} Oracle;

/* (transfer full) @order */
Row *oracle_add_row (Oracle *self, char *order);
void oracle_put_text (Row *row, const char *text);
void oracle_put_integer (Row *row, gint64 integer);
void oracle_put_number (Row *row, double number, double scale);

/* (transfer full) @order; a new one is empty. */
Sum *oracle_find_sum (Oracle *self, char *order);

/* (transfer full): texts that are ordered as the times are. */
char *oracle_order_of_time (gint64 time);
const char *oracle_group_text (const TapeInstrument *instrument, TapeKeys key, guint technology);

/* NaN where a bar does not say. */
double oracle_day_turnover (const MarketDay *day);

void oracle_expect_buy_sell (Oracle *self);
void oracle_expect_pivot (Oracle *self);

G_END_DECLS
