#include "unknot/study.h"

#include <stdlib.h>

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
