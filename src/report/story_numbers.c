#include <math.h>
#include <stdio.h>

#include "report/story.h"
#include "report/words.h"

static void add_summary(kn_text *text, const kn_summary *summary)
{
    const double values[] = {summary->mean, summary->sd, summary->q025, summary->q50,
                             summary->q975};

    for (int i = 0; i < 5; i++) {
        kn_text_add_char(text, '\t');
        kn_say_number(text, values[i], summary->sd, 1);
    }
}

static void add_summary_row(kn_story *story, const char *name, const char *of,
                            const kn_summary *summary)
{
    kn_text *text = kn_story_add(story, KN_BLOCK_ROW);

    kn_text_add(text, name);
    if (of)
        kn_words_name(text, of, 24);
    add_summary(text, summary);
}

static const char SUMMARY_HEAD[] = "\tmean\tsd\t2.5 %\tmedian\t97.5 %";

static void table(kn_story *story, const char *caption, const char *head)
{
    kn_text_add(kn_story_add(story, KN_BLOCK_CAPTION), caption);
    kn_text_add(kn_story_add(story, KN_BLOCK_HEAD_ROW), head);
}

static const char *model_unit(kn_family family)
{
    switch (family) {
    case KN_GAUSSIAN:
        return "On the model's scale (effects in sd, see below)";
    case KN_POISSON:
        return "On the model's scale (effects are log rate ratios)";
    default:
        return "On the model's scale (effects are log odds ratios)";
    }
}

static void tell_model_scale(kn_story *story, const kn_study *study)
{
    const kn_dataset *dataset = study->dataset;
    const kn_fit *fit = study->person[0].fit;

    table(story, model_unit(fit->family), SUMMARY_HEAD);
    for (int k = 0; k < fit->arms - 1; k++) {
        kn_summary summary = kn_density_summary(&fit->effects[k].posterior);

        add_summary_row(story, "effect of ", dataset->arm_name[k + 1], &summary);
        if (fit->effects[k].has_flat) {
            summary = kn_density_summary(&fit->effects[k].flat);
            add_summary_row(story, "  the days alone", NULL, &summary);
        }
    }
    add_summary_row(story, "day-to-day spread sigma", NULL, &fit->sigma);
    add_summary_row(story, "likeness of neighbours rho", NULL, &fit->rho);
    if (fit->has_trend)
        add_summary_row(story, "trend over all days gamma", NULL, &fit->gamma);
}

static void tell_natural_scale(kn_story *story, const kn_study *study)
{
    static const char *const captions[] = {
        [KN_NATURAL_POINTS] = "In your own units (points)",
        [KN_NATURAL_RATE] = "In your own units (events a day, or per unit of exposure)",
        [KN_NATURAL_RISK] = "In your own units (chance on a day, 0 to 1)",
        [KN_NATURAL_LEVEL] = "In your own units (mean level)",
    };
    const kn_dataset *dataset = study->dataset;
    const kn_fit *fit = study->person[0].fit;

    if (!fit->options.natural)
        return;
    table(story, captions[fit->natural_kind], SUMMARY_HEAD);
    for (int a = 0; a < fit->arms; a++)
        add_summary_row(story, "with ", dataset->arm_name[a], &fit->level[a]);
    for (int k = 0; k < fit->arms - 1; k++) {
        add_summary_row(story, "difference, ", dataset->arm_name[k + 1],
                        &fit->effects[k].difference);
        if (fit->family == KN_POISSON)
            add_summary_row(story, "rate ratio, ", dataset->arm_name[k + 1],
                            &fit->effects[k].ratio);
        else if (fit->family != KN_GAUSSIAN)
            add_summary_row(story, "odds ratio, ", dataset->arm_name[k + 1],
                            &fit->effects[k].ratio);
    }
}

static void add_chance(kn_story *story, const char *what, const kn_prob *prob, bool has_flat)
{
    kn_text *text = kn_story_add(story, KN_BLOCK_ROW);

    kn_text_addf(text, "%s\t%.3f\t", what, prob->posterior);
    if (has_flat)
        kn_text_addf(text, "%.3f", prob->flat);
    else
        kn_text_add(text, "not defined");
    kn_text_addf(text, "\t%.3f", prob->prior);
}

