/* http/http.h - a server for one person on one machine: the app's files and /api/NAME.
 *
 * It listens on 127.0.0.1 only. Every request must name this very address in Host; one with an
 * Origin must come from it; every /api request must carry the token in "Authorization: Bearer".
 * Sizes, counts and times are limited. docs/threats.md says against whom. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include <stdint.h>

#include "api/api.h"

enum { KN_TOKEN_SIZE = 44 /* 32 random bytes in base64url, and its NUL */ };

typedef struct kn_server kn_server;

/* Binds 127.0.0.1:port (0: a free one) and makes a token. `api` is borrowed until kn_server_free().
 * KN_IO if the port is taken. From here to kn_server_free() SIGINT and SIGTERM are
 * kept for kn_server_run(). */
kn_code kn_server_new(kn_api *api, uint16_t port, kn_server **server, kn_error *err);
void kn_server_free(kn_server *server); /* accepts NULL */

uint16_t kn_server_port(const kn_server *server);

/* "http://127.0.0.1:PORT/#token=TOKEN": the token is in the fragment, which browsers do not send.
 */
const char *kn_server_address(const kn_server *server);

/* "http://127.0.0.1:PORT/open/TICKET", to be handed to another program: whatever stands on a
 * command line can be seen by other users of the machine. It leads to the address above once,
 * within a minute. */
const char *kn_server_visit_address(const kn_server *server);

/* Serves until SIGINT or SIGTERM, then finishes what it has begun. */
kn_code kn_server_run(kn_server *server, kn_error *err);

#endif
