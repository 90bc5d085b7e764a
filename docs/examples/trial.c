/* One person's trial, from numbers in memory to a verdict: 40 evenings of pain from 0 to 10, with
 * and without a heat pack, in 2-day periods whose order was drawn within pairs (invented data).
 *
 *     cc trial.c $(pkg-config --cflags --libs unknot) -o trial
 */
#include <stdio.h>

#include <unknot/answer.h>

enum { DAYS = 40, NONE = -1 };

static const char schedule[DAYS + 1] =
    "BBAAAABBBBAAAABBAABBBBAABBAAAABBBBAAAABB"; /* B: heat pack */
static const int pain[DAYS] = {4, 3, 5, 6, 5, 6, 3, 4, 2, 4, 5, 7,    6, 4, 3, 4, 5, 6, 4, 3,
                               5, 3, 6, 5, 3, 2, 5, 4, 6, 5, 4, NONE, 3, 4, 6, 5, 5, 6, 3, 4};

/* Refits under half and twice the stated prior spread: a verdict must not hinge on it. */
static void fit_three_times(const kn_series *series, kn_fit *fits[3], kn_error *err)
{
    const double sigma_scales[3] = {1, 0.5, 2};

    for (int i = 0; i < 3; i++) {
        kn_fit_options options = kn_fit_options_default();
        options.prior.sigma_scale = sigma_scales[i];
        options.natural = i == 0;
        fits[i] = kn_fit_new(series, &options, err);
        if (!fits[i])
            return;
    }
}

static void print_answer(const kn_fit *fit, const kn_randomisation *test, const kn_answer *answer)
{
    const kn_effect *heat = &fit->effects[0];

    printf("days analysed        %zu with, %zu without\n", fit->arm_days[1], fit->arm_days[0]);
    printf("difference           %.1f points (95 %% interval %.1f to %.1f)\n",
           heat->difference.mean, heat->difference.q025, heat->difference.q975);
    printf("P(better)            %.3f (the data alone: %.3f)\n", answer->better.posterior,
           answer->better.flat);
    printf("P(better by 1 point) %.2f\n", answer->better_by.posterior);
    printf("randomisation p      %.3f (the draw could give %.3f)\n", test->p[0], test->p_smallest);
    printf("verdict              %s, because: %s\n", kn_verdict_word(answer->verdict),
           kn_reason_word(answer->reason));
}

int main(void)
{
    int32_t day[DAYS];
    uint8_t arm[DAYS];
    double outcome[DAYS];
    size_t n = 0;
    kn_fit *fits[3] = {NULL};
    kn_design design = {0};
    kn_randomisation test;
    kn_answer answer;
    kn_error err = {0};

    /* An evening without a record is left out: a gap is never a zero. */
    for (int i = 0; i < DAYS; i++)
        if (pain[i] != NONE) {
            day[n] = i + 1;
            arm[n] = schedule[i] == 'B';
            outcome[n++] = pain[i];
        }

    kn_series series = {
        .family = KN_GAUSSIAN, .arms = 2, .n = n, .day = day, .arm = arm, .outcome = outcome};
    if (kn_series_check(&series, &err) != KN_OK)
        goto done;
    fit_three_times(&series, fits, &err);
    if (err.code != KN_OK || fits[0]->unfit != KN_UNFIT_NOT)
        goto done;

    /* How the arms were dealt: recognised from the days, then stated. */
    if (kn_design_init(&design, 2, n, day, arm, NULL, &err) != KN_OK ||
        kn_design_state(&design, "pairs", &err) != KN_OK ||
        kn_randomisation_test(&design, n, day, outcome, 1, &test, &err) != KN_OK)
        goto done;

    kn_claim claim = {.better = -1, .important = 1}; /* lower is better; 1 point matters */
    kn_answer_judge(fits[0], 0, fits[1], fits[2], &design, &test, &claim, &answer);
    print_answer(fits[0], &test, &answer);

done:
    if (err.code != KN_OK)
        fprintf(stderr, "trial: %s\n", err.message);
    kn_design_release(&design);
    for (int i = 0; i < 3; i++)
        kn_fit_free(fits[i]);
    return kn_code_exit_status(err.code);
}
