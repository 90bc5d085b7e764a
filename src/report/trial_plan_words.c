/* What a trial can and cannot see, from its simulated trials and from nothing else. */
#include "report/trial_plan_words.h"

#include <math.h>
#include <string.h>

#include "report/words.h"

static const double RELIABLE = 0.8, MORE_OFTEN = 0.5; /* share of trials that find it */
static const double HARDLY_ANY = 0.025;               /* below: it could hardly ever say so */

/* ---- Effects in words -------------------------------------------------------------------------*/

static bool is_near(double a, double b)
{
    return fabs(log(a / b)) < 0.005;
}

/* Ratios that people have words for. `verb`: "it ... your spasms"; `noun`: "it can find ...". */
static const struct said_ratio {
    double ratio;
    const char *verb, *noun;
} said_ratios[] = {
    {0.25, "takes away three in four of your {Y}", "three in four fewer {Y}"},
    {1.0 / 3, "takes away two in three of your {Y}", "two in three fewer {Y}"},
    {0.5, "halves your {Y}", "a halving of your {Y}"},
    {2.0 / 3, "takes away one in three of your {Y}", "a third fewer {Y}"},
    {0.75, "takes away one in four of your {Y}", "a quarter fewer {Y}"},
    {0.8, "takes away one in five of your {Y}", "a fifth fewer {Y}"},
    {2, "doubles your {Y}", "a doubling of your {Y}"},
    {4, "makes your {Y} four times as many", "four times as many {Y}"},
};

static void say_count_effect(double ratio, const char *outcome, bool is_noun, kn_text *out)
{
    kn_filling fields[] = {{"Y", outcome}};

    for (size_t i = 0; i < sizeof said_ratios / sizeof *said_ratios; i++)
        if (is_near(ratio, said_ratios[i].ratio)) {
            kn_words_expand(out, is_noun ? said_ratios[i].noun : said_ratios[i].verb, fields, 1);
            return;
        }
    kn_text_add(out, is_noun ? "" : "means ");
    kn_say_amount(out, KN_AMOUNT_COUNT, ratio, 0, false);
    kn_text_addf(out, " %s", outcome);
}

static void say_odds_effect(double ratio, const char *outcome, bool is_noun, kn_text *out)
{
    kn_text_addf(out, is_noun ? "odds of %s " : "makes the odds of %s ", outcome);
    if (is_near(ratio, 0.5))
        kn_text_add(out, "half as high");
    else if (is_near(ratio, 0.25))
        kn_text_add(out, "a quarter as high");
    else
        kn_say_amount(out, KN_AMOUNT_ODDS, ratio, 0, false);
}

void kn_plan_say_effect(const kn_trial_design *design, const kn_plan_effect *effect, bool is_noun,
                        kn_text *out)
{
    kn_text outcome;

    kn_text_init(&outcome, KN_TRIAL_TEXT_LIMIT);
    kn_trial_say_outcome(design, &outcome);
    if (effect->effect == 0) {
        kn_text_add(out, is_noun ? "nothing" : "does nothing at all");
    } else if (design->family == KN_POISSON) {
        say_count_effect(exp(effect->effect), kn_text_string(&outcome), is_noun, out);
    } else if (design->family == KN_BERNOULLI) {
        say_odds_effect(exp(effect->effect), kn_text_string(&outcome), is_noun, out);
    } else {
        double size = fabs(effect->effect);

        kn_text_addf(out, is_noun ? "%s " : "makes %s ", kn_text_string(&outcome));
        kn_words_number(out, size);
        kn_text_addf(out, " %s %s", size == 1 ? "point" : "points",
                     effect->effect < 0 ? "lower" : "higher");
    }
    kn_text_release(&outcome);
}

/* Never all and never none: simulated trials cannot promise either. */
int kn_plan_of_20(double share)
{
    int found = isfinite(share) ? (int)round(KN_PLAN_OF * share) : 0;

    return found < 1 ? 1 : found >= KN_PLAN_OF ? KN_PLAN_OF - 1 : found;
}

void kn_plan_say_of_20(double share, kn_text *out)
{
    kn_text_addf(out, "%d of 20", kn_plan_of_20(share));
}

bool kn_plan_is_shown(const kn_plan_view *view, int i)
{
    for (int k = 0; k < i; k++)
        if (fabs(view->effects[k].effect - view->effects[i].effect) < 1e-9)
            return false;
    return true;
}

/* ---- What it can and cannot see ---------------------------------------------------------------*/

/* Effects by size, largest first; none is left out. Returns how many. */
static int by_size(const kn_plan_view *view, int order[KN_PLAN_EFFECTS])
{
    int count = 0;

    for (int i = 0; i < KN_PLAN_EFFECTS; i++) {
        int at = count;

        if (view->effects[i].effect == 0 || !kn_plan_is_shown(view, i))
            continue;
        for (; at > 0 && fabs(view->effects[order[at - 1]].effect) < fabs(view->effects[i].effect);
             at--)
            order[at] = order[at - 1];
        order[at] = i;
        count++;
    }
    return count;
}

void kn_plan_say_can(const kn_plan_view *view, kn_text *can, kn_text *cannot)
{
    int order[KN_PLAN_EFFECTS], count = by_size(view, order), best = -1;
    double share = 0;

    for (int i = 0; i < count; i++) { /* the smallest that is found, reliably if any is */
        double found = kn_tally_found(&view->effects[order[i]].tally);

        if (found >= RELIABLE || (found >= MORE_OFTEN && share < RELIABLE)) {
            best = i;
            share = found;
        }
    }
    if (best < 0) {
        kn_text_add(can, "It would often miss even ");
        kn_plan_say_effect(&view->design, &view->effects[order[0]], true, can);
    } else {
        kn_text_add(can, share >= RELIABLE ? "It can find " : "It would more often than not find ");
        kn_plan_say_effect(&view->design, &view->effects[order[best]], true, can);
    }
    kn_text_add_char(can, '.');
    if (best + 1 >= count || (best < 0 && count < 2))
        return;
    kn_text_add(cannot, "It cannot reliably find ");
    kn_plan_say_effect(&view->design, &view->effects[order[best < 0 ? 1 : best + 1]], true, cannot);
    kn_text_add_char(cannot, '.');
}

