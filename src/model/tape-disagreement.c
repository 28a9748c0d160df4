/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-disagreement.h"

#include <glib/gi18n-lib.h>

#include "model/tape-format.h"

guint
tape_disagreement_count (const TapeFrame *frame)
{
  guint n = 0;

  for (guint i = 0; i < frame->n_rows; i++)
    n += frame->rows[i].against != 0;
  return n;
}

static char *
format_share (const TapeFrameRow *row)
{
  /* Translators: a share of a price: 2.1 % */
  return g_strdup_printf (_ ("%.1f\u00a0%%"), row->disagreement * 100);
}

static const char *
get_feed_name (TapeDesk *desk, guint32 source)
{
  TapeFeed *feed = tape_desk_find_feed (desk, source);

  return feed != NULL ? tape_feed_get_name (feed) : _ ("another source");
}

char *
tape_disagreement_describe (TapeDesk *desk, guint32 instrument)
{
  const TapeFrame *frame = tape_desk_get_frame (desk);
  const TapeFrameRow *row;
  g_autofree char *share = NULL;

  if (frame == NULL || instrument >= frame->n_rows || frame->rows[instrument].against == 0)
    return NULL;
  row = &frame->rows[instrument];
  share = format_share (row);
  /* Translators: a source, a share of the price, the source whose price is shown. */
  return g_strdup_printf (_ ("Sources disagree: %s is %s away from %s, whose price this is."),
                          get_feed_name (desk, row->against), share, get_feed_name (desk, row->source));
}

char *
tape_disagreement_describe_feed (TapeDesk *desk, TapeFeed *feed)
{
  const TapeFrame *frame = tape_desk_get_frame (desk);
  TapeSession *session = tape_desk_get_session (desk);
  const TapeFrameRow *most = NULL;
  g_autofree char *share = NULL;
  g_autofree char *first = NULL;
  guint n = 0;

  for (guint i = 0; frame != NULL && session != NULL && i < frame->n_rows; i++)
    {
      const TapeFrameRow *row = &frame->rows[i];

      if (row->against == 0 || !tape_session_is_of_feed (session, row->against, feed))
        continue;
      n++;
      if (most == NULL || row->disagreement > most->disagreement)
        most = row;
    }
  if (most == NULL)
    return NULL;
  share = format_share (most);
  /* Translators: a symbol, a share of its price, the source whose price is used. */
  first = g_strdup_printf (_ ("Its price of %s is %s away from that of %s, which is used."),
                           tape_universe_get (tape_desk_get_universe (desk), (guint32)(most - frame->rows))->symbol,
                           share, get_feed_name (desk, most->source));
  if (n == 1)
    return g_steal_pointer (&first);
  /* Translators: a sentence on one instrument; of how many more it is true. */
  return g_strdup_printf (ngettext ("%s So it is with %u more.", "%s So it is with %u more.", n - 1), first, n - 1);
}
