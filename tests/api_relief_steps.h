/* The relief experiment on a diary of api_fixture.h: the steps of a spasm. */
#ifndef TESTS_API_RELIEF_STEPS_H
#define TESTS_API_RELIEF_STEPS_H

#include "api_fixture.h"

#define PLAN                                                                                       \
    "{\"remedies\":[{\"key\":\"heat_local\"},{\"key\":\"stretch_acute\"},{\"key\":\"wait\"}]}"

static inline void pass(diary *d, int minutes)
{
    const int32_t second = d->now.second + minutes * 60;

    d->now.day += second / 86400;
    d->now.second = second % 86400;
}

static inline const char *now_of(const diary *d)
{
    static char text[KN_MOMENT_SIZE]; /* of a test: one thread */

    return kn_moment_format(text, d->now);
}

static inline json_t *plan_with(diary *d, const char *plan, const char *more)
{
    return diary_ask(d, "relief-plan", "{\"version\":\"" ID "\",\"plan\":%s%s}", diary_id(d), plan,
                     more);
}

typedef struct spasm {
    int id;
    char began[KN_MOMENT_SIZE];
} spasm;

/* One that begins now; `more` of its body, such as ",\"pain\":5". */
static inline spasm begin(diary *d, const char *more)
{
    spasm s = {.id = diary_id(d)};

    kn_moment_format(s.began, d->now);
    diary_do(d, "add",
             "{\"id\":\"" ID "\",\"version\":\"" ID
             "\",\"kind\":\"episode\",\"at\":\"%s\",\"precision\":\"minute\","
             "\"body\":{\"running\":true%s}}",
             s.id, diary_id(d), s.began, more);
    return s;
}

static inline void spasm_is(diary *d, const spasm *s, const char *body)
{
    diary_do(d, "amend",
             "{\"id\":\"" ID "\",\"version\":\"" ID
             "\",\"kind\":\"episode\",\"at\":\"%s\",\"precision\":\"minute\",\"body\":{%s}}",
             s->id, diary_id(d), s->began, body);
}

/* It eases after five minutes, and the clock goes on. */
static inline void ease(diary *d, const spasm *s, int minutes_later)
{
    pass(d, 5);
    spasm_is(d, s, "\"pain\":5,\"lasted_seconds\":300");
    pass(d, minutes_later);
}

static inline json_t *draw_for(diary *d, const spasm *s, const char *more)
{
    const int id = diary_id(d);

    return diary_ask(d, "relief-draw",
                     "{\"id\":\"" ID "\",\"version\":\"" ID "\",\"episode\":\"" ID "\"%s}", id,
                     diary_id(d), s->id, more);
}

static inline json_t *respond(diary *d, const char *draw, const char *more)
{
    return diary_ask(d, "relief-respond", "{\"draw\":\"%s\",\"version\":\"" ID "\",%s}", draw,
                     diary_id(d), more);
}

static inline long long versions_of(diary *d)
{
    json_t *about = diary_ask(d, "about", "{}");
    const long long versions = whole_at(about, "versions");

    json_decref(about);
    return versions;
}

/* A whole spasm: drawn, done, over after some minutes. Hours later the next one may come. */
static inline void live_through(diary *d, int minutes)
{
    const spasm s = begin(d, ",\"pain\":5,\"sites\":[{\"site\":\"left-calf\"}]");
    json_t *reply = draw_for(d, &s, "");
    const char *arm = text_at(reply, "draw.arm");
    char body[256];

    snprintf(body, sizeof body,
             "\"pain\":5,\"lasted_seconds\":%d,\"sites\":[{\"site\":\"left-calf\"}],"
             "\"done\":[{\"treatment\":\"%s\"}]",
             minutes * 60, arm[0] ? arm : "wait");
    pass(d, minutes);
    spasm_is(d, &s, body);
    json_decref(reply);
    pass(d, 6 * 60);
}

/* Two replies, byte by byte. */
static inline void expect_same(const json_t *first, const json_t *second)
{
    char *a = json_dumps(first, JSON_COMPACT), *b = json_dumps(second, JSON_COMPACT);

    assert_string_equal(a, b);
    free(a);
    free(b);
}

static inline void nothing_is_drawn(diary *d, const spasm *s, const char *more, const char *why)
{
    json_t *reply = draw_for(d, s, more);

    assert_string_equal(text_at(reply, "draw.why_not"), why);
    assert_true(text_at(reply, "draw.why_words")[0]);
    assert_true(json_is_null(at(reply, "draw.arm")) && json_is_null(at(reply, "draw.name")));
    assert_int_equal(json_array_size(at(reply, "draw.odds")), 0);
    json_decref(reply);
}

/* The export of a diary, taken in by another. */
static inline void copy_over(diary *from, diary *to)
{
    kn_reply whole, merged;
    kn_request request = {0};
    kn_error err = {0};

    assert_int_equal(diary_call(from, "export", "{}", &whole, &err), KN_OK);
    request.bytes = whole.bytes.bytes;
    request.byte_count = whole.bytes.size;
    if (kn_api_call(&to->api, kn_operation_find("import"), &request, &merged, &err) != KN_OK)
        fail_msg("import: %s", err.message);
    kn_reply_release(&merged);
    kn_reply_release(&whole);
}

#endif
