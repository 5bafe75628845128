/* timer.c -- the one running timer of a user. */
#include "api/call.h"
#include "api/rows.h"
#include "base/json_write.h"
#include "base/time.h"

extern const tt_resource tt_time_entries;

static const tt_field fields[] = {
    TT_FIELD_ID,
    { "project_id", TT_ID, TT_UPDATE | TT_NULLABLE, .doc = "project the time will be booked on", .values = "projects" },
    { "project_name", TT_TEXT, TT_NULLABLE, 1, 200, "name of the project" },
    { "project_color", TT_TEXT, TT_NULLABLE, 7, 7, "color of the project" },
    { "client_id", TT_ID, TT_NULLABLE, .doc = "client of the project", .values = "clients" },
    { "client_name", TT_TEXT, TT_NULLABLE, 1, 200, "name of the client" },
    { "client_color", TT_TEXT, TT_NULLABLE, 7, 7, "color of the client" },
    { "description", TT_TEXT, TT_UPDATE, 0, 5000, "what is being done", .example = "Build" },
    { "start_time", TT_TIME, TT_UPDATE, .doc = "since when it runs" },
    { "break_minutes", TT_INT, TT_UPDATE, 0, 10080, "break so far" },
    { "is_forgotten", TT_BOOL, 0,
      .doc = "whether it runs longer than the account's timer_max_hours; it runs on all the same" },
    TT_FIELDS_STAMPS,
};

static const tt_field start_args[] = {
    { "project_id", TT_ID, TT_NULLABLE, .doc = "project; can be chosen later", .values = "projects" },
    { "description", TT_TEXT, 0, 0, 5000, "what is being done", .example = "Build" },
    { "start_time", TT_TIME, 0, .doc = "since when, not in the future; now unless given" },
};

static const tt_field stop_args[] = {
    { "project_id", TT_ID, 0, .doc = "project, where the timer has none yet", .values = "projects", .example = "1" },
    { "end_time", TT_TIME, 0, .doc = "until when, not in the future; now unless given" },
    { "description", TT_TEXT, 0, 0, 5000, "what was done, in place of the timer's" },
};

/* {"active": ..., "timer": {...} | null, "server_time": ...} */
static void write_status(tt_call *c, const PGresult *rows, tt_buf *out)
{
    bool active = PQntuples(rows) > 0;

    tt_buf_puts(out, active ? "{\"active\":true,\"timer\":" : "{\"active\":false,\"timer\":null");
    if (active)
        tt_row_json(out, tt_columns_of(c->pool, c->resource), rows, 0);
    tt_buf_puts(out, ",\"server_time\":\"");
    tt_time_from_pg(out, c->principal.server_time, strlen(c->principal.server_time));
    tt_buf_puts(out, "\"}");
}

static const tt_op ops[] = {
    { "get", TT_GET, "read:time_entries", "Whether a timer runs, and which", .write = write_status },
    { "status", TT_GET, "read:time_entries", "The same as GET /timer", .path = "status", .write = write_status },
    { "update", TT_MODIFY, "write:time_entries", "Change the running timer", .tool = "update_timer" },
    { "start", TT_CALL, "write:time_entries", "Start the timer", .tool = "start_timer",
      .hint = "Refused while one runs; get_context shows it.", .path = "start", .sql = "timer_start",
      .args = start_args, .nargs = TT_COUNT(start_args), .status = 201 },
    { "stop", TT_CALL, "write:time_entries", "Stop the timer and book its time", .tool = "stop_timer",
      .hint = "The answer is the time entry that came of it.", .path = "stop", .sql = "timer_stop", .args = stop_args,
      .nargs = TT_COUNT(stop_args), .answers = &tt_time_entries },
    { "cancel", TT_CALL, "write:time_entries", "Discard the timer", .tool = "cancel_timer",
      .hint = "Its time is lost; stop_timer books it.", .path = "cancel", .sql = "timer_cancel",
      .result = TT_RESULT_NOTHING },
};

TT_RESOURCE(timer, .one = "timer", .path = "timer", .view = "v_timers", .table = "timers", .order = "id",
            .singleton = true, .missing_code = "no_active_timer", .missing_detail = "No timer is running",
            .doc = "The one running timer of a user");
