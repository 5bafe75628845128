/* ttctl.c -- the operator's command line.
 * What scripts read goes to stdout, the rest to stderr; the exit codes are told in help.c. */
#include <apr_general.h>
#include <stdarg.h>

#include "base/json_write.h"
#include "ctl/manual.h"
#include "schema_version.h"

static const tt_error *run_version(tt_ctl *ctl);

static const tt_option version_options[] = { TT_JSON_OPTION };

static const char *const version_details[] = {
    TT_JSON_SHAPE("{\"version\": \"1.2.3\", \"schema_version\": 4}, the schema being the one that this version"
                  " wants."),
    NULL,
};

static const tt_command command_version = {
    "version", TT_COMMAND_USAGE(version_options, NULL), "print the version", run_version, version_details,
};

const tt_command *const tt_commands[] = {
    &tt_command_setup,      &tt_command_migrate,      &tt_command_doctor,      &tt_command_user_add,
    &tt_command_user_list,  &tt_command_user_tier,    &tt_command_key_create,  &tt_command_key_list,
    &tt_command_key_revoke, &tt_command_session_list, &tt_command_session_end, &tt_command_seal_key_rotate,
    &tt_command_openapi,    &command_version,         &tt_command_help,        NULL,
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

/* An object on stderr with one text; a script takes the lines one by one. */
static void put_object(const tt_ctl *ctl, const char *name, const char *text)
{
    tt_buf b;

    tt_buf_init(&b, ctl->pool, 256, TT_MANUAL_MAX);
    tt_buf_putc(&b, '{');
    tt_json_member(&b, name, text);
    tt_buf_puts(&b, "}\n");
    fwrite(b.at, 1, b.n, stderr);
}

static void put_notice(const char *format, va_list args) TT_PRINTF(1, 0);

static void put_notice(const char *format, va_list args)
{
    fputs("ttctl: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
}

void tt_notice(const tt_ctl *ctl, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    if (ctl->json)
        put_object(ctl, "notice", apr_pvsprintf(ctl->pool, format, args));
    else
        put_notice(format, args);
    va_end(args);
}

void tt_outcome(const tt_ctl *ctl, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    if (!ctl->json)
        put_notice(format, args);
    va_end(args);
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
    if (ctl->json)
        printf("{\"version\":\"%s\",\"schema_version\":%d}\n", TT_VERSION, TT_SCHEMA_VERSION);
    else
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

/* A problem document (RFC 9457) without the members that speak of HTTP. */
static void put_problem(const tt_ctl *ctl, const tt_error *e, const char *detail, int exit_code)
{
    tt_buf b;

    tt_buf_init(&b, ctl->pool, 512, TT_MANUAL_MAX);
    tt_buf_printf(&b, "{\"type\":\"urn:timetracker:%s\"", e->code);
    tt_json_member(&b, "code", e->code);
    tt_json_member(&b, "title", e->title);
    tt_json_member(&b, "detail", detail);
    tt_json_member(&b, "sqlstate", e->sqlstate);
    tt_json_key(&b, "exit_code");
    tt_buf_int(&b, exit_code);
    tt_buf_puts(&b, "}\n");
    fwrite(b.at, 1, b.n, stderr);
}

static int report(const tt_ctl *ctl, const tt_error *e, const tt_command *c)
{
    int code = !e ? TT_EXIT_DONE : tt_is_usage_error(e) ? TT_EXIT_USAGE : TT_EXIT_FAILED;

    if (!e)
        return code;
    if (ctl->json) {
        put_problem(ctl, e, e->cause ? e->cause : e->detail, code);
        return code;
    }
    tt_notice(ctl, "%s", e->cause ? e->cause : e->detail);
    if (code == TT_EXIT_USAGE)
        fprintf(stderr, "usage: %s\n", c ? tt_manual_usage(ctl->pool, c) : "ttctl COMMAND [OPTIONS]");
    return code;
}

/* `ttctl key create --help` is `ttctl help key create`. */
static int help_about(tt_ctl *ctl, const char *name)
{
    ctl->options.values = apr_table_make(ctl->pool, 1);
    ctl->options.argument = name;
    return report(ctl, tt_command_help.run(ctl), &tt_command_help);
}

static int unknown(const tt_ctl *ctl, int argc, const char *const *argv)
{
    const tt_error *e = !argc ? tt_usage_error(ctl->pool, "no command; `ttctl help` lists them")
                              : tt_usage_error(ctl->pool, "unknown command '%s%s%s'; `ttctl help` lists them", argv[0],
                                               argc > 1 ? " " : "", argc > 1 ? argv[1] : "");

    return report(ctl, e, NULL);
}

static bool is_given(int argc, const char *const *argv, const char *word)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (!strcmp(argv[i], word))
            return true;
    return false;
}

static int run(tt_ctl *ctl, int argc, const char *const *argv)
{
    int words = 0;
    const tt_command *c = find(argc, argv, &words);
    const tt_error *e;

    if (is_given(argc, argv, "--help") || is_given(argc, argv, "-h"))
        return help_about(ctl, c ? c->name : *argv[0] != '-' ? argv[0] : NULL);
    ctl->json = is_given(argc, argv, "--json");
    if (!c)
        return unknown(ctl, argc, argv);
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
