/* triggers_diary_fixture.h - a diary whose days are written by the row, for what goes with spasms:
 *
 *     made m;
 *     made_open(&m);
 *     made_day(&m, day, 2);                          two spasms, by the evening check-in; 0: none
 *     made_met(&m, day, "cold", true);
 *     made_sleep(&m, day, 7, 30, 6.5);               written at 7:30
 *     answer = made_answer(&m);
 *     made_close(&m);
 *
 * Include after cmocka.h; the file that does defines _GNU_SOURCE. */
#ifndef TESTS_TRIGGERS_DIARY_FIXTURE_H
#define TESTS_TRIGGERS_DIARY_FIXTURE_H

#include "answer/triggers_answer_parts.h"
#include "store_fixture.h"

enum { HOUR = 3600, MADE_FIRST = 19723 /* 2024-01-01, a Monday */ };

typedef struct made {
    fixture f;
    uint64_t next;
    kn_error err;
} made;

static inline void made_open(made *m)
{
    kn_error err;

    memset(m, 0, sizeof *m);
    fixture_folder(&m->f);
    fixture_open(&m->f);
    OK(kn_store_begin(m->f.store, &err));
}

/* Writes are one batch until somebody reads. */
static inline void made_done(made *m)
{
    kn_error err;

    OK(kn_store_commit(m->f.store, &err));
    OK(kn_store_begin(m->f.store, &err));
}

static inline void made_close(made *m)
{
    kn_store_rollback(m->f.store);
    kn_store_close(m->f.store);
    remove_folder(m->f.folder);
}

/* Written `late` seconds after it happened; a single quote stands for a double one. */
static inline uint64_t made_entry(made *m, kn_kind kind, int32_t day, int32_t second,
                                  kn_precision precision, int32_t late, const char *body)
{
    char text[512];
    kn_entry entry;
    uint64_t number = ++m->next;

    snprintf(text, sizeof text, "%s", body);
    for (char *c = text; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    m->f.now = kn_moment_from_utc(kn_moment_utc((kn_moment){day, second, 60}) + late, 60);
    entry = entry_of(number, number, kind, day, second, text);
    entry.precision = precision;
    add(m->f.store, entry);
    return number;
}

static inline void made_day(made *m, int32_t day, int spasms)
{
    char body[64];

    if (spasms > 0)
        snprintf(body, sizeof body, "{'values':{'spasms':%d}}", spasms);
    else
        snprintf(body, sizeof body, "{'values':{'spasms':'none'}}");
    made_entry(m, KN_KIND_CHECKIN, day, 21 * HOUR, KN_PRECISION_MINUTE, 0, body);
}

static inline void made_spasm(made *m, int32_t day, int hour, int minute)
{
    made_entry(m, KN_KIND_EPISODE, day, hour * HOUR + minute * 60, KN_PRECISION_MINUTE, 0,
               "{'pain':5,'lasted_seconds':60}");
}

static inline void made_met(made *m, int32_t day, const char *suspect, bool met)
{
    char body[128];

    snprintf(body, sizeof body, "{'suspect':'%s','present':%s}", suspect, met ? "true" : "false");
    made_entry(m, KN_KIND_EXPOSURE, day, 21 * HOUR, KN_PRECISION_MINUTE, 0, body);
}

static inline void made_level(made *m, int32_t day, const char *suspect, int level)
{
    char body[128];

    snprintf(body, sizeof body, "{'suspect':'%s','level':%d}", suspect, level);
    made_entry(m, KN_KIND_EXPOSURE, day, 21 * HOUR, KN_PRECISION_MINUTE, 0, body);
}

static inline void made_sleep(made *m, int32_t day, int hour, int minute, double hours)
{
    char body[128];

    snprintf(body, sizeof body, "{'what':'sleep_hours','value':%g}", hours);
    made_entry(m, KN_KIND_READING, day, hour * HOUR + minute * 60, KN_PRECISION_MINUTE, 0, body);
}

static inline void made_temperature(made *m, int32_t day, double degrees)
{
    char body[128];

    snprintf(body, sizeof body, "{'what':'temperature','value':%g}", degrees);
    made_entry(m, KN_KIND_READING, day, 12 * HOUR, KN_PRECISION_DAY, 0, body);
}

static inline kn_trigger_answer_options made_options(void)
{
    return (kn_trigger_answer_options){.last_day = TODAY, .needed_runs = 0, .threads = 1};
}

static inline kn_trigger_diary_answer *made_answer_by(made *m, kn_trigger_answer_options options)
{
    kn_trigger_diary_answer *answer;
    kn_error err;

    made_done(m);
    OK(kn_trigger_diary_answer_new(m->f.store, &options, &answer, &err));
    return answer;
}

static inline kn_trigger_diary_answer *made_answer(made *m)
{
    return made_answer_by(m, made_options());
}

/* NULL if it is not in the answer. */
static inline const kn_trigger_suspect *made_find(const kn_trigger_diary_answer *answer,
                                                  const char *key)
{
    for (int i = 0; i < answer->suspects; i++)
        if (strcmp(answer->suspect[i].key, key) == 0)
            return &answer->suspect[i];
    return NULL;
}

/* ---- A drawn diary ----------------------------------------------------------------------------*/

/* `count` days of suspects that come as they like; the odds of a spasm are `ratio` on the days
 * after the first of them was met, `base` otherwise. One day in ten is a gap. */
typedef struct drawn {
    int32_t first;
    int count;
    const char *const *suspects;
    int suspect_count;
    double ratio, base;
    uint64_t seed;
} drawn;

static inline void made_draw(made *m, const drawn *d)
{
    kn_random random;
    bool met_before = false;

    kn_random_init(&random, d->seed, 1);
    for (int i = 0; i < d->count; i++) {
        double odds = d->base * (met_before ? d->ratio : 1);
        bool spasm = kn_random_uniform(&random) < odds / (1 + odds);
        bool is_gap = kn_random_uniform(&random) < 0.1;

        if (!is_gap)
            made_day(m, d->first + i, spasm);
        for (int s = 0; s < d->suspect_count; s++) {
            bool met = kn_random_uniform(&random) < 0.4;

            met_before = s == 0 ? met : met_before;
            made_met(m, d->first + i, d->suspects[s], met);
        }
    }
}

#endif
