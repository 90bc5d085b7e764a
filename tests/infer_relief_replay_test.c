/* The randomisation test that makes the whole allocation again: against every path of a short diary
 * and its chance, worked out here; its level where drawing again one by one would be wrong; what it
 * refuses, and when it does not answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "relief_fixture.h"

static kn_relief_options test_only(int replays)
{
    kn_relief_options options = kn_relief_options_default();

    options.weibull = options.natural = options.sensitivity = false;
    options.replays = replays;
    options.threads = 1;
    return options;
}

/* ---- Every path -------------------------------------------------------------------------------*/

enum { SHORT = 10 };

/* t of x in the line y ~ 1 + x + order, by the normal equations. */
static double line_t(const double y[SHORT], const int arm[SHORT], const bool is_in[SHORT])
{
    double a[3][4] = {{0}}, n = 0, yy = 0, left = 0, b[3];

    for (int i = 0; i < SHORT; i++) {
        const double row[4] = {1, i, arm[i], y[i]};
        if (!is_in[i])
            continue;
        n++;
        yy += y[i] * y[i];
        for (int r = 0; r < 3; r++)
            for (int c = 0; c < 4; c++)
                a[r][c] += row[r] * row[c];
    }
    double right[3] = {a[0][3], a[1][3], a[2][3]};
    for (int r = 0; r < 3; r++) /* arm last: what is left there is its own information */
        for (int s = r + 1; s < 3; s++)
            for (int c = 3; c >= r; c--)
                a[s][c] -= a[s][r] / a[r][r] * a[r][c];
    if (n < 4 || !(a[2][2] > 1e-9))
        return 0;
    for (int r = 2; r >= 0; r--) {
        b[r] = a[r][3];
        for (int c = r + 1; c < 3; c++)
            b[r] -= a[r][c] * b[c];
        b[r] /= a[r][r];
    }
    left = yy - b[0] * right[0] - b[1] * right[1] - b[2] * right[2];
    return b[2] / sqrt(left / (n - 3) / a[2][2]);
}

/* The chance of a path of draws if the outcomes are what they are, and its t. */
static double path(const diary *d, unsigned way, double *t)
{
    double chance = 1, y[SHORT];
    int arm[SHORT];
    bool is_in[SHORT];
    kn_seen known[SHORT];
    size_t count = 0;

    for (int i = 0; i < SHORT; i++) {
        uint32_t weight[KN_ARMS_MAX];
        unsigned allowed = 3;
        arm[i] = way >> i & 1;
        for (int j = 0; j < i; j++)
            if (d->made[i].hours - d->made[j].hours < d->made[i].rest[arm[j]])
                allowed &= ~(1u << arm[j]);
        kn_allocation_weights(d->made[i].rule, allowed, count, known, weight);
        chance *= (double)weight[arm[i]] / (weight[0] + weight[1]);
        y[i] = log(d->episode[i].minutes);
        is_in[i] = allowed == 3;
        if (chance == 0)
            return 0;
        known[count++] = (kn_seen){(uint8_t)arm[i], d->episode[i].minutes};
    }
    *t = line_t(y, arm, is_in);
    return chance;
}

static void against_every_path(void **state)
{
    static const struct {
        const char *what;
        kn_allocation rule;
        double rest[KN_ARMS_MAX];
    } rows[] = {
        {"odds that follow", KN_ALLOCATION_THOMPSON, {0}},
        {"one arm rests", KN_ALLOCATION_EQUAL, {0, 4}},
        {"both", KN_ALLOCATION_THOMPSON, {0, 4}},
    };
    const int replays = 40000;
    kn_relief_options options = test_only(replays);
    kn_random random;
    (void)state;

    kn_random_init(&random, 3, 0);
    for (int k = 0; k < 12; k++) {
        static diary d;
        unsigned followed = 0;
        double p = 0, total = 0, reach, t;
        diary_init(&d, 2);
        for (int i = 0; i < SHORT; i++) {
            int arm = diary_draw(&d, rows[k % 3].rule, 3 * i, 3, rows[k % 3].rest, &random);
            followed |= (unsigned)arm << i;
            diary_end(&d, exp(3 - 0.5 * (arm == 1) - 0.1 * i + kn_random_normal(&random)), 1e9);
        }
        kn_relief *relief = kn_relief_new(&d.data, &options, NULL);
        assert_non_null(relief);
        const kn_relief_contrast *c = &relief->person[0].contrast[0];
        if (c->unfit) {
            kn_relief_free(relief);
            continue;
        }
        assert_true(c->replayed && c->draw.done && c->draw.tried == (size_t)replays);
        path(&d, followed, &reach);
        for (unsigned way = 0; way < 1u << SHORT; way++) {
            double chance = path(&d, way, &t);
            total += chance;
            p += chance > 0 && fabs(t) >= fabs(reach) * (1 - 1e-9) ? chance : 0;
        }
        printf("%s: p %.4f, every path %.4f\n", rows[k % 3].what, c->draw.p[0], p);
        assert_true(fabs(total - 1) < 1e-12);
        assert_true(fabs(c->draw.p[0] - p) < 4 * sqrt(p * (1 - p) / replays) + 1.0 / replays);
        kn_relief_free(relief);
    }
}

