/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HTTPS for feeds: many requests at once on one thread, answered through its main context, with a pool of connections. Belongs
 * to the thread that runs that context.
 *
 * Certificates are always verified. Nothing but https is spoken; a redirect is followed within the same host only, so that a key
 * goes nowhere else. What a server may send is bounded: its body, its headers, its time. No compression is offered and none
 * undone. Errors are sentences, without keys. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TAPE_HTTP_ERROR (tape_http_error_quark ())

/* Why there is no answer. */
typedef enum
{
  TAPE_HTTP_ERROR_ADDRESS,     /* the URL is none, or not https: trying again does not help */
  TAPE_HTTP_ERROR_NAME,        /* its host's name was not found */
  TAPE_HTTP_ERROR_CONNECT,     /* its host takes no connection */
  TAPE_HTTP_ERROR_CERTIFICATE, /* its host is not who it says */
  TAPE_HTTP_ERROR_TIME,        /* it took too long */
  TAPE_HTTP_ERROR_BROKEN,      /* the connection ended in the middle */
  TAPE_HTTP_ERROR_LENGTH,      /* it said too much */
  TAPE_HTTP_ERROR_PROTOCOL,    /* what it said is not HTTP */
  TAPE_HTTP_ERROR_REDIRECT,    /* it sends elsewhere, where we do not go */
} TapeHttpError;

GQuark tape_http_error_quark (void);

/* Of tests alone: a file with the certificates that are to be believed in place of the system's. */
#define TAPE_HTTP_TEST_CA_FILE "TAPE_TEST_CA_FILE"

/* The largest body, and the time for all of a request, of those that name none. */
#define TAPE_HTTP_LENGTH (1024 * 1024)
#define TAPE_HTTP_TIME   20000

typedef struct _TapeHttp TapeHttp;

/**
 * TapeHttpRequest:
 * @url: https://…
 * @headers: (nullable) (array zero-terminated=1): "Name: value"
 * @secrets: (nullable) (array zero-terminated=1): what no error may show
 * @time: ms for all of it; 0 for TAPE_HTTP_TIME
 * @length: bytes that the body may have; 0 for TAPE_HTTP_LENGTH
 */
typedef struct
{
  const char *url;
  const char *const *headers;
  const char *const *secrets;
  guint time;
  gsize length;
} TapeHttpRequest;

/**
 * TapeHttpAnswer:
 * @status: HTTP status, whatever it is
 * @retry_after: µs that the server wants to be left alone from now on, or -1 where it does not say
 * @date: the server's clock, µs, to a second, or TAPE_NO_TIME
 * @receive_time: real time at which it was complete, µs
 * @body: any bytes, and a NUL
 * @length: its bytes
 */
typedef struct
{
  guint status;
  gint64 retry_after;
  gint64 date;
  gint64 receive_time;
  const char *body;
  gsize length;
} TapeHttpAnswer;

/**
 * TapeHttpCallback:
 * @answer: (nullable): the answer, valid during the call; %NULL on error
 * @error: (nullable): why there is none
 *
 * Called once for each request that is not cancelled, from the main context. May begin and cancel others; must not free the
 * TapeHttp.
 */
typedef void (*TapeHttpCallback) (const TapeHttpAnswer *answer, const GError *error, gpointer data);

/**
 * tape_http_new:
 * @context: (nullable): main context of the thread that it belongs to; %NULL for the default one of the calling thread
 *
 * Returns: (transfer full): it, without any connection yet
 */
TapeHttp *tape_http_new (GMainContext *context);

/**
 * tape_http_free:
 *
 * Cancels what runs, without a call, and closes all connections.
 */
void tape_http_free (TapeHttp *self);

/**
 * tape_http_get:
 * @request: copied
 *
 * Begins a GET.
 *
 * Returns: its number, above 0, for tape_http_cancel()
 */
guint tape_http_get (TapeHttp *self, const TapeHttpRequest *request, TapeHttpCallback callback, gpointer data);

/**
 * tape_http_cancel:
 * @id: of a request; one that is over already is passed over
 *
 * Ends a request; its callback is not called.
 */
void tape_http_cancel (TapeHttp *self, guint id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeHttp, tape_http_free)

G_END_DECLS
