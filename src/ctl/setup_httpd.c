/* setup_httpd.c -- ttctl setup: httpd's configuration; see setup.h. */
#include <apr_user.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/setup.h"

#include "ctl/program.h"
#include "ctl/sql_file.h"

/* What is done and can be undone. */
typedef struct {
    tt_setup *setup;
    const char *text, *old; /* of the site's file; OLD = NULL: there was none */
    mode_t mode;
    apr_array_header_t *undo; /* of const char *const *: command lines */
    bool wrote;
    const char *kept; /* where the old file is kept, NULL = nowhere */
} change;

/* Debian's scripts and apachectl find a configuration in another place by this variable. */
static void tell_folder(const tt_layout *layout)
{
    if (layout->debian && strcmp(layout->folder, "/etc/apache2") != 0)
        setenv("APACHE_CONFDIR", layout->folder, 1);
}

const tt_error *tt_setup_layout(tt_setup *s)
{
    static const char *const usual[] = { "/etc/apache2/apache2.conf", "/etc/httpd/conf/httpd.conf" };
    static const char *const names[] = { "User", NULL };
    tt_layout *layout = &s->layout;
    apr_pool_t *p = s->ctl->pool;
    apr_array_header_t *found;

    layout->config = tt_option_value(&s->ctl->options, "config");
    for (int i = 0; i < TT_COUNT(usual) && !layout->config; i++)
        if (!access(usual[i], F_OK))
            layout->config = usual[i];
    if (!layout->config)
        return tt_usage_error(p,
                              "--config FILE is missing: httpd's main configuration file, which is neither %s nor %s",
                              usual[0], usual[1]);
    layout->folder = tt_folder_of(p, layout->config);
    layout->debian = !access(apr_pstrcat(p, layout->folder, "/conf-available", NULL), F_OK);
    layout->apachectl = tt_program_find(p, "apachectl");
    if (!layout->apachectl)
        layout->apachectl = tt_program_find(p, "apache2ctl");
    TT_TRY(tt_httpd_read(p, layout->config, names, &found));
    layout->user = tt_httpd_user(p, found);
    tell_folder(layout);
    return NULL;
}

static const tt_error *configtest(const tt_setup *s)
{
    const char *const argv[] = { s->layout.apachectl, "configtest", NULL };
    const char *output;

    return s->layout.apachectl ? tt_program_run(s->ctl->pool, argv, &output) : NULL;
}

/* Without a2enmod the modules must have been loaded by hand. */
static const tt_error *check_modules(tt_setup *s)
{
    static const char *const names[] = { "LoadModule", NULL };
    tt_doctor d = tt_setup_examination(s, s->ctl);
    int failures = s->report.count[TT_VERDICT_FAIL];
    apr_array_header_t *found;

    if (s->layout.debian)
        return NULL;
    TT_TRY(tt_httpd_read(s->ctl->pool, s->layout.config, names, &found));
    d.found = found;
    tt_doctor_modules(&d);
    if (s->report.count[TT_VERDICT_FAIL] > failures)
        return tt_refuse(s->ctl->pool, "%s does not load the modules that are needed; nothing was changed",
                         s->layout.config);
    return NULL;
}

const tt_error *tt_setup_httpd_check(tt_setup *s)
{
    apr_pool_t *p = s->ctl->pool;
    const char *folder = tt_folder_of(p, s->site_file);
    const tt_error *e;

    if (access(folder, W_OK))
        return tt_refuse(p, "%s cannot be written (%s): run ttctl setup as root, or name another file with --site",
                         folder, strerror(errno));
    TT_TRY(check_modules(s));
    e = configtest(s);
    if (e)
        return tt_refuse(p, "httpd's configuration is broken as it is, so nothing was changed: %s", e->detail);
    return NULL;
}

/* Group and mode: a password is for root and httpd only. */
static const tt_error *protect(const change *c, int fd)
{
    const tt_setup *s = c->setup;
    apr_uid_t user;
    apr_gid_t group;
    bool is_known = s->layout.user && !apr_uid_get(&user, &group, s->layout.user, s->ctl->pool);

    if (fchmod(fd, c->mode) || (is_known && fchown(fd, (uid_t)-1, group)))
        return tt_refuse(s->ctl->pool, "%s: %s", s->site_file, strerror(errno));
    return NULL;
}

