/* Union with an export. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "diary/index_rebuild.h"
#include "diary/log.h"
#include "diary/store_export.h"

/* One line of the file at a time. */
typedef struct line_reader {
    const char *bytes, *source;
    size_t size, at;
    uint64_t line; /* of the text below, from 1 */
    const char *text;
    size_t count;
    kn_error *err;
} line_reader;

static kn_place place(const line_reader *reader, uint32_t column)
{
    kn_place at = {.line = reader->line, .column = column};

    snprintf(at.source, sizeof at.source, "%s", reader->source);
    return at;
}

/* The next line that is not blank; false at the end. */
static bool next_line(line_reader *reader)
{
    while (reader->at < reader->size) {
        const char *start = reader->bytes + reader->at;
        const char *end = memchr(start, '\n', reader->size - reader->at);
        size_t count = end ? (size_t)(end - start) : reader->size - reader->at;

        reader->at += count + (end ? 1 : 0);
        reader->line++;
        while (count > 0 && (start[count - 1] == '\r' || start[count - 1] == ' '))
            count--;
        reader->text = start;
        reader->count = count;
        if (count > 0)
            return true;
    }
    return false;
}

/* The line as a JSON object. */
static kn_code parse_line(const line_reader *reader, json_t **json)
{
    kn_place at = place(reader, 0);
    size_t sound = kn_utf8_check(reader->text, reader->count);
    kn_code code;

    *json = NULL;
    if (reader->count > KN_EXPORT_LINE_MAX)
        return kn_fail(reader->err, KN_LIMIT, &at, "the line has %zu bytes; at most %d are read",
                       reader->count, KN_EXPORT_LINE_MAX);
    if (sound < reader->count) {
        at.column = (uint32_t)sound + 1;
        return kn_fail(reader->err, KN_PARSE, &at, "the byte 0x%02x is not UTF-8",
                       (unsigned char)reader->text[sound]);
    }
    code = kn_json_parse(reader->text, reader->count, reader->source, json, reader->err);
    if (code && reader->err)
        reader->err->place.line = reader->line;
    return code;
}

/* ---- The head ---------------------------------------------------------------------------------*/

static kn_code refuse_head(const line_reader *reader, const char *what)
{
    const kn_place at = place(reader, 0);

    kn_fail(reader->err, KN_PARSE, &at, "%s", what);
    return kn_hint(reader->err,
                   "An export begins with the line {\"unknot\":\"diary\","
                   "\"schema\":%d}.",
                   KN_EXPORT_SCHEMA);
}

static kn_code check_head(const line_reader *reader, const json_t *head)
{
    const char *what = json_string_value(json_object_get(head, "unknot"));
    const json_t *schema = json_object_get(head, "schema");
    const kn_place at = place(reader, 0);

    if (!what || strcmp(what, "diary") != 0 || !json_is_integer(schema) ||
        json_integer_value(schema) < 1)
        return refuse_head(reader, "this is not the export of a diary");
    if (json_integer_value(schema) > KN_EXPORT_SCHEMA) {
        kn_fail(reader->err, KN_NEWER, &at,
                "this export was written by a newer Unknot: its schema is %lld, this one knows %d",
                (long long)json_integer_value(schema), KN_EXPORT_SCHEMA);
        return kn_hint(reader->err, "Use the newer Unknot. Nothing was imported.");
    }
    if (json_object_size(head) != 2)
        return refuse_head(reader, "the first line has members besides unknot and schema");
    return KN_OK;
}

static kn_code read_head(line_reader *reader)
{
    static const char mark[] = "\xef\xbb\xbf"; /* some editors put it before UTF-8 */
    json_t *head;
    kn_code code;

    if (reader->size >= 3 && memcmp(reader->bytes, mark, 3) == 0)
        reader->at = 3;
    if (!next_line(reader)) {
        reader->line = 0;
        return refuse_head(reader, "the file is empty");
    }
    code = parse_line(reader, &head);
    if (code == KN_PARSE)
        return refuse_head(reader, "this is not the export of a diary");
    if (code == KN_OK)
        code = check_head(reader, head);
    json_decref(head);
    return code;
}

/* ---- The versions -----------------------------------------------------------------------------*/

/* Versions come in any order and without those before them: what is current follows from the
 * versions that are there, never from the order in which they came. */
static kn_code take(kn_store *store, const line_reader *reader, const kn_entry *entry,
                    kn_merged *merged)
{
    const kn_place at = place(reader, 0);
    kn_entry there = {0};
    bool found;
    kn_code code =
        kn_log_get(store, KN_SQL_LOG_VERSION, entry->version, &found, &there, reader->err);

    if (code)
        return code;
    if (found && !kn_log_is_same(entry, &there, true)) {
        code = kn_fail(reader->err, KN_CONFLICT, &at,
                       "the version %s is in the diary with other content", entry->version);
        kn_hint(reader->err, "One of the two was changed outside of Unknot. Nothing was imported.");
    } else if (found) {
        merged->known++;
    } else {
        code = kn_log_append(store, entry, reader->err);
        merged->added++;
        if (code == KN_CONFLICT && reader->err)
            reader->err->place = at;
    }
    kn_entry_release(&there);
    return code;
}

static kn_code check_edit(const line_reader *reader, const kn_entry *entry)
{
    kn_place at = place(reader, 0);

    if (entry->edit <= KN_EDIT_MAX)
        return KN_OK;
    snprintf(at.field, sizeof at.field, "edit");
    kn_fail(reader->err, KN_DATA, &at, "edit is %d; at most %d is read", entry->edit, KN_EDIT_MAX);
    return kn_hint(reader->err, "The first version has edit 1, the next one 2.");
}

static kn_code take_line(kn_store *store, const line_reader *reader, kn_merged *merged)
{
    kn_entry entry;
    json_t *json;
    kn_code code = parse_line(reader, &json);

    if (code)
        return code;
    code = kn_entry_from_json(json, false, reader->source, reader->line, &entry, reader->err);
    json_decref(json);
    if (code)
        return code;
    code = check_edit(reader, &entry);
    if (code == KN_OK)
        code = take(store, reader, &entry, merged);
    kn_entry_release(&entry);
    return code;
}

kn_code kn_store_import(kn_store *store, const char *bytes, size_t size, const char *source,
                        kn_merged *merged, kn_error *err)
{
    line_reader reader = {.bytes = bytes, .size = size, .source = source, .err = err};
    const kn_place at = place(&reader, 0);
    kn_code code;

    *merged = (kn_merged){0};
    if (size > KN_IMPORT_MAX)
        return kn_fail(err, KN_LIMIT, &at, "the export has %zu bytes; at most %d are read", size,
                       KN_IMPORT_MAX);
    code = read_head(&reader);
    if (code == KN_OK)
        code = kn_store_write_begin(store, err);
    if (code)
        return code;
    while (code == KN_OK && next_line(&reader))
        code = take_line(store, &reader, merged);
    code = kn_store_write_end(store, code, err);
    if (code)
        *merged = (kn_merged){0};
    return code;
}
