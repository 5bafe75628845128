/* provider.c -- see provider.h. */
#include "auth/provider.h"

#include <apr_cstr.h>
#include <apr_time.h>

#include "auth/member.h"
#include "auth/provider_answer.h"
#include "auth/provider_cache.h"
#include "base/clock.h"
#include "base/utf8.h"

/* A claim outlasts its fetch by a second; who waits for another's fetch looks each 20 ms. */
enum { CONNECT_MS = 2000, LEASE_SPARE_MS = 1000, POLL_MS = 20 };

_Static_assert((int)TT_METADATA_MAX <= (int)TT_KEPT_BYTES && (int)TT_KEYS_MAX <= (int)TT_KEPT_BYTES,
               "what may be fetched can be kept");

/* One of the two documents, as it is asked for. */
typedef struct document {
    apr_pool_t *pool;
    const tt_provider *provider;
    tt_kept_entry *entry;
    const char *url;
    size_t limit;
    const char *code, *title; /* of the error when the provider says nonsense */
    const tt_error *(*read)(struct document *d, const char *text, size_t n);
    void *out; /* of read */
} document;

size_t tt_provider_cache_size(void)
{
    return sizeof(struct tt_provider_cache);
}

struct tt_provider_cache *tt_provider_cache_at(void *memory)
{
    return memory;
}

/* ---- calls ------------------------------------------------------------------------------------------------------ */

/* Calls and waits of this process: a slow provider must not take all of its threads. */
static int under_way;

static bool enter(void)
{
    if (__atomic_add_fetch(&under_way, 1, __ATOMIC_RELAXED) <= TT_PROVIDER_CALLS_MAX)
        return true;
    __atomic_sub_fetch(&under_way, 1, __ATOMIC_RELAXED);
    return false;
}

static void leave(void)
{
    __atomic_sub_fetch(&under_way, 1, __ATOMIC_RELAXED);
}

static const tt_error *busy(apr_pool_t *p)
{
    tt_error *e = tt_error_make(p, 503, "provider_busy", "Too many sign-ins at once", "Please try again in a moment");

    e->cause = apr_psprintf(p, "%d calls to the provider are under way in this process", TT_PROVIDER_CALLS_MAX);
    e->retry_after = 1;
    return e;
}

static const tt_error *unavailable(apr_pool_t *p, int64_t pause_ms, const char *cause)
{
    tt_error *e = tt_error_make(p, 503, "provider_unavailable", "The provider is not available",
                                "The provider does not answer at present; please try again later");

    e->cause = cause;
    e->retry_after = pause_ms > 1000 ? (int)((pause_ms + 999) / 1000) : 1;
    return e;
}

static tt_fetch fetch_of(const tt_provider *provider, const char *url, size_t limit, int64_t timeout_ms)
{
    int ms = timeout_ms > 1 ? (int)timeout_ms : 1;

    return (tt_fetch){ .url = url,
                       .limit = limit,
                       .connect_ms = ms < CONNECT_MS ? ms : CONNECT_MS,
                       .timeout_ms = ms,
                       .allow_http = provider->allow_http };
}

/* A call that counts as one under way. */
static const tt_error *call(apr_pool_t *p, const tt_fetch *fetch, tt_fetched *out)
{
    const tt_error *e;

    if (!enter())
        return busy(p);
    e = tt_fetch_run(p, fetch, out);
    leave();
    return e;
}

/* ---- metadata and keys ------------------------------------------------------------------------------------------ */

static int64_t lease_of(const document *d)
{
    return d->provider->timeout_ms + LEASE_SPARE_MS;
}

/* Whether a text was fetched within the last SECONDS. */
static bool within(const tt_kept *kept, int64_t now, int64_t seconds)
{
    int64_t age = now - kept->fetched_ms;

    return kept->text && age >= 0 && age < seconds * 1000;
}

static const tt_error *nonsense(const document *d, const char *cause)
{
    tt_error *e = tt_error_make(d->pool, 502, d->code, d->title, "The answer cannot be used");

    e->cause = apr_psprintf(d->pool, "%s: %s", d->url, cause);
    return e;
}

/* Fetches and reads, for at most TIMEOUT_MS. */
static const tt_error *fetch_document(document *d, int64_t timeout_ms, tt_fetched *answer)
{
    tt_fetch fetch = fetch_of(d->provider, d->url, d->limit, timeout_ms);
    const tt_error *e = tt_fetch_run(d->pool, &fetch, answer);
    const char *unusable;

    if (e)
        return strcmp(e->code, "provider_unreachable") ? e : unavailable(d->pool, 0, e->cause);
    unusable = tt_provider_unusable(d->pool, answer);
    if (unusable)
        return answer->status >= 500 ? unavailable(d->pool, 0, apr_psprintf(d->pool, "%s: %s", d->url, unusable))
                                     : nonsense(d, unusable);
    return d->read(d, answer->body, answer->n);
}

/* The fetch of who has the claim, which is given back.  One that had little time left, because it took over from
 * another late, proves nothing about the provider: it begins no pause. */
