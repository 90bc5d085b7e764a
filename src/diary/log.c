#include "diary/log.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"

static const char *const precisions[] = {
    [KN_PRECISION_MINUTE] = "minute", [KN_PRECISION_PART] = "part", [KN_PRECISION_DAY] = "day"};

/* The column of each text in KN_LOG_COLUMNS. */
static const int columns[KN_ROW_TEXT_COUNT] = {
    [KN_ROW_VERSION] = 1, [KN_ROW_ENTRY] = 2, [KN_ROW_DEVICE] = 4,     [KN_ROW_RECORDED] = 5,
    [KN_ROW_KIND] = 8,    [KN_ROW_AT] = 9,    [KN_ROW_PRECISION] = 10, [KN_ROW_BODY] = 11};
enum { COLUMN_SEQ = 0, COLUMN_EDIT = 3, COLUMN_UTC = 6, COLUMN_REMOVED = 7, COLUMN_DIGEST = 12 };

/* ---- Digest -----------------------------------------------------------------------------------*/

static void add_number(crypto_generichash_state *state, uint64_t number)
{
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
    crypto_generichash_update(state, bytes, sizeof bytes);
}

void kn_row_digest(const kn_row *row, unsigned char digest[KN_DIGEST_SIZE])
{
    static const char domain[] = "unknot log 1";
    crypto_generichash_state state;

    crypto_generichash_init(&state, NULL, 0, KN_DIGEST_SIZE);
    crypto_generichash_update(&state, (const unsigned char *)domain, sizeof domain);
    add_number(&state, (uint64_t)row->edit);
    add_number(&state, (uint64_t)row->removed);
    for (int i = 0; i < KN_ROW_TEXT_COUNT; i++) {
        bool is_null = row->text[i].bytes == NULL;

        add_number(&state, is_null ? UINT64_MAX : row->text[i].size);
        if (!is_null)
            crypto_generichash_update(&state, (const unsigned char *)row->text[i].bytes,
                                      row->text[i].size);
    }
    crypto_generichash_final(&state, digest, KN_DIGEST_SIZE);
}

/* ---- Reading ----------------------------------------------------------------------------------*/

bool kn_row_read(sqlite3_stmt *statement, kn_row *row)
{
    *row = (kn_row){.seq = sqlite3_column_int64(statement, COLUMN_SEQ),
                    .edit = sqlite3_column_int64(statement, COLUMN_EDIT),
                    .removed = sqlite3_column_int64(statement, COLUMN_REMOVED),
                    .utc = sqlite3_column_int64(statement, COLUMN_UTC)};
    for (int i = 0; i < KN_ROW_TEXT_COUNT; i++) {
        int type = sqlite3_column_type(statement, columns[i]);

        if (i == KN_ROW_BODY && type == SQLITE_NULL)
            continue;
        if (type != SQLITE_TEXT)
            return false;
        row->text[i].bytes = (const char *)sqlite3_column_text(statement, columns[i]);
        row->text[i].size = (size_t)sqlite3_column_bytes(statement, columns[i]);
        if (!row->text[i].bytes)
            return false;
    }
    if (sqlite3_column_bytes(statement, COLUMN_DIGEST) != KN_DIGEST_SIZE)
        return false;
    memcpy(row->digest, sqlite3_column_blob(statement, COLUMN_DIGEST), KN_DIGEST_SIZE);
    return true;
}

static bool read_id(const kn_row *row, kn_row_text which, char id[KN_ID_SIZE])
{
    if (row->text[which].size != KN_ID_SIZE - 1)
        return false;
    memcpy(id, row->text[which].bytes, KN_ID_SIZE - 1);
    id[KN_ID_SIZE - 1] = '\0';
    return kn_id_is_valid(id);
}

static bool read_moment(const kn_row *row, kn_row_text which, kn_moment *moment)
{
    return kn_moment_parse(row->text[which].bytes, row->text[which].size, moment);
}

/* A word of at most 15 characters, with its NUL. */
static bool read_word(const kn_row *row, kn_row_text which, char word[16])
{
    if (row->text[which].size >= 16)
        return false;
    memcpy(word, row->text[which].bytes, row->text[which].size);
    word[row->text[which].size] = '\0';
    return true;
}

static bool read_kind(const kn_row *row, kn_entry *entry)
{
    char word[16];
    size_t i = 0;

    if (!read_word(row, KN_ROW_KIND, word) || !kn_kind_parse(word, &entry->kind) ||
        !read_word(row, KN_ROW_PRECISION, word))
        return false;
    while (i < sizeof precisions / sizeof *precisions && strcmp(precisions[i], word) != 0)
        i++;
    entry->precision = (kn_precision)i;
    return i < sizeof precisions / sizeof *precisions;
}

