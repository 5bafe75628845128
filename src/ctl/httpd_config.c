/* httpd_config.c -- see httpd_config.h.
 * The lines are read as httpd's core reads them (server/util.c, ap_cfg_getline and ap_getword_conf).  Included files
 * wait on a stack of our own, so that a file that includes itself ends with a message. */

/* Before banned.h, because they use names that it forbids. */
#include <apr_env.h>
#include <apr_file_info.h>
#include <apr_hash.h>
#include <apr_lib.h>
#include <apr_user.h>
#include <glob.h>
#include <unistd.h>

#include "ctl/httpd_config.h"

#include "base/buf.h"
#include "ctl/command.h"
#include "ctl/sql_file.h"

enum { MAX_DEPTH = 20, MAX_FILES = 10000, MAX_LINE = 1 << 16 };

/* A file under way, or one that waits. */
typedef struct {
    const char *path;
    const char *at; /* what is left of its text; NULL = not opened yet */
    int line;       /* of the last line read */
    int depth;
} source;

typedef struct {
    apr_pool_t *pool;
    apr_array_header_t *sources; /* of source; the last is the one being read */
    int nfiles;
    const char *root;
    apr_hash_t *defines;
    apr_array_header_t *sections; /* of bool: the open <IfDefine>, whether each holds */
    const char *const *names;     /* what is looked for, NULL-terminated */
    apr_array_header_t *found;    /* of tt_httpd_directive */
    int nhosts, host;             /* how many <VirtualHost> were met; the one that is open, 0 = none */
} reader;

static source *top(reader *r)
{
    return r->sources->nelts ? &APR_ARRAY_IDX(r->sources, r->sources->nelts - 1, source) : NULL;
}

static const char *place(const reader *r, const source *s)
{
    return apr_psprintf(r->pool, "%s:%d", s->path, s->line);
}

static apr_status_t free_glob(void *found)
{
    globfree(found);
    return APR_SUCCESS;
}

/* Puts what matches PATTERN on the stack, so that the first is read first; *N is their number. */
static const tt_error *push(reader *r, const char *pattern, int depth, size_t *n)
{
    glob_t *found = apr_pcalloc(r->pool, sizeof *found);

    if (depth > MAX_DEPTH)
        return tt_refuse(r->pool, "%s: files are included more than %d deep", pattern, MAX_DEPTH);
    if (r->nfiles > MAX_FILES)
        return tt_refuse(r->pool, "%s: more than %d files are included", pattern, MAX_FILES);
    apr_pool_cleanup_register(r->pool, found, free_glob, apr_pool_cleanup_null);
    if (glob(pattern, 0, NULL, found) == GLOB_NOSPACE)
        return tt_error_internal(r->pool, "no memory");
    for (size_t i = found->gl_pathc; i > 0; i--)
        APR_ARRAY_PUSH(r->sources, source) =
            (source){ .path = apr_pstrdup(r->pool, found->gl_pathv[i - 1]), .depth = depth };
    *n = found->gl_pathc;
    return NULL;
}

/* Reads S, the file on top of the stack; a folder gives way to what is in it. */
static const tt_error *open_top(reader *r, source *s)
{
    const char *path = s->path;
    int depth = s->depth;
    apr_finfo_t info;
    size_t n;

    r->nfiles++;
    if (apr_stat(&info, path, APR_FINFO_TYPE, r->pool) == APR_SUCCESS && info.filetype == APR_DIR) {
        r->sources->nelts--;
        return push(r, apr_pstrcat(r->pool, path, "/*", NULL), depth + 1, &n);
    }
    return tt_text_read(r->pool, path, &s->at);
}

/* The next line, continued lines joined, white space around it gone; NULL at the end of the file. */
static const char *next_line(reader *r, source *s)
{
    tt_buf b;

    if (!*s->at)
        return NULL;
    tt_buf_init(&b, r->pool, 256, MAX_LINE);
    for (;;) {
        size_t n = strcspn(s->at, "\n"), kept = n;
        bool continued;

        if (kept && s->at[kept - 1] == '\r')
            kept--;
        continued = kept && s->at[kept - 1] == '\\' && s->at[n];
        tt_buf_put(&b, s->at, kept - continued);
        s->at += n + (s->at[n] == '\n');
        s->line++;
        if (!continued)
            break;
    }
    return tt_trimmed(r->pool, tt_buf_text(&b), b.n);
}

