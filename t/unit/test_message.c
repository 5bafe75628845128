/* test_message.c -- src/mcp/message.c. */
#include "unit.h"

#include "mcp/message.h"

/* "kind id method" of each message, or why the body is none. */
static const char *shown(const char *body)
{
    static const char *const kinds[] = { "bad", "request", "notification", "response" };
    tt_messages all;
    const char *wrong = tt_messages_read(pool, exactly(body, strlen(body)), strlen(body), &all);
    const char *text = wrong ? "!" : all.is_batch ? "*" : "";

    for (int i = 0; !wrong && i < all.n; i++)
        text = apr_pstrcat(pool, text, i ? " | " : "", kinds[all.at[i].kind], " ", all.at[i].id ? all.at[i].id : "-",
                           " ", all.at[i].method ? all.at[i].method : "-", all.at[i].params ? " p" : "", NULL);
    return text;
}

START_TEST(bodies_are_told_apart)
{
    static const char *const cases[][2] = {
        { "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", "request 1 ping" },
        { " { \"jsonrpc\" : \"2.0\" , \"id\" : -7 , \"method\" : \"a/b\" , \"params\" : { } } ", "request -7 a/b p" },
        { "{\"id\":\"listen:0\",\"jsonrpc\":\"2.0\",\"method\":\"x\"}", "request \"listen:0\" x" },
        { "{\"id\":\"a\\u0041\\\"}{[,\",\"jsonrpc\":\"2.0\",\"method\":\"x\"}", "request \"a\\u0041\\\"}{[,\" x" },
        { "{\"params\":{\"id\":5,\"a\":[{\"id\":6}]},\"jsonrpc\":\"2.0\",\"method\":\"x\",\"id\":9}", "request 9 x p" },
        { "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
          "notification - notifications/initialized" },
        { "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{}}", "response 3 -" },
        { "{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":{}}", "response 3 -" },
        { "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"x\"}", "bad - -" },
        { "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"x\"}", "bad - -" },
        { "{\"jsonrpc\":\"2.0\",\"id\":1e3,\"method\":\"x\"}", "bad - -" },
        { "{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"x\"}", "bad - -" },
        { "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"x\"}", "bad 1 -" },
        { "{\"id\":1,\"method\":\"x\"}", "bad 1 -" },
        { "{\"jsonrpc\":\"2.0\",\"id\":1}", "bad 1 -" },
        { "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}", "bad 1 -" },
        { "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":[1]}", "bad 1 -" },
        { "7", "bad - -" },
        { "\"x\"", "bad - -" },
        { "null", "bad - -" },
        { "[]", "*" },
        { "[ {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"} , 7, {\"jsonrpc\":\"2.0\",\"id\":\"]\",\"method\":\"b\"}]",
          "*request 1 a | bad - - | request \"]\" b" },
        { "[[{\"id\":1}],{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"b\"}]", "*bad - - | request 2 b" },
        { "{", "!" },
        { "", "!" },
        { "{\"id\":1,\"id\":2}", "!" },
    };

    for (int i = 0; i < TT_COUNT(cases); i++)
        ck_assert_str_eq(shown(cases[i][0]), cases[i][1]);
}
END_TEST

/* A request whose id has so many bytes as it is sent, quotes included. */
static const char *with_id(size_t n)
{
    char *id = apr_pcalloc(pool, n + 1);

    memset(id, 'a', n);
    id[0] = id[n - 1] = '"';
    return apr_psprintf(pool, "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"x\"}", id);
}

START_TEST(ids_are_short)
{
    ck_assert(!strncmp(shown(with_id(512)), "request \"aaa", 12));
    ck_assert_str_eq(shown(with_id(513)), "bad - -");
    ck_assert_str_eq(shown(with_id(100000)), "bad - -");
}
END_TEST

START_TEST(errors_are_json)
{
    tt_buf b;

    tt_buf_init(&b, pool, 64, 1024);
    tt_message_error(&b, "\"a\"", TT_RPC_PARSE_ERROR, "no \"x\"", "{\"y\":1}");
    ck_assert_str_eq(
        tt_buf_text(&b),
        "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"error\":{\"code\":-32700,\"message\":\"no \\\"x\\\"\",\"data\":{\"y\":1}}}");
    tt_buf_init(&b, pool, 64, 1024);
    tt_message_error(&b, NULL, TT_RPC_INTERNAL, "no", NULL);
    ck_assert_str_eq(tt_buf_text(&b), "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32603,\"message\":\"no\"}}");
}
END_TEST

Suite *message_suite(void)
{
    Suite *s = suite_create("message");
    TCase *t = add_case(s, "message");

    tcase_add_test(t, bodies_are_told_apart);
    tcase_add_test(t, ids_are_short);
    tcase_add_test(t, errors_are_json);
    return s;
}
