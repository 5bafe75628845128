/* sessions.c -- ttctl session list, session end, seal-key rotate. */
#include "ctl/database.h"
#include "ctl/list.h"
#include "ctl/users.h"

static const tt_option list_options[] = {
    { "user", "EMAIL", 0, "only the sessions of this user: e-mail address or id" },
    TT_JSON_OPTION,
    TT_DATABASE_OPTIONS,
};

static const char *const list_details[] = {
    TT_LIST_DETAILS,
    TT_JSON_SHAPE("[{\"id\", \"user\", \"ip\", \"user_agent\", \"last_seen_at\", \"expires_at\", \"created_at\"}]"),
    NULL,
};

static const tt_error *run_list(tt_ctl *ctl)
{
    return tt_ctl_list_of_user(ctl, &tt_query_ctl_session_list);
}

const tt_command tt_command_session_list = {
    "session list", TT_COMMAND_USAGE(list_options, NULL), "list who is signed in", run_list, list_details,
};

static const tt_option end_options[] = {
    { "user", "EMAIL", 0, "whose sessions: e-mail address or id; goes with --all" },
    { "all", NULL, 0, "every session of the user" },
    TT_JSON_OPTION,
    TT_DATABASE_OPTIONS,
};

static const char *const end_details[] = {
    "Give the ID that `ttctl session list` shows, or --user EMAIL --all.",
    TT_JSON_SHAPE("{\"ended\": 2}, how many."),
    NULL,
};

static const tt_error *print_ended(tt_ctl *ctl, int n)
{
    printf("{\"ended\":%d}\n", n);
    return tt_stdout_flush(ctl->pool);
}

static const tt_error *end_all(tt_ctl *ctl, const char *name)
{
    tt_ctl_user user = { 0 };
    PGresult *res;

    TT_TRY(tt_ctl_connect(ctl));
    TT_TRY(tt_ctl_user_find(ctl, name, &user));
    TT_TRY(tt_ctl_begin(ctl, user.id));
    TT_TRY(tt_ctl_query(ctl, &tt_query_ctl_session_end_all, 1, &user.id, &res));
    TT_TRY(tt_ctl_commit(ctl));
    if (ctl->json)
        return print_ended(ctl, PQntuples(res));
    tt_outcome(ctl, "%d session%s of %s ended", PQntuples(res), PQntuples(res) == 1 ? "" : "s",
               user.email ? user.email : user.id);
    return NULL;
}

static const tt_error *end_one(tt_ctl *ctl, const char *id)
{
    const char *values[2];
    PGresult *res;

    if (strspn(id, "0123456789") != strlen(id) || !*id || strlen(id) > 18)
        return tt_usage_error(ctl->pool, "ID is the number that `ttctl session list` shows, not '%s'", id);
    TT_TRY(tt_ctl_connect(ctl));
    TT_TRY(tt_ctl_query(ctl, &tt_query_ctl_session_find, 1, &id, &res));
    if (!PQntuples(res))
        return tt_refuse(ctl->pool, "there is no session %s", id);
    values[0] = PQgetvalue(res, 0, 0);
    values[1] = id;
    TT_TRY(tt_ctl_begin(ctl, values[0]));
    TT_TRY(tt_ctl_query(ctl, &tt_query_ctl_session_end, 2, values, &res));
    TT_TRY(tt_ctl_commit(ctl));
    if (ctl->json)
        return print_ended(ctl, PQntuples(res));
    tt_outcome(ctl, "session %s ended", id);
    return NULL;
}

static const tt_error *run_end(tt_ctl *ctl)
{
    const char *id = ctl->options.argument, *user = tt_option_value(&ctl->options, "user");
    bool all = tt_option_value(&ctl->options, "all") != NULL;

    if (id ? user || all : !user || !all)
        return tt_usage_error(ctl->pool, "give the ID of a session, or --user EMAIL --all");
    return id ? end_one(ctl, id) : end_all(ctl, user);
}

const tt_command tt_command_session_end = {
    "session end",
    { .options = end_options, .noptions = TT_COUNT(end_options), .argument = "ID", .may_lack = true },
    "end a session at once, or all of a user",
    run_end,
    end_details,
};

static const tt_option rotate_options[] = { TT_JSON_OPTION, TT_DATABASE_OPTIONS };

static const char *const rotate_details[] = {
    "To be run as the owner of the database. The key before it opens the cookies of sign-ins under way for ten"
    " minutes more;"
    " sessions stay as they are.",
    TT_JSON_SHAPE("{\"id\"} of the new key."),
    NULL,
};

static const tt_error *run_rotate(tt_ctl *ctl)
{
    PGresult *res;

    TT_TRY(tt_ctl_connect(ctl));
    TT_TRY(tt_ctl_begin(ctl, ""));
    TT_TRY(tt_ctl_query(ctl, &tt_query_ctl_seal_key_rotate, 0, NULL, &res));
    TT_TRY(tt_ctl_commit(ctl));
    if (ctl->json)
        return tt_row_print(ctl, res, 0);
    tt_outcome(ctl,
               "key %s seals the cookies of sign-ins from now on; the one before it opens them for ten minutes more",
               PQgetvalue(res, 0, 0));
    return NULL;
}

const tt_command tt_command_seal_key_rotate = {
    "seal-key rotate", TT_COMMAND_USAGE(rotate_options, NULL), "make a new key for the cookies of sign-ins", run_rotate,
    rotate_details,
};