static const tt_error *write_text(const change *c, int fd)
{
    size_t n = strlen(c->text);

    TT_TRY(protect(c, fd));
    if (write(fd, c->text, n) != (ssize_t)n || fsync(fd))
        return tt_refuse(c->setup->ctl->pool, "%s could not be written: %s", c->setup->site_file, strerror(errno));
    return NULL;
}

/* At no moment there is half a file, or one that strangers can read. */
static const tt_error *write_file(const change *c)
{
    apr_pool_t *p = c->setup->ctl->pool;
    const char *file = c->setup->site_file, *new_file = apr_pstrcat(p, file, ".new", NULL);
    const tt_error *e;
    int fd;

    unlink(new_file);
    fd = open(new_file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return tt_refuse(p, "%s could not be made: %s", new_file, strerror(errno));
    e = write_text(c, fd);
    close(fd);
    if (!e && rename(new_file, file))
        e = tt_refuse(p, "%s could not be put in place: %s", file, strerror(errno));
    if (e)
        unlink(new_file);
    return e;
}

static bool is_as_wanted(const change *c)
{
    struct stat info;

    return c->old && !strcmp(c->old, c->text) && !stat(c->setup->site_file, &info) && (info.st_mode & 07777) == c->mode;
}

/* The file itself, with its owner and mode, stays under the name KEPT. */
static const tt_error *keep_old(change *c)
{
    apr_pool_t *p = c->setup->ctl->pool;
    const char *file = c->setup->site_file, *kept = apr_pstrcat(p, file, ".old", NULL);

    if (!c->old || !strcmp(c->old, c->text))
        return NULL;
    unlink(kept);
    if (link(file, kept))
        return tt_refuse(p, "%s could not be kept as %s: %s", file, kept, strerror(errno));
    c->kept = kept;
    return NULL;
}

static const tt_error *place_file(change *c)
{
    tt_setup *s = c->setup;
    const char *file = s->site_file;

    if (is_as_wanted(c)) {
        tt_report_say(&s->report, TT_VERDICT_SAME, "file", "%s is as it should be", file);
        return NULL;
    }
    if (s->dry) {
        tt_report_say(&s->report, TT_VERDICT_PLAN, "file", "write %s", file);
        return NULL;
    }
    TT_TRY(keep_old(c));
    TT_TRY(write_file(c));
    c->wrote = true;
    tt_report_say(&s->report, TT_VERDICT_DONE, "file", "%s was written, mode %04o%s", file, (unsigned)c->mode,
                  c->kept ? "; what it was is in the file of the same name with .old" : "");
    return NULL;
}

/* Runs Debian's TOOL ("a2enmod") for NAME unless FOLDER ("mods-enabled") has it already. */
static const tt_error *enable(change *c, const char *kind, const char *name, const char *enabled)
{
    tt_setup *s = c->setup;
    apr_pool_t *p = s->ctl->pool;
    const char *tool = apr_pstrcat(p, "a2en", kind, NULL), *path = tt_program_find(p, tool), *output;

    if (!access(apr_pstrcat(p, s->layout.folder, "/", enabled, NULL), F_OK)) {
        tt_report_say(&s->report, TT_VERDICT_SAME, tool, "%s is enabled", name);
        return NULL;
    }
    if (s->dry) {
        tt_report_say(&s->report, TT_VERDICT_PLAN, tool, "enable %s", name);
        return NULL;
    }
    if (!path)
        return tt_refuse(p, "%s is not there to enable %s", tool, name);
    TT_TRY(tt_program_run(p, (const char *const[]){ path, name, NULL }, &output));
    APR_ARRAY_PUSH(c->undo, const char *const *) =
        apr_pmemdup(p, (const char *const[]){ tt_program_find(p, apr_pstrcat(p, "a2dis", kind, NULL)), name, NULL },
                    3 * sizeof(char *));
    tt_report_say(&s->report, TT_VERDICT_DONE, tool, "%s was enabled", name);
    return NULL;
}

static const tt_error *enable_module(change *c, const char *name)
{
    return enable(c, "mod", name, apr_pstrcat(c->setup->ctl->pool, "mods-enabled/", name, ".load", NULL));
}

static const tt_error *enable_all(change *c)
{
    static const char *const modules[] = { "dbd", "headers", "rewrite", "timetracker" };
    const tt_setup *s = c->setup;
    apr_pool_t *p = s->ctl->pool;
    const char *file = strrchr(s->site_file, '/') + 1, *folder = tt_folder_of(p, s->site_file);
    bool site = !strcmp(folder, apr_pstrcat(p, s->layout.folder, "/sites-available", NULL));
    size_t n = strlen(file);

    if (!s->layout.debian)
        return NULL;
    for (int i = 0; i < TT_COUNT(modules); i++)
        TT_TRY(enable_module(c, modules[i]));
    if (s->certificate)
        TT_TRY(enable_module(c, "ssl"));
    if (n < 6 || strcmp(file + n - 5, ".conf") != 0 ||
        (!site && strcmp(folder, apr_pstrcat(p, s->layout.folder, "/conf-available", NULL)) != 0))
        return NULL;
    return enable(c, site ? "site" : "conf", apr_pstrmemdup(p, file, n - 5),
                  apr_pstrcat(p, site ? "sites-enabled/" : "conf-enabled/", file, NULL));
}

static const tt_error *put_file_back(const change *c)
{
    const char *file = c->setup->site_file;

    if (c->kept ? rename(c->kept, file) : c->wrote && !c->old && unlink(file))
        return tt_refuse(c->setup->ctl->pool, "%s is the new one still: %s", file, strerror(errno));
    return NULL;
}

/* Puts all back; what goes wrong with that is added to E, the reason for it. */
static const tt_error *put_back(const change *c, const tt_error *e)
{
    apr_pool_t *p = c->setup->ctl->pool;
    const tt_error *failed = put_file_back(c);
    const char *output;

    for (int i = c->undo->nelts - 1; i >= 0; i--) {
        const char *const *argv = APR_ARRAY_IDX(c->undo, i, const char *const *);
        const tt_error *one = *argv ? tt_program_run(p, argv, &output) : tt_refuse(p, "%s is still enabled", argv[1]);

        failed = failed ? failed : one;
    }
    if (failed)
        return tt_refuse(p, "%s\nand not all could be put back: %s", e->detail, failed->detail);
    return tt_refuse(p, "%s\nhttpd's configuration is as it was before; roles, database and schema stay", e->detail);
}

static const tt_error *reload(change *c)
{
    tt_setup *s = c->setup;
    const char *const argv[] = { s->layout.apachectl, "graceful", NULL };
    const char *output;

    if (!c->wrote && !c->undo->nelts && !s->dry) {
        tt_report_say(&s->report, TT_VERDICT_SAME, "httpd", "has nothing to read anew");
        return NULL;
    }
    if (s->dry || !s->reload || !s->layout.apachectl) {
        tt_report_say(&s->report, TT_VERDICT_PLAN, "httpd",
                      "let it read its configuration: apachectl configtest &&"
                      " apachectl graceful");
        return NULL;
    }
    TT_TRY(tt_program_run(s->ctl->pool, argv, &output));
    tt_report_say(&s->report, TT_VERDICT_DONE, "httpd", "has read its configuration anew");
    return NULL;
}

static const tt_error *read_old(change *c)
{
    const char *file = c->setup->site_file;

    return access(file, F_OK) ? NULL : tt_text_read(c->setup->ctl->pool, file, &c->old);
}

static const tt_error *change_all(change *c)
{
    TT_TRY(place_file(c));
    TT_TRY(enable_all(c));
    return c->setup->dry ? NULL : configtest(c->setup);
}

const tt_error *tt_setup_httpd(tt_setup *s)
{
    change c = { .setup = s,
                 .text = tt_setup_site_text(s),
                 .mode = s->db_password ? 0640 : 0644,
                 .undo = apr_array_make(s->ctl->pool, 8, sizeof(const char *const *)) };
    const tt_error *e;

    TT_TRY(read_old(&c));
    e = change_all(&c);
    return e ? put_back(&c, e) : reload(&c);
}
