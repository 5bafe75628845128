/* metadata.c -- the provider's settings and its discovery document; see provider.h. */
#include "auth/provider.h"

#include "auth/member.h"
#include "auth/provider_answer.h"

enum { URL_LENGTH_MAX = 2048, ALGS_MAX = 64, SHOWN = 200 };

static const char suffix[] = "/.well-known/openid-configuration";

static bool number_up_to(const char *s, size_t n, int most)
{
    int value = 0;

    if (!n || n > 5)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return false;
        value = value * 10 + (s[i] - '0');
    }
    return value <= most;
}

/* 127.0.0.0/8 in its usual form, [::1] or localhost; a name that only begins like one of them is not. */
static bool is_loopback(const char *host, size_t n)
{
    int parts = 0;

    if ((n == 9 && !memcmp(host, "localhost", n)) || (n == 5 && !memcmp(host, "[::1]", n)))
        return true;
    if (n < 4 || memcmp(host, "127.", 4) != 0)
        return false;
    for (size_t start = 0; start <= n; parts++) {
        const char *dot = memchr(host + start, '.', n - start);
        size_t end = dot ? (size_t)(dot - host) : n;

        if (end - start > 3 || !number_up_to(host + start, end - start, 255))
            return false;
        start = end + 1;
    }
    return parts == 4;
}

