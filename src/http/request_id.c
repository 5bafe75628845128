/* request_id.c -- see request_id.h. */
#include "http/request_id.h"

#include <apr_atomic.h>
#include <apr_general.h>
#include <apr_strings.h>

static apr_uint64_t process;
static volatile apr_uint32_t count;

void tt_request_id_init(void)
{
    apr_generate_random_bytes((unsigned char *)&process, sizeof process);
}

const char *tt_request_id(apr_pool_t *p)
{
    static const char digits[] = "0123456789abcdef";
    apr_uint32_t n = apr_atomic_inc32(&count);
    char *id = apr_palloc(p, 25);

    for (int i = 0; i < 16; i++)
        id[i] = digits[process >> (60 - 4 * i) & 15];
    for (int i = 0; i < 8; i++)
        id[16 + i] = digits[n >> (28 - 4 * i) & 15];
    id[24] = '\0';
    return id;
}