static const tt_error *renew(document *d, int64_t claim, int64_t deadline)
{
    int64_t begun = claim - 1;
    tt_fetched answer;
    const tt_error *e = fetch_document(d, deadline - begun, &answer);

    if (!e)
        tt_kept_store(d->entry, claim, begun, answer.body, answer.n);
    else if (deadline - begun < d->provider->timeout_ms / 2)
        tt_kept_release(d->entry, claim);
    else
        tt_kept_fail(d->entry, claim, tt_clock_ms(), d->provider->retry_s);
    if (e && !strcmp(e->code, "provider_unavailable"))
        e = unavailable(d->pool, tt_kept_pause(d->entry, tt_clock_ms(), d->provider->retry_s), e->cause);
    return e;
}

/* Whether the claim was taken on what is no longer so: a new text is there, or a failure. */
static bool outdated(const document *d, uint64_t generation, int64_t now)
{
    return tt_kept_generation(d->entry) != generation || tt_kept_pause(d->entry, now, d->provider->retry_s);
}

/* One look at a document that is not fresh: served, fetched, refused, or *WAIT = to be looked at again. */
static const tt_error *try_once(document *d, const tt_kept *kept, int64_t deadline, bool *wait)
{
    int64_t now = tt_clock_ms(), pause = tt_kept_pause(d->entry, now, d->provider->retry_s), claim;
    bool usable = within(kept, now, TT_STALE_MAX_S);
    const tt_error *e;

    if (pause)
        return usable ? d->read(d, kept->text, kept->n) : unavailable(d->pool, pause, "waits after a failure");
    claim = tt_kept_claim(d->entry, now, lease_of(d));
    if (claim && outdated(d, kept->generation, now)) {
        tt_kept_release(d->entry, claim);
        *wait = true;
        return NULL;
    }
    e = claim ? renew(d, claim, deadline) : NULL;
    if (usable && (e || !claim))
        return d->read(d, kept->text, kept->n);
    *wait = !claim && now < deadline;
    return claim || *wait ? e : unavailable(d->pool, 0, "another fetch takes too long");
}

/* The document, read: see tt_provider_metadata. */
static const tt_error *get(document *d)
{
    int64_t deadline = tt_clock_ms() + d->provider->timeout_ms;
    tt_kept kept = tt_kept_read(d->pool, d->entry);
    bool wait = true;
    const tt_error *e = NULL;

    if (within(&kept, tt_clock_ms(), d->provider->cache_s))
        return d->read(d, kept.text, kept.n);
    if (!enter())
        return within(&kept, tt_clock_ms(), TT_STALE_MAX_S) ? d->read(d, kept.text, kept.n) : busy(d->pool);
    while (wait) {
        wait = false;
        e = try_once(d, &kept, deadline, &wait);
        if (!wait)
            break;
        apr_sleep(apr_time_from_msec(POLL_MS));
        if (tt_kept_generation(d->entry) == kept.generation)
            continue;
        kept = tt_kept_read(d->pool, d->entry);
        if (kept.text) { /* just fetched, however short it may count as fresh */
            e = d->read(d, kept.text, kept.n);
            break;
        }
    }
    leave();
    return e;
}

/* Fetches out of turn, or waits for who does. What comes of it is in the cache. */
static void refetch(document *d)
{
    int64_t deadline = tt_clock_ms() + d->provider->timeout_ms, now = tt_clock_ms(), claim = 0;
    uint64_t generation = tt_kept_generation(d->entry);
    int pause_s = d->provider->keys_pause_s;

    for (; now < deadline && tt_kept_generation(d->entry) == generation; now = tt_clock_ms()) {
        /* Before the look at the claim: who has stamped either still has the claim, or is done. */
        bool throttled = tt_kept_throttled(d->entry, now, pause_s);

        if (throttled && !tt_kept_claimed(d->entry, now, lease_of(d)))
            return;
        claim = throttled ? 0 : tt_kept_claim(d->entry, now, lease_of(d));
        if (claim)
            break;
        apr_sleep(apr_time_from_msec(POLL_MS));
    }
    if (!claim)
        return;
    if (outdated(d, generation, now) || tt_kept_throttled(d->entry, now, pause_s)) {
        tt_kept_release(d->entry, claim);
        return;
    }
    tt_kept_stamp(d->entry, now);
    (void)!renew(d, claim, deadline); /* the set that is there serves on */
}

static const tt_error *read_metadata(document *d, const char *text, size_t n)
{
    return tt_metadata_parse(d->pool, d->provider, text, n, d->out);
}

static const tt_error *read_keys(document *d, const char *text, size_t n)
{
    json_object *object;
    const char *fault = tt_provider_object(d->pool, text, n, &object);

    return fault ? nonsense(d, fault) : tt_jwks_parse(d->pool, text, n, d->out);
}

const tt_error *tt_provider_metadata(apr_pool_t *p, const tt_provider *provider, tt_metadata *out)
{
    document d = { .pool = p,
                   .provider = provider,
                   .entry = &provider->cache->metadata,
                   .url = provider->well_known,
                   .limit = TT_METADATA_MAX,
                   .code = "provider_metadata",
                   .title = "The provider's metadata cannot be used",
                   .read = read_metadata,
                   .out = out };

    return get(&d);
}

