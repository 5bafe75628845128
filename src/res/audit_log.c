/* audit_log.c -- who changed what of the caller's rows, through what, and when.  Written by triggers, read here. */
#include "api/resource.h"

static const tt_field fields[] = {
    TT_FIELD_ID,
    { "at", TT_TIME, 0, .doc = "when" },
    { "actor", TT_TEXT, 0, 0, 200, "who: the session, the key, or the operator's tool" },
    { "via", TT_TEXT, TT_FILTER, 1, 20, "through what: browser, rest, mcp, backchannel, ttctl" },
    { "request_id", TT_TEXT, TT_NULLABLE | TT_FILTER, 1, 64, "request it happened in" },
    { "resource", TT_TEXT, TT_FILTER, 1, 64, "kind of the row" },
    { "row_id", TT_ID, TT_FILTER, .doc = "the row" },
    { "action", TT_ENUM, TT_FILTER, .doc = "what happened to it", .values = "insert|update|delete|refuse" },
    { "old", TT_JSON, TT_NULLABLE, .doc = "the row before" },
    { "new", TT_JSON, TT_NULLABLE, .doc = "the row after" },
};

static const tt_op ops[] = {
    { "list", TT_LIST, "read:audit_log", "List changes of the caller's rows, newest first" },
};

TT_RESOURCE(audit_log, .one = "audit_log_entry", .path = "audit-log", .view = "v_audit_log", .table = "audit_log",
            .order = "-id", .doc = "Changes of the caller's rows");
