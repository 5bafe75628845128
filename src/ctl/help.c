/* help.c -- ttctl help: the help on the terminal, and the way to man page and completion; see manual.h. */
#include "ctl/manual.h"

enum { WIDTH = 78, COLUMN = 26 };

const tt_term tt_exit_codes[] = {
    { "0", "Done. Also where nothing had to be done." },
    { "1", "Refused or failed; the message says why. `ttctl doctor`: something is wrong." },
    { "2", "The command line is wrong; nothing was done." },
    { NULL, NULL },
};

const tt_term tt_environment[] = {
    { "DATABASE_URL", "The database, where neither --database-url nor --config names it." },
    { "PGPASSWORD, PGPASSFILE, PGSSLMODE, ...", "Whatever a connection string leaves open, as with every program that"
                                                " uses libpq. A password there is not seen in the list of processes." },
    { NULL, NULL },
};

const tt_term tt_files[] = {
    { "/etc/apache2/apache2.conf", "httpd's configuration, unless --config names another." },
    { "/etc/apache2/mods-available/timetracker.conf", "Every directive of the module with its default." },
    { NULL, NULL },
};

const char *const tt_manual_paragraphs[] = {
    "The database is that of --database-url, of --config, or of the environment's DATABASE_URL, in this order. These"
    " two options may also stand before the command.",
    "What a script reads goes to stdout, everything else to stderr. No secret is printed but the API key that"
    " `ttctl key create` makes.",
    "With --json stdout is one JSON document, whose members may become more but do not change; nothing where"
    " the command"
    " failed, but for `ttctl doctor` and `ttctl setup`. stderr then has one JSON object a line: {\"notice\"} of"
    " what goes on"
    " meanwhile, and last the problem, {\"type\", \"code\", \"title\", \"detail\", \"sqlstate\","
    " \"exit_code\"}. Exit codes are"
    " the same. Times are in UTC, like 2026-01-31T12:00:00Z; what is not known is null.",
    NULL,
};

static const char *braced(apr_pool_t *p, const char *text, bool may_lack)
{
    return may_lack ? apr_pstrcat(p, "[", text, "]", NULL) : text;
}

const char *tt_manual_option(apr_pool_t *p, const tt_option *o)
{
    return apr_pstrcat(p, "--", o->name, o->value ? " " : "", o->value ? o->value : "", NULL);
}

const char *tt_manual_usage(apr_pool_t *p, const tt_command *c)
{
    const char *text = apr_pstrcat(p, "ttctl ", c->name, NULL);

    if (c->usage.argument)
        text = apr_pstrcat(p, text, " ", braced(p, c->usage.argument, c->usage.may_lack), NULL);
    for (int i = 0; i < c->usage.noptions; i++) {
        const tt_option *o = &c->usage.options[i];

        text = apr_pstrcat(p, text, " ", braced(p, tt_manual_option(p, o), !(o->flags & TT_OPTION_REQUIRED)),
                           o->flags & TT_OPTION_REPEAT ? "..." : "", NULL);
    }
    return text;
}

/* Writes TEXT in lines of at most WIDTH characters, each after INDENT blanks; the first one begins at column AT. */
static void put_wrapped(tt_buf *b, const char *text, int indent, int at)
{
    while (*text) {
        int n = (int)strcspn(text, " ");

        if (at > indent && at + 1 + n > WIDTH) {
            tt_buf_putc(b, '\n');
            at = 0;
        }
        if (at < indent)
            tt_buf_printf(b, "%*s", indent - at, "");
        else if (at > indent)
            tt_buf_putc(b, ' ');
        at = (at < indent ? indent : at + (at > indent)) + n;
        tt_buf_put(b, text, (size_t)n);
        text += n + (text[n] == ' ');
    }
    tt_buf_putc(b, '\n');
}

/* A term in its column and its meaning beside it, or below where it is too long for that. */
static void put_term(tt_buf *b, const char *term, const char *text, int column)
{
    int n = (int)strlen(term) + 2;

    tt_buf_printf(b, "  %s", term);
    if (n + 2 > column) {
        tt_buf_putc(b, '\n');
        n = 0;
    }
    put_wrapped(b, text, column, n);
}

static void put_terms(tt_buf *b, const char *title, const tt_term *terms, int column)
{
    tt_buf_printf(b, "\n%s\n", title);
    for (; terms->name; terms++)
        put_term(b, terms->name, terms->text, column);
}

void tt_manual_command(tt_buf *b, const tt_command *c)
{
    tt_buf_printf(b, "usage: %s\n\n", tt_manual_usage(b->pool, c));
    put_wrapped(b, c->doc, 0, 0);
    for (const char *const *text = c->details; text && *text; text++) {
        tt_buf_putc(b, '\n');
        put_wrapped(b, *text, 0, 0);
    }
    for (int i = 0; i < c->usage.noptions; i++) {
        const tt_option *o = &c->usage.options[i];

        if (!i)
            tt_buf_putc(b, '\n');
        put_term(b, tt_manual_option(b->pool, o), o->doc, COLUMN);
    }
}

bool tt_manual_list(tt_buf *b, const char *group)
{
    bool any = false;

    tt_buf_puts(b, "usage: ttctl COMMAND [OPTIONS]\n\n");
    for (const tt_command *const *c = tt_commands; *c; c++) {
        size_t n = strcspn((*c)->name, " ");

        if (group && (strncmp((*c)->name, group, n) != 0 || group[n]))
            continue;
        put_term(b, (*c)->name, (*c)->doc, 19);
        any = true;
    }
    tt_buf_puts(b, "\n`ttctl COMMAND --help` says more, `man ttctl` all of it.\n");
    for (const char *const *text = tt_manual_paragraphs; !group && *text; text++) {
        tt_buf_putc(b, '\n');
        put_wrapped(b, *text, 0, 0);
    }
    if (!group) {
        put_terms(b, "Exit codes:", tt_exit_codes, 6);
        put_terms(b, "Environment:", tt_environment, COLUMN);
    }
    return any;
}

static const tt_option options[] = {
    { "man", NULL, 0, "print the man page, as roff" },
    { "completion", NULL, 0, "print the completion for bash" },
};

static const tt_command *find(const char *name)
{
    for (const tt_command *const *c = tt_commands; *c; c++)
        if (!strcmp((*c)->name, name))
            return *c;
    return NULL;
}

static const tt_error *run(tt_ctl *ctl)
{
    const char *name = ctl->options.argument;
    bool man = tt_option_value(&ctl->options, "man") != NULL;
    bool completion = tt_option_value(&ctl->options, "completion") != NULL;
    const tt_command *c = name ? find(name) : NULL;
    tt_buf b;

    if (man + completion + (name != NULL) > 1)
        return tt_usage_error(ctl->pool, "COMMAND, --man and --completion exclude each other");
    tt_buf_init(&b, ctl->pool, 4096, TT_MANUAL_MAX);
    if (man)
        tt_manual_roff(&b);
    else if (completion)
        tt_manual_completion(&b);
    else if (c)
        tt_manual_command(&b, c);
    else if (!tt_manual_list(&b, name))
        return tt_usage_error(ctl->pool, "unknown command '%s'; `ttctl help` lists them", name);
    return tt_print(ctl, &b);
}

const tt_command tt_command_help = {
    "help",
    { .options = options, .noptions = TT_COUNT(options), .argument = "COMMAND", .may_lack = true, .two_words = true },
    "list the commands, or say more about one",
    run,
};
