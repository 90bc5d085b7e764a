/* The second outcome: how much the pain dropped. */
#include <math.h>
#include <stdlib.h>

#include "answer/relief_answer_parts.h"

/* The one engine for measures fits it. Its days are whole numbers; episodes stand this far apart,
 * so that the likeness of neighbouring days (rho to that power) is nothing and only the trend over
 * the order is left. */
static const int32_t DAYS_APART = 4096;

typedef struct pain_rows {
    int32_t *day;
    uint8_t *arm;
    double *drop;
    size_t count;
} pain_rows;

/* Episodes in which both could have been drawn and one of the two was: with equal odds either is
 * drawn as often whatever else was allowed then, so no intercepts for each set are needed. */
static void collect(const kn_relief_log *log, kn_relief_pain *pain, pain_rows *drops)
{
    unsigned both = 1u << pain->arm | 1u << pain->versus;

    drops->count = 0;
    for (size_t i = 0; i < log->count; i++) {
        const kn_relief_record *r = &log->record[i];
        int k = r->arm == pain->versus;

        if ((r->arm != pain->arm && r->arm != pain->versus) || (r->allowed & both) != both ||
            r->pain_start < 0 || r->pain_end < 0)
            continue;
        drops->day[drops->count] = (int32_t)drops->count * DAYS_APART;
        drops->arm[drops->count] = !k;
        drops->drop[drops->count++] = r->pain_start - r->pain_end;
        pain->episodes[k]++;
        pain->drop[k] += r->pain_start - r->pain_end;
    }
    for (int k = 0; k < 2; k++)
        pain->drop[k] = pain->episodes[k] ? pain->drop[k] / (double)pain->episodes[k] : (double)NAN;
}

static kn_code fit(const pain_rows *drops, kn_relief_pain *pain, kn_error *err)
{
    const kn_series series = {.family = KN_GAUSSIAN,
                              .arms = 2,
                              .n = drops->count,
                              .day = drops->day,
                              .arm = drops->arm,
                              .outcome = drops->drop};
    const kn_fit_options options = kn_fit_options_default();
    kn_fit *fit;

    if (pain->episodes[0] < KN_PAIN_EPISODES || pain->episodes[1] < KN_PAIN_EPISODES)
        return KN_OK;
    fit = kn_fit_new(&series, &options, err);
    if (!fit)
        return err->code;
    pain->fitted = !fit->unfit;
    if (pain->fitted)
        pain->difference = fit->effects[0].difference;
    kn_fit_free(fit);
    return KN_OK;
}

kn_code kn_relief_answer_pain(kn_relief_diary_answer *answer, kn_error *err)
{
    const kn_relief_log *log = &answer->log;
    int versus = kn_relief_reference(log);
    size_t room = log->count < KN_DAYS_MAX ? log->count : KN_DAYS_MAX;
    pain_rows drops = {.day = malloc((log->count + 1) * sizeof *drops.day),
                       .arm = malloc(log->count + 1),
                       .drop = malloc((log->count + 1) * sizeof *drops.drop)};
    kn_code code = KN_OK;

    if (!drops.day || !drops.arm || !drops.drop)
        code = kn_fail(err, KN_NOMEM, NULL, "no memory for %zu episodes", log->count);
    for (int a = 0; a < log->keys && code == KN_OK; a++) {
        kn_relief_pain *pain = &answer->pain[answer->pains];

        if (a == versus)
            continue;
        *pain = (kn_relief_pain){.arm = a, .versus = versus};
        collect(log, pain, &drops);
        if (pain->episodes[0] + pain->episodes[1] == 0 || drops.count > room)
            continue;
        answer->pains++;
        code = fit(&drops, pain, err);
    }
    free(drops.day);
    free(drops.arm);
    free(drops.drop);
    return code;
}
