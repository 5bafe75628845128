/* run.c -- see run.h. */
#include "api/run.h"

#include "api/args.h"
#include "api/query.h"

/* Whether the path of an operation matches REST ("7/split" for "{id}/split"); IDS get what stands for the braces, NULL
 * where there are none. */
static bool path_matches(apr_pool_t *p, const char *pattern, const char *rest, const char *ids[2])
{
    int n = 0;

    ids[0] = ids[1] = NULL;
    while (*pattern) {
        size_t length = strcspn(rest, "/");

        if (*pattern != '{') {
            if (*pattern++ != *rest++)
                return false;
            continue;
        }
        if (!length)
            return false;
        ids[n++] = apr_pstrmemdup(p, rest, length);
        pattern = strchr(pattern, '}') + 1;
        rest += length;
    }
    return !*rest;
}

/* "time-entries/7" below the path of a resource: "7"; NULL if it is not below it. */
static const char *below(const char *path, const char *resource)
{
    size_t n = strlen(resource);

    if (strncmp(path, resource, n) != 0 || (path[n] && path[n] != '/'))
        return NULL;
    return path[n] ? path + n + 1 : path + n;
}

static const tt_error *not_found(tt_call *c)
{
    return tt_error_make(c->pool, 404, "not_found", "Not found", "There is no such row, or it is not yours");
}

/* An id that no row can have is answered like a missing row. */
static bool possible_id(const char *id)
{
    size_t n = strlen(id);

    return n && n <= 19 && strspn(id, "0123456789") == n && *id != '0' &&
           (n < 19 || strcmp(id, "9223372036854775807") <= 0);
}

static bool takes(const tt_op *op, const char *method)
{
    if (op->verb == TT_MODIFY)
        return !strcmp(method, "PUT") || !strcmp(method, "PATCH");
    return !strcmp(tt_op_methods(op), method);
}

static void add_methods(apr_pool_t *p, const char **allow, const char *methods)
{
    *allow = **allow ? apr_pstrcat(p, *allow, ", ", methods, NULL) : methods;
}

/* Whether an operation of R has REST for its path as it stands; then "{id}" does not mean it. */
static bool has_literal(const tt_resource *r, const char *rest)
{
    for (int i = 0; i < r->nops; i++)
        if (!strcmp(tt_op_path(r, &r->ops[i]), rest))
            return true;
    return false;
}

static const tt_error *find(tt_call *c)
{
    const char *allow = "", *rest, *ids[2];

    for (const tt_resource *const *r = tt_resources; *r; r++) {
        if (!(rest = below(c->in.path, (*r)->path)))
            continue;
        for (const tt_op *op = (*r)->ops; op < (*r)->ops + (*r)->nops; op++) {
            if (!path_matches(c->pool, tt_op_path(*r, op), rest, ids) || (ids[0] && has_literal(*r, rest)))
                continue;
            if (takes(op, c->in.method)) {
                c->resource = *r;
                c->op = op;
                c->id = ids[0];
                c->child_id = ids[1];
                return NULL;
            }
            add_methods(c->pool, &allow, tt_op_methods(op));
        }
    }
    if (*allow) {
        tt_error *e =
            tt_error_make(c->pool, 405, "method_not_allowed", "Method not allowed", "This path takes %s", allow);

        e->allow = strstr(allow, "GET") ? apr_pstrcat(c->pool, allow, ", HEAD", NULL) : allow;
        return e;
    }
    return tt_error_make(c->pool, 404, "unknown_route", "Not found", "There is no such path below /api/v1");
}

static const tt_error *unauthorized(tt_call *c, const char *code, const char *detail)
{
    return tt_error_make(c->pool, 401, code, "Authentication required", "%s", detail);
}

/* Who asks.  Whether the credential is known, alive and allowed is decided by the first statement of the call's own
 * transaction (query.c), so that revocation holds at once. */
static const tt_error *allow(tt_call *c)
{
    if (c->op->audience == TT_PUBLIC)
        return NULL;
    switch (c->in.credential.kind) {
    case TT_CREDENTIAL_NONE:
        return unauthorized(c, "credentials_required", "Send an API key as 'Authorization: Bearer <key>', or sign in");
    case TT_CREDENTIAL_BAD: return unauthorized(c, "invalid_credentials", "The API key is unknown, expired or revoked");
    case TT_CREDENTIAL_KEY: return NULL;
    case TT_CREDENTIAL_SESSION:
        return tt_op_writes(c->op) ? tt_csrf_check_script(c->pool, &c->in.csrf, c->site->base_url) : NULL;
    }
    return NULL;
}

const tt_error *tt_run(tt_call *c)
{
    const tt_error *refused;

    c->args.time_zone = "";
    TT_TRY(find(c));
    TT_TRY(allow(c));
    refused = tt_args_read(c);
    if (!refused && ((c->id && !possible_id(c->id)) || (c->child_id && !possible_id(c->child_id))))
        refused = not_found(c);
    if (c->op->audience == TT_PUBLIC)
        return refused ? refused : c->op->run(c);
    return tt_call_query(c, refused); /* a caller without rights learns that first, whatever else is wrong */
}
