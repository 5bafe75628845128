/* doctor_provider.c -- ttctl doctor: the OpenID Provider; see doctor.h. */
#include "ctl/doctor.h"

#include <stdlib.h>

#include "auth/jws.h"
#include "auth/provider_answer.h"
#include "base/fetch.h"

enum { CONNECT_MS = 2000, TIMEOUT_MS = 5000, TIMEOUT_MAX_MS = 30000 };

/* A JSON document of the provider's. */
typedef struct {
    tt_fetched fetched;
    json_object *object;
} document;

/* GETs one and judges it as the module does; a failure is said, with WHAT in front of it. */
static bool fetch_json(tt_doctor *d, const tt_provider *provider, const char *what, const char *url, document *out)
{
    static const char advice[] = "open this URL from this machine: firewall, DNS, certificate authority, spelling?";
    const tt_fetch fetch = { .url = url,
                             .allow_http = provider->allow_http,
                             .limit = TT_METADATA_MAX,
                             .connect_ms = CONNECT_MS,
                             .timeout_ms = provider->timeout_ms };
    const tt_error *e = tt_fetch_run(d->pool, &fetch, &out->fetched);
    const char *fault;

    if (e) {
        tt_doctor_fail_of(d, what, advice, e);
        return false;
    }
    fault = tt_provider_unusable(d->pool, &out->fetched);
    if (!fault)
        fault = tt_provider_object(d->pool, out->fetched.body, out->fetched.n, &out->object);
    if (fault)
        tt_doctor_fail(d, what, advice, "%s: %s", url, fault);
    return !fault;
}

/* Whether the array NAME of O holds WORD; OTHERWISE where there is no such array. */
static bool offers(const json_object *o, const char *name, const char *word, bool otherwise)
{
    json_object *array;

    if (!json_object_object_get_ex(o, name, &array) || !json_object_is_type(array, json_type_array))
        return otherwise;
    for (size_t i = 0; i < json_object_array_length(array); i++) {
        json_object *one = json_object_array_get_idx(array, i);

        if (json_object_is_type(one, json_type_string) && !strcmp(json_object_get_string(one), word))
            return true;
    }
    return false;
}

/* What a provider may leave unsaid; Entra ID does not say S256 and knows it, RFC 8414 says what silence means. */
static void check_offers(tt_doctor *d, const json_object *o)
{
    if (offers(o, "code_challenge_methods_supported", "S256", false))
        tt_doctor_ok(d, "PKCE", "the provider knows S256");
    else
        tt_doctor_warn(d, "PKCE", "Entra ID is like that and knows it; with another provider try a sign-in",
                       "the provider does not say that it knows S256");
    if (!offers(o, "token_endpoint_auth_methods_supported", "none", false))
        tt_doctor_warn(d, "public client",
                       "register a public client (no secret, PKCE); see ADMIN.md for providers that have none",
                       "the provider does not say that it takes clients without a secret");
    else
        tt_doctor_ok(d, "public client", "the provider takes clients without a secret");
    if (!offers(o, "response_types_supported", "code", true))
        tt_doctor_fail(d, "response type", "allow the authorization code flow at the provider",
                       "the provider does not offer code");
}

static void check_algs(tt_doctor *d, const tt_metadata *metadata)
{
    if (!tt_jws_takes_any(metadata->algs))
        tt_doctor_fail(d, "signatures", "let the provider sign ID tokens with RS256, PS256, ES256 or EdDSA",
                       "the provider offers no algorithm that is taken");
}

static void check_keys(tt_doctor *d, const tt_provider *provider, const tt_metadata *metadata)
{
    document keys_document;
    tt_jwks *keys;
    const tt_error *e;

    if (!fetch_json(d, provider, "keys", metadata->jwks_uri, &keys_document))
        return;
    e = tt_jwks_parse(d->pool, keys_document.fetched.body, keys_document.fetched.n, &keys);
    if (e)
        tt_doctor_fail_of(d, "keys", "the provider's key set is not one; ask those who run it", e);
    else if (!keys->n)
        tt_doctor_fail(d, "keys", "RSA of 2048 to 8192 bits, P-256, P-384, P-521 or Ed25519, for signatures",
                       "%s has no key that can be used", metadata->jwks_uri);
    else
        tt_doctor_ok(d, "keys", "%d at %s can be used", keys->n, metadata->jwks_uri);
}

