/* test_scope.c -- src/api/scope.c. */
#include "api/scope.h"
#include "engine.h"
#include "suites.h"

START_TEST(scopes_are_sorted_and_known_once)
{
    const char *const *scopes = tt_scopes(pool);

    ck_assert_ptr_nonnull(scopes[0]);
    for (int i = 1; scopes[i]; i++)
        ck_assert_str_lt(scopes[i - 1], scopes[i]);
}
END_TEST

START_TEST(what_opens_one)
{
    ck_assert_str_eq(tt_scope_accepted(pool, "write:clients"), "{write:clients,write:*,*,admin:all}");
    ck_assert_str_eq(tt_scope_accepted(pool, "read:time_entries"), "{read:time_entries,read:*,*,admin:all}");
}
END_TEST

/* Whether SCOPE stands in LIST, an array as PostgreSQL writes it. */
static bool is_in(const char *list, const char *scope)
{
    return strstr(apr_psprintf(pool, ",%.*s,", (int)strlen(list) - 2, list + 1), apr_psprintf(pool, ",%s,", scope));
}

START_TEST(what_opens_anything_to_read)
{
    const char *list = tt_scope_accepted_to_read(pool);
    const char *const *scopes = tt_scopes(pool);

    ck_assert(*list == '{' && list[strlen(list) - 1] == '}');
    for (int i = 0; scopes[i]; i++)
        ck_assert_msg(is_in(list, scopes[i]) == !strncmp(scopes[i], "read:", 5), "%s: %s", scopes[i], list);
    ck_assert(is_in(list, "read:*") && is_in(list, "*") && is_in(list, "admin:all"));
    ck_assert(!is_in(list, "write:*") && !is_in(list, ""));
}
END_TEST

/* Nothing but a whole scope counts. */
START_TEST(what_a_key_has_suffices_or_not)
{
    static const struct {
        const char *scopes;
        bool read, write; /* clients */
    } cases[] = {
        { "[]", false, false },
        { "", false, false },
        { "[\"read:clients\"]", true, false },
        { "[\"write:clients\"]", false, true },
        { "[\"read:tags\", \"read:clients\"]", true, false },
        { "[\"read:tags\",\"write:clients\",\"read:clients\"]", true, true },
        { "[\"read:client\"]", false, false },
        { "[\"read:clients_of_others\"]", false, false },
        { "[\"a_read:clients\"]", false, false },
        { "[\"clients\"]", false, false },
        { "[\"read\"]", false, false },
        { "[\"read:\"]", false, false },
        { "[\"read:*\"]", true, false },
        { "[\"write:*\"]", false, true },
        { "[\"read:*\", \"write:*\"]", true, true },
        { "[\"*\"]", true, true },
        { "[\"*:clients\"]", false, false },
        { "[\"**\"]", false, false },
        { "[\"admin:all\"]", true, true },
        { "[\"admin:*\"]", false, false },
        { "[\"admin:all_but\"]", false, false },
    };

    for (int i = 0; i < TT_COUNT(cases); i++) {
        ck_assert_msg(tt_scope_suffices(cases[i].scopes, "read:clients") == cases[i].read, "%s", cases[i].scopes);
        ck_assert_msg(tt_scope_suffices(cases[i].scopes, "write:clients") == cases[i].write, "%s", cases[i].scopes);
    }
}
END_TEST

Suite *scope_suite(void)
{
    Suite *s = suite_create("scope");
    TCase *c = add_case(s, "scope");

    tcase_add_test(c, scopes_are_sorted_and_known_once);
    tcase_add_test(c, what_opens_one);
    tcase_add_test(c, what_opens_anything_to_read);
    tcase_add_test(c, what_a_key_has_suffices_or_not);
    return s;
}
