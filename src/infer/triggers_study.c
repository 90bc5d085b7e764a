#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "unknot/triggers.h"

void kn_trigger_diary_release(kn_trigger_diary *diary)
{
    for (size_t p = 0; diary->person && p < diary->people; p++) {
        free(diary->person[p].day);
        free(diary->person[p].episode);
        free(diary->person[p].answer);
    }
    free(diary->person);
    *diary = (kn_trigger_diary){.people = 0};
}

/* The fits of a study, the pooled one last: each works on its own answer and error. */
typedef struct fits {
    kn_trigger_study *study;
    const kn_trigger_days *days;
    kn_error *errors;
} fits;

static void fit_one(void *self, size_t i)
{
    const fits *f = self;
    kn_trigger_study *study = f->study;
    size_t people = study->diary->people;
    bool is_pooled = i == people;

    kn_triggers_fit(is_pooled ? f->days : f->days + i, is_pooled ? people : 1,
                    study->diary->suspects, &study->options,
                    is_pooled ? study->pooled : &study->alone[i], &f->errors[i]);
}

kn_trigger_study *kn_trigger_study_new(const kn_trigger_diary *diary,
                                       const kn_trigger_options *options, int threads,
                                       kn_error *err)
{
    size_t people = diary->people, count = people > 1 ? people + 1 : people;
    kn_trigger_study *study = calloc(1, sizeof *study);
    kn_trigger_days *days = calloc(people + 1, sizeof *days);
    kn_error *errors = calloc(count + 1, sizeof *errors);
    bool failed = !study || !days || !errors;

    if (study) {
        study->diary = diary;
        study->options = *options;
        study->options.dated = diary->days_are_dates;
        study->alone = calloc(people + 1, sizeof *study->alone);
        study->pooled = people > 1 ? calloc(1, sizeof *study->pooled) : NULL;
        failed = failed || !study->alone || (people > 1 && !study->pooled);
    }
    if (failed) {
        kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu persons", people);
    } else {
        fits f = {study, days, errors};
        for (size_t p = 0; p < people; p++) {
            const kn_trigger_person *person = &diary->person[p];
            days[p] = (kn_trigger_days){person->days, person->day, person->episode, person->answer};
        }
        kn_parallel_for(count, kn_threads(threads), fit_one, &f);
        for (size_t i = 0; i < count && !failed; i++)
            if (errors[i].code) {
                failed = true;
                if (err)
                    *err = errors[i];
            }
    }
    free(days);
    free(errors);
    if (failed) {
        kn_trigger_study_free(study);
        return NULL;
    }
    return study;
}

void kn_trigger_study_free(kn_trigger_study *study)
{
    if (!study)
        return;
    free(study->alone);
    free(study->pooled);
    free(study);
}
