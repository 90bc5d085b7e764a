#include <math.h>
#include <string.h>
#include <strings.h>

#include "exchange/trial.h"

static const double COUNT_MAX = 1e9;    /* as in kn_series_check() */
static const double MEASURE_MAX = 1e15; /* beyond it squares and sums lose what is compared */

/* ---- Guessing the family ----------------------------------------------------------------------*/

typedef struct facts {
    char name[KN_NAME_SIZE]; /* of the outcome */
    bool has_trials, has_exposure;
    bool is_whole, is_binary; /* whole numbers >= 0; 0 and 1 only */
    double max, mean, variance;
    bool has_zero;
} facts;

/* Words in the name of an outcome. The one that ends last decides, since it is the noun: a
 * "pain_episodes" is a count, a "spasm_score" a rating. */
static const char *const count_words[] = {"count",  "number",     "episodes", "attacks",
                                          "events", "spasms",     "cramps",   "seizures",
                                          "falls",  "awakenings", "migraines"};
static const char *const measure_words[] = {
    "pain",     "score",     "rating",       "mood",       "sleep",   "quality",
    "fatigue",  "stress",    "level",        "energy",     "anxiety", "severity",
    "scale",    "intensity", "index",        "stiffness",  "hours",   "minutes",
    "duration", "weight",    "productivity", "creativity", "pressure"};

/* Where the last of the words ends in the name; 0 if none occurs. */
static size_t last_end(const char *name, const char *const words[], size_t count)
{
    size_t last = 0;

    for (size_t w = 0; w < count; w++)
        for (size_t at = 0; name[at]; at++)
            if (strncasecmp(name + at, words[w], strlen(words[w])) == 0 &&
                at + strlen(words[w]) > last)
                last = at + strlen(words[w]);
    return last;
}

static bool says_count(const facts *f)
{
    size_t counted = last_end(f->name, count_words, sizeof count_words / sizeof *count_words);
    size_t measured =
        last_end(f->name, measure_words, sizeof measure_words / sizeof *measure_words);

    return counted > measured || strncasecmp(f->name, "n_", 2) == 0 ||
           strncasecmp(f->name, "number", 6) == 0;
}

static bool says_measure(const facts *f)
{
    return last_end(f->name, measure_words, sizeof measure_words / sizeof *measure_words) > 0;
}

static bool has_trials(const facts *f)
{
    return f->has_trials;
}

static bool has_exposure(const facts *f)
{
    return f->has_exposure;
}

static bool is_not_whole(const facts *f)
{
    return !f->is_whole;
}

static bool is_binary(const facts *f)
{
    return f->is_binary;
}

/* A rating 0-10 has a middle; rare events pile up at 0 and vary about as much as their mean. */
static bool looks_rare(const facts *f)
{
    return f->has_zero && f->mean < 3 && f->variance >= 0.7 * f->mean;
}

/* Beyond any rating 0-10, yet small on the whole and at least as spread as a count. */
static bool looks_spread(const facts *f)
{
    return f->max > 10 && f->mean < 15 && f->variance >= f->mean;
}

static bool always(const facts *f)
{
    (void)f;
    return true;
}

/* The first rule that holds decides. ordinal is never guessed: whole-number ratings are gaussian.
 */
static const struct {
    bool (*holds)(const facts *);
    kn_family family;
    const char *why;
} rules[] = {
    {has_trials, KN_BINOMIAL, "there are trials"},
    {has_exposure, KN_POISSON, "there is an exposure"},
    {is_not_whole, KN_GAUSSIAN, "not all whole numbers from 0 up"},
    {is_binary, KN_BERNOULLI, "only 0 and 1"},
    {says_count, KN_POISSON, "whole numbers, and its name says so"},
    {says_measure, KN_GAUSSIAN, "its name says so"},
    {looks_rare, KN_POISSON, "small whole numbers, often 0"},
    {looks_spread, KN_POISSON, "whole numbers, some above 10, spread like counts"},
    {always, KN_GAUSSIAN, "whole numbers that may be ratings"},
};

static facts find_facts(const kn_trial *trial)
{
    const kn_csv_options *options = trial->options;
    facts f = {.has_trials = options->column[KN_COLUMN_TRIALS],
               .has_exposure = options->column[KN_COLUMN_EXPOSURE],
               .is_whole = true,
               .is_binary = true};

    memcpy(f.name, trial->dataset->outcome, sizeof f.name);
    for (size_t i = 0; i < trial->rows; i++) {
        double y = trial->row[i].y;
        double deviation = y - f.mean;
        f.mean += deviation / (double)(i + 1); /* Welford 1962 */
        f.variance += deviation * (y - f.mean);
        f.max = i == 0 || y > f.max ? y : f.max;
        f.has_zero = f.has_zero || y == 0;
        f.is_whole = f.is_whole && y >= 0 && y == floor(y);
        f.is_binary = f.is_binary && (y == 0 || y == 1);
    }
    f.variance /= trial->rows > 1 ? (double)(trial->rows - 1) : 1;
    return f;
}

