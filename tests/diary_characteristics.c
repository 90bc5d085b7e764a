/* How often the whole way through the diary finds what is not there, and what is: spasms written
 * into a store, drawn for by kn_relief_draw(), amended, answered by kn_relief_diary_answer_new();
 * days written, answered and frozen as the app does it (diary_characteristics_triggers.c).
 *
 *     diary_characteristics [DIARIES [relief|looks|triggers [ROW]]]
 *
 * DIARIES of a row of the table (default 2: it only runs, in seconds); docs/calibration.md has the
 * table. Exit status 1 if a row without any effect finds one in more than 5 % and two Monte Carlo
 * errors. */
#define _GNU_SOURCE
#include "diary_characteristics.h"

#include "answer/relief_answer.h"
#include "relief_plan_fixture.h"
#include "report/relief_say.h"

enum { ARMS = 3, DRAWS = 60, LOOK_FIRST = 12, MINUTE = 60, HOUR = 3600 };

#define THREE(more, rest)                                                                          \
    "{" more "\"remedies\":[{\"key\":\"wait\"},{\"key\":\"stretch_acute\"" rest                    \
    "},{\"key\":\"heat_local\"" rest "}]}"

typedef struct relief_scenario {
    const char *name, *plan;
    int spasms;
    double ratio;           /* of times under heat; the others do nothing */
    double drift;           /* of log minutes over the diary, downwards */
    double severe;          /* log minutes that severe spasms (30 of 100) last longer */
    bool skips, chooses;    /* severe ones: no pick is wanted; something else is done after it */
    double forgotten[ARMS]; /* timers; known as a range */
    double clusters;        /* share of spasms that come soon after the one before */
    double edited;          /* ends that are first written wrong, and put right later */
} relief_scenario;

/* clang-format off */
static const relief_scenario reliefs[] = {
    {"equal odds", THREE("", ""), DRAWS, .ratio = 1},
    {"adaptive odds, drift of 1 log unit, ends put right later", THREE("\"odds\":\"adaptive\",", ""), DRAWS, .ratio = 1, .drift = 1, .edited = 0.15},
    {"two rest for 12 hours", THREE("", ",\"rest_hours\":12"), DRAWS, .ratio = 1, .severe = 0.7},
    {"adaptive odds, two rest for 12 hours, drift", THREE("\"odds\":\"adaptive\",", ",\"rest_hours\":12"), DRAWS, .ratio = 1, .drift = 1},
    {"severe ones: waiting is not drawn, a third is skipped", THREE("\"wait_limit\":6,", ""), DRAWS, .ratio = 1, .severe = 0.7, .skips = true},
    {"severe ones: half do something else than was picked", THREE("", ""), DRAWS, .ratio = 1, .severe = 0.7, .chooses = true},
    {"timers forgotten in 10, 10 and 40 of 100", THREE("", ""), DRAWS, .ratio = 1, .forgotten = {0.1, 0.1, 0.4}},
    {"a third come in clusters", THREE("", ""), DRAWS, .ratio = 1, .clusters = 0.35},
    {"heat: ratio of times 0.6", THREE("", ""), DRAWS, .ratio = 0.6},
    {"heat: ratio of times 0.6, twice as many spasms", THREE("", ""), 2 * DRAWS, .ratio = 0.6},
    {"heat: ratio of times 0.6, adaptive odds, drift", THREE("\"odds\":\"adaptive\",", ""), DRAWS, .ratio = 0.6, .drift = 1},
};
/* clang-format on */
enum { RELIEFS = sizeof reliefs / sizeof *reliefs };

/* ---- One diary --------------------------------------------------------------------------------*/

typedef struct life {
    const relief_scenario *s;
    fixture f;
    kn_random random;
    uint64_t base; /* of the episodes' numbers: ids decide the draws */
    uint64_t version;
    struct { /* an end that was written wrong: put right after the next draw */
        uint64_t number;
        int pain;
        char end[128];
    } wrong;
} life;

static bool by_chance(life *l, double share)
{
    return kn_random_uniform(&l->random) < share;
}

static void go_on(life *l, double seconds)
{
    l->f.now = kn_moment_from_utc(kn_moment_utc(l->f.now) + (int64_t)seconds, 60);
}

