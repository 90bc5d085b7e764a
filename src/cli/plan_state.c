#include "cli/plan_state.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "exchange/exchange.h"

enum { SCHEMA = 1 };
static const size_t STATE_BYTES_MAX = (size_t)1 << 20;
static const char KIND[] = "unknot-plan-state";

/* The program's version is part of the request: another may decide otherwise. */
static kn_code hash_request(const kn_plan_table *table, char hash[KN_HASH_SIZE], kn_error *err)
{
    json_t *request = kn_plan_request(table);

    if (!request || json_object_set_new(request, "program", json_string(UNKNOT_VERSION)) != 0) {
        json_decref(request);
        return kn_fail(err, KN_NOMEM, NULL, "out of memory");
    }
    kn_protocol_hash(request, hash);
    json_decref(request);
    return KN_OK;
}

static kn_code take_tallies(const kn_plan_state *state, const json_t *json, kn_plan_table *table,
                            const kn_place *at, kn_error *err)
{
    const json_t *tallies = json_object_get(json, "tallies");
    const char *request = json_string_value(json_object_get(json, "request"));
    const char *kind = json_string_value(json_object_get(json, "kind"));

    if (!kind || strcmp(kind, KIND) != 0)
        return kn_fail(err, KN_DATA, at, "this is no state of a simulation");
    if (!request || strcmp(request, state->request) != 0) {
        kn_fail(err, KN_DATA, at, "this is the state of another simulation");
        return kn_hint(err, "Repeat the command that made it, or name another file.");
    }
    if (json_array_size(tallies) != table->effect_count)
        return kn_fail(err, KN_DATA, at, "its tallies are damaged");
    for (size_t e = 0; e < table->effect_count; e++) {
        if (!kn_plan_tally_read(json_array_get(tallies, e), &table->tally[e]))
            return kn_fail(err, KN_DATA, at, "tally %zu is damaged", e + 1);
        if (table->tally[e].trials > table->trials) {
            kn_fail(err, KN_LIMIT, at, "it holds %llu trials of one effect already",
                    (unsigned long long)table->tally[e].trials);
            return kn_hint(err, "Ask for as many with --trials, or name another file.");
        }
    }
    return KN_OK;
}

kn_code kn_plan_state_open(kn_plan_state *state, const char *path, kn_plan_table *table,
                           kn_error *err)
{
    kn_place at = {.source = "--resume"};
    json_t *json = NULL;
    char *bytes = NULL;
    size_t size = 0;
    kn_code code;

    *state = (kn_plan_state){.path = path};
    if (!path)
        return KN_OK;
    code = hash_request(table, state->request, err);
    if (code)
        return code;
    if (access(path, F_OK) != 0)
        return kn_plan_state_save(state, table, err); /* to know now whether it can be written */
    code = kn_file_read(path, STATE_BYTES_MAX, &bytes, &size, err);
    if (code == KN_OK)
        code = kn_json_parse(bytes, size, kn_file_name(path), &json, err);
    if (code == KN_OK)
        code = take_tallies(state, json, table, &at, err);
    json_decref(json);
    free(bytes);
    return code;
}

kn_code kn_plan_state_save(const kn_plan_state *state, const kn_plan_table *table, kn_error *err)
{
    json_t *json = NULL, *tallies;
    kn_files files = {0};
    kn_text text;
    kn_code code;

    if (!state->path)
        return KN_OK;
    tallies = json_array();
    for (size_t e = 0; e < table->effect_count; e++)
        json_array_append_new(tallies, kn_plan_tally_json(&table->tally[e]));
    json = json_pack("{s:i, s:s, s:s, s:o}", "schema", SCHEMA, "kind", KIND, "request",
                     state->request, "tallies", tallies);
    kn_text_init(&text, STATE_BYTES_MAX);
    if (json)
        kn_json_add(&text, json);
    else
        text.failed = KN_NOMEM;
    code = kn_text_check(&text, "the state", err);
    if (code == KN_OK)
        code =
            kn_files_stage(&files, "--resume", state->path, kn_text_string(&text), text.size, err);
    if (code == KN_OK)
        code = kn_files_commit(&files, err);
    kn_files_release(&files);
    kn_text_release(&text);
    json_decref(json);
    return code;
}
