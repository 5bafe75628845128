/* feed.c -- see feed.h. */
#include "stream/feed.h"

enum {
    PIECE = 8192,  /* the least room that a writable socket has */
    PIECES = 32,   /* at once, so that one client does not keep the others waiting */
    FIRST = 1024,  /* bytes of a buffer */
    MOST = 1 << 20 /* bytes that wait for a slow client; then it is lost */
};

tt_buf *tt_feed_buffer(tt_stream *s, apr_pool_t *tick)
{
    if (s->out)
        return s->out;
    s->out = apr_palloc(tick, sizeof *s->out);
    tt_buf_init(s->out, tick, FIRST, MOST);
    s->sent = 0;
    return s->out;
}

static void forget(tt_stream *s)
{
    if (s->held)
        apr_pool_destroy(s->held);
    s->held = NULL;
    s->out = NULL;
    s->sent = 0;
}

/* Moves what is left out of the tick's pool, or to the front of its own. */
static void keep(tt_stream *s)
{
    apr_pool_t *old = s->held;
    tt_buf *left;

    if (old && s->sent < MOST / 4)
        return;
    apr_pool_create(&s->held, s->pool);
    left = apr_palloc(s->held, sizeof *left);
    tt_buf_init(left, s->held, s->out->n - s->sent + FIRST, MOST);
    tt_buf_put(left, s->out->at + s->sent, s->out->n - s->sent);
    s->out = left;
    s->sent = 0;
    if (old)
        apr_pool_destroy(old);
}

/* Whether all that may be sent at once went. */
static tt_sent send_pieces(tt_stream *s, int64_t now)
{
    tt_sent result = TT_SENT;

    for (int i = 0; i < PIECES && result == TT_SENT && s->sent < s->out->n; i++) {
        size_t n = s->out->n - s->sent < PIECE ? s->out->n - s->sent : PIECE;

        result = s->transport.send(s->transport.self, s->out->at + s->sent, n);
        if (result == TT_SENT) {
            s->sent += n;
            s->sent_ms = now;
            s->stuck_ms = 0;
        }
    }
    return result;
}

tt_fed tt_feed_send(tt_stream *s, int64_t now, int stuck_ms)
{
    tt_sent result;

    if (!s->out)
        return TT_FED;
    if (s->out->failed)
        return TT_FED_LOST;
    result = send_pieces(s, now);
    if (result == TT_SENT_NEVER)
        return TT_FED_LOST;
    if (s->sent == s->out->n) {
        forget(s);
        return TT_FED;
    }
    if (result == TT_SENT_NOT_NOW && !s->stuck_ms)
        s->stuck_ms = now;
    if (s->stuck_ms && now - s->stuck_ms >= stuck_ms)
        return TT_FED_LOST;
    keep(s);
    return TT_FED_LATER;
}
