/* Any bytes as a CSV file of readings. Invariant: what is accepted keeps every promise of
 * exchange/exchange.h; what is refused has a code and a message. tests/exchange_readings_test.c
 * replays the corpus. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/text.h"
#include "exchange/exchange.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kn_reading_row *rows;
    size_t count;
    kn_error err = {0};
    kn_code code = kn_readings_read_csv((const char *)data, size, "fuzz.csv", &rows, &count, &err);

    if (code) {
        REQUIRE(err.code == code && err.message[0]);
        REQUIRE(kn_utf8_check(err.message, strlen(err.message)) == strlen(err.message));
        REQUIRE(!rows && count == 0);
        return 0;
    }
    REQUIRE(count <= KN_READINGS_ROWS_MAX);
    for (size_t i = 0; i < count; i++) {
        const kn_reading_row *row = &rows[i];

        REQUIRE(row->day >= KN_DAY_MIN && row->day <= KN_DAY_MAX && row->line > 1);
        REQUIRE(i == 0 || row->day > rows[i - 1].day);
        REQUIRE(isnan(row->temperature) || (row->temperature >= -90 && row->temperature <= 60));
        REQUIRE(isnan(row->sleep_hours) || (row->sleep_hours >= 0 && row->sleep_hours <= 24));
    }
    free(rows);
    return 0;
}
