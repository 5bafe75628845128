/* fuzz_query.c -- query strings. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/url.h"
#include "base/utf8.h"

static void put_encoded(tt_buf *b, const char *s)
{
    for (; *s; s++)
        tt_buf_printf(b, "%%%02X", (unsigned)(unsigned char)*s);
}

/* Every byte as %XX: the same parameters must come back. */
static void round_trip(apr_pool_t *p, const apr_array_header_t *params)
{
    apr_array_header_t *again = NULL;
    tt_buf b;

    tt_buf_init(&b, p, 256, 1 << 24);
    for (int i = 0; i < params->nelts; i++) {
        tt_buf_puts(&b, i ? "&" : "");
        put_encoded(&b, APR_ARRAY_IDX(params, i, tt_param).name);
        tt_buf_putc(&b, '=');
        put_encoded(&b, APR_ARRAY_IDX(params, i, tt_param).value);
    }
    MUST(!tt_query_parse(p, tt_buf_text(&b), &again));
    MUST(again->nelts == params->nelts);
    for (int i = 0; i < params->nelts; i++) {
        MUST(!strcmp(APR_ARRAY_IDX(params, i, tt_param).name, APR_ARRAY_IDX(again, i, tt_param).name));
        MUST(!strcmp(APR_ARRAY_IDX(params, i, tt_param).value, APR_ARRAY_IDX(again, i, tt_param).value));
    }
}

static void inspect(const apr_array_header_t *params)
{
    MUST(params->nelts <= TT_URL_MAX_PARAMETERS);
    for (int i = 0; i < params->nelts; i++) {
        const tt_param *param = &APR_ARRAY_IDX(params, i, const tt_param);

        MUST(*param->name && tt_utf8_valid(param->name, strlen(param->name), NULL));
        MUST(strlen(param->value) == param->value_n && tt_utf8_valid(param->value, param->value_n, NULL));
        for (int j = 0; j < i; j++)
            MUST(strcmp(param->name, APR_ARRAY_IDX(params, j, tt_param).name) != 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    apr_pool_t *p = fuzz_pool();
    apr_array_header_t *params = NULL;
    const tt_error *e = tt_query_parse(p, apr_pstrmemdup(p, (const char *)data, n), &params);

    if (e) {
        MUST(e->status == 400 && (!strcmp(e->code, "malformed_query") || !strcmp(e->code, "repeated_parameter")));
        MUST(tt_utf8_valid(e->detail, strlen(e->detail), NULL)); /* it goes into an answer */
    } else {
        inspect(params);
        round_trip(p, params);
    }
    apr_pool_destroy(p);
    return 0;
}