static int arm_of(const kn_entry *draw)
{
    static const char *const keys[ARMS] = {"wait", "stretch_acute", "heat_local"};
    const char *key =
        json_string_value(json_object_get(json_object_get(draw->body, "draw"), "arm"));

    for (int a = 0; a < ARMS; a++)
        if (key && strcmp(keys[a], key) == 0)
            return a;
    return -1;
}

static void end_spasm(life *l, uint64_t number, int pain, const char *end, const char *done)
{
    char body[256];

    snprintf(body, sizeof body, "{\"pain_start\":%d,\"pain\":%d%s%s}", pain, pain, end, done);
    change_episode(&l->f, number, ++l->version, body);
}

/* How the spasm goes that began `late` seconds ago; `arm` -1: nothing was drawn. */
static void live_on(life *l, uint64_t number, int pain, int arm, double late, double level)
{
    const relief_scenario *s = l->s;
    double minutes =
               exp(level + (arm == 2 ? log(s->ratio) : 0) + 0.8 * kn_random_normal(&l->random)),
           seconds = late + 60 * minutes, limit = late + 90 * MINUTE;
    const char *done = s->chooses && pain > 6 && arm >= 0 && by_chance(l, 0.5)
                           ? ",\"done\":[{\"treatment\":\"rub_during\"}]"
                           : "";
    char end[128] = "";

    if (arm >= 0 && by_chance(l, s->forgotten[arm]))
        snprintf(end, sizeof end, ",\"lasted_least_seconds\":%.0f,\"lasted_most_seconds\":%.0f",
                 0.5 * seconds, seconds - 40 * MINUTE * log(kn_random_uniform(&l->random)));
    else if (seconds > limit)
        snprintf(end, sizeof end, ",\"lasted_least_seconds\":%.0f", limit);
    else if (by_chance(l, 0.97)) /* of the others the end is never written */
        snprintf(end, sizeof end, ",\"lasted_seconds\":%.0f", seconds);
    if (l->wrong.number)
        end_spasm(l, l->wrong.number, l->wrong.pain, l->wrong.end, "");
    l->wrong.number = 0;
    if (s->edited > 0 && end[0] && by_chance(l, s->edited)) {
        l->wrong.number = number;
        l->wrong.pain = pain;
        memcpy(l->wrong.end, end, sizeof end);
        snprintf(end, sizeof end, ",\"lasted_seconds\":5000");
    }
    end_spasm(l, number, pain, end, done);
}

/* Returns whether something was drawn. */
static bool one_spasm(life *l, int i)
{
    const relief_scenario *s = l->s;
    uint64_t number = l->base + (uint64_t)i;
    bool is_severe = s->severe > 0 && by_chance(l, 0.3);
    int pain = is_severe ? 8 : 4;
    double level = 2.5 + (is_severe ? s->severe : 0) - s->drift * i / (s->spasms - 1.0), late;
    kn_relief_request request = {0};
    kn_relief_drawn drawn = {0};
    char body[96];
    kn_error err = {0};
    int arm;

    snprintf(body, sizeof body, "{\"running\":true,\"pain_start\":%d}", pain);
    begin_episode(&l->f, number, body);
    late = 20 + 40 * kn_random_uniform(&l->random);
    go_on(l, late);
    late = floor(late);
    if (s->skips && is_severe && by_chance(l, 1.0 / 3))
        request.instead = by_chance(l, 0.5) ? "skip" : "choose";
    request.id = id_of((char[KN_ID_SIZE]){0}, 'd', number);
    request.version = id_of((char[KN_ID_SIZE]){0}, 'w', number);
    request.episode = id_of((char[KN_ID_SIZE]){0}, 'e', number);
    OK(kn_relief_draw(l->f.store, &request, &drawn, &err));
    arm = arm_of(&drawn.entry);
    live_on(l, number, pain, arm, late, level);
    kn_entry_release(&drawn.entry);
    return arm >= 0;
}

static void live(life *l, const relief_scenario *s, uint64_t seed)
{
    kn_error err = {0};

    *l = (life){.s = s};
    fixture_folder(&l->f);
    l->f.now = (kn_moment){FIRST, 8 * HOUR, 60};
    fixture_open(&l->f);
    kn_random_init(&l->random, seed, 7);
    l->base = 1000000 + 1000 * seed;
    OK(kn_store_begin(l->f.store, &err));
    begin_plan(&l->f, s->plan, 0);
    for (int i = 0; i < s->spasms; i++) {
        bool soon = by_chance(l, s->clusters);

        go_on(l, soon ? (90 + 20 * kn_random_uniform(&l->random)) * MINUTE
                      : (2.5 - 9 * log(kn_random_uniform(&l->random))) * HOUR);
        one_spasm(l, i);
    }
}

