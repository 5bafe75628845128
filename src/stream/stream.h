/* stream.h -- open streams of one child process and database, and the one thread that serves them all.
 *
 * The thread is started by the first stream.  While streams are open it looks ten times a second for changes of their
 * users, and passes them on; it never waits for a client.  Without streams it sleeps and has no connection.
 *
 * How bytes get to a client is the transport's affair (httpd's side), what they look like the kind's (Server-Sent
 * Events of the API, notifications of MCP). */
#ifndef TT_STREAM_H
#define TT_STREAM_H

#include "auth/credential.h"
#include "stream/event.h"

/** What a protocol writes.  Nothing written = nothing sent.  Called by the thread, one at a time for one stream. */
typedef struct tt_stream_kind {
    void (*event)(void *context, const tt_event *e, tt_buf *out);
    void (*flush)(void *context, tt_buf *out); /**< writes what EVENT only noted: after it, before OUT goes; or NULL */
    void (*beat)(void *context, tt_position at, tt_buf *out);  /**< a sign of life; all up to AT was told */
    void (*reset)(void *context, tt_position at, tt_buf *out); /**< events before AT are lost: read all anew */
    void (*end)(void *context, tt_buf *out);                   /**< the last bytes where we end it; or NULL */
} tt_stream_kind;

typedef enum tt_sent {
    TT_SENT,
    TT_SENT_NOT_NOW, /**< the client does not read what it has; nothing was taken */
    TT_SENT_NEVER    /**< it is gone */
} tt_sent;

/** The way to a client.  Its functions are called by the thread, and must not wait. */
typedef struct tt_transport {
    tt_sent (*send)(void *self, const char *bytes, size_t n); /**< all or nothing */
    void (*close)(void *self, bool drop); /**< the last call: ends the stream; DROP = without ceremony */
    void *self;
} tt_transport;

typedef struct tt_streams tt_streams;

/** An open stream.  Who opens it fills in the first part and owns the memory, until tt_stream_leave has returned. */
typedef struct tt_stream {
    apr_pool_t *pool; /**< lives as long as it; only the thread uses it while the stream is open */
    int64_t user_id;
    const tt_credential *credential;
    const char *granted;  /**< what the credential may (opening.h); the stream ends when it may something else */
    tt_position position; /**< the client knows all up to here */
    const tt_stream_kind *kind;
    void *context; /**< of the kind */
    tt_transport transport;

    /* The thread's. */
    const char *hash; /* of the credential, as PostgreSQL's text */
    struct tt_stream *next, *next_of_user;
    struct tt_stream **at, **at_of_user; /* what points to it */
    bool is_open, ends, is_alive;
    bool is_unflushed; /* the kind was told of events since its last flush */
    tt_buf *out;       /* not yet taken by the client; NULL = nothing */
    size_t sent;       /* of it */
    apr_pool_t *held;  /* what OUT lives in beyond a tick; NULL = the tick's own pool */
    int64_t opened_ms, sent_ms, stuck_ms;
} tt_stream;

typedef struct tt_streams_settings {
    const char *conninfo; /**< of the database; one connection is made while streams are open */
    int timeout_ms;       /**< longest wait for it */
    int beat_ms;          /**< a silent stream gives a sign of life so often */
    int lifetime_ms;      /**< a stream ends after this time; clients come again */
    int stuck_ms;         /**< a client that takes nothing for so long is dropped */
    /** Says that the database cannot be read (CAUSE), or can again (NULL). */
    void (*report)(void *self, const char *cause);
    void *self;
} tt_streams_settings;

/** In pool P; nothing runs yet.  500 if the system gives no descriptor or mutex. */
const tt_error *tt_streams_make(apr_pool_t *p, tt_streams_settings settings, tt_streams **out) TT_MUST_CHECK;

/** Hands a stream over.  False = they are being stopped, or no thread can be had: nothing was taken. */
bool tt_stream_open(tt_streams *streams, tt_stream *s);

/** Takes it back; afterwards the thread does not touch it.  True = its end was told to the client already. */
bool tt_stream_leave(tt_streams *streams, tt_stream *s);

/** Ends all streams soon and takes no more. */
void tt_streams_stop(tt_streams *streams);

/** Waits for the thread, which must have been told to stop. */
void tt_streams_join(tt_streams *streams);

#endif
