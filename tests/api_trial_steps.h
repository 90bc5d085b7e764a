/* A trial on a diary of api_fixture.h: the steps of its life. */
#ifndef TESTS_API_TRIAL_STEPS_H
#define TESTS_API_TRIAL_STEPS_H

#include "api_fixture.h"

#define TRIAL "aaaaaaaa-0000-4000-8000-000000000001"
#define OPEN_DESIGN                                                                                \
    "{\"title\":\"Bedtime stretch\",\"why\":\"My calves wake me.\",\"arms\":[{\"key\":\"usual\"}," \
    "{\"key\":\"stretch_daily\",\"how\":\"10 minutes before bed\"}],\"outcome\":\"spasms\","       \
    "\"better\":\"lower\",\"important\":0.2877,\"order\":\"cycles\",\"block_days\":4,"             \
    "\"cycles\":5,\"run_in_days\":2,\"washout_days\":1%s}"
#define SEALED_DESIGN                                                                              \
    "{\"title\":\"The capsule\",\"arms\":[{\"key\":\"placebo\",\"how\":\"one at night\"},"         \
    "{\"key\":\"magnesium\",\"how\":\"one at night\"}],\"outcome\":\"pain\",\"better\":\"lower\"," \
    "\"important\":1,\"order\":\"cycles\",\"block_days\":4,\"cycles\":5,\"run_in_days\":0,"        \
    "\"washout_days\":0,\"blinded\":true}"

/* ---- Steps of a life --------------------------------------------------------------------------*/

static inline const char *day_of(const diary *d)
{
    static char text[KN_DATE_SIZE]; /* of a test: one thread */

    return kn_date_format(text, d->now.day);
}

static inline void begin(diary *d)
{
    diary_do(d, "add",
             "{\"id\":\"" KN_PROFILE_ID "\",\"version\":\"" ID
             "\",\"kind\":\"profile\",\"at\":\"%sT12:00:00+01:00\",\"precision\":\"day\","
             "\"body\":{\"age\":\"18to50\"}}",
             diary_id(d), day_of(d));
}

/* R24's question: nothing will be stopped or cut down. */
static inline void answer_question(diary *d)
{
    int id = diary_id(d);

    diary_do(d, "add",
             "{\"id\":\"" ID "\",\"version\":\"" ID
             "\",\"kind\":\"answer\",\"at\":\"%sT19:00:00+01:00\",\"precision\":\"minute\","
             "\"body\":{\"flag\":\"R24\",\"answer\":\"no\"}}",
             id, diary_id(d), day_of(d));
}

static inline void check_in(diary *d, int spasms, int pain)
{
    int id = diary_id(d);

    diary_do(d, "add",
             "{\"id\":\"" ID "\",\"version\":\"" ID
             "\",\"kind\":\"check-in\",\"at\":\"%sT19:30:00+01:00\",\"precision\":\"minute\","
             "\"body\":{\"values\":{\"spasms\":%d,\"pain\":%d}}}",
             id, diary_id(d), day_of(d), spasms, pain);
}

static inline json_t *event(diary *d, const char *word, const char *body)
{
    int id = diary_id(d);

    return diary_ask(d, "trial-event",
                     "{\"trial\":\"" TRIAL "\",\"id\":\"" ID "\",\"version\":\"" ID
                     "\",\"event\":\"%s\",\"body\":%s}",
                     id, diary_id(d), word, body);
}

/* The same with {"day": today} and nothing else. */
static inline json_t *event_today(diary *d, const char *word)
{
    char body[64];

    snprintf(body, sizeof body, "{\"day\":\"%s\"}", day_of(d));
    return event(d, word, body);
}

static inline kn_error event_refused(diary *d, kn_code code, const char *word, const char *more)
{
    return diary_refused(d, code, "trial-event",
                         "{\"trial\":\"" TRIAL "\",\"id\":\"" ID "\",\"version\":\"" ID
                         "\",\"event\":\"%s\",\"body\":{\"day\":\"%s\"%s}}",
                         diary_id(d), diary_id(d), word, day_of(d), more);
}

static inline int log_day(diary *d, const char *day, const char *did)
{
    int id = diary_id(d);

    diary_do(d, "trial-log",
             "{\"trial\":\"" TRIAL "\",\"id\":\"" ID "\",\"version\":\"" ID
             "\",\"day\":\"%s\",\"did\":\"%s\"}",
             id, diary_id(d), day, did);
    return id;
}

static inline json_t *trial(diary *d)
{
    return diary_ask(d, "trial", "{\"id\":\"" TRIAL "\"}");
}

static inline void start(diary *d, const char *design, json_t **started)
{
    diary_do(d, "trial-new", "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\",\"design\":%s}",
             diary_id(d), design);
    *started = diary_ask(d, "trial-start",
                         "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\",\"first_day\":\"%s\"}",
                         diary_id(d), day_of(d));
}

static inline void expect_due(diary *d, const char *what, bool is_due)
{
    json_t *today = diary_ask(d, "today", "{}");
    const json_t *due = json_object_get(today, "due");
    bool found = false;

    for (size_t i = 0; i < json_array_size(due); i++)
        found = found || (strcmp(text_at(json_array_get(due, i), "what"), what) == 0 &&
                          json_is_null(at(json_array_get(due, i), "done_at")));
    if (found != is_due)
        fail_msg("%s on %s: %s", what, day_of(d), found ? "due" : "not due");
    json_decref(today);
}

static inline void expect_state(diary *d, const char *state, const char *may, const char *may_not)
{
    json_t *reply = trial(d);

    assert_string_equal(text_at(reply, "trial.state"), state);
    if (may && !holds(at(reply, "may"), may))
        fail_msg("%s: no %s", state, may);
    if (may_not && holds(at(reply, "may"), may_not))
        fail_msg("%s: %s", state, may_not);
    json_decref(reply);
}

/* Evenings with a check-in; `with_effect`: less pain on days of arm 1. */
static inline void days_pass(diary *d, int count, bool with_effect)
{
    for (int i = 0; i < count; i++, d->now.day++) {
        json_t *reply = trial(d);

        check_in(d, 3, with_effect && whole_at(reply, "today.arm") == 1 ? i % 2 : 6 + i % 3);
        json_decref(reply);
    }
}

#endif
