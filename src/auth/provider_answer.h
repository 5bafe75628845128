/* provider_answer.h -- what every answer of a provider must be: 200, JSON by its type and by its text. */
#ifndef TT_PROVIDER_ANSWER_H
#define TT_PROVIDER_ANSWER_H

#include <json-c/json.h>

#include "base/error.h"
#include "base/fetch.h"

enum { TT_PROVIDER_DEPTH_MAX = 16 };

/** What keeps an answer from being looked into (its status, its content type): a text for the log, NULL = nothing. */
const char *tt_provider_unusable(apr_pool_t *p, const tt_fetched *answer);

/** Reads TEXT (N bytes) strictly: an object, at most TT_PROVIDER_DEPTH_MAX levels deep.  *OUT belongs to pool P;
 * returns NULL, or for the log what is wrong. */
const char *tt_provider_object(apr_pool_t *p, const char *text, size_t n, json_object **out);

#endif