void kn_plan_say_said(const kn_plan_view *view, kn_text *out)
{
    int order[KN_PLAN_EFFECTS], count = by_size(view, order);

    kn_trial_say_length(kn_trial_design_days(&view->design), out);
    kn_text_add(out, ".");
    for (int i = 0; i < count; i++) {
        kn_text_add(out, i == 0 ? " It would find " : ", ");
        kn_plan_say_effect(&view->design, &view->effects[order[i]], true, out);
        kn_text_add(out, " in ");
        kn_plan_say_of_20(kn_tally_found(&view->effects[order[i]].tally), out);
        kn_text_add(out, i == 0 ? " trials" : "");
    }
    kn_text_add(out, count > 0 ? "." : "");
}

void kn_plan_say_basis(const kn_plan_view *view, kn_text *out)
{
    const kn_basis *basis = &view->basis;
    kn_text outcome;

    if (basis->days == 0) {
        kn_text_add(out, "Worked out from typical diaries, because yours holds too few days yet.");
        return;
    }
    kn_text_init(&outcome, KN_TRIAL_TEXT_LIMIT);
    kn_trial_say_outcome(&view->design, &outcome);
    kn_text_addf(out, "Worked out from your last %d days: ", basis->days);
    if (basis->own_level && view->design.family == KN_BERNOULLI) {
        kn_text_addf(out, "%s on about %d of 100, ", kn_text_string(&outcome),
                     kn_of_hundred(basis->scenario.level));
    } else if (basis->own_level) {
        kn_text_add(out, "about ");
        kn_words_number(out, round(10 * basis->scenario.level) / 10);
        kn_text_addf(out, view->design.family == KN_POISSON ? " %s a day, " : " on average, %s, ",
                     kn_text_string(&outcome));
    }
    kn_words_count(out, basis->days - basis->recorded, "day", "days");
    kn_text_add(out, " not recorded.");
    kn_text_release(&outcome);
}

void kn_plan_say_wrong(const kn_plan_view *view, kn_text *out)
{
    double wrong = kn_tally_wrong(&view->effects[KN_PLAN_EFFECTS - 1].tally);

    kn_text_add(out, "If it does nothing at all, ");
    kn_plan_say_of_20(wrong, out);
    kn_text_add(out, " trials like this would still say that it helps, or that it makes it worse.");
}

void kn_plan_say_width(const kn_plan_view *view, double width, kn_text *out)
{
    if (view->design.family == KN_GAUSSIAN) {
        kn_text_add(out, "The answer would be sure to about ");
        kn_say_number(out, width / 2, width / 4, 0);
        kn_text_add(out, " points either way.");
    } else {
        kn_text_addf(out,
                     "If nothing changed, the answer would still leave open about %d in 100 fewer.",
                     kn_of_hundred(1 - exp(-width / 2)));
    }
}

void kn_plan_say_no_worthwhile(const kn_plan_view *view, kn_text *out)
{
    const kn_tally *none = &view->effects[KN_PLAN_EFFECTS - 1].tally;
    double share =
        none->trials ? (double)none->verdict[KN_VERDICT_NO_WORTHWHILE] / (double)none->trials : 0;

    if (view->design.important <= 0)
        kn_text_add(out,
                    "It can say that there is no difference worth having once you say what would "
                    "be worth it.");
    else if (share < HARDLY_ANY)
        kn_text_add(out, "If it does nothing, this trial would hardly ever be able to say so.");
    else {
        kn_text_add(out, "If it does nothing, ");
        kn_plan_say_of_20(share, out);
        kn_text_add(out, " trials could say that there is no difference worth having.");
    }
}

/* ---- Advice -----------------------------------------------------------------------------------*/

void kn_plan_say_advice(const kn_plan_view *view, const kn_plan_advice *advice, kn_text *out)
{
    const kn_trial_design *design = &advice->design;

    if (strcmp(advice->kind, "longer") == 0) {
        kn_text_add(out, "Go on for ");
        kn_trial_say_length(kn_trial_design_days(design), out);
    } else if (strcmp(advice->kind, "shorter-blocks") == 0) {
        kn_text_add(out, "Change over every ");
        kn_trial_say_length(design->block_days, out);
        kn_text_add(out, " instead of every ");
        kn_trial_say_length(view->design.block_days, out);
    } else if (strcmp(advice->kind, "other-outcome") == 0) {
        kn_text_add(out, "Ask about ");
        kn_trial_say_outcome(design, out);
        kn_text_add(out, " instead");
    } else if (strcmp(advice->kind, "fewer-arms") == 0) {
        kn_text_addf(out, "Compare two things instead of %d", view->design.arms);
    } else {
        kn_text_add(out, "Test it when a spasm comes instead: every spasm counts then");
    }
    kn_text_add_char(out, '.');
    if (isfinite(advice->found)) {
        kn_text_add(out, " It would find what you ask for in ");
        kn_plan_say_of_20(advice->found, out);
        kn_text_addf(out, " trials; this plan in ");
        kn_plan_say_of_20(advice->found_now, out);
        kn_text_add_char(out, '.');
    }
}
