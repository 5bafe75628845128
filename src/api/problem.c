/* problem.c -- see problem.h. */
#include "api/problem.h"

#include "base/problem_json.h"

void tt_problem_answer(tt_call *c, const tt_error *e)
{
    tt_answer out = { .status = e->status,
                      .content_type = "application/problem+json",
                      .allow = e->allow,
                      .retry_after = e->retry_after };

    out.body = tt_problem_json(c->pool, e, c->in.request_id);
    out.body_n = strlen(out.body);
    if (e->status == 401)
        out.www_authenticate = !strcmp(e->code, "credentials_required")
                                   ? "Bearer realm=\"timetracker\""
                                   : "Bearer realm=\"timetracker\", error=\"invalid_token\"";
    if (e->status == 403 && e->required_scope)
        out.www_authenticate = apr_psprintf(
            c->pool, "Bearer realm=\"timetracker\", error=\"insufficient_scope\", scope=\"%s\"", e->required_scope);
    c->cause = e->cause;
    c->code = e->code;
    c->out = out;
}