static void tell_chances(kn_story *story, const kn_study *study)
{
    const kn_dataset *dataset = study->dataset;

    for (int k = 0; k < dataset->arms - 1; k++) {
        const kn_answer *answer = &study->person[0].answer[k];
        kn_text *text = kn_story_add(story, KN_BLOCK_CAPTION);

        kn_text_add(text, "Probabilities, ");
        kn_words_name(text, dataset->arm_name[k + 1], 40);
        kn_text_add(text, " against ");
        kn_words_name(text, dataset->arm_name[0], 40);
        kn_text_add(kn_story_add(story, KN_BLOCK_HEAD_ROW),
                    "\tanswer\tthe days alone\tbefore the days");
        add_chance(story, "better", &answer->better, answer->has_flat);
        if (answer->has_important) {
            add_chance(story, "better by what matters", &answer->better_by, answer->has_flat);
            add_chance(story, "less than what matters", &answer->within, answer->has_flat);
        }
    }
}

static void tell_randomisation(kn_story *story, const kn_study *study, size_t person)
{
    const kn_randomisation *test = &study->person[person].randomisation;
    const kn_dataset *dataset = study->dataset;
    char number[KN_NUMBER_SIZE];

    if (!test->done)
        return;
    kn_text_add(kn_story_add(story, KN_BLOCK_CAPTION),
                "Randomisation test: the order dealt again by chance");
    kn_text_add(kn_story_add(story, KN_BLOCK_HEAD_ROW), "\tdifference of means\tp, two-sided");
    for (int k = 0; k < dataset->arms - 1; k++) {
        kn_text *text = kn_story_add(story, KN_BLOCK_ROW);

        kn_words_name(text, dataset->arm_name[k + 1], 24);
        kn_text_addf(text, "\t%s\t", kn_number_format(number, test->statistic[k], 3));
        kn_text_add(text, kn_number_format(number, test->p[k], 2));
    }
    kn_text_addf(kn_story_add(story, KN_BLOCK_PARAGRAPH),
                 "%s%zu schedules%s. The smallest p that this draw could have given is %s.",
                 test->exact ? "All " : "", test->tried,
                 test->exact ? " that could have been drawn were tried"
                             : " drawn at random were tried",
                 kn_number_format(number, test->p_smallest, 2));
}

static void tell_pooled(kn_story *story, const kn_study *study)
{
    const kn_pool *pool = study->pool;

    table(story, model_unit(study->dataset->family), SUMMARY_HEAD);
    add_summary_row(story, "average effect mu", NULL, &pool->mu);
    add_summary_row(story, "spread between people omega", NULL, &pool->omega);
    add_summary_row(story, "the next person", NULL, &pool->next);
    if (pool->has_shares) {
        add_summary_row(story, "share better by what matters", NULL, &pool->share_better);
        add_summary_row(story, "share worse by what matters", NULL, &pool->share_worse);
    }
}

static void tell_exact(kn_story *story, const kn_exact *exact)
{
    char rhat[KN_NUMBER_SIZE], bulk[KN_NUMBER_SIZE];

    table(story, "The same by sampling the full model (--exact)", SUMMARY_HEAD);
    for (size_t i = 0; i < exact->count && i < 40; i++)
        add_summary_row(story, exact->quantities[i].name, NULL, &exact->quantities[i].summary);
    kn_text_addf(
        kn_story_add(story, KN_BLOCK_PARAGRAPH),
        "%d chains of %d draws after %d of warm-up; worst R-hat %s, least effective sample "
        "size %s, divergences %ld.",
        exact->chains, exact->draws, exact->warmup, kn_number_format(rhat, exact->rhat_worst, 4),
        kn_number_format(bulk, exact->ess_bulk_least, 3), exact->divergences);
}

void kn_story_numbers(kn_story *story, const kn_study *study)
{
    bool one = study->dataset->people == 1;
    const kn_exact *exact = one ? study->person[0].exact : study->pool_exact;

    if (one ? !kn_story_has_fit(study, 0) : !study->pool)
        return;
    kn_text_add(kn_story_add(story, KN_BLOCK_SECTION), "The numbers");
    if (one) {
        tell_model_scale(story, study);
        tell_natural_scale(story, study);
        tell_chances(story, study);
        tell_randomisation(story, study, 0);
    } else {
        tell_pooled(story, study);
    }
    if (exact)
        tell_exact(story, exact);
}

