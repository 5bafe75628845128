/* fuzz_time.c -- instants and days as text. */
#include "fuzz.h"

#include "base/time.h"

static const tt_instant first = -2208988800, last = 7258118399; /* of the years 1900 to 2199 */

static void parsed(apr_pool_t *p, const char *s, size_t n)
{
    tt_instant t = 0, again = 0;
    tt_buf b;

    if (tt_time_parse(s, n, &t) != TT_TIME_OK)
        return;
    MUST(t >= first && t <= last);
    tt_buf_init(&b, p, 8, 20);
    tt_time_utc(&b, t);
    MUST(!b.failed && b.n == 20);
    MUST(tt_time_parse(b.at, b.n, &again) == TT_TIME_OK && again == t);
    MUST(tt_date_valid(b.at, 10));
}

/* PostgreSQL's text: the same instant where it is one, and nothing more happens the second time. */
static void from_pg(apr_pool_t *p, const char *s, size_t n)
{
    tt_instant before = 0, after = 0;
    tt_buf once, twice;

    tt_buf_init(&once, p, 8, n + 16);
    tt_time_from_pg(&once, s, n);
    tt_buf_init(&twice, p, 8, n + 16);
    tt_time_from_pg(&twice, once.at, once.n);
    MUST(!once.failed && !twice.failed);
    MUST(once.n == twice.n && !memcmp(once.at, twice.at, once.n));
    if (tt_time_parse(s, n, &before) == TT_TIME_OK)
        MUST(tt_time_parse(once.at, once.n, &after) == TT_TIME_OK && after == before);
}

static void any_instant(apr_pool_t *p, const char *s, size_t n)
{
    tt_instant t = 0, again = 0;
    tt_buf b;

    memcpy(&t, s, n < sizeof t ? n : sizeof t);
    for (int bits = 0; bits < 64; bits += 8, t /= 256) {
        tt_buf_init(&b, p, 8, 20);
        tt_time_utc(&b, t);
        MUST(!b.failed && b.n == 20 && b.at[19] == 'Z');
        if (t >= first && t <= last)
            MUST(tt_time_parse(b.at, b.n, &again) == TT_TIME_OK && again == t);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    apr_pool_t *p = fuzz_pool();
    const char *s = (const char *)data;

    parsed(p, s, n);
    from_pg(p, s, n);
    any_instant(p, s, n);
    if (tt_date_valid(s, n))
        parsed(p, apr_pstrcat(p, apr_pstrmemdup(p, s, n), "T00:00:00Z", NULL), 20);
    apr_pool_destroy(p);
    return 0;
}
