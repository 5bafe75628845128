/* fuzz_unseal.c -- sealed text from strangers: only what was sealed opens.  The first byte says what is tried: a text
 * that claims to be sealed, a text that is sealed and then changed in one place, or one whose bytes are put together
 * here so that base64url is not in the way. */
#include "seal_keys.h"

#include "base/b64.h"

enum { AT = 1800000000 };

/* Nobody without the key gets anything opened. */
static void refuse(apr_pool_t *p, const apr_array_header_t *keys, const char *sealed)
{
    int64_t at;

    MUST(!tt_unseal(p, keys, "cookie", sealed, &at));
}

static void change(apr_pool_t *p, const apr_array_header_t *keys, const char *text, uint8_t where, uint8_t to)
{
    const char *sealed = NULL;
    const tt_error *e = tt_seal(p, &APR_ARRAY_IDX(keys, 0, tt_seal_key), (tt_seal_text){ "cookie", AT, text }, &sealed);
    char *changed;
    int64_t at = 0;

    MUST(!e == (strlen(text) <= 3032));
    if (e)
        return;
    MUST(!strcmp(tt_unseal(p, keys, "cookie", sealed, &at), text) && at == AT);
    MUST(!tt_unseal(p, keys, "kookie", sealed, &at));
    changed = apr_pstrdup(p, sealed);
    changed[where % strlen(sealed)] = (char)to;
    if (strcmp(changed, sealed) != 0)
        refuse(p, keys, changed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    apr_pool_t *p = fuzz_pool();
    const apr_array_header_t *keys = fuzz_seal_keys(p);
    tt_buf b;

    if (n > 2 && data[0] % 3 == 0) {
        refuse(p, keys, apr_pstrmemdup(p, (const char *)data + 1, n - 1));
    } else if (n > 2 && data[0] % 3 == 1) {
        change(p, keys, apr_pstrmemdup(p, (const char *)data + 3, n - 3), data[1], data[2]);
    } else if (n > 2) {
        tt_buf_init(&b, p, 64, 8192);
        tt_b64_encode(&b, data + 1, n - 1);
        refuse(p, keys, tt_buf_text(&b));
    }
    apr_pool_destroy(p);
    return 0;
}
