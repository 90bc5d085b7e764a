#include "infer/design.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct list_reader { /* of one list of schedules */
    const kn_design *design;
    const char *const *arm_names;
    kn_place place; /* line and column of `at` */
    const char *at, *line_end;
} list_reader;

static bool is_separator(char c)
{
    return c == ' ' || c == '\t' || c == ',' || c == '\r';
}

static void skip_separators(list_reader *reader)
{
    while (reader->at < reader->line_end && is_separator(*reader->at))
        reader->at++;
}

/* The arm whose name stands here, the longest if several do; KN_ARM_UNKNOWN if none does. */
static uint8_t read_arm(list_reader *reader)
{
    size_t left = (size_t)(reader->line_end - reader->at), longest = 0;
    uint8_t arm = KN_ARM_UNKNOWN;

    for (int k = 0; k < reader->design->arms; k++) {
        size_t length = strlen(reader->arm_names[k]);

        if (length > longest && length <= left &&
            memcmp(reader->at, reader->arm_names[k], length) == 0 &&
            (length == left || is_separator(reader->at[length]))) {
            longest = length;
            arm = (uint8_t)k;
        }
    }
    reader->at += longest;
    return arm;
}

/* One line into schedule[units]; *count is the number of arms on it. */
static kn_code read_line(list_reader *reader, uint8_t schedule[], size_t *count, kn_error *err)
{
    const char *line = reader->at;

    *count = 0;
    for (skip_separators(reader); reader->at < reader->line_end; skip_separators(reader)) {
        const char *from = reader->at;
        uint8_t arm = read_arm(reader);

        if (arm == KN_ARM_UNKNOWN) {
            while (reader->at < reader->line_end && !is_separator(*reader->at))
                reader->at++;
            reader->place.column = (uint32_t)(from - line) + 1;
            return kn_fail(err, KN_PARSE, &reader->place, "there is no arm \"%.*s\"",
                           (int)(reader->at - from), from);
        }
        if (*count < reader->design->units)
            schedule[*count] = arm;
        (*count)++;
    }
    if (*count > 0 && *count != reader->design->units)
        return kn_fail(err, KN_DATA, &reader->place,
                       "the schedule has %zu arms, but the trial has %zu units", *count,
                       reader->design->units);
    return KN_OK;
}

/* FNV-1a (Fowler, Noll, Vo); equal hashes are compared in full. */
static uint64_t hash(const uint8_t bytes[], size_t count)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < count; i++)
        h = (h ^ bytes[i]) * UINT64_C(0x100000001b3);
    return h;
}

typedef struct entry {
    uint64_t hash;
    uint64_t line;
    const uint8_t *schedule;
} entry;

static int compare_entries(const void *a, const void *b)
{
    const entry *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

/* A schedule listed twice would be twice as likely: was it meant so? Sorts the entries. */
static kn_code check_twins(entry entries[], size_t count, size_t units, kn_place place,
                           kn_error *err)
{
    qsort(entries, count, sizeof *entries, compare_entries);
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && entries[j - 1].hash == entries[i].hash; j--)
            if (memcmp(entries[j - 1].schedule, entries[i].schedule, units) == 0) {
                place.line = entries[i].line;
                return kn_fail(err, KN_DATA, &place, "the schedule stands on line %llu already",
                               (unsigned long long)entries[j - 1].line);
            }
    return KN_OK;
}

/* Takes the arms of unrecorded units from the first schedule that agrees with what was followed. */
static kn_code find_followed(kn_design *design, const kn_place *place, kn_error *err)
{
    for (size_t s = 0; s < design->schedules; s++) {
        const uint8_t *schedule = design->permitted + s * design->units;
        size_t u = 0;

        while (u < design->units &&
               (design->arm[u] == KN_ARM_UNKNOWN || design->arm[u] == schedule[u]))
            u++;
        if (u == design->units) {
            memcpy(design->arm, schedule, design->units);
            return KN_OK;
        }
    }
    return kn_fail(err, KN_DATA, place,
                   "the schedule that was followed is not among the %zu listed", design->schedules);
}

/* Reads all lines into list->permitted and entries[], which have room for `room` schedules. */
static kn_code read_list(kn_design *list, list_reader *reader, const char *text_end, size_t room,
                         entry entries[], kn_error *err)
{
    while (reader->at < text_end) {
        uint8_t *schedule = list->permitted + list->schedules * list->units;
        const char *newline = memchr(reader->at, '\n', (size_t)(text_end - reader->at));
        size_t count;
        kn_code code;

        reader->place.line++;
        reader->place.column = 0;
        reader->line_end = newline ? newline : text_end;
        code = read_line(reader, schedule, &count, err);
        if (code)
            return code;
        if (count > 0 && list->schedules + 1 == room)
            return kn_fail(err, KN_LIMIT, &reader->place, "more than %zu schedules", room - 1);
        if (count > 0)
            entries[list->schedules++] =
                (entry){hash(schedule, list->units), reader->place.line, schedule};
        reader->at = newline ? newline + 1 : text_end;
    }
    return KN_OK;
}

kn_code kn_design_state_list(kn_design *design, const char *const arm_names[], const char *text,
                             size_t text_size, const char *source, kn_error *err)
{
    kn_design list = *design; /* shares the arrays with *design, save permitted */
    list_reader reader = {.design = design, .arm_names = arm_names, .at = text};
    size_t room = text_size / (2 * design->units) + 2; /* an arm takes 2 bytes with what follows;
                                                          1 more for a last line, 1 to spare */
    entry *entries = NULL;
    kn_code code;

    snprintf(reader.place.source, sizeof reader.place.source, "%s", source);
    if (text_size > KN_LIST_BYTES_MAX)
        return kn_fail(err, KN_LIMIT, &reader.place, "%zu bytes; a list may have %d", text_size,
                       KN_LIST_BYTES_MAX);
    if (room > KN_LIST_SCHEDULES_MAX + 1)
        room = KN_LIST_SCHEDULES_MAX + 1;
    list.kind = KN_DESIGN_LIST;
    list.guessed = false;
    list.schedules = 0;
    list.permitted = malloc(room * design->units);
    entries = malloc(room * sizeof *entries);
    if (!list.permitted || !entries) {
        code = kn_fail(err, KN_NOMEM, NULL, "no memory for a list of %zu schedules", room);
        goto done;
    }
    code = read_list(&list, &reader, text + text_size, room, entries, err);
    if (!code)
        code = check_twins(entries, list.schedules, list.units, reader.place, err);
    reader.place.line = 0;
    if (!code)
        code = find_followed(&list, &reader.place, err);
    if (code)
        goto done;
    free(design->permitted);
    *design = list;
    list.permitted = NULL;
done:
    free(entries);
    free(list.permitted);
    return code;
}