static void end_life(life *l)
{
    kn_store_rollback(l->f.store);
    kn_store_close(l->f.store);
    remove_folder(l->f.folder);
}

/* ---- What is said of it -----------------------------------------------------------------------*/

enum { FALSE_CONTRAST, FALSE_DIARY, HEADLINE, LOW_P, FOUND, COVERED };

static bool is_claim(kn_verdict_code verdict)
{
    return verdict == KN_VERDICT_HELPS || verdict == KN_VERDICT_LOOKS_AS_IF ||
           verdict == KN_VERDICT_SMALL || verdict == KN_VERDICT_WORSE;
}

static bool is_headline(const kn_relief_diary_answer *answer, const kn_catalogue *catalogue)
{
    kn_relief_said said;
    const char *kind;

    kn_relief_said_init(&said, answer, catalogue);
    kind = kn_relief_kind(&said);
    return strcmp(kind, "benefit") == 0 || strcmp(kind, "small") == 0 || strcmp(kind, "harm") == 0;
}

static void judge(const relief_scenario *s, const kn_relief_diary_answer *answer,
                  const kn_catalogue *catalogue, scores *out)
{
    const kn_relief_answer *person = &answer->relief->person[0];
    bool any = false;

    for (size_t i = 0; i < person->contrasts; i++) {
        const kn_relief_contrast *c = &person->contrast[i];
        bool claim = !c->unfit && is_claim(c->answer.verdict);
        bool is_heat = strcmp(answer->log.key[c->arm], "heat_local") == 0;

        if (s->ratio < 1 && is_heat) {
            out->of[FOUND]++;
            out->hit[FOUND] += claim && c->answer.verdict != KN_VERDICT_WORSE;
        } else {
            out->of[FALSE_CONTRAST]++;
            out->hit[FALSE_CONTRAST] += claim;
            any = any || claim;
            out->of[LOW_P]++;
            out->hit[LOW_P] += c->draw.done && c->draw.p[0] <= 0.05;
        }
        if (is_heat && !c->unfit) {
            out->of[COVERED]++;
            out->hit[COVERED] += c->ratio.q025 <= s->ratio && s->ratio <= c->ratio.q975;
        }
    }
    out->of[FALSE_DIARY] = 1;
    out->hit[FALSE_DIARY] = any;
    out->of[HEADLINE] = 1;
    out->hit[HEADLINE] = is_headline(answer, catalogue);
}

static const kn_relief_answer_options asked = {.parts = false, .sensitivity = true, .threads = 1};

static void one_relief(const void *scenario, uint64_t seed, scores *out)
{
    kn_relief_diary_answer *answer = NULL;
    kn_catalogue catalogue;
    kn_error err = {0};
    life l;

    live(&l, scenario, seed);
    OK(kn_catalogue_load(l.f.store, &catalogue, &err));
    OK(kn_relief_diary_answer_new(l.f.store, &asked, &answer, &err));
    judge(scenario, answer, &catalogue, out);
    kn_relief_diary_answer_free(answer);
    kn_catalogue_release(&catalogue);
    end_life(&l);
}

static bool relief(size_t diaries, int only)
{
    bool ok = true;

    puts("| relief | sooner or later, of a comparison without an effect | of any | the headline "
         "| p <= 0.05 | found | interval holds the truth |\n|---|---|---|---|---|---|---|");
    for (int r = 0; r < RELIEFS; r++) {
        cell c = {&reliefs[r], one_relief, 1 + 100000 * (uint64_t)r, NULL};
        double share[SCORES_MAX], error[SCORES_MAX];

        if (only >= 0 && only != r)
            continue;
        run_cell(&c, diaries, share, error);
        printf("| %s", reliefs[r].name);
        for (int k = FALSE_CONTRAST; k <= COVERED; k++)
            print_share(share[k], error[k]);
        ok = ok && !is_too_often(share[FALSE_CONTRAST], diaries);
        puts(is_too_often(share[FALSE_CONTRAST], diaries) ? " | too often" : " |");
        fflush(stdout);
    }
    return ok;
}

