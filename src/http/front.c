/* front.c -- see front.h. */
#include "http/front.h"

#include <apr_optional.h>
#include <http_request.h>
#include <mod_ssl.h>

/* What mod_ssl says of the client's certificate: SUCCESS, NONE where there is none, or why it is not verified; NULL
 * without mod_ssl. */
static const char *certificate_verdict(request_rec *r)
{
    static char name[] = "SSL_CLIENT_VERIFY"; /* mod_ssl's argument is not const */
    APR_OPTIONAL_FN_TYPE(ssl_var_lookup) *lookup = APR_RETRIEVE_OPTIONAL_FN(ssl_var_lookup);

    return lookup ? lookup(r->pool, r->server, r->connection, r, name) : NULL;
}

/* A user of SSLUserName: older versions of mod_ssl say no type. */
static bool is_of_certificate(const request_rec *r)
{
    return !r->ap_auth_type || !strcmp(r->ap_auth_type, "ClientCert");
}

/* With "SSLVerifyClient optional_no_ca" mod_ssl makes users of certificates that anybody can have made, by SSLUserName
 * as by FakeBasicAuth. */
static const char *missing(request_rec *r)
{
    const char *verdict = certificate_verdict(r);

    if (!ap_is_initial_req(r))
        return "the request is an internal redirect";
    if (!r->user || !*r->user)
        return "no module of httpd has set a user";
    if (verdict && strcmp(verdict, "SUCCESS") != 0 && strcmp(verdict, "NONE") != 0)
        return "the client certificate is not verified";
    if (is_of_certificate(r) && (!verdict || strcmp(verdict, "SUCCESS") != 0))
        return "a user is set, but neither by an authentication module nor of a client certificate";
    return NULL;
}

void tt_front_read(request_rec *r, tt_front *out)
{
    out->missing = missing(r);
    out->user = out->missing ? NULL : apr_pstrdup(r->pool, r->user);
    out->type = r->ap_auth_type;
    out->environment = r->subprocess_env;
}
