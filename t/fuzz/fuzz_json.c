/* fuzz_json.c -- the scanner in front of json-c, and the writer. */
#include "fuzz.h"

#include "base/json_read.h"
#include "base/json_write.h"
#include "base/utf8.h"

/* What the scanner takes, json-c takes too; what json-c makes of it passes again and means the same. */
static void round_trip(apr_pool_t *p, const char *text, size_t n)
{
    json_object *tree = NULL, *again = NULL;
    const char *written;
    size_t at = 0;

    MUST(!tt_json_read(p, text, n, &tree));
    written = json_object_to_json_string_ext(tree, JSON_C_TO_STRING_PLAIN);
    MUST(!tt_json_scan(p, written, strlen(written), &at));
    MUST(!tt_json_read(p, written, strlen(written), &again));
    MUST(json_object_equal(tree, again));
}

/* Any text that is UTF-8 comes back from a string that we write, which cannot end a script. */
static void write_string(apr_pool_t *p, const char *text, size_t n)
{
    json_object *tree = NULL;
    tt_buf b;

    tt_buf_init(&b, p, 16, 6 * n + 2);
    tt_json_string(&b, text, n);
    MUST(!b.failed && !memchr(b.at, '<', b.n));
    MUST(!tt_json_read(p, b.at, b.n, &tree));
    MUST(json_object_get_string_len(tree) == (int)n && !memcmp(json_object_get_string(tree), text, n));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    apr_pool_t *p = fuzz_pool();
    const char *text = (const char *)data;
    size_t at = n + 1;
    const char *wrong = tt_json_scan(p, text, n, &at);

    MUST(at <= n);
    if (!wrong) {
        MUST(at == n);
        round_trip(p, text, n);
    }
    if (tt_utf8_valid(text, n, NULL))
        write_string(p, text, n);
    apr_pool_destroy(p);
    return 0;
}
