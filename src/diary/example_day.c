/* An ordinary day of the invented diary. The spread of pain within a person is near that of Harris
 * et al. 2005 (doi 10.1002/art.21407), a tenth of the days is missing as in diary studies; the rest
 * is made up to look alive. */
#include <math.h>

#include "diary/example_maker.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, NEAR_TEN_MINUTES = 590 };

static const double PAIN_MEAN = 5.2, PAIN_SD = 1.3, PAIN_RHO = 0.3, /* AR(1) about a slow drift */
    DRIFT_SD = 0.5,                                                 /* in four weeks */
    MISSING = 0.1,                                                  /* days with nothing recorded */
    CHECKED_IN = 0.88, CHECKED_IN_TRIAL = 0.97,                     /* of the others */
    CRAMP = 0.40, SPASM = 0.45,          /* shares; the rest are twitches */
    NIGHT = 0.35, EFFORT = 0.15,         /* of cramps */
    LASTED_MEDIAN = 60, LASTED_SD = 1.4, /* lognormal: 95 % under ten minutes */
    LATE = 0.1, AMENDED = 0.03, UNTIMED = 0.05, UNSORTED = 0.03;

/* Where, and how often among its kind. */
typedef struct place {
    const char *site;
    int weight;
} place;

static const place cramp_places[] = {
    {"left-calf", 30},      {"right-calf", 22}, {"left-sole", 10},
    {"right-sole", 8},      {"left-toes", 6},   {"right-thigh-back", 8},
    {"left-thigh-back", 8}, {"right-hand", 4},  {"left-shin", 4}};
static const place spasm_places[] = {{"neck-back", 26},        {"right-shoulder", 18},
                                     {"left-shoulder", 12},    {"left-lower-back", 14},
                                     {"right-lower-back", 14}, {"right-jaw", 6},
                                     {"left-hip", 6},          {"upper-abdomen", 4}};
static const place twitch_places[] = {
    {"left-eyelid", 45}, {"right-eyelid", 20}, {"left-calf", 20}, {"right-thumb", 15}};
static const place remedies[] = {
    {"stretch_acute", 34}, {"heat_local", 26}, {"rub_during", 22}, {"wait", 12}, {"menthol", 6}};
static const place helped[] = {{"much", 32}, {"little", 40}, {"none", 24}, {"worse", 4}};
static const place met[] = {{"cold", 30}, {"effort", 30}, {"short-sleep", 25}, {"stress", 15}};

#define COUNT(table)       (sizeof(table) / sizeof(table)[0])
#define DRAW(maker, table) draw(maker, table, COUNT(table))

static const char *draw(kn_example_maker *maker, const place *places, size_t count)
{
    int total = 0, at;

    for (size_t i = 0; i < count; i++)
        total += places[i].weight;
    at = kn_between(maker, 0, total - 1);
    for (size_t i = 0; i + 1 < count; i++) {
        at -= places[i].weight;
        if (at < 0)
            return places[i].site;
    }
    return places[count - 1].site;
}

/* ---- One spasm --------------------------------------------------------------------------------*/

typedef enum spasm_sort { SORT_CRAMP, SORT_SPASM, SORT_TWITCH } spasm_sort;

/* By day more towards the evening: the later of two times is taken half of the time. */
static int32_t time_of(kn_example_maker *maker, bool is_night)
{
    int one = kn_between(maker, 7 * 60, 22 * 60), two = kn_between(maker, 7 * 60, 22 * 60);

    if (is_night)
        return kn_between(maker, 60, 5 * 60) * MINUTE;
    return (kn_chance(maker, 0.5) && two > one ? two : one) * MINUTE;
}

static void add_done(kn_example_maker *maker, json_t *body)
{
    json_t *done = json_pack("{s:s}", "treatment", DRAW(maker, remedies));

    if (kn_chance(maker, 0.8))
        json_object_set_new(done, "helped", json_string(DRAW(maker, helped)));
    if (kn_chance(maker, 0.6))
        json_object_set_new(done, "after_minutes", json_integer(kn_between(maker, 1, 15)));
    json_object_set_new(body, "done", json_pack("[o]", done));
}

static void add_feeling(kn_example_maker *maker, spasm_sort sort, double day_pain, json_t *body)
{
    int pain = kn_around(maker, day_pain + 0.5, 1.2, 1, 10);

    if (sort == SORT_TWITCH) {
        json_object_set_new(body, "pain", json_integer(0));
        json_object_set_new(body, "ripple", json_boolean(kn_chance(maker, 0.7)));
    } else if (!kn_chance(maker, UNSORTED)) {
        json_object_set_new(body, "pain", json_integer(pain));
    }
    if (!kn_chance(maker, UNTIMED)) {
        double seconds = LASTED_MEDIAN * exp(LASTED_SD * kn_random_normal(&maker->random)) *
                         (sort == SORT_TWITCH ? 0.2 : 1);

        seconds = seconds < 2 ? 2 : seconds > NEAR_TEN_MINUTES ? NEAR_TEN_MINUTES : seconds;
        json_object_set_new(body, "lasted_seconds", json_integer((int)seconds));
    }
}

