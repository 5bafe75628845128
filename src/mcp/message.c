/* message.c -- see message.h. */
#include "mcp/message.h"

#include "base/json_read.h"
#include "base/json_write.h"

enum { ID_MOST = 512 }; /* bytes as they were sent */

/* The functions below walk over text that tt_json_scan has accepted, so every string and bracket is closed. */

static const char *skip_blanks(const char *s)
{
    return s + strspn(s, " \t\r\n");
}

static const char *skip_string(const char *s)
{
    for (s++; *s != '"'; s++)
        if (*s == '\\')
            s++;
    return s + 1;
}

/* What follows the value at S. */
static const char *skip_value(const char *s)
{
    int depth = 0;

    do {
        if (*s == '"') {
            s = skip_string(s);
            continue;
        }
        if (*s == '{' || *s == '[')
            depth++;
        else if (*s == '}' || *s == ']')
            depth--;
        s++;
    } while (depth > 0 || (*s && !strchr(",]} \t\r\n", *s)));
    return s;
}

/* The value of member "id" of the object at S, as it stands there; NULL = none. */
static const char *raw_id(apr_pool_t *p, const char *s)
{
    s = skip_blanks(s + 1);
    while (*s == '"') {
        const char *name = s, *end = skip_string(s), *value = skip_blanks(skip_blanks(end) + 1);

        s = skip_value(value);
        if (end - name == 4 && !memcmp(name, "\"id\"", 4))
            return apr_pstrmemdup(p, value, (size_t)(s - value));
        s = skip_blanks(s);
        s = *s == ',' ? skip_blanks(s + 1) : s;
    }
    return NULL;
}

/* A string or a whole number, not so long that answers and events, which repeat it, get long. */
static bool id_is_valid(const char *id)
{
    const char *digits = id + (*id == '-');

    if (strlen(id) > ID_MOST)
        return false;
    return *id == '"' || (*digits && strspn(digits, "0123456789") == strlen(digits));
}

static tt_message read_one(apr_pool_t *p, json_object *o, const char *text)
{
    tt_message m = { .kind = TT_MESSAGE_BAD };
    json_object *value;

    if (!json_object_is_type(o, json_type_object))
        return m;
    m.id = raw_id(p, text);
    if (m.id && !id_is_valid(m.id)) {
        m.id = NULL;
        return m;
    }
    if (!json_object_object_get_ex(o, "jsonrpc", &value) || !json_object_is_type(value, json_type_string) ||
        strcmp(json_object_get_string(value), "2.0") != 0)
        return m;
    if (json_object_object_get_ex(o, "params", &value) && value && !json_object_is_type(value, json_type_object))
        return m;
    m.params = json_object_object_get_ex(o, "params", &value) ? value : NULL;
    if (!json_object_object_get_ex(o, "method", &value)) {
        if (json_object_object_get_ex(o, "result", NULL) || json_object_object_get_ex(o, "error", NULL))
            m.kind = TT_MESSAGE_RESPONSE;
        return m;
    }
    if (!json_object_is_type(value, json_type_string))
        return m;
    m.method = json_object_get_string(value);
    m.kind = m.id ? TT_MESSAGE_REQUEST : TT_MESSAGE_NOTIFICATION;
    return m;
}

const char *tt_messages_read(apr_pool_t *p, const char *body, size_t n, tt_messages *out)
{
    const char *text = apr_pstrmemdup(p, body, n), *at;
    json_object *all;
    const tt_error *e = tt_json_read(p, body, n, &all);

    *out = (tt_messages){ .is_batch = false };
    if (e)
        return e->detail;
    at = skip_blanks(text);
    out->is_batch = json_object_is_type(all, json_type_array);
    out->n = out->is_batch ? (int)json_object_array_length(all) : 1;
    out->at = apr_pcalloc(p, sizeof *out->at * (size_t)(out->n + 1));
    if (!out->is_batch) {
        out->at[0] = read_one(p, all, at);
        return NULL;
    }
    for (int i = 0; i < out->n; i++) {
        at = skip_blanks(at + 1); /* behind the bracket or a comma */
        out->at[i] = read_one(p, json_object_array_get_idx(all, (size_t)i), at);
        at = skip_blanks(skip_value(at));
    }
    return NULL;
}

void tt_message_error(tt_buf *b, const char *id, int code, const char *text, const char *data)
{
    tt_buf_puts(b, "{\"jsonrpc\":\"2.0\"");
    if (id)
        tt_buf_printf(b, ",\"id\":%s", id);
    tt_buf_printf(b, ",\"error\":{\"code\":%d", code);
    tt_json_member(b, "message", text);
    if (data) {
        tt_json_key(b, "data");
        tt_buf_puts(b, data);
    }
    tt_buf_puts(b, "}}");
}