/* Length of the host at the start of S, which ends the authority at N; 0 if there is none. */
static size_t host_length(const char *s, size_t n)
{
    static const char name[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._";
    static const char address[] = "0123456789ABCDEFabcdef:.";
    size_t length = *s == '[' ? 1 + strspn(s + 1, address) + 1 : strspn(s, name);

    if (!length || length > n || (*s == '[' && (length < 4 || s[length - 1] != ']')))
        return 0;
    if (length < n && (s[length] != ':' || !number_up_to(s + length + 1, n - length - 1, 65535)))
        return 0;
    return length;
}

/* What is wrong with an absolute URL; NULL = nothing. */
static const char *url_fault(const char *url, bool allow_http)
{
    bool https = !strncmp(url, "https://", 8), http = !strncmp(url, "http://", 7);
    const char *authority = url + (https ? 8 : 7);
    size_t authority_n, host_n;

    if (!https && !http)
        return "is not an https URL";
    if (strlen(url) > URL_LENGTH_MAX)
        return "is longer than 2048 bytes";
    for (const char *c = url; *c; c++)
        if (*c <= ' ' || *c > '~' || strchr("\"<>\\^`{|}", *c))
            return "has a character that no URL has";
    if (strchr(url, '#'))
        return "has a fragment";
    authority_n = strcspn(authority, "/?");
    if (memchr(authority, '@', authority_n))
        return "has a user name";
    host_n = host_length(authority, authority_n);
    if (!host_n)
        return "has no proper host and port";
    if (http && !(allow_http && is_loopback(authority, host_n)))
        return "is an http URL, which is only allowed for a loopback address, and when insecure providers are on";
    return NULL;
}

bool tt_provider_is_local(const char *url)
{
    const char *authority = url + 7;
    size_t host_n;

    if (strncmp(url, "http://", 7) != 0)
        return false;
    host_n = host_length(authority, strcspn(authority, "/?"));
    return host_n && is_loopback(authority, host_n);
}

static const char *issuer_fault(const char *issuer, bool allow_http)
{
    const char *fault = url_fault(issuer, allow_http);

    return fault ? fault : strchr(issuer, '?') ? "has a query" : NULL;
}

const char *tt_provider_complaint(apr_pool_t *p, const tt_provider *provider)
{
    const char *url = provider->well_known, *fault;
    size_t n = url ? strlen(url) : 0;

    if (!url)
        return "the URL of the provider's metadata is missing";
    fault = issuer_fault(url, provider->allow_http);
    if (fault)
        return apr_pstrcat(p, "the URL of the provider's metadata ", fault, NULL);
    if (n < sizeof suffix || strcmp(url + n - strlen(suffix), suffix) != 0)
        return apr_pstrcat(p, "the URL of the provider's metadata does not end with ", suffix, NULL);
    fault = provider->issuer ? issuer_fault(provider->issuer, provider->allow_http) : NULL;
    if (fault)
        return apr_pstrcat(p, "the issuer ", fault, NULL);
    return provider->client_id && *provider->client_id ? NULL : "the client id is missing";
}

static const tt_error *refuse(apr_pool_t *p, const char *member, const char *why)
{
    tt_error *e = tt_error_make(p, 502, "provider_metadata", "The provider's metadata cannot be used", "%s", member);

    e->cause = apr_psprintf(p, "the provider's metadata: %s %s", member, why);
    return e;
}

/* The issuer must be what the URL was made of: OpenID Connect Discovery 1.0 section 4.3. A slash at its end is lost
 * when the URL is made (section 4.1), so it may have had one. */
static const tt_error *check_issuer(apr_pool_t *p, const tt_provider *provider, const char *issuer)
{
    size_t n = strlen(provider->well_known) - strlen(suffix);
    const char *wanted = provider->issuer ? provider->issuer : apr_pstrmemdup(p, provider->well_known, n), *fault;
    bool equal = !strcmp(issuer, wanted);

    if (!equal && !provider->issuer)
        equal = !strncmp(issuer, wanted, n) && !strcmp(issuer + n, "/");
    if (!equal)
        return refuse(p, "issuer", apr_psprintf(p, "is \"%.*s\", expected is \"%s\"", SHOWN, issuer, wanted));
    fault = issuer_fault(issuer, provider->allow_http);
    return fault ? refuse(p, "issuer", fault) : NULL;
}

/* A URL that we or the browser will go to. */
static const tt_error *read_url(apr_pool_t *p, const tt_provider *provider, const json_object *json, const char *member,
                                const char **out)
{
    const char *url = tt_member_text(json, member), *fault;

    if (!url)
        return refuse(p, member, "is not a string");
    fault = url_fault(url, provider->allow_http);
    if (fault)
        return refuse(p, member, fault);
    *out = apr_pstrdup(p, url);
    return NULL;
}

/* JSON's null is not "missing". */
static const tt_error *read_optional_url(apr_pool_t *p, const tt_provider *provider, const json_object *json,
                                         const char *member, const char **out)
{
    return tt_member_is_there(json, member) ? read_url(p, provider, json, member, out) : NULL;
}

static const tt_error *read_bool(apr_pool_t *p, const json_object *json, const char *member, bool *out)
{
    json_object *value;

    *out = false;
    if (!json_object_object_get_ex(json, member, &value))
        return NULL;
    if (!json_object_is_type(value, json_type_boolean))
        return refuse(p, member, "is not true or false");
    *out = json_object_get_boolean(value);
    return NULL;
}

/* A list of strings into *OUT, NULL-terminated; NULL if it is missing. */
static const tt_error *read_list(apr_pool_t *p, const json_object *json, const char *member, const char *const **out)
{
    json_object *value;
    const char **list;
    size_t n;

    *out = NULL;
    if (!json_object_object_get_ex(json, member, &value))
        return NULL;
    if (!json_object_is_type(value, json_type_array))
        return refuse(p, member, "is not a list");
    n = json_object_array_length(value);
    if (n > ALGS_MAX)
        return refuse(p, member, "has more than 64 entries");
    list = apr_pcalloc(p, (n + 1) * sizeof *list);
    for (size_t i = 0; i < n; i++) {
        json_object *entry = json_object_array_get_idx(value, i);

        if (!json_object_is_type(entry, json_type_string))
            return refuse(p, member, "has an entry that is not a string");
        list[i] = apr_pstrdup(p, json_object_get_string(entry));
    }
    *out = list;
    return NULL;
}

/* Without a word about code challenges we send one all the same: a provider that knows no PKCE ignores it. */
static const tt_error *check_challenges(apr_pool_t *p, const json_object *json)
{
    static const char member[] = "code_challenge_methods_supported";
    const char *const *methods;

    TT_TRY(read_list(p, json, member, &methods));
    if (!methods)
        return NULL;
    while (*methods && strcmp(*methods, "S256") != 0)
        methods++;
    return *methods ? NULL : refuse(p, member, "does not have S256");
}

static const tt_error *read_members(apr_pool_t *p, const tt_provider *provider, const json_object *json,
                                    tt_metadata *out)
{
    const char *issuer = tt_member_text(json, "issuer");

    if (!issuer)
        return refuse(p, "issuer", "is not a string");
    TT_TRY(check_issuer(p, provider, issuer));
    out->issuer = apr_pstrdup(p, issuer);
    TT_TRY(read_url(p, provider, json, "authorization_endpoint", &out->authorization_endpoint));
    TT_TRY(read_url(p, provider, json, "token_endpoint", &out->token_endpoint));
    TT_TRY(read_url(p, provider, json, "jwks_uri", &out->jwks_uri));
    TT_TRY(read_optional_url(p, provider, json, "userinfo_endpoint", &out->userinfo_endpoint));
    TT_TRY(read_optional_url(p, provider, json, "end_session_endpoint", &out->end_session_endpoint));
    TT_TRY(read_list(p, json, "id_token_signing_alg_values_supported", &out->algs));
    TT_TRY(read_bool(p, json, "authorization_response_iss_parameter_supported", &out->iss_parameter));
    return check_challenges(p, json);
}

const tt_error *tt_metadata_parse(apr_pool_t *p, const tt_provider *provider, const char *json, size_t n,
                                  tt_metadata *out)
{
    json_object *object;
    const char *fault = tt_provider_object(p, json, n, &object);

    *out = (tt_metadata){ .issuer = NULL };
    return fault ? refuse(p, "The document", apr_psprintf(p, "is not usable JSON: %s", fault))
                 : read_members(p, provider, object, out);
}
