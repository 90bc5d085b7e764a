/* Any bytes as a trial's CSV file, under several options. Invariant: what is accepted keeps every
 * promise of exchange/exchange.h, what is refused has a code and a message, and a second reading
 * gives the same. tests/exchange_corpus_test.c replays the corpus under every compiler. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/text.h"
#include "exchange/exchange.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_person(const kn_dataset *dataset, size_t index)
{
    const kn_person *person = &dataset->person[index];
    kn_error err = {0};
    kn_series series = kn_dataset_series(dataset, index);

    REQUIRE(person->rows > 0 && person->name[0]);
    REQUIRE(kn_series_check(&series, &err) == KN_OK);
    for (size_t i = 0; i < person->rows; i++)
        REQUIRE(isfinite(person->outcome[i]) && fabs(person->outcome[i]) <= 1e15);
    for (size_t i = 0; person->period && i < person->rows; i++) {
        int32_t before = i ? person->period[i - 1] : 0;
        REQUIRE(person->period[i] == before || (i && person->period[i] == before + 1));
        REQUIRE(i == 0 || person->period[i] != before || person->arm[i] == person->arm[i - 1]);
    }
}

static void check_dataset(const kn_dataset *dataset)
{
    REQUIRE(dataset->people >= 1 && dataset->arms >= 2 && dataset->arms <= KN_ARMS_MAX);
    for (int k = 0; k < dataset->arms; k++)
        REQUIRE(dataset->arm_name[k][0]);
    for (size_t i = 0; i < dataset->notes; i++)
        REQUIRE(kn_utf8_check(dataset->note[i], strlen(dataset->note[i])) ==
                strlen(dataset->note[i]));
    for (size_t p = 0; p < dataset->people; p++)
        check_person(dataset, p);
}

static bool is_same(const void *a, const void *b, size_t size)
{
    return (!a && !b) || (a && b && memcmp(a, b, size) == 0);
}

static void check_same(const kn_dataset *a, const kn_dataset *b)
{
    REQUIRE(a->people == b->people && a->arms == b->arms && a->family == b->family);
    REQUIRE(a->notes == b->notes && memcmp(a->note, b->note, sizeof a->note) == 0);
    REQUIRE(memcmp(a->arm_name, b->arm_name, sizeof a->arm_name) == 0);
    for (size_t p = 0; p < a->people; p++) {
        const kn_person *x = &a->person[p], *y = &b->person[p];
        REQUIRE(x->rows == y->rows && strcmp(x->name, y->name) == 0);
        REQUIRE(is_same(x->day, y->day, x->rows * sizeof *x->day));
        REQUIRE(is_same(x->arm, y->arm, x->rows));
        REQUIRE(is_same(x->outcome, y->outcome, x->rows * sizeof *x->outcome));
        REQUIRE(is_same(x->exposure, y->exposure, x->rows * sizeof *x->exposure));
        REQUIRE(is_same(x->trials, y->trials, x->rows * sizeof *x->trials));
        REQUIRE(is_same(x->period, y->period, x->rows * sizeof *x->period));
    }
}

static void read_twice(const char *bytes, size_t size, const kn_csv_options *options)
{
    kn_dataset first, second;
    kn_error err = {0}, again = {0};
    kn_code code = kn_dataset_read_csv(bytes, size, "fuzz.csv", options, &first, &err);

    REQUIRE(kn_dataset_read_csv(bytes, size, "fuzz.csv", options, &second, &again) == code);
    if (code) {
        REQUIRE(err.code == code && err.message[0]);
        REQUIRE(memcmp(&err, &again, sizeof err) == 0);
        REQUIRE(kn_utf8_check(err.message, strlen(err.message)) == strlen(err.message));
        return;
    }
    check_dataset(&first);
    check_same(&first, &second);
    kn_dataset_release(&first);
    kn_dataset_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const kn_csv_options options[] = {
        {.family = -1},
        {.family = KN_GAUSSIAN, .per_day = KN_PER_DAY_MEAN},
        {.family = KN_POISSON, .per_day = KN_PER_DAY_SUM, .reference = "B"},
        {.family = KN_BINOMIAL, .per_day = KN_PER_DAY_SUM},
        {.family = KN_ORDINAL, .per_day = KN_PER_DAY_LAST},
        {.family = -1, .column = {[KN_COLUMN_EXPOSURE] = "exposure"}},
        {.family = -1, .column = {[KN_COLUMN_TRIALS] = "trials", [KN_COLUMN_OUTCOME] = "k"}},
    };

    for (size_t o = 0; o < sizeof options / sizeof *options; o++)
        read_twice((const char *)data, size, &options[o]);
    return 0;
}
