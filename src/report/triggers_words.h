/* report/triggers_words.h - every sentence of an answer about triggers, in tables. Never "cause":
 * what was only watched "goes with". */
#ifndef REPORT_TRIGGERS_WORDS_H
#define REPORT_TRIGGERS_WORDS_H

#include "base/text.h"
#include "unknot/triggers.h"

/* The line above everything, and a table cell. */
const char *kn_trigger_words_headline(kn_trigger_verdict verdict);
const char *kn_trigger_words_brief(kn_trigger_verdict verdict);

const char *kn_trigger_words_unfit(kn_trigger_unfit unfit);
const char *kn_trigger_words_refused(kn_suspect_refusal refusal);

/* Appends the sentence of a doubt. */
void kn_trigger_words_doubt(kn_text *out, const kn_trigger_diary *diary,
                            const kn_trigger_doubt *doubt);

/* Appends what was found of one suspect: a sentence with its interval. */
void kn_trigger_words_found(kn_text *out, const char *name, const kn_suspect_answer *suspect);

/* Appends why the verdict is what it is, and how many more episodes it would take. */
void kn_trigger_words_why(kn_text *out, const kn_trigger_answer *answer);

extern const char kn_trigger_words_not_cause[];

/* Numbers as they are shown: 1.2, 0.85, 12. Returns out. */
enum { KN_TRIGGER_NUMBER_SIZE = 48 };
const char *kn_trigger_ratio(char out[KN_TRIGGER_NUMBER_SIZE], double log_odds);

#endif
