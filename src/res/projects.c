/* projects.c -- what the work is done on; each belongs to one client. */
#include "api/resource.h"

static const tt_field fields[] = {
    TT_FIELD_ID,
    { "client_id", TT_ID, TT_WRITE | TT_FILTER, .values = "clients",
      .doc = "client it belongs to; without one the default client, made on first need" },
    { "client_name", TT_TEXT, TT_SORT, 1, 200, "name of the client" },
    { "client_color", TT_TEXT, 0, 7, 7, "color of the client" },
    { "name", TT_TEXT, TT_WRITE | TT_REQUIRED | TT_SEARCH | TT_SORT, 1, 200,
      "name, unique among the client's projects whatever its case", .format = &tt_format_line, .example = "Website" },
    { "color", TT_TEXT, TT_WRITE, 7, 7, "its color", .format = &tt_format_color },
    { "note", TT_TEXT, TT_WRITE | TT_NULLABLE | TT_SEARCH, 0, 5000, "anything worth remembering" },
    { "status", TT_ENUM, TT_WRITE | TT_FILTER, 0, 0, "archived projects take no new time", "active|archived" },
    { "billable", TT_BOOL, TT_WRITE, .doc = "whether its time is billable unless an entry says otherwise" },
    { "hourly_rate", TT_MONEY, TT_WRITE | TT_NULLABLE, 0, 0, "what an hour costs; null = the client's rate" },
    { "budget_hours", TT_HOURS, TT_WRITE | TT_NULLABLE, 0, 0, "hours planned", .example = "80" },
    { "favorite", TT_BOOL, TT_WRITE, .doc = "stands first" },
    TT_FIELDS_STAMPS,
};

static const tt_op ops[] = {
    { "list", TT_LIST, "read:projects", "List projects", .tool = "list_projects",
      .hint = "Time is booked on projects; use q to find one by name." },
    { "create", TT_INSERT, "write:projects", "Add a project", .tool = "create_project",
      .hint = "Without client_id it belongs to the default client." },
    { "get", TT_GET, "read:projects", "Read one project" },
    { "update", TT_MODIFY, "write:projects", "Change a project", .tool = "update_project",
      .hint = "Archive it with status archived." },
    { "delete", TT_REMOVE, "write:projects", "Delete a project that has no time on it; archive it instead while it has",
      .tool = "delete_project" },
};

TT_RESOURCE(projects, .one = "project", .path = "projects", .view = "v_projects", .table = "projects", .order = "name",
            .doc = "What the work is done on");
