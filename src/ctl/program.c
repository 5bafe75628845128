/* program.c -- see program.h. */
#include "ctl/program.h"

#include <apr_env.h>
#include <apr_file_io.h>
#include <apr_thread_proc.h>
#include <unistd.h>

#include "ctl/command.h"

enum { OUTPUT_MAX = 64 << 10 };

const char *tt_program_find(apr_pool_t *p, const char *name)
{
    char *path = NULL;
    const char *at = apr_env_get(&path, "PATH", p) == APR_SUCCESS ? path : "";

    for (at = apr_pstrcat(p, at, ":/usr/local/sbin:/usr/sbin:/sbin", NULL); *at;) {
        size_t n = strcspn(at, ":");
        const char *file = apr_psprintf(p, "%.*s/%s", (int)n, at, name);

        if (n && !access(file, X_OK))
            return file;
        at += n + (at[n] == ':');
    }
    return NULL;
}

/* What it says goes to a file without a name, so that no pipe can fill up. */
static apr_status_t start(apr_pool_t *p, const char *const *argv, apr_file_t *output, apr_proc_t *proc)
{
    apr_procattr_t *attr;
    apr_status_t status = apr_procattr_create(&attr, p);

    if (!status)
        status = apr_procattr_child_out_set(attr, output, NULL);
    if (!status)
        status = apr_procattr_child_err_set(attr, output, NULL);
    if (!status)
        status = apr_procattr_cmdtype_set(attr, APR_PROGRAM_ENV);
    return status ? status : apr_proc_create(proc, argv[0], argv, NULL, attr, p);
}

static const char *read_all(apr_pool_t *p, apr_file_t *file)
{
    char *text = apr_palloc(p, OUTPUT_MAX);
    apr_off_t start = 0;
    apr_size_t n = 0;

    if (apr_file_seek(file, APR_SET, &start) || apr_file_read_full(file, text, OUTPUT_MAX, &n) == APR_SUCCESS)
        return "(more than 64 KiB of output)";
    return tt_trimmed(p, text, n);
}

const tt_error *tt_program_run(apr_pool_t *p, const char *const *argv, const char **output)
{
    const char *folder = NULL;
    char reason[120];
    apr_file_t *file;
    apr_proc_t proc;
    int code = 0;
    apr_exit_why_e why = APR_PROC_EXIT;
    apr_status_t status = apr_temp_dir_get(&folder, p);

    if (!status)
        status = apr_file_mktemp(
            &file, apr_pstrcat(p, folder, "/ttctl-XXXXXX", NULL),
            APR_FOPEN_CREATE | APR_FOPEN_READ | APR_FOPEN_WRITE | APR_FOPEN_EXCL | APR_FOPEN_DELONCLOSE, p);
    if (!status)
        status = start(p, argv, file, &proc);
    if (status)
        return tt_refuse(p, "%s could not be run: %s", argv[0], apr_strerror(status, reason, sizeof reason));
    apr_proc_wait(&proc, &code, &why, APR_WAIT);
    *output = read_all(p, file);
    apr_file_close(file);
    if (code || !APR_PROC_CHECK_EXIT(why))
        return tt_refuse(p, "%s %s failed (%d)%s%s", argv[0], argv[1] ? argv[1] : "", code, **output ? ":\n" : "",
                         *output);
    return NULL;
}
