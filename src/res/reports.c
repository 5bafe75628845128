/* reports.c -- sums of the caller's time (sql/functions/reports.sql). */
#include "api/resource.h"

static const tt_field summary_args[] = {
    { "start_date", TT_DATE, 0, .doc = "first day, in the caller's zone; without it the first of the month of end_date",
      .example = "2026-03-01" },
    { "end_date", TT_DATE, 0, .doc = "last day, at most 20 years later; without it today", .example = "2026-03-31" },
    { "client_id", TT_ID, 0, .doc = "only time of this client", .values = "clients" },
    { "project_id", TT_ID, 0, .doc = "only time of this project", .values = "projects" },
    { "billable", TT_BOOL, 0, .doc = "only time that is billable, or that is not" },
    { "tag", TT_TEXT, 0, 1, 100, "only entries with this tag" },
    { "group_by", TT_ENUM, 0, .doc = "periods of by_period, day unless given; weeks begin on the user's week_start",
      .values = "day|week|month|year", .example = "week" },
    { "compare", TT_ENUM, 0, .doc = "also the sums of as many days directly before", .values = "previous" },
};

static const tt_field days_args[] = {
    { "start_date", TT_DATE, 0, .doc = "first day of the caller's zone; of the current week unless given",
      .example = "2026-03-02" },
    { "end_date", TT_DATE, 0,
      .doc = "last day, at most 366 days in all; unless given the last of the week of start_date",
      .example = "2026-03-08" },
};

#define SUMMARY(path_, tool_)                                                                                          \
    {                                                                                                                  \
        "summary", TT_REPORT, "read:reports",                                                                          \
            "Sums by project, client, tag and period; entries are cut at the range and at midnight",                   \
            .path = (path_), .sql = "report_summary", .csv = "report_summary_csv", .args = summary_args,               \
            .nargs = TT_COUNT(summary_args), .result = TT_RESULT_REPORT, .tool = (tool_),                              \
            .hint = "Right to the second; never add up a list."                                                        \
    }

static const tt_op ops[] = {
    SUMMARY("summary", "get_statistics"),
    { "days", TT_REPORT, "read:reports", "Time per day with gaps, breaks and what the law on breaks says of them",
      .path = "days", .sql = "report_days", .args = days_args, .nargs = TT_COUNT(days_args),
      .result = TT_RESULT_REPORT },
};

static const tt_op statistics_ops[] = {
    SUMMARY(NULL, NULL),
};

const tt_resource tt_reports = { .name = "reports",
                                 .one = "report",
                                 .path = "reports",
                                 .doc = "Sums of the time that was spent, right to the second",
                                 .singleton = true,
                                 .ops = ops,
                                 .nops = TT_COUNT(ops) };

/* Another name of the summary. */
const tt_resource tt_statistics = { .name = "statistics",
                                    .one = "statistics",
                                    .path = "statistics",
                                    .doc = "Another name of /reports/summary",
                                    .singleton = true,
                                    .ops = statistics_ops,
                                    .nops = TT_COUNT(statistics_ops) };
