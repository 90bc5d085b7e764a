/* Remedies drawn for the spasms of the invented diary, by the rule of the real draw
 * (docs/relief.md): unknot relief verify makes every one again. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "trial/example_parts.h"
#include "trial/relief_parts.h"

enum { MINUTE = 60, HOUR = 3600, LONGEST = 590 /* seconds: longer ones are another story (R6) */ };

static const char PLAN_VERSION[] = "3d5b8a10-6f27-4c94-a1e8-70b2c9d4e503",
                  SEED[] = "5eed0000000000000000000000000000000000000000000000000000001e55ef";

/* Minutes until half of them have eased, in the order of the plan, and their spread. */
static const struct {
    const char *key;
    double minutes;
} remedies[] = {{"wait", 4.6}, {"stretch_acute", 1.6}, {"heat_local", 3.0}, {"rub_during", 4.4}};
enum { REMEDIES = sizeof remedies / sizeof *remedies, WAIT_LIMIT = 7 };
static const double SPREAD = 0.5, /* sd of log minutes */
    FORGOTTEN = 0.08,             /* clocks; then a range is known */
    DOING = 0.84, SKIPPED = 0.08, /* the rest chooses another */
    SWITCHED = 0.15;              /* of those who do it, when it takes over four minutes */

kn_code kn_example_relief_begin(kn_example_relief *relief, const kn_example *example,
                                int32_t begins, kn_error *err)
{
    json_t *list = json_array();
    json_t *json = json_pack("{s:o,s:i}", "remedies", list, "wait_limit", WAIT_LIMIT);
    kn_code code;

    for (int i = 0; i < REMEDIES; i++)
        json_array_append_new(list, json_pack("{s:s}", "key", remedies[i].key));
    code = kn_relief_plan_read(json, NULL, &relief->plan, err);
    json_decref(json);
    relief->plan.begun = (kn_moment){begins, 9 * HOUR + 30 * MINUTE, example->offset_minutes};
    memcpy(relief->plan.seed, SEED, sizeof SEED);
    return code;
}

static void add_plan(kn_example_relief *relief, kn_example_maker *maker)
{
    kn_example_line line = kn_example_line_new(maker, KN_KIND_RELIEF, relief->plan.begun.day,
                                               relief->plan.begun.second);

    memcpy(line.id, KN_RELIEF_ID, sizeof line.id);
    memcpy(line.version, PLAN_VERSION, sizeof line.version);
    line.recorded_after = 0;
    kn_example_add(
        maker, &line,
        json_pack("{s:o,s:s}", "plan", kn_relief_plan_json(&relief->plan, true), "state", "on"));
    relief->has_plan = true;
}

/* What was drawn, what the person said, and did; seconds until it eased. */
typedef struct course {
    int drawn; /* place in remedies */
    const char *response, *chose;
    double seconds;
    const char *switched; /* to, or NULL */
} course;

static course take_course(kn_example_maker *maker, const kn_relief_made *made)
{
    double u = kn_random_uniform(&maker->random), minutes;
    course c = {.drawn = made->arm + REMEDIES - made->count, .response = "doing"};
    int other = (c.drawn + kn_between(maker, 1, REMEDIES - 1)) % REMEDIES, done = c.drawn;

    if (u >= DOING + SKIPPED) {
        c.response = "chose";
        c.chose = remedies[other].key;
        done = other;
    } else if (u >= DOING) {
        c.response = "skipped";
        done = 0;
    }
    minutes = remedies[done].minutes * exp(SPREAD * kn_random_normal(&maker->random));
    if (done == c.drawn && minutes > 4 && kn_chance(maker, SWITCHED))
        c.switched = remedies[other].key;
    c.seconds = round(fmin(fmax(60 * minutes, 20), LONGEST));
    return c;
}

/* How long it lasted, what was done, and the pain at both ends. */
static void set_body(kn_example_maker *maker, const course *c, json_t *body)
{
    int pain = (int)json_integer_value(json_object_get(body, "pain"));
    int end = pain - kn_between(maker, 1, 3) - (c->drawn == 1 || c->drawn == 2);
    json_t *done = json_array();

    json_object_del(body, "lasted_seconds");
    if (kn_chance(maker, FORGOTTEN)) {
        json_object_set_new(body, "lasted_least_seconds", json_integer((int)c->seconds / 2));
        json_object_set_new(body, "lasted_most_seconds", json_integer(2 * (int)c->seconds));
    } else {
        json_object_set_new(body, "lasted_seconds", json_integer((int)c->seconds));
    }
    if (strcmp(c->response, "doing") == 0)
        json_array_append_new(done, json_pack("{s:s}", "treatment", remedies[c->drawn].key));
    if (c->chose || c->switched)
        json_array_append_new(done,
                              json_pack("{s:s}", "treatment", c->chose ? c->chose : c->switched));
    json_object_set_new(body, "done", done);
    if (json_object_get(body, "pain")) {
        json_object_set_new(body, "pain_start", json_integer(pain));
        if (kn_chance(maker, 0.7))
            json_object_set_new(body, "pain_end", json_integer(end > 0 ? end : 0));
    }
}

