#include "unknot/study.h"

#include <stdlib.h>

kn_series kn_dataset_series(const kn_dataset *dataset, size_t person)
{
    const kn_person *p = &dataset->person[person];

    return (kn_series){.family = dataset->family,
                       .arms = dataset->arms,
                       .n = p->rows,
                       .day = p->day,
                       .arm = p->arm,
                       .outcome = p->outcome,
                       .exposure = p->exposure,
                       .trials = p->trials};
}

void kn_dataset_release(kn_dataset *dataset)
{
    for (size_t p = 0; p < dataset->people; p++) {
        kn_person *person = &dataset->person[p];
        free(person->day);
        free(person->arm);
        free(person->outcome);
        free(person->exposure);
        free(person->trials);
        free(person->period);
    }
    free(dataset->person);
    *dataset = (kn_dataset){0};
}
