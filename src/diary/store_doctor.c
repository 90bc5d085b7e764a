/* Looking at everything and changing nothing. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "diary/index_rebuild.h"
#include "diary/log.h"

static void say(kn_finding *finding, bool is_ok, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void say(kn_finding *finding, bool is_ok, const char *format, ...)
{
    va_list args;

    finding->is_ok = is_ok;
    va_start(args, format);
    vsnprintf(finding->detail, sizeof finding->detail, format, args);
    va_end(args);
}

/* What is wrong with the file is a finding; that it could not be looked at is not. */
static kn_code judge(kn_code code, const kn_error *fault, kn_finding *finding, kn_error *err)
{
    if (code == KN_OK)
        return KN_OK;
    if (code == KN_DAMAGED || code == KN_PARSE || code == KN_DATA) {
        say(finding, false, "%s.", fault->message);
        return KN_OK;
    }
    if (err)
        *err = *fault;
    return code;
}

/* ---- SQLite's own check -----------------------------------------------------------------------*/

static kn_code check_structure(kn_store *store, kn_finding *finding, kn_error *err)
{
    sqlite3_stmt *rows;
    int result;
    kn_code code = kn_store_prepare(store, "PRAGMA integrity_check(1)", &rows, err);

    if (code)
        return code;
    result = sqlite3_step(rows);
    if (result == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(rows, 0);

        if (text && strcmp(text, "ok") != 0)
            say(finding, false, "SQLite says: %.200s.", text);
    } else if (result != SQLITE_DONE) {
        code = kn_store_fail(store, result, err);
    }
    sqlite3_finalize(rows);
    return code;
}

/* ---- Every row --------------------------------------------------------------------------------*/

typedef struct row_tally {
    long long rows, damaged, first_damaged, last_seq;
    long long against_rules;
    char first_against[KN_ID_SIZE];
    kn_error rule; /* why the first one */
} row_tally;

/* Would it be accepted today, and is its body in canonical form? */
static bool keeps_rules(const kn_row *row, kn_entry *entry, kn_error *why)
{
    kn_text text;
    bool same = true;

    if (kn_entry_check(entry, why) != KN_OK)
        return false;
    if (entry->removed)
        return true;
    kn_text_init(&text, KN_BODY_MAX);
    kn_json_add(&text, entry->body);
    same = !text.failed && text.size == row->text[KN_ROW_BODY].size &&
           memcmp(kn_text_string(&text), row->text[KN_ROW_BODY].bytes, text.size) == 0;
    kn_text_release(&text);
    if (!same)
        kn_fail(why, KN_DATA, NULL, "its body is not in canonical form");
    return same;
}

static kn_code count_row(kn_store *store, sqlite3_stmt *at, row_tally *tally)
{
    const kn_place place = kn_store_place(store);
    kn_entry entry = {0};
    kn_error why;
    kn_row row;
    kn_code code;

    tally->rows++;
    tally->last_seq = sqlite3_column_int64(at, 0);
    if (!kn_row_read(at, &row))
        row.edit = 0; /* which no row has */
    code = kn_row_to_entry(&row, &place, &entry, &why);
    if (code == KN_NOMEM)
        return code;
    if (code) {
        if (tally->damaged++ == 0)
            tally->first_damaged = tally->last_seq;
    } else if (!keeps_rules(&row, &entry, &why) && tally->against_rules++ == 0) {
        memcpy(tally->first_against, entry.id, KN_ID_SIZE);
        tally->rule = why;
    }
    kn_entry_release(&entry);
    return KN_OK;
}

static kn_code count_rows(kn_store *store, row_tally *tally, kn_error *err)
{
    sqlite3_stmt *rows;
    int result = SQLITE_DONE;
    kn_code code = kn_store_statement(store, KN_SQL_LOG_ALL, &rows, err);

    if (code)
        return code;
    while (code == KN_OK && (result = sqlite3_step(rows)) == SQLITE_ROW)
        code = count_row(store, rows, tally);
    if (code)
        kn_fail(err, code, NULL, "out of memory");
    else if (result != SQLITE_DONE)
        code = kn_store_fail(store, result, err);
    sqlite3_reset(rows);
    return code;
}

static kn_code check_rows(kn_store *store, kn_finding *digests, kn_finding *rules, kn_error *err)
{
    row_tally tally = {0};
    kn_code code = count_rows(store, &tally, err);

    if (code == KN_DAMAGED)
        say(rules, false, "Not all of them can be read.");
    if (code)
        return code;
    if (tally.damaged)
        say(digests, false, "%lld of %lld rows are not, the first is row %lld.", tally.damaged,
            tally.rows, tally.first_damaged);
    else if (tally.last_seq != tally.rows)
        say(digests, false, "%lld rows are numbered up to %lld: some are missing.", tally.rows,
            tally.last_seq);
    else
        say(digests, true, "%lld rows.", tally.rows);
    if (tally.against_rules)
        say(rules, false, "%lld do not, the first is %s: %.150s.", tally.against_rules,
            tally.first_against, tally.rule.message);
    return KN_OK;
}

/* ---- The derived tables -----------------------------------------------------------------------*/

