/* http_server.c -- see http_server.h. */
#include "http_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <check.h>

enum { PATHS = 16, CONNECTIONS = 256, REQUEST = 16384, TICK_MS = 5 };

typedef struct {
    const char *path, *raw;
    size_t n;
    http_manner manner;
    int count;
} page;

typedef struct {
    http_server *server;
    int socket;
    pthread_t thread;
} connection;

struct http_server {
    apr_pool_t *pool;
    int socket, port, npages, nconnections;
    bool stop; /* atomic */
    pthread_t thread;
    pthread_mutex_t mutex; /* of pages and last */
    page pages[PATHS];
    char last[REQUEST];
    connection connections[CONNECTIONS];
};

static bool stopped(http_server *s)
{
    return __atomic_load_n(&s->stop, __ATOMIC_ACQUIRE);
}

static void wait_ms(http_server *s, int ms)
{
    for (; ms > 0 && !stopped(s); ms -= TICK_MS)
        usleep(1000 * (unsigned)(ms < TICK_MS ? ms : TICK_MS));
}

static bool readable(http_server *s, int fd)
{
    struct pollfd one = { .fd = fd, .events = POLLIN };

    while (!stopped(s))
        if (poll(&one, 1, TICK_MS) > 0)
            return true;
    return false;
}

/* Whether N bytes of a request are all of it. */
static bool complete(const char *request, size_t n)
{
    const char *end = strstr(request, "\r\n\r\n"), *length = strstr(request, "Content-Length: ");

    return end && n >= (size_t)(end + 4 - request) + (length && length < end ? strtoul(length + 16, NULL, 10) : 0);
}

static bool receive(http_server *s, int fd, char *request)
{
    size_t n = 0;

    while (n < REQUEST - 1 && readable(s, fd)) {
        ssize_t more = recv(fd, request + n, REQUEST - 1 - n, 0);

        if (more <= 0)
            return false;
        n += (size_t)more;
        request[n] = '\0';
        if (complete(request, n))
            return true;
    }
    return false;
}

static page *find(http_server *s, const char *path, size_t n)
{
    for (int i = 0; i < s->npages; i++)
        if (strlen(s->pages[i].path) == n && !memcmp(s->pages[i].path, path, n))
            return &s->pages[i];
    return NULL;
}

/* Notes the request and copies what answers it. */
static page look_up(http_server *s, const char *request)
{
    static const char missing[] = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    page found = { .raw = missing, .n = sizeof missing - 1 };
    const char *path = strchr(request, ' ');

    pthread_mutex_lock(&s->mutex);
    apr_cpystrn(s->last, request, sizeof s->last);
    if (path) {
        page *known = find(s, path + 1, strcspn(path + 1, "? "));

        if (known) {
            known->count++;
            found = *known;
        }
    }
    pthread_mutex_unlock(&s->mutex);
    return found;
}

static void send_answer(http_server *s, int fd, const page *answer)
{
    size_t step = answer->manner.drip_ms ? 1 : answer->n;

    wait_ms(s, answer->manner.delay_ms);
    for (size_t sent = 0; sent < answer->n && !stopped(s);) {
        ssize_t n = send(fd, answer->raw + sent, step < answer->n - sent ? step : answer->n - sent, MSG_NOSIGNAL);

        if (n <= 0)
            return;
        sent += (size_t)n;
        wait_ms(s, answer->manner.drip_ms);
    }
}

static void *serve(void *of)
{
    connection *c = of;
    struct linger at_once = { .l_onoff = 1 };
    char request[REQUEST];
    char rest[512];

    if (receive(c->server, c->socket, request)) {
        page answer = look_up(c->server, request);

        if (answer.manner.reset)
            setsockopt(c->socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        else
            send_answer(c->server, c->socket, &answer);
        shutdown(c->socket, answer.manner.reset ? SHUT_RD : SHUT_WR);
        while (!answer.manner.reset && readable(c->server, c->socket) && recv(c->socket, rest, sizeof rest, 0) > 0)
            ;
    }
    close(c->socket);
    return NULL;
}

static void *accept_all(void *of)
{
    http_server *s = of;

    while (s->nconnections < CONNECTIONS && readable(s, s->socket)) {
        connection *c = &s->connections[s->nconnections];

        c->server = s;
        c->socket = accept(s->socket, NULL, NULL);
        if (c->socket < 0 || pthread_create(&c->thread, NULL, serve, c))
            break;
        s->nconnections++;
    }
    return NULL;
}

static apr_status_t stop(void *of)
{
    http_server *s = of;

    __atomic_store_n(&s->stop, true, __ATOMIC_RELEASE);
    pthread_join(s->thread, NULL);
    for (int i = 0; i < s->nconnections; i++)
        pthread_join(s->connections[i].thread, NULL);
    close(s->socket);
    pthread_mutex_destroy(&s->mutex);
    return APR_SUCCESS;
}

http_server *http_server_start(apr_pool_t *p)
{
    http_server *s = apr_pcalloc(p, sizeof *s);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof address;

    s->pool = p;
    s->socket = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(s->socket, (struct sockaddr *)&address, n), 0);
    ck_assert_int_eq(listen(s->socket, 64), 0);
    ck_assert_int_eq(getsockname(s->socket, (struct sockaddr *)&address, &n), 0);
    s->port = ntohs(address.sin_port);
    ck_assert_int_eq(pthread_mutex_init(&s->mutex, NULL), 0);
    ck_assert_int_eq(pthread_create(&s->thread, NULL, accept_all, s), 0);
    apr_pool_pre_cleanup_register(p, s, stop);
    return s;
}

const char *http_server_url(http_server *s, const char *path)
{
    return apr_psprintf(s->pool, "http://127.0.0.1:%d%s", s->port, path);
}

void http_server_answer(http_server *s, const char *path, const char *raw, size_t n, http_manner manner)
{
    page *known;

    pthread_mutex_lock(&s->mutex);
    known = find(s, path, strlen(path));
    if (!known) {
        ck_assert_int_lt(s->npages, PATHS);
        known = &s->pages[s->npages++];
        known->path = path;
    }
    known->raw = raw;
    known->n = n;
    known->manner = manner;
    pthread_mutex_unlock(&s->mutex);
}

const char *http_server_json_raw(http_server *s, const char *json)
{
    return apr_psprintf(s->pool, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
                        (int)strlen(json), json);
}

void http_server_json(http_server *s, const char *path, const char *json)
{
    const char *raw = http_server_json_raw(s, json);

    http_server_answer(s, path, raw, strlen(raw), (http_manner){ 0 });
}

int http_server_count(http_server *s, const char *path)
{
    page *known;
    int count;

    pthread_mutex_lock(&s->mutex);
    known = find(s, path, strlen(path));
    count = known ? known->count : 0;
    pthread_mutex_unlock(&s->mutex);
    return count;
}

const char *http_server_last(http_server *s)
{
    const char *last;

    pthread_mutex_lock(&s->mutex);
    last = apr_pstrdup(s->pool, s->last);
    pthread_mutex_unlock(&s->mutex);
    return last;
}
