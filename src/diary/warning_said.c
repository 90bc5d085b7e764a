/* What warnings read from the log: answers and advice, medicines, the profile. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "diary/index.h"
#include "diary/warning_parts.h"

static const char *column_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);

    return text ? text : "";
}

/* The last day of all: a row whose time is unreadable must still be able to raise a warning. */
static kn_moment moment_of(const char *text)
{
    kn_moment moment = {.day = KN_DAY_MAX};

    kn_moment_parse(text, strlen(text), &moment);
    return moment;
}

void kn_episode_row_read(sqlite3_stmt *statement, bool with_body, kn_episode_row *row)
{
    row->id = column_text(statement, 0);
    row->seq = sqlite3_column_int64(statement, 1);
    row->recorded = moment_of(column_text(statement, 2));
    row->at = moment_of(column_text(statement, 3));
    row->body = with_body ? json_loads(column_text(statement, 4), 0, NULL) : NULL;
}

/* "" for a member that is absent or too long. */
static void copy_member(const json_t *body, const char *name, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(body, name));
    size_t length = text ? strlen(text) : 0;

    if (!text)
        text = "";
    if (length >= size)
        length = kn_utf8_cut(text, length, size - 1);
    memcpy(out, text, length);
    out[length] = '\0';
}

/* Makes room for one more of `size` bytes. */
static kn_code grow(void **list, size_t count, size_t size, kn_error *err)
{
    void *larger;

    if (count & (count - 1)) /* no power of two: there is room */
        return KN_OK;
    larger = realloc(*list, (count ? 2 * count : 1) * size);
    if (!larger)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu entries", count);
    *list = larger;
    return KN_OK;
}

/* Steps through the rows of a statement, which is finalized; `keep` takes each. */
typedef kn_code (*keeper)(void *context, const kn_episode_row *row, kn_error *err);
static kn_code each(kn_store *store, sqlite3_stmt *statement, keeper keep, void *context,
                    kn_error *err)
{
    int result = SQLITE_DONE;
    kn_code code = KN_OK;

    while (!code && (result = sqlite3_step(statement)) == SQLITE_ROW) {
        kn_episode_row row;

        kn_episode_row_read(statement, true, &row);
        code = keep(context, &row, err);
        json_decref(row.body);
    }
    if (!code && result != SQLITE_DONE)
        code = kn_store_fail(store, result, err);
    sqlite3_finalize(statement);
    return code;
}

/* ---- Answers and advice -----------------------------------------------------------------------*/

typedef struct heard_list {
    kn_heard *list;
    size_t count;
} heard_list;

static kn_code keep_heard(void *context, const kn_episode_row *row, kn_error *err)
{
    heard_list *heard = context;
    char flag[8], answer[8];
    kn_heard *one;
    void *list = heard->list;
    const kn_flag *found;
    kn_code code;

    copy_member(row->body, "flag", flag, sizeof flag);
    found = kn_flag_find(flag);
    if (!found) /* of a later version of the program */
        return KN_OK;
    code = grow(&list, heard->count, sizeof *heard->list, err);
    if (code)
        return code;
    heard->list = list;
    one = &heard->list[heard->count++];
    copy_member(row->body, "answer", answer, sizeof answer);
    *one = (kn_heard){.flag = found, .at = row->at, .recorded = row->recorded, .seq = row->seq};
    one->said = answer[0] == '\0'               ? KN_SAID_ADVICE
                : strcmp(answer, "no") == 0     ? KN_SAID_NO
                : strcmp(answer, "unsure") == 0 ? KN_SAID_UNSURE
                                                : KN_SAID_YES;
    snprintf(one->id, sizeof one->id, "%s", row->id);
    copy_member(row->body, "about", one->about, sizeof one->about);
    return KN_OK;
}

