/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-feed-offer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char *name;
  const char *title;
  const char *about;
} kinds[TAPE_N_OFFER_KINDS] = {
  [TAPE_OFFER_CRYPTO] = { "stream", N_ ("Crypto, live"), N_ ("Each trade as it happens, with who started it.") },
  [TAPE_OFFER_STOCKS]
  = { "stream", N_ ("Stocks, live"), N_ ("Each trade as it happens. Takes a key, which is kept in the keyring.") },
  [TAPE_OFFER_QUOTES]
  = { "poll", N_ ("Quotes"), N_ ("The last price, asked for every so often: as often as the service lets one ask.") },
  [TAPE_OFFER_KAFKA] = { "kafka", N_ ("Your own"), N_ ("Topics of a Kafka cluster that you may read.") },
};

static gint
compare_kinds (gconstpointer a, gconstpointer b)
{
  return (gint)((const TapeFeedOffer *)a)->kind - (gint)((const TapeFeedOffer *)b)->kind;
}

/* g_array_sort() keeps the order of equal ones. */
GArray *
tape_feed_offer_list (gboolean unofficial)
{
  GArray *offers = g_array_new (FALSE, FALSE, sizeof (TapeFeedOffer));
  guint n_polls;
  const TapePoll *const *polls = tape_poll_list (&n_polls);

  for (const TapeStream *const *each = tape_streams_list (); *each != NULL; each++)
    {
      gboolean keyed = ((*each)->flags & TAPE_STREAM_NEEDS_KEY) != 0;
      TapeFeedOffer offer = { keyed ? TAPE_OFFER_STOCKS : TAPE_OFFER_CRYPTO, *each, NULL };

      g_array_append_val (offers, offer);
    }
  for (guint i = 0; i < n_polls; i++)
    {
      TapeFeedOffer offer = { TAPE_OFFER_QUOTES, NULL, polls[i] };

      if (unofficial || !tape_feed_offer_is_unofficial (&offer))
        g_array_append_val (offers, offer);
    }
  g_array_append_val (offers, ((TapeFeedOffer){ TAPE_OFFER_KAFKA, NULL, NULL }));
  g_array_sort (offers, compare_kinds);
  return offers;
}

gboolean
tape_feed_offer_find (const char *kind, const char *service, TapeFeedOffer *offer)
{
  g_autoptr (GArray) offers = tape_feed_offer_list (TRUE);

  for (guint i = 0; i < offers->len; i++)
    {
      *offer = g_array_index (offers, TapeFeedOffer, i);
      if (strcmp (kinds[offer->kind].name, kind) == 0 && strcmp (tape_feed_offer_get_service (offer), service) == 0)
        return TRUE;
    }
  return FALSE;
}

static guint
find_service (GArray *offers, const char *service)
{
  for (guint i = 0; i < offers->len; i++)
    if (strcmp (tape_feed_offer_get_service (&g_array_index (offers, TapeFeedOffer, i)), service) == 0)
      return i;
  return offers->len;
}

GArray *
tape_feed_offer_list_keyed (void)
{
  g_autoptr (GArray) offers = tape_feed_offer_list (TRUE);
  GArray *keyed = g_array_new (FALSE, FALSE, sizeof (TapeFeedOffer));

  for (guint i = 0; i < offers->len; i++)
    {
      const TapeFeedOffer *offer = &g_array_index (offers, TapeFeedOffer, i);
      guint place = find_service (keyed, tape_feed_offer_get_service (offer));

      if (!tape_feed_offer_needs_key (offer))
        continue;
      if (place == keyed->len)
        g_array_append_val (keyed, *offer);
      else
        g_array_index (keyed, TapeFeedOffer, place) = *offer; /* quotes come behind streams */
    }
  return keyed;
}

const char *
tape_feed_offer_get_service (const TapeFeedOffer *self)
{
  if (self->stream != NULL)
    return self->stream->name;
  return self->poll != NULL ? self->poll->name : "kafka";
}

const char *
tape_feed_offer_get_title (const TapeFeedOffer *self)
{
  if (self->stream != NULL)
    return self->stream->title;
  return self->poll != NULL ? self->poll->title : "Apache Kafka";
}

