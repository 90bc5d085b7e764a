/* Any bytes as a file of episodes, under two sets of options. Invariant: what is accepted keeps
 * every promise of exchange/exchange.h, what is refused has a code and a message, and a second
 * reading gives the same. tests/relief_corpus_test.c replays the corpus under every compiler. */
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/text.h"
#include "exchange/exchange.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_data(const kn_relief_data *data)
{
    kn_error err = {0};

    REQUIRE(kn_relief_check(data, &err) == KN_OK);
    REQUIRE(data->people >= 1);
    for (int a = 0; a < data->arms; a++)
        REQUIRE(data->arm_name[a][0]);
    for (size_t n = 0; n < data->notes; n++)
        REQUIRE(kn_utf8_check(data->note[n], strlen(data->note[n])) == strlen(data->note[n]));
    for (size_t p = 0; p < data->people; p++) {
        const kn_relief_rows *rows = &data->person[p];
        REQUIRE(rows->count > 0 && rows->name[0]);
        for (size_t i = 1; i < rows->count; i++)
            REQUIRE(rows->episode[i].order >= rows->episode[i - 1].order);
    }
}

static void check_same(const kn_relief_data *a, const kn_relief_data *b)
{
    REQUIRE(a->people == b->people && a->arms == b->arms && a->has_order == b->has_order);
    REQUIRE(memcmp(a->arm_name, b->arm_name, sizeof a->arm_name) == 0);
    for (size_t p = 0; p < a->people; p++) {
        const kn_relief_rows *x = &a->person[p], *y = &b->person[p];
        REQUIRE(x->count == y->count && strcmp(x->name, y->name) == 0);
        for (size_t i = 0; i < x->count; i++) {
            const kn_relief_episode *e = &x->episode[i], *f = &y->episode[i];
            REQUIRE(e->eased == f->eased && e->arm == f->arm && e->allowed == f->allowed);
            REQUIRE(e->eased == KN_EASED_UNKNOWN || e->minutes == f->minutes);
        }
    }
}

static void read_twice(const char *bytes, size_t size, const kn_relief_csv_options *options)
{
    kn_relief_data first, second;
    kn_error err = {0}, again = {0};
    kn_code code = kn_relief_read_csv(bytes, size, "fuzz.csv", options, &first, &err);

    REQUIRE(kn_relief_read_csv(bytes, size, "fuzz.csv", options, &second, &again) == code);
    if (code) {
        REQUIRE(err.code == code && err.message[0]);
        REQUIRE(memcmp(&err, &again, sizeof err) == 0);
        REQUIRE(kn_utf8_check(err.message, strlen(err.message)) == strlen(err.message));
        return;
    }
    check_data(&first);
    check_same(&first, &second);
    kn_relief_data_release(&first);
    kn_relief_data_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const kn_relief_csv_options options[] = {
        {.reference = NULL},
        {.reference = "B", .column = {[KN_RELIEF_COLUMN_ORDER] = "day"}},
    };

    for (size_t o = 0; o < sizeof options / sizeof *options; o++)
        read_twice((const char *)data, size, &options[o]);
    return 0;
}
