/* zones.c -- a filter for t/sql/zones.test.ts: PostgreSQL's text of a timestamptz per line in, what the API makes of it
 * out. */
#include <stdio.h>

#include <apr_general.h>

#include "base/time.h"

int main(void)
{
    char line[128];
    apr_pool_t *pool;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    while (fgets(line, sizeof line, stdin)) {
        tt_buf b;

        tt_buf_init(&b, pool, 64, 256);
        tt_time_from_pg(&b, line, strcspn(line, "\n"));
        puts(tt_buf_text(&b));
    }
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}
