/* fuzz_jsonrpc.c -- bodies of MCP: whatever is read of them has the form that the rest counts on, and an id is a piece
 * of the body. */
#include "fuzz.h"

#include "base/json_read.h"
#include "mcp/message.h"

static void check(apr_pool_t *p, const tt_message *m, const char *body)
{
    json_object *id;

    if (m->id) {
        MUST(strstr(body, m->id));
        MUST(!tt_json_read(p, m->id, strlen(m->id), &id));
        MUST(json_object_is_type(id, json_type_string) || json_object_is_type(id, json_type_int));
    }
    MUST((m->kind == TT_MESSAGE_REQUEST) == (m->id && m->method));
    MUST(m->kind != TT_MESSAGE_NOTIFICATION || (m->method && !m->id));
    MUST(!m->params || json_object_is_type(m->params, json_type_object));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    apr_pool_t *p = fuzz_pool();
    const char *body = apr_pstrmemdup(p, (const char *)data, n);
    tt_messages all;
    tt_buf b;

    if (!tt_messages_read(p, (const char *)data, n, &all))
        for (int i = 0; i < all.n; i++) {
            check(p, &all.at[i], body);
            tt_buf_init(&b, p, 64, 1 << 20);
            tt_message_error(&b, all.at[i].id, TT_RPC_INVALID_REQUEST, "no", "{\"a\":1}");
            MUST(!tt_json_scan(p, tt_buf_text(&b), b.n, &n));
        }
    apr_pool_destroy(p);
    return 0;
}
