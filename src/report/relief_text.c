#include <math.h>
#include <stdio.h>

#include "report/relief_report.h"
#include "report/relief_words.h"

enum { DIGITS = 2, NAME_WIDTH = 18 };

static const char *rounded(char out[KN_NUMBER_SIZE], double value)
{
    return kn_number_format(out, value, fabs(value) >= 100 ? 3 : DIGITS);
}

/* "0.61 (0.40 to 0.92)" */
static void add_interval(kn_text *out, double middle, double low, double high)
{
    char a[KN_NUMBER_SIZE], b[KN_NUMBER_SIZE], c[KN_NUMBER_SIZE];

    kn_text_addf(out, "%s (%s to %s)", rounded(a, middle), rounded(b, low), rounded(c, high));
}

/* In so many of 100; never 0 or 100, which nobody knows. */
static void add_chance(kn_text *out, double p)
{
    if (p < 0.01)
        kn_text_add(out, "under 1 in 100");
    else if (p > 0.99)
        kn_text_add(out, "over 99 in 100");
    else
        kn_text_addf(out, "%.0f in 100", 100 * p);
}

static void add_draw(kn_text *out, const kn_relief_contrast *c)
{
    const kn_randomisation *draw = &c->draw;
    char p[KN_NUMBER_SIZE], least[KN_NUMBER_SIZE];

    if (!draw->done)
        return;
    kn_text_addf(out, "    drawn again by chance: p = %s, at least %s possible (",
                 rounded(p, draw->p[0]), rounded(least, draw->p_smallest));
    if (draw->exact)
        kn_text_add(out, "every draw tried)\n");
    else
        kn_text_addf(out, "%zu %s)\n", draw->tried, c->replayed ? "replays of all draws" : "draws");
}

static void add_contrast(kn_text *out, const kn_relief *relief, size_t person,
                         const kn_relief_contrast *c)
{
    kn_text_add(out, "  ");
    kn_relief_words_headline(out, relief, c);
    kn_text_add(out, "\n    ");
    kn_relief_words_why(out, relief, person, c);
    kn_text_add_char(out, '\n');
    if (c->unfit)
        return;
    kn_text_add(out, "    it took so many times as long: ");
    add_interval(out, c->ratio.q50, c->ratio.q025, c->ratio.q975);
    if (c->has_flat) {
        kn_text_add(out, "; episodes alone: ");
        add_interval(out, exp(kn_density_quantile(&c->flat, 0.5)),
                     exp(kn_density_quantile(&c->flat, 0.025)),
                     exp(kn_density_quantile(&c->flat, 0.975)));
    }
    if (relief->options.natural) {
        kn_text_add(out, "\n    minutes saved: ");
        add_interval(out, c->saved.q50, c->saved.q025, c->saved.q975);
        kn_text_add(out, "\n    half have eased after: ");
        add_interval(out, c->median[0].q50, c->median[0].q025, c->median[0].q975);
        kn_text_add(out, " minutes; otherwise ");
        add_interval(out, c->median[1].q50, c->median[1].q025, c->median[1].q975);
    }
    kn_text_add(out, "\n    chance that it is faster: ");
    add_chance(out, c->answer.better.posterior);
    kn_text_addf(out, "; before the data: 50 in 100\n    episodes: %zu and %zu, of %zu analysed\n",
                 c->drawn[0], c->drawn[1], c->analysed);
    add_draw(out, c);
}

static void add_arms(kn_text *out, const kn_relief *relief, const kn_relief_answer *answer)
{
    kn_text_addf(out, "  What became of each (%s):\n", kn_relief_words_odds(answer->odds));
    for (int a = 0; a < relief->data->arms; a++) {
        const kn_relief_arm *arm = &answer->arm[a];
        kn_text_add(out, "    ");
        kn_words_name(out, relief->data->arm_name[a], 40);
        kn_text_addf(out, ": drawn %zu, eased %zu, eased in a range of minutes %zu, not eased %zu",
                     arm->drawn, arm->by[KN_EASED_AT], arm->by[KN_EASED_BETWEEN],
                     arm->by[KN_EASED_NOT]);
        kn_text_addf(out, ", unknown %zu", arm->by[KN_EASED_UNKNOWN]);
        if (arm->answered)
            kn_text_addf(out, ", then something else %zu of %zu", arm->switched, arm->answered);
        if (answer->has_ranking && !isnan(arm->best)) {
            kn_text_add(out, "; the fastest: ");
            add_chance(out, arm->best);
        }
        kn_text_add_char(out, '\n');
    }
}

static void add_person(kn_text *out, const kn_relief *relief, size_t person)
{
    const kn_relief_answer *answer = &relief->person[person];

    if (relief->data->people > 1) {
        kn_words_name(out, relief->data->person[person].name, 60);
        kn_text_add_char(out, '\n');
    }
    for (size_t c = 0; c < answer->contrasts; c++)
        add_contrast(out, relief, person, &answer->contrast[c]);
    add_arms(out, relief, answer);
    if (answer->doubts)
        kn_text_add(out, "  What speaks against resting on this:\n");
    for (size_t d = 0; d < answer->doubts; d++) {
        kn_text_add(out, "    - ");
        kn_relief_words_doubt(out, relief, person, &answer->doubt[d]);
        kn_text_add_char(out, '\n');
    }
    kn_text_add_char(out, '\n');
}

static void add_pool(kn_text *out, const kn_relief *relief)
{
    const kn_summary *mu = &relief->pool->mu, *next = &relief->pool->next;

    kn_text_addf(out, "All %zu people together\n  on average it took so many times as long: ",
                 relief->pool->people);
    add_interval(out, exp(mu->q50), exp(mu->q025), exp(mu->q975));
    kn_text_add(out, "\n  the next person: ");
    add_interval(out, exp(next->q50), exp(next->q025), exp(next->q975));
    kn_text_add(out, "\n\n");
}

kn_code kn_relief_report_text(const kn_relief *relief, kn_text *out, kn_error *err)
{
    kn_text_add(out, "What eases it: minutes from the draw to \"eased\", whatever was done after "
                     "it.\n\n");
    if (relief->pool)
        add_pool(out, relief);
    for (size_t p = 0; p < relief->data->people; p++)
        add_person(out, relief, p);
    for (size_t n = 0; n < relief->data->notes; n++) {
        kn_text_add(out, n ? "- " : "How the file was read\n- ");
        kn_words_name(out, relief->data->note[n], sizeof *relief->data->note);
        kn_text_add_char(out, '\n');
    }
    return kn_text_check(out, "the answer", err);
}
