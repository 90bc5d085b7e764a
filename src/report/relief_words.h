/* report/relief_words.h - the sentences about relief, as tables; fields as in report/words.h: {X}
 * the arm, {R} what it is compared with, {value} and {percent} a doubt's number. */
#ifndef REPORT_RELIEF_WORDS_H
#define REPORT_RELIEF_WORDS_H

#include "report/words.h"
#include "unknot/relief.h"

/* Headline and reason of a contrast as whole sentences. */
void kn_relief_words_headline(kn_text *out, const kn_relief *relief,
                              const kn_relief_contrast *contrast);
void kn_relief_words_why(kn_text *out, const kn_relief *relief, size_t person,
                         const kn_relief_contrast *contrast);

/* The reason's code for JSON: that of the engine, but for an answer without a draw's test. */
const char *kn_relief_reason_word(const kn_relief_contrast *contrast);

void kn_relief_words_doubt(kn_text *out, const kn_relief *relief, size_t person,
                           const kn_relief_doubt *doubt);
const char *kn_relief_words_unfit(kn_relief_unfit unfit);
const char *kn_relief_words_odds(kn_relief_odds odds);

#endif