/* ---- Looking after every spasm ----------------------------------------------------------------*/

/* The log as it stood after `count` records. The answer takes it. */
static kn_relief_log log_until(const kn_relief_log *log, size_t count)
{
    kn_relief_log part = *log;

    part.count = count;
    part.record = calloc(count + 1, sizeof *part.record);
    part.seen = calloc(1, sizeof *part.seen); /* equal odds have seen nothing */
    assert_true(part.record && part.seen && log->seen_count == 0);
    memcpy(part.record, log->record, count * sizeof *part.record);
    return part;
}

enum { EVER_HEADLINE, EVER_CONTRAST, EVER_STOP, LAST_HEADLINE };

static void one_look(const void *scenario, uint64_t seed, scores *out)
{
    kn_catalogue catalogue;
    kn_relief_log log;
    kn_error err = {0};
    life l;
    size_t drawn = 0;

    live(&l, scenario, seed);
    OK(kn_catalogue_load(l.f.store, &catalogue, &err));
    OK(kn_relief_log_load(l.f.store, &log, &err));
    for (int k = 0; k <= LAST_HEADLINE; k++)
        out->of[k] = 1;
    for (size_t i = 0; i < log.count; i++) {
        kn_relief_diary_answer *answer;
        kn_relief_log part;
        scores now = {0};

        drawn += log.record[i].arm >= 0;
        if (log.record[i].arm < 0 || drawn < LOOK_FIRST)
            continue;
        part = log_until(&log, i + 1);
        OK(kn_relief_diary_answer_of(&part, &asked, &answer, &err));
        judge(scenario, answer, &catalogue, &now);
        out->hit[EVER_HEADLINE] = fmax(out->hit[EVER_HEADLINE], now.hit[HEADLINE]);
        out->hit[EVER_CONTRAST] = fmax(out->hit[EVER_CONTRAST], now.hit[FALSE_DIARY]);
        out->hit[EVER_STOP] =
            fmax(out->hit[EVER_STOP], answer->stop == KN_STOP_GOOD_ENOUGH && now.hit[HEADLINE] > 0);
        out->hit[LAST_HEADLINE] = now.hit[HEADLINE];
        kn_relief_diary_answer_free(answer);
    }
    kn_relief_log_release(&log);
    kn_catalogue_release(&catalogue);
    end_life(&l);
}

static bool looks(size_t diaries)
{
    static const relief_scenario two = {"waiting and heat",
                                        "{\"remedies\":[{\"key\":\"wait\"},{\"key\":"
                                        "\"heat_local\"}]}",
                                        DRAWS, .ratio = 1};
    const relief_scenario *rows[] = {&two, &reliefs[0]};
    bool ok = true;
    static const char *const names[] = {"waiting and heat", "waiting, stretching and heat"};

    puts("| no effect, looked at after every one of 60 draws from the 12th on | the headline ever "
         "| a comparison ever | to stop with it | the headline at the end |"
         "\n|---|---|---|---|---|");
    for (int r = 0; r < 2; r++) {
        cell c = {rows[r], one_look, 5000000 + 100000 * (uint64_t)r, NULL};
        double share[SCORES_MAX], error[SCORES_MAX];

        run_cell(&c, diaries, share, error);
        printf("| %s", names[r]);
        for (int k = EVER_HEADLINE; k <= LAST_HEADLINE; k++)
            print_share(share[k], error[k]);
        puts(" |");
        fflush(stdout);
        ok = ok && !is_too_often(share[EVER_CONTRAST], diaries);
    }
    return ok;
}

int main(int count, char *words[])
{
    size_t diaries = count > 1 ? (size_t)atol(words[1]) : 2;
    const char *half = count > 2 ? words[2] : "";
    int only = count > 3 ? atoi(words[3]) : -1;
    bool ok = true;

    if (!*half || strcmp(half, "relief") == 0)
        ok = relief(diaries, only);
    if (!*half || strcmp(half, "looks") == 0)
        ok = looks(diaries) && ok;
    if (!*half || strcmp(half, "triggers") == 0)
        ok = triggers_characteristics(diaries, only) && ok;
    return !ok;
}
