/* test_problem_json.c -- src/base/problem_json.c. */
#include "unit.h"

#include "base/json_read.h"
#include "base/problem_json.h"

static json_object *document(const tt_error *e)
{
    const char *text = tt_problem_json(pool, e, "request-1");
    json_object *o = NULL;

    ck_assert_ptr_null(tt_json_read(pool, text, strlen(text), &o));
    return o;
}

static json_object *member(json_object *o, const char *name)
{
    json_object *value = NULL;

    ck_assert_msg(json_object_object_get_ex(o, name, &value), "no %s", name);
    return value;
}

static const char *text_of(json_object *o, const char *name)
{
    return json_object_get_string(member(o, name));
}

static bool has(json_object *o, const char *name)
{
    return json_object_object_get_ex(o, name, NULL);
}

static void check_fault(json_object *errors, size_t i, const tt_fault *fault)
{
    json_object *o = json_object_array_get_idx(errors, i);

    ck_assert_int_eq(json_object_object_length(o), 3);
    ck_assert_str_eq(text_of(o, "field"), fault->field);
    ck_assert_str_eq(text_of(o, "code"), fault->code);
    ck_assert_str_eq(text_of(o, "message"), fault->message);
}

START_TEST(a_plain_failure)
{
    tt_error *e = tt_error_make(pool, 404, "not_found", "Not found", "There is no %s", "client");
    json_object *o;

    e->cause = "only for the log";
    e->sqlstate = "P0002";
    e->allow = "GET";
    e->retry_after = 7;
    o = document(e);
    ck_assert_int_eq(json_object_object_length(o), 8);
    ck_assert_str_eq(text_of(o, "type"), "urn:timetracker:not_found");
    ck_assert(json_object_is_type(member(o, "status"), json_type_int));
    ck_assert_int_eq(json_object_get_int(member(o, "status")), 404);
    ck_assert_str_eq(text_of(o, "code"), "not_found");
    ck_assert_str_eq(text_of(o, "title"), "Not found");
    ck_assert_str_eq(text_of(o, "detail"), "There is no client");
    ck_assert_str_eq(text_of(o, "error"), "Not found");
    ck_assert_str_eq(text_of(o, "message"), "There is no client");
    ck_assert_str_eq(text_of(o, "request_id"), "request-1");
}
END_TEST

START_TEST(the_cause_stays_here)
{
    const tt_error *e = tt_error_internal(pool, "password %s", "hunter2");

    ck_assert_ptr_null(strstr(tt_problem_json(pool, e, "request-1"), "hunter2"));
    ck_assert(!has(document(e), "cause"));
}
END_TEST

START_TEST(one_field_is_told_twice)
{
    tt_error *e = tt_error_make(pool, 422, "too_long", "Too long", "At most 200 characters");
    json_object *o;

    e->field = "name";
    o = document(e);
    ck_assert_str_eq(text_of(o, "field"), "name");
    ck_assert_uint_eq(json_object_array_length(member(o, "errors")), 1);
    check_fault(member(o, "errors"), 0, &(tt_fault){ "name", "too_long", "At most 200 characters" });
    e->status = 409;
    o = document(e);
    ck_assert_str_eq(text_of(o, "field"), "name");
    ck_assert(!has(o, "errors"));
}
END_TEST

START_TEST(all_faults)
{
    static const tt_fault faults[] = { { "name", "required", "Needed" },
                                       { "rate", "out_of_range", "From \"0\" to 9" } };
    apr_array_header_t *list = apr_array_make(pool, 2, sizeof(tt_fault));
    tt_error *e = tt_error_make(pool, 422, "invalid", "Invalid", "2 arguments");
    json_object *o;

    e->faults = list;
    ck_assert_uint_eq(json_object_array_length(member(document(e), "errors")), 0);
    for (int i = 0; i < 2; i++)
        APR_ARRAY_PUSH(list, tt_fault) = faults[i];
    e->field = "name"; /* `errors` is what it was told */
    o = document(e);
    ck_assert_uint_eq(json_object_array_length(member(o, "errors")), 2);
    for (size_t i = 0; i < 2; i++)
        check_fault(member(o, "errors"), i, &faults[i]);
}
END_TEST

START_TEST(scopes_and_conflicts)
{
    tt_error *e = tt_error_make(pool, 409, "overlap", "Overlap", "x");
    json_object *o;

    e->required_scope = "write:clients";
    e->available_scopes = "[\"read:clients\",\"read:tags\"]";
    e->conflict_resource = "time-entries";
    o = document(e);
    ck_assert_str_eq(text_of(o, "required_scope"), "write:clients");
    ck_assert_uint_eq(json_object_array_length(member(o, "available_scopes")), 2);
    ck_assert_str_eq(text_of(o, "conflict_resource"), "time-entries");
    ck_assert_ptr_null(member(o, "conflict"));
    e->conflict = "{\"id\":1}";
    ck_assert_int_eq(json_object_get_int(member(member(document(e), "conflict"), "id")), 1);
    e->conflict_resource = NULL;
    ck_assert(!has(document(e), "conflict"));
}
END_TEST

START_TEST(texts_are_escaped)
{
    static const char hostile[] = "\"}],\\ </script>\n\x01 \xc3\xa9";
    tt_error *e = tt_error_make(pool, 400, "bad", "Bad", "%s", hostile);
    json_object *o;

    e->field = e->required_scope = e->conflict_resource = hostile;
    o = document(e);
    ck_assert_str_eq(text_of(o, "detail"), hostile);
    ck_assert_str_eq(text_of(o, "message"), hostile);
    ck_assert_str_eq(text_of(o, "field"), hostile);
    ck_assert_str_eq(text_of(o, "required_scope"), hostile);
    ck_assert_str_eq(text_of(o, "conflict_resource"), hostile);
    ck_assert_ptr_null(strchr(tt_problem_json(pool, e, "request-1"), '<'));
}
END_TEST

Suite *problem_json_suite(void)
{
    Suite *s = suite_create("problem_json");
    TCase *t = add_case(s, "problem_json");

    tcase_add_test(t, a_plain_failure);
    tcase_add_test(t, the_cause_stays_here);
    tcase_add_test(t, one_field_is_told_twice);
    tcase_add_test(t, all_faults);
    tcase_add_test(t, scopes_and_conflicts);
    tcase_add_test(t, texts_are_escaped);
    return s;
}