/* ---- Level ------------------------------------------------------------------------------------*/

/* No effect: p <= 0.1 and p <= 0.5 as often as they say, in contrasts of all kinds. */
static void level(void **state)
{
    static const struct {
        const char *what;
        int arms, episodes;
        kn_allocation rule;
        double rest, hours, drift;
    } rows[] = {
        {"2 arms, drift", 2, 40, KN_ALLOCATION_THOMPSON, 0, 12, 2},
        {"4 arms, drift", 4, 40, KN_ALLOCATION_THOMPSON, 0, 12, 2},
        {"some rest", 3, 30, KN_ALLOCATION_EQUAL, 4, 5, 0},
        {"odds that follow, and some rest", 3, 30, KN_ALLOCATION_THOMPSON, 4, 2, 1},
    };
    enum { DIARIES = 300 };
    kn_relief_options options = test_only(99);
    kn_random random;
    (void)state;

    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        int low = 0, half = 0, n = 0, undrawn = 0;
        kn_random_init(&random, 17, r);
        for (int f = 0; f < DIARIES; f++) {
            static diary d;
            double rest[KN_ARMS_MAX] = {0}, hours = 0;
            diary_init(&d, rows[r].arms);
            for (int a = 1; a < rows[r].arms; a++)
                rest[a] = rows[r].rest;
            for (int i = 0; i < rows[r].episodes; i++) {
                double s = (double)i / rows[r].episodes;
                unsigned open = (1u << rows[r].arms) - (i % 3 == 0 && rows[r].rest > 0 ? 2 : 1);
                hours -= rows[r].hours * log(kn_random_uniform(&random));
                undrawn += diary_draw(&d, rows[r].rule, hours, open, rest, &random) < 0;
                diary_end(&d, exp(3 - rows[r].drift * s + 0.5 * kn_random_normal(&random)), 90);
            }
            options.seed = (uint64_t)f + 1;
            kn_relief *relief = kn_relief_new(&d.data, &options, NULL);
            assert_non_null(relief);
            const kn_relief_contrast *c = &relief->person[0].contrast[0];
            assert_int_equal(relief->person[0].odds, rows[r].rule == KN_ALLOCATION_THOMPSON
                                                         ? KN_ODDS_MOVED
                                                         : KN_ODDS_EQUAL);
            assert_true(c->unfit || (c->replayed && c->has_trend));
            n += !c->unfit;
            low += !c->unfit && c->draw.p[0] <= 0.1;
            half += !c->unfit && c->draw.p[0] <= 0.5;
            kn_relief_free(relief);
        }
        printf("%s: p <= 0.1 %d, <= 0.5 %d of %d; %d without a draw\n", rows[r].what, low, half, n,
               undrawn);
        assert_true(fabs(low - 0.1 * n) < 4 * sqrt(0.09 * n));
        assert_true(fabs(half - 0.5 * n) < 4 * sqrt(0.25 * n));
        assert_true((undrawn > 0) == (rows[r].rest > 0));
    }
}

/* ---- Edges ------------------------------------------------------------------------------------*/

static void make_plain(diary *d, kn_allocation rule)
{
    kn_random random;

    kn_random_init(&random, 23, 0);
    diary_init(d, 2);
    for (int i = 0; i < 24; i++) {
        int arm = diary_draw(d, rule, 24 * i, 3, NULL, &random);
        diary_end(d, exp(3 - 0.3 * arm + 0.5 * kn_random_normal(&random)), 60);
    }
}

static bool has_doubt(const kn_relief_answer *answer, kn_relief_doubt_code code)
{
    for (size_t k = 0; k < answer->doubts; k++)
        if (answer->doubt[k].code == code)
            return true;
    return false;
}

