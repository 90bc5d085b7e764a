/* One connection: idle -> head -> body -> reply -> idle, or linger and close after a refusal. The
 * head is judged before a byte of the body is kept. */
#include <event2/buffer.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "http/server.h"

enum { READ_AHEAD = 64 * 1024 /* bytes that wait in memory before they are looked at */ };

static void advance(kn_connection *connection);

static void set_phase(kn_connection *connection, kn_phase phase, int milliseconds)
{
    struct timeval time = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000};

    connection->phase = phase;
    if (milliseconds)
        event_add(connection->deadline, &time);
    else
        event_del(connection->deadline);
}

static void forget_request(kn_connection *connection)
{
    free(connection->head_bytes);
    free(connection->body);
    connection->head_bytes = connection->body = NULL;
    connection->body_size = connection->scanned = 0;
    connection->head = (kn_head){0};
    connection->route = (kn_route){0};
}

static void free_answer(const void *bytes, size_t count, void *response)
{
    (void)bytes;
    (void)count;
    kn_response_free(response);
}

/* Sends and owns the answer. */
static void reply(kn_connection *connection, kn_response *response, bool closes)
{
    struct evbuffer *output = bufferevent_get_output(connection->stream);
    kn_error err = {0};
    kn_text head;
    bool is_ready;

    if (!response) {
        kn_connection_close(connection);
        return;
    }
    connection->closes = closes || connection->head.closes || connection->server->stopping;
    forget_request(connection);
    kn_response_head(response, connection->closes, &head);
    is_ready =
        !kn_text_check(&head, "the header", &err) && !evbuffer_add(output, head.bytes, head.size);
    kn_text_release(&head);
    if (is_ready && response->count &&
        !evbuffer_add_reference(output, response->bytes, response->count, free_answer, response))
        response = NULL;
    else if (response->count)
        is_ready = false;
    kn_response_free(response);
    if (!is_ready) {
        kn_connection_close(connection);
        return;
    }
    bufferevent_disable(connection->stream, EV_READ);
    /* Otherwise KN_REPLY_TIME watches over the writing. */
    set_phase(connection, KN_PHASE_REPLY, connection->server->stopping ? KN_STOP_REPLY_TIME : 0);
}

/* What follows a refusal can be anything, so the connection ends with it. */
static void refuse(kn_connection *connection, kn_refusal refusal)
{
    reply(connection, kn_response_refusal(refusal, connection->route.allow), true);
}

static void answer_request(kn_connection *connection)
{
    kn_server *server = connection->server;
    kn_response *response;

    if (connection->route.ticket.bytes) {
        if (kn_server_take_ticket(server, connection->route.ticket))
            response = kn_response_redirect(strstr(server->address, "/#"));
        else
            response = kn_response_refusal(KN_REFUSE_TICKET, NULL);
    } else {
        response =
            kn_route_respond(server->api, &connection->route, &connection->head,
                             connection->body ? connection->body : "", connection->body_size);
    }
    reply(connection, response, false);
}

static kn_refusal judge(kn_connection *connection, size_t size)
{
    kn_head *head = &connection->head;
    kn_refusal refusal = kn_head_parse(connection->head_bytes, size, head);

    if (refusal == KN_REFUSE_NONE)
        refusal = kn_guard_check(&connection->server->guard, head);
    if (refusal == KN_REFUSE_NONE)
        refusal = kn_route_find(head, &connection->route);
    if (refusal == KN_REFUSE_NONE && connection->route.operation)
        connection->trusted = true;
    if (refusal == KN_REFUSE_NONE && head->body_size > 0) {
        connection->body = malloc(head->body_size);
        if (!connection->body)
            refusal = KN_REFUSE_NOMEM;
    }
    return refusal;
}

/* True when there is more to do. */
static bool read_head(kn_connection *connection, struct evbuffer *input)
{
    size_t count = evbuffer_get_length(input), size;
    kn_refusal refusal;
    char *bytes;

    if (count > KN_HEAD_MAX)
        count = KN_HEAD_MAX;
    bytes = (char *)evbuffer_pullup(input, (ev_ssize_t)count);
    refusal = bytes ? kn_head_scan(bytes, count, &connection->scanned, &size) : KN_REFUSE_NOMEM;
    if (refusal == KN_REFUSE_NONE && size == 0)
        return false;
    if (refusal == KN_REFUSE_NONE) {
        connection->head_bytes = malloc(size);
        refusal = connection->head_bytes ? KN_REFUSE_NONE : KN_REFUSE_NOMEM;
    }
    if (refusal == KN_REFUSE_NONE) {
        evbuffer_remove(input, connection->head_bytes, size);
        refusal = judge(connection, size);
    }
    if (refusal != KN_REFUSE_NONE) {
        refuse(connection, refusal);
        return false;
    }
    connection->phase = KN_PHASE_BODY; /* under the same deadline */
    if (connection->head.waits_for_leave && connection->head.body_size > 0)
        evbuffer_add_printf(bufferevent_get_output(connection->stream),
                            "HTTP/1.1 100 Continue\r\n\r\n");
    return true;
}

