/* Sentences that the protocol and the report of a trial share; for a reader who knows trials. */
#include <math.h>
#include <string.h>

#include "report/trial_page.h"
#include "report/words.h"

static const size_t TEXT_CHARACTERS = 500;

static const kn_trial_design *design_of(const kn_paper *paper)
{
    return &paper->trial->protocol.design;
}

static void say_arms(const kn_trial_design *design, const char *last, kn_text *out)
{
    for (int k = 1; k < design->arms; k++) {
        kn_text_add(out, k == 1 ? "" : k + 1 < design->arms ? ", " : " and ");
        kn_trial_say_arm(design, k, out);
    }
    kn_text_addf(out, " %s ", last);
    kn_trial_say_arm(design, 0, out);
}

void kn_paper_say_title(const kn_paper *paper, kn_text *out)
{
    const kn_trial_design *design = design_of(paper);

    kn_words_name(out, design->title, TEXT_CHARACTERS);
    kn_text_addf(out, ": a randomised%s N-of-1 trial of ", design->blinded ? ", blinded" : "");
    say_arms(design, "against", out);
}

void kn_paper_say_why(const kn_paper *paper, kn_text *out)
{
    const kn_trial_design *design = design_of(paper);

    if (design->why[0]) {
        kn_text_add(out, "In the person's words: ");
        kn_words_name(out, design->why, TEXT_CHARACTERS);
        kn_text_add(out, " ");
    }
    kn_text_add(out,
                "Averages from other people do not say what holds for this one; the complaint goes "
                "on long enough, and what is tested acts and wears off fast enough, to compare it "
                "within one person.");
}

void kn_paper_say_objective(const kn_paper *paper, kn_text *out)
{
    const kn_trial_design *design = design_of(paper);

    kn_text_add(out, "Whether ");
    say_arms(design, "rather than", out);
    kn_text_add(out, design->better < 0 ? " lowers " : " raises ");
    kn_trial_say_outcome(design, out);
    kn_text_add(out, " in this person. A difference worth having, in the person's own words: ");
    if (design->important > 0)
        kn_trial_say_important(design, out);
    else
        kn_text_add(out, "not said yet");
    kn_text_add_char(out, '.');
}

void kn_paper_say_design(const kn_paper *paper, kn_text *out)
{
    const kn_trial_design *design = design_of(paper);

    if (design->order == KN_ORDER_DAYS)
        kn_text_addf(
            out,
            "%d days in an order drawn day by day: each of two arms on half of them, no run of "
            "one longer than %d days. ",
            design->arms * design->cycles, design->run_limit);
    else
        kn_text_addf(
            out,
            "%d cycles of %d periods of %d %s each; every cycle holds each arm once, in an "
            "order of its own. ",
            design->cycles, design->arms, design->block_days,
            design->block_days == 1 ? "day" : "days");
    if (design->run_in_days > 0)
        kn_text_addf(out, "A run-in of %d %s before, not analysed. ", design->run_in_days,
                     design->run_in_days == 1 ? "day" : "days");
    if (design->washout_days > 0)
        kn_text_addf(
            out,
            design->washout_days == 1
                ? "Wash-out: the first day after each change of arm is not analysed. "
                : "Wash-out: the first %d days after each change of arm are not analysed. ",
            design->washout_days);
    kn_text_addf(out, "%d days in all.", kn_trial_design_days(design));
}

void kn_paper_say_arms(const kn_paper *paper, kn_text *out)
{
    const kn_trial_design *design = design_of(paper);

    for (int k = design->arms - 1; k >= 0; k--) {
        kn_text name;

        kn_text_init(&name, 4096);
        kn_trial_say_arm(design, k, &name);
        kn_words_capital(out, kn_text_string(&name));
        kn_text_release(&name);
        if (design->arm[k].how[0]) {
            kn_text_add(out, ": ");
            kn_words_name(out, design->arm[k].how, TEXT_CHARACTERS);
        }
        kn_text_add(out, k == 0 ? " (reference)." : ". ");
    }
}

void kn_paper_say_outcome(const kn_paper *paper, kn_text *out)
{
    const kn_trial_design *design = design_of(paper);

    kn_text_add(out, "Primary: ");
    kn_trial_say_outcome(design, out);
    if (design->outcome_unit[0])
        kn_text_addf(out, " (%s)", design->outcome_unit);
    kn_text_add(out,
                strcmp(design->outcome, "spasms") == 0 ||
                        strcmp(design->outcome, KN_OUTCOME_SPASM_DAYS) == 0
                    ? ", once a day by the evening's total, not by what was tapped during the day."
                    : ", once a day; the last value of a day counts.");
    kn_text_addf(out, " Analysed as %s. %s is better.", kn_words_family(design->family),
                 design->better < 0 ? "Lower" : "Higher");
}

void kn_paper_say_sequence(const kn_paper *paper, kn_text *out)
{
    const kn_trial_design *design = design_of(paper);

    kn_text_add(
        out,
        "Random, by the frozen algorithm unknot-draw-1: a secret of 100 random bits gives the "
        "order by integer arithmetic alone; every permitted order was equally likely, the first "
        "period too. ");
    if (design->order == KN_ORDER_DAYS)
        kn_text_add(out, "Permitted: all balanced orders within the run limit.");
    else
        kn_text_add(out, "Permitted: every order of the arms within each cycle.");
    if (paper->trial->protocol.is_open && paper->trial->protocol.secret[0])
        kn_text_addf(out, " Secret: %s.", paper->trial->protocol.secret);
}