static void guess(kn_trial *trial)
{
    static const char *const kinds[KN_FAMILY_COUNT] = {"a measure or rating", "a count",
                                                       "yes or no", "k of n", "ordered levels"};
    kn_dataset *dataset = trial->dataset;
    facts f = find_facts(trial);
    size_t r = 0;

    while (!rules[r].holds(&f))
        r++;
    dataset->family = rules[r].family;
    dataset->family_guessed = true;
    kn_note(dataset, "\"%.*s\" is taken as %s (%s): %s; --family changes it",
            kn_shown(strlen(f.name), f.name), f.name, kinds[rules[r].family],
            kn_family_name(rules[r].family), rules[r].why);
}

/* ---- Values -----------------------------------------------------------------------------------*/

/* What is wrong with the outcome of a row, or NULL; and what to do about it. */
static const char *broken_outcome(const kn_trial *trial, const kn_row *row, const char **hint)
{
    double y = row->y;
    bool is_whole = y == floor(y);

    *hint = "Is --family right? gaussian takes any number.";
    switch (trial->dataset->family) {
    case KN_GAUSSIAN:
        *hint = "Use a larger unit.";
        return fabs(y) <= MEASURE_MAX ? NULL : "is too large to be analysed";
    case KN_POISSON:
        return y < 0           ? "is negative, but a count cannot be"
               : !is_whole     ? "is not a whole number, but a count must be"
               : y > COUNT_MAX ? "is too large for a count"
                               : NULL;
    case KN_BERNOULLI:
        return y == 0 || y == 1 ? NULL : "is not 0 or 1, but a yes/no outcome must be";
    case KN_BINOMIAL:
        return y < 0        ? "is negative, but k of n cannot be"
               : !is_whole  ? "is not a whole number, but k of n must be"
               : y > row->w ? "is more than the trials of its row"
                            : NULL;
    case KN_ORDINAL:
        return !is_whole             ? "is not a whole number, but a level must be"
               : fabs(y) > COUNT_MAX ? "is too large for a level"
                                     : NULL;
    case KN_FAMILY_COUNT:
        break;
    }
    return "has no family";
}

static const char *broken_weight(const kn_trial *trial, const kn_row *row)
{
    double w = row->w;

    if (trial->weight == KN_COLUMN_EXPOSURE)
        return !(w > 0)          ? "is not above 0, but an exposure must be"
               : w > MEASURE_MAX ? "is too large for an exposure"
                                 : NULL;
    if (trial->weight == KN_COLUMN_TRIALS)
        return !(w >= 1) || w != floor(w) ? "is not a whole number from 1 on, but trials must be"
               : w > COUNT_MAX            ? "is too large for trials"
                                          : NULL;
    return NULL;
}

kn_code kn_trial_check_values(const kn_trial *trial, const kn_row *row, kn_error *err)
{
    const char *hint = NULL;
    kn_column column = trial->weight;
    const kn_csv_field *field = &row->weight;
    const char *wrong = broken_weight(trial, row);
    kn_place place;

    if (!wrong) {
        column = KN_COLUMN_OUTCOME;
        field = &row->outcome;
        wrong = broken_outcome(trial, row, &hint);
    }
    if (!wrong)
        return KN_OK;
    place = kn_trial_place(trial, column, field);
    kn_fail(err, KN_DATA, &place, "%.*s %s", kn_shown(field->size, field->text), field->text,
            wrong);
    return hint ? kn_hint(err, "%s", hint) : err->code;
}

/* At most KN_CATEGORIES_MAX different levels in the file. */
static kn_code check_levels(const kn_trial *trial, kn_error *err)
{
    double seen[KN_CATEGORIES_MAX];
    int levels = 0;

    for (size_t i = 0; i < trial->rows; i++) {
        int c = 0;
        while (c < levels && seen[c] != trial->row[i].y)
            c++;
        if (c < levels)
            continue;
        if (levels == KN_CATEGORIES_MAX) {
            kn_place place = kn_trial_place(trial, KN_COLUMN_OUTCOME, &trial->row[i].outcome);
            kn_fail(err, KN_DATA, &place, "%g is one level too many; at most %d are accepted",
                    trial->row[i].y, KN_CATEGORIES_MAX);
            return kn_hint(err, "Join neighbouring levels, or choose --family gaussian.");
        }
        seen[levels++] = trial->row[i].y;
    }
    return KN_OK;
}

kn_code kn_trial_set_family(kn_trial *trial, kn_error *err)
{
    kn_dataset *dataset = trial->dataset;
    kn_code code = KN_OK;

    if (trial->options->family >= 0)
        dataset->family = (kn_family)trial->options->family;
    else
        guess(trial);
    if (trial->weight == KN_COLUMN_EXPOSURE && dataset->family != KN_POISSON)
        trial->weight = KN_COLUMN_COUNT; /* it was there, but not asked for */
    for (size_t i = 0; i < trial->rows && !code; i++) {
        kn_row *row = &trial->row[i];
        if (trial->weight != KN_COLUMN_COUNT)
            code = kn_trial_number(trial, trial->weight, &row->weight, &row->w, err);
        if (!code)
            code = kn_trial_check_values(trial, row, err);
    }
    return code || dataset->family != KN_ORDINAL ? code : check_levels(trial, err);
}
