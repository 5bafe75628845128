/* users.c -- the account of the caller. */
#include "api/resource.h"

static const tt_field fields[] = {
    TT_FIELD_ID,
    { "username", TT_TEXT, 0, 1, 320, "name from the OpenID Provider" },
    { "email", TT_TEXT, TT_NULLABLE, 3, 320, "mail address from the OpenID Provider" },
    { "time_zone", TT_TEXT, TT_UPDATE, 1, 64, "IANA time zone in which days begin and times are shown",
      .format = &tt_format_zone, .example = "Europe/Berlin" },
    { "locale", TT_ENUM, TT_UPDATE, .doc = "language", .values = "en|de" },
    { "week_start", TT_ENUM, TT_UPDATE, .doc = "first day of the week", .values = "monday|sunday|saturday" },
    { "hour_cycle", TT_ENUM, TT_UPDATE, .doc = "24 or 12 hours", .values = "h23|h12" },
    { "theme", TT_ENUM, TT_UPDATE, .doc = "appearance", .values = "system|light|dark" },
    { "rounding_mode", TT_ENUM, TT_UPDATE, .doc = "how reports round times; entries themselves are never rounded",
      .values = "none|up|nearest|down" },
    { "rounding_minutes", TT_INT, TT_UPDATE, 1, 60, "the step of that rounding" },
    { "rounding_per", TT_ENUM, TT_UPDATE, .doc = "what is rounded: each entry, or the sum of a project's day",
      .values = "entry|day" },
    { "locked_until", TT_DATE, TT_UPDATE | TT_NULLABLE,
      .doc =
          "last day of the user's zone on which time can be neither booked, changed nor deleted; not in the future" },
    { "timer_max_hours", TT_INT, TT_UPDATE | TT_NULLABLE, 1, 168,
      "hours after which a running timer counts as forgotten; null = never" },
    { "break_rules", TT_ENUM, TT_UPDATE, .doc = "whose law on breaks the daily sums are checked against",
      .values = "none|germany" },
    { "density", TT_ENUM, TT_UPDATE, .doc = "how close rows stand", .values = "comfortable|compact" },
    { "workday_start", TT_INT, TT_UPDATE | TT_NULLABLE, 0, 1439,
      "when working days begin as a rule, in minutes since midnight; given and null together with workday_end" },
    { "workday_end", TT_INT, TT_UPDATE | TT_NULLABLE, 1, 1440, "when they end; later than workday_start" },
    TT_FIELDS_STAMPS,
};

static const tt_op ops[] = {
    { "get", TT_GET, "read:users", "Read the caller's account" },
    { "update", TT_MODIFY, "write:users", "Change the caller's settings" },
};

TT_RESOURCE(users, .one = "user", .path = "users/me", .view = "v_users", .table = "users", .owner = "id", .order = "id",
            .singleton = true, .doc = "The account of the caller");
