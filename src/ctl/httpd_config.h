/* httpd_config.h -- what ttctl wants from httpd's configuration: directives by name, and where they stand. */
#ifndef TT_HTTPD_CONFIG_H
#define TT_HTTPD_CONFIG_H

#include "base/error.h"

/** A directive as it was met; texts live in the pool of tt_httpd_read. */
typedef struct tt_httpd_directive {
    const char *name;  /**< as it was asked for */
    const char *value; /**< its first word, without quotes; "" = none */
    const char *rest;  /**< what follows the first word, or "" */
    const char *where; /**< "file:line" */
    int host;          /**< the number of its <VirtualHost> from 1, in the order they are read; 0 = the main server */
} tt_httpd_directive;

/** Every directive of FILE and what it includes whose name is in NAMES (NULL-terminated, in any case of letters), in
 *  their order, as an array of tt_httpd_directive.  Follows Include and IncludeOptional (files, folders, wildcards;
 *  relative to ServerRoot or else to the folder of FILE), Define, <IfDefine>, ${NAME}, quotes and continued lines;
 *  <IfModule> counts as true.  Refused: a file that is not there or includes itself. */
const tt_error *tt_httpd_read(apr_pool_t *p, const char *file, const char *const *names,
                              apr_array_header_t **found) TT_MUST_CHECK;

/** The directive that holds in HOST: the last one there, else the last one of the main server, else NULL. */
const tt_httpd_directive *tt_httpd_find(const apr_array_header_t *found, int host, const char *name);

/** The one value of D.  Refused: more than one, and one with a ${NAME} that is not known here. */
const tt_error *tt_httpd_value(apr_pool_t *p, const tt_httpd_directive *d, const char **value) TT_MUST_CHECK;

/** The folder that FILE lies in, in pool P. */
const char *tt_folder_of(apr_pool_t *p, const char *file);

/** The user of httpd's children: what User says in FOUND (or NULL), else the one that the system's packages use.  NULL:
 *  there is none, or ttctl is not root and cannot act as it anyway. */
const char *tt_httpd_user(apr_pool_t *p, const apr_array_header_t *found);

/** The value of DBDParams in FILE and what it includes.  Refused beside the above: none there, and two that differ
 *  (two virtual hosts with a database each). */
const tt_error *tt_httpd_dbd_params(apr_pool_t *p, const char *file, const char **params) TT_MUST_CHECK;

#endif
