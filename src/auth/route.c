/* route.c -- see route.h. */
#include "auth/route.h"

#include "auth/sign_in.h"
#include "auth/sign_out.h"

typedef struct {
    const char *path;
    const tt_error *(*answer)(tt_exchange *x);
    bool needs_provider;
} route;

static const route routes[] = {
    { "/auth/login", tt_sign_in_begin, true },
    { "/auth/callback", tt_sign_in_finish, true },
    { "/auth/logout", tt_sign_out, false },
    { "/auth/backchannel-logout", tt_sign_out_by_provider, true },
};

bool tt_auth_claims(const char *path)
{
    return !strncmp(path, "/auth", 5) && (!path[5] || path[5] == '/');
}

static const tt_error *answer(tt_exchange *x)
{
    for (int i = 0; i < TT_COUNT(routes); i++) {
        if (strcmp(routes[i].path, x->path) != 0)
            continue;
        if (routes[i].needs_provider && !x->rp->provider.well_known)
            return tt_error_make(x->pool, 404, "sign_in_off", "Signing in is off",
                                 "This server has no OpenID Provider; its operator sets TimetrackerProvider");
        return routes[i].answer(x);
    }
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
