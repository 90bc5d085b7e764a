/* diary_fixture.h - a diary in a file of its own for one test, written through the store's door:
 *
 *     diary d;
 *     diary_open(&d);
 *     diary_add(&d, KN_KIND_EPISODE, 20000, 19, 38, "{'pain': 6}");    quotes may be single ones
 *     diary_close(&d); */
#ifndef DIARY_FIXTURE_H
#define DIARY_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "diary/catalogue.h"
#include "diary/store.h"

typedef struct diary {
    kn_store *store;
    char directory[64], path[96];
    unsigned made; /* ids so far */
    kn_error err;
} diary;

enum { DIARY_TODAY = 20526 }; /* 2026-03-14 */

static kn_moment diary_now(void *context)
{
    (void)context;
    return (kn_moment){DIARY_TODAY, 22 * 3600, 60};
}

static void diary_open(diary *d)
{
    memset(d, 0, sizeof *d);
    snprintf(d->directory, sizeof d->directory, "/tmp/unknot-test-XXXXXX");
    assert_non_null(mkdtemp(d->directory));
    snprintf(d->path, sizeof d->path, "%s/diary", d->directory);
    assert_int_equal(
        kn_store_open(d->path, KN_STORE_CREATE, (kn_clock){diary_now, NULL}, &d->store, &d->err),
        KN_OK);
}

static void diary_close(diary *d)
{
    kn_store_close(d->store);
    unlink(d->path);
    rmdir(d->directory);
}

/* Adds an entry and returns its number; its id ends in it. */
static unsigned diary_add_precise(diary *d, kn_kind kind, kn_moment at, kn_precision precision,
                                  const char *body)
{
    kn_entry entry = {.kind = kind, .at = at, .precision = precision};
    kn_outcome outcome;
    char *json = strdup(body);

    d->made++;
    snprintf(entry.id, sizeof entry.id, "%08x-1111-4111-8111-%012x", d->made, d->made);
    snprintf(entry.version, sizeof entry.version, "%08x-2222-4222-8222-%012x", d->made, d->made);
    if (kind == KN_KIND_PROFILE)
        snprintf(entry.id, sizeof entry.id, "%s", KN_PROFILE_ID);
    for (char *c = json; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    assert_int_equal(kn_json_parse(json, strlen(json), "test", &entry.body, &d->err), KN_OK);
    if (kn_store_add(d->store, &entry, &outcome, &d->err) != KN_OK)
        fail_msg("%s: %s %s", body, d->err.message, d->err.place.field);
    kn_entry_release(&entry);
    free(json);
    return d->made;
}

static unsigned diary_add(diary *d, kn_kind kind, int32_t day, int hour, int minute,
                          const char *body)
{
    return diary_add_precise(d, kind, (kn_moment){day, hour * 3600 + minute * 60, 60},
                             KN_PRECISION_MINUTE, body);
}

#endif