static void tell_claim(kn_story *story, const kn_study *study)
{
    const kn_claim *claim = &study->options.claim;
    kn_text *text = kn_story_add(story, KN_BLOCK_BULLET);
    char number[KN_NUMBER_SIZE];

    kn_text_addf(text, "We took %s as better. ", claim->better < 0 ? "lower" : "higher");
    if (claim->important > 0) {
        kn_text_add(text, "A difference that matters: ");
        if (study->dataset->family == KN_GAUSSIAN) {
            kn_text_addf(text, "%s points.", kn_number_format(number, claim->important, 3));
        } else {
            kn_say_amount(text,
                          study->dataset->family == KN_POISSON ? KN_AMOUNT_COUNT : KN_AMOUNT_ODDS,
                          exp(claim->better * claim->important), 0, false);
            kn_text_addf(text, "%s (%s as a log ratio).",
                         study->dataset->family == KN_POISSON ? "" : " odds",
                         kn_number_format(number, claim->important, 3));
        }
    } else {
        kn_text_add(text, "How large a difference would matter was not stated.");
    }
    if (claim->looks_planned)
        kn_text_add(text, " Looks before the end were planned, so we ask to be surer (0.99).");
}

static void tell_design(kn_story *story, const kn_study *study)
{
    const kn_design *design = &study->person[0].design;
    kn_text *text = kn_story_add(story, KN_BLOCK_BULLET);

    kn_text_addf(text, "Order of the days: %s", kn_words_design(design->kind));
    if (design->guessed)
        kn_text_add(text, " (taken from the days, nobody told us)");
    if (study->dataset->people > 1)
        kn_text_add(text, " (first person)");
    else
        kn_text_addf(text, "; %zu periods of days", design->units);
    if (study->options.washout_days > 0)
        kn_text_addf(text, ". Wash-out, left out after each change of arm: %d %s",
                     study->options.washout_days,
                     study->options.washout_days == 1 ? "day" : "days");
    kn_text_add(text, study->options.blinded ? ". Blinded." : ". Not blinded.");
}

static void tell_priors(kn_story *story, const kn_prior *prior)
{
    kn_prior usual = kn_prior_default();
    kn_text *text = NULL;

#define KN_X(name, value, what)                                                                    \
    if (prior->name != usual.name) {                                                               \
        text = kn_story_add(story, KN_BLOCK_BULLET);                                               \
        kn_text_addf(text, "Changed starting assumption: %s (%s) = %g, usually %g.", #name, what,  \
                     prior->name, usual.name);                                                     \
    }
    KN_PRIORS(KN_X)
#undef KN_X
    if (!text)
        kn_text_add(
            kn_story_add(story, KN_BLOCK_BULLET),
            "The usual starting assumptions: effects near nothing are taken as likelier than "
            "large ones.");
}

void kn_story_made(kn_story *story, const kn_study *study)
{
    const kn_dataset *dataset = study->dataset;
    char number[KN_NUMBER_SIZE];
    kn_text *text;
    size_t days = 0;

    kn_text_add(kn_story_add(story, KN_BLOCK_SECTION), "How this was made");
    for (size_t j = 0; j < dataset->people; j++)
        days += study->person[j].rows_kept;
    text = kn_story_add(story, KN_BLOCK_BULLET);
    kn_text_addf(text, "%zu %s, %zu days. The outcome was taken as %s%s", dataset->people,
                 dataset->people == 1 ? "person" : "people", days, kn_words_family(dataset->family),
                 dataset->family_guessed ? ", guessed from the data" : "");
    if (dataset->family == KN_GAUSSIAN && kn_story_has_fit(study, 0))
        kn_text_addf(text, "; 1 on the model's scale is %s points",
                     kn_number_format(number, study->person[0].fit->scale, 4));
    kn_text_add_char(text, '.');
    tell_claim(story, study);
    tell_design(story, study);
    kn_text_add(
        kn_story_add(story, KN_BLOCK_BULLET),
        study->options.fit.trend
            ? "A steady change over time is allowed for, and that a day is like the day before."
            : "No steady change over time is allowed for; that a day is like the day before "
              "is.");
    tell_priors(story, &study->options.fit.prior);
    for (size_t i = 0; i < dataset->notes; i++)
        kn_words_name(kn_story_add(story, KN_BLOCK_BULLET), dataset->note[i], 180);
}
