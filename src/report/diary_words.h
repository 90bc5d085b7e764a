/* report/diary_words.h - the small words of the diary that several pages share; private to the
 * room. Texts from the person come out as they are: whoever writes HTML escapes them. */
#ifndef REPORT_DIARY_WORDS_H
#define REPORT_DIARY_WORDS_H

#include "report/diary_report.h"

/* "14 March", with the year when it is not that of `today`; "14 Mar"; "March 2026"; 2026. */
const char *kn_words_date(char out[KN_WORDS_SIZE], int32_t day, int32_t today);
const char *kn_words_date_brief(char out[KN_WORDS_SIZE], int32_t day);
const char *kn_words_month(char out[KN_WORDS_SIZE], int32_t day);
int kn_words_year(int32_t day);
int kn_words_month_number(int32_t day); /* 1..12 */
int kn_words_day_of_month(int32_t day);

/* "Mon" ... */
const char *kn_words_weekday_brief(int32_t day);

/* "16 February to 14 March", with years where they are not that of `today`. */
void kn_words_span(kn_text *out, int32_t from, int32_t to, int32_t today);

/* "1 spasm", "2 spasms". */
void kn_words_count(kn_text *out, long count, const char *one, const char *many);

/* "33 spasms on 17 days, 6 days with none, 5 days not recorded." */
void kn_words_three(kn_text *out, const char *values, int none, int missing);

/* Appends with a capital first letter. */
void kn_words_capital(kn_text *out, const char *words);

/* At most `most` characters, the last one "…" if some are left out; line feeds as blanks. */
void kn_words_clip(kn_text *out, const char *words, size_t most);

/* A number as people write it: 3, 2.5. */
void kn_words_number(kn_text *out, double value);

/* A treatment by its short name, an own or renamed one by the name given; never NULL. */
const char *kn_words_treatment(const kn_catalogue *catalogue, const char *key);

/* "yes", "7", "3 km", "no pain" is left to the caller. */
void kn_words_value(kn_text *out, const kn_item *measure, double value);

/* The string member of an object, or NULL. */
const char *kn_words_member(const json_t *object, const char *name);

#endif
