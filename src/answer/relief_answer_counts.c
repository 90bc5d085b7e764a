/* What is counted and not modelled: spasms met with something of the person's own choice, eased
 * within ten minutes, draws that were skipped. None of it is compared. */
#include <math.h>
#include <stdlib.h>

#include "answer/relief_answer_parts.h"

/* ---- Chosen by the person ---------------------------------------------------------------------*/

typedef struct spell {
    double minutes;
    bool is_eased;
} spell;

static int by_minutes(const void *a, const void *b)
{
    const spell *x = a, *y = b;

    if (x->minutes != y->minutes)
        return x->minutes < y->minutes ? -1 : 1;
    return y->is_eased - x->is_eased; /* who eased at t was at risk at t, and so was who left */
}

/* Kaplan and Meier (1958): the first minute by which half have eased; NAN: never seen. */
static double km_median(spell spells[], size_t count)
{
    double left = 1;

    qsort(spells, count, sizeof *spells, by_minutes);
    for (size_t i = 0; i < count; i++) {
        if (spells[i].is_eased)
            left *= 1 - 1 / (double)(count - i);
        if (left <= 0.5 + 1e-12)
            return spells[i].minutes;
    }
    return (double)NAN;
}

static int chosen_arm(const kn_relief_record *record)
{
    unsigned done = record->done;

    if (!done && !record->done_other)
        return -1;
    if (record->done_other || (done & (done - 1)) != 0)
        return -2;
    return __builtin_ctz(done);
}

/* Of a range of minutes the middle, as kn_seen_minutes() takes it. */
static kn_relief_chosen count_chosen(const kn_relief_log *log, int arm, spell spells[])
{
    kn_relief_chosen chosen = {.arm = arm};

    for (size_t i = 0; i < log->count; i++) {
        const kn_relief_record *r = &log->record[i];

        if (r->arm >= 0 || chosen_arm(r) != arm)
            continue;
        chosen.episodes++;
        if (r->eased == KN_EASED_UNKNOWN)
            continue;
        spells[chosen.known++] =
            (spell){kn_seen_minutes(r->eased == KN_EASED_BETWEEN ? r->low : r->minutes, r->minutes),
                    r->eased != KN_EASED_NOT};
    }
    chosen.median = km_median(spells, chosen.known);
    return chosen;
}

/* ---- By record --------------------------------------------------------------------------------*/

/* 1: eased within so many minutes of the draw; 0: not; -1: nobody knows. */
static int is_within(const kn_relief_record *record, double minutes)
{
    switch (record->eased) {
    case KN_EASED_AT:
        return record->minutes <= minutes;
    case KN_EASED_BETWEEN:
        return record->minutes <= minutes ? 1 : record->low >= minutes ? 0 : -1;
    case KN_EASED_NOT:
        return record->minutes >= minutes ? 0 : -1;
    default:
        return -1;
    }
}

static void count_drawn(kn_relief_diary_answer *answer, const kn_relief_record *record)
{
    int within = is_within(record, KN_WITHIN_MINUTES), arm = record->arm;

    answer->declined[arm] +=
        record->response == KN_RESPONSE_SKIPPED || record->response == KN_RESPONSE_CHOSE;
    if (within < 0)
        return;
    answer->within_known[arm]++;
    answer->within_ten[arm] += (size_t)within;
    if (record->switched < 0)
        return;
    answer->alone_known[arm]++;
    answer->alone[arm] += within && record->switched == 0;
}

kn_code kn_relief_answer_counts(kn_relief_diary_answer *answer, kn_error *err)
{
    const kn_relief_log *log = &answer->log;
    spell *spells = malloc((log->count + 1) * sizeof *spells);

    if (!spells)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu episodes", log->count);
    for (size_t i = 0; i < log->count; i++) {
        const kn_relief_record *r = &log->record[i];

        if (r->arm >= 0) {
            count_drawn(answer, r);
            continue;
        }
        answer->not_drawn[r->why_not]++;
        answer->not_drawn_at_night[r->why_not] += kn_relief_is_night(&log->plan, r->at);
    }
    for (int arm = -2; arm < log->keys; arm++) {
        kn_relief_chosen chosen = count_chosen(log, arm, spells);

        if (chosen.episodes > 0)
            answer->chosen[answer->chosen_count++] = chosen;
    }
    free(spells);
    return KN_OK;
}
