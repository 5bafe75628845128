/* test_json_random.c -- src/base/json_read.c and json_write.c on documents made up at random, the same ones at every
 * run. */
#include "unit.h"

#include "base/buf.h"
#include "base/json_read.h"
#include "base/json_write.h"

enum { DOCUMENTS = 2000, DEEPEST = 6 };

/* A document is written twice: TEXT with blanks and escapes where JSON lets them be, PLAIN without. */
typedef struct {
    uint64_t state;
    tt_buf text, plain;
    int names;
} author;

/* SplitMix64. */
static unsigned below(author *a, unsigned limit)
{
    uint64_t z = a->state += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (unsigned)((z ^ z >> 31) % limit);
}

static void both(author *a, const char *token)
{
    tt_buf_puts(&a->text, token);
    tt_buf_puts(&a->plain, token);
}

static void blanks(author *a)
{
    static const char *const some[] = { "", "", "", " ", "\n", "\t", "\r\n", "  " };

    tt_buf_puts(&a->text, some[below(a, TT_COUNT(some))]);
}

static void put_string(author *a, int number)
{
    static const struct {
        const char *utf8, *escaped;
    } pieces[] = {
        { "a", "\\u0061" },
        { "Z", "\\u005A" },
        { "\"", "\\\"" },
        { "\\", "\\\\" },
        { "/", "\\/" },
        { "\n", "\\u000a" },
        { "\x01", "\\u0001" },
        { "\xc3\xa9", "\\u00e9" },
        { "\xe2\x82\xac", "\\u20AC" },
        { "\xf0\x9f\x98\x80", "\\uD83D\\ude00" },
        { "\xef\xbf\xbf", "\\uffff" },
        { "\xf4\x8f\xbf\xbf", "\\udbff\\udfff" },
        { "<", "\\u003C" },
        { " ", " " },
    };
    tt_buf content;

    tt_buf_init(&content, pool, 64, 1 << 12);
    tt_buf_putc(&a->text, '"');
    for (unsigned n = below(a, 6); n; n--) {
        unsigned i = below(a, TT_COUNT(pieces));
        bool raw = (unsigned char)*pieces[i].utf8 >= 0x20 && *pieces[i].utf8 != '"' && *pieces[i].utf8 != '\\';

        tt_buf_puts(&content, pieces[i].utf8);
        tt_buf_puts(&a->text, raw && below(a, 2) ? pieces[i].utf8 : pieces[i].escaped);
    }
    if (number >= 0) { /* names differ by it */
        tt_buf_int(&content, number);
        tt_buf_int(&a->text, number);
    }
    tt_buf_putc(&a->text, '"');
    tt_json_string(&a->plain, content.at, content.n);
}

static void put_number(author *a)
{
    static const char *const numbers[] = {
        "0",
        "-1",
        "7",
        "2147483648",
        "9223372036854775807",
        "-9223372036854775808",
        "18446744073709551615",
        "0.5",
        "-12.50",
        "1e5",
        "1E-7",
        "1.25e+10",
        "1.7976931348623157e308",
        "5e-324",
        "95.10",
    };

    both(a, numbers[below(a, TT_COUNT(numbers))]);
}

static void put_scalar(author *a)
{
    static const char *const words[] = { "true", "false", "null" };

    switch (below(a, 3)) {
    case 0: put_string(a, -1); break;
    case 1: put_number(a); break;
    default: both(a, words[below(a, TT_COUNT(words))]);
    }
}

static void put_value(author *a, int depth)
{
    unsigned kind = depth < DEEPEST ? below(a, 4) : 3, n = below(a, 5);

    blanks(a);
    if (kind > 1) {
        put_scalar(a);
        blanks(a);
        return;
    }
    both(a, kind ? "{" : "[");
    blanks(a);
    for (unsigned i = 0; i < n; i++) {
        if (i)
            both(a, ",");
        blanks(a);
        if (kind && a->names < TT_JSON_MAX_NAMES) {
            put_string(a, a->names++);
            blanks(a);
            both(a, ":");
        } else if (kind) {
            ck_abort_msg("more names than the scanner takes");
        }
        put_value(a, depth + 1);
    }
    both(a, kind ? "}" : "]");
    blanks(a);
}

static json_object *read_back(const tt_buf *b)
{
    json_object *tree = NULL;
    const tt_error *e = tt_json_read(pool, exactly(b->at, b->n), b->n, &tree);

    ck_assert_msg(!e, "%s: %.*s", e ? e->detail : "", (int)b->n, b->at);
    return tree;
}

static void write_document(author *a, int number)
{
    a->state = (uint64_t)number;
    a->names = 0;
    tt_buf_init(&a->text, pool, 256, 1 << 20);
    tt_buf_init(&a->plain, pool, 256, 1 << 20);
    put_value(a, 0);
    ck_assert(!a->text.failed && !a->plain.failed);
}

/* Both texts mean the same, and what json-c writes of them is taken again and means the same. */
START_TEST(come_back_through_json_c)
{
    author a;

    for (int i = 0; i < DOCUMENTS; i++) {
        json_object *tree;
        tt_buf again;

        write_document(&a, i);
        tree = read_back(&a.text);
        ck_assert(json_object_equal(tree, read_back(&a.plain)));
        tt_buf_init(&again, pool, 256, 1 << 20);
        tt_buf_puts(&again,
                    json_object_to_json_string_ext(tree, i % 2 ? JSON_C_TO_STRING_PLAIN : JSON_C_TO_STRING_PRETTY));
        ck_assert(json_object_equal(tree, read_back(&again)));
        apr_pool_clear(pool);
    }
}
END_TEST

/* A document in a list is whole only with the bracket: each shorter text is refused, and so is a byte more. */
START_TEST(cut_or_longer_are_refused)
{
    author a;
    size_t at;

    for (int i = 0; i < DOCUMENTS / 20; i++) {
        tt_buf list;

        write_document(&a, i);
        tt_buf_init(&list, pool, 256, 1 << 20);
        tt_buf_putc(&list, '[');
        tt_buf_put(&list, a.text.at, a.text.n);
        tt_buf_putc(&list, ']');
        for (size_t n = 0; n < list.n; n += 1 + list.n / 500) {
            ck_assert_ptr_nonnull(tt_json_scan(pool, exactly(list.at, n), n, &at));
            ck_assert_uint_le(at, n);
        }
        ck_assert_ptr_null(tt_json_scan(pool, exactly(list.at, list.n), list.n, &at));
        tt_buf_putc(&list, "]},x\"0"[i % 6]);
        ck_assert_ptr_nonnull(tt_json_scan(pool, exactly(list.at, list.n), list.n, &at));
        ck_assert_uint_eq(at, list.n - 1);
        apr_pool_clear(pool);
    }
}
END_TEST

Suite *json_random_suite(void)
{
    Suite *s = suite_create("json_random");
    TCase *t = add_case(s, "json_random");

    tcase_set_timeout(t, 60);
    tcase_add_test(t, come_back_through_json_c);
    tcase_add_test(t, cut_or_longer_are_refused);
    return s;
}
