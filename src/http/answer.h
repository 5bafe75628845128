/* answer.h -- an answer on its way to the client. */
#ifndef TT_HTTP_ANSWER_H
#define TT_HTTP_ANSWER_H

#include <httpd.h>

#include "api/call.h"

/** Sends TEXT (NULL = none) of media type TYPE with STATUS as the answer of R, whose headers are set.  TEXT must live
 * as long as R.  Returns what the handler returns. */
int tt_answer_send_text(request_rec *r, int status, const char *type, const char *text);

/** Sends c->out as the answer of R: status, headers, body.  Returns what the handler returns. */
int tt_answer_send(request_rec *r, const tt_call *c);

#endif
