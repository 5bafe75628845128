/* stream_thread.h -- a stream that holds the thread of its request, where the MPM cannot watch sockets for us. */
#ifndef TT_HTTP_STREAM_THREAD_H
#define TT_HTTP_STREAM_THREAD_H

#include <httpd.h>

#include "stream/stream.h"

/** Serves S, of which all but the transport is filled in, until either side ends it.  True = the
 * client was told of the end already. */
bool tt_stream_hold_thread(request_rec *r, tt_streams *streams, tt_stream *s);

#endif
