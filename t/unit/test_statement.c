/* test_statement.c -- src/api/statement.c; what the SQL of all resources looks like is the golden SQL's to say (t/sql).
 */
#include "engine.h"
#include "suites.h"

static const char *sql(tt_shape shape)
{
    return tt_shape_sql(pool, &shape);
}

static tt_shape list_of(const char *resource, const char *sort)
{
    const tt_resource *r = tt_resource_find(resource);
    tt_shape s = tt_shape_of(r, TT_SQL_ROWS);
    bool down = *sort == '-';
    int key = tt_field_find(r->fields, r->nfields, sort + down) + 1;

    s.sort.key[0] = (int8_t)(down ? -key : key);
    return s;
}

static uint64_t bit(const char *resource, const char *field)
{
    const tt_resource *r = tt_resource_find(resource);

    return (uint64_t)1 << tt_field_find(r->fields, r->nfields, field);
}

START_TEST(equal_shapes_are_equal_bytes)
{
    tt_shape a, b;

    memset(&a, 0xaa, sizeof a);
    memset(&b, 0x55, sizeof b);
    a = list_of("time_entries", "-start_time");
    b = list_of("time_entries", "-start_time");
    ck_assert_mem_eq(&a, &b, sizeof a);
    b.offset = true;
    ck_assert_mem_ne(&a, &b, sizeof a);
}
END_TEST

START_TEST(every_statement_knows_the_owner)
{
    for (const tt_resource *const *r = tt_resources; *r; r++) {
        if (!(*r)->view)
            continue;
        for (int kind = TT_SQL_ROWS; kind <= TT_SQL_DELETE; kind++) {
            tt_shape s = tt_shape_of(*r, (tt_kind)kind);

            s.set = 1; /* the id, as far as the text goes */
            s.sort.key[0] = 1;
            ck_assert_msg(strstr(sql(s), "tt_user_id()") != NULL, "%s", sql(s));
        }
    }
}
END_TEST

START_TEST(values_are_parameters_in_order_of_declaration)
{
    tt_shape s = list_of("time_entries", "-start_time");

    s.set = bit("time_entries", "billable") | bit("time_entries", "project_id") | bit("time_entries", "end_date");
    s.search = true;
    s.after = true;
    ck_assert_ptr_nonnull(
        strstr(sql(s), " AND project_id = $1 AND billable = $2 AND start_time < tt_day_start($3::date + 1) AND "
                       "(description ILIKE $4) AND (start_time, id) < ($5, $6) "
                       "ORDER BY start_time DESC, id DESC LIMIT $7"));
    s.offset = true;
    ck_assert_ptr_nonnull(strstr(sql(s), " LIMIT $7 OFFSET $8"));
}
END_TEST

/* However often a value stands in a predicate, it is bound once. */
START_TEST(a_predicate_binds_its_value_once)
{
    tt_shape s = list_of("time_entries", "-start_time");

    s.set = bit("time_entries", "start_date");
    ck_assert_ptr_nonnull(strstr(sql(s), "end_time > tt_day_start($1::date"));
    ck_assert_ptr_nonnull(strstr(sql(s), "start_time > tt_day_start($1::date"));
    ck_assert_ptr_nonnull(strstr(sql(s), " LIMIT $2"));
}
END_TEST

START_TEST(mixed_directions_are_compared_key_by_key)
{
    tt_shape s = list_of("projects", "client_name");
    const tt_resource *r = s.resource;

    s.sort.key[1] = (int8_t) - (tt_field_find(r->fields, r->nfields, "name") + 1);
    s.after = true;
    ck_assert_ptr_nonnull(
        strstr(sql(s), "lower(client_name) >= lower($1) AND (lower(client_name) > lower($1) OR (lower(client_name) = "
                       "lower($1) AND (false OR (lower(name) < lower($2) OR (lower(name) = lower($2) AND (false OR "
                       "(id < $3))))))) ORDER BY lower(client_name), lower(name) DESC, id DESC LIMIT $4"));
}
END_TEST

START_TEST(a_count_needs_no_order)
{
    tt_shape s = list_of("projects", "name");

    s.kind = TT_SQL_COUNT;
    s.after = true;
    ck_assert_str_eq(sql(s), "SELECT count(*) FROM v_projects WHERE user_id = tt_user_id()");
}
END_TEST

START_TEST(a_singleton_has_no_id)
{
    ck_assert_ptr_null(strstr(sql(tt_shape_of(tt_resource_find("timer"), TT_SQL_ROW)), "$1"));
    ck_assert_ptr_nonnull(strstr(sql(tt_shape_of(tt_resource_find("clients"), TT_SQL_ROW)), " AND id = $1"));
}
END_TEST

START_TEST(writes_bind_the_set_fields)
{
    tt_shape s = tt_shape_of(tt_resource_find("clients"), TT_SQL_INSERT);

    s.set = bit("clients", "name") | bit("clients", "color");
    ck_assert_str_eq(sql(s), "INSERT INTO clients (user_id, name, color) VALUES (tt_user_id(), $1, $2) "
                             "RETURNING set_config('tt.row_id', id::text, true)");
    s.kind = TT_SQL_UPDATE;
    ck_assert_str_eq(sql(s), "UPDATE clients SET name = $1, color = $2 WHERE user_id = tt_user_id() AND id = $3");
}
END_TEST

START_TEST(calls_name_their_arguments)
{
    tt_call *c = call_of("time_entries", "split");
    tt_shape s = tt_shape_of(c->resource, TT_SQL_CALL);

    s.op = c->op;
    s.set = 1;
    ck_assert_str_eq(
        sql(s), "SELECT set_config('tt.row_id', array_to_string(time_entry_split(id => $1, at => $2), ','), true)");
    c = call_of("timer", "start");
    s = tt_shape_of(c->resource, TT_SQL_CALL);
    s.op = c->op;
    ck_assert_str_eq(sql(s), "SELECT set_config('tt.row_id', timer_start()::text, true)");
    s.set = 4;
    ck_assert_str_eq(sql(s), "SELECT set_config('tt.row_id', timer_start(start_time => $1)::text, true)");
}
END_TEST

Suite *statement_suite(void)
{
    Suite *s = suite_create("statement");
    TCase *c = add_case(s, "statement");

    tcase_add_test(c, equal_shapes_are_equal_bytes);
    tcase_add_test(c, every_statement_knows_the_owner);
    tcase_add_test(c, values_are_parameters_in_order_of_declaration);
    tcase_add_test(c, a_predicate_binds_its_value_once);
    tcase_add_test(c, mixed_directions_are_compared_key_by_key);
    tcase_add_test(c, a_count_needs_no_order);
    tcase_add_test(c, a_singleton_has_no_id);
    tcase_add_test(c, writes_bind_the_set_fields);
    tcase_add_test(c, calls_name_their_arguments);
    return s;
}
