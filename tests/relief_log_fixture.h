/* relief_log_fixture.h - a relief log made by hand, and the answer to it; cmocka.h comes first:
 *
 *     kn_relief_log log;
 *     log_init(&log, 3);                          wait, stretching, heat
 *     log_add(&log, 1, KN_EASED_AT, 4.5);         drawn from all three
 *     kn_relief_diary_answer *answer = log_answer(&log);      takes the log
 */
#ifndef RELIEF_LOG_FIXTURE_H
#define RELIEF_LOG_FIXTURE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/relief_answer.h"
#include "unknot/density.h"

enum { LOG_RECORDS_MAX = 700, LOG_DAY = 20000 };

static const char *const log_remedies[][2] = {{"wait", "Wait it out"},
                                              {"stretch_acute", "Stretch the muscle"},
                                              {"heat_local", "Heat on the spot"},
                                              {"rub_during", "Rub or press the muscle"}};

static inline void log_init(kn_relief_log *log, int keys)
{
    kn_relief_plan *plan = &log->plan;

    memset(log, 0, sizeof *log);
    *plan = (kn_relief_plan){.state = KN_RELIEF_ON,
                             .count = keys,
                             .wait_limit = -1,
                             .night_from = 22 * 3600,
                             .night_to = 6 * 3600,
                             .rule = KN_ALLOCATION_EQUAL,
                             .cluster_minutes = KN_CLUSTER_MINUTES,
                             .worth = KN_RELIEF_WORTH,
                             .begun = {LOG_DAY, 0, 60}};
    log->keys = keys;
    for (int a = 0; a < keys; a++) {
        snprintf(log->key[a], sizeof log->key[a], "%s", log_remedies[a][0]);
        snprintf(log->name[a], sizeof log->name[a], "%s", log_remedies[a][1]);
        snprintf(plan->remedy[a].key, sizeof plan->remedy[a].key, "%s", log_remedies[a][0]);
        snprintf(plan->remedy[a].name, sizeof plan->remedy[a].name, "%s", log_remedies[a][1]);
    }
    log->record = calloc(LOG_RECORDS_MAX, sizeof *log->record);
    log->seen = calloc(1, sizeof *log->seen);
    assert_non_null(log->record);
}

/* One a day, at noon. `arm` -1: without a draw. */
static inline kn_relief_record *log_add(kn_relief_log *log, int arm, kn_eased eased, double minutes)
{
    kn_relief_record *r = &log->record[log->count];
    uint8_t all = (uint8_t)((1u << log->keys) - 1);

    assert_true(log->count < LOG_RECORDS_MAX);
    *r = (kn_relief_record){.at = {LOG_DAY + (int32_t)log->count, 12 * 3600, 60},
                            .timed = true,
                            .arm = arm,
                            .switched = -1,
                            .chose = -1,
                            .eased = eased,
                            .minutes = minutes,
                            .low = minutes,
                            .pain_start = -1,
                            .pain_end = -1,
                            .site = -1,
                            .label = KN_LABEL_CRAMP};
    snprintf(r->episode, sizeof r->episode, "00000000-0000-4000-8000-%012zu", log->count);
    if (arm >= 0) {
        snprintf(r->draw, sizeof r->draw, "11111111-0000-4000-8000-%012zu", log->count);
        r->open = r->allowed = all;
        for (int a = 0; a < log->keys; a++)
            r->weight[a] = 1;
    } else {
        r->why_not = KN_NOT_DRAWN_SKIPPED;
    }
    log->count++;
    return r;
}

/* The i-th of n values that lie as those of a log-normal do; i runs over 0..n-1 in mixed order. */
static inline double log_minutes(double median, double sigma, int i, int n)
{
    int place = i * 7 % n; /* n no multiple of 7 */
    double low = -6, high = 6, p = (place + 0.5) / n;

    while (high - low > 1e-10) {
        double middle = (low + high) / 2;
        if (0.5 * erfc(-middle / sqrt(2)) < p)
            low = middle;
        else
            high = middle;
    }
    return median * exp(sigma * low);
}

/* n episodes of each arm in turn, all eased; a median of 0: the arm is not drawn. */
static inline void log_fill(kn_relief_log *log, const double median[], int n, double sigma)
{
    for (int i = 0; i < n; i++)
        for (int a = 0; a < log->keys; a++)
            if (median[a] > 0)
                log_add(log, a, KN_EASED_AT, log_minutes(median[a], sigma, i, n));
}

static inline kn_relief_diary_answer *log_answer(kn_relief_log *log)
{
    const kn_relief_answer_options options = {.parts = true, .sensitivity = true, .threads = 1};
    kn_relief_diary_answer *answer = NULL;
    kn_error err = {0};

    if (kn_relief_diary_answer_of(log, &options, &answer, &err) != KN_OK)
        fail_msg("%s", err.message);
    return answer;
}

#endif
