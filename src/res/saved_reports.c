/* saved_reports.c -- what somebody looks at again and again, under a name. */
#include "api/resource.h"

static const tt_field fields[] = {
    TT_FIELD_ID,
    { "name", TT_TEXT, TT_WRITE | TT_REQUIRED | TT_SEARCH | TT_SORT, 1, 100,
      "name, unique among your saved reports whatever its case", .format = &tt_format_line,
      .example = "Acme this month" },
    { "query", TT_TEXT, TT_WRITE | TT_REQUIRED, 1, 2000,
      "days and filters, as they stand behind #/statistics? in the address of the browser UI; range=month moves with "
      "the calendar, from and to stay",
      .format = &tt_format_line, .example = "range=month&billable=yes" },
    TT_FIELDS_STAMPS,
};

static const tt_op ops[] = {
    { "list", TT_LIST, "read:reports", "List saved reports" },
    { "create", TT_INSERT, "write:reports", "Save a report" },
    { "get", TT_GET, "read:reports", "Read one saved report; its sums come from /reports/summary" },
    { "update", TT_MODIFY, "write:reports", "Rename a saved report, or let it ask for something else" },
    { "delete", TT_REMOVE, "write:reports", "Delete a saved report; no time goes with it" },
};

TT_RESOURCE(saved_reports, .one = "saved_report", .path = "saved-reports", .view = "v_saved_reports",
            .table = "saved_reports", .order = "name", .doc = "Days and filters of reports, kept under a name");
