/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-http-private.h"

#include <glib/gi18n-lib.h>

#include "feed/tape-redaction.h"

G_DEFINE_QUARK (tape - http - error - quark, tape_http_error)

static TapeHttpError
get_kind (const TapeHttpFailure *failure)
{
  if (failure->too_long)
    return TAPE_HTTP_ERROR_LENGTH;
  if (failure->elsewhere)
    return TAPE_HTTP_ERROR_REDIRECT;
  switch ((int)failure->code)
    {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return TAPE_HTTP_ERROR_ADDRESS;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return TAPE_HTTP_ERROR_NAME;
    case CURLE_COULDNT_CONNECT:
      return TAPE_HTTP_ERROR_CONNECT;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return TAPE_HTTP_ERROR_CERTIFICATE;
    case CURLE_OPERATION_TIMEDOUT:
      return TAPE_HTTP_ERROR_TIME;
    case CURLE_FILESIZE_EXCEEDED:
      return TAPE_HTTP_ERROR_LENGTH;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
      return TAPE_HTTP_ERROR_BROKEN;
    default:
      return TAPE_HTTP_ERROR_PROTOCOL;
    }
}

static char *
describe (const TapeHttpFailure *failure, TapeHttpError kind)
{
  const char *host = failure->host;
  g_autofree char *size = g_format_size_full (failure->length, G_FORMAT_SIZE_IEC_UNITS);

  switch (kind)
    {
    case TAPE_HTTP_ERROR_ADDRESS:
      return g_strdup_printf (_ ("“%s” cannot be asked: an address has to begin with https:// and name a host."), host);
    case TAPE_HTTP_ERROR_NAME:
      return g_strdup_printf (_ ("“%s” was not found. Is this computer connected to the internet?"), host);
    case TAPE_HTTP_ERROR_CONNECT:
      return g_strdup_printf (_ ("“%s” takes no connection: it is down, or something between blocks it."), host);
    case TAPE_HTTP_ERROR_CERTIFICATE:
      return g_strdup_printf (_ ("“%s” could not show that it is who it says, so it was not asked (%s)."), host,
                              failure->detail);
    case TAPE_HTTP_ERROR_TIME:
      return g_strdup_printf (_ ("“%s” did not answer within %.3g s."), host, failure->time / 1000.0);
    case TAPE_HTTP_ERROR_LENGTH:
      return g_strdup_printf (_ ("“%s” answered with more than the %s that are taken."), host, size);
    case TAPE_HTTP_ERROR_BROKEN:
      return failure->code == CURLE_SSL_CONNECT_ERROR
                 ? g_strdup_printf (_ ("No encrypted connection to “%s” came about, so it was not asked."), host)
                 : g_strdup_printf (_ ("“%s” broke the connection off in the middle."), host);
    case TAPE_HTTP_ERROR_REDIRECT:
      return g_strdup_printf (_ ("“%s” sends elsewhere, where Tapeline does not go."), host);
    case TAPE_HTTP_ERROR_PROTOCOL:
    default:
      return g_strdup_printf (_ ("What “%s” answered is not HTTP."), host);
    }
}

GError *
tape_http_failure_to_error (const TapeHttpFailure *failure, const char *const *secrets)
{
  TapeHttpError kind = get_kind (failure);
  g_autofree char *sentence = describe (failure, kind);
  g_autofree char *redacted = tape_redact (sentence, -1, secrets);

  return g_error_new_literal (TAPE_HTTP_ERROR, (gint)kind, redacted);
}
