/* time_entries.c -- finished spans of work, which never overlap. */
#include "api/args.h"
#include "base/time.h"

static const tt_field fields[] = {
    TT_FIELD_ID,
    { "project_id", TT_ID, TT_WRITE | TT_REQUIRED | TT_FILTER, .doc = "project the time was spent on",
      .values = "projects" },
    { "project_name", TT_TEXT, 0, 1, 200, "name of the project" },
    { "project_color", TT_TEXT, 0, 7, 7, "color of the project" },
    { "client_id", TT_ID, TT_FILTER, .doc = "client of the project", .values = "clients",
      .where = "project_id IN (SELECT id FROM projects WHERE user_id = tt_user_id() AND client_id = $)" },
    { "client_name", TT_TEXT, 0, 1, 200, "name of the client" },
    { "client_color", TT_TEXT, 0, 7, 7, "color of the client" },
    { "start_time", TT_TIME, TT_WRITE | TT_REQUIRED | TT_SORT, .doc = "first moment of the span",
      .example = "2026-03-02T09:00:00+01:00" },
    { "end_time", TT_TIME, TT_WRITE | TT_REQUIRED | TT_SORT,
      .doc = "first moment after the span, at most 7 days after its start", .example = "2026-03-02T12:30:00+01:00" },
    { "break_minutes", TT_INT, TT_WRITE, 0, 10080, "break within the span, shorter than it", .example = "15" },
    { "duration_seconds", TT_INT, TT_SORT, .min = 0, .max = 604800, .doc = "end - start - break", .alias = "duration" },
    { "description", TT_TEXT, TT_WRITE | TT_SEARCH, 0, 5000, "what was done", .example = "Design" },
    { "billable", TT_BOOL, TT_WRITE | TT_FILTER, .doc = "whether it is billable; the project's setting unless given" },
    { "tags", TT_TEXTS, TT_WRITE, 0, 50, "labels", .example = "focus|remote" },
    { "tag", TT_TEXT, TT_FILTER | TT_PARAMETER, 1, 100, "entries with this tag",
      .where = "tag_names @> ARRAY[$::text]" },
    /* An entry lasts 7 days at most, so one that touches the range cannot start earlier; that bound is what an index
       can use. */
    { "start_date", TT_DATE, TT_FILTER | TT_PARAMETER,
      .doc = "entries that touch this day of the caller's zone or a later one",
      .where = "end_time > tt_day_start($::date) AND start_time > tt_day_start($::date) - interval '168 hours'" },
    { "end_date", TT_DATE, TT_FILTER | TT_PARAMETER,
      .doc = "entries that touch this day of the caller's zone or an earlier one",
      .where = "start_time < tt_day_start($::date + 1)" },
    TT_FIELDS_STAMPS,
};

static const tt_field bulk_args[] = {
    { "ids", TT_IDS, TT_REQUIRED, 1, 500, "entries to change; all or none" },
    { "action", TT_ENUM, TT_REQUIRED, .doc = "what to do with them",
      .values = "delete|set_billable|set_project|add_tag|remove_tag", .example = "add_tag" },
    { "project_id", TT_ID, 0, .doc = "of set_project", .values = "projects" },
    { "billable", TT_BOOL, 0, .doc = "of set_billable" },
    { "tag", TT_TEXT, 0, 1, 100, "of add_tag and remove_tag", .format = &tt_format_line, .example = "focus" },
};

static const tt_field split_args[] = {
    { "at", TT_TIME, TT_REQUIRED, .doc = "where to cut, strictly inside the span",
      .example = "2026-03-02T10:30:00+01:00" },
};

static const tt_field duplicate_args[] = {
    { "start_time", TT_TIME, 0, .doc = "start of the copy; without it directly behind the original",
      .example = "2026-03-03T09:00:00+01:00" },
};

/* Rules across fields that need no row, so that all faults of a new entry are told at once. */
static const tt_error *check_span(tt_call *c)
{
    apr_array_header_t *faults = apr_array_make(c->pool, 2, sizeof(tt_fault));
    const char *start = c->args.value[tt_field_find(fields, TT_COUNT(fields), "start_time")];
    const char *end = c->args.value[tt_field_find(fields, TT_COUNT(fields), "end_time")];
    const char *pause = c->args.value[tt_field_find(fields, TT_COUNT(fields), "break_minutes")];
    tt_instant from = 0, to = 0;

    if (tt_time_parse(start, strlen(start), &from) || tt_time_parse(end, strlen(end), &to))
        return NULL;
    if (to <= from)
        tt_fault_add(faults, "end_time", "not_after_start", "must be later than start_time");
    else if (to - from > 7 * 86400)
        tt_fault_add(faults, "end_time", "too_long", "must be at most 7 days after start_time");
    if (to > from && pause && apr_strtoi64(pause, NULL, 10) * 60 >= to - from)
        tt_fault_add(faults, "break_minutes", "not_shorter_than_span",
                     "must be shorter than the time from start to end");
    return tt_faults_error(c->pool, faults);
}

static const tt_op ops[] = {
    { "list", TT_LIST, "read:time_entries", "List time entries", .tool = "list_time_entries",
      .hint = "Newest first. For sums use get_statistics." },
    { "create", TT_INSERT, "write:time_entries", "Add a time entry", .tool = "create_time_entry",
      .hint = "For work that is done; start_timer is for work that begins now.", .check = check_span },
    { "get", TT_GET, "read:time_entries", "Read one time entry" },
    { "update", TT_MODIFY, "write:time_entries", "Change a time entry", .tool = "update_time_entry" },
    { "delete", TT_REMOVE, "write:time_entries", "Delete a time entry", .tool = "delete_time_entry",
      .hint = "It cannot be brought back." },
    { "bulk", TT_CALL, "write:time_entries", "Change or delete many time entries, all or none", .path = "bulk",
      .sql = "time_entries_bulk", .args = bulk_args, .nargs = TT_COUNT(bulk_args), .result = TT_RESULT_REPORT },
    { "split", TT_CALL, "write:time_entries", "Cut a time entry in two", .path = "{id}/split",
      .sql = "time_entry_split", .args = split_args, .nargs = TT_COUNT(split_args), .result = TT_RESULT_ROWS },
    { "duplicate", TT_CALL, "write:time_entries", "Copy a time entry", .path = "{id}/duplicate",
      .sql = "time_entry_duplicate", .args = duplicate_args, .nargs = TT_COUNT(duplicate_args), .status = 201 },
};

TT_RESOURCE(time_entries, .one = "time_entry", .path = "time-entries", .view = "v_time_entries",
            .table = "time_entries", .order = "-start_time",
            .doc = "A finished span of work; no two of one user overlap");
