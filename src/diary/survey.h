/* diary/survey.h - the two questionnaires and their scores. Own wording; sources: Wolfe et al. 2016
 * (Semin Arthritis Rheum 46:319, ACR 2016 criteria), Bennett et al. 2009 (FIQR, CC BY 2.0,
 * doi 10.1186/ar2783). A score that lacks an item it needs is missing, never lower. */
#ifndef DIARY_SURVEY_H
#define DIARY_SURVEY_H

#include "diary/entry.h"

typedef struct kn_survey_item {
    const char *key;   /* "wpi.jaw-left", "sss.fatigue", "fiqr.walk" */
    const char *part;  /* "wpi", "sss", "months" ...; FIQR: "function", "overall", "symptoms" */
    const char *words; /* the question, or the area */
    int least, most;   /* yes/no: 0..1 */
    const char *low, *high; /* words at the ends, or NULL */
} kn_survey_item;

typedef struct kn_survey {
    const char *key; /* "acr2016", "fiqr" */
    const char *name, *intro, *credit;
    const kn_survey_item *items;
    size_t item_count;
} kn_survey;

extern const kn_survey kn_surveys[];
extern const size_t kn_survey_count;

const kn_survey *kn_survey_find(const char *key);

/* Answers: keys of the survey, whole numbers in range. KN_DATA. */
kn_code kn_survey_check(const kn_survey *survey, const json_t *answers, kn_error *err);

/* {"wpi","sss","fs","regions","pattern_2016": "met"|"not met"|null} or {"function","overall",
 * "symptoms","total"}, with null for what cannot be scored, and "words": a plain sentence ("Your
 * answers do not meet the 2016 pattern."; never "you have"). New reference. */
json_t *kn_survey_score(const kn_survey *survey, const json_t *answers);

#endif
