/* mcp.h -- the Model Context Protocol, both eras at one stateless endpoint: revision 2026-07-28 (modern) and
 * 2025-11-25, 2025-06-18, 2025-03-26 (legacy). A tool is an operation of the declarations, so it can never do more than
 * its route. */
#ifndef TT_MCP_H
#define TT_MCP_H

#include "api/call.h"
#include "mcp/message.h"

typedef struct tt_tool tt_tool;

/** What is made at start. */
typedef struct tt_mcp_site {
    const tt_site *site;
    const char *origins; /**< further origins that browsers may call from, separated by blanks; "" = none */
    const tt_tool *tools;
    int ntools;
    bool streams; /**< whether there can be any */
} tt_mcp_site;

/** One POST, or what else came to /mcp. */
typedef struct tt_mcp {
    apr_pool_t *pool;
    const tt_mcp_site *mcp;
    tt_request in;                               /**< method, body, credential, client_ip, request_id */
    const char *origin, *accept, *content_type;  /**< headers, NULL = absent */
    const char *version, *rpc_method, *rpc_name; /**< MCP-Protocol-Version, Mcp-Method, Mcp-Name */
    const char *user_agent;

    const tt_error *(*charge)(
        void *context); /**< takes a further call from the rate limit, for each message of a batch */
    void *charge_context;

    bool modern;         /**< the era of the message at hand */
    const char *client;  /**< its name: clientInfo.name, else the product of User-Agent; or NULL */
    const char *user_id; /**< known once somebody was authenticated */
    const char *credential_id;
    const char *tier;
    const char *scopes;              /**< of the key, JSON; likewise */
    const char *today;               /**< likewise, in the user's zone */
    const char *week_start;          /**< likewise: the first day of this week */
    const char *now;                 /**< likewise, as PostgreSQL prints it */
    struct tt_subscription *listens; /**< a stream is wanted: the answer is not here (listen.h) */
    const tt_error *refused;         /**< why the caller, or in a request the database, is not there; ends it */

    int status; /**< from here on: the answer */
    const char *body, *allow, *www_authenticate, *cors_origin;
    int retry_after;
    const char *refusal; /**< what the key was refused for (code of a 401 or 403), also within a 200; or NULL */
    const char *cause;   /**< of a failure of ours, for the log; or NULL */
    int cause_status;    /**< what REST would answer then */
} tt_mcp;

/** Whether PATH (below the mount point) is answered here: /mcp. */
bool tt_mcp_claims(const char *path);

/** What is wrong with the settings, a text for the administrator in pool P; NULL = nothing.  To be asked at start.
 * ORIGINS and TOOLS are words separated by blanks; TOOLS are names of resources, whose tools there are. */
const char *tt_mcp_complaint(apr_pool_t *p, const char *origins, const char *tools);

/** Makes what every answer needs, at start, in pool P.  STREAMS: whether there can be any. */
const tt_mcp_site *tt_mcp_make(apr_pool_t *p, const tt_site *site, const char *origins, const char *tools,
                               bool streams);

/** Whether LIST, words separated by blanks, has the word S of N bytes, in any case. */
bool tt_mcp_word_in(const char *list, const char *s, size_t n);

/** What the audit log says of the way that X came: "mcp:<client>". */
const char *tt_mcp_via(const tt_mcp *x);

/** Answers that there can be no stream, because of E. */
void tt_mcp_no_stream(tt_mcp *x, const tt_error *e);

/** Looks at what comes before the body: origin, key, method, media types.  False = X is answered, or a stream is
 * wanted; else the body is read and tt_mcp_answer called. */
bool tt_mcp_begin(tt_mcp *x);

/** Answers X by the messages in its body. */
void tt_mcp_answer(tt_mcp *x);

#endif
