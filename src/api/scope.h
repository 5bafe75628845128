/* scope.h -- scopes: `action:resource`, known from the declarations alone. */
#ifndef TT_SCOPE_H
#define TT_SCOPE_H

#include "tt.h"

/** Every scope that some operation asks for, sorted, NULL-terminated; made in pool P. */
const char *const *tt_scopes(apr_pool_t *p);

/** The scopes any of which opens SCOPE, as a PostgreSQL array: "{read:clients,read:*,*,admin:all}"; made in pool P.
 *  The wildcards can be held by administrators only, which is checked where a key is made. */
const char *tt_scope_accepted(apr_pool_t *p, const char *scope);

#endif
