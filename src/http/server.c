/* The loop: listens on 127.0.0.1, keeps the list of connections, stops on a signal. One thread: one
 * person's requests are answered one after another. */
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/server.h"

enum { TICKET_BYTES = 16, TOKEN_BYTES = 32 };

static time_t monotonic_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static void make_secret(char *out, size_t size, size_t count)
{
    unsigned char bytes[TOKEN_BYTES];

    randombytes_buf(bytes, count);
    sodium_bin2base64(out, size, bytes, count, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
}

bool kn_server_take_ticket(kn_server *server, kn_slice ticket)
{
    bool is_good = server->ticket[0] && monotonic_now() <= server->ticket_until &&
                   kn_is_secret(ticket, server->ticket);

    if (is_good)
        server->ticket[0] = '\0';
    return is_good;
}

void kn_server_lost(kn_server *server, kn_connection *connection)
{
    *(connection->older ? &connection->older->newer : &server->oldest) = connection->newer;
    *(connection->newer ? &connection->newer->older : &server->newest) = connection->older;
    server->connections--;
    if (server->stopping && server->connections == 0)
        event_base_loopexit(server->base, NULL);
}

/* When all places are taken, the oldest stranger that is not being answered goes: a thousand
 * connections that only wait push out each other, not the person. False: there is none. */
static bool make_room(kn_server *server)
{
    for (kn_connection *c = server->oldest; c; c = c->newer) {
        if (!c->trusted && c->phase != KN_PHASE_REPLY) {
            kn_connection_close(c);
            return true;
        }
    }
    return false;
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t socket,
                      struct sockaddr *address, int length, void *context)
{
    kn_server *server = context;

    (void)listener;
    (void)address;
    (void)length;
    if (server->connections >= KN_CONNECTIONS_MAX && !make_room(server))
        evutil_closesocket(socket);
    else
        kn_connection_open(server, socket);
}

/* Out of descriptors: a place is made, else accepting would be tried for ever. */
static void on_accept_error(struct evconnlistener *listener, void *context)
{
    (void)listener;
    make_room(context);
}

static void on_signal(evutil_socket_t signal, short what, void *context)
{
    kn_server *server = context;
    kn_connection *next;

    (void)signal;
    (void)what;
    if (server->stopping) { /* asked twice: at once */
        event_base_loopbreak(server->base);
        return;
    }
    server->stopping = true;
    evconnlistener_free(server->listener);
    server->listener = NULL;
    for (kn_connection *c = server->oldest; c; c = next) {
        next = c->newer;
        kn_connection_stop(c);
    }
    if (server->connections == 0)
        event_base_loopexit(server->base, NULL);
}

static kn_code listen_on(kn_server *server, uint16_t port, kn_error *err)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    kn_place at = {0};

    server->listener =
        evconnlistener_new_bind(server->base, on_accept, server,
                                LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE,
                                -1, (struct sockaddr *)&address, sizeof address);
    if (!server->listener || getsockname(evconnlistener_get_fd(server->listener),
                                         (struct sockaddr *)&address, &length)) {
        snprintf(at.source, sizeof at.source, "127.0.0.1:%u", (unsigned)port);
        kn_fail(err, KN_IO, &at, "cannot listen: %s", strerror(errno));
        return kn_hint(err, "Is Unknot open already? Give another --port, or none for a free one.");
    }
    evconnlistener_set_error_cb(server->listener, on_accept_error);
    server->guard.port = ntohs(address.sin_port);
    return KN_OK;
}

kn_code kn_server_new(kn_api *api, uint16_t port, kn_server **out, kn_error *err)
{
    kn_server *server = calloc(1, sizeof *server);
    kn_code code = server && sodium_init() >= 0 ? KN_OK : KN_NOMEM;

    *out = NULL;
    if (!code) {
        server->api = api;
        server->base = event_base_new();
        code = server->base ? KN_OK : KN_NOMEM;
    }
    if (!code) {
        server->on_interrupt = evsignal_new(server->base, SIGINT, on_signal, server);
        server->on_terminate = evsignal_new(server->base, SIGTERM, on_signal, server);
        code = server->on_interrupt && server->on_terminate &&
                       !event_add(server->on_interrupt, NULL) &&
                       !event_add(server->on_terminate, NULL)
                   ? KN_OK
                   : KN_NOMEM;
    }
    if (code) {
        kn_fail(err, code, NULL, "out of memory");
    } else {
        code = listen_on(server, port, err);
    }
    if (code) {
        kn_server_free(server);
        return code;
    }
    make_secret(server->guard.token, sizeof server->guard.token, TOKEN_BYTES);
    make_secret(server->ticket, sizeof server->ticket, TICKET_BYTES);
    server->ticket_until = monotonic_now() + KN_TICKET_SECONDS;
    snprintf(server->address, sizeof server->address, "http://127.0.0.1:%u/#token=%s",
             (unsigned)server->guard.port, server->guard.token);
    snprintf(server->visit_address, sizeof server->visit_address, "http://127.0.0.1:%u/open/%s",
             (unsigned)server->guard.port, server->ticket);
    *out = server;
    return KN_OK;
}

void kn_server_free(kn_server *server)
{
    if (!server)
        return;
    server->stopping = false;
    while (server->oldest)
        kn_connection_close(server->oldest);
    if (server->listener)
        evconnlistener_free(server->listener);
    if (server->on_interrupt)
        event_free(server->on_interrupt);
    if (server->on_terminate)
        event_free(server->on_terminate);
    if (server->base)
        event_base_free(server->base);
    sodium_memzero(server, sizeof *server);
    free(server);
}

uint16_t kn_server_port(const kn_server *server)
{
    return server->guard.port;
}

const char *kn_server_address(const kn_server *server)
{
    return server->address;
}

const char *kn_server_visit_address(const kn_server *server)
{
    return server->visit_address;
}

kn_code kn_server_run(kn_server *server, kn_error *err)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction before;
    int failed;

    /* A client that has gone is an error of its write, not the end of the program. */
    sigaction(SIGPIPE, &ignore, &before);
    failed = event_base_dispatch(server->base) < 0;
    sigaction(SIGPIPE, &before, NULL);
    return failed ? kn_fail(err, KN_IO, NULL, "the server cannot wait for requests") : KN_OK;
}