const tt_error *tt_provider_keys(apr_pool_t *p, const tt_provider *provider, const tt_metadata *metadata, bool refresh,
                                 tt_jwks **out)
{
    document d = { .pool = p,
                   .provider = provider,
                   .entry = &provider->cache->keys,
                   .url = metadata->jwks_uri,
                   .limit = TT_KEYS_MAX,
                   .code = "provider_keys",
                   .title = "The provider's keys cannot be used",
                   .read = read_keys,
                   .out = out };

    if (refresh) {
        if (!enter())
            return busy(p);
        refetch(&d);
        leave();
    }
    return get(&d);
}

/* ---- tokens and userinfo ---------------------------------------------------------------------------------------- */

static const tt_error *bad_token(apr_pool_t *p, const char *cause)
{
    tt_error *e = tt_error_make(p, 502, "provider_token", "The provider's token endpoint refused",
                                "The sign-in could not be completed; please start again");

    e->cause = apr_pstrcat(p, "the token endpoint: ", cause, NULL);
    return e;
}

/* " invalid_grant": the error code of an answer that is none, RFC 6749 section 5.2, if it is a plain word. */
static const char *error_code(apr_pool_t *p, const tt_fetched *answer)
{
    json_object *object;
    const char *code = NULL;
    size_t n;

    if (!tt_provider_object(p, answer->body, answer->n, &object))
        code = tt_member_text(object, "error");
    n = code ? strspn(code, "abcdefghijklmnopqrstuvwxyz_") : 0;
    return n && n <= 40 && !code[n] ? apr_pstrcat(p, " ", code, NULL) : "";
}

static const tt_error *refused_code(apr_pool_t *p)
{
    tt_error *e = tt_error_make(p, 403, "code_refused", "Sign-in refused",
                                "The provider does not take the code: it was used before, or is too old");

    e->cause = "the token endpoint: invalid_grant";
    return e;
}

static const tt_error *read_tokens(apr_pool_t *p, const tt_fetched *answer, tt_tokens *out)
{
    json_object *object;
    const char *fault = tt_provider_object(p, answer->body, answer->n, &object), *type;

    if (fault)
        return bad_token(p, fault);
    if (tt_member_is_there(object, "error"))
        return bad_token(p, "the answer is an error with status 200");
    type = tt_member_text(object, "token_type");
    out->id_token = tt_member_text(object, "id_token");
    out->access_token = tt_member_text(object, "access_token");
    if (!type || apr_cstr_casecmp(type, "bearer") != 0)
        return bad_token(p, "token_type is not bearer");
    if (!out->id_token)
        return bad_token(p, "id_token is not a string");
    if (!out->access_token || !tt_visible_ascii(out->access_token, TT_TOKEN_MAX))
        return bad_token(p, "access_token is not visible ASCII");
    return NULL; /* the texts live as long as the object, which is the pool's */
}

const tt_error *tt_provider_redeem(apr_pool_t *p, const tt_provider *provider, const tt_metadata *metadata,
                                   const char *form, tt_tokens *out)
{
    tt_fetch fetch = fetch_of(provider, metadata->token_endpoint, TT_TOKEN_MAX, provider->timeout_ms);
    tt_fetched answer;
    const char *unusable;

    *out = (tt_tokens){ .id_token = NULL };
    fetch.form = form;
    TT_TRY(call(p, &fetch, &answer));
    unusable = tt_provider_unusable(p, &answer);
    if (unusable && !strcmp(error_code(p, &answer), " invalid_grant"))
        return refused_code(p);
    if (unusable)
        return bad_token(p, apr_pstrcat(p, unusable, error_code(p, &answer), NULL));
    return read_tokens(p, &answer, out);
}

static const tt_error *bad_userinfo(apr_pool_t *p, const char *cause)
{
    tt_error *e = tt_error_make(p, 502, "provider_userinfo", "The provider's userinfo endpoint refused",
                                "The sign-in could not be completed; please start again");

    e->cause = apr_pstrcat(p, "the userinfo endpoint: ", cause, NULL);
    return e;
}

const tt_error *tt_provider_userinfo(apr_pool_t *p, const tt_provider *provider, const tt_metadata *metadata,
                                     const char *access_token, json_object **out)
{
    tt_fetch fetch = fetch_of(provider, metadata->userinfo_endpoint, TT_USERINFO_MAX, provider->timeout_ms);
    tt_fetched answer;
    const char *fault;

    *out = NULL;
    if (!metadata->userinfo_endpoint)
        return bad_userinfo(p, "there is none");
    fetch.bearer = access_token;
    TT_TRY(call(p, &fetch, &answer));
    fault = tt_provider_unusable(p, &answer);
    if (!fault)
        fault = tt_provider_object(p, answer.body, answer.n, out);
    return fault ? bad_userinfo(p, fault) : NULL;
}
