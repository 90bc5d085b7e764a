/* A trial's design, as rows that a person reads before it is sealed and whenever they wonder. */
#include <math.h>

#include "report/diary_words.h"
#include "report/json.h"
#include "report/trial_report.h"

static const double NEAR = 0.005; /* of a ratio: closer than this it is called by its name */

static void put_row(kn_json *json, const char *label, kn_text *value)
{
    json_t *row = json_object();

    kn_json_put(json, row, "label", json_string(label));
    kn_json_put(json, row, "value", kn_json_text(value));
    kn_json_append(json, json->root, row);
}

static kn_text text(void)
{
    kn_text out;

    kn_text_init(&out, 4096);
    return out;
}

/* Ratios that have a name. */
static const struct share {
    double ratio;
    const char *counts, *odds;
} shares[] = {
    {0.25, "Three quarters fewer", "Odds a quarter of what they are"},
    {0.5, "Half as many", "Odds half of what they are"},
    {2.0 / 3, "A third fewer", "Odds a third lower"},
    {0.75, "A quarter fewer", "Odds a quarter lower"},
    {1.5, "Half as many again", "Odds half as high again"},
    {2, "Twice as many", "Odds twice as high"},
};

static void say_important(const kn_trial_design *design, kn_text *out)
{
    const double ratio = exp(design->better * design->important);
    const bool is_odds = design->family == KN_BERNOULLI;

    if (!(design->important > 0)) {
        kn_text_add(out, "Not said yet");
        return;
    }
    if (design->family == KN_GAUSSIAN) {
        kn_words_number(out, design->important);
        if (design->scale == KN_SCALE_0_10)
            kn_text_add(out, design->important == 1 ? " point" : " points");
        else if (design->outcome_unit[0])
            kn_text_addf(out, " %s", design->outcome_unit);
        kn_text_add(out, design->better > 0 ? " more" : " less");
        return;
    }
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++)
        if (fabs(shares[i].ratio - ratio) < NEAR) {
            kn_text_add(out, is_odds ? shares[i].odds : shares[i].counts);
            return;
        }
    kn_text_addf(out, "%s%.0f in 100 %s", is_odds ? "Odds " : "", 100 * fabs(1 - ratio),
                 is_odds     ? ratio < 1 ? "lower" : "higher"
                 : ratio < 1 ? "fewer"
                             : "more");
}

static void say_order(const kn_trial_design *design, kn_text *out)
{
    if (design->order == KN_ORDER_DAYS) {
        kn_text_addf(out,
                     "Every day is drawn by chance, both equally often, never more than %d "
                     "days running the same",
                     design->run_limit);
        return;
    }
    kn_text_addf(out,
                 "%d rounds. In each, %s once for %d days; what comes first is drawn by chance",
                 design->cycles, design->arms == 2 ? "both" : "every one", design->block_days);
}

static void say_length(const kn_trial_design *design, kn_text *out)
{
    kn_text_addf(out, "%d days", kn_trial_design_days(design));
    if (design->run_in_days > 0)
        kn_text_addf(out, ". The first %d are for getting used to it and are not compared",
                     design->run_in_days);
}

static void say_looks(const kn_trial_design *design, kn_text *out)
{
    int cycles[KN_LOOKS_MAX];
    const int count = kn_trial_looks(design, cycles);

    if (count == 0) {
        kn_text_add(out, "None before the end");
        return;
    }
    kn_text_add(out, "After round ");
    for (int i = 0; i < count; i++)
        kn_text_addf(out, "%s%d", i == 0 ? "" : i == count - 1 ? " and " : ", ", cycles[i]);
}

static void put_arms(kn_json *json, const kn_trial_design *design)
{
    for (int i = 0; i < design->arms; i++) {
        kn_text value = text();

        kn_text_add(&value, design->arm[i].name);
        if (design->arm[i].how[0])
            kn_text_addf(&value, ": %s", design->arm[i].how);
        put_row(json, i == 0 ? "We compare" : "With", &value);
    }
}

json_t *kn_trial_design_words(const kn_trial_design *design)
{
    kn_json json = {.root = json_array()};
    kn_text value;

    json.failed = !json.root;
    put_arms(&json, design);
    value = text();
    kn_text_add(&value, design->outcome_name);
    put_row(&json, "We count", &value);
    value = text();
    say_important(design, &value);
    put_row(&json, "Worth it to you if", &value);
    value = text();
    say_order(design, &value);
    put_row(&json, "Order", &value);
    value = text();
    say_length(design, &value);
    put_row(&json, "How long", &value);
    if (design->washout_days > 0) {
        value = text();
        kn_words_count(&value, design->washout_days, "day", "days");
        kn_text_add(&value, " after each change, in case something lingers");
        put_row(&json, "Left out", &value);
    }
    value = text();
    kn_text_add(&value, design->blinded ? "Only your helper, until the end" : "You do");
    put_row(&json, "Who knows which is which", &value);
    value = text();
    say_looks(design, &value);
    put_row(&json, "Looks at the result", &value);
    if (json.failed) {
        json_decref(json.root);
        return NULL;
    }
    return json.root;
}

const char *kn_trial_why_no_results(const kn_trial *trial)
{
    const bool is_over = trial->state == KN_TRIAL_FINISHED || trial->state == KN_TRIAL_STOPPED;

    if (trial->state == KN_TRIAL_DRAFT)
        return "The trial has not begun.";
    if (!trial->protocol.is_open)
        return is_over ? "The order is still sealed. Open it with the code on your helper's sheet."
                       : "The order is sealed. Neither you nor Unknot knows which is which.";
    if (is_over || trial->peeked)
        return NULL;
    if (trial->protocol.design.looks > 0)
        return "You planned when to look. Until then, seeing half an answer can change how you "
               "feel and what you write.";
    return "You chose not to look before the end. Seeing half an answer can change how you feel "
           "and what you write.";
}
