/* engine.c -- see engine.h. */
#include "engine.h"

#include <apr_general.h>

apr_pool_t *pool;

void pool_setup(void)
{
    ck_assert_int_eq(apr_initialize(), APR_SUCCESS);
    ck_assert_int_eq(apr_pool_create(&pool, NULL), APR_SUCCESS);
}

void pool_teardown(void)
{
    apr_pool_destroy(pool);
    apr_terminate();
}

TCase *add_case(Suite *s, const char *name)
{
    TCase *c = tcase_create(name);

    tcase_add_checked_fixture(c, pool_setup, pool_teardown);
    suite_add_tcase(s, c);
    return c;
}

TCase *add_long_case(Suite *s, const char *name)
{
    TCase *c = add_case(s, name);

    tcase_set_tags(c, "long");
    tcase_set_timeout(c, 60);
    return c;
}

const tt_field *field_of(const char *resource, const char *name)
{
    const tt_resource *r = tt_resource_find(resource);
    int i = r ? tt_field_find(r->fields, r->nfields, name) : -1;

    ck_assert_msg(i >= 0, "%s has no field %s", resource, name);
    return &r->fields[i];
}

tt_call *call_of(const char *resource, const char *name)
{
    tt_call *c = apr_pcalloc(pool, sizeof *c);
    tt_site *site = apr_pcalloc(pool, sizeof *site);

    site->base_url = "https://time.example";
    site->base_path = "";
    site->page_size = 50;
    site->page_max = 500;
    c->pool = pool;
    c->site = site;
    c->resource = tt_resource_find(resource);
    ck_assert_ptr_nonnull(c->resource);
    for (int i = 0; i < c->resource->nops; i++)
        if (!strcmp(c->resource->ops[i].name, name))
            c->op = &c->resource->ops[i];
    ck_assert_ptr_nonnull(c->op);
    c->args.time_zone = "";
    return c;
}
