/* rate.c -- see rate.h. */
#include "auth/rate.h"

#include <arpa/inet.h>

enum { FREE, PRO, ENTERPRISE };

/* What is counted.  An address has two buckets in each category, so that calls without a credential take nothing from
 * those who have one and share the address. */
typedef enum { BY_CREDENTIAL, BY_ADDRESS, REFUSED_AT_ADDRESS } counted;

static char bucket_of(const tt_caller *caller, counted by)
{
    return (char)('A' + (char)by * TT_CATEGORIES + (char)caller->category);
}

static bool has_credential(const tt_caller *caller)
{
    tt_credential_kind kind = caller->credential->kind;

    return caller->category != TT_RATE_AUTH && (kind == TT_CREDENTIAL_KEY || kind == TT_CREDENTIAL_SESSION);
}

static tt_limit_key address_key(const tt_rates *rates, const tt_caller *caller, counted by)
{
    unsigned char address[16];
    size_t n = strcspn(caller->ip, "%"); /* a zone is ours, not the caller's */
    char text[64] = "";

    memcpy(text, caller->ip, n < sizeof text ? n : 0);
    if (inet_pton(AF_INET6, text, address) == 1)
        return tt_limit_key_of(rates->limits, bucket_of(caller, by), address, 8);
    return tt_limit_key_of(rates->limits, bucket_of(caller, by), caller->ip, strlen(caller->ip));
}

static tt_limit_key credential_key(const tt_rates *rates, const tt_caller *caller)
{
    return tt_limit_key_of(rates->limits, bucket_of(caller, BY_CREDENTIAL), caller->credential->hash, TT_SHA256);
}

static int rate_of(const tt_rates *rates, const tt_caller *caller, int tier)
{
    int factor = tier == ENTERPRISE ? rates->enterprise : tier == PRO ? rates->pro : 1;
    int64_t rate = (int64_t)rates->per_minute[caller->category] * factor;

    return rate > TT_LIMIT_MOST ? TT_LIMIT_MOST : (int)rate;
}

static const tt_error *too_many(apr_pool_t *p, const tt_allowance *allowance)
{
    tt_error *e =
        tt_error_make(p, 429, "rate_limited", "Too many requests",
                      "At most %d of these calls a minute; try again in %d s", allowance->limit, allowance->retry_s);

    e->retry_after = allowance->retry_s;
    return e;
}

const tt_error *tt_rate_take(apr_pool_t *p, const tt_rates *rates, tt_caller *caller, int64_t now_ms,
                             tt_allowance *shown)
{
    bool by_credential = has_credential(caller);
    tt_limit_key key;

    memset(shown, 0, sizeof *shown);
    if (!rates->per_minute[caller->category])
        return NULL;
    key = address_key(rates, caller, by_credential ? REFUSED_AT_ADDRESS : BY_ADDRESS);
    *shown = tt_limit_take(rates->limits, key, rate_of(rates, caller, FREE), by_credential ? 0 : 1, now_ms * 1000);
    if (by_credential && !shown->retry_s) {
        caller->bucket = credential_key(rates, caller);
        *shown = tt_limit_take(rates->limits, caller->bucket,
                               rate_of(rates, caller, tt_limit_note(rates->limits, caller->bucket)), 1, now_ms * 1000);
    }
    return shown->retry_s ? too_many(p, shown) : NULL;
}

static int tier_of(const char *name)
{
    return !strcmp(name, "enterprise") ? ENTERPRISE : !strcmp(name, "pro") ? PRO : FREE;
}

void tt_rate_settle(const tt_rates *rates, const tt_caller *caller, int status, const char *tier, int64_t now_ms)
{
    if (!caller->bucket.word)
        return;
    if (status == 401) {
        tt_limit_take(rates->limits, address_key(rates, caller, REFUSED_AT_ADDRESS), rate_of(rates, caller, FREE), 1,
                      now_ms * 1000);
    } else if (tier && tt_limit_note(rates->limits, caller->bucket) != tier_of(tier)) {
        tt_limit_set_note(rates->limits, caller->bucket, tier_of(tier));
    }
}
