/* event.c -- see event.h. */
#include "stream/event.h"

#include "base/json_write.h"
#include "base/time.h"

enum { HORIZON, XACT, ID, USER_ID, RESOURCE, ROW_ID, VERSION, ACTION, AT, ACTOR, ACTOR_NAME, VIA };

static const char *text(const PGresult *res, int i, int column)
{
    return PQgetisnull(res, i, column) ? NULL : PQgetvalue(res, i, column);
}

static int64_t number(const PGresult *res, int i, int column)
{
    return apr_strtoi64(PQgetvalue(res, i, column), NULL, 10);
}

bool tt_event_read(const PGresult *res, int i, tt_event *out)
{
    if (PQgetisnull(res, i, XACT))
        return false;
    *out = (tt_event){ .position = { (uint64_t)number(res, i, XACT), number(res, i, ID) },
                       .user_id = number(res, i, USER_ID),
                       .resource = text(res, i, RESOURCE),
                       .row_id = text(res, i, ROW_ID),
                       .version = text(res, i, VERSION),
                       .action = text(res, i, ACTION),
                       .at = number(res, i, AT),
                       .actor = text(res, i, ACTOR),
                       .actor_name = text(res, i, ACTOR_NAME),
                       .via = text(res, i, VIA) };
    return true;
}

tt_position tt_event_horizon(const PGresult *res)
{
    return (tt_position){ (uint64_t)number(res, 0, HORIZON), 0 };
}

void tt_event_write(const tt_event *e, tt_buf *out)
{
    tt_buf_puts(out, "id: ");
    tt_position_write(e->position, out);
    tt_buf_puts(out, "\nevent: change\ndata: {");
    tt_json_member(out, "resource", e->resource);
    tt_buf_printf(out, ",\"id\":%s,\"version\":%s", e->row_id, e->version ? e->version : "null");
    tt_json_member(out, "action", e->action);
    tt_buf_puts(out, ",\"at\":\"");
    tt_time_utc(out, e->at);
    tt_buf_putc(out, '"');
    tt_json_member(out, "actor", e->actor);
    tt_json_member(out, "actor_name", e->actor_name);
    tt_json_member(out, "via", e->via);
    tt_buf_puts(out, "}\n\n");
}
