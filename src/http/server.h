/* http/server.h - inside the server: what its loop (server.c) and its connections (connection.c)
 * share. */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <time.h>

#include "http/guard.h"
#include "http/route.h"

enum {
    KN_CONNECTIONS_MAX = 256,
    /* milliseconds */
    KN_REQUEST_TIME = 10000, /* from its first byte to its last */
    KN_IDLE_TIME = 60000,    /* between requests, and before the first */
    KN_REPLY_TIME = 30000,   /* without the client taking a byte */
    KN_LINGER_TIME = 2000,   /* after a refusal, for the client to read it */
    /* the same once we are to stop */
    KN_STOP_IDLE_TIME = 100, /* what was sent before may not have been looked at yet */
    KN_STOP_REQUEST_TIME = 1000,
    KN_STOP_REPLY_TIME = 5000,
    KN_TICKET_SECONDS = 60
};

typedef enum kn_phase {
    KN_PHASE_IDLE, /* no byte of a request yet */
    KN_PHASE_HEAD,
    KN_PHASE_BODY,
    KN_PHASE_REPLY, /* nothing is read until the reply is gone */
    KN_PHASE_LINGER /* answered and closed to writing; what comes is thrown away */
} kn_phase;

typedef struct kn_connection {
    struct kn_server *server;
    struct kn_connection *older, *newer;
    struct bufferevent *stream;
    struct event *deadline;
    kn_phase phase;
    bool trusted; /* has shown the token */
    bool closes;  /* after this reply */
    size_t scanned;
    char *head_bytes; /* the head's slices borrow from it */
    kn_head head;
    kn_route route;
    char *body;
    size_t body_size; /* read so far */
} kn_connection;

struct kn_server {
    kn_api *api; /* borrowed */
    kn_guard guard;
    struct event_base *base;
    struct evconnlistener *listener;
    struct event *on_interrupt, *on_terminate;
    kn_connection *oldest, *newest;
    size_t connections;
    bool stopping;
    char address[96], visit_address[96];
    char ticket[KN_TICKET_SIZE]; /* "" once it was used */
    time_t ticket_until;         /* by the monotonic clock */
};

/* Takes the socket over, whatever happens. */
void kn_connection_open(kn_server *server, evutil_socket_t socket);
void kn_connection_close(kn_connection *connection);

/* Ends it, at once or as soon as what has begun is finished. */
void kn_connection_stop(kn_connection *connection);

/* Is this the ticket, in time and for the first time? */
bool kn_server_take_ticket(kn_server *server, kn_slice ticket);

/* The server's list has lost one: the last one to go ends a stopping server. */
void kn_server_lost(kn_server *server, kn_connection *connection);

#endif
