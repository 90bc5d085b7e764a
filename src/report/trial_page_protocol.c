/* The protocol by the items of SPENT 2019 (SPIRIT extended to N-of-1 trials; Porcino et al., BMJ
 * 2020;368:m122), in our own words. The numbers are those of SPIRIT 2013, from memory. */
#include <stdio.h>

#include "report/trial_page.h"
#include "report/words.h"

static void say_version(const kn_paper *paper, kn_text *out)
{
    const kn_trial *trial = paper->trial;
    char date[KN_WORDS_SIZE];

    if (!trial->hash[0]) {
        kn_text_add(out, "Draft.");
        return;
    }
    kn_text_addf(out, "Version 1, sealed on %s by %s.",
                 kn_words_date(date, trial->protocol.sealed.day, KN_PAPER_NO_YEAR),
                 trial->protocol.program);
}

static void say_funding(const kn_paper *paper, kn_text *out)
{
    (void)paper;
    kn_text_add(out, "None.");
}

static void say_roles(const kn_paper *paper, kn_text *out)
{
    kn_text_add(out, "One person plans, takes part and decides");
    kn_text_add(out, paper->trial->protocol.design.blinded
                         ? "; a helper fills the envelopes and keeps the opening code."
                         : ".");
}

static void say_comparator(const kn_paper *paper, kn_text *out)
{
    kn_text_add(out, "Against ");
    kn_trial_say_arm(&paper->trial->protocol.design, 0, out);
    kn_text_add(out, ", which is what the person would do otherwise or cannot tell apart.");
}

static void say_eligibility(const kn_paper *paper, kn_text *out)
{
    (void)paper;
    kn_text_add(
        out,
        "Adults only. Nothing prescribed is stopped or cut down for it without the prescriber. "
        "Warning signs of the diary were shown before the start.");
}

static void say_modification(const kn_paper *paper, kn_text *out)
{
    (void)paper;
    kn_text_add(
        out,
        "Illness, travel or an unwanted effect: pause, or stop. A paused period goes on where it "
        "was.");
}

static void say_adherence(const kn_paper *paper, kn_text *out)
{
    (void)paper;
    kn_text_add(
        out,
        "Each day is marked done, in part, not done, or something else. Days count as they were "
        "dealt, whatever was done.");
}

static void say_timeline(const kn_paper *paper, kn_text *out)
{
    const kn_trial *trial = paper->trial;
    char date[KN_WORDS_SIZE];
    int days = kn_trial_design_days(&trial->protocol.design);

    if (!trial->hash[0]) {
        kn_text_addf(out, "%d days from the start.", days);
        return;
    }
    kn_text_addf(out, "From %s", kn_words_date(date, trial->protocol.first_day, KN_PAPER_NO_YEAR));
    kn_text_addf(out, " to %s as planned. Every evening: the check-in.",
                 kn_words_date(date, trial->protocol.first_day + days - 1, KN_PAPER_NO_YEAR));
}

static void say_length(const kn_paper *paper, kn_text *out)
{
    const kn_trial_design *design = &paper->trial->protocol.design;
    char number[KN_NUMBER_SIZE];

    kn_text_addf(
        out,
        "%zu periods, at most %d changes. The smallest two-sided p that the draw can give is %s. "
        "What the trial can and cannot find was shown by simulation before the start.",
        kn_trial_units(design), kn_trial_swaps(design),
        kn_number_format(number, kn_trial_smallest_p(design), 2));
}

static void say_collection(const kn_paper *paper, kn_text *out)
{
    (void)paper;
    kn_text_add(out, "One evening question a day, late entries marked by their time of writing. "
                     "Every version of "
                     "every entry is kept.");
}

static void say_privacy(const kn_paper *paper, kn_text *out)
{
    (void)paper;
    kn_text_add(
        out, "All data stay on the person's own device. Nothing is sent anywhere by the program.");
}

static void say_decision(const kn_paper *paper, kn_text *out)
{
    (void)paper;
    kn_text_add(
        out,
        "The person decides: keep it, leave it, go on, or try something else. The diary asks again "
        "after four weeks.");
}

