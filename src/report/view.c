#include "report/view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/words.h"

/* Names longer than this make a sentence unreadable. */
static const size_t NAME_CHARACTERS = 40;

static const size_t SENTENCE_LIMIT = 4096;

void kn_say_number(kn_text *out, double value, double sd, int extra_decimals)
{
    int decimals = 2;
    double rounded;

    if (!isfinite(value)) {
        kn_text_add(out, "unknown");
        return;
    }
    if (isfinite(sd) && sd > 0)
        decimals = (int)fmin(fmax(-floor(log10(sd)) + extra_decimals, 0), 6);
    rounded = round(value * pow(10, decimals)) / pow(10, decimals);
    kn_text_addf(out, "%.*f", decimals, rounded == 0 ? 0.0 : rounded);
}

static const char *say_ratio(kn_text *out, double ratio, bool coarse, const char *const words[3])
{
    double change = fabs(1 - ratio);
    int hundred = (int)fmin(round(100 * change), 99);
    int ten = (int)round(10 * change);

    if (ratio >= 1.95) {
        double times = round(ratio * 10) / 10;

        if (times == 2)
            kn_text_addf(out, "twice %s", words[2]);
        else if (times < 10)
            kn_text_addf(out, "%.1f times %s", times, words[2]);
        else
            kn_text_addf(out, "%s %s", ratio < 99.5 ? "more than 10 times" : "more than 100 times",
                         words[2]);
        return "as";
    }
    if (hundred == 0) {
        kn_text_add(out, words[2]);
        return "as";
    }
    if (!coarse || hundred < 10)
        kn_text_addf(out, "%d in 100 %s", hundred, words[ratio > 1]);
    else
        kn_text_addf(out, "%d in 10 %s", ten > 9 ? 9 : ten, words[ratio > 1]);
    return "than";
}

static const char *say_difference(kn_text *out, double value, double sd, bool coarse,
                                  const char *unit)
{
    kn_text number;
    const char *comparison = "than";

    kn_text_init(&number, 64);
    kn_say_number(&number, fabs(value), sd, coarse ? 0 : 1);
    if (strtod(kn_text_string(&number), NULL) == 0) {
        kn_text_add(out, "the same");
        comparison = "as";
    } else {
        kn_text_addf(out, "%s %s%s %s", kn_text_string(&number), unit,
                     strcmp(kn_text_string(&number), "1") == 0 ? "" : "s",
                     value < 0 ? "lower" : "higher");
    }
    kn_text_release(&number);
    return comparison;
}

static const char *say_share(kn_text *out, double value, const char *const words[3])
{
    int hundred = (int)round(100 * fabs(value));

    if (hundred == 0) {
        kn_text_add(out, words[2]);
        return "as";
    }
    kn_text_addf(out, "%d %s", hundred, words[value > 0]);
    return "than";
}

const char *kn_say_amount(kn_text *out, kn_amount form, double value, double sd, bool coarse)
{
    static const char *const counts[3] = {"fewer", "more", "as many"};
    static const char *const odds[3] = {"lower", "higher", "as high"};
    static const char *const days[3] = {"fewer days in 100", "more days in 100", "as many days"};
    static const char *const tries[3] = {"fewer times in 100 tries", "more times in 100 tries",
                                         "as often"};

    switch (form) {
    case KN_AMOUNT_POINTS:
        return say_difference(out, value, sd, coarse, "point");
    case KN_AMOUNT_LEVELS:
        return say_difference(out, value, sd, coarse, "level");
    case KN_AMOUNT_COUNT:
        return say_ratio(out, value, coarse, counts);
    case KN_AMOUNT_ODDS:
        return say_ratio(out, value, coarse, odds);
    case KN_AMOUNT_DAYS:
        return say_share(out, value, days);
    case KN_AMOUNT_TRIES:
        break;
    }
    return say_share(out, value, tries);
}

