/* resource.c -- what follows from a declaration alone. */
#include "api/resource.h"


const tt_resource *tt_resource_find(const char *name)
{
    for (const tt_resource *const *r = tt_resources; *r; r++)
        if (!strcmp((*r)->name, name))
            return *r;
    return NULL;
}

int tt_field_find(const tt_field *fields, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (!strcmp(fields[i].name, name) || (fields[i].alias && !strcmp(fields[i].alias, name)))
            return i;
    return -1;
}

bool tt_resource_has_version(const tt_resource *r)
{
    return tt_field_find(r->fields, r->nfields, "version") >= 0;
}

bool tt_op_writes(const tt_op *op)
{
    return op->verb == TT_INSERT || op->verb == TT_MODIFY || op->verb == TT_REMOVE || op->verb == TT_CALL;
}

const char *tt_op_methods(const tt_op *op)
{
    switch (op->verb) {
    case TT_LIST:
    case TT_GET:
    case TT_RUN:    return "GET";
    case TT_MODIFY: return "PUT, PATCH";
    case TT_REMOVE: return "DELETE";
    case TT_INSERT:
    case TT_CALL:   return "POST";
    }
    return "";
}

const char *tt_op_path(const tt_resource *r, const tt_op *op)
{
    bool one = op->verb == TT_GET || op->verb == TT_MODIFY || op->verb == TT_REMOVE;

    if (op->path)
        return op->path;
    return one && !r->singleton ? "{id}" : "";
}

int tt_op_status(const tt_op *op)
{
    if (op->status)
        return op->status;
    if (op->verb == TT_REMOVE || (op->verb == TT_CALL && op->result == TT_RESULT_NOTHING))
        return 204;
    return op->verb == TT_INSERT ? 201 : 200;
}

const tt_field *tt_op_fields(const tt_resource *r, const tt_op *op, int *n, unsigned *flag)
{
    *flag = op->verb == TT_INSERT ? TT_CREATE : op->verb == TT_MODIFY ? TT_UPDATE : 0;
    if (*flag) {
        *n = r->nfields;
        return r->fields;
    }
    *n = op->nargs;
    return op->args;
}

bool tt_word_in(const char *words, const char *s, size_t n)
{
    while (words && *words) {
        const char *end = strchrnul(words, '|');

        if ((size_t)(end - words) == n && !memcmp(words, s, n))
            return true;
        words = *end ? end + 1 : end;
    }
    return false;
}

static bool hex_digits(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strchr("0123456789abcdefABCDEF", s[i]))
            return false;
    return true;
}

static bool valid_color(const char *s, size_t n)
{
    return n == 7 && *s == '#' && hex_digits(s + 1, 6);
}

static bool valid_currency(const char *s, size_t n)
{
    return n == 3 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

/* One @ with something on both sides and no blanks: whether mail arrives there, only mail can tell. */
static bool valid_email(const char *s, size_t n)
{
    const char *at = memchr(s, '@', n);

    return at && at > s && at < s + n - 1 && !memchr(at + 1, '@', (size_t)(s + n - at - 1)) && strcspn(s, " \t\r\n<>\",;") == n;
}

/* The form only; that the zone is there is the database's to say (time_zones). */
static bool valid_zone(const char *s, size_t n)
{
    return n > 0 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") == n;
}

/* A name stands on one line; text that only a terminal or a bidirectional override can see has no place in it. */
static bool valid_line(const char *s, size_t n)
{
    bool only_blanks = true;

    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
            return false;
        only_blanks = only_blanks && s[i] == ' ';
    }
    return !only_blanks;
}

const tt_format tt_format_color = { "a color such as #3b82f6", "^#[0-9a-fA-F]{6}$", valid_color };
const tt_format tt_format_currency = { "an ISO 4217 code such as EUR", "^[A-Z]{3}$", valid_currency };
const tt_format tt_format_email = { "a mail address", "^[^@\\\\s]+@[^@\\\\s]+$", valid_email };
const tt_format tt_format_zone = { "an IANA time zone such as Europe/Berlin", "^[A-Za-z0-9_+/-]+$", valid_zone };
const tt_format tt_format_line = { "one line of text", "^[^\\\\u0000-\\\\u001f\\\\u007f]*[^\\\\u0000- \\\\u007f][^\\\\u0000-\\\\u001f\\\\u007f]*$", valid_line };
