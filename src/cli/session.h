/* cli/session.h - a command at work on the diary: opens the file, calls operations, prints what
 * they say. Life: kn_session_open(), kn_session_ask() as often as needed, kn_session_close(). */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "api/api.h"
#include "cli/files.h"
#include "cli/options.h"

/* What every diary command takes; the first member of its structure of arguments. */
typedef struct kn_diary_options {
    const char *file; /* as given, or NULL */
    bool json;
} kn_diary_options;

#define KN_DIARY_FILE_OPTION                                                                       \
    {                                                                                              \
        "diary", "FILE", "$UNKNOT_DIARY, else in ~/.local/share/unknot", "the file of the diary",  \
            KN_OPTION_TEXT, offsetof(kn_diary_options, file), 0, NULL                              \
    }
#define KN_DIARY_OPTIONS                                                                           \
    {.help = "The diary and the answer"}, KN_DIARY_FILE_OPTION,                                    \
    {                                                                                              \
        "json", NULL, NULL, "the reply as JSON, see docs/api-json.md", KN_OPTION_FLAG,             \
            offsetof(kn_diary_options, json), 0, NULL                                              \
    }

/* The file of the diary: the one given, else $UNKNOT_DIARY, else $XDG_DATA_HOME/unknot/diary.db,
 * else ~/.local/share/unknot/diary.db. KN_USAGE when even HOME is missing. */
kn_code kn_diary_path(const char *given, char path[KN_PATH_SIZE], kn_error *err);

typedef struct kn_session {
    const kn_diary_options *options; /* borrowed */
    kn_store *store;
    kn_api api;
} kn_session;

/* KN_STORE_CREATE for commands that write the first entry. A missing diary is said kindly. */
kn_code kn_session_open(kn_session *session, const kn_diary_options *options, kn_store_mode mode,
                        kn_error *err);
void kn_session_close(kn_session *session);

/* Calls an operation. Takes over `arguments` (NULL: none). *reply: owner is the caller;
 * json_decref(). */
kn_code kn_session_ask(kn_session *session, const char *operation, json_t *arguments,
                       json_t **reply, kn_error *err);

/* The same with bytes in (NULL: none) and a whole reply out; kn_reply_release(). */
kn_code kn_session_call(kn_session *session, const char *operation, json_t *arguments,
                        const char *bytes, size_t byte_count, kn_reply *reply, kn_error *err);

/* The whole id for the beginning of one. */
kn_code kn_session_resolve(kn_session *session, const char *prefix, char id[KN_ID_SIZE],
                           kn_error *err);

/* An object with new ids: {"id", "version"}; `id` NULL: a new one too. */
json_t *kn_new_ids(const char *id);

/* Writes bytes of a diary to `path`, all or none, for its owner only (mode 0600), and never over a
 * diary; NULL or "-": standard output. */
kn_code kn_write_out(const char *option, const char *path, const char *bytes, size_t size,
                     kn_error *err);

void kn_print_json(const json_t *json);

/* A passphrase: the first line of `file`, or asked for on the terminal without echo, twice when
 * `is_new`. Wipe it with explicit_bzero(). */
kn_code kn_read_passphrase(const char *file, bool is_new, char out[KN_PASSPHRASE_MAX + 1],
                           kn_error *err);

/* A line from the terminal, without its end. False at the end of the input. */
bool kn_read_line(const char *question, char *out, size_t size);

#endif
