/* setup_site.c -- ttctl setup: the text of the site's file; see setup.h. */
#include "ctl/setup.h"

enum { TEXT_MAX = 64 << 10 };

/* "VALUE" as httpd reads it: quote and backslash escaped by a backslash. */
static void put_quoted(tt_buf *b, const char *value)
{
    tt_buf_putc(b, '"');
    for (; *value; value++) {
        if (*value == '"' || *value == '\\')
            tt_buf_putc(b, '\\');
        tt_buf_putc(b, *value);
    }
    tt_buf_putc(b, '"');
}

static void put(tt_buf *b, const char *indent, const char *directive, const char *value)
{
    if (!value)
        return;
    tt_buf_printf(b, "%s%s ", indent, directive);
    put_quoted(b, value);
    tt_buf_putc(b, '\n');
}

static void put_module(tt_buf *b, const tt_setup *s, const char *indent)
{
    put(b, indent, "TimetrackerBaseURL", s->base_url);
    put(b, indent, "TimetrackerProvider", s->well_known);
    put(b, indent, "TimetrackerClientID", s->well_known ? s->client_id : NULL);
    if (s->well_known && tt_provider_is_local(s->well_known))
        tt_buf_printf(b, "%sTimetrackerInsecureProvider On\n", indent);
    tt_buf_printf(b, "%sDBDriver pgsql\n", indent);
    put(b, indent, "DBDParams", s->database);
}

/* Host and port of the base URL. */
static void split(const tt_setup *s, const char **host, const char **port)
{
    const char *authority = strstr(s->base_url, "://") + 3;
    size_t n = *authority == '[' ? strcspn(authority, "]") + 1 : strcspn(authority, ":/");

    *host = apr_pstrmemdup(s->ctl->pool, authority, n);
    *port = authority[n] == ':' ? apr_pstrmemdup(s->ctl->pool, authority + n + 1, strcspn(authority + n + 1, "/"))
            : s->certificate    ? "443"
                                : "80";
}

static void put_host(tt_buf *b, const tt_setup *s)
{
    const char *host, *port;

    split(s, &host, &port);
    if (s->certificate && !strcmp(port, "443"))
        tt_buf_printf(b, "<VirtualHost *:80>\n    ServerName %s\n    Redirect permanent / %s/\n</VirtualHost>\n\n",
                      host, s->base_url);
    if (!s->certificate && !strncmp(s->base_url, "https:", 6))
        tt_buf_puts(b, "# TLS ends at the proxy in front.\n");
    tt_buf_printf(b, "<VirtualHost *:%s>\n    ServerName %s\n", port, host);
    if (s->certificate)
        tt_buf_puts(b, "    SSLEngine On\n");
    put(b, "    ", "SSLCertificateFile", s->certificate);
    put(b, "    ", "SSLCertificateKeyFile", s->certificate_key);
    tt_buf_puts(b, "    DocumentRoot \"${TIMETRACKER_HTDOCS}\"\n");
    put_module(b, s, "    ");
    tt_buf_puts(b, "</VirtualHost>\n");
}

const char *tt_setup_site_text(const tt_setup *s)
{
    tt_buf b;

    tt_buf_init(&b, s->ctl->pool, 1024, TEXT_MAX);
    tt_buf_puts(&b, "# Made by `ttctl setup`, which replaces it and keeps these answers when it is run again.\n"
                    "# Without the module (a2dismod timetracker) it says nothing.\n"
                    "<IfModule timetracker_module>\n");
    if (!*s->path) {
        put_host(&b, s);
    } else {
        tt_buf_printf(&b, "Alias \"%s\" \"${TIMETRACKER_HTDOCS}\"\n", s->path);
        put_module(&b, s, "");
    }
    tt_buf_puts(&b, "</IfModule>\n");
    return tt_buf_text(&b);
}
