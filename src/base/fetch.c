/* fetch.c -- see fetch.h.
 * A handle per call: nothing of one call (connections, TLS sessions, what is known of names) is there in another. */
#include "base/fetch.h"

#include <curl/curl.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { FIRST_BYTES = 8192, HEAD_MAX = 64 << 10 };

typedef struct {
    tt_buf body;
    size_t head; /* bytes of status lines and header fields, those of 1xx answers too */
} answer;

void tt_fetch_init(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* libcurl takes any count other than that given as a failure. */
static size_t take_body(char *bytes, size_t size, size_t n, void *of)
{
    answer *a = of;

    tt_buf_put(&a->body, bytes, size * n);
    return a->body.failed ? 0 : size * n;
}

static size_t take_head(char *bytes, size_t size, size_t n, void *of)
{
    answer *a = of;

    (void)bytes;
    a->head += size * n;
    return a->head > HEAD_MAX ? 0 : size * n;
}

static apr_status_t drop_handle(void *curl)
{
    curl_easy_cleanup(curl);
    return APR_SUCCESS;
}

static apr_status_t drop_list(void *list)
{
    curl_slist_free_all(list);
    return APR_SUCCESS;
}

/* What every call has; false if this libcurl cannot do one of them.
 * QUICK_EXIT: without it the end of a call waits for the thread that resolves the name, for as long as the resolver
 * takes. The thread then frees what is its own. */
static bool set_limits(CURL *curl, const tt_fetch *f)
{
    const char *protocols = f->allow_http ? "https,http" : "https";
    bool set = true;

    set &= !curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocols);
    set &= !curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    set &= !curl_easy_setopt(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set &= !curl_easy_setopt(curl, CURLOPT_PROXY, "");
    set &= !curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    set &= !curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    set &= !curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    set &= !curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    set &= !curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    set &= !curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    set &= !curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
    set &= !curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)f->connect_ms);
    set &= !curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)f->timeout_ms);
    set &= !curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)f->limit);
    set &= !curl_easy_setopt(curl, CURLOPT_USERAGENT, "mod_timetracker");
    return set;
}

static bool set_request(CURL *curl, const tt_fetch *f, struct curl_slist *headers, answer *to)
{
    bool set = true;

    set &= !curl_easy_setopt(curl, CURLOPT_URL, f->url);
    set &= !curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    if (f->form) {
        set &= !curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(f->form));
        set &= !curl_easy_setopt(curl, CURLOPT_POSTFIELDS, f->form);
    }
    set &= !curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    set &= !curl_easy_setopt(curl, CURLOPT_WRITEDATA, to);
    set &= !curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_head);
    set &= !curl_easy_setopt(curl, CURLOPT_HEADERDATA, to);
    return set;
}

/* NULL without memory. */
static struct curl_slist *headers_of(apr_pool_t *p, const tt_fetch *f)
{
    /* "Expect:" takes back what libcurl would say of a large form: nobody waits for a 100. */
    const char *lines[] = { "Accept: application/json",
                            "Expect:", f->bearer ? apr_pstrcat(p, "Authorization: Bearer ", f->bearer, NULL) : NULL };
    struct curl_slist *list = NULL;

    for (int i = 0; i < TT_COUNT(lines) && lines[i]; i++) {
        struct curl_slist *longer = curl_slist_append(list, lines[i]);

        if (!longer) {
            curl_slist_free_all(list);
            return NULL;
        }
        list = longer;
    }
    return list;
}

static const tt_error *refusal(apr_pool_t *p, const tt_fetch *f, const answer *a, CURLcode code)
{
    int n = (int)strcspn(f->url, "?#");
    const char *at = memchr(f->url, '@', (size_t)n), *start = at ? at + 1 : f->url; /* a password may stand before it */
    bool large = a->body.failed || a->head > HEAD_MAX || code == CURLE_FILESIZE_EXCEEDED;
    tt_error *e = large ? tt_error_make(p, 502, "provider_answer", "The provider's answer cannot be used",
                                        "The answer is larger than it may be")
                        : tt_error_make(p, 502, "provider_unreachable", "The provider does not answer",
                                        "There is no complete answer");

    e->cause = apr_psprintf(p, "%.*s: %s", n - (int)(start - f->url), start,
                            large ? "the answer is too large" : curl_easy_strerror(code));
    return e;
}

static int64_t date_of(CURL *curl)
{
    struct curl_header *header;
    time_t date = curl_easy_header(curl, "Date", 0, CURLH_HEADER, -1, &header) ? 0 : curl_getdate(header->value, NULL);

    return date > 0 ? date : 0;
}

const tt_error *tt_fetch_run(apr_pool_t *p, const tt_fetch *fetch, tt_fetched *out)
{
    answer a = { .head = 0 };
    char *content_type = NULL;
    long status = 0;
    CURL *curl = NULL;
    struct curl_slist *headers = NULL;
    CURLcode code;

    if (fetch->bearer && !tt_visible_ascii(fetch->bearer, HEAD_MAX))
        return tt_error_internal(p, "a bearer token that is not visible ASCII");
    curl = curl_easy_init();
    if (!curl)
        return tt_error_internal(p, "libcurl has no memory");
    apr_pool_cleanup_register(p, curl, drop_handle, apr_pool_cleanup_null);
    headers = headers_of(p, fetch);
    if (!headers)
        return tt_error_internal(p, "libcurl has no memory");
    apr_pool_cleanup_register(p, headers, drop_list, apr_pool_cleanup_null);
    tt_buf_init(&a.body, p, FIRST_BYTES, fetch->limit);
    if (!set_limits(curl, fetch) || !set_request(curl, fetch, headers, &a))
        return tt_error_internal(p, "libcurl refuses an option");
    code = curl_easy_perform(curl);
    if (!code)
        code = curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (!code)
        code = curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &content_type);
    out->status = (int)status;
    out->content_type = content_type ? apr_pstrdup(p, content_type) : "";
    out->n = a.body.n;
    out->body = tt_buf_text(&a.body);
    out->date = date_of(curl);
    apr_pool_cleanup_run(p, curl, drop_handle); /* the connection must not live as long as the pool */
    return code || a.body.failed ? refusal(p, fetch, &a, code) : NULL;
}

static void put_encoded(tt_buf *b, const char *s)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._*";

    for (; *s; s++)
        if (strchr(plain, *s))
            tt_buf_putc(b, *s);
        else
            tt_buf_printf(b, "%%%02X", (unsigned char)*s);
}

void tt_form_add(apr_pool_t *p, const char **form, const char *name, const char *value)
{
    size_t most = strlen(*form) + 3 * (strlen(name) + strlen(value)) + 3;
    tt_buf b;

    tt_buf_init(&b, p, most, most);
    tt_buf_puts(&b, *form);
    if (b.n)
        tt_buf_putc(&b, '&');
    put_encoded(&b, name);
    tt_buf_putc(&b, '=');
    put_encoded(&b, value);
    *form = tt_buf_text(&b);
}
