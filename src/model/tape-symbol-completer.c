/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-symbol-completer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/tape-instruments.h"
#include "model/tape-calls-text.h"
#include "pipeline/tape-symbol-search.h"

/* ms without typing after which the service is asked, and for how many characters it is. */
#define DELAY    400
#define SHORTEST 2

/* How many there are to choose from, and how many of them at most are of the instrument table. */
#define MOST       8
#define MOST_KNOWN 4

/* Who has fewer calls a day is not asked but when a person says so. */
#define SCARCE 100

/* What stands between symbols. */
#define SEPARATORS " ,;\t\r\n"

struct _TapeSymbolCompleter
{
  GObject parent_instance;

  TapeFeedOffer offer;
  const TapePoll *search; /* or NULL: nobody can be asked */
  char *account;
  TapeKey *key; /* or NULL */
  TapeQuotaLimits limits;

  char *word;
  GHashTable *answers;  /* matches of the service by the word, in small letters */
  guint timer;          /* until it is asked; 0 where it will not be */
  GCancellable *asking; /* NULL while it is not asked */

  GPtrArray *matches;
  char *text;
  char *problem; /* of the word */
  char *question;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeSymbolCompleter, tape_symbol_completer, G_TYPE_OBJECT)

/* A service that tells all its symbols at once is asked once. */
static gboolean
lists_all (TapeSymbolCompleter *self)
{
  return self->search != NULL && (self->search->flags & TAPE_POLL_LISTS_ALL) != 0;
}

static char *
make_name_of_answer (TapeSymbolCompleter *self)
{
  return lists_all (self) ? g_strdup ("") : g_utf8_strdown (self->word, -1);
}

/* NULL where it was not asked. */
static GPtrArray *
find_answer (TapeSymbolCompleter *self)
{
  g_autofree char *name = make_name_of_answer (self);

  return g_hash_table_lookup (self->answers, name);
}

static gboolean
has_key (TapeSymbolCompleter *self)
{
  return self->key != NULL || (self->search->flags & TAPE_POLL_NEEDS_KEY) == 0;
}

/* Whether the service can be asked for the word, and was not yet. */
static gboolean
is_open (TapeSymbolCompleter *self)
{
  return self->search != NULL && has_key (self) && g_utf8_strlen (self->word, -1) >= SHORTEST
         && find_answer (self) == NULL;
}

static gboolean
is_scarce (TapeSymbolCompleter *self)
{
  return self->limits.per_day > 0 && self->limits.per_day < SCARCE;
}

/* --- What there is to choose from. --- */

static gboolean
is_there (TapeSymbolCompleter *self, const char *symbol)
{
  for (guint i = 0; i < self->matches->len; i++)
    if (strcmp (((const TapePollMatch *)self->matches->pdata[i])->symbol, symbol) == 0)
      return TRUE;
  return FALSE;
}

static void
add (TapeSymbolCompleter *self, const char *symbol, const char *name, const char *place, const char *currency)
{
  if (!is_there (self, symbol))
    g_ptr_array_add (self->matches, tape_poll_match_new (symbol, name, place, currency));
}

/* Whether the service could have an instrument of the table: coins as it writes them, or stocks; of streams, those of the US. */
static gboolean
could_have (TapeSymbolCompleter *self, const TapeInstrument *instrument)
{
  gboolean coin = strcmp (tape_exchange_get_mic (instrument->exchange), "CRYPTO") == 0;
  const TapeStream *stream = self->offer.stream;
  g_autofree char *clean = stream != NULL ? tape_stream_clean_symbol (stream, instrument->symbol) : NULL;

  if (coin != (self->offer.kind == TAPE_OFFER_CRYPTO))
    return FALSE;
  return stream == NULL
         || (g_strcmp0 (clean, instrument->symbol) == 0 && (coin || strcmp (instrument->currency, "USD") == 0));
}

static void
add_known (TapeSymbolCompleter *self)
{
  g_autoptr (GPtrArray) known = tape_instruments_search (self->word, 4 * MOST);

  for (guint i = 0; i < known->len && self->matches->len < MOST_KNOWN; i++)
    {
      const TapeInstrument *instrument = known->pdata[i];

      if (could_have (self, instrument))
        add (self, instrument->symbol, instrument->name, tape_exchange_get_name (instrument->exchange),
             instrument->currency);
    }
}

