/* tool_call.c -- a tool call as the call that REST would make of it: the same path, query and body, so the same rights,
 * checks, SQL and answer. */
#include "api/run.h"
#include "base/fetch.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/time.h"
#include "mcp/schema.h"
#include "mcp/tools.h"

/* A tool call on its way. */
typedef struct {
    tt_mcp *mcp;
    const tt_tool *tool;
    const char *id, *child_id, *query;
    json_object *body;
    tt_call *call;
    tt_buf wrong;               /* what is wrong with the arguments themselves, a line each */
    bool paged, unknown, fatal; /* FATAL: the engine must not be asked */
} tool_call;

static apr_status_t drop(void *object)
{
    json_object_put(object);
    return APR_SUCCESS;
}

static json_object *owned(apr_pool_t *p, json_object *object)
{
    apr_pool_cleanup_register(p, object, drop, apr_pool_cleanup_null);
    return object;
}

/* ---- arguments -------------------------------------------------------------------------------------------------- */

/* What models send in a string although the schema wants something else; NULL where it is not that. */
static json_object *unquoted(apr_pool_t *p, const tt_field *f, const char *s)
{
    json_object *value;
    bool fits;

    if (f->type == TT_TEXT || f->type == TT_ENUM || f->type == TT_DATE || f->type == TT_TIME || f->type == TT_MONEY ||
        tt_json_read(p, s, strlen(s), &value))
        return NULL;
    switch (f->type) {
    case TT_BOOL: fits = json_object_is_type(value, json_type_boolean); break;
    case TT_TEXTS:
    case TT_IDS: fits = json_object_is_type(value, json_type_array); break;
    default: fits = json_object_is_type(value, json_type_int) || json_object_is_type(value, json_type_double);
    }
    return fits ? json_object_get(value) : NULL;
}

/* A time without an offset is one of the account's zone, which the engine wants said. */
static json_object *localized(apr_pool_t *p, const char *s)
{
    tt_instant t;

    if (strlen(s) == strlen("2026-11-24T09:00")) /* people leave the seconds out, and models with them */
        s = apr_pstrcat(p, s, ":00", NULL);
    if (tt_time_parse(s, strlen(s), &t) == TT_TIME_NO_OFFSET)
        s = apr_pstrcat(p, s, TT_TIME_LOCAL, NULL);
    return json_object_new_string(s);
}

/* VALUE as the field wants it, where that is beyond doubt; a new reference. */
static json_object *coerced(apr_pool_t *p, const tt_field *f, json_object *value)
{
    const char *s = json_object_get_string(value);
    json_object *other = NULL;

    if (!value)
        return NULL;
    if (json_object_is_type(value, json_type_string))
        other = f->type == TT_TIME ? localized(p, s) : unquoted(p, f, s);
    else if ((f->type == TT_TEXT || f->type == TT_MONEY) && !json_object_is_type(value, json_type_array) &&
             !json_object_is_type(value, json_type_object))
        other = json_object_new_string(s);
    return other ? other : json_object_get(value);
}

static const char *names_of(apr_pool_t *p, const tt_tool *tool)
{
    tt_buf b;

    tt_buf_init(&b, p, 256, 1 << 14);
    tt_mcp_argument_names(tool->resource, tool->op, &b);
    return b.n ? tt_buf_text(&b) : "nothing";
}

static void add_to_query(tool_call *t, const char *name, json_object *value)
{
    tt_form_add(t->mcp->pool, &t->query, name, value ? json_object_get_string(value) : "");
}

/* The engine takes larger pages than are good for a model.  A wrong one is replaced, so that all else that is wrong is
 * told as well. */
static json_object *page_size(tool_call *t, json_object *value)
{
    int64_t n = json_object_is_type(value, json_type_int) ? json_object_get_int64(value) : 0;

    t->paged = true;
    if (n >= 1 && n <= TT_MCP_PAGE_MAX)
        return value;
    tt_buf_printf(&t->wrong, "limit: must be an integer from 1 to %d.\n", TT_MCP_PAGE_MAX);
    json_object_put(value);
    return json_object_new_int(1);
}

static bool has_body(const tt_op *op)
{
    return op->verb == TT_INSERT || op->verb == TT_MODIFY || (op->verb == TT_CALL && op->nargs);
}

