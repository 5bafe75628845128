/* fuzz.h -- what the fuzz targets share. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include <apr_general.h>

#include "tt.h"

/** What must hold for any input; unlike assert() in every build. */
#define MUST(condition)                                                                                                \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);                              \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/** A pool for one input; destroy it at the end. */
static inline apr_pool_t *fuzz_pool(void)
{
    static bool started;
    apr_pool_t *p;

    if (!started)
        MUST(apr_initialize() == APR_SUCCESS);
    started = true;
    MUST(apr_pool_create(&p, NULL) == APR_SUCCESS);
    return p;
}

#endif
