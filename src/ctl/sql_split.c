/* sql_split.c -- where a statement ends (sql_file.h); psql finds it by the same rules (src/fe_utils/psqlscan.l). */
#include <apr_lib.h>

#include "ctl/sql_file.h"

enum { MAX_WORDS = 4 }; /* looked at to tell CREATE OR REPLACE FUNCTION */

typedef struct {
    apr_pool_t *pool;
    apr_array_header_t *statements;
    const char *at;
    const char *start;   /* first word of the statement, or NULL */
    const char *counted; /* newlines before it are in `line` */
    int line;
    int parens;
    int blocks; /* BEGIN ATOMIC and CASE that are open */
    int nwords;
    bool creates; /* the statement began with CREATE [OR REPLACE] ... */
    bool routine; /* ... FUNCTION or PROCEDURE */
} scanner;

static bool is_word_start(char c)
{
    return apr_isalpha(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_word(char c)
{
    return is_word_start(c) || apr_isdigit(c) || c == '$';
}

/* After the text that ends with END, or at the end of all. */
static const char *after(const char *s, const char *end)
{
    const char *found = strstr(s, end);

    return found ? found + strlen(end) : s + strlen(s);
}

static const char *skip_comment(const char *s)
{
    int depth = 0;

    do {
        if (s[0] == '/' && s[1] == '*')
            depth++, s += 2;
        else if (s[0] == '*' && s[1] == '/')
            depth--, s += 2;
        else
            s++;
    } while (depth && *s);
    return s;
}

/* S is at the quote.  A doubled quote reads as two strings side by side, which is as good here. */
static const char *skip_quoted(const char *s, bool backslashes)
{
    char quote = *s++;

    while (*s && *s != quote)
        s += backslashes && *s == '\\' && s[1] ? 2 : 1;
    return *s ? s + 1 : s;
}

/* $$...$$ or $tag$...$tag$; a $ that opens none is a parameter or an operator. */
static const char *skip_dollar(scanner *z, const char *s)
{
    const char *end = s + 1;

    if (is_word_start(*end))
        while (is_word(*end) && *end != '$')
            end++;
    if (*end != '$')
        return s + 1;
    return after(end + 1, apr_pstrmemdup(z->pool, s, (apr_size_t)(end + 1 - s)));
}

static bool word_is(const char *s, size_t n, const char *word)
{
    return strlen(word) == n && !strncasecmp(s, word, n);
}

static void take_word(scanner *z, const char *s, size_t n)
{
    if (z->nwords == 0)
        z->creates = word_is(s, n, "create");
    else if (z->nwords < MAX_WORDS && z->creates && (word_is(s, n, "function") || word_is(s, n, "procedure")))
        z->routine = true;
    z->nwords++;
    if (!z->routine || z->parens)
        return;
    if (word_is(s, n, "begin") || (z->blocks && word_is(s, n, "case")))
        z->blocks++;
    else if (z->blocks && word_is(s, n, "end"))
        z->blocks--;
}

static const char *skip_word(scanner *z, const char *s)
{
    const char *end = s + 1;

    while (is_word(*end))
        end++;
    if (*end == '\'' && end == s + 1 && (*s == 'E' || *s == 'e'))
        return skip_quoted(end, true);
    take_word(z, s, (size_t)(end - s));
    return end;
}

static void finish(scanner *z, const char *end)
{
    tt_sql_statement statement;

    if (!z->start)
        return;
    for (; z->counted < z->start; z->counted++)
        z->line += *z->counted == '\n';
    statement = (tt_sql_statement){ apr_pstrmemdup(z->pool, z->start, (apr_size_t)(end - z->start)), z->line };
    APR_ARRAY_PUSH(z->statements, tt_sql_statement) = statement;
    z->start = NULL;
    z->parens = z->blocks = z->nwords = 0;
    z->creates = z->routine = false;
}

/* What is no part of a statement: white space and comments. */
static const char *skip_blank(const char *s)
{
    if (apr_isspace(*s))
        return s + 1;
    if (s[0] == '-' && s[1] == '-')
        return s + strcspn(s, "\n");
    if (s[0] == '/' && s[1] == '*')
        return skip_comment(s);
    return s;
}

static const char *skip_token(scanner *z, const char *s)
{
    switch (*s) {
    case '\'':
    case '"': return skip_quoted(s, false);
    case '$': return skip_dollar(z, s);
    case '(': z->parens++; return s + 1;
    case ')': z->parens -= z->parens > 0; return s + 1;
    default: return is_word_start(*s) ? skip_word(z, s) : apr_isdigit(*s) ? s + strspn(s, "0123456789_.") : s + 1;
    }
}

apr_array_header_t *tt_sql_split(apr_pool_t *p, const char *text)
{
    scanner z = {
        .pool = p, .statements = apr_array_make(p, 32, sizeof(tt_sql_statement)), .at = text, .counted = text, .line = 1
    };

    while (*z.at) {
        const char *next = skip_blank(z.at);

        if (next != z.at) {
            z.at = next;
            continue;
        }
        if (*z.at == ';' && !z.parens && !z.blocks) {
            finish(&z, z.at++);
            continue;
        }
        if (!z.start)
            z.start = z.at;
        z.at = skip_token(&z, z.at);
    }
    finish(&z, z.at);
    return z.statements;
}
