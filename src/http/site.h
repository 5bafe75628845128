/* site.h -- what is made of the settings of a server at its start. */
#ifndef TT_HTTP_SITE_H
#define TT_HTTP_SITE_H

#include "config.h"

/** Makes conf->site and conf->relying_party in pool P. */
void tt_site_make(apr_pool_t *p, tt_conf *conf);

/** Gives them the memory that child processes share (shared.h), and makes conf->rates. */
const tt_error *tt_site_share(apr_pool_t *p, tt_conf *conf) TT_MUST_CHECK;

#endif
