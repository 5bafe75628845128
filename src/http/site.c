/* site.c -- see site.h. */
#include "http/site.h"

#include "api/openapi.h"
#include "api/scope.h"
#include "http/shared.h"
#include "mcp/mcp.h"
#include "schema_version.h"

static tt_site *site_of(apr_pool_t *p, const tt_conf *conf)
{
    tt_site *site = apr_pcalloc(p, sizeof *site);

    site->base_url = conf->base_url;
    site->base_path = strchrnul(strstr(conf->base_url, "://") + 3, '/');
    site->page_size = conf->page_size < conf->page_max ? conf->page_size : conf->page_max;
    site->page_max = conf->page_max;
    site->query_timeout_ms = conf->query_timeout_ms;
    site->export_timeout_ms = conf->export_timeout_ms;
    site->report_timeout_ms = conf->report_timeout_ms;
    site->scopes_to_read = tt_scope_accepted_to_read(p);
    site->schema_version = TT_SCHEMA_VERSION;
    tt_openapi_make(p, site);
    return site;
}

static tt_relying_party *relying_party_of(apr_pool_t *p, const tt_conf *conf)
{
    tt_relying_party *rp = apr_pcalloc(p, sizeof *rp);

    rp->provider = (tt_provider){ .well_known = conf->well_known,
                                  .issuer = conf->issuer,
                                  .client_id = conf->client_id,
                                  .allow_http = conf->insecure_provider,
                                  .timeout_ms = conf->provider_timeout_ms,
                                  .cache_s = conf->provider_cache_s,
                                  .retry_s = conf->provider_retry_s,
                                  .keys_pause_s = conf->keys_pause_s };
    rp->base_url = conf->base_url;
    rp->base_path = conf->site->base_path;
    rp->scope = conf->scope;
    rp->claims = (tt_claim_names){ conf->username_claim, conf->email_claim, conf->admin_claim };
    rp->session_idle_s = conf->session_idle_s;
    rp->session_max_s = conf->session_max_s;
    rp->query_timeout_ms = conf->query_timeout_ms;
    rp->logout_strict = conf->logout_strict;
    rp->front = conf->front_auth;
    rp->front_issuer = conf->issuer ? conf->issuer : conf->base_url;
    rp->front_logout = conf->front_auth ? conf->front_logout : NULL;
    return rp;
}

void tt_site_make(apr_pool_t *p, tt_conf *conf)
{
    conf->site = site_of(p, conf);
    conf->relying_party = relying_party_of(p, conf);
    conf->mcp =
        conf->mcp_on ? tt_mcp_make(p, conf->site, conf->mcp_origins, conf->mcp_tools, conf->streams_max > 0) : NULL;
}

const tt_error *tt_site_share(apr_pool_t *p, tt_conf *conf)
{
    tt_shared shared;

    TT_TRY(tt_shared_make(p, conf->streams_max, &shared));
    conf->rates = (tt_rates){ .limits = shared.limits,
                              .per_minute = { conf->rate_auth, conf->rate_read, conf->rate_write, conf->rate_mcp },
                              .pro = conf->rate_pro,
                              .enterprise = conf->rate_enterprise };
    conf->slots = shared.slots;
    conf->schema_asked = shared.schema_asked;
    conf->site->usage = shared.usage;
    conf->relying_party->provider.cache = shared.provider_cache;
    return NULL;
}
