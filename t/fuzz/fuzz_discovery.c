/* fuzz_discovery.c -- discovery documents from a hostile provider: the first byte chooses the settings, the rest is the
 * document.  What is accepted names the issuer we expect, and no URL but those we may go to. */
#include "auth/provider.h"
#include "fuzz.h"

static const tt_provider settings[] = {
    { .well_known = "https://op.example/.well-known/openid-configuration", .client_id = "us" },
    { .well_known = "https://op.example/.well-known/openid-configuration",
      .issuer = "https://accounts.example/",
      .client_id = "us" },
    { .well_known = "http://127.0.0.1:9000/.well-known/openid-configuration", .client_id = "us", .allow_http = true },
};

static bool starts(const char *s, const char *with)
{
    return !strncmp(s, with, strlen(with));
}

static void check_url(const tt_provider *provider, const char *url)
{
    bool loopback = starts(url, "http://127.") || starts(url, "http://localhost") || starts(url, "http://[::1]");
    const char *authority;

    MUST(starts(url, "https://") || (provider->allow_http && loopback));
    authority = strchr(url, ':') + 3;
    MUST(strcspn(authority, "/?") > 0);
    MUST(!memchr(authority, '@', strcspn(authority, "/?")));
    for (; *url; url++)
        MUST(*url > ' ' && *url <= '~' && !strchr("\"#<>\\{}", *url));
}

static void check(const tt_provider *provider, const tt_metadata *m)
{
    const char *urls[] = { m->issuer,   m->authorization_endpoint, m->token_endpoint,
                           m->jwks_uri, m->userinfo_endpoint,      m->end_session_endpoint };
    size_t n = strlen(provider->well_known) - strlen("/.well-known/openid-configuration");

    for (int i = 0; i < TT_COUNT(urls); i++) {
        MUST(urls[i] || i > 3);
        if (urls[i])
            check_url(provider, urls[i]);
    }
    if (provider->issuer)
        MUST(!strcmp(m->issuer, provider->issuer));
    else
        MUST(!strncmp(m->issuer, provider->well_known, n) && (!m->issuer[n] || !strcmp(m->issuer + n, "/")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    apr_pool_t *p = fuzz_pool();

    if (n) {
        const tt_provider *provider = &settings[data[0] % TT_COUNT(settings)];
        const tt_error *e;
        tt_metadata m;

        MUST(!tt_provider_complaint(p, provider));
        e = tt_metadata_parse(p, provider, (const char *)data + 1, n - 1, &m);
        if (e)
            MUST(e->status == 502 && !strcmp(e->code, "provider_metadata") && e->cause);
        else
            check(provider, &m);
    }
    apr_pool_destroy(p);
    return 0;
}
