/* The whole log as JSON lines. */
#include "diary/store_export.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "diary/log.h"

enum {
    PAGE_ROWS = 256, /* read under one lock, then handed on without it */
    PAGE_BYTES_MAX = PAGE_ROWS * KN_EXPORT_LINE_MAX
};

/* Where the export stands. It ends with what was there when it began: rows are only appended, so
 * that "seq up to the last" is that state, although others write meanwhile. */
typedef struct export_state {
    char device[KN_ID_SIZE]; /* another one: the diary was erased in between */
    int64_t last_seq;
    int64_t utc;
    char version[KN_ID_SIZE];
} export_state;

static kn_code add_line(kn_text *out, const kn_entry *entry, kn_error *err)
{
    json_t *json = kn_entry_to_json(entry);

    if (!json)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory");
    kn_json_add(out, json);
    kn_text_add_char(out, '\n');
    json_decref(json);
    return KN_OK;
}

static kn_code begin(kn_store *store, export_state *state, kn_error *err)
{
    kn_code code = kn_store_device(store, state->device, err);

    state->utc = INT64_MIN;
    if (code == KN_OK)
        code =
            kn_store_number(store, "SELECT coalesce(max(seq), 0) FROM log", &state->last_seq, err);
    return code;
}

static kn_code check_erased(kn_store *store, const export_state *state, kn_error *err)
{
    const kn_place at = kn_store_place(store);
    char device[KN_ID_SIZE];
    kn_code code = kn_store_device(store, device, err);

    if (code || strcmp(device, state->device) == 0)
        return code;
    return kn_fail(err, KN_CONFLICT, &at, "the diary was erased in the meantime");
}

static kn_code add_page(kn_store *store, export_state *state, kn_text *out, int *rows,
                        kn_error *err)
{
    sqlite3_stmt *row;
    int result = SQLITE_DONE;
    kn_code code = kn_store_statement(store, KN_SQL_LOG_AFTER, &row, err);

    *rows = 0;
    if (code)
        return code;
    sqlite3_bind_int64(row, 1, state->utc);
    sqlite3_bind_text(row, 2, state->version, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(row, 3, state->last_seq);
    sqlite3_bind_int(row, 4, PAGE_ROWS);
    while (code == KN_OK && (result = sqlite3_step(row)) == SQLITE_ROW) {
        kn_entry entry;

        code = kn_log_entry(store, row, &entry, err);
        if (code == KN_OK) {
            state->utc = kn_moment_utc(entry.recorded);
            memcpy(state->version, entry.version, KN_ID_SIZE);
            code = add_line(out, &entry, err);
            ++*rows;
        }
        kn_entry_release(&entry);
    }
    if (code == KN_OK && result != SQLITE_DONE)
        code = kn_store_fail(store, result, err);
    sqlite3_reset(row);
    return code ? code : kn_text_check(out, "the export", err);
}

/* One page under one lock. */
static kn_code read_page(kn_store *store, export_state *state, kn_text *out, int *rows,
                         kn_error *err)
{
    bool began;
    kn_code code = kn_store_read_begin(store, &began, err);

    *rows = 0;
    if (code)
        return code;
    code = state->device[0] ? check_erased(store, state, err) : begin(store, state, err);
    if (code == KN_OK)
        code = add_page(store, state, out, rows, err);
    kn_store_read_end(store, began);
    return code;
}

kn_code kn_store_export(kn_store *store, kn_sink sink, kn_error *err)
{
    const kn_place at = kn_store_place(store);
    export_state state = {0};
    int rows = PAGE_ROWS;
    kn_code code = KN_OK;

    for (bool head = true; code == KN_OK && rows == PAGE_ROWS; head = false) {
        kn_text page;

        kn_text_init(&page, PAGE_BYTES_MAX);
        if (head)
            kn_text_addf(&page, "{\"unknot\":\"diary\",\"schema\":%d}\n", KN_EXPORT_SCHEMA);
        code = read_page(store, &state, &page, &rows, err);
        if (code == KN_OK && !sink.write(sink.context, page.bytes, page.size)) {
            kn_fail(err, KN_IO, &at, "the export could not be written to its end");
            code = kn_hint(err, "Is the disk full, or was the other end closed?");
        }
        kn_text_release(&page);
    }
    return code;
}
