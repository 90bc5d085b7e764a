/* Any bytes as a CSV file of episodes and suspects. Invariant: what is accepted keeps every promise
 * of exchange/exchange.h and can be fitted or is answered as what cannot be; what is refused has a
 * code and a message. tests/exchange_triggers_corpus_test.c replays the corpus. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/exchange.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_person(const kn_trigger_diary *diary, const kn_trigger_person *person)
{
    REQUIRE(person->days > 0 && person->name[0]);
    for (size_t i = 0; i < person->days; i++) {
        REQUIRE(i == 0 || person->day[i] > person->day[i - 1]);
        REQUIRE(person->episode[i] >= -1 && person->episode[i] <= 1);
    }
    for (size_t i = 0; i < person->days * (size_t)diary->suspects; i++)
        REQUIRE(isnan(person->answer[i]) || fabs(person->answer[i]) <= 1e15);
}

static void check_answer(const kn_trigger_answer *answer)
{
    REQUIRE(answer->counted_days <= answer->recorded_days);
    REQUIRE(answer->recorded_days <= answer->calendar_days);
    REQUIRE(answer->informative_episodes <= answer->episodes);
    if (answer->unfit)
        return;
    REQUIRE(isfinite(answer->omega.mean) && answer->omega.sd >= 0);
    for (int j = 0; j < answer->suspects; j++) {
        const kn_suspect_answer *suspect = &answer->suspect[j];
        if (suspect->refused)
            continue;
        REQUIRE(isfinite(suspect->joint.mean) && suspect->joint.sd >= 0);
        REQUIRE(suspect->joint.q025 <= suspect->joint.q975);
        REQUIRE(suspect->joint.p_below_zero >= 0 && suspect->joint.p_below_zero <= 1);
        REQUIRE(answer->informative_episodes >= KN_TRIGGER_EPISODES_MIN ||
                suspect->verdict == KN_TRIGGERS_COULD_NOT);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kn_trigger_options options = kn_trigger_options_default();
    kn_trigger_diary diary;
    kn_trigger_study *study;
    kn_error err = {0};
    kn_code code = kn_trigger_diary_read_csv((const char *)data, size, "fuzz.csv", &diary, &err);

    if (code) {
        REQUIRE(err.code == code && err.message[0]);
        REQUIRE(kn_utf8_check(err.message, strlen(err.message)) == strlen(err.message));
        return 0;
    }
    REQUIRE(diary.people >= 1 && diary.suspects >= 1 && diary.suspects <= KN_SUSPECTS_MAX);
    for (size_t p = 0; p < diary.people; p++)
        check_person(&diary, &diary.person[p]);
    options.needed_runs = 0;
    options.raw = size % 2;
    options.strata =
        diary.days_are_dates && size % 3 ? KN_STRATA_WEEKDAY_MONTH : KN_STRATA_FORTNIGHT;
    study = kn_trigger_study_new(&diary, &options, 1, &err);
    REQUIRE(study);
    for (size_t p = 0; p < diary.people; p++)
        check_answer(&study->alone[p]);
    kn_trigger_study_free(study);
    kn_trigger_diary_release(&diary);
    return 0;
}
