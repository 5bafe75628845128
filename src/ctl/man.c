/* man.c -- ttctl help --man: the man page; see manual.h. */
#include "ctl/manual.h"

/* When the words of the page last changed; a date of the build would make every package another one. */
#define CHANGED "2026-11-29"

/* Lines of the source that are longer are hard to read, and linters say so. */
enum { WIDTH = 76 };

/* One character of running text.  A `quoted` word is set bold. */
static void put_character(tt_buf *b, char c, bool *bold)
{
    switch (c) {
    case '`':
        *bold = !*bold;
        tt_buf_puts(b, *bold ? "\\fB" : "\\fR");
        break;
    case '\\': tt_buf_puts(b, "\\e"); break;
    case '-': tt_buf_puts(b, "\\-"); break;
    case '\'': tt_buf_puts(b, "\\(aq"); break;
    case '~': tt_buf_puts(b, "\\(ti"); break;
    case '^': tt_buf_puts(b, "\\(ha"); break;
    default: tt_buf_putc(b, c);
    }
}

/* Lines break at blanks; one that begins with a dot would be a request. */
static void put_text(tt_buf *b, const char *text)
{
    bool bold = false;
    size_t line = b->n;

    while (*text) {
        size_t n = strcspn(text, " ");

        if (b->n > line && b->n - line + n > WIDTH) {
            tt_buf_putc(b, '\n');
            line = b->n;
        } else if (b->n > line) {
            tt_buf_putc(b, ' ');
        }
        if (b->n == line && *text == '.')
            tt_buf_puts(b, "\\&");
        for (size_t i = 0; i < n; i++)
            put_character(b, text[i], &bold);
        text += n + (text[n] == ' ');
    }
    tt_buf_putc(b, '\n');
}

/* ".B NAME" or the like; the line is one argument however many words it has. */
static void put_macro(tt_buf *b, const char *macro, const char *text)
{
    bool bold = false;

    tt_buf_printf(b, ".%s \"", macro);
    for (; *text; text++)
        put_character(b, *text, &bold);
    tt_buf_puts(b, "\"\n");
}

static void put_paragraphs(tt_buf *b, const char *const *paragraphs)
{
    for (; paragraphs && *paragraphs; paragraphs++) {
        tt_buf_puts(b, ".PP\n");
        put_text(b, *paragraphs);
    }
}

static void put_terms(tt_buf *b, const char *title, const tt_term *terms)
{
    put_macro(b, "SH", title);
    for (; terms->name; terms++) {
        tt_buf_puts(b, ".TP\n");
        put_macro(b, "B", terms->name);
        put_text(b, terms->text);
    }
}

static void put_option(tt_buf *b, const tt_option *o)
{
    bool bold = false;

    tt_buf_puts(b, ".TP\n.BI \"");
    for (const char *c = tt_manual_option(b->pool, &(tt_option){ .name = o->name }); *c; c++)
        put_character(b, *c, &bold);
    tt_buf_puts(b, o->value ? " \" \"" : "\"");
    for (const char *c = o->value ? o->value : ""; *c; c++)
        put_character(b, *c, &bold);
    tt_buf_puts(b, o->value ? "\"\n" : "\n");
    put_text(b, o->doc);
}

static void put_command(tt_buf *b, const tt_command *c)
{
    put_macro(b, "SS", tt_manual_usage(b->pool, c));
    put_text(b, c->doc);
    put_paragraphs(b, c->details);
    for (int i = 0; i < c->usage.noptions; i++)
        put_option(b, &c->usage.options[i]);
}

void tt_manual_roff(tt_buf *b)
{
    tt_buf_puts(b, ".TH TTCTL 1 \"" CHANGED "\" \"Timetracker " TT_VERSION "\" \"Timetracker\"\n"
                   ".\\\" Made by `ttctl help --man` of what the commands declare.\n"
                   ".nh\n.ad l\n"
                   ".SH NAME\nttctl \\- operate mod_timetracker, the time tracker for Apache\n"
                   ".SH SYNOPSIS\n.B ttctl\n.I command\n.RI [ options ]\n"
                   ".SH DESCRIPTION\n");
    put_text(b, "`ttctl` sets up the database and the accounts of mod_timetracker and says what is wrong with an"
                " installation.");
    put_paragraphs(b, tt_manual_paragraphs);
    put_macro(b, "SH", "COMMANDS");
    for (const tt_command *const *c = tt_commands; *c; c++)
        put_command(b, *c);
    put_terms(b, "EXIT STATUS", tt_exit_codes);
    put_terms(b, "ENVIRONMENT", tt_environment);
    put_terms(b, "FILES", tt_files);
    tt_buf_puts(b, ".SH SEE ALSO\n.BR apache2 (8),\n.BR psql (1)\n");
}
