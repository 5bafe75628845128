/* client_targets.c -- hours that are due to a client, and the balance of what was done. */
#include "api/args.h"

extern const tt_resource tt_client_target_details;

/* Columns of lists and of single targets alike. */
#define TARGET_FIELDS                                                                                                  \
    TT_FIELD_ID,                                                                                                       \
        { "client_id", TT_ID, TT_WRITE | TT_REQUIRED | TT_FILTER, .doc = "client, which has no other target",          \
          .values = "clients" },                                                                                       \
        { "client_name", TT_TEXT, TT_SEARCH | TT_SORT, 1, 200, "name of the client" },                                 \
        { "client_color", TT_TEXT, 0, 7, 7, "color of the client" },                                                   \
        { "period", TT_ENUM, TT_WRITE | TT_REQUIRED, .doc = "what the hours are due in", .values = "weekly|monthly" }, \
        { "target_hours", TT_HOURS, TT_WRITE | TT_REQUIRED, .doc = "hours due in each week or month, more than 0",     \
          .example = "10" },                                                                                           \
        { "working_days",                                                                                              \
          TT_TEXTS,                                                                                                    \
          TT_WRITE | TT_REQUIRED,                                                                                      \
          1,                                                                                                           \
          7,                                                                                                           \
          "days over which they are spread, of mon, tue, wed, thu, fri, sat, sun",                                     \
          .example = "mon|tue|wed|thu|fri" },                                                                          \
        { "start_date", TT_DATE, TT_WRITE | TT_REQUIRED | TT_SORT, .doc = "first day that counts",                     \
          .example = "2026-03-02" },                                                                                   \
        { "end_date", TT_DATE, TT_WRITE | TT_NULLABLE, .doc = "last day that counts; null = it goes on",               \
          .example = "2026-12-31" },                                                                                   \
    {                                                                                                                  \
        "balance", TT_JSON, 0,                                                                                         \
            .doc = "{as_of, expected_seconds, worked_seconds, corrections_seconds, balance_seconds, "                  \
                   "running_included}: up to today, the running timer included"                                        \
    }

static const tt_field fields[] = { TARGET_FIELDS, TT_FIELDS_STAMPS };

static const tt_field detail_fields[] = {
    TARGET_FIELDS,
    { "periods", TT_JSON, 0,
      .doc = "[{period_start, period_end, expected_seconds, worked_seconds, corrections_seconds, balance_seconds, "
             "total_seconds}]: every week or month that has begun, with the balance so far" },
    { "history", TT_JSON, 0, .doc = "[{valid_from, period, target_hours, working_days}]: what was due since when" },
    { "corrections", TT_JSON, 0, .doc = "[{id, date, hours, note}]" },
    TT_FIELDS_STAMPS,
};

static const tt_field change_args[] = {
    { "valid_from", TT_DATE, TT_REQUIRED, .doc = "first day of the new target; earlier days keep theirs",
      .example = "2026-06-01" },
    { "period", TT_ENUM, 0, .doc = "as before unless given", .values = "weekly|monthly" },
    { "target_hours", TT_HOURS, 0, .doc = "as before unless given", .example = "12.5" },
    { "working_days", TT_TEXTS, 0, 1, 7, "as before unless given" },
};

static const tt_field correction_args[] = {
    { "date", TT_DATE, TT_REQUIRED, .doc = "day it counts on; one that has not come yet waits",
      .example = "2026-03-06" },
    { "hours", TT_HOURS, TT_REQUIRED, -99999, 99999, "hours to add, or less than 0 to take off", .example = "-2" },
    { "note", TT_TEXT, 0, 0, 500, "why", .example = "Holiday" },
};

/* The balance moves with time and entries while the row and its ETag stay: nobody is told that nothing has changed. */
static const tt_error *always_answer(tt_call *c)
{
    c->in.if_none_match = NULL;
    return NULL;
}

static const tt_op ops[] = {
    { "list", TT_LIST, "read:targets", "List client targets with their balances", .tool = "list_targets" },
    { "create", TT_INSERT, "write:targets", "Set a target for a client", .tool = "create_target",
      .hint = "working_days are mon to sun.", .answers = &tt_client_target_details },
    { "get", TT_GET, "read:targets", "Read one client target with its periods, history and corrections",
      .tool = "get_target", .answers = &tt_client_target_details, .check = always_answer },
    { "update", TT_MODIFY, "write:targets", "Correct a client target; hours, period and working days as of today",
      .tool = "update_target", .hint = "change_target leaves earlier days as they were.",
      .answers = &tt_client_target_details },
    { "delete", TT_REMOVE, "write:targets", "Delete a client target with its history and corrections",
      .tool = "delete_target" },
    { "change", TT_CALL, "write:targets", "Change the target from a day on; earlier days keep theirs",
      .tool = "change_target", .path = "{id}/changes", .sql = "client_target_change", .args = change_args,
      .nargs = TT_COUNT(change_args), .answers = &tt_client_target_details },
    { "correct", TT_CALL, "write:targets", "Add hours to the balance or take some off, such as holidays",
      .tool = "add_target_correction", .path = "{id}/corrections", .sql = "client_target_correct",
      .args = correction_args, .nargs = TT_COUNT(correction_args), .result = TT_RESULT_REPORT, .status = 201 },
    { "uncorrect", TT_CALL, "write:targets", "Delete a correction", .path = "{id}/corrections/{correction_id}",
      .method = "DELETE", .sql = "client_target_uncorrect", .result = TT_RESULT_NOTHING },
};

TT_RESOURCE(client_targets, .one = "client_target_summary", .path = "client-targets", .view = "v_client_targets",
            .table = "client_target_forms", .order = "client_name", .doc = "Hours that are due to clients");

/* One target with all that makes up its balance; its operations are those of client_targets. */
const tt_resource tt_client_target_details = {
    .name = "client_target_details",
    .one = "client_target",
    .path = "client-targets",
    .doc = "One client target with all that makes up its balance",
    .view = "v_client_target_details",
    .table = "client_target_forms",
    .order = "client_name",
    .fields = detail_fields,
    .nfields = TT_COUNT(detail_fields),
};
