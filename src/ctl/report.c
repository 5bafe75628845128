/* report.c -- see report.h. */
#include "ctl/report.h"

#include <stdarg.h>

#include "base/json_write.h"
#include "ctl/list.h"

enum { ITEMS_MAX = 16 << 20 };

static const char *const shown[TT_VERDICTS] = { "ok", "warn", "FAIL", "done", "same", "would" };
static const char *const names[TT_VERDICTS] = { "ok", "warn", "fail", "done", "same", "would" };

void tt_report_init(tt_report *r, tt_ctl *ctl)
{
    *r = (tt_report){ .ctl = ctl };
    tt_buf_init(&r->items, ctl->pool, 1024, ITEMS_MAX);
}

static void put_item(tt_report *r, tt_verdict verdict, const char *what, const char *advice, const char *text)
{
    tt_buf *b = &r->items;

    tt_buf_puts(b, b->n ? ",\n{" : "\n{");
    tt_json_member(b, "verdict", names[verdict]);
    tt_json_member(b, "site", r->site);
    tt_json_member(b, "what", what);
    tt_json_member(b, "text", text);
    tt_json_member(b, "advice", advice);
    tt_buf_putc(b, '}');
}

void tt_report_line(tt_report *r, tt_verdict verdict, const char *what, const char *advice, const char *text)
{
    r->count[verdict]++;
    if (r->ctl->json) {
        put_item(r, verdict, what, advice, text);
        return;
    }
    printf("%-5s %s: %s\n", shown[verdict], what, tt_printable(r->ctl->pool, text));
    if (advice)
        printf("      %s\n", advice);
}

void tt_report_say(tt_report *r, tt_verdict verdict, const char *what, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    tt_report_line(r, verdict, what, NULL, apr_pvsprintf(r->ctl->pool, format, args));
    va_end(args);
}

void tt_report_json(tt_report *r, const char *name, tt_buf *b)
{
    tt_buf_init(b, r->ctl->pool, r->items.n + 1024, ITEMS_MAX + 4096);
    tt_buf_putc(b, '{');
    tt_json_key(b, name);
    tt_buf_putc(b, '[');
    tt_buf_put(b, r->items.at, r->items.n);
    tt_buf_puts(b, r->items.n ? "\n]" : "]");
    b->failed |= r->items.failed;
}
