/* page.c -- see page.h. */
#include "auth/page.h"

#include "base/buf.h"

static void put(tt_buf *b, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&': tt_buf_puts(b, "&amp;"); break;
        case '<': tt_buf_puts(b, "&lt;"); break;
        case '>': tt_buf_puts(b, "&gt;"); break;
        case '"': tt_buf_puts(b, "&quot;"); break;
        default: tt_buf_putc(b, *text);
        }
}

static void put_action(tt_buf *b, const tt_page *page)
{
    tt_buf_puts(b, page->form ? "<form method=\"post\" action=\"" : "<p><a href=\"");
    put(b, page->base_path);
    put(b, page->path);
    tt_buf_puts(b, page->form ? "\"><button>" : "\">");
    put(b, page->label);
    tt_buf_puts(b, page->form ? "</button></form>" : "</a></p>");
}

const char *tt_page_html(apr_pool_t *p, const tt_page *page)
{
    tt_buf b;

    tt_buf_init(&b, p, 1024, 1 << 14);
    tt_buf_puts(&b, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    put(&b, page->title);
    tt_buf_puts(&b, " - Timetracker</title>\n<link rel=\"stylesheet\" href=\"");
    put(&b, page->base_path);
    tt_buf_puts(&b, "/style.css\">\n</head>\n<body>\n<main>\n<h1>");
    put(&b, page->title);
    tt_buf_puts(&b, "</h1>\n<p>");
    put(&b, page->text);
    tt_buf_puts(&b, "</p>\n");
    put_action(&b, page);
    tt_buf_puts(&b, "\n</main>\n</body>\n</html>\n");
    return tt_buf_text(&b);
}
