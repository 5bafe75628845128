/* http_server.h -- a server of our own for the tests of what calls one: HTTP/1.1 on a loopback port, an answer per path
 * written out byte by byte, a thread per connection. */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "tt.h"

typedef struct http_server http_server;

/** How the answer of a path goes out; zero = at once and whole. */
typedef struct http_manner {
    int delay_ms; /**< before the first byte */
    int drip_ms;  /**< between two bytes */
    bool reset;   /**< nothing is sent, the connection is reset */
} http_manner;

/** Starts on a free port; stops when pool P goes, whatever connections are open. */
http_server *http_server_start(apr_pool_t *p);

/** "http://127.0.0.1:PORT" followed by PATH, in the pool of the server. */
const char *http_server_url(http_server *s, const char *path);

/** From now on PATH answers RAW (status line and all, must live on; N bytes); a path without an answer is a 404. */
void http_server_answer(http_server *s, const char *path, const char *raw, size_t n, http_manner manner);

/** 200 with this body of JSON, in the pool of the server; and PATH answers that from now on. */
const char *http_server_json_raw(http_server *s, const char *json);
void http_server_json(http_server *s, const char *path, const char *json);

/** Requests for PATH so far; and the last request of all, as it came. */
int http_server_count(http_server *s, const char *path);
const char *http_server_last(http_server *s);

#endif