static bool is_same_cell(sqlite3_stmt *a, sqlite3_stmt *b, int column)
{
    int type = sqlite3_column_type(a, column);

    if (type != sqlite3_column_type(b, column))
        return false;
    if (type == SQLITE_INTEGER)
        return sqlite3_column_int64(a, column) == sqlite3_column_int64(b, column);
    if (type == SQLITE_FLOAT)
        return sqlite3_column_double(a, column) == sqlite3_column_double(b, column);
    return type == SQLITE_NULL || strcmp((const char *)sqlite3_column_text(a, column),
                                         (const char *)sqlite3_column_text(b, column)) == 0;
}

static bool is_same_row(sqlite3_stmt *a, sqlite3_stmt *b)
{
    int columns = sqlite3_column_count(a);

    if (columns != sqlite3_column_count(b))
        return false;
    for (int i = 0; i < columns; i++)
        if (!is_same_cell(a, b, i))
            return false;
    return true;
}

static kn_code compare_table(kn_store *store, kn_store *fresh, const char *table, bool *same,
                             kn_error *err)
{
    sqlite3_stmt *a = NULL, *b = NULL;
    int result = SQLITE_ROW, expected = SQLITE_ROW;
    char sql[80];
    kn_code code;

    /* The key of every one of them is among the first four columns. */
    sqlite3_snprintf(sizeof sql, sql, "SELECT * FROM %s ORDER BY 1, 2, 3, 4", table);
    code = kn_store_prepare(store, sql, &a, err);
    if (code == KN_OK)
        code = kn_store_prepare(fresh, sql, &b, err);
    while (code == KN_OK && *same && result == SQLITE_ROW) {
        result = sqlite3_step(a);
        expected = sqlite3_step(b);
        if (result != SQLITE_ROW && result != SQLITE_DONE)
            code = kn_store_fail(store, result, err);
        else if (expected != SQLITE_ROW && expected != SQLITE_DONE)
            code = kn_store_fail(fresh, expected, err);
        else
            *same = result == expected && (result == SQLITE_DONE || is_same_row(a, b));
    }
    sqlite3_finalize(a);
    sqlite3_finalize(b);
    return code;
}

static kn_code compare_numbers(kn_store *store, kn_store *fresh, bool *same, kn_error *err)
{
    static const char *const keys[] = {"entries", "index"};
    kn_code code = KN_OK;

    for (size_t i = 0; code == KN_OK && i < sizeof keys / sizeof *keys; i++) {
        int64_t number, expected;

        code = kn_store_meta_number(store, keys[i], &number, err);
        if (code == KN_OK)
            code = kn_store_meta_number(fresh, keys[i], &expected, err);
        if (code == KN_OK && number != expected)
            *same = false;
    }
    return code;
}

static kn_code check_index(kn_store *store, kn_finding *finding, kn_error *err)
{
    kn_store *fresh;
    bool same = true;
    kn_code code = kn_store_open_memory(store->clock, &fresh, err);

    if (code)
        return code;
    code = kn_store_write_begin(fresh, err);
    if (code == KN_OK)
        code = kn_store_write_end(fresh, kn_index_fill(store, fresh, err), err);
    for (size_t i = 0; code == KN_OK && same && i < kn_index_count; i++) {
        code = compare_table(store, fresh, kn_index_names[i], &same, err);
        if (code == KN_OK && !same)
            say(finding, false, "The table \"%s\" differs from the entries; it can be made anew.",
                kn_index_names[i]);
    }
    if (code == KN_OK && same) {
        code = compare_numbers(store, fresh, &same, err);
        if (code == KN_OK && !same)
            say(finding, false, "The number of entries is wrong; it can be counted anew.");
    }
    kn_store_close(fresh);
    return code;
}

/* ---- All of it --------------------------------------------------------------------------------*/

enum { STRUCTURE, DIGESTS, RULES, INDEX, FINDINGS };
_Static_assert((int)FINDINGS <= (int)KN_FINDINGS_MAX, "room for every finding");

static const char *const whats[FINDINGS] = {
    [STRUCTURE] = "the file is sound",
    [DIGESTS] = "every row is as it was written",
    [RULES] = "every entry keeps the rules",
    [INDEX] = "lists and counts agree with the entries",
};

/* Each part under a lock of its own: a long diary takes seconds, and somebody may want to write. */
static kn_code run_part(kn_store *store, int part, kn_finding findings[], kn_error *err)
{
    kn_error fault;
    bool began;
    kn_code code = kn_store_read_begin(store, &began, &fault);

    if (code == KN_OK && part == STRUCTURE)
        code = check_structure(store, &findings[part], &fault);
    else if (code == KN_OK && part == DIGESTS)
        code = check_rows(store, &findings[part], &findings[RULES], &fault);
    else if (code == KN_OK && part == INDEX)
        code = check_index(store, &findings[part], &fault);
    kn_store_read_end(store, began);
    return judge(code, &fault, &findings[part], err);
}

kn_code kn_store_doctor(kn_store *store, kn_finding findings[KN_FINDINGS_MAX], size_t *count,
                        kn_error *err)
{
    kn_code code = KN_OK;

    *count = 0;
    for (int i = 0; i < FINDINGS; i++)
        findings[i] = (kn_finding){.what = whats[i], .is_ok = true};
    for (int part = 0; code == KN_OK && part < FINDINGS; part++)
        code = run_part(store, part, findings, err);
    *count = code == KN_OK ? FINDINGS : 0;
    return code;
}
