/* settings.h -- every directive of the module, declared once. */
#ifndef TT_SETTINGS_H
#define TT_SETTINGS_H

/* Directive, field, kind, default, least, most, help.  This list alone makes the struct of config.h, its creation, its
 * merge and the command table.  With the explanations in conf/directives.txt it also makes the reference in
 * conf/timetracker.conf and conf/DIRECTIVES.md (t/directives, checked by t/lint/conf); for its sake nothing is included
 * here. */
#define TT_SETTINGS(X)                                                                                                 \
    X("TimetrackerBaseURL", base_url, URL, NULL, 0, 0,                                                                 \
      "public URL of the site with its mount path; turns the module on in this server")                                \
    X("TimetrackerBodyLimit", body_limit, INT, 1048576, 1024, 16777216, "largest request body in bytes")               \
    X("TimetrackerPageSize", page_size, INT, 50, 1, 500, "rows of a page when a request names no limit")               \
    X("TimetrackerPageMax", page_max, INT, 500, 1, 500, "most rows that a request may ask for at once")                \
    X("TimetrackerDbWait", db_wait_ms, INT, 250, 1, 60000,                                                             \
      "longest wait for a free database connection in milliseconds, then 503")                                         \
    X("TimetrackerDbConnect", db_connect_ms, INT, 900, 100, 60000,                                                     \
      "longest time to reach the database in milliseconds, then 503")                                                  \
    X("TimetrackerQueryTimeout", query_timeout_ms, INT, 2000, 100, 60000,                                              \
      "longest time for a call in the database in milliseconds")                                                       \
    X("TimetrackerExportTimeout", export_timeout_ms, INT, 60000, 1000, 600000,                                         \
      "longest time for a CSV export in milliseconds")                                                                 \
    X("TimetrackerReportTimeout", report_timeout_ms, INT, 10000, 100, 600000,                                          \
      "longest time for a report in milliseconds")                                                                     \
    X("TimetrackerProvider", well_known, TEXT, NULL, 0, 0,                                                             \
      "URL of the OpenID Provider's discovery document; turns signing in on")                                          \
    X("TimetrackerClientID", client_id, TEXT, NULL, 0, 0, "what the provider calls us")                                \
    X("TimetrackerIssuer", issuer, TEXT, NULL, 0, 0,                                                                   \
      "the only accepted issuer, where it cannot be told from the URL of the discovery document")                      \
    X("TimetrackerScope", scope, TEXT, "openid profile email", 0, 0, "scopes asked of the provider")                   \
    X("TimetrackerUsernameClaim", username_claim, TEXT, "preferred_username", 0, 0, "claim shown as the user's name")  \
    X("TimetrackerEmailClaim", email_claim, TEXT, "email", 0, 0, "claim shown as the user's mail address")             \
    X("TimetrackerAdminClaim", admin_claim, TEXT, NULL, 0, 0,                                                          \
      "claim that makes an administrator: groups=admins, or the name of a claim that is true")                         \
    X("TimetrackerFrontAuth", front_auth, SWITCH, 0, 0, 1,                                                             \
      "httpd's own authentication of /auth/login says who signs in")                                                   \
    X("TimetrackerFrontLogout", front_logout, TEXT, NULL, 0, 0, "where the front's own session ends, after ours")      \
    X("TimetrackerInsecureProvider", insecure_provider, SWITCH, 0, 0, 1,                                               \
      "http for a provider on a loopback address, for development")                                                    \
    X("TimetrackerProviderTimeout", provider_timeout_ms, INT, 5000, 100, 30000,                                        \
      "longest time for one call to the provider in milliseconds")                                                     \
    X("TimetrackerProviderCache", provider_cache_s, INT, 3600, 1, 86400,                                               \
      "how long the provider's metadata and keys are kept in seconds")                                                 \
    X("TimetrackerProviderRetry", provider_retry_s, INT, 10, 1, 3600,                                                  \
      "first pause after the provider failed in seconds; it doubles up to thirty times itself")                        \
    X("TimetrackerKeysPause", keys_pause_s, INT, 60, 1, 3600,                                                          \
      "least seconds between two fetches of the provider's keys because of an unknown one")                            \
    X("TimetrackerLogoutStrict", logout_strict, SWITCH, 0, 0, 1, "take only logout tokens of type logout+jwt")         \
    X("TimetrackerSessionIdle", session_idle_s, INT, 28800, 300, 43200,                                                \
      "seconds after which a session that is not used ends")                                                           \
    X("TimetrackerSessionMax", session_max_s, INT, 43200, 300, 2592000, "seconds after which any session ends")        \
    X("TimetrackerRateAuth", rate_auth, INT, 20, 0, 1000000,                                                           \
      "requests below /auth a minute from one address; 0 = without limit")                                             \
    X("TimetrackerRateRead", rate_read, INT, 1200, 0, 1000000, "reading calls a minute; 0 = without limit")            \
    X("TimetrackerRateWrite", rate_write, INT, 600, 0, 1000000, "changing calls a minute; 0 = without limit")          \
    X("TimetrackerMcp", mcp_on, SWITCH, 1, 0, 1, "the MCP endpoint for AI agents")                                     \
    X("TimetrackerMcpOrigins", mcp_origins, TEXT, "", 0, 0,                                                            \
      "further origins whose pages may call MCP, separated by blanks")                                                 \
    X("TimetrackerMcpTools", mcp_tools, TEXT, "", 0, 0,                                                                \
      "groups of tools that agents get, separated by blanks; all of them without it")                                  \
    X("TimetrackerRateMcp", rate_mcp, INT, 600, 0, 1000000, "MCP calls a minute; 0 = without limit")                   \
    X("TimetrackerRatePro", rate_pro, INT, 5, 1, 1000, "how many times as much for users of the tier pro")             \
    X("TimetrackerRateEnterprise", rate_enterprise, INT, 25, 1, 1000,                                                  \
      "how many times as much for users of the tier enterprise")                                                       \
    X("TimetrackerStreams", streams_max, INT, 1000, 0, 100000, "streams of events open at once; 0 = off")              \
    X("TimetrackerStreamsPerUser", streams_per_user, INT, 10, 1, 1000, "streams of events open at once of one user")

#endif