/* What the engine would not refuse: it is not asked. */
static void refuse_here(tool_call *t, const char *name, const char *why)
{
    t->fatal = true;
    tt_buf_printf(&t->wrong, "%.64s: %s.\n", name, why);
}

/* The engine refuses it together with all else that is wrong; where it would not, it is refused here: the query takes
 * more than is good for a model, such as format=csv. */
static void place_unknown(tool_call *t, const char *name, json_object *given)
{
    const tt_op *op = t->tool->op;

    t->unknown = true;
    if (has_body(op))
        json_object_object_add(t->body, name, json_object_get(given));
    else if (op->verb == TT_LIST || op->verb == TT_REPORT)
        tt_buf_printf(&t->wrong, "%.64s: is not an argument.\n", name);
    else
        refuse_here(t, name, "is not an argument");
}

/* One argument goes to the path, the query, a header or the body. */
static void place(tool_call *t, const char *name, json_object *given)
{
    apr_pool_t *p = t->mcp->pool;
    const tt_op *op = t->tool->op;
    const tt_field *f = tt_mcp_argument(t->tool->resource, op, name);
    json_object *value;

    if (!f) {
        place_unknown(t, name, given);
        return;
    }
    if (!given && (op->verb != TT_MODIFY || !(f->flags & TT_NULLABLE)))
        return; /* null is how some say that it is not there */
    value = coerced(p, f, given);
    if (!strcmp(name, "limit") && tt_mcp_list_argument(t->tool->resource, op, name))
        value = page_size(t, value);
    if (!strcmp(name, "id") && !f->where)
        t->id = apr_pstrdup(p, json_object_get_string(value));
    else if (!strcmp(name, "correction_id"))
        t->child_id = apr_pstrdup(p, json_object_get_string(value));
    else if (!strcmp(name, "idempotency_key"))
        t->call->in.idempotency_key = apr_pstrdup(p, json_object_get_string(value));
    else if (!tt_op_writes(op))
        add_to_query(t, name, value);
    else
        json_object_object_add(t->body, name, json_object_get(value));
    json_object_put(value);
}

/* An id goes into a path, so it must be one.  Where it is none, 0 stands in: no row has it, so nothing is done, but all
 * else that is wrong is told as well. */
static void check_id(tool_call *t, const char *name, const char **value)
{
    const char *id = *value;

    if (!strstr(tt_op_path(t->tool->resource, t->tool->op), apr_pstrcat(t->mcp->pool, "{", name, "}", NULL)))
        return;
    if (id && *id && strspn(id, "0123456789") == strlen(id) && strlen(id) <= 19)
        return;
    tt_buf_printf(&t->wrong, id ? "%s: must be an integer.\n" : "%s: must be given.\n", name);
    *value = "0";
}

static void place_all(tool_call *t, json_object *arguments)
{
    if (arguments) {
        json_object_object_foreach(arguments, name, value)
        {
            place(t, apr_pstrdup(t->mcp->pool, name), value);
        }
    }
    check_id(t, "id", &t->id);
    check_id(t, "correction_id", &t->child_id);
    if (t->tool->op->verb == TT_LIST && !t->paged)
        tt_form_add(t->mcp->pool, &t->query, "limit", apr_itoa(t->mcp->pool, TT_MCP_PAGE));
}

/* "time-entries/7/split" */
static const char *path_of(const tool_call *t)
{
    apr_pool_t *p = t->mcp->pool;
    const char *rest = tt_op_path(t->tool->resource, t->tool->op);
    tt_buf b;

    tt_buf_init(&b, p, 128, 1024);
    tt_buf_puts(&b, t->tool->resource->path);
    if (*rest)
        tt_buf_putc(&b, '/');
    while (*rest) {
        if (*rest != '{') {
            tt_buf_putc(&b, *rest++);
            continue;
        }
        tt_buf_puts(&b, !strncmp(rest, "{id}", 4) ? t->id : t->child_id);
        rest = strchr(rest, '}') + 1;
    }
    return tt_buf_text(&b);
}

/* ---- calls ------------------------------------------------------------------------------------------------------ */

const char *tt_mcp_via(const tt_mcp *x)
{
    return x->client ? apr_pstrcat(x->pool, "mcp:", x->client, NULL) : "mcp";
}

