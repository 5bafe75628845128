/* front.c -- see front.h. */
#include "http/front.h"

#include <apr_optional.h>
#include <http_request.h>
#include <mod_ssl.h>

/* SSLUserName also takes names from certificates that "SSLVerifyClient optional_no_ca" lets pass unverified. */
static bool has_verified_certificate(request_rec *r)
{
    static char name[] = "SSL_CLIENT_VERIFY"; /* mod_ssl's argument is not const */
    APR_OPTIONAL_FN_TYPE(ssl_var_lookup) *lookup = APR_RETRIEVE_OPTIONAL_FN(ssl_var_lookup);
    const char *verdict = lookup ? lookup(r->pool, r->server, r->connection, r, name) : NULL;

    return verdict && !strcmp(verdict, "SUCCESS");
}

static const char *missing(request_rec *r)
{
    if (!ap_is_initial_req(r))
        return "the request is an internal redirect";
    if (!r->user || !*r->user)
        return "no module of httpd has set a user";
    if (!r->ap_auth_type && !has_verified_certificate(r))
        return "a user is set, but neither by an authentication module nor of a verified client certificate";
    return NULL;
}

void tt_front_read(request_rec *r, tt_front *out)
{
    out->missing = missing(r);
    out->user = out->missing ? NULL : apr_pstrdup(r->pool, r->user);
    out->type = r->ap_auth_type;
    out->environment = r->subprocess_env;
}
