/* all.c -- every resource.
 *
 * To add one (say `tasks`):
 *   1. sql/migrations/NNNN_tasks.sql: the table, its keys leading with user_id, its rules as constraints named
 * <table>__<field>__<code>; sql/views/tasks.sql: the view with one column per field; triggers (tt_touch, tt_audit) and
 * grants beside the others in sql/functions/.
 *   2. src/res/tasks.c: fields and operations (25 to 40 lines).
 *   3. One line here, in the order of the documentation.
 *   4. `t/sql/golden --accept`: look at the SQL that came of it before you accept it. */
#include "api/resource.h"

extern const tt_resource tt_info, tt_health, tt_clients, tt_projects, tt_time_entries, tt_timer, tt_users, tt_audit_log,
    tt_tags, tt_sessions, tt_api_keys, tt_api_key_usage, tt_client_targets, tt_client_target_details, tt_reports,
    tt_statistics, tt_saved_reports;

const tt_resource *const tt_resources[] = {
    &tt_clients,        &tt_projects,
    &tt_tags,           &tt_time_entries,
    &tt_timer,          &tt_reports,
    &tt_statistics,     &tt_saved_reports,
    &tt_client_targets, &tt_client_target_details,
    &tt_users,          &tt_sessions,
    &tt_api_keys,       &tt_api_key_usage,
    &tt_audit_log,      &tt_info,
    &tt_health,         NULL,
};
