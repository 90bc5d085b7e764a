/* Out, in, and care of the file. */
#include <stdio.h>
#include <string.h>

#include "api/call.h"
#include "base/civil.h"
#include "exchange/exchange.h"

static bool add_bytes(void *context, const char *bytes, size_t count)
{
    kn_text *text = context;

    kn_text_add_bytes(text, bytes, count);
    return text->failed == KN_OK;
}

static void name_file(kn_api *api, const char *suffix, kn_reply *reply)
{
    char day[KN_DATE_SIZE];

    snprintf(reply->file_name, sizeof reply->file_name, "unknot-%s.%s",
             kn_date_format(day, kn_store_now(api->store).day), suffix);
}

/* A text that ran out of room says so better than a sink that refused. */
static kn_code finish_bytes(kn_code code, kn_reply *reply, kn_error *err)
{
    return reply->bytes.failed ? kn_text_check(&reply->bytes, "the file", err) : code;
}

kn_code kn_run_export(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    const char *format = kn_argument_text(request, "format");
    const kn_place at = {.field = "format"};
    kn_code code;

    kn_text_init(&reply->bytes, KN_IMPORT_MAX);
    if (!format || strcmp(format, "jsonl") == 0) {
        reply->content_type = "application/x-ndjson";
        name_file(api, "jsonl", reply);
        code = kn_store_export(api->store, (kn_sink){add_bytes, &reply->bytes}, err);
        return finish_bytes(code, reply, err);
    }
    if (strcmp(format, "csv") == 0) {
        reply->content_type = "text/csv; charset=utf-8";
        name_file(api, "csv", reply);
        code = kn_diary_csv(api->store, (kn_sink){add_bytes, &reply->bytes}, err);
        return finish_bytes(code, reply, err);
    }
    kn_fail(err, KN_DATA, &at, "there is no format \"%.60s\"", format);
    return kn_hint(err, "It is jsonl or csv.");
}

kn_code kn_run_backup(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_code code;

    kn_text_init(&reply->bytes, KN_IMPORT_MAX); /* a larger one could not be read again */
    reply->content_type = "application/octet-stream";
    name_file(api, "unknot-backup", reply);
    code = kn_backup_write(api->store, kn_argument_text(request, "passphrase"),
                           (kn_sink){add_bytes, &reply->bytes}, err);
    return finish_bytes(code, reply, err);
}

static kn_code reply_merged(const kn_merged *merged, kn_reply *reply, kn_error *err)
{
    return kn_reply_with(reply,
                         json_pack("{s:I,s:I}", "added", (json_int_t)merged->added, "known",
                                   (json_int_t)merged->known),
                         err);
}

kn_code kn_run_import(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_merged merged = {0};
    kn_code code =
        kn_store_import(api->store, request->bytes, request->byte_count, "the file", &merged, err);

    return code ? code : reply_merged(&merged, reply, err);
}

kn_code kn_run_restore_backup(kn_api *api, const kn_request *request, kn_reply *reply,
                              kn_error *err)
{
    kn_merged merged = {0};
    kn_code code = kn_backup_read(api->store, kn_argument_text(request, "passphrase"),
                                  request->bytes, request->byte_count, "the backup", &merged, err);

    return code ? code : reply_merged(&merged, reply, err);
}

kn_code kn_run_doctor(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_finding findings[KN_FINDINGS_MAX];
    json_t *list = json_array();
    bool is_ok = true;
    size_t count = 0;
    kn_code code = kn_store_doctor(api->store, findings, &count, err);

    (void)request;
    for (size_t i = 0; code == KN_OK && i < count; i++) {
        is_ok = is_ok && findings[i].is_ok;
        json_array_append_new(list, json_pack("{s:s,s:b,s:s}", "what", findings[i].what, "ok",
                                              findings[i].is_ok, "detail", findings[i].detail));
    }
    if (code == KN_OK)
        code = kn_reply_with(reply, json_pack("{s:b,s:O}", "ok", is_ok, "findings", list), err);
    json_decref(list);
    return code;
}

kn_code kn_run_erase(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    const kn_place at = {.field = "word"};
    const char *word = kn_argument_text(request, "word");
    uint64_t erased = 0;
    kn_code code;

    if (strcmp(word, "erase") != 0) {
        kn_fail(err, KN_DATA, &at, "\"%.60s\" is not the word", word);
        return kn_hint(err, "To delete everything for good, the word is erase.");
    }
    code = kn_store_erase(api->store, &erased, err);
    return code ? code
                : kn_reply_with(reply, json_pack("{s:I}", "erased", (json_int_t)erased), err);
}