/* Of a service that tells all: those with the word in their symbol, at its beginning or later. */
static void
add_listed (TapeSymbolCompleter *self, GPtrArray *list, gboolean at_beginning)
{
  g_autofree char *word = g_utf8_strup (self->word, -1);

  for (guint i = 0; i < list->len && self->matches->len < MOST; i++)
    {
      const TapePollMatch *match = list->pdata[i];
      const char *found = strstr (match->symbol, word);
      const TapeInstrument *known;

      if (found == NULL || (found == match->symbol) != at_beginning)
        continue;
      known = tape_instruments_lookup (match->symbol, strlen (match->symbol));
      add (self, match->symbol, known != NULL ? known->name : match->name, match->place, match->currency);
    }
}

static void
add_answer (TapeSymbolCompleter *self, GPtrArray *answer)
{
  for (guint i = 0; i < answer->len && self->matches->len < MOST; i++)
    {
      const TapePollMatch *match = answer->pdata[i];

      add (self, match->symbol, match->name, match->place, match->currency);
    }
}

static void
fill (TapeSymbolCompleter *self)
{
  GPtrArray *answer = find_answer (self);

  g_ptr_array_set_size (self->matches, 0);
  if (*self->word == '\0')
    return;
  if (!lists_all (self))
    add_known (self);
  if (answer != NULL && lists_all (self))
    {
      add_listed (self, answer, TRUE);
      add_listed (self, answer, FALSE);
    }
  else if (answer != NULL)
    add_answer (self, answer);
}

/* --- How it stands, in words. --- */

static void
set_text (TapeSymbolCompleter *self, char *text)
{
  g_free (self->text);
  self->text = text;
}

/* A few words of what a person may do, where it is not done anyway. */
static char *
make_question (TapeSymbolCompleter *self)
{
  if (!is_open (self) || self->timer != 0 || self->asking != NULL)
    return NULL;
  if (self->problem != NULL)
    return g_strdup_printf (_ ("Ask %s Again"), self->search->title);
  /* Translators: the second gap is a number: the calls that a plan has. */
  return g_strdup_printf (
      ngettext ("Ask %s: The Call of the Day", "Ask %s: One of %u Calls a Day", self->limits.per_day),
      self->search->title, self->limits.per_day);
}

static void
tell (TapeSymbolCompleter *self)
{
  fill (self);
  g_free (self->question);
  self->question = make_question (self);
  if (self->text == NULL && self->matches->len == 0 && find_answer (self) != NULL && *self->word != '\0')
    set_text (self, g_strdup_printf (_ ("%s knows nothing like “%s”."), self->search->title, self->word));
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- Asking. --- */

static void
stop (TapeSymbolCompleter *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->problem, g_free);
  set_text (self, NULL);
}

static void
take_answer (TapeSymbolCompleter *self, GPtrArray *answer, const TapeQuotaLeft *left)
{
  g_hash_table_insert (self->answers, make_name_of_answer (self), g_ptr_array_ref (answer));
  if ((self->search->flags & TAPE_POLL_NEEDS_KEY) != 0 && answer->len > 0 && left->calls != G_MAXUINT)
    set_text (self, tape_calls_describe (left->calls, left->day <= left->minute));
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TapeSymbolCompleter) self = data;
  g_autoptr (GError) error = NULL;
  TapeQuotaLeft left;
  g_autoptr (GPtrArray) answer = tape_symbol_search_finish (result, &left, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->asking);
  set_text (self, NULL);
  if (answer != NULL)
    take_answer (self, answer, &left);
  else
    {
      self->problem = g_strdup (error->message);
      set_text (self, g_strdup (error->message));
    }
  tell (self);
}

static void
ask (TapeSymbolCompleter *self)
{
  g_clear_pointer (&self->problem, g_free);
  self->asking = g_cancellable_new ();
  set_text (self, g_strdup_printf (_ ("Asking %s…"), self->search->title));
  tape_symbol_search_async (self->search, self->account, self->key, &self->limits, self->word, self->asking, on_answer,
                            g_object_ref (self));
  tell (self);
}

