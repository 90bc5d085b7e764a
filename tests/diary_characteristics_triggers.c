/* The half of tests/diary_characteristics.c about what goes with spasms. */
#define _GNU_SOURCE
#include "diary_characteristics.h"

#include "report/triggers_diary.h"
#include "triggers_diary_fixture.h"

enum { LOOK_DAYS = 30, LOGGED = 4 };

/* Suspect 0 is short sleep from hours written on waking; the others are asked in the evening. */
static const char *const keys[] = {"stress", "alcohol", "caffeine", "sitting"};
static const double often[LOGGED] = {0.3, 0.25, 0.4, 0.35};

typedef struct trigger_scenario {
    const char *name;
    int days;
    double ratio;  /* odds ratio of stress the day before; the others do nothing */
    bool bad_days; /* come by themselves, bring spasms, and short sleep the night before */
    bool missing;  /* evenings: the answers are left out in 40 of 100 on spasm days, else in 5 */
    bool bouts;    /* a spasm brings others on the days after */
    bool noted;    /* stress is noted because of the spasm of the day, in 25 of 100 */
    bool mornings; /* half of the spasms come between 6 and 9; who sleeps short gets up sooner */
} trigger_scenario;

/* clang-format off */
static const trigger_scenario triggers[] = {
    {"nothing matters", 240, .ratio = 1},
    {"nothing matters", 720, .ratio = 1},
    {"many spasms in the morning; short nights end early", 720, .ratio = 1, .mornings = true},
    {"answers left out on spasm days", 720, .ratio = 1, .missing = true},
    {"spasms come in bouts", 720, .ratio = 1, .bouts = true},
    {"bouts, and stress noted because of a spasm", 720, .ratio = 1, .bouts = true, .noted = true},
    {"short sleep is a sign of a bad day", 720, .ratio = 1, .bad_days = true},
    {"stress: odds ratio 2.5", 240, .ratio = 2.5},
    {"stress: odds ratio 2.5", 720, .ratio = 2.5},
};
/* clang-format on */
enum { ROWS = sizeof triggers / sizeof *triggers };

/* ---- Days -------------------------------------------------------------------------------------*/

typedef struct days {
    const trigger_scenario *s;
    made m;
    kn_random random;
    double phase, lasting; /* log odds left from yesterday's spasm */
    bool stressed;         /* yesterday */
} days;

static bool by_chance(days *d, double share)
{
    return kn_random_uniform(&d->random) < share;
}

static double hours_between(days *d, double from, double to)
{
    return from + (to - from) * kn_random_uniform(&d->random);
}

static void write_at(days *d, kn_kind kind, int32_t day, double hour, const char *body)
{
    made_entry(&d->m, kind, day, (int32_t)(hour * HOUR), KN_PRECISION_MINUTE, 60, body);
}

/* One spasm; minutes to the full, as a clock gives them. */
static void write_spasm(days *d, int32_t day, double hour)
{
    write_at(d, KN_KIND_EPISODE, day, hour, "{'pain':5,'lasted_seconds':300}");
}

/* The odds go up and down over the year; Mondays are worse, and Sundays better. */
static double log_odds(const days *d, int i, bool is_bad)
{
    int weekday = i % 7;

    return -1.8 + 0.5 * sin(i * 6.283 / 365 + d->phase) + (weekday == 0 ? 0.5 : 0) -
           (weekday == 6 ? 0.4 : 0) + (d->stressed ? log(d->s->ratio) : 0) + (is_bad ? 1.5 : 0) +
           d->lasting;
}

static void live_day(days *d, int i)
{
    const trigger_scenario *s = d->s;
    int32_t day = FIRST + i;
    bool is_bad = s->bad_days && by_chance(d, 0.2);
    bool is_short = by_chance(d, is_bad ? 0.6 : 0.2 + (i % 7 >= 5 ? 0.1 : 0));
    double slept = 7.5 - (is_short ? 1.6 : 0) + 0.6 * (kn_random_uniform(&d->random) - 0.5);
    double up =
        s->mornings ? (is_short ? 6.0 : 8.0) + hours_between(d, 0, 0.5) : hours_between(d, 6.5, 8);
    double z = log_odds(d, i, is_bad), at;
    bool spasm = by_chance(d, 1 / (1 + exp(-z))), checks_in = by_chance(d, 0.92);
    bool met[LOGGED];
    char body[96];

    at = s->mornings && by_chance(d, 0.5) ? hours_between(d, 6, 9) : hours_between(d, 8, 21);
    if (spasm && at < up)
        write_spasm(d, day, at);
    snprintf(body, sizeof body, "{'what':'sleep_hours','value':%.1f}", slept);
    if (by_chance(d, 0.95))
        write_at(d, KN_KIND_READING, day, up, body);
    if (spasm && at >= up)
        write_spasm(d, day, at);
    for (int k = 0; k < LOGGED; k++)
        met[k] = by_chance(d, often[k] + (k == 3 && i % 7 < 5 ? 0.2 : 0));
    d->stressed = met[0];
    if (s->noted && spasm && by_chance(d, 0.25))
        met[0] = true;
    if (checks_in)
        made_day(&d->m, day, spasm);
    if (checks_in && !by_chance(d, s->missing && spasm ? 0.4 : 0.05))
        for (int k = 0; k < LOGGED; k++)
            made_met(&d->m, day, keys[k], met[k]);
    d->lasting = s->bouts ? 0.5 * d->lasting + (spasm ? 1 : 0) : 0;
}

