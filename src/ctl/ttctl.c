/* ttctl.c -- the operator's command line.
 * What scripts read goes to stdout, the rest to stderr.
 * Exit codes: 0 done, 1 refused or failed, 2 the command line is wrong. */
#include <apr_general.h>
#include <stdarg.h>

#include "ctl/command.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static const tt_error *run_help(tt_ctl *ctl);
static const tt_error *run_version(tt_ctl *ctl);

static const tt_command command_help = { "help", { NULL, 0, NULL }, "this text", run_help };
static const tt_command command_version = { "version", { NULL, 0, NULL }, "print the version", run_version };

static const tt_command *const commands[] = {
    &tt_command_migrate,      &tt_command_doctor,      &tt_command_user_add,        &tt_command_user_list,
    &tt_command_user_tier,    &tt_command_key_create,  &tt_command_key_list,        &tt_command_key_revoke,
    &tt_command_session_list, &tt_command_session_end, &tt_command_seal_key_rotate, &tt_command_openapi,
    &command_version,         &command_help,
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

static void print_usage(FILE *to, const tt_command *c)
{
    fprintf(to, "usage: ttctl %s", c->name);
    if (c->usage.argument)
        fprintf(to, c->usage.may_lack ? " [%s]" : " %s", c->usage.argument);
    for (int i = 0; i < c->usage.noptions; i++) {
        const tt_option *o = &c->usage.options[i];
        bool required = o->flags & TT_OPTION_REQUIRED;

        fprintf(to, " %s--%s%s%s%s%s", required ? "" : "[", o->name, o->value ? " " : "", o->value ? o->value : "",
                required ? "" : "]", o->flags & TT_OPTION_REPEAT ? "..." : "");
    }
    fputc('\n', to);
}

static void print_help(const tt_command *c)
{
    print_usage(stdout, c);
    printf("\n%s\n", c->doc);
    for (int i = 0; i < c->usage.noptions; i++) {
        const tt_option *o = &c->usage.options[i];
        int width = printf("%s  --%s%s%s", i ? "" : "\n", o->name, o->value ? " " : "", o->value ? o->value : "") - !i;

        printf("%*s%s\n", width < 26 ? 26 - width : 2, "", o->doc);
    }
}

static const tt_error *run_help(tt_ctl *ctl)
{
    puts("usage: ttctl COMMAND [OPTIONS]\n\n"
         "ttctl COMMAND --help says more.  The database is that of --database-url, of --config,\n"
         "or of the environment's DATABASE_URL, in this order.\n");
    for (int i = 0; i < TT_COUNT(commands); i++)
        printf("  %-15s %s\n", commands[i]->name, commands[i]->doc);
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
    for (int i = 0; i < TT_COUNT(commands); i++)
        if ((*words = matches(commands[i]->name, argc, argv)))
            return commands[i];
    return NULL;
}

static bool asks_for_help(int argc, const char *const *argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
            return true;
    return false;
}

static int report(const tt_error *e, const tt_command *c)
{
    if (!e)
        return EXIT_DONE;
    tt_notice("%s", e->cause ? e->cause : e->detail);
    if (!tt_is_usage_error(e))
        return EXIT_FAILED;
    print_usage(stderr, c);
    return EXIT_USAGE;
}

static int run(tt_ctl *ctl, int argc, const char *const *argv)
{
    int words = 0;
    const tt_command *c = find(argc, argv, &words);
    const tt_error *e;

    if (!c && asks_for_help(argc, argv))
        c = &command_help;
    if (!c) {
        tt_notice(argc ? "unknown command '%s%s%s'" : "no command", argc ? argv[0] : "", argc > 1 ? " " : "",
                  argc > 1 ? argv[1] : "");
        fputs("`ttctl help` lists the commands.\n", stderr);
        return EXIT_USAGE;
    }
    if (c == &command_help)
        return report(run_help(ctl), c);
    if (asks_for_help(argc - words, argv + words)) {
        print_help(c);
        return report(tt_stdout_flush(ctl->pool), c);
    }
    e = tt_options_parse(ctl->pool, &c->usage, argc - words, argv + words, &ctl->options);
    return report(e ? e : c->run(ctl), c);
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
        return EXIT_FAILED;
    }
    argc -= argc > 0;
    status = run(&ctl, argc, command_first(ctl.pool, argc, argv + 1));
    apr_pool_destroy(ctl.pool);
    apr_terminate();
    return status;
}
