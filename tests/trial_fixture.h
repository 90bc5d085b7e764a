/* A sealed trial in a diary of its own, and its events in one line. Include after cmocka.h; the
 * file that does defines _GNU_SOURCE. */
#ifndef TESTS_TRIAL_FIXTURE_H
#define TESTS_TRIAL_FIXTURE_H

#include "base/civil.h"
#include "store_fixture.h"
#include "trial/trial.h"

/* 2 days of run-in and 6 periods of 3 days: 20 days. With this secret the order is 1 0 1 0 0 1. */
#define DESIGN                                                                                     \
    "{\"title\":\"Bedtime stretch\",\"arms\":[{\"key\":\"usual\",\"name\":\"As usual\"},"          \
    "{\"key\":\"stretch_daily\",\"name\":\"Stretching every day\",\"how\":\"10 minutes\"}],"       \
    "\"outcome\":\"spasms\",\"important\":0.2877,\"order\":\"cycles\",\"block_days\":3,"           \
    "\"cycles\":3,\"run_in_days\":2,\"washout_days\":1}"
#define BLINDED "{\"blinded\":true}"

static const char SECRET[] = "7K2M-9QRT-0000-0000-0002";

enum { TRIAL = 1 }; /* number of the trial's entry */

static inline int32_t first_day(void)
{
    return TODAY + 1;
}

static inline json_t *json_of(const char *text)
{
    json_t *json;
    kn_error err;

    OK(kn_json_parse(text, strlen(text), "the test", &json, &err));
    return json;
}

/* An entry given as {"kind", ...} with its body; takes the body over. */
static inline void add_body(kn_store *store, uint64_t number, kn_kind kind, int32_t day,
                            int32_t second, json_t *body)
{
    kn_entry entry = {.kind = kind, .at = {day, second, 60}, .body = body};

    assert_non_null(body);
    id_of(entry.id, 'e', number);
    id_of(entry.version, 'v', 100 * number);
    add(store, entry);
}

/* The body of a trial, its design changed by `more`, sealed with a secret on the day before its
 * first. New reference. */
static inline json_t *sealed_body(kn_store *store, const char *more, const char *secret)
{
    static kn_trial_design design;
    char id[KN_ID_SIZE];
    kn_sealing sealing = {
        id_of(id, 'e', TRIAL), first_day(), {TODAY, 19 * 3600, 60}, "unknot test", secret};
    json_t *given = json_of(DESIGN), *protocol;
    kn_catalogue catalogue;
    kn_error err;

    if (more[0])
        json_object_update_new(given, json_of(more));
    OK(kn_catalogue_load(store, &catalogue, &err));
    OK(kn_trial_design_read(given, &catalogue, &design, &err));
    kn_catalogue_release(&catalogue);
    OK(kn_protocol_seal(&design, &sealing, &protocol, &err));
    json_decref(given);
    return json_pack("{s:o, s:o}", "design", kn_trial_design_json(&design), "protocol", protocol);
}

static inline void add_trial(kn_store *store, const char *more)
{
    add_body(store, TRIAL, KN_KIND_TRIAL, TODAY, 19 * 3600, sealed_body(store, more, SECRET));
}

/* "pause+5 resume+9@18": events on days after the first (0), written at noon of their days or at
 * that hour, which may be one of a later day. Only those whose place in the row is `which` modulo
 * 2, or all with 2; entries are numbered by their place from `number` on. */
static inline void add_events(kn_store *store, const char *events, size_t which, uint64_t number)
{
    char copy[512], id[KN_ID_SIZE], *rest = NULL;
    size_t place = 0;

    snprintf(copy, sizeof copy, "%s", events);
    id_of(id, 'e', TRIAL);
    for (char *one = strtok_r(copy, " ", &rest); one; one = strtok_r(NULL, " ", &rest)) {
        char word[16], date[KN_DATE_SIZE];
        int offset, hour = 12;

        assert_true(sscanf(one, "%15[a-z]%d@%d", word, &offset, &hour) >= 2);
        if (which == 2 || place % 2 == which)
            add_body(store, number + place, KN_KIND_TRIAL_EVENT, first_day() + offset + hour / 24,
                     hour % 24 * 3600,
                     json_pack("{s:s, s:s, s:s}", "trial", id, "event", word, "day",
                               kn_date_format(date, first_day() + offset)));
        place++;
    }
}

/* The trial as it stands `offset` days after its first. Owner: caller. */
static inline kn_trial *load_on(fixture *self, int offset, const char *opening)
{
    char id[KN_ID_SIZE];
    kn_trial *trial;
    kn_error err;

    self->now = (kn_moment){first_day() + offset, 20 * 3600, 60};
    OK(kn_trial_load(self->store, id_of(id, 'e', TRIAL), opening, &trial, &err));
    return trial;
}

/* Each day from the one before the first to the one after the last as a letter: "." before or
 * after, "r" run-in, "-" paused, "a" the first period, "A" wash-out in it. */
static inline const char *course_of(char out[256], const kn_trial *trial)
{
    size_t count = 0;

    for (int32_t day = trial->first_day - 1; day <= trial->last_day + 1 && count < 255; day++) {
        kn_trial_day on = kn_trial_on(trial, day);

        out[count++] = on.phase == KN_PHASE_RUN_IN    ? 'r'
                       : on.phase == KN_PHASE_PAUSED  ? '-'
                       : on.phase == KN_PHASE_ON      ? (char)('a' + on.unit)
                       : on.phase == KN_PHASE_WASHOUT ? (char)('A' + on.unit)
                                                      : '.';
        assert_int_equal(on.analysed, on.phase == KN_PHASE_ON);
    }
    out[count] = '\0';
    return out;
}

#endif
