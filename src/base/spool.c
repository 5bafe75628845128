/* spool.c -- see spool.h. */
#include "base/spool.h"

enum { PIECE_MAX = 8 << 20 };

void tt_spool_init(tt_spool *s, apr_pool_t *p)
{
    memset(s, 0, sizeof *s);
    s->pool = p;
    tt_buf_init(&s->tail, p, TT_SPOOL_MEMORY + 65536, TT_SPOOL_MEMORY + PIECE_MAX);
}

static const tt_error *failed(tt_spool *s, apr_status_t status)
{
    char text[120];

    return tt_error_internal(s->pool, "temporary file: %s", apr_strerror(status, text, sizeof text));
}

static const tt_error *open_file(tt_spool *s)
{
    const char *folder = NULL;
    char *template;
    apr_status_t status = apr_temp_dir_get(&folder, s->pool);

    if (status)
        return failed(s, status);
    template = apr_pstrcat(s->pool, folder, "/timetracker.XXXXXX", NULL);
    status = apr_file_mktemp(
        &s->file, template, APR_FOPEN_CREATE | APR_FOPEN_READ | APR_FOPEN_WRITE | APR_FOPEN_EXCL | APR_FOPEN_DELONCLOSE,
        s->pool);
    return status ? failed(s, status) : NULL;
}

static const tt_error *write_tail(tt_spool *s)
{
    apr_status_t status;

    TT_TRY(tt_buf_check(&s->tail, "export"));
    if (!s->file)
        TT_TRY(open_file(s));
    status = apr_file_write_full(s->file, s->tail.at, s->tail.n, NULL);
    if (status)
        return failed(s, status);
    s->file_n += (apr_off_t)s->tail.n;
    s->tail.n = 0;
    return NULL;
}

const tt_error *tt_spool_flow(tt_spool *s)
{
    return s->tail.n < TT_SPOOL_MEMORY ? NULL : write_tail(s);
}

const tt_error *tt_spool_finish(tt_spool *s)
{
    apr_off_t start = 0;
    apr_status_t status;

    if (!s->file)
        return tt_buf_check(&s->tail, "export");
    TT_TRY(write_tail(s));
    status = apr_file_seek(s->file, APR_SET, &start);
    return status ? failed(s, status) : NULL;
}
