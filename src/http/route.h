/* http/route.h - from a request to what answers it, and the answer. Knows the table of operations
 * and the app's files; knows no sockets. */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include "api/api.h"
#include "http/assets.h"

typedef struct kn_route {
    const kn_operation *operation; /* or NULL: the asset, or the ticket */
    kn_asset asset;
    kn_slice ticket;   /* of /open/TICKET; borrows the head */
    const char *allow; /* the methods, for Allow */
    size_t body_max;
} kn_route;

/* Who answers, and whether the head suits them: method, type and size of the body. */
kn_refusal kn_route_find(const kn_head *head, kn_route *route);

/* Owner: the caller; kn_response_free(). */
typedef struct kn_response {
    int status;
    const char *content_type;
    const char *bytes; /* borrowed from `text`, `reply` or the asset */
    size_t count;
    char file_name[64]; /* "": not to be saved */
    const char *allow;  /* or NULL */
    const char *location;
    bool is_page; /* runs in the browser: it gets the app's content policy */
    kn_text text;
    kn_reply reply;
} kn_response;

/* Calls the operation, or hands out the asset. Every fault becomes an answer; NULL only when out of
 * memory. */
kn_response *kn_route_respond(kn_api *api, const kn_route *route, const kn_head *head,
                              const char *body, size_t body_size);
kn_response *kn_response_refusal(kn_refusal refusal, const char *allow);
kn_response *kn_response_redirect(const char *location);
void kn_response_free(kn_response *response); /* accepts NULL */

/* The status line and the header fields, up to and with the empty line. */
void kn_response_head(const kn_response *response, bool closes, kn_text *out);

/* Arguments of a request, by the operation's table: of a query string (numbers are read for whole
 * ones, JSON for objects), and of JSON percent-encoded in a header. *arguments: owner is the
 * caller. */
kn_code kn_query_arguments(kn_slice query, const kn_operation *operation, json_t **arguments,
                           kn_error *err);
kn_code kn_header_arguments(kn_slice value, json_t **arguments, kn_error *err);

#endif
