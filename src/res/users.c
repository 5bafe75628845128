/* users.c -- the account of the caller. */
#include "api/resource.h"

static const tt_field fields[] = {
    TT_FIELD_ID,
    { "username", TT_TEXT, 0, 1, 320, "name from the OpenID Provider" },
    { "email", TT_TEXT, TT_NULLABLE, 3, 320, "mail address from the OpenID Provider" },
    { "time_zone", TT_TEXT, TT_UPDATE, 1, 64, "IANA time zone in which days begin and times are shown",
      .format = &tt_format_zone },
    { "locale", TT_ENUM, TT_UPDATE, .doc = "language", .values = "en|de" },
    { "week_start", TT_ENUM, TT_UPDATE, .doc = "first day of the week", .values = "monday|sunday|saturday" },
    { "hour_cycle", TT_ENUM, TT_UPDATE, .doc = "24 or 12 hours", .values = "h23|h12" },
    { "theme", TT_ENUM, TT_UPDATE, .doc = "appearance", .values = "system|light|dark" },
    TT_FIELDS_STAMPS,
};

static const tt_op ops[] = {
    { "get", TT_GET, "read:users", "Read the caller's account" },
    { "update", TT_MODIFY, "write:users", "Change the caller's settings" },
};

TT_RESOURCE(users, .one = "user", .path = "users/me", .view = "v_users", .table = "users", .owner = "id", .order = "id",
            .singleton = true, .doc = "The account of the caller");