static void say_auditing(const kn_paper *paper, kn_text *out)
{
    (void)paper;
    kn_text_add(out, "Anyone with the protocol file and the hash can recompute order and seal.");
}

static const kn_paper_item items[] = {
    {"1", "Title", true, kn_paper_say_title, NULL},
    {"2", "Registration", true, kn_paper_say_registration, "Deposited at"},
    {"3", "Version", true, say_version, NULL},
    {"4", "Funding", true, say_funding, NULL},
    {"5", "Roles", true, say_roles, "Who"},
    {"6a", "Background; why N-of-1", true, kn_paper_say_why, NULL},
    {"6b", "Choice of comparison", true, say_comparator, NULL},
    {"7", "Objective", true, kn_paper_say_objective, NULL},
    {"8", "Design", true, kn_paper_say_design, NULL},
    {"9", "Setting", true, kn_paper_say_setting, NULL},
    {"10", "Who can take part", true, say_eligibility, "Diagnosis, other illnesses"},
    {"11a", "What is done", true, kn_paper_say_arms, NULL},
    {"11b", "When it is changed or stopped", true, say_modification, NULL},
    {"11c", "Adherence", true, say_adherence, NULL},
    {"11d", "Other treatment meanwhile", true, NULL, "Goes on unchanged"},
    {"12", "Outcome", true, kn_paper_say_outcome, NULL},
    {"13", "Timeline", true, say_timeline, NULL},
    {"14", "Number of periods", true, say_length, NULL},
    {"16a", "Sequence", true, kn_paper_say_sequence, NULL},
    {"16b", "Concealment", true, kn_paper_say_concealment, NULL},
    {"17", "Blinding; emergency opening", true, kn_paper_say_blinding, NULL},
    {"18", "Data collection", true, say_collection, NULL},
    {"20a", "Analysis", true, kn_paper_say_analysis, NULL},
    {"20b", "Carry-over, period effects, autocorrelation", true, kn_paper_say_handling, NULL},
    {"20c", "Missing days", true, kn_paper_say_missing, NULL},
    {"21", "Looks and stopping", true, kn_paper_say_stopping, NULL},
    {"22", "Harms", true, kn_paper_say_harms_plan, NULL},
    {"23", "Checking", true, say_auditing, NULL},
    {"24", "Ethics", true, NULL, "Own care; approval"},
    {"25", "Amendments", true, kn_paper_say_amendments, NULL},
    {"27", "Privacy", true, say_privacy, NULL},
    {"28", "Interests", true, NULL, "Declared"},
    {"30", "What follows the answer", true, say_decision, NULL},
    {"31", "Sharing", true, NULL, "Shared with"},
};

void kn_paper_protocol(kn_paper *paper)
{
    const kn_trial *trial = paper->trial;
    char date[KN_WORDS_SIZE] = "draft";
    kn_text title;

    kn_text_init(&title, 4096);
    kn_text_add(&title, "Trial protocol: ");
    kn_words_name(&title, trial->protocol.design.title, 120);
    if (trial->hash[0])
        kn_words_date(date, trial->protocol.sealed.day, KN_PAPER_NO_YEAR);
    kn_page_head(&paper->page, kn_text_string(&title), date);
    kn_text_release(&title);
    kn_page_text(&paper->page,
                 "Fixed before the first day; what was changed later stands at the end. "
                 "A line is left where only the person can say something.");
    kn_page_head_end(&paper->page);
    kn_paper_seal(paper);
    kn_page_section(&paper->page, "The plan", false);
    kn_paper_items(paper, "The plan, item by item", items, sizeof items / sizeof *items);
    kn_page_small(
        &paper->page,
        "Items follow SPENT 2019, the SPIRIT statement for N-of-1 trials, in our own words. "
        "* Numbers are those of SPIRIT 2013 from memory, to be checked against the paper.");
    kn_page_section_end(&paper->page);
    kn_paper_order(paper);
    kn_paper_amendments(paper);
}