static gboolean
on_rest (gpointer data)
{
  TapeSymbolCompleter *self = data;

  self->timer = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

void
tape_symbol_completer_look (TapeSymbolCompleter *self, const char *word)
{
  g_return_if_fail (TAPE_IS_SYMBOL_COMPLETER (self));

  if (strcmp (self->word, word) == 0)
    return;
  stop (self);
  g_free (self->word);
  self->word = g_strdup (word);
  if (is_open (self) && !is_scarce (self))
    self->timer = g_timeout_add (DELAY, on_rest, self);
  tell (self);
}

void
tape_symbol_completer_ask (TapeSymbolCompleter *self)
{
  g_return_if_fail (TAPE_IS_SYMBOL_COMPLETER (self));

  if (self->question != NULL)
    ask (self);
}

/* Another key may be let in where the one before was not. */
void
tape_symbol_completer_set_account (TapeSymbolCompleter *self,
                                   const char *account,
                                   const TapeKey *key,
                                   const TapeQuotaLimits *limits)
{
  g_return_if_fail (TAPE_IS_SYMBOL_COMPLETER (self));

  if (self->search == NULL)
    return;
  g_free (self->account);
  self->account = g_strdup (account);
  g_clear_pointer (&self->key, tape_key_free);
  self->key = key != NULL ? tape_key_copy (key) : NULL;
  self->limits = limits != NULL ? *limits : self->search->limits;
}

/* --- The type. --- */

static void
tape_symbol_completer_dispose (GObject *object)
{
  TapeSymbolCompleter *self = TAPE_SYMBOL_COMPLETER (object);

  stop (self);
  g_clear_pointer (&self->key, tape_key_free);
  g_clear_pointer (&self->answers, g_hash_table_unref);
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  g_clear_pointer (&self->account, g_free);
  g_clear_pointer (&self->word, g_free);
  g_clear_pointer (&self->question, g_free);
  G_OBJECT_CLASS (tape_symbol_completer_parent_class)->dispose (object);
}

static void
tape_symbol_completer_class_init (TapeSymbolCompleterClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tape_symbol_completer_dispose;
  signals[CHANGED]
      = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_symbol_completer_init (TapeSymbolCompleter *self)
{
  self->word = g_strdup ("");
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  self->matches = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_poll_match_free);
}

TapeSymbolCompleter *
tape_symbol_completer_new (const TapeFeedOffer *offer)
{
  TapeSymbolCompleter *self = g_object_new (TAPE_TYPE_SYMBOL_COMPLETER, NULL);

  self->offer = *offer;
  self->search = tape_feed_offer_get_search (offer);
  tape_symbol_completer_set_account (self, NULL, NULL, NULL);
  return self;
}

GPtrArray *
tape_symbol_completer_get_matches (TapeSymbolCompleter *self)
{
  g_return_val_if_fail (TAPE_IS_SYMBOL_COMPLETER (self), NULL);

  return self->matches;
}

const char *
tape_symbol_completer_get_text (TapeSymbolCompleter *self)
{
  g_return_val_if_fail (TAPE_IS_SYMBOL_COMPLETER (self), NULL);

  return self->text;
}

const char *
tape_symbol_completer_get_question (TapeSymbolCompleter *self)
{
  g_return_val_if_fail (TAPE_IS_SYMBOL_COMPLETER (self), NULL);

  return self->question;
}

char *
tape_symbol_completer_find_word (const char *text, guint cursor, guint *begin, guint *end)
{
  const char *at = g_utf8_offset_to_pointer (text, (glong)cursor);
  const char *first = at, *last = at + strcspn (at, SEPARATORS);

  while (first > text && strchr (SEPARATORS, first[-1]) == NULL)
    first--;
  *begin = (guint)g_utf8_pointer_to_offset (text, first);
  *end = (guint)g_utf8_pointer_to_offset (text, last);
  return g_strndup (first, (gsize)(last - first));
}
