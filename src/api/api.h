/* api/api.h - everything the app and the command line can ask of a diary: one table of operations,
 * JSON request in, JSON reply out. HTTP routes, `unknot api`, docs/api.md and the tests that walk
 * over all operations are made from the table.
 *
 * A request is a JSON object of the operation's arguments, and nothing else; a few operations also
 * take or give bytes. Every JSON reply holds "schema": KN_API_SCHEMA. Writes carry ids made by the
 * caller, so that asking again changes nothing. */
#ifndef API_API_H
#define API_API_H

#include <jansson.h>

#include "diary/store.h"

enum { KN_API_SCHEMA = 1, KN_REQUEST_MAX = 1024 * 1024 /* bytes of a JSON request */ };

typedef enum kn_method { KN_GET, KN_POST } kn_method; /* GET changes nothing */

typedef enum kn_argument_type {
    KN_ARGUMENT_TEXT,
    KN_ARGUMENT_WHOLE,
    KN_ARGUMENT_DAY,    /* YYYY-MM-DD */
    KN_ARGUMENT_ID,     /* UUID */
    KN_ARGUMENT_OBJECT, /* JSON */
} kn_argument_type;

typedef struct kn_argument {
    const char *name;
    kn_argument_type type;
    bool required;
    const char *help;
} kn_argument;

typedef struct kn_api {
    kn_store *store;     /* borrowed */
    const char *version; /* of the program; borrowed */
} kn_api;

/* Either json or bytes. */
typedef struct kn_reply {
    json_t *json;             /* owned, or NULL */
    kn_text bytes;            /* owned */
    const char *content_type; /* of the bytes */
    char file_name[64];       /* proposed for saving the bytes, or "" */
} kn_reply;

void kn_reply_release(kn_reply *reply); /* zeroed storage is fine */

typedef struct kn_request {
    const json_t *arguments; /* object, or NULL for none; borrowed */
    const char *bytes;       /* of operations that take them; borrowed */
    size_t byte_count;
} kn_request;

typedef struct kn_operation {
    const char *name; /* lower case, "-" between words: the route is /api/NAME */
    kn_method method;
    const char *summary; /* one line */
    const kn_argument *arguments;
    size_t argument_count;
    size_t bytes_max;        /* > 0: takes bytes, at most so many */
    const char *gives_bytes; /* content type, or NULL: gives JSON */
    kn_code (*run)(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err);
} kn_operation;

extern const kn_operation kn_operations[];
extern const size_t kn_operation_count;

const kn_operation *kn_operation_find(const char *name); /* or NULL */

/* Checks the arguments against the table and runs. On failure the reply is empty. */
kn_code kn_api_call(kn_api *api, const kn_operation *operation, const kn_request *request,
                    kn_reply *reply, kn_error *err);

/* {"schema", "error": {"code","message","hint","source","field","line","column"}}. New reference.
 */
json_t *kn_api_error_json(const kn_error *err);

/* docs/api.md, made from the table. */
void kn_api_print_markdown(kn_text *out);

#endif