static json_t *spasm_body(kn_example_maker *maker, spasm_sort sort, bool is_night, double day_pain)
{
    const char *site = sort == SORT_CRAMP   ? DRAW(maker, cramp_places)
                       : sort == SORT_SPASM ? DRAW(maker, spasm_places)
                                            : DRAW(maker, twitch_places);
    const char *context = is_night                                         ? "night"
                          : sort == SORT_CRAMP && kn_chance(maker, EFFORT) ? "effort"
                          : kn_chance(maker, 0.6)                          ? "rest"
                                                                           : NULL;
    json_t *body = json_pack("{s:[{s:s}]}", "sites", "site", site);

    add_feeling(maker, sort, day_pain, body);
    if (context)
        json_object_set_new(body, "context", json_string(context));
    if (kn_chance(maker, sort == SORT_SPASM ? 0.2 : 0.08))
        json_object_set_new(body, "repeated", json_true());
    if (kn_chance(maker, 0.12))
        json_object_set_new(body, "suspects", json_pack("[s]", DRAW(maker, met)));
    if (sort != SORT_TWITCH && kn_chance(maker, 0.5))
        add_done(maker, body);
    if (kn_chance(maker, 0.03))
        json_object_set_new(body, "note", json_string("Woke up from it."));
    return body;
}

/* A few are set right the next day; the version before stays. */
static void add_amendment(kn_example_maker *maker, kn_example_line line, const json_t *body)
{
    json_t *better = json_deep_copy(body);

    line.edit = 2;
    line.recorded_after += DAY / 2;
    json_object_set_new(better, "note", json_string("Looked at it again."));
    kn_example_add(maker, &line, better);
}

/* Whether it counts as a spasm; a twitch does not. */
static bool add_spasm(kn_example_maker *maker, int32_t day, int32_t latest, double day_pain)
{
    double u = kn_random_uniform(&maker->random);
    spasm_sort sort = u < CRAMP ? SORT_CRAMP : u < CRAMP + SPASM ? SORT_SPASM : SORT_TWITCH;
    bool is_night = sort == SORT_CRAMP && kn_chance(maker, NIGHT);
    kn_example_line line =
        kn_example_line_new(maker, KN_KIND_EPISODE, day, time_of(maker, is_night));
    json_t *body = spasm_body(maker, sort, is_night, day_pain);
    bool is_amended = kn_chance(maker, AMENDED) && latest == DAY;

    if (kn_chance(maker, LATE) && latest == DAY) {
        line.recorded_after = DAY - line.second + kn_between(maker, 8 * 60, 10 * 60) * MINUTE;
        line.precision = is_night ? KN_PRECISION_DAY : KN_PRECISION_PART;
        line.second = is_night                  ? 12 * HOUR
                      : line.second < 12 * HOUR ? 9 * HOUR
                      : line.second < 18 * HOUR ? 15 * HOUR
                                                : 21 * HOUR;
    }
    if (line.second >= latest) {
        json_decref(body);
        return false;
    }
    if (maker->options->trials && sort != SORT_TWITCH && line.precision == KN_PRECISION_MINUTE)
        maker->options->trials->spasm(maker->options->trials->context, maker, &line, body);
    kn_example_add(maker, &line, json_incref(body));
    if (is_amended)
        add_amendment(maker, line, body);
    json_decref(body);
    if (kn_chance(maker, 0.2) && line.second + HOUR < latest) {
        kn_example_line use =
            kn_example_line_new(maker, KN_KIND_USE, day, line.second + 30 * MINUTE);

        kn_example_add(maker, &use,
                       json_pack("{s:s,s:s,s:i}", "treatment", "heat_local", "taken", "taken",
                                 "minutes", kn_between(maker, 10, 30)));
    }
    return sort != SORT_TWITCH;
}

/* ---- The rest of the day ----------------------------------------------------------------------*/

