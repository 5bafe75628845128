/* era.c -- which era a message is of, and what the modern one asks of it.  The order of the checks is the protocol's:
 * clients tell from the first one that fails what kind of server this is. */
#include "base/b64.h"
#include "base/json_write.h"
#include "base/utf8.h"
#include "mcp/exchange.h"

enum { CLIENT_NAME_MAX = 40 };

static const char *const legacy_versions[] = { "2025-11-25", "2025-06-18", "2025-03-26" };

bool tt_mcp_is_legacy_version(const char *version)
{
    for (int i = 0; i < TT_COUNT(legacy_versions); i++)
        if (!strcmp(legacy_versions[i], version))
            return true;
    return false;
}

static json_object *meta_of(const tt_message *m)
{
    return tt_mcp_object_param(m->params, "_meta");
}

static bool is_date(const char *s)
{
    return s && strlen(s) == 10 && strspn(s, "0123456789-") == 10 && s[4] == '-' && s[7] == '-';
}

/* That there is a version header says nothing: legacy clients send one too. */
bool tt_mcp_is_modern(const tt_mcp *x, const tt_message *m)
{
    json_object *meta = meta_of(m);

    return (meta && json_object_object_get_ex(meta, TT_MCP_META "protocolVersion", NULL)) ||
           (is_date(x->version) && strcmp(x->version, TT_MCP_MODERN) >= 0);
}

/* The value of a header without the blanks around it, or NULL. */
static const char *trimmed(apr_pool_t *p, const char *s)
{
    size_t n;

    if (!s)
        return NULL;
    s += strspn(s, " \t");
    n = strlen(s);
    while (n && strchr(" \t", s[n - 1]))
        n--;
    return apr_pstrmemdup(p, s, n);
}

/* Mcp-Name: literal, or "=?base64?...?=" of UTF-8 with padding; NULL = not well formed. */
static const char *decoded_name(apr_pool_t *p, const char *s)
{
    static const char head[] = "=?base64?", tail[] = "?=";
    size_t n = strlen(s), most = strlen(head) + strlen(tail);
    char *text;
    unsigned char *bytes;

    if (n < most || strncmp(s, head, strlen(head)) != 0 || strcmp(s + n - strlen(tail), tail) != 0)
        return s;
    text = apr_pstrmemdup(p, s + strlen(head), n - most);
    n -= most;
    if (n % 4 || strpbrk(text, "-_"))
        return NULL;
    while (n && text[n - 1] == '=')
        n--;
    if (strlen(text) - n > 2)
        return NULL;
    for (char *c = text; *c; c++)
        *c = (char)(*c == '+' ? '-' : *c == '/' ? '_' : *c);
    bytes = tt_b64_decode(p, text, n, &n);
    return bytes && tt_utf8_valid((const char *)bytes, n, NULL) ? (const char *)bytes : NULL;
}

static const char *text_member(const json_object *o, const char *name)
{
    json_object *value;

    return o && json_object_object_get_ex(o, name, &value) && json_object_is_type(value, json_type_string)
               ? json_object_get_string(value)
               : NULL;
}

static void mismatch(tt_mcp_exchange *x, const char *text)
{
    tt_mcp_fail(x, 400, TT_RPC_HEADER_MISMATCH, text);
}

/* The version: in the body, in the header, and one of ours. */
static bool check_version(tt_mcp_exchange *x)
{
    const json_object *meta = meta_of(x->message);
    const char *version = text_member(meta, TT_MCP_META "protocolVersion");
    tt_buf b;

    if (!version || !tt_mcp_object_param(meta, TT_MCP_META "clientCapabilities")) {
        tt_mcp_fail(x, 400, TT_RPC_INVALID_PARAMS,
                    apr_pstrcat(x->mcp->pool, "params._meta lacks", version ? "" : " " TT_MCP_META "protocolVersion",
                                tt_mcp_object_param(meta, TT_MCP_META "clientCapabilities") ? ""
                                                                                            : " " TT_MCP_META
                                                                                              "clientCapabilities",
                                NULL));
        return false;
    }
    if (x->mcp->version && strcmp(x->mcp->version, version) != 0) {
        mismatch(x, "MCP-Protocol-Version is not what params._meta says");
        return false;
    }
    if (strcmp(version, TT_MCP_MODERN) != 0) {
        tt_mcp_fail(x, 400, TT_RPC_UNSUPPORTED_VERSION, "Unsupported protocol version");
        tt_buf_init(&b, x->mcp->pool, 128, 1024);
        tt_buf_puts(&b, "{\"supported\":[\"" TT_MCP_MODERN "\"]");
        tt_json_member(&b, "requested", apr_pstrndup(x->mcp->pool, version, 64));
        tt_buf_putc(&b, '}');
        x->data = tt_buf_text(&b);
        return false;
    }
    if (!x->mcp->version)
        mismatch(x, "The header MCP-Protocol-Version is missing");
    return x->mcp->version != NULL;
}

/* The headers that repeat the method and what it is about. */
static bool check_headers(tt_mcp_exchange *x)
{
    const char *rpc_method = trimmed(x->mcp->pool, x->mcp->rpc_method), *name = trimmed(x->mcp->pool, x->mcp->rpc_name);
    const tt_mcp_method *m = tt_mcp_find_method(x->mcp, x->message->method);
    const char *wanted;

    if (!rpc_method || strcmp(rpc_method, x->message->method) != 0) {
        mismatch(x, rpc_method ? "Mcp-Method is not the method of the body" : "The header Mcp-Method is missing");
        return false;
    }
    if (!m || !m->header)
        return true;
    wanted = tt_mcp_text_param(x, m->header);
    name = name ? decoded_name(x->mcp->pool, name) : NULL;
    if (!name || (wanted && strcmp(name, wanted) != 0)) {
        mismatch(x, "Mcp-Name is missing, malformed, or not what the body names");
        return false;
    }
    return true;
}

/* At most CLIENT_NAME_MAX characters of ASCII from N bytes; NULL = nothing is left. */
static const char *shown_name(apr_pool_t *p, const char *name, size_t length)
{
    char *shown = apr_pcalloc(p, CLIENT_NAME_MAX + 1);
    size_t n = 0;

    for (size_t i = 0; i < length && n < CLIENT_NAME_MAX; i++)
        if (name[i] >= 0x20 && name[i] < 0x7f)
            shown[n++] = name[i];
    return n ? shown : NULL;
}

/* Legacy clients say their name when they initialize and never again, and here nobody remembers it. */
void tt_mcp_note_client(tt_mcp_exchange *x)
{
    const json_object *info = tt_mcp_object_param(meta_of(x->message), TT_MCP_META "clientInfo");
    const char *name;

    if (!info)
        info = tt_mcp_object_param(x->message->params, "clientInfo");
    name = text_member(info, "name");
    if (name)
        x->mcp->client = shown_name(x->mcp->pool, name, strlen(name));
    else if (x->mcp->user_agent)
        x->mcp->client = shown_name(x->mcp->pool, x->mcp->user_agent, strcspn(x->mcp->user_agent, "/ ("));
}

bool tt_mcp_check_modern(tt_mcp_exchange *x)
{
    return check_version(x) && check_headers(x);
}
