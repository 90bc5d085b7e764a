/* unknot/study.h - a data set of one or many people, and everything that is worked out from it. The
 * reports are made from a kn_study and nothing else. */
#ifndef UNKNOT_STUDY_H
#define UNKNOT_STUDY_H

#include "unknot/answer.h"
#include "unknot/exact.h"
#include "unknot/pool.h"

enum { KN_NAME_SIZE = 128 /* bytes of a name with its final NUL */ };

/* One person's rows in day order, and their schedule. The readers in exchange/ fill it. */
typedef struct kn_person {
    char name[KN_NAME_SIZE];
    size_t rows;
    int32_t *day;
    uint8_t *arm;
    double *outcome;
    double *exposure; /* NULL if the study has none */
    double *trials;   /* NULL if the study has none */
    int32_t *period;  /* NULL if not stated; labels 0, 1, 2 ... that change where a period does */
} kn_person;

typedef struct kn_dataset {
    char source[192]; /* the file's name */
    char outcome[KN_NAME_SIZE];
    int arms;
    char arm_name[KN_ARMS_MAX][KN_NAME_SIZE]; /* 0 is the reference */
    kn_family family;
    bool family_guessed;
    bool days_are_dates; /* days count from 1970-01-01; else whole numbers as given */
    size_t people;
    kn_person *person;
    size_t notes; /* things accepted and said: "columns are separated by semicolons" ... */
    char note[8][192];
} kn_dataset;

/* One person's rows as a series that borrows them; its scale is left to the caller. */
kn_series kn_dataset_series(const kn_dataset *dataset, size_t person);

void kn_dataset_release(kn_dataset *dataset); /* zeroed storage is fine */

typedef struct kn_study_options {
    kn_fit_options fit;
    kn_claim claim;
    double scale;            /* gaussian: s; 0: sd of the person, or for several people the root of
                                the mean within-person variance */
    const char *design;      /* as for kn_design_state(); NULL: recognise it */
    const char *design_list; /* text of permitted schedules, or NULL */
    size_t design_list_size;
    const char *design_list_source;
    const kn_design *known; /* the whole design of a data set of one person, wash-out days
                               included; NULL: `design` and what follows say */
    const double
        *scheduled; /* [arms] with `known`: days on which each arm could have been recorded,
                       where that is not all days of its units (pauses); NULL: all */
    int washout_days;
    bool blinded;
    bool sensitivity; /* refits under other sigma priors */
    bool exact;       /* also sample the full model */
    kn_exact_options exact_options;
    uint64_t seed;  /* of the randomisation test */
    const char *id; /* stands in the evidence curves, such as the hash of a sealed protocol: another
                       curve of the same id replaces this one. Outlives the study; NULL: none */
    int threads;    /* 0: as many as there are processors; results do not depend on it */
} kn_study_options;

kn_study_options kn_study_options_default(void);

/* One person's part of the answer. */
typedef struct kn_person_answer {
    kn_fit *fit;
    kn_design design;
    kn_randomisation randomisation;
    kn_answer answer[KN_ARMS_MAX - 1]; /* [arms - 1]; set if the fit is not unfit */
    kn_doubts doubts;
    kn_exact *exact; /* NULL unless asked for */
    bool *kept;      /* [rows] not lost to wash-out */
    size_t rows_kept;
    double
        missing[KN_ARMS_MAX]; /* share of the arm's scheduled days without a record; NAN unknown */
} kn_person_answer;

typedef struct kn_study {
    const kn_dataset *dataset; /* borrowed: must outlive the study */
    kn_study_options options;
    kn_person_answer *person; /* [dataset->people] */
    kn_pool *pool;            /* NULL unless two arms and at least two people could be fitted */
    kn_exact *pool_exact;     /* NULL unless asked for and pooled */
    size_t *pooled;           /* [pool->people] index of each pooled person in person[] */
    double scale;             /* gaussian, several people: the common s */
    double seconds;           /* of the default method */
} kn_study;

/* KN_DATA if a stated design does not hold. People who cannot be fitted are answered as such
 * (fit->unfit). Owner: caller; kn_study_free(). */
kn_study *kn_study_new(const kn_dataset *dataset, const kn_study_options *options, kn_error *err);
void kn_study_free(kn_study *study); /* NULL is fine */

#endif
