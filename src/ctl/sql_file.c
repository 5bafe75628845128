/* sql_file.c -- see sql_file.h. */

/* Before banned.h, because they use names that it forbids. */
#include <apr_file_io.h>
#include <apr_lib.h>
#include <openssl/evp.h>

#include "ctl/sql_file.h"

#include "ctl/database.h"

static const char *message_of(apr_pool_t *p, apr_status_t status)
{
    char text[256];

    return apr_pstrdup(p, apr_strerror(status, text, sizeof text));
}

static const tt_error *read_opened(apr_pool_t *p, apr_file_t *file, const char *path, const char **text)
{
    apr_finfo_t info;
    apr_size_t n = 0;
    char *bytes;
    apr_status_t status = apr_file_info_get(&info, APR_FINFO_SIZE | APR_FINFO_TYPE, file);

    if (status)
        return tt_refuse(p, "%s: %s", path, message_of(p, status));
    if (info.filetype == APR_DIR || info.size > TT_SQL_FILE_MAX)
        return tt_refuse(p, "%s: %s", path, info.filetype == APR_DIR ? "is a folder" : "is larger than 16 MiB");
    bytes = apr_palloc(p, (apr_size_t)info.size + 1);
    status = apr_file_read_full(file, bytes, (apr_size_t)info.size, &n);
    if (status && status != APR_EOF)
        return tt_refuse(p, "%s: %s", path, message_of(p, status));
    bytes[n] = 0;
    if (strlen(bytes) != n)
        return tt_refuse(p, "%s: there is a NUL byte in it", path);
    *text = bytes;
    return NULL;
}

const tt_error *tt_text_read(apr_pool_t *p, const char *path, const char **text)
{
    apr_file_t *file;
    apr_status_t status = apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BINARY, APR_FPROT_OS_DEFAULT, p);
    const tt_error *e;

    if (status)
        return tt_refuse(p, "%s: %s", path, message_of(p, status));
    e = read_opened(p, file, path, text);
    apr_file_close(file);
    return e;
}

static size_t word_length(const char *s)
{
    size_t n = 0;

    while (apr_isalpha(s[n]))
        n++;
    return n;
}

/* A COMMIT inside a file would make half of it stay when the rest fails. */
static bool controls_transaction(const char *statement)
{
    static const char *const words[] = { "begin", "start", "commit", "end", "rollback", "abort" };
    size_t n = word_length(statement);

    for (int i = 0; i < TT_COUNT(words); i++)
        if (strlen(words[i]) == n && !strncasecmp(statement, words[i], n))
            return true;
    return n == 7 && !strncasecmp(statement, "prepare", 7) && strcasestr(statement, "transaction") == statement + 8;
}

static const tt_error *check(apr_pool_t *p, const tt_sql_file *file)
{
    for (int i = 0; i < file->statements->nelts; i++) {
        const tt_sql_statement *s = &APR_ARRAY_IDX(file->statements, i, tt_sql_statement);

        if (controls_transaction(s->text))
            return tt_refuse(p, "%s:%d: %s: each file runs in a transaction of its own; take BEGIN and COMMIT out",
                             file->path, s->line, apr_pstrmemdup(p, s->text, word_length(s->text)));
    }
    return NULL;
}

static const tt_error *read_file(apr_pool_t *p, const char *path, tt_sql_file *out)
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned int n = 0;

    out->path = path;
    out->name = strrchr(path, '/') + 1;
    TT_TRY(tt_text_read(p, path, &out->text));
    if (!EVP_Digest(out->text, strlen(out->text), hash, &n, EVP_sha256(), NULL) || n != 32)
        return tt_error_internal(p, "OpenSSL has no SHA-256");
    for (unsigned int i = 0; i < n; i++)
        snprintf(out->checksum + (size_t)2 * i, 3, "%02x", hash[i]);
    out->statements = tt_sql_split(p, out->text);
    return check(p, out);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const tt_error *list_folder(apr_pool_t *p, const char *folder, apr_array_header_t *names)
{
    apr_dir_t *dir;
    apr_finfo_t info;
    apr_status_t status = apr_dir_open(&dir, folder, p);

    if (status)
        return tt_refuse(p, "%s: %s", folder, message_of(p, status));
    while (apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        size_t n = strlen(info.name);

        if (info.name[0] != '.' && n > 4 && !strcmp(info.name + n - 4, ".sql"))
            APR_ARRAY_PUSH(names, const char *) = apr_pstrdup(p, info.name);
    }
    apr_dir_close(dir);
    if (names->nelts)
        qsort(names->elts, (size_t)names->nelts, sizeof(const char *), by_name);
    return NULL;
}

const tt_error *tt_sql_folder(apr_pool_t *p, const char *folder, apr_array_header_t **files)
{
    apr_array_header_t *names = apr_array_make(p, 16, sizeof(const char *));

    *files = apr_array_make(p, 16, sizeof(tt_sql_file));
    TT_TRY(list_folder(p, folder, names));
    for (int i = 0; i < names->nelts; i++) {
        const char *path = apr_pstrcat(p, folder, "/", APR_ARRAY_IDX(names, i, const char *), NULL);

        TT_TRY(read_file(p, path, apr_array_push(*files)));
    }
    return NULL;
}

/* The line of an error: where PostgreSQL points at (counted in characters), or else where the statement begins. */
static int line_of(const tt_sql_statement *s, const PGresult *res)
{
    const char *position = PQresultErrorField(res, PG_DIAG_STATEMENT_POSITION);
    long left = position ? strtol(position, NULL, 10) : 0;
    int line = s->line;

    for (const char *c = s->text; *c && left > 1; c++) {
        left -= (c[1] & 0xC0) != 0x80;
        line += *c == '\n';
    }
    return line;
}

const tt_error *tt_sql_file_run(tt_ctl *ctl, const tt_sql_file *file)
{
    for (int i = 0; i < file->statements->nelts; i++) {
        const tt_sql_statement *s = &APR_ARRAY_IDX(file->statements, i, tt_sql_statement);
        PGresult *res = PQexec(ctl->pg, s->text);
        ExecStatusType status = PQresultStatus(res);
        const tt_error *e = NULL;

        if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT)
            e = tt_refuse(ctl->pool, "%s:%d: COPY from or to the client cannot be used here", file->path, s->line);
        else if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
            e = tt_ctl_sql_error(ctl, apr_psprintf(ctl->pool, "%s:%d: ", file->path, line_of(s, res)), res);
        PQclear(res);
        if (e)
            return e;
    }
    return NULL;
}
