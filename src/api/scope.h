/* scope.h -- scopes: `action:resource`, known from the declarations alone. */
#ifndef TT_SCOPE_H
#define TT_SCOPE_H

#include "tt.h"

/** Every scope that some operation asks for, sorted, NULL-terminated; made in pool P. */
const char *const *tt_scopes(apr_pool_t *p);

/** The scopes any of which opens SCOPE, as a PostgreSQL array: "{read:clients,read:*,*,admin:all}"; made in pool P.
 *  The wildcards can be held by administrators only, which is checked where a key is made. */
const char *tt_scope_accepted(apr_pool_t *p, const char *scope);

/** The scopes any of which opens something to read, likewise. */
const char *tt_scope_accepted_to_read(apr_pool_t *p);

/** Whether SCOPES, a key's as a JSON array, has one that opens SCOPE: the same question, asked of a key that is known
 *  already. */
bool tt_scope_suffices(const char *scopes, const char *scope);

#endif
