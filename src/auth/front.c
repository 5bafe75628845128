/* front.c -- see front.h.
 * Nothing here comes from a header of the request: who asks is what httpd's authentication has set (src/http/front.c),
 * what is known of them are environment variables that httpd's modules have set. */
#include "auth/front.h"

#include "auth/return_to.h"
#include "auth/session.h"
#include "base/secret.h"
#include "base/utf8.h"

/* What CGI makes of a header that anybody can send (RFC 3875 section 4.1.18); some modules put those into the
 * environment of every request. */
static const char header_prefix[] = "HTTP_";

static const tt_error *refuse(const tt_exchange *x, const char *code, const char *detail)
{
    return tt_error_make(x->pool, 403, code, "Sign-in refused", "%s", detail);
}

static const tt_error *check_user(const tt_exchange *x)
{
    const char *user = x->front.user;
    tt_error *e;

    if (!user) {
        e = tt_error_make(x->pool, 403, "front_no_user", "Sign-in refused",
                          "httpd has authenticated nobody for this request; its operator protects %s/auth/login with "
                          "AuthType and Require",
                          x->rp->base_path);
        e->cause = x->front.missing;
        return e;
    }
    if (!tt_claim_can_be_shown(user, false) || strlen(user) > TT_SUBJECT_MAX)
        return refuse(x, "front_subject",
                      "The name that httpd's authentication has found is not 1 to 255 bytes of UTF-8 without control "
                      "characters");
    return NULL;
}

/* With Basic and Digest whoever writes a link can put a name and a password into it, and others who follow it would
 * write down their work in that account.  The ways of the other types begin in the browser and are theirs to guard. */
static const tt_error *check_link(const tt_exchange *x)
{
    const char *type = x->front.type, *site = x->csrf.sec_fetch_site;

    if (!type || !site || (strcasecmp(type, "Basic") != 0 && strcasecmp(type, "Digest") != 0) ||
        (strcasecmp(site, "cross-site") != 0 && strcasecmp(site, "same-site") != 0))
        return NULL;
    return refuse(x, "front_link",
                  apr_psprintf(x->pool, "A page of another site led here. Go on only if you are %s", x->front.user));
}

/* A variable that can be shown, or NULL. */
static const char *shown(const tt_exchange *x, const char *name, bool is_email)
{
    const char *value = apr_table_get(x->front.environment, name);

    return tt_claim_can_be_shown(value, is_email) ? value : NULL;
}

/* Whether the list "a,b,c" has WORD. */
static bool list_has(const char *list, const char *word)
{
    size_t n = strlen(word);

    for (const char *item = list; n && item; item = strchr(item, ',') ? strchr(item, ',') + 1 : NULL)
        if (!strncmp(item, word, n) && (!item[n] || item[n] == ','))
            return true;
    return false;
}

/* RULE is tt_claim_names.admin, of variables: modules say true as "1" or "true", and lists with commas. */
static bool is_admin(const tt_exchange *x, const char *rule)
{
    const char *equals = rule ? strchr(rule, '=') : NULL, *name, *value;

    if (!rule)
        return false;
    name = equals ? apr_pstrmemdup(x->pool, rule, (apr_size_t)(equals - rule)) : rule;
    value = apr_table_get(x->front.environment, name);
    if (!value)
        return false;
    if (equals)
        return !strcmp(value, equals + 1) || list_has(value, equals + 1);
    return !strcmp(value, "1") || !strcmp(value, "true");
}

static tt_identity identity_of(const tt_exchange *x)
{
    const tt_claim_names *names = &x->rp->claims;
    const char *username = shown(x, names->username, false);

    return (tt_identity){ .subject = x->front.user,
                          .username = username ? username : x->front.user,
                          .email = shown(x, names->email, true),
                          .is_admin = is_admin(x, names->admin) };
}

const tt_error *tt_front_sign_in(tt_exchange *x)
{
    tt_session_start start = { .issuer = x->rp->front_issuer };
    tt_identity who;

    TT_TRY(tt_exchange_only(x, "GET"));
    TT_TRY(check_user(x));
    TT_TRY(check_link(x));
    TT_TRY(tt_random_text(x->pool, &start.once)); /* there is no way back that could be walked twice */
    who = identity_of(x);
    start.who = &who;
    TT_TRY(tt_session_begin(x, &start));
    tt_exchange_redirect(x, apr_pstrcat(x->pool, x->rp->base_path, tt_return_to_wanted(x->pool, x->query), NULL));
    return NULL;
}

static const char *header_complaint(apr_pool_t *p, const char *directive, const char *name)
{
    if (!name || strncasecmp(name, header_prefix, strlen(header_prefix)) != 0)
        return NULL;
    return apr_psprintf(p,
                        "%s: %s is a header of the request, which anybody can send; with TimetrackerFrontAuth name a "
                        "variable that httpd's authentication sets",
                        directive, name);
}

/* A path of this host, or an absolute URL. */
static bool is_address(const char *url)
{
    if (!tt_visible_ascii(url, 2048))
        return false;
    return (*url == '/' && url[1] != '/' && url[1] != '\\') || !strncmp(url, "https://", 8) ||
           !strncmp(url, "http://", 7);
}

const char *tt_front_complaint(apr_pool_t *p, const tt_relying_party *rp)
{
    const char *complaint = NULL;

    if (rp->provider.well_known)
        return "TimetrackerFrontAuth and TimetrackerProvider exclude each other: who signs in is found out by httpd's "
               "authentication or by us";
    if (rp->front_logout && !is_address(rp->front_logout))
        return apr_psprintf(p, "TimetrackerFrontLogout: wants a path of this host or a URL, not '%s'",
                            rp->front_logout);
    complaint = header_complaint(p, "TimetrackerUsernameClaim", rp->claims.username);
    if (!complaint)
        complaint = header_complaint(p, "TimetrackerEmailClaim", rp->claims.email);
    return complaint ? complaint : header_complaint(p, "TimetrackerAdminClaim", rp->claims.admin);
}
