/* test_args.c -- src/api/args.c: query strings and bodies against the declaration. */
#include "engine.h"
#include "suites.h"

/* "field:code field:code" of an error's faults in order, or its code alone. */
static const char *summary(const tt_error *e)
{
    const char *text = "";

    if (!e || !e->faults)
        return e ? e->code : "ok";
    for (int i = 0; i < e->faults->nelts; i++) {
        const tt_fault *f = &APR_ARRAY_IDX(e->faults, i, tt_fault);

        text = apr_pstrcat(pool, text, i ? " " : "", f->field, ":", f->code, NULL);
    }
    return text;
}

static tt_call *list(const char *query, const char *expected)
{
    tt_call *c = call_of("time_entries", "list");
    const tt_error *e;

    c->in.query = query;
    e = tt_args_read(c);
    ck_assert_msg(!strcmp(summary(e), expected), "%s: %s, not %s", query, summary(e), expected);
    return c;
}

static tt_call *body(const char *resource, const char *op, const char *json, const char *expected)
{
    tt_call *c = call_of(resource, op);
    const tt_error *e;

    c->in.content_type = "application/json";
    c->in.body = json;
    c->in.body_n = strlen(json);
    e = tt_args_read(c);
    ck_assert_msg(!strcmp(summary(e), expected), "%s: %s, not %s", json, summary(e), expected);
    return c;
}

static bool is_set(const tt_call *c, const char *field)
{
    return c->args.set >> tt_field_find(c->resource->fields, c->resource->nfields, field) & 1;
}

static const char *value(const tt_call *c, const char *field)
{
    return c->args.value[tt_field_find(c->resource->fields, c->resource->nfields, field)];
}

START_TEST(a_list_without_parameters)
{
    tt_call *c = list(NULL, "ok");

    ck_assert_uint_eq(c->args.set, 0);
    ck_assert_int_eq(c->args.limit, 50);
    ck_assert_int_lt(c->args.sort.key[0], 0);
    ck_assert_int_eq(c->args.sort.key[1], 0);
    ck_assert(!c->args.has_cursor && !c->args.by_number && !c->args.total && !c->args.csv);
    ck_assert_str_eq(c->args.time_zone, "");
}
END_TEST

START_TEST(filters)
{
    tt_call *c = list("project_id=7&billable=false&start_date=2024-01-01&tag=a%20b&time_zone=Europe%2FBerlin", "ok");

    ck_assert_str_eq(value(c, "project_id"), "7");
    ck_assert_str_eq(value(c, "billable"), "false");
    ck_assert_str_eq(value(c, "start_date"), "2024-01-01");
    ck_assert_str_eq(value(c, "tag"), "a b");
    ck_assert(!is_set(c, "client_id"));
    ck_assert_str_eq(c->args.time_zone, "Europe/Berlin");
}
END_TEST

START_TEST(unknown_and_repeated_parameters)
{
    list("nonsense=1", "nonsense:unknown_parameter");
    list("nonsense=1&project_id=x&other=2", "nonsense:unknown_parameter other:unknown_parameter");
    list("break_minutes=5", "break_minutes:unknown_parameter");
    list("limit=1&limit=2", "repeated_parameter");
    list("q=%ff", "malformed_query");
}
END_TEST

START_TEST(status_of_refusals)
{
    tt_call *c = call_of("time_entries", "list");

    c->in.query = "nonsense=1";
    ck_assert_int_eq(tt_args_read(c)->status, 400);
    c = call_of("time_entries", "list");
    c->in.query = "project_id=x";
    ck_assert_int_eq(tt_args_read(c)->status, 422);
}
END_TEST

START_TEST(all_faults_of_a_query_at_once)
{
    list(
        "project_id=x&billable=maybe&start_date=2024-02-30&limit=0&sort=nothing&time_zone=a%20b",
        "project_id:not_an_integer billable:not_a_boolean start_date:malformed sort:not_allowed time_zone:malformed limit:out_of_range");
    list("limit=501", "limit:out_of_range");
    list("page=0", "page:out_of_range");
    list("per_page=101", "per_page:out_of_range");
    list("total=1", "total:not_a_boolean");
    list("format=xml", "format:not_allowed");
    list("q=", "q:too_short");
}
END_TEST

