/* provider_answer.c -- see provider_answer.h. */
#include "auth/provider_answer.h"

#include <apr_cstr.h>

#include "base/json_read.h"

/* application/json, or application/ANYTHING+json (RFC 6839); parameters do not matter. */
static bool is_json(const char *type)
{
    size_t n = strcspn(type, "; \t");

    if (n == 16 && !apr_cstr_casecmpn(type, "application/json", n))
        return true;
    return n > 17 && !apr_cstr_casecmpn(type, "application/", 12) && !apr_cstr_casecmpn(type + n - 5, "+json", 5);
}

const char *tt_provider_unusable(apr_pool_t *p, const tt_fetched *answer)
{
    if (answer->status != 200)
        return apr_psprintf(p, "it answers %d", answer->status);
    return is_json(answer->content_type) ? NULL : "its answer is not JSON by its Content-Type";
}

/* Levels of a text that is valid JSON. */
static int depth_of(const char *text, size_t n)
{
    int depth = 0, most = 0;
    bool string = false;

    for (size_t i = 0; i < n; i++) {
        char c = text[i];

        if (string && c == '\\')
            i++;
        else if (c == '"')
            string = !string;
        else if (!string && (c == '{' || c == '[') && ++depth > most)
            most = depth;
        else if (!string && (c == '}' || c == ']'))
            depth--;
    }
    return most;
}

const char *tt_provider_object(apr_pool_t *p, const char *text, size_t n, json_object **out)
{
    const tt_error *e = tt_json_read(p, text, n, out);

    if (e)
        return e->detail;
    if (!json_object_is_type(*out, json_type_object))
        return "the text is not an object";
    return depth_of(text, n) > TT_PROVIDER_DEPTH_MAX ? "nested more than 16 levels deep" : NULL;
}
