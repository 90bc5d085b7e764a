/* report/plan_report.h - simulated trials for researchers: a table in plain text, and JSON
 * (docs/json.md, "Plan"). The person's picture before the start is in report/trial_report.h. */
#ifndef REPORT_PLAN_REPORT_H
#define REPORT_PLAN_REPORT_H

#include "answer/plan.h"
#include "base/text.h"

enum { KN_PLAN_TRUTHS_MAX = 16 };

/* One design and truth, under several effects. */
typedef struct kn_plan_table {
    kn_simulation simulation; /* its scenario's effect does not count */
    uint64_t trials;          /* wanted for each effect */
    size_t effect_count;
    double effect[KN_PLAN_TRUTHS_MAX]; /* reported scale */
    kn_tally tally[KN_PLAN_TRUTHS_MAX];
    double calibrated_share; /* wrong with simulation.decide.claim.threshold; NAN: by the rule */
} kn_plan_table;

kn_code kn_report_plan_text(const kn_plan_table *table, kn_text *out, kn_error *err);
kn_code kn_report_plan_json(const kn_plan_table *table, kn_text *out, kn_error *err);

/* All that the tallies follow from, without how many trials: {"design", "truth", "seed" ...}. New
 * reference; NULL when memory ran out. */
json_t *kn_plan_request(const kn_plan_table *table);

/* A tally as JSON and back, exactly; for resuming. False for what no tally can be. */
json_t *kn_plan_tally_json(const kn_tally *tally);
bool kn_plan_tally_read(const json_t *json, kn_tally *tally);

#endif