/* All but the body. */
static bool read_fixed(const kn_row *row, kn_entry *entry)
{
    unsigned char digest[KN_DIGEST_SIZE];

    kn_row_digest(row, digest);
    if (memcmp(digest, row->digest, KN_DIGEST_SIZE) != 0)
        return false;
    if (row->edit < 1 || row->edit > KN_EDIT_MAX || (row->removed != 0 && row->removed != 1) ||
        (row->removed == 1) != (row->text[KN_ROW_BODY].bytes == NULL))
        return false;
    entry->edit = (int32_t)row->edit;
    entry->removed = row->removed == 1;
    return read_id(row, KN_ROW_VERSION, entry->version) && read_id(row, KN_ROW_ENTRY, entry->id) &&
           read_id(row, KN_ROW_DEVICE, entry->device) &&
           read_moment(row, KN_ROW_RECORDED, &entry->recorded) &&
           read_moment(row, KN_ROW_AT, &entry->at) && read_kind(row, entry) &&
           kn_moment_utc(entry->recorded) == row->utc;
}

kn_code kn_row_to_entry(const kn_row *row, const kn_place *place, kn_entry *entry, kn_error *err)
{
    kn_code code = KN_OK;

    *entry = (kn_entry){0};
    if (!read_fixed(row, entry))
        code = KN_DAMAGED;
    else if (!entry->removed)
        code = kn_json_parse(row->text[KN_ROW_BODY].bytes, row->text[KN_ROW_BODY].size,
                             place->source, &entry->body, err);
    if (code == KN_OK || code == KN_NOMEM)
        return code;
    kn_entry_release(entry);
    kn_fail(err, KN_DAMAGED, place, "row %lld of the diary is not as it was written",
            (long long)row->seq);
    return kn_hint(err, "Keep the file as it is. Restore a backup, or save what can be read: "
                        "unknot doctor --rescue NEW.");
}

kn_code kn_log_entry(kn_store *store, sqlite3_stmt *statement, kn_entry *entry, kn_error *err)
{
    const kn_place place = kn_store_place(store);
    kn_row row;

    if (!kn_row_read(statement, &row))
        row.edit = 0; /* which no row has */
    return kn_row_to_entry(&row, &place, entry, err);
}

kn_code kn_log_find(kn_store *store, sqlite3_stmt *statement, bool *found, kn_entry *entry,
                    kn_error *err)
{
    int result = sqlite3_step(statement);
    kn_code code = KN_OK;

    *entry = (kn_entry){0};
    *found = result == SQLITE_ROW;
    if (result == SQLITE_ROW)
        code = kn_log_entry(store, statement, entry, err);
    else if (result != SQLITE_DONE)
        code = kn_store_fail(store, result, err);
    sqlite3_reset(statement);
    return code;
}

kn_code kn_log_get(kn_store *store, kn_statement which, const char *id, bool *found,
                   kn_entry *entry, kn_error *err)
{
    sqlite3_stmt *statement;
    kn_code code = kn_store_statement(store, which, &statement, err);

    *entry = (kn_entry){0};
    *found = false;
    if (code)
        return code;
    sqlite3_bind_text(statement, 1, id, -1, SQLITE_STATIC);
    return kn_log_find(store, statement, found, entry, err);
}

/* ---- Writing ----------------------------------------------------------------------------------*/

static void put_text(kn_row *row, kn_row_text which, const char *text)
{
    row->text[which].bytes = text;
    row->text[which].size = strlen(text);
}

bool kn_row_seal(kn_row *row)
{
    kn_moment recorded;

    if (!read_moment(row, KN_ROW_RECORDED, &recorded))
        return false;
    row->utc = kn_moment_utc(recorded);
    kn_row_digest(row, row->digest);
    return true;
}

kn_code kn_row_insert(kn_store *store, const kn_row *row, kn_error *err)
{
    sqlite3_stmt *statement;
    kn_code code = kn_store_statement(store, KN_SQL_LOG_ADD, &statement, err);

    if (code)
        return code;
    if (row->seq)
        sqlite3_bind_int64(statement, COLUMN_SEQ + 1, row->seq);
    for (int i = 0; i < KN_ROW_TEXT_COUNT; i++)
        sqlite3_bind_text(statement, columns[i] + 1, row->text[i].bytes, (int)row->text[i].size,
                          SQLITE_STATIC);
    sqlite3_bind_int64(statement, COLUMN_EDIT + 1, row->edit);
    sqlite3_bind_int64(statement, COLUMN_UTC + 1, row->utc);
    sqlite3_bind_int64(statement, COLUMN_REMOVED + 1, row->removed);
    sqlite3_bind_blob(statement, COLUMN_DIGEST + 1, row->digest, KN_DIGEST_SIZE, SQLITE_STATIC);
    return kn_store_finish(store, statement, err);
}

