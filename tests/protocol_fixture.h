/* Designs in one line, and protocols sealed from them. Include after cmocka.h. */
#ifndef TESTS_PROTOCOL_FIXTURE_H
#define TESTS_PROTOCOL_FIXTURE_H

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "trial/protocol.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

enum { FIXTURE_DAY = 20777 }; /* 2026-11-20, on which protocols are sealed */

static inline json_t *json_of(const char *text)
{
    kn_error err = {0};
    json_t *json;

    if (kn_json_parse(text, strlen(text), "test", &json, &err))
        fail_msg("%s: %s", err.message, text);
    return json;
}

/* Two arms, all that is needed without a catalogue; `more` goes on: ",\"cycles\":3". */
static inline kn_trial_design design_of(const char *more)
{
    static const char *const head =
        "{\"title\":\"Warm evenings\",\"why\":\"Cold calves wake me.\",\"arms\":["
        "{\"key\":\"usual\",\"name\":\"As usual\",\"how\":\"\"},"
        "{\"key\":\"keep_warm\",\"name\":\"Keep warm\",\"how\":\"From 20:00 on\"}%s],"
        "\"outcome\":\"spasms\",\"outcome_name\":\"Spasms\",\"outcome_unit\":\"\","
        "\"scale\":\"count\",\"family\":\"poisson\",\"better\":\"lower\",\"important\":0.2877%s}";
    static const char *const arms[] = {
        "", ",{\"key\":\"placebo\",\"name\":\"Dummy\"}",
        ",{\"key\":\"placebo\",\"name\":\"Dummy\"},{\"key\":\"magnesium\",\"name\":\"Mg\"}"};
    kn_trial_design design;
    kn_error err = {0};
    char text[2048];
    int extra = *more >= '3' && *more <= '4' ? *more++ - '2' : 0; /* "3,..." has three arms */
    json_t *json;

    snprintf(text, sizeof text, head, arms[extra], more);
    json = json_of(text);
    if (kn_trial_design_read(json, NULL, &design, &err))
        fail_msg("%s: %s; %s", err.place.field, err.message, err.hint);
    json_decref(json);
    return design;
}

static inline json_t *sealed_of(const kn_trial_design *design, const char *secret)
{
    kn_sealing sealing = {.trial = "11111111-2222-4333-8444-555555555555",
                          .first_day = FIXTURE_DAY + 1,
                          .sealed = {FIXTURE_DAY, 19 * 3600, 60},
                          .program = "unknot 0.4",
                          .secret = secret};
    kn_error err = {0};
    json_t *protocol;

    if (kn_protocol_seal(design, &sealing, &protocol, &err))
        fail_msg("%s: %s", err.place.field, err.message);
    return protocol;
}

/* Canonical; static storage. */
static inline const char *text_of(const json_t *json)
{
    static char bytes[1 << 16];
    kn_text text;

    kn_text_init(&text, sizeof bytes - 1);
    kn_json_add(&text, json);
    assert_int_equal(text.failed, KN_OK);
    memcpy(bytes, text.bytes, text.size + 1);
    kn_text_release(&text);
    return bytes;
}

#endif
