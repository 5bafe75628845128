/* test_event.c -- src/stream/event.c; what is read from results is for t/stream. */
#include "engine.h"

#include "stream/event.h"

static const char *written(const tt_event *e)
{
    tt_buf b;

    tt_buf_init(&b, pool, 64, 4096);
    tt_event_write(e, &b);
    return tt_buf_text(&b);
}

START_TEST(a_change)
{
    tt_event e = { .position = { 738, 3 },
                   .user_id = 1,
                   .resource = "clients",
                   .row_id = "7",
                   .version = "2",
                   .action = "update",
                   .at = 1700000000,
                   .actor = "key:1",
                   .actor_name = "laptop",
                   .via = "rest" };

    ck_assert_str_eq(written(&e), "id: 738-3\nevent: change\ndata: {\"resource\":\"clients\",\"id\":7,\"version\":2,"
                                  "\"action\":\"update\",\"at\":\"2023-11-14T22:13:20Z\",\"actor\":\"key:1\","
                                  "\"actor_name\":\"laptop\",\"via\":\"rest\"}\n\n");
}
END_TEST

START_TEST(what_is_not_known_is_null)
{
    tt_event e = { .resource = "x", .row_id = "1", .action = "insert", .actor = "key:9", .via = "sql" };

    ck_assert_ptr_nonnull(strstr(written(&e), "\"version\":null,"));
    ck_assert_ptr_nonnull(strstr(written(&e), "\"actor_name\":null,"));
}
END_TEST

/* A name is the user's own: a line's end in it must not begin an event of its own. */
START_TEST(a_name_stays_a_name)
{
    tt_event e = { .resource = "x",
                   .row_id = "1",
                   .action = "insert",
                   .actor = "key:9",
                   .actor_name = "a\n\nevent: reset\r\ndata: {}\n\n",
                   .via = "sql" };
    const char *text = written(&e);

    ck_assert_ptr_eq(strstr(text, "\n\n"), text + strlen(text) - 2);
    ck_assert_ptr_null(strchr(text, '\r'));
}
END_TEST

Suite *event_suite(void)
{
    Suite *s = suite_create("event");
    TCase *t = add_case(s, "event");

    tcase_add_test(t, a_change);
    tcase_add_test(t, what_is_not_known_is_null);
    tcase_add_test(t, a_name_stays_a_name);
    return s;
}