/* Splits "13 in 100 fewer" after its first word, so that two amounts may share their tail. */
void kn_say_range(kn_text *out, kn_amount form, double low, double high, double sd, bool brief)
{
    kn_text near, far;
    const char *near_tail, *far_tail;
    double none = form == KN_AMOUNT_COUNT || form == KN_AMOUNT_ODDS ? 1 : 0;

    if (fabs(low - none) > fabs(high - none) && (low - none) * (high - none) > 0) {
        double swap = low; /* the smaller change first: "between 13 and 63 in 100 fewer" */

        low = high;
        high = swap;
    }
    kn_text_init(&near, 256);
    kn_text_init(&far, 256);
    kn_say_amount(&near, form, low, sd, false);
    kn_say_amount(&far, form, high, sd, false);
    near_tail = strchr(kn_text_string(&near), ' ');
    far_tail = strchr(kn_text_string(&far), ' ');
    kn_text_add(out, brief ? "" : "between ");
    if (near_tail && far_tail && strcmp(near_tail, far_tail) == 0)
        kn_text_add_bytes(out, near.bytes, (size_t)(near_tail - near.bytes));
    else
        kn_text_add(out, kn_text_string(&near));
    kn_text_addf(out, " %s %s", brief ? "to" : "and", kn_text_string(&far));
    kn_text_release(&near);
    kn_text_release(&far);
}

int kn_of_hundred(double probability)
{
    return (int)fmin(fmax(round(100 * probability), 1), 99);
}

/* Largest remainders; then nothing is certain: a full hundred gives one to the next likeliest. */
void kn_hundred_split(size_t count, const double probability[], int share[])
{
    int left = 100;
    size_t first = 0, second = count > 1 ? 1 : 0;

    for (size_t i = 0; i < count; i++) {
        share[i] = (int)floor(100 * probability[i]);
        left -= share[i];
    }
    for (; left > 0; left--) {
        size_t most = 0;

        for (size_t i = 1; i < count; i++)
            if (100 * probability[i] - share[i] > 100 * probability[most] - share[most])
                most = i;
        share[most]++;
    }
    for (size_t i = 0; i < count; i++)
        if (share[i] > share[first])
            first = i;
    for (size_t i = 0; i < count; i++)
        if (i != first && (second == first || probability[i] > probability[second]))
            second = i;
    if (share[first] == 100 && count > 1) {
        share[first]--;
        share[second]++;
    }
}

void kn_say_outcome(kn_text *out, const kn_dataset *dataset)
{
    bool is_count = dataset->family == KN_POISSON;
    bool is_yes_no = dataset->family == KN_BERNOULLI || dataset->family == KN_BINOMIAL;

    if (strcmp(dataset->outcome, "outcome") == 0)
        kn_text_add(out, is_count ? "events" : is_yes_no ? "an event" : "the outcome");
    else
        kn_words_name(out, dataset->outcome, NAME_CHARACTERS);
}

static kn_amount amount_of(const kn_fit *fit)
{
    switch (fit->family) {
    case KN_GAUSSIAN:
        return KN_AMOUNT_POINTS;
    case KN_POISSON:
        return KN_AMOUNT_COUNT;
    case KN_BERNOULLI:
        return fit->options.natural ? KN_AMOUNT_DAYS : KN_AMOUNT_ODDS;
    case KN_BINOMIAL:
        return fit->options.natural ? KN_AMOUNT_TRIES : KN_AMOUNT_ODDS;
    default:
        return fit->options.natural ? KN_AMOUNT_LEVELS : KN_AMOUNT_ODDS;
    }
}

void kn_view_init(kn_view *view, const kn_study *study, size_t person, int index)
{
    const kn_dataset *dataset = study->dataset;
    const kn_person_answer *answer = &study->person[person];
    double low, high;

    memset(view, 0, sizeof *view);
    view->study = study;
    view->person = answer;
    view->rows = &dataset->person[person];
    view->fit = answer->fit;
    view->effect = &answer->fit->effects[index];
    view->answer = &answer->answer[index];
    view->verdict =
        answer->design.kind == KN_DESIGN_OBSERVED ? KN_VERDICT_OBSERVED : view->answer->verdict;
    view->sign = study->options.claim.better;
    view->unit = answer->fit->family == KN_GAUSSIAN ? answer->fit->scale : 1;
    view->important = study->options.claim.important / view->unit;
    view->amount = amount_of(answer->fit);
    kn_text_init(&view->arm, SENTENCE_LIMIT);
    kn_text_init(&view->reference, SENTENCE_LIMIT);
    kn_text_init(&view->outcome, SENTENCE_LIMIT);
    kn_text_init(&view->range, SENTENCE_LIMIT);
    kn_text_init(&view->brief_range, SENTENCE_LIMIT);
    kn_words_name(&view->arm, dataset->arm_name[view->effect->arm], NAME_CHARACTERS);
    kn_words_name(&view->reference, dataset->arm_name[0], NAME_CHARACTERS);
    kn_say_outcome(&view->outcome, dataset);
    low = kn_view_amount(view, 0.025);
    high = kn_view_amount(view, 0.975);
    kn_say_range(&view->range, view->amount, low, high, (high - low) / 4, false);
    kn_say_range(&view->brief_range, view->amount, low, high, (high - low) / 4, true);
}