static tt_call *new_call(const tt_mcp *x)
{
    tt_call *c = apr_pcalloc(x->pool, sizeof *c);

    c->pool = x->pool;
    c->site = x->mcp->site;
    c->in.credential = x->in.credential;
    c->in.client_ip = x->in.client_ip;
    c->in.request_id = x->in.request_id;
    c->in.via = tt_mcp_via(x);
    return c;
}

/* Runs C and notes who called. */
static const tt_error *run(tt_mcp *x, tt_call *c)
{
    const tt_error *e = tt_run(c);

    if (c->principal.user_id) {
        x->user_id = c->principal.user_id;
        x->credential_id = c->principal.credential_id;
        x->tier = c->principal.tier;
        x->now = c->principal.server_time;
    }
    if (e && (e->status == 401 || e->status >= 500))
        x->refused = e;
    return e;
}

/* The call as a whole was refused by E, for the audit log. */
static void note_refusal(tt_mcp *x, const tt_error *e)
{
    if (e && e->status == 403)
        x->refusal = e->code;
}

const tt_error *tt_mcp_read(tt_mcp *x, const char *path, const char *query, const char **body)
{
    tt_call *c = new_call(x);

    c->in.method = "GET";
    c->in.path = path;
    c->in.query = query;
    TT_TRY(run(x, c));
    *body = apr_pstrmemdup(x->pool, c->out.body, c->out.body_n);
    return NULL;
}

/* ---- results ---------------------------------------------------------------------------------------------------- */

static void put_text(tt_buf *out, const char *text)
{
    tt_buf_puts(out, "\"content\":[{\"type\":\"text\",\"text\":");
    tt_json_text(out, text);
    tt_buf_puts(out, "}]");
}

static void put_failure(tt_buf *out, const char *text)
{
    put_text(out, text);
    tt_buf_puts(out, ",\"isError\":true");
}

static void put_success(tt_buf *out, const char *json)
{
    put_text(out, json);
    tt_buf_puts(out, ",\"structuredContent\":");
    tt_buf_puts(out, json);
    tt_buf_puts(out, ",\"isError\":false");
}

/* The tool that lists the rows of a resource, or NULL. */
static const char *lister_of(const tt_mcp *x, const char *resource)
{
    for (int i = 0; resource && i < x->mcp->ntools; i++) {
        const tt_tool *tool = &x->mcp->tools[i];

        if (tool->op && tool->op->verb == TT_LIST && !strcmp(tool->resource->name, resource))
            return tool->name;
    }
    return NULL;
}

/* The tool that changes a row of the same resource, or NULL. */
static const char *updater_of(const tool_call *t)
{
    for (int i = 0; i < t->mcp->mcp->ntools; i++) {
        const tt_tool *tool = &t->mcp->mcp->tools[i];

        if (tool->op && tool->op->verb == TT_MODIFY && tool->resource == t->tool->resource)
            return tool->name;
    }
    return NULL;
}

/* What to call next when FIELD (NULL = the row itself) is not there. */
static void put_way_out(tt_buf *b, const tool_call *t, const char *field)
{
    const tt_field *f = field ? tt_mcp_argument(t->tool->resource, t->tool->op, field) : NULL;
    const char *lister = lister_of(t->mcp, f && f->type == TT_ID && f->values ? f->values : t->tool->resource->name);

    if (lister)
        tt_buf_printf(b, "Use %s to find what there is.\n", lister);
}

static void put_faults(tt_buf *b, const tool_call *t, const tt_error *e)
{
    for (int i = 0; e->faults && i < e->faults->nelts; i++) {
        const tt_fault *fault = &APR_ARRAY_IDX(e->faults, i, const tt_fault);

        tt_buf_printf(b, "%s: %s.\n", fault->field, fault->message);
    }
    if (!e->faults)
        tt_buf_printf(b, "%s.\n", e->detail);
    if (!strcmp(e->code, "not_found") || !strcmp(e->code, "already_exists"))
        put_way_out(b, t, !strcmp(e->code, "not_found") ? e->field : NULL);
    if (!strcmp(e->code, "in_use") && updater_of(t))
        tt_buf_printf(b, "%s with status archived keeps it out of the way.\n", updater_of(t));
    if (e->conflict)
        tt_buf_printf(b, "In the way is %s: %s\n", e->conflict_resource, e->conflict);
    if (!strcmp(e->code, "insufficient_scope"))
        tt_buf_printf(b, "The API key needs the scope %s; its owner can make a key that has it.\n", e->required_scope);
    if (!strcmp(e->code, "timer_already_running") || !strcmp(e->code, "project_required"))
        tt_buf_puts(b, "update_timer changes the running timer, stop_timer ends it with a project_id.\n");
    if (!strcmp(e->code, "no_active_timer"))
        tt_buf_puts(b, "start_timer starts one.\n");
}

