/* A diary in memory, written step by step with a clock that the test sets. */
#ifndef WARNING_FIXTURE_H
#define WARNING_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "diary/store_file.h"
#include "diary/warning.h"

/* Of the entry that a step calls "a". */
#define ID_OF(letter) "0000000" letter "-0000-4000-8000-000000000000"

enum { STEPS_MAX = 12 };

typedef struct test_step {
    const char *now;  /* when it is written: "2026-03-14T19:40" */
    const char *name; /* one letter a..f: an entry of that name is amended; NULL: a new one */
    const char *kind; /* "remove" removes the one of that name */
    const char *at;   /* NULL: now */
    const char *body;
} test_step;

typedef struct test_diary {
    kn_store *store;
    kn_moment now;
} test_diary;

static inline kn_moment moment_at(const char *text)
{
    char whole[40];
    kn_moment moment = {0};

    snprintf(whole, sizeof whole, "%s:00+01:00", text);
    if (!kn_moment_parse(whole, strlen(whole), &moment))
        fail_msg("not a moment: %s", whole);
    return moment;
}

static inline kn_moment diary_now(void *context)
{
    return ((test_diary *)context)->now;
}

static inline void diary_open(test_diary *diary)
{
    kn_error err = {0};
    kn_clock clock = {diary_now, diary};

    *diary = (struct test_diary){.now = moment_at("2026-01-01T12:00")};
    if (kn_store_open_memory(clock, &diary->store, &err) != KN_OK)
        fail_msg("%s", err.message);
}

/* Writes one; *written: release it. */
static inline void diary_write(test_diary *diary, const test_step *step, kn_entry *written)
{
    kn_error err = {0};
    kn_outcome outcome;
    kn_entry entry = {0};
    kn_entry old = {0};
    bool known = false, removal = strcmp(step->kind, "remove") == 0;
    kn_code code;

    diary->now = moment_at(step->now);
    kn_id_new(entry.id);
    kn_id_new(entry.version);
    if (step->name)
        snprintf(entry.id, sizeof entry.id, ID_OF("%s"), step->name);
    if (strcmp(step->kind, "profile") == 0)
        snprintf(entry.id, sizeof entry.id, "%s", KN_PROFILE_ID);
    known = kn_store_get(diary->store, entry.id, false, &old, &err) == KN_OK;
    kn_entry_release(&old);
    if (removal) {
        code = kn_store_remove(diary->store, entry.id, entry.version, written, &outcome, &err);
        if (code)
            fail_msg("%s", err.message);
        return;
    }
    if (!kn_kind_parse(step->kind, &entry.kind))
        fail_msg("no kind %s", step->kind);
    entry.at = step->at ? moment_at(step->at) : diary->now;
    entry.body = json_loads(step->body, 0, NULL);
    if (!entry.body)
        fail_msg("not JSON: %s", step->body);
    code = known ? kn_store_amend(diary->store, &entry, NULL, &outcome, &err)
                 : kn_store_add(diary->store, &entry, &outcome, &err);
    if (code)
        fail_msg("%s: %s (%s)", step->body, err.message, err.place.field);
    *written = entry;
}

static inline void diary_steps(test_diary *diary, const test_step *steps)
{
    for (size_t i = 0; i < STEPS_MAX && steps[i].kind; i++) {
        kn_entry written = {0};

        diary_write(diary, &steps[i], &written);
        kn_entry_release(&written);
    }
}

/* "R6 R8", in the order given; advised ones in brackets. */
enum { IDS_SIZE = 200 };
static inline const char *ids_of(char out[IDS_SIZE], const kn_warnings *warnings)
{
    size_t size = 0;

    out[0] = '\0';
    for (size_t i = 0; i < warnings->count; i++)
        size += (size_t)snprintf(out + size, IDS_SIZE - size,
                                 warnings->list[i].advised ? "%s(%s)" : "%s%s", i ? " " : "",
                                 warnings->list[i].flag->id);
    return out;
}

#endif
