/* stream.h -- streams over httpd: answers that stay open, whichever protocol asks for them.
 *
 * On the event MPM of httpd 2.4.63 and later an open stream holds no thread: its request is suspended, the MPM watches
 * for the client to leave, the thread of stream/stream.h writes.  Elsewhere (prefork, worker, HTTP/2) it holds the
 * thread of its request, so there may be few.  A suspended stream ends at httpd's Timeout; clients come again and
 * resume. */
#ifndef TT_HTTP_STREAM_H
#define TT_HTTP_STREAM_H

#include <httpd.h>

#include "config.h"
#include "stream/opening.h"
#include "stream/stream.h"

typedef struct tt_ticket tt_ticket;

/** Lets a stream of USER_ID (digits) in, as long as the request R lives.  404 where streams are off, 503
 * "too_many_streams" with Retry-After where there are enough, in all or of this user. */
const tt_error *tt_stream_admit(request_rec *r, const tt_conf *conf, const char *user_id,
                                tt_ticket **out) TT_MUST_CHECK;

/** What is streamed.  KIND and CONTEXT must live as long as the request; the others until tt_stream_serve returns. */
typedef struct tt_broadcast {
    const tt_stream_kind *kind;
    void *context;
    const tt_opening *opening; /**< with user_id, credential (which must live as long as the request), granted, position
                                */
    const char *first;         /**< first bytes, the missed events among them */
    size_t first_n;
} tt_broadcast;

/** Sends 200, the headers (those of the caller's in r->headers_out, and what a stream needs) and the first bytes, and
 * then what comes.  The last thing that a handler does: returns what it returns.  Afterwards R is not the caller's. */
int tt_stream_serve(tt_ticket *ticket, const tt_broadcast *b);

/** Prepares a child process; for every server with a site. */
const tt_error *tt_streams_attach(apr_pool_t *p, server_rec *s, tt_conf *conf) TT_MUST_CHECK;

/** Most streams that may hold a thread each, of all children; at post_config or later. */
int tt_streams_with_thread(void);

/** The hooks that suspended requests need. */
void tt_streams_register(void);

#endif