static void put_refusal(tt_buf *out, const tool_call *t, const tt_error *e)
{
    tt_buf b;

    tt_buf_init(&b, t->mcp->pool, 512, 1 << 16);
    tt_buf_puts(&b, t->wrong.failed ? "More is wrong with the arguments than can be told.\n"
                                    : tt_buf_text((tt_buf *)&t->wrong));
    if (e && (!t->wrong.n || e->status != 404))
        put_faults(&b, t, e);
    if (t->unknown)
        tt_buf_printf(&b, "%s takes %s.\n", t->tool->name, names_of(t->mcp->pool, t->tool));
    put_failure(out, tt_buf_text(&b));
}

/* get_context: of the account and the timer what the key may see. */
static void call_context(tt_mcp *x, json_object *arguments, tt_buf *out)
{
    const char *account = NULL, *timer = NULL;
    const tt_error *no_account = tt_mcp_read(x, "users/me", NULL, &account), *no_timer;
    tt_buf b;

    if (x->refused)
        return;
    if (arguments && json_object_object_length(arguments)) {
        put_failure(out, apr_pstrcat(x->pool, "get_context takes no arguments, such as ",
                                     json_object_to_json_string(arguments), ".", NULL));
        return;
    }
    no_timer = tt_mcp_read(x, "timer/status", NULL, &timer);
    if (x->refused)
        return;
    if (no_account && no_timer) {
        note_refusal(x, no_account);
        put_failure(out, "This key may see neither the account (read:users) nor the timer (read:time_entries).");
        return;
    }
    tt_buf_init(&b, x->pool, 1024, 1 << 20);
    tt_buf_puts(&b, "{\"now\":\"");
    tt_time_from_pg(&b, x->now, strlen(x->now));
    tt_buf_putc(&b, '"');
    if (account) /* {"user":{...}} and {"active":...}: their members become ours */
        tt_buf_printf(&b, ",%.*s", (int)strlen(account) - 2, account + 1);
    if (timer)
        tt_buf_printf(&b, ",%.*s", (int)strlen(timer) - 2, timer + 1);
    tt_buf_putc(&b, '}');
    put_success(out, tt_buf_text(&b));
}

static const char *body_of(const tool_call *t)
{
    const tt_answer *out = &t->call->out;

    return out->status == 204 || !out->body ? "{\"done\":true}" : apr_pstrmemdup(t->mcp->pool, out->body, out->body_n);
}

static void prepare(tool_call *t)
{
    tt_request *in = &t->call->in;
    const tt_op *op = t->tool->op;

    in->method = op->verb == TT_MODIFY ? "PATCH" : tt_op_methods(op);
    in->path = path_of(t);
    in->query = *t->query ? t->query : NULL;
    if (has_body(op)) {
        in->body = json_object_to_json_string_ext(t->body, JSON_C_TO_STRING_PLAIN);
        in->body_n = strlen(in->body);
        in->content_type = "application/json";
    }
}

void tt_tool_call(tt_mcp *x, const tt_tool *tool, json_object *arguments, tt_buf *out)
{
    tool_call t = { .mcp = x, .tool = tool, .query = "", .call = new_call(x) };
    const tt_error *e = NULL;

    if (!tool->op) {
        call_context(x, arguments, out);
        return;
    }
    t.body = owned(x->pool, json_object_new_object());
    tt_buf_init(&t.wrong, x->pool, 256, 1 << 15);
    place_all(&t, arguments);
    prepare(&t);
    e = t.fatal ? NULL : run(x, t.call);
    if (x->refused)
        return;
    note_refusal(x, e);
    if (e || t.wrong.n || t.wrong.failed)
        put_refusal(out, &t, e);
    else
        put_success(out, body_of(&t));
}
