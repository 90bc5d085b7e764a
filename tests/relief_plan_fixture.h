/* A plan of the relief experiment in one line, and a diary that has one. Include after cmocka.h;
 * the file that does defines _GNU_SOURCE. */
#ifndef TESTS_RELIEF_PLAN_FIXTURE_H
#define TESTS_RELIEF_PLAN_FIXTURE_H

#include "store_fixture.h"
#include "trial/relief_parts.h"

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

/* A seed that tests/relief_draws.py knows, in place of a random one. */
#define SEED "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

/* As write_plan(), with SEED and a beginning `days` before now. */
static inline void begin_plan(fixture *self, const char *text, int days)
{
    json_t *json = json_of(text);
    kn_moment begun = self->now;
    kn_relief_plan plan;
    kn_catalogue catalogue;
    kn_entry entry = {.kind = KN_KIND_RELIEF, .id = KN_RELIEF_ID, .at = self->now};
    kn_error err = {0};

    begun.day -= days;
    OK(kn_catalogue_load(self->store, &catalogue, &err));
    OK(kn_relief_plan_read(json, &catalogue, &plan, &err));
    kn_catalogue_release(&catalogue);
    plan.begun = begun;
    memcpy(plan.seed, SEED, sizeof plan.seed);
    kn_id_new(entry.version);
    entry.body = json_pack("{s:o, s:s}", "plan", kn_relief_plan_json(&plan, true), "state", "on");
    add(self->store, entry);
    json_decref(json);
}

/* Episode `number` begins now. */
static inline void begin_episode(fixture *self, uint64_t number, const char *body)
{
    kn_entry entry =
        entry_of(number, 10 * number, KN_KIND_EPISODE, self->now.day, self->now.second, body);

    entry.at = self->now;
    add(self->store, entry);
}

/* It changes to `body`, its start kept. */
static inline void change_episode(fixture *self, uint64_t number, uint64_t version,
                                  const char *body)
{
    char id[KN_ID_SIZE];
    kn_entry entry = {0};
    kn_error err = {0};

    OK(kn_store_get(self->store, id_of(id, 'e', number), false, &entry, &err));
    json_decref(entry.body);
    entry.body = json_of(body);
    id_of(entry.version, 'v', version);
    amend(self->store, entry, NULL);
}

/* Draw `number` for the episode of that number; what stands in `more` beside. */
static inline kn_code draw_for(fixture *self, uint64_t number, kn_relief_request more,
                               kn_relief_drawn *drawn, kn_error *fault)
{
    kn_error err = {0};
    char id[KN_ID_SIZE], version[KN_ID_SIZE], episode[KN_ID_SIZE];
    kn_code code;

    more.id = more.id ? more.id : id_of(id, 'd', number);
    more.version = more.version ? more.version : id_of(version, 'w', number);
    more.episode = id_of(episode, 'e', number);
    OK(kn_store_begin(self->store, &err));
    code = kn_relief_draw(self->store, &more, drawn, fault);
    if (code)
        kn_store_rollback(self->store);
    else
        OK(kn_store_commit(self->store, &err));
    return code;
}

#endif
