/* route.c -- see route.h. */
#include "auth/route.h"

#include "auth/front.h"
#include "auth/sign_in.h"
#include "auth/sign_out.h"

/* What a way of signing in needs to be there. */
typedef enum { NOTHING, PROVIDER, FRONT } need;

typedef struct {
    const char *path;
    const tt_error *(*answer)(tt_exchange *x);
    need needs;
} route;

static const route routes[] = {
    { "/auth/login", tt_sign_in_begin, PROVIDER },
    { "/auth/login", tt_front_sign_in, FRONT },
    { "/auth/callback", tt_sign_in_finish, PROVIDER },
    { "/auth/logout", tt_sign_out, NOTHING },
    { "/auth/backchannel-logout", tt_sign_out_by_provider, PROVIDER },
};

bool tt_auth_claims(const char *path)
{
    return !strncmp(path, "/auth", 5) && (!path[5] || path[5] == '/');
}

static bool is_there(const tt_relying_party *rp, need needs)
{
    return needs == NOTHING || (needs == FRONT ? rp->front : rp->provider.well_known != NULL);
}

static const tt_error *answer(tt_exchange *x)
{
    bool known = false;

    for (int i = 0; i < TT_COUNT(routes); i++) {
        if (strcmp(routes[i].path, x->path) != 0)
            continue;
        if (is_there(x->rp, routes[i].needs))
            return routes[i].answer(x);
        known = true;
    }
    if (known)
        return tt_error_make(x->pool, 404, "sign_in_off", "Signing in is off",
                             "This server has no OpenID Provider; its operator sets TimetrackerProvider");
    return tt_error_make(x->pool, 404, "unknown_route", "Not found", "There is no such path below /auth");
}

/* 401 would ask the client for credentials that there are none of. */
static const tt_error *as_refusal(const tt_exchange *x, const tt_error *e)
{
    tt_error *copy;

    if (e->status != 401)
        return e;
    copy = apr_pmemdup(x->pool, e, sizeof *e);
    copy->status = 403;
    return copy;
}

void tt_auth_answer(tt_exchange *x)
{
    const tt_error *e;

    x->set_cookies = apr_array_make(x->pool, 4, sizeof(const char *));
    e = answer(x);
    if (e)
        tt_exchange_refuse(x, as_refusal(x, e));
}