void kn_paper_say_concealment(const kn_paper *paper, kn_text *out)
{
    if (design_of(paper)->blinded)
        kn_text_add(
            out,
            "The order is encrypted in the diary. Its key is the opening code, which stands on the "
            "helper's sheet and nowhere else. The program drew the order; the helper filled "
            "numbered envelopes by it.");
    else
        kn_text_add(
            out, "The program drew the order after all else was fixed, and sealed it by a hash. It "
                 "was not hidden from the person.");
}

void kn_paper_say_blinding(const kn_paper *paper, kn_text *out)
{
    const kn_trial *trial = paper->trial;

    if (!trial->protocol.design.blinded) {
        kn_text_add(out, "Not blinded: the person knew which days were which.");
        return;
    }
    kn_text_add(
        out,
        "The person, who is also the one who records, saw envelope labels only. The helper knew. "
        "After each period the person guesses what it was. In an emergency the code opens the "
        "seal at once, and the diary notes it.");
    if (trial->opened_early)
        kn_text_add(out, " The seal was opened before the end.");
}

void kn_paper_say_analysis(const kn_paper *paper, kn_text *out)
{
    const kn_trial *trial = paper->trial;
    const kn_trial_design *design = &trial->protocol.design;

    kn_text_addf(
        out,
        "As assigned. Bayesian regression for one person (%s) with an effect per arm, a linear "
        "trend%s "
        "and a first-order autoregressive day-to-day term; sceptical normal priors (sd 1 on the "
        "model's scale) for effects. It helps if the probability of a better effect is at least "
        "%.3g, "
        "at least 0.95 under half and twice the prior scale of the day-to-day spread, and a "
        "two-sided "
        "randomisation test over the permitted orders gives p of at most 0.10. No worthwhile "
        "difference if the effect lies within the important difference with at least 0.95.",
        kn_family_name(design->family),
        trial->hash[0] && !trial->protocol.trend ? " (left out)" : "",
        trial->hash[0]      ? trial->protocol.threshold
        : design->looks > 0 ? 0.99
                            : 0.975);
}

void kn_paper_say_handling(const kn_paper *paper, kn_text *out)
{
    (void)paper;
    kn_text_add(
        out,
        "Carry-over: wash-out days are left out, in every redraw of the order too. Period effects: "
        "order drawn anew in each cycle, and a linear trend. Autocorrelation: an AR(1) term "
        "on the calendar, so that gaps count as gaps.");
}

void kn_paper_say_missing(const kn_paper *paper, kn_text *out)
{
    (void)paper;
    kn_text_add(out, "A day without a record stays missing; nothing is filled in. Paused days are "
                     "no days of the "
                     "trial, and the wash-out is repeated after them.");
}

void kn_paper_say_stopping(const kn_paper *paper, kn_text *out)
{
    const kn_trial_design *design = design_of(paper);
    int cycles[KN_LOOKS_MAX], looks = kn_trial_looks(design, cycles);

    if (looks == 0) {
        kn_text_add(out, "No look at results by arm before the end. The person may stop on any "
                         "day; all that was "
                         "recorded is analysed and said to have ended early.");
        return;
    }
    kn_text_add(out, "Planned looks after ");
    for (int k = 0; k < looks; k++)
        kn_text_addf(out, "%s%d", k == 0 ? "" : k + 1 < looks ? ", " : " and ", cycles[k]);
    kn_text_add(
        out,
        " cycles. At each, the trial stops if the answer is clear at 0.99; else it goes on and "
        "nothing is shown. The person may stop on any day.");
}

void kn_paper_say_harms_plan(const kn_paper *paper, kn_text *out)
{
    (void)paper;
    kn_text_add(
        out,
        "Unwanted effects are written down on any day with their severity, and shown per arm. A "
        "severe one is answered with the advice to stop and to get help.");
}

void kn_paper_say_registration(const kn_paper *paper, kn_text *out)
{
    char seal[KN_SEAL_SIZE];

    if (!paper->trial->hash[0])
        return;
    kn_hash_short(paper->trial->hash, seal);
    kn_text_addf(out, "Sealed before the first day under the number %s.", seal);
}

void kn_paper_say_setting(const kn_paper *paper, kn_text *out)
{
    (void)paper;
    kn_text_add(out, "At home, in ordinary life, with a diary on the person's own device.");
}

void kn_paper_say_amendments(const kn_paper *paper, kn_text *out)
{
    const kn_trial *trial = paper->trial;
    int count = 0;

    for (size_t i = 0; i < trial->event_count; i++)
        if (trial->events[i].kind == KN_EVENT_AMEND && trial->events[i].counts) {
            kn_text_add(out, count++ > 0 ? " " : "");
            kn_trial_say_event(trial, &trial->events[i], out);
        }
    if (count == 0)
        kn_text_add(out, "None.");
}