/* ---- What is said -----------------------------------------------------------------------------*/

enum {
    EVER_FOUND,
    EVER_HELD,
    END_FOUND,
    END_HELD,
    STRESS_FOUND,
    STRESS_HELD,
    SLEEP_HELD,
    SAME_NIGHT,
    SLEEP_SIZE /* a log odds ratio, its mean over diaries */
};

/* Bits by suspect: found (and being checked), and held. */
static void look(days *d, unsigned *found, unsigned *held, bool *same_night, double *sleep)
{
    kn_trigger_answer_options options = made_options();
    kn_trigger_diary_answer *answer;
    kn_error err;

    options.last_day = d->m.f.now.day;
    answer = made_answer_by(&d->m, options);
    *found = *held = 0;
    for (int i = 0; i < answer->suspects; i++) {
        const kn_trigger_suspect *one = &answer->suspect[i];
        kn_trigger_standing standing = kn_trigger_standing_of(answer, one);
        int k = LOGGED;

        for (int j = 0; j < LOGGED; j++)
            k = strcmp(one->key, keys[j]) == 0 ? j : k;
        *found |= (unsigned)(standing == KN_STANDS_FOUND) << k;
        *held |= (unsigned)(standing == KN_STANDS_HELD) << k;
        if (k == LOGGED && kn_trigger_suspect_answer(answer, one))
            *sleep = kn_trigger_suspect_answer(answer, one)->joint.mean;
        if (k == LOGGED)
            *same_night = one->lag == 0 && one->left_out == KN_IN_STUDY;
        if (one->can_freeze) {
            char id[KN_ID_SIZE], version[KN_ID_SIZE];

            ++d->m.next;
            OK(kn_trigger_freeze(d->m.f.store, answer, one->key, id_of(id, 'f', d->m.next),
                                 id_of(version, 'g', d->m.next), &err));
        }
    }
    kn_trigger_diary_answer_free(answer);
}

static void one_diary(const void *scenario, uint64_t seed, scores *out)
{
    days *d = calloc(1, sizeof *d);
    unsigned found = 0, held = 0, ever_found = 0, ever_held = 0, matters = 0;
    bool same_night = false;
    double sleep = 0;

    assert_non_null(d);
    d->s = scenario;
    matters = d->s->ratio > 1 ? 1 : 0;
    made_open(&d->m);
    kn_random_init(&d->random, seed, 11);
    d->phase = 6.283 * kn_random_uniform(&d->random);
    for (int i = 0; i < d->s->days; i++) {
        live_day(d, i);
        if ((i + 1) % LOOK_DAYS == 0 && i > 2 * LOOK_DAYS) {
            look(d, &found, &held, &same_night, &sleep);
            ever_found |= found | held;
            ever_held |= held;
        }
    }
    made_close(&d->m);
    *out = (scores){.hit = {(ever_found & ~matters) != 0, (ever_held & ~matters) != 0,
                            ((found | held) & ~matters) != 0, (held & ~matters) != 0,
                            (ever_found & matters) != 0, (held & matters) != 0,
                            (ever_held >> LOGGED & 1) != 0, same_night, sleep},
                    .of = {1, 1, 1, 1, matters, matters, 1, 1, 1}};
    free(d);
}

bool triggers_characteristics(size_t diaries, int only)
{
    bool ok = true;

    puts(
        "| triggers | days | falsely found at a look | falsely held at a look | found at the end "
        "| held at the end | stress found | stress held at the end | sleep held | sleep by the "
        "night before | 100 x its log odds ratio |\n|---|---|---|---|---|---|---|---|---|---|---|");
    for (int r = 0; r < ROWS; r++) {
        const trigger_scenario *s = &triggers[r];
        cell c = {s, one_diary, 1 + 100000 * (uint64_t)r, NULL};
        double share[SCORES_MAX], error[SCORES_MAX];
        bool is_null = s->ratio == 1 && !s->bad_days && !s->noted;

        if (only >= 0 && only != r)
            continue;
        run_cell(&c, diaries, share, error);
        printf("| %s | %d", s->name, s->days);
        for (int k = EVER_FOUND; k <= SLEEP_SIZE; k++)
            print_share(share[k], error[k]);
        ok = ok && !(is_null && is_too_often(share[EVER_HELD], diaries));
        puts(is_null && is_too_often(share[EVER_HELD], diaries) ? " | too often" : " |");
        fflush(stdout);
    }
    return ok;
}