static const char *lookup(const reader *r, const char *name)
{
    const char *defined = apr_hash_get(r->defines, name, APR_HASH_KEY_STRING);
    char *environment = NULL;

    if (defined)
        return defined;
    return apr_env_get(&environment, name, r->pool) == APR_SUCCESS ? environment : NULL;
}

/* LINE with each ${NAME} that is known replaced; the others stay, as in httpd. */
static const char *expand(const reader *r, const char *line)
{
    tt_buf b;
    const char *open, *close;

    tt_buf_init(&b, r->pool, 256, MAX_LINE);
    while ((open = strstr(line, "${")) && (close = strchr(open, '}'))) {
        const char *value = lookup(r, apr_pstrmemdup(r->pool, open + 2, (apr_size_t)(close - open - 2)));

        tt_buf_put(&b, line, (size_t)(open - line));
        if (value)
            tt_buf_puts(&b, value);
        else
            tt_buf_put(&b, open, (size_t)(close + 1 - open));
        line = close + 1;
    }
    tt_buf_puts(&b, line);
    return tt_buf_text(&b);
}

/* The next word of *LINE: up to white space, or in quotes, where the quote and the backslash are escaped by a
 * backslash. */
static const char *next_word(apr_pool_t *p, const char **line)
{
    const char *s = *line;
    char quote = *s == '"' || *s == '\'' ? *s++ : 0;
    char *word = apr_palloc(p, strlen(s) + 1), *to = word;

    while (*s && (quote ? *s != quote : !apr_isspace(*s))) {
        if (*s == '\\' && (s[1] == '\\' || (quote && s[1] == quote)))
            s++;
        *to++ = *s++;
    }
    *to = 0;
    if (quote && *s == quote)
        s++;
    while (apr_isspace(*s))
        s++;
    *line = s;
    return word;
}

static const tt_error *include(reader *r, const source *s, const char *args, bool optional)
{
    const char *where = place(r, s), *word = next_word(r->pool, &args);
    bool wild = strpbrk(word, "*?[") != NULL;
    const char *pattern = *word == '/' ? word : apr_pstrcat(r->pool, r->root, "/", word, NULL);
    size_t n = 0;

    TT_TRY(push(r, pattern, s->depth + 1, &n));
    if (!n && !optional)
        return tt_refuse(r->pool, "%s: Include %s: there is no such file%s", where, word, wild ? "s" : "");
    return NULL;
}

static void take_wanted(reader *r, const source *s, const char *name, const char *args)
{
    for (const char *const *wanted = r->names; *wanted; wanted++)
        if (!strcasecmp(name, *wanted)) {
            tt_httpd_directive d = { .name = *wanted, .where = place(r, s), .host = r->host };

            d.value = next_word(r->pool, &args);
            d.rest = args;
            APR_ARRAY_PUSH(r->found, tt_httpd_directive) = d;
        }
}

/* <IfDefine NAME>, <IfDefine !NAME>. */
static void open_section(reader *r, const char *args)
{
    const char *name = apr_pstrmemdup(r->pool, args, strcspn(args, "> \t"));
    bool negated = *name == '!';

    APR_ARRAY_PUSH(r->sections, bool) = !apr_hash_get(r->defines, name + negated, APR_HASH_KEY_STRING) == negated;
}

static bool is_skipped(const reader *r)
{
    for (int i = 0; i < r->sections->nelts; i++)
        if (!APR_ARRAY_IDX(r->sections, i, bool))
            return true;
    return false;
}

static const tt_error *take_line(reader *r, const source *s, const char *line)
{
    const char *args, *word;

    if (*line == '#' || !*line)
        return NULL;
    args = expand(r, line);
    word = next_word(r->pool, &args);
    if (!strcasecmp(word, "<IfDefine"))
        open_section(r, args);
    else if (!strcasecmp(word, "</IfDefine>"))
        apr_array_pop(r->sections);
    else if (is_skipped(r))
        return NULL;
    else if (!strcasecmp(word, "Include"))
        return include(r, s, args, false);
    else if (!strcasecmp(word, "IncludeOptional"))
        return include(r, s, args, true);
    else if (!strcasecmp(word, "<VirtualHost"))
        r->host = ++r->nhosts;
    else if (!strcasecmp(word, "</VirtualHost>"))
        r->host = 0;
    else if (!strcasecmp(word, "ServerRoot"))
        r->root = next_word(r->pool, &args);
    else if (!strcasecmp(word, "Define") && *(word = next_word(r->pool, &args)))
        apr_hash_set(r->defines, word, APR_HASH_KEY_STRING, next_word(r->pool, &args));
    else if (!strcasecmp(word, "UnDefine"))
        apr_hash_set(r->defines, next_word(r->pool, &args), APR_HASH_KEY_STRING, NULL);
    else
        take_wanted(r, s, word, args);
    return NULL;
}

