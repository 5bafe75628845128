/* keys.c -- ttctl key create, key list, key revoke. */
#include "api/scope.h"
#include "auth/apikey.h"
#include "base/secret.h"
#include "base/buf.h"
#include "base/hex.h"
#include "base/json_write.h"
#include "base/utf8.h"
#include "ctl/database.h"
#include "ctl/list.h"
#include "ctl/users.h"

enum { DAYS_DEFAULT = 90, DAYS_MAX = 36500, NAME_MAX_CHARACTERS = 100, SCOPES_MAX_BYTES = 1 << 16 };

/* Beside those that operations ask for; only administrators can hold them. */
static const char *const wildcards[] = { "*", "admin:all", "read:*", "write:*" };

static const tt_option create_options[] = {
    { "user", "EMAIL", TT_OPTION_REQUIRED, "whose key it is: e-mail address or id" },
    { "name", "N", TT_OPTION_REQUIRED, "what it is for, 1 to 100 characters" },
    { "scopes", "S", TT_OPTION_REQUIRED, "what it may do, like read:clients,write:time_entries, or all" },
    { "days", "D", 0, "days until it expires, 90 by default; 0 or never = it does not" },
    TT_JSON_OPTION,
    TT_DATABASE_OPTIONS,
};

static const char *const create_details[] = {
    "The key is shown this once; only its hash is kept.",
    TT_JSON_SHAPE("{\"id\", \"expires_at\", \"name\", \"prefix\", \"scopes\": [], \"user_id\", \"key\"}"),
    NULL,
};

/* Scopes as a set over those a user may hold. */
typedef struct {
    apr_pool_t *pool;
    apr_array_header_t *known; /* of const char * */
    bool *chosen;
} scope_set;

static void make_set(scope_set *s, apr_pool_t *p, bool is_admin)
{
    s->pool = p;
    s->known = apr_array_make(p, 32, sizeof(const char *));
    for (const char *const *scope = tt_scopes(p); *scope; scope++)
        APR_ARRAY_PUSH(s->known, const char *) = *scope;
    for (int i = 0; is_admin && i < TT_COUNT(wildcards); i++)
        APR_ARRAY_PUSH(s->known, const char *) = wildcards[i];
    s->chosen = apr_pcalloc(p, (apr_size_t)s->known->nelts * sizeof *s->chosen);
}

static bool is_wildcard(const char *word)
{
    for (int i = 0; i < TT_COUNT(wildcards); i++)
        if (!strcmp(wildcards[i], word))
            return true;
    return false;
}

static const tt_error *choose(scope_set *s, const char *word)
{
    bool all = !strcmp(word, "all"), found = all;

    for (int i = 0; i < s->known->nelts; i++)
        if (all || !strcmp(APR_ARRAY_IDX(s->known, i, const char *), word))
            s->chosen[i] = found = true;
    if (found)
        return NULL;
    if (is_wildcard(word))
        return tt_refuse(s->pool, "the scope '%s' is for administrators", word);
    return tt_refuse(s->pool, "unknown scope '%s'; known are all, %s", word, apr_array_pstrcat(s->pool, s->known, ','));
}

/* "a,b" -> "{a,b}", each once, in the order of the known ones. */
static const tt_error *read_scopes(scope_set *s, const char *text, const char **array)
{
    tt_buf b;

    for (;;) {
        size_t n = strcspn(text, ",");

        TT_TRY(choose(s, tt_trimmed(s->pool, text, n)));
        if (!text[n])
            break;
        text += n + 1;
    }
    tt_buf_init(&b, s->pool, 256, SCOPES_MAX_BYTES);
    for (int i = 0; i < s->known->nelts; i++)
        if (s->chosen[i]) {
            tt_buf_putc(&b, b.n ? ',' : '{');
            tt_buf_puts(&b, APR_ARRAY_IDX(s->known, i, const char *));
        }
    tt_buf_putc(&b, '}');
    *array = tt_buf_text(&b);
    return tt_buf_check(&b, "scopes");
}

/* *DAYS = NULL for ever. */
static const tt_error *read_days(tt_ctl *ctl, const char **days)
{
    const char *text = tt_option_value(&ctl->options, "days");
    long n = DAYS_DEFAULT;

    if (text && !strcmp(text, "never"))
        n = 0;
    else if (text) {
        n = strtol(text, NULL, 10);
        if (strspn(text, "0123456789") != strlen(text) || n > DAYS_MAX)
            return tt_usage_error(ctl->pool, "--days is a number up to %d, or never; not '%s'", DAYS_MAX, text);
    }
    *days = n ? apr_ltoa(ctl->pool, n) : NULL;
    return NULL;
}

static const tt_error *read_name(tt_ctl *ctl, const char **name)
{
    size_t characters = 0;

    *name = tt_option_value(&ctl->options, "name");
    if (!tt_utf8_valid(*name, strlen(*name), &characters) || characters > NAME_MAX_CHARACTERS)
        return tt_usage_error(ctl->pool, "--name has 1 to %d characters in UTF-8", NAME_MAX_CHARACTERS);
    return NULL;
}

static const tt_error *insert_key(tt_ctl *ctl, const tt_ctl_user *user, const char *const *values, PGresult **res)
{
    TT_TRY(tt_ctl_begin(ctl, user->id));
    TT_TRY(tt_ctl_query(ctl, &tt_query_ctl_key_add, 6, values, res));
    return tt_ctl_commit(ctl);
}

