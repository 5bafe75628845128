/* badges.c -- what somebody has earned. */
#include "api/resource.h"

static const tt_field fields[] = {
    TT_FIELD_ID,
    { "name", TT_TEXT, TT_WRITE | TT_REQUIRED | TT_SEARCH | TT_SORT, 1, 100,
      "name, unique among your badges whatever its case", .format = &tt_format_line },
    { "awarded_at", TT_TIME, TT_NULLABLE, .doc = "when it was awarded; null = not yet" },
    TT_FIELDS_STAMPS,
};

static const tt_field award_args[] = {
    { "awarded_at", TT_TIME, 0, .doc = "when; now unless given" },
};

static const tt_op ops[] = {
    { "list", TT_LIST, "read:clients", "List badges" },
    { "create", TT_INSERT, "write:clients", "Add a badge" },
    { "get", TT_GET, "read:clients", "Read one badge" },
    { "update", TT_MODIFY, "write:clients", "Change a badge" },
    { "delete", TT_REMOVE, "write:clients", "Delete a badge" },
    { "award", TT_CALL, "write:clients", "Award a badge, once", .path = "{id}/award", .sql = "badge_award",
      .args = award_args, .nargs = TT_COUNT(award_args), .tool = "award_badge",
      .hint = "Ask before: it cannot be taken back." },
};

TT_RESOURCE(badges, .one = "badge", .path = "badges", .view = "v_badges", .table = "badges", .order = "name",
            .doc = "What somebody has earned");
