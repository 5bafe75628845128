/* ttctl.c -- the operator's command line.
 * What scripts read goes to stdout, the rest to stderr; the exit codes are told in help.c. */
#include <apr_general.h>
#include <stdarg.h>

#include "ctl/manual.h"

static const tt_error *run_version(tt_ctl *ctl);

static const tt_command command_version = { "version", { NULL, 0, NULL }, "print the version", run_version };

const tt_command *const tt_commands[] = {
    &tt_command_migrate,
    &tt_command_doctor,
    &tt_command_user_add,
    &tt_command_user_list,
    &tt_command_user_tier,
    &tt_command_key_create,
    &tt_command_key_list,
    &tt_command_key_revoke,
    &tt_command_session_list,
    &tt_command_session_end,
    &tt_command_seal_key_rotate,
    &tt_command_openapi,
    &command_version,
    &tt_command_help,
    NULL,
};

const tt_error *tt_refuse(apr_pool_t *p, const char *format, ...)
{
    va_list args;
    const char *detail;

    va_start(args, format);
    detail = apr_pvsprintf(p, format, args);
    va_end(args);
    return tt_error_make(p, 409, "refused", "Refused", "%s", detail);
}

void tt_notice(const char *format, ...)
{
    va_list args;

    fputs("ttctl: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

const tt_error *tt_stdout_flush(apr_pool_t *p)
{
    if (fflush(stdout) || ferror(stdout))
        return tt_refuse(p, "the output could not be written to stdout");
    return NULL;
}

const tt_error *tt_print(tt_ctl *ctl, const tt_buf *b)
{
    TT_TRY(tt_buf_check(b, "the output"));
    fwrite(b->at, 1, b->n, stdout);
    return tt_stdout_flush(ctl->pool);
}

static const tt_error *run_version(tt_ctl *ctl)
{
    printf("ttctl %s\n", TT_VERSION);
    return tt_stdout_flush(ctl->pool);
}

/* Whether the words of NAME are the first of ARGV; their number, or 0. */
static int matches(const char *name, int argc, const char *const *argv)
{
    const char *space = strchr(name, ' ');
    size_t first = space ? (size_t)(space - name) : strlen(name);

    if (argc < 1 + !!space || strlen(argv[0]) != first || memcmp(argv[0], name, first) != 0)
        return 0;
    return !space ? 1 : strcmp(argv[1], space + 1) ? 0 : 2;
}

static const tt_command *find(int argc, const char *const *argv, int *words)
{
    for (const tt_command *const *c = tt_commands; *c; c++)
        if ((*words = matches((*c)->name, argc, argv)))
            return *c;
    return NULL;
}

static bool asks_for_help(int argc, const char *const *argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
            return true;
    return false;
}

static int report(tt_ctl *ctl, const tt_error *e, const tt_command *c)
{
    if (!e)
        return TT_EXIT_DONE;
    tt_notice("%s", e->cause ? e->cause : e->detail);
    if (!tt_is_usage_error(e))
        return TT_EXIT_FAILED;
    fprintf(stderr, "usage: %s\n", tt_manual_usage(ctl->pool, c));
    return TT_EXIT_USAGE;
}

/* `ttctl key create --help` is `ttctl help key create`. */
static int help_about(tt_ctl *ctl, const char *name)
{
    ctl->options.values = apr_table_make(ctl->pool, 1);
    ctl->options.argument = name;
    return report(ctl, tt_command_help.run(ctl), &tt_command_help);
}

static int unknown(int argc, const char *const *argv)
{
    tt_notice(argc ? "unknown command '%s%s%s'" : "no command", argc ? argv[0] : "", argc > 1 ? " " : "",
              argc > 1 ? argv[1] : "");
    fputs("`ttctl help` lists the commands.\n", stderr);
    return TT_EXIT_USAGE;
}

static int run(tt_ctl *ctl, int argc, const char *const *argv)
{
    int words = 0;
    const tt_command *c = find(argc, argv, &words);
    const tt_error *e;

    if (asks_for_help(argc - words, argv + words))
        return help_about(ctl, c ? c->name : *argv[0] != '-' ? argv[0] : NULL);
    if (!c)
        return unknown(argc, argv);
    e = tt_options_parse(ctl->pool, &c->usage, argc - words, argv + words, &ctl->options);
    return report(ctl, e ? e : c->run(ctl), c);
}

/* What says where the database is may stand before the command as well (an alias does that): it is moved behind it. */
static const char *const *command_first(apr_pool_t *p, int argc, const char *const *argv)
{
    const char **moved = apr_palloc(p, ((size_t)argc + 1) * sizeof *moved);
    int n = 0;

    while (n < argc && (!strncmp(argv[n], "--database-url", 14) || !strncmp(argv[n], "--config", 8)))
        n += strchr(argv[n], '=') ? 1 : 2;
    n = n < argc ? n : argc;
    memcpy(moved, argv + n, (size_t)(argc - n) * sizeof *moved);
    memcpy(moved + argc - n, argv, (size_t)n * sizeof *moved);
    return moved;
}

int main(int argc, const char *const *argv)
{
    tt_ctl ctl = { 0 };
    int status;

    if (apr_initialize() || apr_pool_create(&ctl.pool, NULL)) {
        fputs("ttctl: no memory\n", stderr);
        return TT_EXIT_FAILED;
    }
    argc -= argc > 0;
    status = run(&ctl, argc, command_first(ctl.pool, argc, argv + 1));
    apr_pool_destroy(ctl.pool);
    apr_terminate();
    return status;
}
