/* test_listen.c -- src/mcp/listen.c: what a stream of MCP says.  Who may listen to what is for t/mcp. */
#include "mcp/listen.h"
#include "engine.h"
#include "suites.h"

enum { RESOURCES = 5 };

static const char acknowledged[] =
    "event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":"
    "{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":\"a\"},\"notifications\":{";

static tt_buf *new_buf(void)
{
    tt_buf *b = apr_palloc(pool, sizeof *b);

    tt_buf_init(b, pool, 256, 65536);
    return b;
}

static const char *beginning(unsigned wanted)
{
    const tt_subscription s = { .id = "\"a\"", .wanted = wanted };
    tt_buf *b = new_buf();

    tt_subscription_begin(&s, b);
    return tt_buf_text(b);
}

/* The bit that stands for a resource. */
static unsigned bit_of(const char *uri)
{
    for (unsigned i = 0; i < RESOURCES; i++)
        if (strstr(beginning(1u << i), apr_psprintf(pool, "[\"timetracker://%s\"]", uri)))
            return 1u << i;
    ck_abort_msg("nobody can listen to %s", uri);
    return 0;
}

/* The resources that are told to have changed, in the order of the list. */
static const char *told(const tt_buf *b)
{
    static const char uri[] = "\"uri\":\"timetracker://";
    const char *text = "";

    for (const char *at = tt_buf_text((tt_buf *)b); (at = strstr(at, uri)); at++)
        text = apr_psprintf(pool, "%s %.*s", text, (int)strcspn(at + sizeof uri - 1, "\""), at + sizeof uri - 1);
    return text;
}

static void note(tt_subscription *s, const char *resource)
{
    const tt_event e = { .resource = resource, .row_id = "1", .action = "update" };
    tt_buf *b = new_buf();

    tt_subscription_kind.event(s, &e, b);
    ck_assert_uint_eq(b->n, 0); /* only what the flush writes */
}

static const char *flushed(tt_subscription *s)
{
    tt_buf *b = new_buf();

    tt_subscription_kind.flush(s, b);
    return told(b);
}

START_TEST(begins_with_what_is_listened_to)
{
    ck_assert_str_eq(beginning(0), apr_pstrcat(pool, acknowledged, "}}}\n\n", NULL));
    ck_assert_str_eq(beginning(bit_of("timer") | bit_of("targets")),
                     apr_pstrcat(pool, acknowledged,
                                 "\"resourceSubscriptions\":[\"timetracker://timer\",\"timetracker://targets\"]}}}\n\n",
                                 NULL));
}
END_TEST

START_TEST(a_legacy_stream_only_lives)
{
    tt_subscription s = { 0 };
    tt_buf *b = new_buf();

    tt_subscription_begin(&s, b);
    ck_assert_str_eq(tt_buf_text(b), "retry: 30000\n\n");
    note(&s, "timer");
    ck_assert_str_eq(flushed(&s), "");
    b = new_buf();
    tt_subscription_kind.reset(&s, (tt_position){ 1, 1 }, b);
    tt_subscription_kind.end(&s, b);
    ck_assert_uint_eq(b->n, 0);
    tt_subscription_kind.beat(&s, (tt_position){ 1, 1 }, b);
    ck_assert_str_eq(tt_buf_text(b), ": keepalive\n\n");
}
END_TEST

START_TEST(what_changed)
{
    static const char *const cases[][2] = {
        { "timer", " timer report/today report/week" },
        { "projects", " projects report/today report/week" },
        { "clients", " projects report/today report/week" },
        { "client_targets", " targets" },
        { "client_target_versions", " targets" },
        { "client_target_corrections", " targets" },
        { "time_entries", " targets report/today report/week" },
        { "tags", "" },
        { "api_keys", "" },
    };

    for (int i = 0; i < TT_COUNT(cases); i++) {
        tt_subscription s = { .id = "1", .wanted = ~0u };

        note(&s, cases[i][0]);
        ck_assert_str_eq(flushed(&s), cases[i][1]);
        ck_assert_str_eq(flushed(&s), "");
    }
}
END_TEST

START_TEST(many_changes_are_told_as_one)
{
    tt_subscription s = { .id = "1", .wanted = bit_of("targets") | bit_of("projects") };
    tt_buf *b = new_buf();

    for (int i = 0; i < 1000; i++)
        note(&s, i % 2 ? "time_entries" : "tags");
    ck_assert_str_eq(flushed(&s), " targets");
    note(&s, "clients");
    note(&s, "client_targets");
    ck_assert_str_eq(flushed(&s), " projects targets");
    ck_assert_str_eq(flushed(&s), "");
    /* what was missed is not known; what was noted before is not told again */
    note(&s, "projects");
    tt_subscription_kind.reset(&s, (tt_position){ 7, 1 }, b);
    ck_assert_str_eq(told(b), " projects targets");
    ck_assert_str_eq(flushed(&s), "");
}
END_TEST

START_TEST(an_update_and_the_end_name_the_subscription)
{
    tt_subscription s = { .id = "\"x\\u0022\"", .wanted = bit_of("timer") };
    tt_buf *b = new_buf();

    note(&s, "timer");
    tt_subscription_kind.flush(&s, b);
    ck_assert_str_eq(tt_buf_text(b),
                     "event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\","
                     "\"params\":{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":\"x\\u0022\"},"
                     "\"uri\":\"timetracker://timer\"}}\n\n");
    b = new_buf();
    tt_subscription_kind.end(&s, b);
    ck_assert_str_eq(tt_buf_text(b),
                     "event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":\"x\\u0022\",\"result\":{\"resultType\":"
                     "\"complete\",\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":\"x\\u0022\"}}}\n\n");
}
END_TEST

Suite *listen_suite(void)
{
    Suite *s = suite_create("listen");
    TCase *c = add_case(s, "listen");

    tcase_add_test(c, begins_with_what_is_listened_to);
    tcase_add_test(c, a_legacy_stream_only_lives);
    tcase_add_test(c, what_changed);
    tcase_add_test(c, many_changes_are_told_as_one);
    tcase_add_test(c, an_update_and_the_end_name_the_subscription);
    return s;
}