START_TEST(sorts)
{
    tt_call *c = list("sort=-duration,start_time", "ok");

    ck_assert_int_eq(c->args.sort.key[0],
                     -(tt_field_find(c->resource->fields, c->resource->nfields, "duration_seconds") + 1));
    ck_assert_int_eq(c->args.sort.key[1], tt_field_find(c->resource->fields, c->resource->nfields, "start_time") + 1);
    list("sort=", "sort:not_allowed");
    list("sort=start_time,", "sort:not_allowed");
    list("sort=--start_time", "sort:not_allowed");
    list("sort=description", "sort:not_allowed");
    list("sort=id,start_time,end_time,duration", "sort:too_many");
}
END_TEST

START_TEST(pages_by_number)
{
    tt_call *c = list("page=3&per_page=20", "ok");

    ck_assert(c->args.by_number);
    ck_assert_int_eq(c->args.page, 3);
    ck_assert_int_eq(c->args.limit, 20);
    ck_assert_int_eq(list("per_page=10", "ok")->args.page, 1);
    ck_assert_int_eq(list("page=2", "ok")->args.limit, 50);
    list("page=1&limit=5", "page:not_allowed");
}
END_TEST

START_TEST(a_search_is_a_pattern_of_plain_text)
{
    ck_assert_str_eq(list("q=50%25_a%5Cb", "ok")->args.search, "%50\\%\\_a\\\\b%");
}
END_TEST

START_TEST(csv_by_format_or_accept)
{
    tt_call *c = call_of("time_entries", "list");

    ck_assert(list("format=csv", "ok")->args.csv);
    ck_assert(!list("format=json", "ok")->args.csv);
    c->in.accept = "text/csv, */*;q=0.1";
    ck_assert_ptr_null(tt_args_read(c));
    ck_assert(c->args.csv);
}
END_TEST

START_TEST(filters_and_sort_make_the_digest)
{
    uint64_t plain = list(NULL, "ok")->args.list_digest;

    ck_assert(list("limit=7&total=true", "ok")->args.list_digest == plain);
    ck_assert(list("sort=-start_time", "ok")->args.list_digest == plain);
    ck_assert(list("sort=start_time", "ok")->args.list_digest != plain);
    ck_assert(list("project_id=1", "ok")->args.list_digest != plain);
    ck_assert(list("project_id=1", "ok")->args.list_digest != list("client_id=1", "ok")->args.list_digest);
    ck_assert(list("q=a", "ok")->args.list_digest != list("q=b", "ok")->args.list_digest);
    list("cursor=nonsense", "cursor:malformed");
}
END_TEST

START_TEST(bodies)
{
    tt_call *c = body("clients", "create", "{\"name\":\"A\",\"email\":null,\"hourly_rate\":\"95.50\"}", "ok");

    ck_assert(is_set(c, "name") && is_set(c, "email") && is_set(c, "hourly_rate"));
    ck_assert_str_eq(value(c, "hourly_rate"), "95.50");
    ck_assert_ptr_null(value(c, "email"));
    ck_assert(!is_set(c, "color"));
    body("clients", "create", "{}", "name:required");
    body("clients", "create", "{\"name\":null}", "name:null");
    body("clients", "create", "{\"name\":\"\",\"status\":\"gone\",\"id\":1,\"nonsense\":2}",
         "name:too_short status:not_allowed id:unknown_field nonsense:unknown_field");
    body("clients", "update", "{}", "ok");
    body("clients", "update", "{\"version\":3}", "version:unknown_field");
    body("clients", "create", "[]", "malformed_json");
    body("clients", "create", "{\"name\":\"A\",\"name\":\"B\"}", "malformed_json");
    body("clients", "create", "{\"name\":\"A\"", "malformed_json");
    body("clients", "create", "\"name\"", "malformed_json");
}
END_TEST

START_TEST(bodies_of_calls)
{
    body("timer", "start", "{}", "ok");
    body("timer", "start", "{\"project_id\":null}", "ok");
    body("timer", "stop", "{\"project_id\":null}", "project_id:null");
    body("time_entries", "split", "{}", "at:required");
    body("time_entries", "split", "{\"at\":\"2024-01-15T09:00:00\"}", "at:no_offset");
    body("time_entries", "bulk", "{\"ids\":[],\"action\":\"burn\"}", "ids:not_a_list action:not_allowed");
}
END_TEST

