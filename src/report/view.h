/* report/view.h - one contrast as it is shown: names made safe, amounts in words.
 *
 * "Better" means e > 0, where e = sign * effect: the pictures have better on the left always. */
#ifndef REPORT_VIEW_H
#define REPORT_VIEW_H

#include "base/text.h"
#include "unknot/study.h"

/* The forms in which an amount is said. */
typedef enum kn_amount {
    KN_AMOUNT_POINTS, /* 1.2 points lower */
    KN_AMOUNT_LEVELS, /* 0.4 levels lower */
    KN_AMOUNT_COUNT,  /* ratio: 4 in 10 fewer, 1.5 times as many */
    KN_AMOUNT_ODDS,   /* ratio: 4 in 10 lower, 1.5 times as high */
    KN_AMOUNT_DAYS,   /* difference of probabilities: 12 fewer days in 100 */
    KN_AMOUNT_TRIES   /* likewise: 12 fewer times in 100 tries */
} kn_amount;

/* Appends an amount without "about": `value` is a difference, or a ratio where the form says so.
 * `coarse`: in tenths or two digits, as a headline wants it. `sd` sets the decimals of points and
 * levels. Returns "than" or "as", the word that a comparison goes on with. */
const char *kn_say_amount(kn_text *out, kn_amount form, double value, double sd, bool coarse);

/* Appends "between 13 and 63 in 100 fewer", or, brief, "13 to 63 in 100 fewer"; low and high in the
 * amount's unit, any order. */
void kn_say_range(kn_text *out, kn_amount form, double low, double high, double sd, bool brief);

/* A probability as so many of 100: never 0, never 100. */
int kn_of_hundred(double probability);

/* Shares of 100 that add up to 100, none of them 100. */
void kn_hundred_split(size_t count, const double probability[], int share[]);

typedef struct kn_view {
    const kn_study *study;
    const kn_person_answer *person;
    const kn_person *rows;
    const kn_fit *fit;
    const kn_effect *effect;
    const kn_answer *answer;
    kn_verdict_code verdict;
    int sign;         /* e = sign * effect */
    double unit;      /* reported scale = unit * model scale: s for gaussian, else 1 */
    double important; /* d on the model scale; 0: not stated */
    kn_amount amount;
    kn_text arm, reference, outcome; /* names, safe and short */
    kn_text range, brief_range;      /* "between ... and ..." of the 95 % interval */
} kn_view;

/* A view of effect `index` of person `person`, who must have a fit. Release it. */
void kn_view_init(kn_view *view, const kn_study *study, size_t person, int index);
void kn_view_release(kn_view *view);

/* Appends the effect as a sentence without capital or full stop: "with X you had about 4 in 10
 * fewer Y than with R". `flat`: the data-alone estimate instead (only if the effect has one). */
void kn_view_say_effect(const kn_view *view, bool flat, kn_text *out);

/* Of 100 ways things could be: better by what matters, too small to matter, worse by it; without an
 * important difference: better, none, worse. */
void kn_view_shares(const kn_view *view, int share[3]);

/* The effect's quantile in the amount's own unit (a ratio, a difference in natural units). */
double kn_view_amount(const kn_view *view, double probability);

/* The name of what was measured as it stands in a sentence. */
void kn_say_outcome(kn_text *out, const kn_dataset *dataset);

/* Appends a number with as many decimals as its sd deserves; minus as "-". */
void kn_say_number(kn_text *out, double value, double sd, int extra_decimals);

#endif