static void check_ways(tt_doctor *d, const tt_metadata *metadata)
{
    if (!metadata->userinfo_endpoint)
        tt_doctor_warn(d, "userinfo", "see that the provider puts name and mail address into the ID token",
                       "the provider has no userinfo endpoint");
    tt_doctor_ok(d, "sign-out",
                 metadata->end_session_endpoint ? "goes on to the provider"
                                                : "ends here; the provider has no end_session_endpoint");
}

static void print_addresses(tt_doctor *d)
{
    tt_doctor_ok(d, "redirect URI", "%s/auth/callback, to be registered at the provider", d->base_url);
    tt_doctor_ok(d, "post-logout redirect URI", "%s/, likewise", d->base_url);
    tt_doctor_ok(d, "back-channel logout URI", "%s/auth/backchannel-logout, where the provider knows that",
                 d->base_url);
}

static void check_document(tt_doctor *d, const tt_provider *provider)
{
    apr_time_t before = apr_time_now(), middle;
    document discovery;
    tt_metadata metadata;
    const tt_error *e;

    if (!fetch_json(d, provider, "provider", provider->well_known, &discovery))
        return;
    middle = before + (apr_time_now() - before) / 2;
    e = tt_metadata_parse(d->pool, provider, discovery.fetched.body, discovery.fetched.n, &metadata);
    if (e) {
        tt_doctor_fail_of(d, "provider", "compare TimetrackerProvider with the document that it names", e);
        return;
    }
    tt_doctor_ok(d, "provider", "issuer %s", metadata.issuer);
    if (discovery.fetched.date) /* a whole second, cut */
        tt_doctor_clock(d, "clock of the provider", discovery.fetched.date * 1000 + 500 - apr_time_as_msec(middle));
    check_offers(d, discovery.object);
    check_algs(d, &metadata);
    check_keys(d, provider, &metadata);
    check_ways(d, &metadata);
}

/* What the module says of its settings at start, and what it lets pass there. */
static bool check_address(tt_doctor *d, const tt_provider *provider)
{
    const char *complaint = tt_provider_complaint(d->pool, provider);

    if (complaint)
        tt_doctor_fail(d, "settings of the provider",
                       "see TimetrackerProvider, TimetrackerIssuer and TimetrackerClientID in README.md", "%s",
                       complaint);
    if (provider->allow_http)
        tt_doctor_warn(d, "TimetrackerInsecureProvider", "take it out where people sign in",
                       "is on, which is for development");
    return !complaint;
}

static int timeout_of(tt_doctor *d)
{
    const char *text = tt_doctor_setting(d, "TimetrackerProviderTimeout");
    long ms = text ? strtol(text, NULL, 10) : 0;

    return ms > 0 && ms <= TIMEOUT_MAX_MS ? (int)ms : TIMEOUT_MS;
}

void tt_doctor_provider(tt_doctor *d)
{
    const char *insecure = tt_doctor_setting(d, "TimetrackerInsecureProvider");
    tt_provider provider = { .well_known = tt_doctor_setting(d, "TimetrackerProvider"),
                             .issuer = tt_doctor_setting(d, "TimetrackerIssuer"),
                             .client_id = tt_doctor_setting(d, "TimetrackerClientID"),
                             .timeout_ms = timeout_of(d) };

    if (!provider.well_known) {
        tt_doctor_warn(d, "provider",
                       "set TimetrackerProvider and TimetrackerClientID, or TimetrackerFrontAuth, see ADMIN.md",
                       "none is set, so nobody can sign in; API keys work");
        return;
    }
    provider.allow_http = insecure && !strcasecmp(insecure, "On");
    if (check_address(d, &provider))
        check_document(d, &provider);
    print_addresses(d);
}
