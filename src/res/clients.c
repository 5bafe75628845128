/* clients.c -- whom the work is done for. */
#include "api/resource.h"

static const tt_field fields[] = {
    TT_FIELD_ID,
    { "name", TT_TEXT, TT_WRITE | TT_REQUIRED | TT_SEARCH | TT_SORT, 1, 200,
      "name, unique among your clients whatever its case", .format = &tt_format_line, .example = "Acme" },
    { "email", TT_TEXT, TT_WRITE | TT_NULLABLE | TT_SEARCH, 3, 320, "mail address", .format = &tt_format_email },
    { "address", TT_TEXT, TT_WRITE | TT_NULLABLE, 0, 1000, "postal address" },
    { "note", TT_TEXT, TT_WRITE | TT_NULLABLE | TT_SEARCH, 0, 5000, "anything worth remembering" },
    { "currency", TT_TEXT, TT_WRITE | TT_NULLABLE, 3, 3, "currency of the rates, ISO 4217",
      .format = &tt_format_currency, .example = "EUR" },
    { "hourly_rate", TT_MONEY, TT_WRITE | TT_NULLABLE, 0, 0, "what an hour costs, unless a project says otherwise",
      .example = "95.50" },
    { "color", TT_TEXT, TT_WRITE, 7, 7, "its color", .format = &tt_format_color },
    { "status", TT_ENUM, TT_WRITE | TT_FILTER, 0, 0, "archived clients are kept but out of the way",
      "active|archived" },
    { "project_count", TT_INT, 0, .doc = "how many projects the client has" },
    TT_FIELDS_STAMPS,
};

static const tt_op ops[] = {
    { "list", TT_LIST, "read:clients", "List clients", .tool = "list_clients", .hint = "Use q to find one by name." },
    { "create", TT_INSERT, "write:clients", "Add a client", .tool = "create_client" },
    { "get", TT_GET, "read:clients", "Read one client" },
    { "update", TT_MODIFY, "write:clients", "Change a client", .tool = "update_client",
      .hint = "Archive it with status archived." },
    { "delete", TT_REMOVE, "write:clients", "Delete a client that has no projects; archive it instead while it has",
      .tool = "delete_client" },
};

TT_RESOURCE(clients, .one = "client", .path = "clients", .view = "v_clients", .table = "clients", .order = "name",
            .doc = "Whom the work is done for");
