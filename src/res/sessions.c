/* sessions.c -- the browsers in which the caller is signed in. */
#include "api/resource.h"

static const tt_field fields[] = {
    TT_FIELD_ID,
    { "current", TT_BOOL, 0, .doc = "whether it is the one that asks" },
    { "ip", TT_TEXT, TT_NULLABLE, 2, 45, "address it was last used from" },
    { "user_agent", TT_TEXT, TT_NULLABLE, 1, 500, "what the browser said it is when it signed in" },
    { "last_seen_at", TT_TIME, TT_SORT, .doc = "when it was last used, to the minute" },
    { "expires_at", TT_TIME, 0, .doc = "when it ends, however much it is used" },
    TT_FIELDS_STAMPS,
};

static const tt_op ops[] = {
    { "list", TT_LIST, "read:users", "List the caller's sessions", .session_only = true },
    { "delete", TT_REMOVE, "write:users", "End a session at once", .session_only = true },
    { "end_others", TT_CALL, "write:users", "End all sessions but this one", .path = "end-others",
      .sql = "session_end_others", .result = TT_RESULT_REPORT, .session_only = true },
};

TT_RESOURCE(sessions, .one = "session", .path = "users/me/sessions", .view = "v_sessions", .table = "sessions",
            .order = "-last_seen_at", .doc = "Browsers in which the caller is signed in");