static void add_check_in(kn_example_maker *maker, int32_t day, int count, double pain)
{
    const int32_t second = kn_between(maker, 20 * 60, 22 * 60 + 30) * MINUTE;
    kn_example_line line = kn_example_line_new(maker, KN_KIND_CHECKIN, day, second);
    /* now and then one that was not written down when it happened */
    int said = count + (kn_chance(maker, 0.1) ? 1 : 0), sleep = kn_around(maker, 5, 2, 0, 10);
    json_t *values =
        json_pack("{s:o,s:i}", "spasms", said > 0 ? json_integer(said) : json_string("none"),
                  "pain", kn_around(maker, pain, 0.3, 0, 10));

    if (kn_chance(maker, 0.6)) {
        json_object_set_new(values, "sleep", json_integer(sleep));
        json_object_set_new(values, "fatigue", json_integer(kn_around(maker, 6, 1.5, 0, 10)));
        json_object_set_new(values, "stress", json_integer(kn_around(maker, 4, 2, 0, 10)));
        json_object_set_new(values, "mood", json_integer(kn_around(maker, 6, 1.5, 3, 10)));
        json_object_set_new(values, "thinking", json_integer(kn_around(maker, 5, 1.5, 0, 10)));
    }
    kn_example_add(maker, &line, json_pack("{s:o}", "values", values));
}

/* A stretch at bedtime: as a trial says, else from a fifth of the story on. */
static void add_stretch(kn_example_maker *maker, int32_t day, const kn_example_day_of_trial *trial)
{
    kn_example_line line = kn_example_line_new(maker, KN_KIND_USE, day,
                                               kn_between(maker, 21 * 60 + 30, 23 * 60) * MINUTE);

    if (trial->is_planned
            ? !trial->stretches
            : day < maker->story + (maker->options->last_day - maker->story + 1) / 5 ||
                  !kn_chance(maker, 0.8))
        return;
    if (trial->is_planned || kn_chance(maker, 0.85))
        kn_example_add(maker, &line,
                       json_pack("{s:s,s:s,s:i}", "treatment", "stretch_daily", "taken", "taken",
                                 "minutes", kn_between(maker, 3, 6)));
    else
        kn_example_add(maker, &line,
                       json_pack("{s:s,s:s}", "treatment", "stretch_daily", "taken", "not_taken"));
}

static void add_exposure(kn_example_maker *maker, int32_t day, const char *suspect, int32_t second,
                         double present)
{
    kn_example_line line = kn_example_line_new(maker, KN_KIND_EXPOSURE, day, second);

    kn_example_add(
        maker, &line,
        json_pack("{s:s,s:b}", "suspect", suspect, "present", (int)kn_chance(maker, present)));
}

/* The day's pain: a slow drift, and an AR(1) swing about it. */
static double next_pain(kn_example_maker *maker)
{
    double pain;

    maker->drift += DRIFT_SD / sqrt(28) * kn_random_normal(&maker->random);
    maker->swing = PAIN_RHO * maker->swing +
                   PAIN_SD * sqrt(1 - PAIN_RHO * PAIN_RHO) * kn_random_normal(&maker->random);
    pain = PAIN_MEAN + maker->drift + maker->swing;
    return pain < 0 ? 0 : pain > 10 ? 10 : pain;
}

/* So that there is something to see on the first page. */
static void add_night(kn_example_maker *maker, int32_t day)
{
    kn_example_line line = kn_example_line_new(maker, KN_KIND_EPISODE, day, 3 * HOUR + 12 * MINUTE);

    kn_example_add(maker, &line,
                   json_pack("{s:i,s:i,s:[{s:s}],s:s,s:[{s:s,s:s,s:i}]}", "pain", 6,
                             "lasted_seconds", 95, "sites", "site", "left-calf", "context", "night",
                             "done", "treatment", "stretch_acute", "helped", "much",
                             "after_minutes", 2));
}

void kn_example_day(kn_example_maker *maker, int32_t day)
{
    const bool is_last = day == maker->options->last_day;
    const int32_t latest = is_last ? KN_EXAMPLE_LATEST : DAY; /* the last day has only begun */
    const kn_example_trials *trials = maker->options->trials;
    kn_example_day_of_trial trial = {.factor = 1};
    double pain = next_pain(maker);
    int count, spasms = 0;

    if (trials)
        trial = trials->day(trials->context, day);
    count = kn_negative_binomial(maker, maker->options->per_day * trial.factor);

    if (kn_chance(maker, MISSING) && !is_last)
        return;
    for (int i = 0; i < count; i++)
        spasms += add_spasm(maker, day, latest, pain);
    if (kn_chance(maker, 0.3))
        add_exposure(maker, day, "short-sleep", 6 * HOUR + 40 * MINUTE, 0.4);
    if (trials)
        trials->evening(trials->context, maker, day, spasms);
    if (is_last) {
        add_night(maker, day);
        return;
    }
    if (kn_chance(maker, 0.2))
        add_exposure(maker, day, "cold", 18 * HOUR, 0.5);
    if (kn_chance(maker, trial.is_planned ? CHECKED_IN_TRIAL : CHECKED_IN))
        add_check_in(maker, day, spasms, pain);
    add_stretch(maker, day, &trial);
}
