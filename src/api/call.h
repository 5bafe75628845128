/* call.h -- one call, from the request's bytes to the answer's, whichever protocol brought it. */
#ifndef TT_CALL_H
#define TT_CALL_H

#include <apr_file_io.h>

#include "api/resource.h"
#include "api/statement.h"
#include "auth/credential.h"
#include "auth/csrf.h"
#include "auth/usage.h"
#include "db/pool.h"

/** A mount point: one virtual host with its settings, its database and the documents made at start. */
typedef struct tt_site {
    const char *base_url;  /**< public origin and mount path, no slash at the end: "https://host/time" */
    const char *base_path; /**< of it: "/time", or "" */
    tt_db *db;
    int page_size;               /**< rows of a page when none is asked */
    int page_max;                /**< most rows of a page */
    int query_timeout_ms;        /**< deadline of a call in the database */
    int export_timeout_ms;       /**< deadline of an export */
    int report_timeout_ms;       /**< deadline of a report */
    const char *openapi;         /**< the document, JSON */
    const char *openapi_version; /**< changes with it; the ETag */
    const char *scopes_to_read;  /**< any of which opens something (scope.h) */
    int schema_version;          /**< highest migration this code knows */
    tt_usage_counts *usage;      /**< calls per key */
} tt_site;

/** What came in, decoded as far as HTTP goes.  Absent = NULL. */
typedef struct tt_request {
    const char *method; /**< "GET"; HEAD arrives as GET */
    const char *path;   /**< below /api/v1, without a slash at either end: "time-entries/7" */
    const char *query;  /**< raw, without "?" */
    tt_credential credential;
    tt_csrf csrf;
    const char *if_match, *if_none_match;
    const char *idempotency_key;
    const char *accept, *content_type;
    const char *client_ip;
    const char *request_id;
    const char *via; /**< "rest", "mcp:<client>" */
    const char *body;
    size_t body_n;
} tt_request;

/** Who calls; known once the database has answered. */
typedef struct tt_principal {
    const char *user_id, *credential_id;
    const char *tier;        /**< "free", "pro", "enterprise" */
    const char *server_time; /**< now, in the caller's zone, as PostgreSQL prints it */
    bool touch;              /**< the use of the credential was noted more than a minute ago */
} tt_principal;

enum { TT_MAX_FIELDS = 64 };

/** Arguments by the index of their field (tt_op_fields, for a list the resource's), as PostgreSQL's text. */
typedef struct tt_args {
    uint64_t set;                       /**< bit i: field i was given */
    const char *value[TT_MAX_FIELDS];   /**< NULL with its bit set = null */
    const char *search;                 /**< of a list: the ILIKE pattern of `q`, or NULL */
    tt_sort sort;                       /**< of a list */
    const char *after[TT_MAX_SORT + 1]; /**< of a list with a cursor: values of the sort keys, then the id */
    bool has_cursor, by_number, total, csv;
    int limit;             /**< rows of a page */
    int page;              /**< by number: from 1 */
    uint64_t list_digest;  /**< of filters and sort: what a cursor is tied to */
    const char *time_zone; /**< override for this call, "" = the user's */
} tt_args;

/** What goes out. */
typedef struct tt_answer {
    int status;
    const char *content_type;
    const char *body; /**< NULL = none */
    size_t body_n;
    apr_file_t *file; /**< instead of BODY: a spooled export of FILE_N bytes */
    apr_off_t file_n;
    const char *location, *etag, *allow, *www_authenticate, *filename;
    int retry_after; /**< seconds, 0 = none */
    bool replayed;   /**< of an idempotency key */
    bool cacheable;  /**< a public document: may be kept, always revalidated */
} tt_answer;

struct tt_call {
    apr_pool_t *pool;
    const tt_site *site;
    tt_request in;
    const tt_resource *resource;
    const tt_op *op;
    const char *id;       /**< of the row, from the path; digits */
    const char *child_id; /**< of a row below it, likewise; NULL = the path has none */
    tt_args args;
    tt_principal principal;
    const char *secret; /**< an API key that this call makes; in its answer and nowhere else */
    tt_answer out;
    int64_t until_ms;  /**< monotonic: the database's time for this call is over; 0 = it has not begun */
    const char *cause; /**< what the operator's log should know of a failure, or NULL */
    const char *code;  /**< of the problem that is the answer, or NULL */
};

#endif
