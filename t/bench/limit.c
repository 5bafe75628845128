/* limit.c -- prints what one look-up in the rate limits costs, in microseconds of CPU: the key of a credential and a
 * token from its bucket, over 20,000 credentials in turn. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "auth/rate.h"
#include "base/clock.h"

enum { SLOTS = 1 << 16, CREDENTIALS = 20000, CALLS = 2000000 };

static double cpu_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

int main(void)
{
    apr_pool_t *p;
    void *memory = aligned_alloc(64, (tt_limits_size(SLOTS) + 63) / 64 * 64);
    tt_rates rates = { .per_minute = { 1000000, 1000000, 1000000, 1000000 }, .pro = 5, .enterprise = 25 };
    tt_credential credential = { .kind = TT_CREDENTIAL_KEY };
    tt_caller caller = { TT_RATE_READ, &credential, "127.0.0.1", { 0 } };
    tt_allowance shown;
    double begin;

    if (!memory || apr_initialize() || apr_pool_create(&p, NULL))
        return 1;
    memset(memory, 0, tt_limits_size(SLOTS));
    rates.limits = tt_limits_at(memory, SLOTS);
    begin = cpu_us();
    for (int i = 0; i < CALLS; i++) {
        int n = i % CREDENTIALS;

        memcpy(credential.hash, &n, sizeof n);
        if (tt_rate_take(p, &rates, &caller, tt_clock_ms(), &shown))
            return 1;
        tt_rate_settle(&rates, &caller, 200, "free", tt_clock_ms());
    }
    printf("%.2f\n", (cpu_us() - begin) / CALLS);
    return 0;
}