/* Without all it takes there is no test, and that is a doubt. */
static void when_it_answers(void **state)
{
    static const struct {
        const char *what;
        kn_allocation rule;
        bool forget, misstate, resting, observed, done, replayed, doubt;
    } rows[] = {
        {"all there", KN_ALLOCATION_THOMPSON, .done = true, .replayed = true},
        {"rule unknown", KN_ALLOCATION_THOMPSON, .forget = true, .doubt = true},
        {"other chances stated", KN_ALLOCATION_THOMPSON, .misstate = true, .doubt = true},
        {"equal odds, nothing rests", KN_ALLOCATION_EQUAL, .done = true},
        {"something rests", KN_ALLOCATION_EQUAL, .resting = true, .done = true, .replayed = true},
        {"chosen", KN_ALLOCATION_THOMPSON, .observed = true},
    };
    kn_relief_options options = test_only(199);
    (void)state;

    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        static diary d;
        make_plain(&d, rows[r].rule);
        for (int i = 0; i < 24 && rows[r].resting; i++)
            d.made[i].rest[1] = 0.5;
        d.rows.made = rows[r].forget ? NULL : d.made;
        if (rows[r].misstate)
            d.episode[20].propensity = 0.5 + (d.episode[20].propensity < 0.5 ? 0.2 : -0.2);
        options.observed = rows[r].observed;
        kn_relief *relief = kn_relief_new(&d.data, &options, NULL);
        assert_non_null(relief);
        const kn_relief_contrast *c = &relief->person[0].contrast[0];
        if (c->draw.done != rows[r].done || c->replayed != rows[r].replayed ||
            has_doubt(&relief->person[0], KN_RELIEF_DOUBT_ODDS_MOVED) != rows[r].doubt)
            fail_msg("%s: done %d, replayed %d", rows[r].what, c->draw.done, c->replayed);
        kn_relief_free(relief);
    }
}

/* An episode without a draw is nothing: the answer is that without it. */
static void without_a_draw(void **state)
{
    static diary d;
    kn_relief_options options = kn_relief_options_default();
    (void)state;

    make_plain(&d, KN_ALLOCATION_EQUAL);
    d.data.has_order = true;
    kn_relief *before = kn_relief_new(&d.data, &options, NULL);
    memmove(d.episode + 13, d.episode + 12, 12 * sizeof *d.episode);
    memmove(d.made + 13, d.made + 12, 12 * sizeof *d.made);
    d.rows.count++;
    d.episode[12] = (kn_relief_episode){
        .eased = KN_EASED_AT, .minutes = 500, .order = -50, .propensity = NAN, .switched = -1};
    d.rows.seen_count = 0;
    for (size_t i = 0; i < d.rows.count; i++)
        d.made[i].seen_from = d.made[i].seen_count = 0;
    d.made[12].hours = d.made[11].hours + 1;
    kn_relief *after = kn_relief_new(&d.data, &options, NULL);
    assert_non_null(before);
    assert_non_null(after);
    assert_true(before->person[0].contrast[0].posterior.mean ==
                after->person[0].contrast[0].posterior.mean);
    assert_true(before->person[0].contrast[0].draw.p[0] == after->person[0].contrast[0].draw.p[0]);
    for (int a = 0; a < 2; a++)
        assert_int_equal(before->person[0].arm[a].drawn, after->person[0].arm[a].drawn);
    assert_int_equal(before->person[0].doubts, after->person[0].doubts);
    kn_relief_free(before);
    kn_relief_free(after);
}

static void refused(void **state)
{
    enum { RULE, OPEN_NONE, OPEN_FAR, CLOSED, BACK, REST, RANGE, LATER, ITSELF, NO_TIME, LACKS };
    static const struct {
        int what;
        const char *says;
    } rows[] = {
        {RULE, "rule"},    {OPEN_NONE, "open"},  {OPEN_FAR, "open"}, {CLOSED, "not open"},
        {BACK, "hour"},    {REST, "rest"},       {RANGE, "range"},   {LATER, "later"},
        {ITSELF, "later"}, {NO_TIME, "minutes"}, {LACKS, "lacks"},
    };
    kn_relief_options options = kn_relief_options_default();
    (void)state;

    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        static diary d;
        kn_error err = {0};
        make_plain(&d, KN_ALLOCATION_THOMPSON);
        kn_relief_draw_made *m = &d.made[7];
        switch (rows[r].what) {
        case RULE:
            m->rule = KN_ALLOCATION_COUNT;
            break;
        case OPEN_NONE:
            m->open = 0, d.episode[7].allowed = 0;
            break;
        case OPEN_FAR:
            m->open = 7;
            break;
        case CLOSED:
            m->open = (uint8_t)(1u << d.episode[7].arm);
            break;
        case BACK:
            m->hours = d.made[6].hours - 0.01;
            break;
        case REST:
            m->rest[1] = -1;
            break;
        case RANGE:
            m->seen_count = UINT32_MAX;
            break;
        case LATER:
            d.seen[m->seen_from].episode = 9;
            break;
        case ITSELF:
            d.seen[m->seen_from].episode = 7;
            break;
        case NO_TIME:
            d.seen[m->seen_from].minutes = 0;
            break;
        default:
            d.episode[7].allowed = (uint8_t)(2u >> d.episode[7].arm);
            break;
        }
        assert_null(kn_relief_new(&d.data, &options, &err));
        assert_int_equal(err.code, KN_DATA);
        assert_non_null(strstr(err.message, "episode 8"));
        if (!strstr(err.message, rows[r].says))
            fail_msg("row %zu: %s", r, err.message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_every_path),
        cmocka_unit_test(level),
        cmocka_unit_test(when_it_answers),
        cmocka_unit_test(without_a_draw),
        cmocka_unit_test(refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