const char *tt_folder_of(apr_pool_t *p, const char *file)
{
    const char *slash = strrchr(file, '/');

    return !slash ? "." : slash == file ? "/" : apr_pstrmemdup(p, file, (apr_size_t)(slash - file));
}

const tt_error *tt_httpd_read(apr_pool_t *p, const char *file, const char *const *names, apr_array_header_t **found)
{
    reader r = { .pool = p,
                 .root = tt_folder_of(p, file),
                 .defines = apr_hash_make(p),
                 .sources = apr_array_make(p, 16, sizeof(source)),
                 .sections = apr_array_make(p, 8, sizeof(bool)),
                 .names = names,
                 .found = apr_array_make(p, 32, sizeof(tt_httpd_directive)) };
    source *s;

    APR_ARRAY_PUSH(r.sources, source) = (source){ .path = file };
    while ((s = top(&r))) {
        const char *line;

        if (!s->at) {
            TT_TRY(open_top(&r, s));
            continue;
        }
        line = next_line(&r, s);
        if (line)
            TT_TRY(take_line(&r, s, line));
        else
            r.sources->nelts--;
    }
    *found = r.found;
    return NULL;
}

const tt_httpd_directive *tt_httpd_find(const apr_array_header_t *found, int host, const char *name)
{
    const tt_httpd_directive *main_one = NULL, *own = NULL;

    for (int i = 0; i < found->nelts; i++) {
        const tt_httpd_directive *d = &APR_ARRAY_IDX(found, i, tt_httpd_directive);

        if (strcasecmp(d->name, name) != 0)
            continue;
        if (d->host == host)
            own = d;
        else if (!d->host)
            main_one = d;
    }
    return own ? own : main_one;
}

const tt_error *tt_httpd_value(apr_pool_t *p, const tt_httpd_directive *d, const char **value)
{
    if (*d->rest)
        return tt_refuse(p, "%s: %s takes one value; put it in quotes", d->where, d->name);
    if (strstr(d->value, "${"))
        return tt_refuse(p, "%s: %s uses a ${NAME} that is neither defined nor in the environment", d->where, d->name);
    *value = d->value;
    return NULL;
}

static bool is_user(apr_pool_t *p, const char *name)
{
    apr_uid_t user;
    apr_gid_t group;

    return !apr_uid_get(&user, &group, name, p);
}

/* Debian's apache2.conf says ${APACHE_RUN_USER}, which only its envvars knows. */
const char *tt_httpd_user(apr_pool_t *p, const apr_array_header_t *found)
{
    static const char *const usual[] = { "www-data", "apache", "httpd", "wwwrun" };
    const tt_httpd_directive *d = found ? tt_httpd_find(found, 0, "User") : NULL;

    if (geteuid() != 0)
        return NULL;
    if (d && is_user(p, d->value))
        return apr_pstrdup(p, d->value);
    for (int i = 0; i < TT_COUNT(usual); i++)
        if (is_user(p, usual[i]))
            return usual[i];
    return NULL;
}

const tt_error *tt_httpd_dbd_params(apr_pool_t *p, const char *file, const char **params)
{
    static const char *const names[] = { "DBDParams", NULL };
    const tt_httpd_directive *first = NULL;
    apr_array_header_t *found;

    TT_TRY(tt_httpd_read(p, file, names, &found));
    for (int i = 0; i < found->nelts; i++) {
        const tt_httpd_directive *d = &APR_ARRAY_IDX(found, i, tt_httpd_directive);

        TT_TRY(tt_httpd_value(p, d, params));
        if (first && strcmp(first->value, d->value) != 0)
            return tt_refuse(p, "DBDParams differ between %s and %s; say with --database-url which database is meant",
                             first->where, d->where);
        first = d;
    }
    if (!first)
        return tt_refuse(p, "%s, with all it includes, has no DBDParams", file);
    return NULL;
}
