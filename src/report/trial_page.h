/* report/trial_page.h - the printable pages of a trial, part by part; private to the room. */
#ifndef REPORT_TRIAL_PAGE_H
#define REPORT_TRIAL_PAGE_H

#include "base/civil.h"
#include "report/diary_page.h"
#include "report/trial_words.h"

enum { KN_PAPER_NO_YEAR = KN_DAY_MIN /* dates on paper always have their year */ };

typedef struct kn_paper {
    kn_page page;
    const kn_trial *trial;
    const kn_trial_answer *answer; /* REPORT only */
} kn_paper;

/* One item of a reporting standard. `say` appends what the trial's data say, or nothing: then a
 * line is left for the person. `ask`: what the person could add, or NULL. */
typedef struct kn_paper_item {
    const char *number, *what;
    bool from_memory; /* the number is to be checked against the paper */
    void (*say)(const kn_paper *paper, kn_text *out);
    const char *ask;
} kn_paper_item;

void kn_paper_items(kn_paper *paper, const char *caption, const kn_paper_item items[],
                    size_t count);

/* Each appends its part. */
void kn_paper_protocol(kn_paper *paper);
void kn_paper_report(kn_paper *paper);
void kn_paper_sheet(kn_paper *paper, const char *secret);

/* Parts that several pages have. */
void kn_paper_seal(kn_paper *paper);       /* the hash, to be written down or deposited */
void kn_paper_order(kn_paper *paper);      /* the whole order, or the labels while it is sealed */
void kn_paper_amendments(kn_paper *paper); /* what was changed after the seal, pauses, stop */

/* Sentences that protocol and report share. */
void kn_paper_say_title(const kn_paper *paper, kn_text *out);
void kn_paper_say_why(const kn_paper *paper, kn_text *out);
void kn_paper_say_objective(const kn_paper *paper, kn_text *out);
void kn_paper_say_design(const kn_paper *paper, kn_text *out);
void kn_paper_say_arms(const kn_paper *paper, kn_text *out);
void kn_paper_say_outcome(const kn_paper *paper, kn_text *out);
void kn_paper_say_sequence(const kn_paper *paper, kn_text *out);
void kn_paper_say_concealment(const kn_paper *paper, kn_text *out);
void kn_paper_say_blinding(const kn_paper *paper, kn_text *out);
void kn_paper_say_analysis(const kn_paper *paper, kn_text *out);
void kn_paper_say_handling(const kn_paper *paper, kn_text *out);
void kn_paper_say_missing(const kn_paper *paper, kn_text *out);
void kn_paper_say_stopping(const kn_paper *paper, kn_text *out);
void kn_paper_say_harms_plan(const kn_paper *paper, kn_text *out);
void kn_paper_say_registration(const kn_paper *paper, kn_text *out);
void kn_paper_say_setting(const kn_paper *paper, kn_text *out);
void kn_paper_say_amendments(const kn_paper *paper, kn_text *out);

#endif
