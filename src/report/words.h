/* report/words.h - every sentence that depends on a code, in tables: one place to read, to correct
 * and to translate. Reading age 12; no promise, no diagnosis.
 *
 * A template holds fields in braces: {X} the arm, {R} the reference arm, {Y} the outcome, {value}
 * the doubt's number, {percent} the same as so many in 100. Others are named where they occur. */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include "base/text.h"
#include "unknot/study.h"

/* The line above the headline: what kind of answer this is. */
const char *kn_words_kind(kn_verdict_code verdict, kn_reason reason);

/* The same in a table cell. */
const char *kn_words_kind_brief(kn_verdict_code verdict);

/* The headline's template. {effect}: the effect as a sentence with a small first letter; {chance}:
 * what is known about who picked the days. */
const char *kn_words_headline(kn_verdict_code verdict, kn_reason reason);

/* What is added to the headline when the person was not blinded; "" for a verdict without an
 * effect to hope for. */
const char *kn_words_hope(kn_verdict_code verdict);

/* A doubt as a sentence for one person, and as a short note for "in 3 of 20 people: ...". */
const char *kn_words_doubt(kn_doubt_code code);
const char *kn_words_doubt_short(kn_doubt_code code);

extern const char kn_words_no_doubts[];

/* The headline of days that were only watched and showed no clear direction. */
extern const char kn_words_observed_nothing[];

const char *kn_words_unfit(kn_unfit unfit);
const char *kn_words_family(kn_family family);
const char *kn_words_design(kn_design_kind kind);

typedef struct kn_filling {
    const char *name, *value;
} kn_filling;

/* Appends the template with its fields filled in; a field that is not given stays as it is. */
void kn_words_expand(kn_text *out, const char *template, const kn_filling fields[], size_t count);

/* Appends why this verdict and no other. Every pair of verdict and reason has its wording. */
void kn_words_why(kn_text *out, kn_verdict_code verdict, kn_reason reason,
                  const kn_filling fields[], size_t count);

/* Appends a name from the data so that it cannot disturb a page or a terminal: control characters
 * and marks that turn the direction of writing become "?", and beyond `characters` it is cut. */
void kn_words_name(kn_text *out, const char *name, size_t characters);

#endif
