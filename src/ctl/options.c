/* options.c -- see options.h. */
#include "ctl/options.h"

#include <apr_lib.h>
#include <stdarg.h>

static const char usage_code[] = "usage";

/* The command line as it is read. */
typedef struct {
    apr_pool_t *pool;
    const tt_usage *usage;
    int argc;
    const char *const *argv;
    int at;
    bool ended; /* `--` was met */
    tt_options *out;
} reader;

const tt_error *tt_usage_error(apr_pool_t *p, const char *format, ...)
{
    va_list args;
    const char *detail;

    va_start(args, format);
    detail = apr_pvsprintf(p, format, args);
    va_end(args);
    return tt_error_make(p, 400, usage_code, "Bad command line", "%s", detail);
}

bool tt_is_usage_error(const tt_error *e)
{
    return e->code == usage_code;
}

static const tt_option *find(const tt_usage *usage, const char *name)
{
    for (int i = 0; i < usage->noptions; i++)
        if (!strcmp(usage->options[i].name, name))
            return &usage->options[i];
    return NULL;
}

static const tt_error *read_option(reader *r)
{
    const char *name = r->argv[r->at++] + 2, *equals = strchr(name, '='), *value = equals ? equals + 1 : NULL;
    const tt_option *option;

    if (equals)
        name = apr_pstrmemdup(r->pool, name, (apr_size_t)(equals - name));
    option = find(r->usage, name);
    if (!option)
        return tt_usage_error(r->pool, "unknown option --%s", name);
    if (!(option->flags & TT_OPTION_REPEAT) && apr_table_get(r->out->values, name))
        return tt_usage_error(r->pool, "--%s is given twice", name);
    if (!option->value && value)
        return tt_usage_error(r->pool, "--%s takes no value", name);
    if (option->value && !value) {
        if (r->at == r->argc)
            return tt_usage_error(r->pool, "--%s needs a value: --%s %s", name, name, option->value);
        value = r->argv[r->at++];
    }
    if (option->value && !*value)
        return tt_usage_error(r->pool, "--%s has an empty value", name);
    apr_table_addn(r->out->values, option->name, value ? value : "");
    return NULL;
}

static const tt_error *read_word(reader *r)
{
    const char *word = r->argv[r->at];

    if (!r->ended && !strcmp(word, "--")) {
        r->ended = true;
        r->at++;
        return NULL;
    }
    if (!r->ended && !strncmp(word, "--", 2))
        return read_option(r);
    if (!r->ended && word[0] == '-' && word[1])
        return tt_usage_error(r->pool, "unknown option %s", word);
    if (!r->usage->argument || (r->out->argument && !(r->usage->two_words && !strchr(r->out->argument, ' '))))
        return tt_usage_error(r->pool, "unexpected argument '%s'", word);
    r->out->argument = r->out->argument ? apr_pstrcat(r->pool, r->out->argument, " ", word, NULL) : word;
    r->at++;
    return NULL;
}

const tt_error *tt_options_parse(apr_pool_t *p, const tt_usage *usage, int argc, const char *const *argv,
                                 tt_options *out)
{
    reader r = { .pool = p, .usage = usage, .argc = argc, .argv = argv, .out = out };

    out->values = apr_table_make(p, 8);
    out->argument = NULL;
    while (r.at < argc)
        TT_TRY(read_word(&r));
    for (int i = 0; i < usage->noptions; i++)
        if ((usage->options[i].flags & TT_OPTION_REQUIRED) && !tt_option_value(out, usage->options[i].name))
            return tt_usage_error(p, "--%s %s is missing", usage->options[i].name, usage->options[i].value);
    if (usage->argument && !usage->may_lack && !out->argument)
        return tt_usage_error(p, "%s is missing", usage->argument);
    return NULL;
}

const char *tt_option_value(const tt_options *o, const char *name)
{
    return apr_table_get(o->values, name);
}

static int collect(void *values, const char *name, const char *value)
{
    (void)name;
    APR_ARRAY_PUSH((apr_array_header_t *)values, const char *) = value;
    return 1;
}

const apr_array_header_t *tt_option_all(apr_pool_t *p, const tt_options *o, const char *name)
{
    apr_array_header_t *values = apr_array_make(p, 2, sizeof(const char *));

    apr_table_do(collect, values, o->values, name, NULL);
    return values;
}

const char *tt_trimmed(apr_pool_t *p, const char *s, size_t n)
{
    while (n && apr_isspace(*s))
        s++, n--;
    while (n && apr_isspace(s[n - 1]))
        n--;
    return apr_pstrmemdup(p, s, n);
}
