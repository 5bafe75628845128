/* endpoint.c -- see mcp.h: from an HTTP request to the messages in it, and back. */
#include "base/accept.h"
#include "base/json_write.h"
#include "mcp/exchange.h"
#include "mcp/listen.h"
#include "mcp/tools.h"

#define BATCHES         "2025-03-26" /* the only revision with them */
#define UNKNOWN_VERSION "MCP-Protocol-Version names a version that is not known"

enum { ANSWER_MAX = 64 << 20, BATCH_MOST = 20 };

bool tt_mcp_claims(const char *path)
{
    return !strcmp(path, "/mcp");
}

const tt_mcp_site *tt_mcp_make(apr_pool_t *p, const tt_site *site, const char *origins, const char *tools, bool streams)
{
    tt_mcp_site *mcp = apr_pcalloc(p, sizeof *mcp);

    mcp->site = site;
    mcp->origins = origins;
    mcp->tools = tt_tools_make(p, tools, &mcp->ntools);
    mcp->streams = streams;
    return mcp;
}

/* Writes the whole answer of X behind what OUT has. */
static void put_answer(tt_mcp_exchange *x, tt_buf *out)
{
    if (x->result.failed)
        tt_mcp_fail(x, 200, TT_RPC_INTERNAL, "The answer is too long");
    if (x->code) {
        tt_message_error(out, x->message->id, x->code, x->text, x->data);
        return;
    }
    tt_buf_printf(out, "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":", x->message->id);
    tt_buf_put(out, x->result.at, x->result.n);
    if (x->mcp->modern)
        tt_buf_printf(out, "%s\"_meta\":{\"" TT_MCP_META "serverInfo\":" TT_MCP_SERVER "}", x->result.n > 1 ? "," : "");
    tt_buf_puts(out, "}}");
}

static void run_request(tt_mcp_exchange *x)
{
    const tt_mcp_method *m;

    if (x->mcp->modern && !tt_mcp_check_modern(x))
        return;
    m = tt_mcp_find_method(x->mcp, x->message->method);
    if (!m) {
        tt_mcp_fail(x, x->mcp->modern ? 404 : 200, TT_RPC_UNKNOWN_METHOD, "Unknown method");
        return;
    }
    tt_mcp_note_client(x);
    if (!m->knows && !tt_mcp_know_caller(x->mcp))
        return;
    m->run(x);
}

/* A failure of ours ends the request that met it, not those beside it in a batch. */
static void fail_internally(tt_mcp_exchange *x)
{
    const tt_error *e = x->mcp->refused;

    x->mcp->refused = NULL;
    tt_mcp_note_failure(x->mcp, e);
    tt_mcp_fail(x, 200, TT_RPC_INTERNAL, e->detail);
}

/* Answers one request behind what OUT has; HTTP's status. */
static int answer_request(tt_mcp *mcp, const tt_message *m, tt_buf *out)
{
    tt_mcp_exchange x = { .mcp = mcp, .message = m, .status = 200 };

    tt_buf_init(&x.result, mcp->pool, 4096, ANSWER_MAX);
    tt_buf_puts(&x.result, mcp->modern ? "{\"resultType\":\"complete\"" : "{");
    run_request(&x);
    if (mcp->refused && mcp->refused->status >= 500)
        fail_internally(&x);
    else if (x.code && !tt_mcp_know_caller(mcp))
        return 401;
    put_answer(&x, out);
    return x.status;
}

static void answer_error(tt_mcp *x, int status, int code, const char *id, const char *text)
{
    tt_buf b;

    if (!tt_mcp_know_caller(x))
        return;
    tt_buf_init(&b, x->pool, 256, 1 << 16);
    tt_message_error(&b, id, code, text, NULL);
    x->status = status;
    x->body = tt_buf_text(&b);
}

static void answer_nothing(tt_mcp *x, int status)
{
    if (tt_mcp_know_caller(x))
        x->status = status;
}

static bool version_is_known(const tt_mcp *x, const tt_message *m)
{
    return !x->version || tt_mcp_is_legacy_version(x->version) || (m->method && !strcmp(m->method, "initialize"));
}

static void answer_single(tt_mcp *x, const tt_message *m)
{
    tt_buf out;

    x->modern = tt_mcp_is_modern(x, m);
    if (m->kind == TT_MESSAGE_BAD) {
        answer_error(x, 400, TT_RPC_INVALID_REQUEST, m->id, "This is no JSON-RPC 2.0 message");
        return;
    }
    if (m->kind == TT_MESSAGE_RESPONSE && x->modern) {
        answer_error(x, 400, TT_RPC_INVALID_REQUEST, m->id,
                     "This server asks nothing, so there is nothing to respond to");
        return;
    }
    if (!x->modern && !version_is_known(x, m)) {
        answer_error(x, 400, TT_RPC_INVALID_REQUEST, m->id, UNKNOWN_VERSION);
        return;
    }
    if (m->kind != TT_MESSAGE_REQUEST) {
        answer_nothing(x, 202);
        return;
    }
    tt_buf_init(&out, x->pool, 8192, ANSWER_MAX);
    x->status = answer_request(x, m, &out);
    if (x->listens)
        return;
    if (out.failed)
        answer_error(x, 200, TT_RPC_INTERNAL, m->id, "The answer is too long");
    else
        x->body = tt_buf_text(&out);
}

static bool batch_is_allowed(const tt_mcp *x, const tt_messages *all)
{
    if (!all->n || (x->version && strcmp(x->version, BATCHES) != 0))
        return false;
    for (int i = 0; i < all->n; i++)
        if (tt_mcp_is_modern(x, &all->at[i]))
            return false;
    return true;
}

static void answer_batch(tt_mcp *x, const tt_messages *all)
{
    const tt_error *limited;
    tt_buf out;

    if (!batch_is_allowed(x, all)) {
        answer_error(x, 400, TT_RPC_INVALID_REQUEST, NULL, "Batches are not taken in this revision, nor empty ones");
        return;
    }
    if (all->n > BATCH_MOST) {
        answer_error(x, 400, TT_RPC_INVALID_REQUEST, NULL,
                     apr_psprintf(x->pool, "A batch may have at most %d messages", BATCH_MOST));
        return;
    }
    tt_buf_init(&out, x->pool, 8192, ANSWER_MAX);
    tt_buf_putc(&out, '[');
    for (int i = 0; i < all->n && !x->refused && !out.failed; i++) {
        if (all->at[i].kind != TT_MESSAGE_REQUEST && all->at[i].kind != TT_MESSAGE_BAD)
            continue;
        if (out.n > 1)
            tt_buf_putc(&out, ',');
        limited = i ? x->charge(x->charge_context) : NULL; /* the first was paid for by the request */
        if (limited)
            tt_message_error(&out, all->at[i].id, TT_RPC_INTERNAL, limited->detail, NULL);
        else if (all->at[i].kind == TT_MESSAGE_REQUEST)
            answer_request(x, &all->at[i], &out);
        else
            tt_message_error(&out, all->at[i].id, TT_RPC_INVALID_REQUEST, "This is no JSON-RPC 2.0 message", NULL);
    }
    tt_buf_putc(&out, ']');
    if (out.failed) {
        answer_error(x, 200, TT_RPC_INTERNAL, NULL, "The answers are too long; later messages were not looked at");
        return;
    }
    answer_nothing(x, out.n > 2 ? 200 : 202);
    if (x->status == 200)
        x->body = tt_buf_text(&out);
}

static bool is_json(const char *content_type)
{
    static const char json[] = "application/json";

    return content_type && !strncasecmp(content_type, json, strlen(json)) && strchr("; \t", content_type[strlen(json)]);
}

/* Lenient: some clients name only half of what they take. */
static bool takes_json(const char *accept)
{
    return !accept || !*accept || tt_accept_quality(accept, "application/json") > 0 ||
           tt_accept_quality(accept, "application/*") > 0 || tt_accept_quality(accept, "*/*") > 0;
}

static void answer_post(tt_mcp *x)
{
    tt_messages all;
    const char *wrong = tt_messages_read(x->pool, x->in.body, x->in.body_n, &all);

    if (wrong)
        answer_error(x, 400, TT_RPC_PARSE_ERROR, NULL, wrong);
    else if (all.is_batch)
        answer_batch(x, &all);
    else
        answer_single(x, &all.at[0]);
}

/* Where browsers may call from: this site, and what the operator has listed. */
static bool origin_is_allowed(const tt_mcp *x)
{
    const char *own = x->mcp->site->base_url;
    size_t n = strlen(x->origin), own_n = (size_t)(strchrnul(strstr(own, "://") + 3, '/') - own);

    return (n == own_n && !strncasecmp(x->origin, own, n)) || tt_mcp_word_in(x->mcp->origins, x->origin, n);
}

/* What a caller without a key that is one is told.  Some clients take a 401 for an invitation to OAuth, hence the plain
 * words. */
static void answer_refusal(tt_mcp *x)
{
    tt_buf b;

    tt_buf_init(&b, x->pool, 256, 1 << 14);
    tt_message_error(
        &b, NULL, x->refused->status >= 500 ? TT_RPC_INTERNAL : TT_RPC_INVALID_REQUEST,
        x->refused->status == 401
            ? "An API key of this server is needed, as header 'Authorization: Bearer <API key>'; there is no OAuth here"
            : x->refused->detail,
        NULL);
    x->status = x->refused->status;
    x->body = tt_buf_text(&b);
    tt_mcp_note_failure(x, x->refused);
    x->www_authenticate = NULL;
    if (x->status == 401 || x->status == 403)
        x->refusal = apr_pstrdup(x->pool, x->refused->code);
    if (x->status != 401)
        return;
    x->www_authenticate = x->in.credential.kind == TT_CREDENTIAL_NONE
                              ? "Bearer realm=\"timetracker\""
                              : "Bearer realm=\"timetracker\", error=\"invalid_token\"";
}

static void refuse_method(tt_mcp *x)
{
    answer_error(x, 405, TT_RPC_INVALID_REQUEST, NULL, "This endpoint takes POST, and GET of legacy clients");
    x->allow = "GET, POST";
}

static bool takes_stream(const char *accept)
{
    return tt_accept_quality(accept, "text/event-stream") > 0 || tt_accept_quality(accept, "*/*") > 0;
}

/* Legacy clients listen by GET.  There is nothing to tell them, since a stateless server knows no subscriptions, but
 * that the server lives. */
static void answer_get(tt_mcp *x)
{
    static const tt_message none = { .kind = TT_MESSAGE_NOTIFICATION };

    if (!x->mcp->streams || tt_mcp_is_modern(x, &none))
        refuse_method(x);
    else if (!takes_stream(x->accept))
        answer_error(x, 406, TT_RPC_INVALID_REQUEST, NULL, "Accept must take text/event-stream");
    else if (!version_is_known(x, &none))
        answer_error(x, 400, TT_RPC_INVALID_REQUEST, NULL, UNKNOWN_VERSION);
    else if (tt_mcp_know_caller(x))
        x->listens = apr_pcalloc(x->pool, sizeof *x->listens);
}

/* A legacy client takes 405 for "never", so it gets that only where there are no streams. */
void tt_mcp_no_stream(tt_mcp *x, const tt_error *e)
{
    const tt_subscription *s = x->listens;

    x->listens = NULL;
    tt_mcp_note_failure(x, e);
    if (e->status == 401 || e->status == 403) {
        x->refused = e;
        answer_refusal(x);
        x->refused = NULL;
    } else if (s->id) {
        answer_error(x, 200, TT_RPC_INTERNAL, s->id, e->detail);
    } else if (e->status == 404) {
        refuse_method(x);
    } else {
        answer_error(x, e->status, TT_RPC_INTERNAL, NULL, e->detail);
    }
}

static const tt_error *no_key(const tt_mcp *x)
{
    return tt_error_make(x->pool, 401, "credentials_required", "Authentication required", "An API key is needed");
}

/* What can be told without the body; false = it is answered. */
static bool check_head(tt_mcp *x)
{
    if (!strcmp(x->in.method, "GET"))
        answer_get(x);
    else if (strcmp(x->in.method, "POST") != 0)
        refuse_method(x);
    else if (!takes_json(x->accept))
        answer_error(x, 406, TT_RPC_INVALID_REQUEST, NULL, "Accept must take application/json");
    else if (!is_json(x->content_type))
        answer_error(x, 415, TT_RPC_INVALID_REQUEST, NULL, "Content-Type must be application/json");
    else
        return true;
    return false;
}

bool tt_mcp_begin(tt_mcp *x)
{
    bool wanted = false;

    x->status = 403;
    if (x->origin && !origin_is_allowed(x))
        return false;
    x->cors_origin = x->origin;
    if (!strcmp(x->in.method, "OPTIONS") && x->origin) {
        x->status = 204;
        return false;
    }
    if (x->in.credential.kind != TT_CREDENTIAL_KEY)
        x->refused = no_key(x);
    else
        wanted = check_head(x);
    if (x->refused)
        answer_refusal(x);
    return wanted && !x->refused;
}

void tt_mcp_answer(tt_mcp *x)
{
    answer_post(x);
    if (x->refused)
        answer_refusal(x);
}
