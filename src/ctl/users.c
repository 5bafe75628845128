/* users.c -- ttctl user add, user list, user tier; see users.h. */
#include "ctl/users.h"

#include "api/resource.h"
#include "ctl/database.h"
#include "ctl/list.h"

enum { ID, EMAIL, IS_ADMIN }; /* columns of ctl_users_by_email, ctl_user_by_id */

const tt_error *tt_ctl_user_find(tt_ctl *ctl, const char *name, tt_ctl_user *out)
{
    bool is_id = strspn(name, "0123456789") == strlen(name) && strlen(name) < 19;
    PGresult *res;

    TT_TRY(tt_ctl_query(ctl, is_id ? &tt_query_ctl_user_by_id : &tt_query_ctl_users_by_email, 1, &name, &res));
    if (PQntuples(res) > 1)
        return tt_refuse(ctl->pool, "%s is the address of several users; give the id instead (ttctl user list)", name);
    if (PQntuples(res) == 0)
        return tt_refuse(ctl->pool, "there is no user %s", name);
    out->id = tt_ctl_value(res, 0, ID);
    out->email = tt_ctl_value(res, 0, EMAIL);
    out->is_admin = *PQgetvalue(res, 0, IS_ADMIN) == 't';
    return NULL;
}

static const tt_option add_options[] = {
    { "email", "E", TT_OPTION_REQUIRED, "e-mail address; nobody may have it yet" },
    { "name", "USERNAME", 0, "how the user is called, the part before the @ by default" },
    { "time-zone", "Z", 0, "IANA time zone such as Europe/Berlin, UTC by default" },
    TT_JSON_OPTION,
    TT_DATABASE_OPTIONS,
};

static const char *const add_details[] = {
    "For who does not sign in, such as a program; who signs in at the provider is added then.",
    TT_JSON_SHAPE("{\"id\", \"email\", \"username\", \"time_zone\"}"),
    NULL,
};

static const tt_error *refuse_known(tt_ctl *ctl, const char *email)
{
    PGresult *res;

    TT_TRY(tt_ctl_query(ctl, &tt_query_ctl_users_by_email, 1, &email, &res));
    if (PQntuples(res))
        return tt_refuse(ctl->pool, "there is a user with the address %s already, id %s", email,
                         PQgetvalue(res, 0, ID));
    return NULL;
}

static const tt_error *refuse_unknown_zone(tt_ctl *ctl, const char *zone)
{
    PGresult *res;

    TT_TRY(tt_ctl_query(ctl, &tt_query_ctl_zone_known, 1, &zone, &res));
    if (*PQgetvalue(res, 0, 0) != 't')
        return tt_refuse(ctl->pool, "unknown time zone '%s'; it is a name like Europe/Berlin", zone);
    return NULL;
}

static const tt_error *run_add(tt_ctl *ctl)
{
    const char *email = tt_option_value(&ctl->options, "email"), *name = tt_option_value(&ctl->options, "name");
    const char *zone = tt_option_value(&ctl->options, "time-zone");
    const char *values[3];
    PGresult *res;

    if (!tt_format_email.valid(email, strlen(email)))
        return tt_usage_error(ctl->pool, "'%s' is no e-mail address", email);
    values[0] = email;
    values[1] = name ? name : apr_pstrmemdup(ctl->pool, email, strcspn(email, "@"));
    values[2] = zone ? zone : "UTC";
    TT_TRY(tt_ctl_connect(ctl));
    TT_TRY(refuse_known(ctl, email));
    TT_TRY(refuse_unknown_zone(ctl, values[2]));
    TT_TRY(tt_ctl_begin(ctl, ""));
    TT_TRY(tt_ctl_query(ctl, &tt_query_ctl_user_add, 3, values, &res));
    TT_TRY(tt_ctl_commit(ctl));
    if (ctl->json)
        return tt_row_print(ctl, res, 0);
    puts(PQgetvalue(res, 0, 0));
    return tt_stdout_flush(ctl->pool);
}

const tt_command tt_command_user_add = {
    "user add", TT_COMMAND_USAGE(add_options, NULL), "add a user and print its id", run_add, add_details,
};

const tt_error *tt_ctl_list_of_user(tt_ctl *ctl, const tt_query *query)
{
    const char *name = tt_option_value(&ctl->options, "user");
    tt_ctl_user user = { 0 };
    PGresult *res;

    TT_TRY(tt_ctl_connect(ctl));
    if (name)
        TT_TRY(tt_ctl_user_find(ctl, name, &user));
    TT_TRY(tt_ctl_query(ctl, query, 1, &user.id, &res));
    return tt_list_print(ctl, res);
}

static const tt_option list_options[] = { TT_JSON_OPTION, TT_DATABASE_OPTIONS };

static const char *const list_details[] = {
    TT_LIST_DETAILS,
    TT_JSON_SHAPE(
        "[{\"id\", \"email\", \"username\", \"time_zone\", \"is_admin\", \"issuer\", \"created_at\", \"tier\"}]"),
    NULL,
};

static const tt_error *run_list(tt_ctl *ctl)
{
    PGresult *res;

    TT_TRY(tt_ctl_connect(ctl));
    TT_TRY(tt_ctl_query(ctl, &tt_query_ctl_user_list, 0, NULL, &res));
    return tt_list_print(ctl, res);
}

const tt_command tt_command_user_list = {
    "user list", TT_COMMAND_USAGE(list_options, NULL), "list the users", run_list, list_details,
};

static const tt_option tier_options[] = {
    { "tier", "free|pro|enterprise", TT_OPTION_REQUIRED, "the tier" },
    TT_JSON_OPTION,
    TT_DATABASE_OPTIONS,
};

static const char *const tier_details[] = {
    "USER is an e-mail address or an id. How much more the higher tiers may do is set by TimetrackerRatePro and"
    " TimetrackerRateEnterprise.",
    TT_JSON_SHAPE("{\"id\", \"changed\"}"),
    NULL,
};

static const tt_error *run_tier(tt_ctl *ctl)
{
    const char *tier = tt_option_value(&ctl->options, "tier"), *values[2];
    tt_ctl_user user = { 0 };
    PGresult *res;

    if (strcmp(tier, "free") != 0 && strcmp(tier, "pro") != 0 && strcmp(tier, "enterprise") != 0)
        return tt_usage_error(ctl->pool, "--tier is free, pro or enterprise, not '%s'", tier);
    TT_TRY(tt_ctl_connect(ctl));
    TT_TRY(tt_ctl_user_find(ctl, ctl->options.argument, &user));
    values[0] = user.id;
    values[1] = tier;
    TT_TRY(tt_ctl_begin(ctl, user.id));
    TT_TRY(tt_ctl_query(ctl, &tt_query_ctl_user_tier, 2, values, &res));
    TT_TRY(tt_ctl_commit(ctl));
    if (ctl->json)
        return tt_changed_print(ctl, user.id, PQntuples(res) > 0);
    tt_outcome(ctl, PQntuples(res) ? "user %s is %s now" : "user %s was %s before", user.email ? user.email : user.id,
               tier);
    return NULL;
}

const tt_command tt_command_user_tier = {
    "user tier",  TT_COMMAND_USAGE(tier_options, "USER"), "set which limits on requests hold for a user", run_tier,
    tier_details,
};
