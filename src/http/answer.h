/* answer.h -- an answer on its way to the client. */
#ifndef TT_HTTP_ANSWER_H
#define TT_HTTP_ANSWER_H

#include <httpd.h>

#include "api/call.h"

/** Sends c->out as the answer of R: status, headers, body.  Returns what the handler returns. */
int tt_answer_send(request_rec *r, const tt_call *c);

#endif