kn_code kn_heard_load(kn_store *store, const char *about, int32_t since, kn_heard **heard,
                      size_t *count, kn_error *err)
{
    static const char reasons[] =
        "SELECT " KN_ENTRY_COLUMNS " FROM said s CROSS JOIN entry e ON e.id = s.id "
        "CROSS JOIN log l ON l.seq = e.seq WHERE s.said > 0";
    static const char answers[] =
        "SELECT " KN_ENTRY_COLUMNS " FROM said s CROSS JOIN entry e ON e.id = s.id "
        "CROSS JOIN log l ON l.seq = e.seq WHERE s.said > 0 OR s.day >= ?1 OR s.about = ?2";
    heard_list list = {0};
    sqlite3_stmt *statement;
    kn_code code = kn_store_prepare(store, about ? answers : reasons, &statement, err);

    if (code)
        return code;
    if (about) {
        sqlite3_bind_int(statement, 1, since);
        sqlite3_bind_text(statement, 2, about, -1, SQLITE_STATIC);
    }
    code = each(store, statement, keep_heard, &list, err);
    if (code) {
        free(list.list);
        return code;
    }
    *heard = list.list;
    *count = list.count;
    return KN_OK;
}

/* ---- Medicines --------------------------------------------------------------------------------*/

typedef struct medicine_list {
    kn_medicine *list;
    size_t count;
} medicine_list;

static kn_code keep_medicine(void *context, const kn_episode_row *row, kn_error *err)
{
    medicine_list *medicines = context;
    void *list = medicines->list;
    kn_code code = grow(&list, medicines->count, sizeof *medicines->list, err);
    kn_medicine *one;

    if (code)
        return code;
    medicines->list = list;
    one = &medicines->list[medicines->count++];
    *one = (kn_medicine){.at = row->at, .recorded = row->recorded, .seq = row->seq};
    snprintf(one->id, sizeof one->id, "%s", row->id);
    copy_member(row->body, "name", one->name, sizeof one->name);
    copy_member(row->body, "event", one->event, sizeof one->event);
    copy_member(row->body, "group", one->group, sizeof one->group);
    return KN_OK;
}

kn_code kn_medicines_load(kn_store *store, kn_medicine **medicines, size_t *count, kn_error *err)
{
    medicine_list list = {0};
    sqlite3_stmt *statement;
    kn_code code = kn_store_prepare(store,
                                    "SELECT " KN_ENTRY_COLUMNS " FROM " KN_ENTRY_TABLES
                                    " WHERE e.kind = ?1 ORDER BY e.day, e.second, e.id",
                                    &statement, err);

    if (code)
        return code;
    sqlite3_bind_int(statement, 1, KN_KIND_MEDICINE);
    code = each(store, statement, keep_medicine, &list, err);
    if (code) {
        free(list.list);
        return code;
    }
    *medicines = list.list;
    *count = list.count;
    return KN_OK;
}

bool kn_medicine_is(const kn_medicine *medicine, const char *groups)
{
    size_t length = strlen(medicine->group);

    for (const char *at = groups; length && (at = strstr(at, medicine->group)); at++)
        if ((at == groups || at[-1] == '|') && (at[length] == '|' || at[length] == '\0'))
            return true;
    return false;
}

/* ---- The profile ------------------------------------------------------------------------------*/

kn_code kn_profile_load(kn_store *store, json_t **profile, kn_error *err)
{
    kn_entry entry = {0};
    kn_code code = kn_store_get(store, KN_PROFILE_ID, false, &entry, err);

    if (code && code != KN_NOTFOUND)
        return code;
    *profile = code ? json_object() : json_incref(entry.body);
    kn_entry_release(&entry);
    return *profile ? KN_OK : kn_fail(err, KN_NOMEM, NULL, "out of memory for the profile");
}

const char *kn_because(char out[256], const char *format, ...)
{
    char text[1024];
    size_t length;
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    length = kn_utf8_cut(text, strlen(text), 255);
    memcpy(out, text, length);
    out[length] = '\0';
    return out;
}