static void add_draw(kn_example_maker *maker, const kn_example_line *line,
                     const kn_relief_made *made, const course *c, char id[KN_ID_SIZE])
{
    kn_example_line draw = kn_example_line_new(maker, KN_KIND_DRAW, line->day, line->second);
    json_t *body = json_pack("{s:s,s:o}", "episode", line->id, "draw", kn_relief_made_json(made));

    draw.recorded_after = 0;
    if (c) {
        json_object_set_new(body, "response", json_string(c->response));
        if (c->chose)
            json_object_set_new(body, "chose", json_string(c->chose));
    }
    kn_example_add(maker, &draw, body);
    memcpy(id, draw.id, sizeof draw.id);
}

/* What the plan's rules leave: waiting not in strong pain, nor when the pain is not known. */
static kn_relief_made draw_for(const kn_example_relief *relief, const kn_example_line *line,
                               const json_t *body)
{
    const json_t *pain = json_object_get(body, "pain");
    bool may_wait = pain && json_integer_value(pain) <= WAIT_LIMIT;
    kn_relief_made made = {.arm = -1};

    memcpy(made.plan, PLAN_VERSION, sizeof made.plan);
    for (int i = may_wait ? 0 : 1; i < REMEDIES; i++) {
        memcpy(made.open[made.count], relief->plan.remedy[i].key, KN_ID_SIZE);
        made.weight[made.count++] = 1;
    }
    made.allowed = (uint8_t)((1u << made.count) - 1);
    made.arm = kn_allocation_pick(
        made.weight, kn_relief_number(relief->plan.seed, line->id, (uint32_t)made.count));
    return made;
}

/* A spasm within the minutes of a cluster: 1 after one that was drawn for, which is then in *drawn;
 * -1 before one, as if it had not been logged as it came; else 0. */
static int cluster_of(const kn_example_relief *relief, int64_t at,
                      const struct kn_example_drawn **drawn)
{
    size_t count = relief->draws < KN_EXAMPLE_DRAWN ? relief->draws : KN_EXAMPLE_DRAWN;

    for (size_t i = 0; i < count; i++) {
        *drawn = &relief->drawn[i];
        if (llabs(at - (*drawn)->at) <= relief->plan.cluster_minutes * MINUTE)
            return at >= (*drawn)->at ? 1 : -1;
    }
    return 0;
}

static void draw_new(kn_example_relief *relief, kn_example_maker *maker,
                     const kn_example_line *line, int64_t at, json_t *body)
{
    kn_relief_made made = draw_for(relief, line, body);
    course c = take_course(maker, &made);
    struct kn_example_drawn *drawn = &relief->drawn[relief->draws++ % KN_EXAMPLE_DRAWN];

    set_body(maker, &c, body);
    add_draw(maker, line, &made, &c, drawn->draw);
    drawn->at = at;
}

void kn_example_relief_spasm(kn_example_relief *relief, kn_example_maker *maker,
                             const kn_example_line *line, json_t *body)
{
    const int64_t at =
        kn_moment_utc((kn_moment){line->day, line->second, maker->options->offset_minutes});
    kn_relief_made made = {.arm = -1, .why_not = KN_NOT_DRAWN_CLUSTER};
    const struct kn_example_drawn *drawn;
    char id[KN_ID_SIZE];
    int cluster;

    if (at < kn_moment_utc(relief->plan.begun))
        return;
    kn_example_exchange(maker, &relief->aside);
    if (!relief->has_plan)
        add_plan(relief, maker);
    cluster = cluster_of(relief, at, &drawn);
    if (cluster > 0) {
        memcpy(made.plan, PLAN_VERSION, sizeof made.plan);
        memcpy(made.of, drawn->draw, sizeof made.of);
        add_draw(maker, line, &made, NULL, id);
    } else if (cluster == 0) {
        draw_new(relief, maker, line, at, body);
    }
    kn_example_exchange(maker, &relief->aside);
}