static const tt_error *print_key(tt_ctl *ctl, const tt_ctl_user *user, const PGresult *res, const char *key)
{
    tt_buf b;

    tt_buf_init(&b, ctl->pool, 1024, SCOPES_MAX_BYTES);
    tt_row_put(&b, res, 0);
    tt_json_key(&b, "user_id");
    tt_buf_puts(&b, user->id);
    tt_json_member(&b, "key", key);
    tt_buf_puts(&b, "}\n");
    return tt_print(ctl, &b);
}

static const tt_error *run_create(tt_ctl *ctl)
{
    apr_pool_t *p = ctl->pool;
    const char *name, *days = NULL, *scopes, *key, *expires;
    unsigned char hash[TT_SHA256];
    tt_ctl_user user;
    scope_set set;
    PGresult *res;

    TT_TRY(read_name(ctl, &name));
    TT_TRY(read_days(ctl, &days));
    TT_TRY(tt_ctl_connect(ctl));
    TT_TRY(tt_ctl_user_find(ctl, tt_option_value(&ctl->options, "user"), &user));
    make_set(&set, p, user.is_admin);
    TT_TRY(read_scopes(&set, tt_option_value(&ctl->options, "scopes"), &scopes));
    TT_TRY(tt_apikey_make(p, &key));
    TT_TRY(tt_sha256(p, key, TT_APIKEY_LENGTH, hash));
    TT_TRY(insert_key(ctl, &user,
                      (const char *const[]){ user.id, name, apr_pstrmemdup(p, key, TT_APIKEY_PREFIX),
                                             tt_hex_bytea(p, hash, TT_SHA256), scopes, days },
                      &res));
    if (ctl->json)
        return print_key(ctl, &user, res, key);
    puts(key);
    expires = tt_ctl_value(res, 0, 1);
    tt_outcome(ctl, "key %s of %s, %s%s, for %s; it is shown this once", PQgetvalue(res, 0, 0),
               user.email ? user.email : user.id, expires ? "valid until " : "valid for ever", expires ? expires : "",
               apr_pstrmemdup(p, scopes + 1, strlen(scopes) - 2));
    return tt_stdout_flush(p);
}

const tt_command tt_command_key_create = {
    "key create", TT_COMMAND_USAGE(create_options, NULL), "make an API key and print it", run_create, create_details,
};

static const tt_option list_options[] = {
    { "user", "EMAIL", 0, "only the keys of this user: e-mail address or id" },
    TT_JSON_OPTION,
    TT_DATABASE_OPTIONS,
};

static const char *const list_details[] = {
    TT_LIST_DETAILS,
    TT_JSON_SHAPE(
        "[{\"id\", \"user\", \"name\", \"prefix\", \"scopes\": [], \"expires_at\", \"last_used_at\", \"revoked_at\","
        " \"previous_prefix\", \"previous_expires_at\"}]"),
    NULL,
};

static const tt_error *run_list(tt_ctl *ctl)
{
    return tt_ctl_list_of_user(ctl, &tt_query_ctl_key_list);
}

const tt_command tt_command_key_list = {
    "key list",   TT_COMMAND_USAGE(list_options, NULL), "list the API keys, revoked and expired ones too", run_list,
    list_details,
};

static const tt_option revoke_options[] = { TT_JSON_OPTION, TT_DATABASE_OPTIONS };

static const char *const revoke_details[] = {
    "ID is the number that `ttctl key list` shows.",
    TT_JSON_SHAPE("{\"id\", \"changed\"}"),
    NULL,
};

static const tt_error *revoke_now(tt_ctl *ctl, const char *user_id, const char *id)
{
    const char *const values[] = { user_id, id };
    PGresult *res;

    TT_TRY(tt_ctl_begin(ctl, user_id));
    TT_TRY(tt_ctl_query(ctl, &tt_query_ctl_key_revoke, 2, values, &res));
    return tt_ctl_commit(ctl);
}

static const tt_error *run_revoke(tt_ctl *ctl)
{
    const char *id = ctl->options.argument;
    PGresult *res;
    bool live;

    if (strspn(id, "0123456789") != strlen(id) || !*id || strlen(id) > 18)
        return tt_usage_error(ctl->pool, "ID is the number that `ttctl key list` shows, not '%s'", id);
    TT_TRY(tt_ctl_connect(ctl));
    TT_TRY(tt_ctl_query(ctl, &tt_query_ctl_key_find, 1, &id, &res));
    if (!PQntuples(res))
        return tt_refuse(ctl->pool, "there is no key %s", id);
    live = *PQgetvalue(res, 0, 2) != 't';
    if (live)
        TT_TRY(revoke_now(ctl, PQgetvalue(res, 0, 0), id));
    if (ctl->json)
        return tt_changed_print(ctl, id, live);
    tt_outcome(ctl, live ? "key %s, %s, is revoked" : "key %s, %s, was revoked before", id, PQgetvalue(res, 0, 1));
    return NULL;
}

const tt_command tt_command_key_revoke = {
    "key revoke", TT_COMMAND_USAGE(revoke_options, "ID"), "revoke an API key at once", run_revoke, revoke_details,
};
