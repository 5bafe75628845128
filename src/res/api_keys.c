/* api_keys.c -- keys for tools.  They are made, rotated and revoked by a person in a browser, never by another key. */
#include "api/call.h"
#include "api/rows.h"
#include "api/scope.h"
#include "auth/apikey.h"
#include "base/hex.h"
#include "base/json_write.h"
#include "base/secret.h"

static const tt_field fields[] = {
    TT_FIELD_ID,
    { "name", TT_TEXT, TT_UPDATE | TT_SEARCH | TT_SORT, 1, 100, "what it is for", .format = &tt_format_line,
      .example = "Spreadsheet" },
    { "prefix", TT_TEXT, 0, 11, 11, "its first characters, to tell it by" },
    { "scopes", TT_TEXTS, 0, 1, 50, "what it may do" },
    { "expires_at", TT_TIME, TT_NULLABLE, .doc = "when it ends; null = never" },
    { "ip_allow", TT_TEXTS, TT_NULLABLE, 1, 50, "networks it may be used from; null = any" },
    { "last_used_at", TT_TIME, TT_NULLABLE, .doc = "when it was last used, to the minute" },
    { "last_used_ip", TT_TEXT, TT_NULLABLE, 2, 45, "from where" },
    { "rotated_at", TT_TIME, TT_NULLABLE, .doc = "when it last got a new secret" },
    { "previous_prefix", TT_TEXT, TT_NULLABLE, 11, 11, "of the secret before, while that is still good" },
    { "previous_expires_at", TT_TIME, TT_NULLABLE, .doc = "until when that is" },
    { "revoked_at", TT_TIME, TT_NULLABLE, .doc = "when the operator revoked it" },
    TT_FIELDS_STAMPS,
};

enum { DAYS_MAX = 36500 };

#define DAYS_DEFAULT "90"

/* Of the new secret; first, so that a check finds them. */
#define SECRET_ARGS                                                                                                    \
    { "prefix", TT_TEXT, TT_FILLED, .doc = "first characters of the secret" },                                         \
    {                                                                                                                  \
        "hash", TT_TEXT, TT_FILLED, .doc = "SHA-256 of it"                                                             \
    }

enum { PREFIX, HASH, GRANTABLE, EXPIRES_AT, EXPIRES_IN_DAYS };

static const tt_field create_args[] = {
    SECRET_ARGS,
    { "grantable", TT_TEXTS, TT_FILLED, .doc = "scopes that any user may hold" },
    { "expires_at", TT_TIME, TT_NULLABLE, .doc = "when it ends; null = never; in 90 days unless given" },
    { "expires_in_days", TT_INT, 0, 1, DAYS_MAX, "the same as a number of days" },
    { "name", TT_TEXT, TT_REQUIRED, 1, 100, "what it is for", .format = &tt_format_line, .example = "Spreadsheet" },
    { "scopes", TT_TEXTS, TT_REQUIRED, 1, 50, "what it may do", .example = "read:time_entries|read:reports" },
    { "ip_allow", TT_TEXTS, TT_NULLABLE, 1, 50, "networks it may be used from, like 192.0.2.0/24; any unless given" },
};

static const tt_field rotate_args[] = {
    SECRET_ARGS,
    { "overlap_hours", TT_INT, 0, 0, 24, "how long the old secret stays good; 0 unless given", .example = "1" },
    { "expires_in_days", TT_INT, 0, 1, DAYS_MAX, "days until it ends; as long as it was made for unless given" },
};

static void fill(tt_call *c, int arg, const char *value)
{
    c->args.value[arg] = value;
    c->args.set |= (uint64_t)1 << arg;
}

/* Draws the secret; the database gets its hash. */
static const tt_error *draw(tt_call *c)
{
    unsigned char hash[TT_SHA256];

    TT_TRY(tt_apikey_make(c->pool, &c->secret));
    TT_TRY(tt_sha256(c->pool, c->secret, TT_APIKEY_LENGTH, hash));
    fill(c, PREFIX, apr_pstrmemdup(c->pool, c->secret, TT_APIKEY_PREFIX));
    fill(c, HASH, tt_hex_bytea(c->pool, hash, sizeof hash));
    return NULL;
}

static const tt_error *prepare(tt_call *c)
{
    tt_buf scopes;

    TT_TRY(draw(c));
    tt_buf_init(&scopes, c->pool, 512, 1 << 14);
    for (const char *const *scope = tt_scopes(c->pool); *scope; scope++)
        tt_buf_printf(&scopes, "%c%s", scopes.n ? ',' : '{', *scope);
    tt_buf_putc(&scopes, '}');
    fill(c, GRANTABLE, tt_buf_text(&scopes));
    if (!(c->args.set >> EXPIRES_AT & 1) && !(c->args.set >> EXPIRES_IN_DAYS & 1))
        fill(c, EXPIRES_IN_DAYS, DAYS_DEFAULT);
    return tt_buf_check(&scopes, "scopes");
}

/* {"api_key": {...}, "key": "tt_..."} */
static void write_with_secret(tt_call *c, const PGresult *rows, tt_buf *out)
{
    extern const tt_resource tt_api_keys;

    tt_buf_puts(out, "{\"api_key\":");
    tt_row_json(out, tt_columns_of(c->pool, &tt_api_keys), rows, 0);
    tt_json_member(out, "key", c->secret);
    tt_buf_putc(out, '}');
}

static const tt_op ops[] = {
    { "list", TT_LIST, "read:api_keys", "List API keys", .session_only = true },
    { "create", TT_CALL, "write:api_keys", "Make an API key; the answer is the only place where the key is shown",
      .path = "", .sql = "api_key_create", .args = create_args, .nargs = TT_COUNT(create_args), .status = 201,
      .check = prepare, .write = write_with_secret, .session_only = true },
    { "get", TT_GET, "read:api_keys", "Read one API key, without its secret", .session_only = true },
    { "update", TT_MODIFY, "write:api_keys", "Rename an API key", .session_only = true },
    { "delete", TT_REMOVE, "write:api_keys", "Revoke an API key at once", .session_only = true },
    { "rotate", TT_CALL, "write:api_keys", "Give an API key a new secret", .path = "{id}/rotate",
      .sql = "api_key_rotate", .args = rotate_args, .nargs = TT_COUNT(rotate_args), .check = draw,
      .write = write_with_secret, .session_only = true },
};

TT_RESOURCE(api_keys, .one = "api_key", .path = "api-keys", .view = "v_api_keys", .table = "api_keys", .order = "name",
            .doc = "Keys for tools that act for the caller");
