#include "cli/session.h"

#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"

kn_code kn_diary_path(const char *given, char path[KN_PATH_SIZE], kn_error *err)
{
    const char *named = given ? given : getenv("UNKNOT_DIARY");
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    int length;

    if (named && *named)
        length = snprintf(path, KN_PATH_SIZE, "%s", named);
    else if (data && data[0] == '/') /* the standard says that others are to be passed over */
        length = snprintf(path, KN_PATH_SIZE, "%s/unknot/diary.db", data);
    else if (home && *home)
        length = snprintf(path, KN_PATH_SIZE, "%s/.local/share/unknot/diary.db", home);
    else {
        kn_fail(err, KN_USAGE, NULL, "where is your diary? HOME is not set");
        return kn_hint(err, "Name the file: --diary FILE.");
    }
    if (length >= KN_PATH_SIZE)
        return kn_fail(err, KN_LIMIT, NULL, "the name of the diary's file is too long");
    return KN_OK;
}

kn_code kn_session_open(kn_session *session, const kn_diary_options *options, kn_store_mode mode,
                        kn_error *err)
{
    char path[KN_PATH_SIZE];
    kn_code code = kn_diary_path(options->file, path, err);

    *session = (kn_session){.options = options};
    if (code == KN_OK)
        code = kn_store_open(path, mode, kn_clock_system(), &session->store, err);
    if (code == KN_NOTFOUND)
        kn_hint(err, "The first entry makes it, such as: unknot log spasm --site left-calf. "
                     "Another file: --diary FILE.");
    session->api = (kn_api){.store = session->store, .version = UNKNOT_VERSION};
    return code;
}

void kn_session_close(kn_session *session)
{
    kn_store_close(session->store);
    session->store = NULL;
}

kn_code kn_session_call(kn_session *session, const char *operation, json_t *arguments,
                        const char *bytes, size_t byte_count, kn_reply *reply, kn_error *err)
{
    const kn_request request = {.arguments = arguments, .bytes = bytes, .byte_count = byte_count};
    const kn_operation *row = kn_operation_find(operation);
    kn_code code = row ? kn_api_call(&session->api, row, &request, reply, err)
                       : kn_fail(err, KN_USAGE, NULL, "there is no operation \"%s\"", operation);

    json_decref(arguments);
    /* "add: field ..." means nothing to a person who wrote `unknot log` */
    if (code && row && strcmp(err->place.source, operation) == 0)
        err->place.source[0] = '\0';
    return code;
}

kn_code kn_session_ask(kn_session *session, const char *operation, json_t *arguments,
                       json_t **reply, kn_error *err)
{
    kn_reply whole = {0};
    kn_code code = kn_session_call(session, operation, arguments, NULL, 0, &whole, err);

    *reply = code == KN_OK ? json_incref(whole.json) : NULL;
    kn_reply_release(&whole);
    return code;
}

kn_code kn_session_resolve(kn_session *session, const char *prefix, char id[KN_ID_SIZE],
                           kn_error *err)
{
    return kn_store_resolve(session->store, prefix, id, err);
}

json_t *kn_new_ids(const char *id)
{
    char fresh[KN_ID_SIZE], version[KN_ID_SIZE];

    kn_id_new(fresh);
    kn_id_new(version);
    return json_pack("{s:s,s:s}", "id", id ? id : fresh, "version", version);
}

kn_code kn_write_out(const char *option, const char *path, const char *bytes, size_t size,
                     kn_error *err)
{
    kn_files files = {.is_private = true};
    kn_code code;

    if (!path || strcmp(path, "-") == 0) {
        fwrite(bytes, 1, size, stdout); /* main() sees if it arrived */
        return KN_OK;
    }
    code = kn_files_stage(&files, option, path, bytes, size, err);
    if (code == KN_OK)
        code = kn_files_commit(&files, err);
    kn_files_release(&files);
    return code;
}

void kn_print_json(const json_t *json)
{
    json_dumpf(json, stdout, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(15));
    putchar('\n');
}
