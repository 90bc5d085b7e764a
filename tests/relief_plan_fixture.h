/* A plan of the relief experiment in one line, and a diary that has one. Include after cmocka.h;
 * the file that does defines _GNU_SOURCE. */
#ifndef TESTS_RELIEF_PLAN_FIXTURE_H
#define TESTS_RELIEF_PLAN_FIXTURE_H

#include "store_fixture.h"
#include "trial/relief.h"

#define PLAN                                                                                       \
    "{\"wait_limit\":6,\"remedies\":[{\"key\":\"wait\"},{\"key\":\"stretch_acute\"},"              \
    "{\"key\":\"rub_during\"},{\"key\":\"heat_local\"}]}"

static inline json_t *json_of(const char *text)
{
    json_t *json;
    kn_error err;

    OK(kn_json_parse(text, strlen(text), "the test", &json, &err));
    return json;
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

/* Names are the cards'; of own ones their keys. */
static inline kn_relief_plan plan_of(const char *text)
{
    json_t *json = json_of(text);
    kn_catalogue catalogue;
    kn_relief_plan plan;
    kn_error err = {0};

    OK(kn_catalogue_load(NULL, &catalogue, &err));
    if (kn_relief_plan_read(json, &catalogue, &plan, &err))
        OK(kn_relief_plan_read(json, NULL, &plan, &err));
    kn_catalogue_release(&catalogue);
    json_decref(json);
    return plan;
}

static inline void write_plan(fixture *self, const char *version, const char *text,
                              kn_relief_state state, bool anew)
{
    json_t *json = json_of(text);
    kn_error err = {0};

    OK(kn_store_begin(self->store, &err));
    OK(kn_relief_plan_write(self->store, version, json, state, NULL, anew, NULL, &err));
    OK(kn_store_commit(self->store, &err));
    json_decref(json);
}

#endif
