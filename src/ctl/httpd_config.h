/* httpd_config.h -- the one thing ttctl wants from httpd's configuration. */
#ifndef TT_HTTPD_CONFIG_H
#define TT_HTTPD_CONFIG_H

#include "base/error.h"

/** The value of DBDParams in FILE and what it includes.  Follows Include and IncludeOptional (files, folders,
 *  wildcards; relative to ServerRoot or else to the folder of FILE), Define, <IfDefine>, ${NAME}, quotes and
 *  continued lines; <IfModule> counts as true.  Refused: none there, two that differ (two virtual hosts with a
 *  database each), one with a ${NAME} that is not known here. */
const tt_error *tt_httpd_dbd_params(apr_pool_t *p, const char *file, const char **params) TT_MUST_CHECK;

#endif
