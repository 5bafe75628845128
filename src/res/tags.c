/* tags.c -- labels of time entries; one that an entry brings along is registered by itself. */
#include "api/resource.h"

static const tt_field fields[] = {
    TT_FIELD_ID,
    { "name", TT_TEXT, TT_WRITE | TT_REQUIRED | TT_SEARCH | TT_SORT, 1, 100,
      "name, unique among your tags whatever its case", .format = &tt_format_line, .example = "focus" },
    { "color", TT_TEXT, TT_WRITE, 7, 7, "its color", .format = &tt_format_color, .example = "#3b82f6" },
    TT_FIELDS_STAMPS,
};

static const tt_op ops[] = {
    { "list", TT_LIST, "read:time_entries", "List tags" },
    { "create", TT_INSERT, "write:time_entries", "Add a tag" },
    { "get", TT_GET, "read:time_entries", "Read one tag" },
    { "update", TT_MODIFY, "write:time_entries", "Change a tag; the entries that carry it follow" },
    { "delete", TT_REMOVE, "write:time_entries", "Delete a tag that no entry carries" },
};

TT_RESOURCE(tags, .one = "tag", .path = "tags", .view = "v_tags", .table = "tags", .order = "name",
            .doc = "Labels of time entries");