/* How many calls the free plan has. */
static void
add_limits (GString *text, const TapeQuotaLimits *limits)
{
  g_autofree char *minute
      = g_strdup_printf (ngettext ("%u call a minute", "%u calls a minute", limits->per_minute), limits->per_minute);
  g_autofree char *day
      = g_strdup_printf (ngettext ("%u call a day", "%u calls a day", limits->per_day), limits->per_day);

  if (limits->per_minute > 0 && limits->per_day > 0)
    /* Translators: as “Free: 8 calls a minute, 800 calls a day.” */
    g_string_append_printf (text, _ ("Free: %s, %s."), minute, day);
  else if (limits->per_minute > 0 || limits->per_day > 0)
    /* Translators: as “Free: 60 calls a minute.” */
    g_string_append_printf (text, _ ("Free: %s."), limits->per_minute > 0 ? minute : day);
}

static char *
describe_poll (const TapePoll *poll)
{
  GString *text = g_string_new (NULL);

  if ((poll->flags & TAPE_POLL_UNOFFICIAL) != 0)
    g_string_append (text, _ ("Unofficial: for personal use, and nobody promises that it answers. "));
  if ((poll->flags & TAPE_POLL_DELAYED) != 0)
    g_string_append (text, _ ("Prices come late. "));
  if ((poll->flags & TAPE_POLL_NEEDS_KEY) == 0)
    g_string_append (text, _ ("No key is needed. "));
  add_limits (text, &poll->limits);
  g_strchomp (text->str);
  return g_string_free (text, FALSE);
}

char *
tape_feed_offer_describe (const TapeFeedOffer *self)
{
  if (self->stream != NULL)
    return g_strdup (_ (self->stream->about));
  if (self->poll != NULL)
    return describe_poll (self->poll);
  return g_strdup (_ ("Trades or bars as JSON or CSV, from where you read last, any number of partitions."));
}

const TapePoll *
tape_feed_offer_get_search (const TapeFeedOffer *self)
{
  const TapePoll *poll = self->stream != NULL ? tape_poll_lookup (self->stream->name) : self->poll;

  return poll != NULL && (poll->flags & TAPE_POLL_HAS_SEARCH) != 0 ? poll : NULL;
}

static void
add_hosts (GPtrArray *hosts, const char *const *more)
{
  for (; *more != NULL; more++)
    if (!g_ptr_array_find_with_equal_func (hosts, *more, g_str_equal, NULL))
      g_ptr_array_add (hosts, (gpointer)*more);
}

char *
tape_feed_offer_list_hosts (const TapeFeedOffer *self)
{
  const TapePoll *search = tape_feed_offer_get_search (self);
  g_autoptr (GPtrArray) hosts = g_ptr_array_new ();

  if (self->stream != NULL)
    add_hosts (hosts, self->stream->hosts);
  if (self->poll != NULL)
    add_hosts (hosts, self->poll->hosts);
  if (search != NULL)
    add_hosts (hosts, search->hosts);
  g_ptr_array_add (hosts, NULL);
  return g_strjoinv (", ", (char **)hosts->pdata);
}

gboolean
tape_feed_offer_needs_key (const TapeFeedOffer *self)
{
  if (self->stream != NULL)
    return (self->stream->flags & TAPE_STREAM_NEEDS_KEY) != 0;
  return self->poll != NULL && (self->poll->flags & TAPE_POLL_NEEDS_KEY) != 0;
}

gboolean
tape_feed_offer_needs_secret (const TapeFeedOffer *self)
{
  return self->stream != NULL && (self->stream->flags & TAPE_STREAM_NEEDS_SECRET) != 0;
}

gboolean
tape_feed_offer_is_unofficial (const TapeFeedOffer *self)
{
  return self->poll != NULL && (self->poll->flags & TAPE_POLL_UNOFFICIAL) != 0;
}

const char *
tape_feed_offer_get_key_page (const TapeFeedOffer *self)
{
  if (self->stream != NULL)
    return self->stream->key_page;
  return tape_feed_offer_needs_key (self) ? self->poll->website : NULL;
}

const char *
tape_feed_offer_get_example (const TapeFeedOffer *self)
{
  if (self->stream != NULL)
    return self->stream->example;
  return self->poll != NULL ? self->poll->sample : "";
}

const char *
tape_offer_kind_get_name (TapeOfferKind kind)
{
  return kinds[kind].name;
}

const char *
tape_offer_kind_get_title (TapeOfferKind kind)
{
  return _ (kinds[kind].title);
}

const char *
tape_offer_kind_get_about (TapeOfferKind kind)
{
  return _ (kinds[kind].about);
}