static kn_code check_recorded(kn_store *store, const kn_entry *entry, kn_error *err)
{
    kn_place at = kn_store_place(store);

    if (kn_moment_is_valid(entry->recorded))
        return KN_OK;
    snprintf(at.field, sizeof at.field, "recorded");
    kn_fail(err, KN_DATA, &at, "the clock is not in the years 1900 to 2200");
    return kn_hint(err, "Set this device's clock.");
}

static kn_code insert_entry(kn_store *store, const kn_entry *entry, kn_error *err)
{
    char recorded[KN_MOMENT_SIZE], at[KN_MOMENT_SIZE];
    kn_row row = {.edit = entry->edit, .removed = entry->removed};
    kn_text body;
    kn_code code = check_recorded(store, entry, err);

    if (code)
        return code;
    kn_text_init(&body, KN_BODY_MAX);
    put_text(&row, KN_ROW_VERSION, entry->version);
    put_text(&row, KN_ROW_ENTRY, entry->id);
    put_text(&row, KN_ROW_DEVICE, entry->device);
    put_text(&row, KN_ROW_RECORDED, kn_moment_format(recorded, entry->recorded));
    put_text(&row, KN_ROW_KIND, kn_kind_word(entry->kind));
    put_text(&row, KN_ROW_AT, kn_moment_format(at, entry->at));
    put_text(&row, KN_ROW_PRECISION, precisions[entry->precision]);
    if (!entry->removed) {
        kn_json_add(&body, entry->body);
        code = kn_text_check(&body, "the entry", err);
        put_text(&row, KN_ROW_BODY, kn_text_string(&body));
    }
    row.utc = kn_moment_utc(entry->recorded);
    kn_row_digest(&row, row.digest);
    if (code == KN_OK)
        code = kn_row_insert(store, &row, err);
    kn_text_release(&body);
    return code;
}

kn_code kn_log_append(kn_store *store, const kn_entry *entry, kn_error *err)
{
    sqlite3_stmt *statement;
    kn_entry current = {0};
    bool found;
    kn_code code = kn_log_get(store, KN_SQL_LOG_CURRENT, entry->id, &found, &current, err);
    kn_place at = kn_store_place(store);

    if (code == KN_OK && found && current.kind != entry->kind) {
        snprintf(at.field, sizeof at.field, "kind");
        code = kn_fail(err, KN_CONFLICT, &at, "entry %s is of kind %s, this version of it of %s",
                       entry->id, kn_kind_word(current.kind), kn_kind_word(entry->kind));
        kn_hint(err, "Another kind is another entry: give it an id of its own.");
    }
    if (code == KN_OK)
        code = insert_entry(store, entry, err);
    if (code == KN_OK && (!found || kn_log_is_after(entry, &current)))
        code = kn_index_put(store, entry, sqlite3_last_insert_rowid(store->db), err);
    if (code == KN_OK)
        code = kn_store_statement(store, KN_SQL_COUNT_CHANGE, &statement, err);
    if (code == KN_OK) {
        sqlite3_bind_int64(statement, 1, 1);
        code = kn_store_finish(store, statement, err);
    }
    kn_entry_release(&current);
    return code;
}

/* ---- Comparing --------------------------------------------------------------------------------*/

bool kn_log_is_after(const kn_entry *a, const kn_entry *b)
{
    int64_t a_utc = kn_moment_utc(a->recorded), b_utc = kn_moment_utc(b->recorded);

    if (a->edit != b->edit)
        return a->edit > b->edit;
    if (a->removed != b->removed)
        return b->removed;
    if (a_utc != b_utc)
        return a_utc > b_utc;
    return strcmp(a->version, b->version) > 0;
}

static bool is_same_moment(kn_moment a, kn_moment b)
{
    return a.day == b.day && a.second == b.second && a.offset_minutes == b.offset_minutes;
}

/* By canonical form, since that is what is kept: a number may lose digits beyond the fifteenth. */
static bool is_same_body(const json_t *a, const json_t *b)
{
    kn_text first, second;
    bool same;

    if (!a || !b)
        return !a && !b;
    kn_text_init(&first, KN_BODY_MAX);
    kn_text_init(&second, KN_BODY_MAX);
    kn_json_add(&first, a);
    kn_json_add(&second, b);
    same = !first.failed && !second.failed &&
           strcmp(kn_text_string(&first), kn_text_string(&second)) == 0;
    kn_text_release(&first);
    kn_text_release(&second);
    return same;
}

bool kn_log_is_same(const kn_entry *a, const kn_entry *b, bool all)
{
    if (all && (a->edit != b->edit || strcmp(a->device, b->device) != 0 ||
                !is_same_moment(a->recorded, b->recorded)))
        return false;
    return strcmp(a->id, b->id) == 0 && a->removed == b->removed && a->kind == b->kind &&
           a->precision == b->precision && is_same_moment(a->at, b->at) &&
           is_same_body(a->body, b->body);
}
