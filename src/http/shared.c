/* shared.c -- see shared.h. */
#include "http/shared.h"

#include <apr_shm.h>

#include "tt.h"

enum { BUCKETS = 1 << 16, KEYS_IN_USE = 1 << 12, LINE = 64 };

/* Anonymous memory, which children inherit; nothing is left behind when the server is killed. */
static const tt_error *make(apr_pool_t *p, size_t size, void **memory)
{
    apr_shm_t *shm;
    apr_status_t status = apr_shm_create(&shm, size + LINE, NULL, p);
    char reason[128];
    uintptr_t at;

    if (status)
        return tt_error_internal(p, "no %" APR_SIZE_T_FMT " bytes of shared memory: %s", size,
                                 apr_strerror(status, reason, sizeof reason));
    at = (uintptr_t)apr_shm_baseaddr_get(shm);
    *memory = (void *)((at + LINE - 1) / LINE * LINE);
    memset(*memory, 0, size);
    return NULL;
}

const tt_error *tt_shared_make(apr_pool_t *p, int streams, tt_shared *out)
{
    void *memory = NULL;

    TT_TRY(make(p, tt_limits_size(BUCKETS), &memory));
    out->limits = tt_limits_at(memory, BUCKETS);
    if (!out->limits)
        return tt_error_internal(p, "OpenSSL has no random bytes");
    TT_TRY(make(p, tt_usage_size(KEYS_IN_USE), &memory));
    out->usage = tt_usage_at(memory, KEYS_IN_USE);
    TT_TRY(make(p, tt_provider_cache_size(), &memory));
    out->provider_cache = tt_provider_cache_at(memory);
    TT_TRY(make(p, tt_slots_size(streams), &memory));
    out->slots = tt_slots_at(memory, streams);
    TT_TRY(make(p, sizeof *out->schema_asked, &memory));
    out->schema_asked = memory;
    return NULL;
}
