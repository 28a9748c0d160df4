/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pipeline/tape-quotes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pipeline/tape-asker.h"

/* A quote that is asked for. */
typedef struct
{
  const TapePoll *poll;
  TapeQuote *quote;
} Wish;

static void
quote_free (gpointer data)
{
  TapeQuote *self = data;

  g_free (self->symbol);
  g_free (self->problem);
  g_free (self);
}

static GPtrArray *
make_quotes (const char *const *symbols)
{
  GPtrArray *quotes = g_ptr_array_new_with_free_func (quote_free);

  for (gsize i = 0; symbols[i] != NULL; i++)
    {
      TapeQuote *quote = g_new0 (TapeQuote, 1);
      const TapeInstrument *instrument = tape_instruments_lookup (symbols[i], strlen (symbols[i]));

      quote->symbol = g_strdup (symbols[i]);
      quote->time = TAPE_NO_TIME;
      quote->volume = -1;
      quote->currency = instrument != NULL ? instrument->currency : "";
      g_ptr_array_add (quotes, quote);
    }
  return quotes;
}

static void
take_batch (TapeQuote *quote, const TapePoll *poll, const TapeBatch *batch)
{
  if (batch->n_trades > 0)
    {
      const TapeTrade *last = &batch->trades[batch->n_trades - 1];

      quote->price = last->price;
      quote->time = last->event_time;
    }
  else if (batch->n_rejects > 0)
    quote->problem = g_strdup_printf (_ ("What %s says of \"%s\" cannot be: %s"), poll->title, quote->symbol,
                                      batch->text + batch->rejects[0].reason);
  else
    quote->problem = g_strdup_printf (_ ("%s has no price of \"%s\"."), poll->title, quote->symbol);
}

static void
on_answer (const TapePollAnswer *answer, const char *problem, gpointer data)
{
  const Wish *wish = data;

  wish->quote->problem = g_strdup (problem);
  if (answer == NULL || answer->outcome != TAPE_POLL_OK)
    return;
  take_batch (wish->quote, wish->poll, answer->batch);
  wish->quote->volume = answer->memory.volume;
}

GPtrArray *
tape_quotes_get (const TapeQuotesRequest *request, GCancellable *cancellable, TapeQuotaLeft *left, GError **error)
{
  g_autoptr (GPtrArray) quotes = make_quotes (request->symbols);
  g_autofree Wish *wishes = g_new0 (Wish, quotes->len);
  g_autoptr (TapeAsker) asker = tape_asker_new (request->poll, request->account, request->limits);

  for (guint i = 0; i < quotes->len; i++)
    {
      TapeQuote *quote = g_ptr_array_index (quotes, i);
      const TapePollQuestion question = {
        .kind = TAPE_POLL_LATEST,
        .symbol = quote->symbol,
        .key = request->key,
        .extended = request->extended,
        .from = TAPE_NO_TIME,
        .to = TAPE_NO_TIME,
      };

      wishes[i] = (Wish){ request->poll, quote };
      tape_asker_ask (asker, &question, on_answer, &wishes[i]);
    }
  if (!tape_asker_run (asker, cancellable, error))
    return NULL;
  if (left != NULL)
    tape_asker_get_left (asker, left);
  return g_steal_pointer (&quotes);
}