static void read_body(kn_connection *connection, struct evbuffer *input)
{
    size_t missing = connection->head.body_size - connection->body_size;
    int got =
        missing ? evbuffer_remove(input, connection->body + connection->body_size, missing) : 0;

    if (got > 0)
        connection->body_size += (size_t)got;
    if (connection->body_size == connection->head.body_size)
        answer_request(connection);
}

static void advance(kn_connection *connection)
{
    struct evbuffer *input = bufferevent_get_input(connection->stream);

    if (connection->phase == KN_PHASE_LINGER)
        evbuffer_drain(input, evbuffer_get_length(input));
    if (connection->phase == KN_PHASE_IDLE && evbuffer_get_length(input) > 0)
        set_phase(connection, KN_PHASE_HEAD,
                  connection->server->stopping ? KN_STOP_REQUEST_TIME : KN_REQUEST_TIME);
    if (connection->phase == KN_PHASE_HEAD && !read_head(connection, input))
        return;
    if (connection->phase == KN_PHASE_BODY)
        read_body(connection, input);
}

static void on_read(struct bufferevent *stream, void *context)
{
    (void)stream;
    advance(context);
}

/* The output is empty: the reply is with the system. */
static void on_written(struct bufferevent *stream, void *context)
{
    kn_connection *connection = context;

    if (connection->phase != KN_PHASE_REPLY)
        return;
    bufferevent_enable(stream, EV_READ);
    if (connection->closes) {
        /* Closing with unread input would reset the connection and could take the reply along. */
        shutdown(bufferevent_getfd(stream), SHUT_WR);
        set_phase(connection, KN_PHASE_LINGER, KN_LINGER_TIME);
    } else {
        set_phase(connection, KN_PHASE_IDLE, KN_IDLE_TIME);
    }
    advance(connection); /* the next request may be here already */
}

static void on_event(struct bufferevent *stream, short what, void *context)
{
    (void)stream;
    (void)what; /* end, error or nobody takes the reply: all the same */
    kn_connection_close(context);
}

static void on_deadline(evutil_socket_t socket, short what, void *context)
{
    kn_connection *connection = context;

    (void)socket;
    (void)what;
    if (connection->phase == KN_PHASE_HEAD || connection->phase == KN_PHASE_BODY)
        refuse(connection, KN_REFUSE_SLOW);
    else
        kn_connection_close(connection);
}

void kn_connection_open(kn_server *server, evutil_socket_t socket)
{
    const struct timeval reply_time = {.tv_sec = KN_REPLY_TIME / 1000};
    const int on = 1;
    kn_connection *connection = calloc(1, sizeof *connection);
    struct bufferevent *stream = NULL;

    if (connection)
        stream = bufferevent_socket_new(server->base, socket, BEV_OPT_CLOSE_ON_FREE);
    if (!stream) {
        evutil_closesocket(socket);
        free(connection);
        return;
    }
    connection->server = server;
    connection->stream = stream;
    connection->older = server->newest;
    *(server->newest ? &server->newest->newer : &server->oldest) = connection;
    server->newest = connection;
    server->connections++;
    connection->deadline = evtimer_new(server->base, on_deadline, connection);
    if (!connection->deadline) {
        kn_connection_close(connection);
        return;
    }
    /* Without it a small reply waits for the client's acknowledgement, 40 ms. */
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    bufferevent_setcb(stream, on_read, on_written, on_event, connection);
    bufferevent_setwatermark(stream, EV_READ, 0, READ_AHEAD);
    bufferevent_set_timeouts(stream, NULL, &reply_time);
    set_phase(connection, KN_PHASE_IDLE, KN_IDLE_TIME);
    bufferevent_enable(stream, EV_READ | EV_WRITE);
}

void kn_connection_close(kn_connection *connection)
{
    if (connection->deadline)
        event_free(connection->deadline);
    bufferevent_free(connection->stream);
    forget_request(connection);
    kn_server_lost(connection->server, connection);
    free(connection);
}

void kn_connection_stop(kn_connection *connection)
{
    switch (connection->phase) {
    case KN_PHASE_IDLE:
        set_phase(connection, connection->phase, KN_STOP_IDLE_TIME);
        return;
    case KN_PHASE_HEAD:
    case KN_PHASE_BODY:
        set_phase(connection, connection->phase, KN_STOP_REQUEST_TIME);
        return;
    case KN_PHASE_REPLY:
        connection->closes = true;
        set_phase(connection, connection->phase, KN_STOP_REPLY_TIME);
        return;
    case KN_PHASE_LINGER:
        return;
    }
}