void kn_view_release(kn_view *view)
{
    kn_text_release(&view->arm);
    kn_text_release(&view->reference);
    kn_text_release(&view->outcome);
    kn_text_release(&view->range);
    kn_text_release(&view->brief_range);
}

/* Natural differences are kept as a summary, so only its three quantiles can be asked for there. */
static double summary_quantile(const kn_summary *summary, double probability)
{
    if (probability < 0.5)
        return summary->q025;
    return probability > 0.5 ? summary->q975 : summary->q50;
}

static double amount_from(const kn_view *view, const kn_density *density, double probability)
{
    double beta = kn_density_quantile(density, probability);

    return view->amount == KN_AMOUNT_POINTS ? view->unit * beta : exp(beta);
}

double kn_view_amount(const kn_view *view, double probability)
{
    switch (view->amount) {
    case KN_AMOUNT_LEVELS:
    case KN_AMOUNT_DAYS:
    case KN_AMOUNT_TRIES:
        return summary_quantile(&view->effect->difference, probability);
    default:
        return amount_from(view, &view->effect->posterior, probability);
    }
}

void kn_view_shares(const kn_view *view, int share[3])
{
    const kn_answer *answer = view->answer;

    if (answer->has_important) {
        double better = answer->better_by.posterior, within = answer->within.posterior;

        kn_hundred_split(3, (double[]){better, within, fmax(1 - better - within, 0)}, share);
    } else {
        share[0] = kn_of_hundred(answer->better.posterior);
        share[1] = 0;
        share[2] = 100 - share[0];
    }
}

/* "with X", or "on days with X" when nobody dealt the days. */
static void say_with(const kn_view *view, const char *name, kn_text *out)
{
    kn_text_addf(out, "%s %s", view->verdict == KN_VERDICT_OBSERVED ? "on days with" : "with",
                 name);
}

void kn_view_say_effect(const kn_view *view, bool flat, kn_text *out)
{
    kn_amount form = view->amount;
    double spread = (kn_view_amount(view, 0.975) - kn_view_amount(view, 0.025)) / 4;
    const char *outcome = kn_text_string(&view->outcome), *than;
    kn_text amount;
    double value;

    /* The data alone are known on the model's scale only. */
    if (flat && form != KN_AMOUNT_POINTS && form != KN_AMOUNT_COUNT)
        form = KN_AMOUNT_ODDS;
    value = flat ? amount_from(view, &view->effect->flat, 0.5) : kn_view_amount(view, 0.5);
    kn_text_init(&amount, SENTENCE_LIMIT);
    than = kn_say_amount(&amount, form, value, spread, true);
    say_with(view, kn_text_string(&view->arm), out);
    switch (form) {
    case KN_AMOUNT_COUNT:
        kn_text_addf(out, " you had about %s %s %s ", kn_text_string(&amount), outcome, than);
        break;
    case KN_AMOUNT_DAYS:
        kn_text_addf(out, " you had %s on about %s %s ", outcome, kn_text_string(&amount), than);
        break;
    case KN_AMOUNT_TRIES:
        kn_text_addf(out, " you had %s about %s %s ", outcome, kn_text_string(&amount), than);
        break;
    case KN_AMOUNT_ODDS:
        kn_text_addf(out, " the odds of %s%s were about %s %s ",
                     view->fit->family == KN_ORDINAL ? "a higher level of " : "", outcome,
                     kn_text_string(&amount), than);
        break;
    default:
        kn_text_addf(out, ", %s came out about %s %s ", outcome, kn_text_string(&amount), than);
    }
    say_with(view, kn_text_string(&view->reference), out);
    kn_text_release(&amount);
}