START_TEST(media_types)
{
    static const struct {
        const char *type;
        int status;
    } samples[] = {
        { "application/json", 0 },
        { "application/json; charset=utf-8", 0 },
        { "Application/JSON;charset=\"UTF-8\"", 0 },
        { "application/json; charset=latin1", 415 },
        { "application/jsonp", 415 },
        { "text/json", 415 },
        { "", 415 },
        { NULL, 415 },
        { "application/x-www-form-urlencoded", 415 },
    };

    for (int i = 0; i < TT_COUNT(samples); i++) {
        tt_call *c = call_of("clients", "create");
        const tt_error *e;

        c->in.content_type = samples[i].type;
        c->in.body = "{\"name\":\"A\"}";
        c->in.body_n = strlen(c->in.body);
        e = tt_args_read(c);
        ck_assert_msg((e ? e->status : 0) == samples[i].status, "%s", samples[i].type ? samples[i].type : "none");
    }
}
END_TEST

START_TEST(no_body_is_an_empty_object)
{
    tt_call *c = call_of("timer", "start");

    ck_assert_ptr_null(tt_args_read(c));
    c = call_of("clients", "create");
    ck_assert_str_eq(summary(tt_args_read(c)), "name:required");
    c = call_of("timer", "start");
    c->in.content_type = "text/plain";
    ck_assert_int_eq(tt_args_read(c)->status, 415);
}
END_TEST

START_TEST(spans_are_checked_before_the_database)
{
#define SPAN(start, end, more) "{\"project_id\":1,\"start_time\":\"" start "\",\"end_time\":\"" end "\"" more "}"
    body("time_entries", "create", SPAN("2024-01-15T09:00:00Z", "2024-01-15T10:00:00Z", ""), "ok");
    body("time_entries", "create", SPAN("2024-01-15T09:00:00Z", "2024-01-15T10:00:00+01:00", ""),
         "end_time:not_after_start");
    body("time_entries", "create", SPAN("2024-01-15T09:00:00Z", "2024-01-22T09:00:00Z", ""), "ok");
    body("time_entries", "create", SPAN("2024-01-15T09:00:00Z", "2024-01-22T09:00:01Z", ""), "end_time:too_long");
    body("time_entries", "create", SPAN("2024-01-15T09:00:00Z", "2024-01-15T10:00:00Z", ",\"break_minutes\":59"), "ok");
    body("time_entries", "create", SPAN("2024-01-15T09:00:00Z", "2024-01-15T10:00:00Z", ",\"break_minutes\":60"),
         "break_minutes:not_shorter_than_span");
    body("time_entries", "create", "{}", "project_id:required start_time:required end_time:required");
}
END_TEST

START_TEST(other_verbs_take_no_parameters_but_the_zone)
{
    tt_call *c = call_of("clients", "get");

    c->in.query = "time_zone=UTC";
    ck_assert_ptr_null(tt_args_read(c));
    c->in.query = "limit=1";
    ck_assert_str_eq(summary(tt_args_read(c)), "limit:unknown_parameter");
    c = call_of("info", "get");
    c->in.query = "time_zone=UTC";
    ck_assert_str_eq(summary(tt_args_read(c)), "time_zone:unknown_parameter");
}
END_TEST

Suite *args_suite(void)
{
    Suite *s = suite_create("args");
    TCase *c = add_case(s, "query"), *b = add_case(s, "body");

    tcase_add_test(c, a_list_without_parameters);
    tcase_add_test(c, filters);
    tcase_add_test(c, unknown_and_repeated_parameters);
    tcase_add_test(c, status_of_refusals);
    tcase_add_test(c, all_faults_of_a_query_at_once);
    tcase_add_test(c, sorts);
    tcase_add_test(c, pages_by_number);
    tcase_add_test(c, a_search_is_a_pattern_of_plain_text);
    tcase_add_test(c, csv_by_format_or_accept);
    tcase_add_test(c, filters_and_sort_make_the_digest);
    tcase_add_test(c, other_verbs_take_no_parameters_but_the_zone);
    tcase_add_test(b, bodies);
    tcase_add_test(b, bodies_of_calls);
    tcase_add_test(b, media_types);
    tcase_add_test(b, no_body_is_an_empty_object);
    tcase_add_test(b, spans_are_checked_before_the_database);
    return s;
}
