#include "answer/relief_answer.h"

#include <math.h>
#include <stdlib.h>

#include "answer/relief_answer_parts.h"

static bool was_drawn(const kn_relief_data *data)
{
    for (size_t i = 0; data->people > 0 && i < data->person[0].count; i++)
        if (data->person[0].episode[i].allowed)
            return true;
    return false;
}

static kn_code run(kn_relief_diary_answer *answer, const kn_relief_answer_options *options,
                   kn_error *err)
{
    kn_relief_options how = kn_relief_options_default();
    kn_code code = kn_relief_log_data(&answer->log, NULL, NULL, &answer->data, err);

    if (code)
        return code;
    if (!was_drawn(&answer->data))
        return KN_OK;
    how.claim.important = -log(answer->log.plan.worth);
    how.claim.threshold = 1 - (1 - KN_RELIEF_CLEAR) / (answer->data.arms - 1);
    how.sensitivity = options->sensitivity;
    how.usable = kn_relief_usable(&answer->log);
    how.threads = options->threads;
    answer->relief = kn_relief_new(&answer->data, &how, err);
    return answer->relief ? KN_OK : err->code;
}

kn_code kn_relief_diary_answer_of(kn_relief_log *log, const kn_relief_answer_options *options,
                                  kn_relief_diary_answer **out, kn_error *err)
{
    kn_relief_diary_answer *answer = calloc(1, sizeof *answer);
    kn_error unheard;
    kn_code code;

    *out = NULL;
    err = err ? err : &unheard;
    if (!answer) {
        kn_relief_log_release(log);
        return kn_fail(err, KN_NOMEM, NULL, "no memory for an answer");
    }
    answer->log = *log;
    *log = (kn_relief_log){0};
    answer->best = answer->lead = answer->more = -1;
    answer->regret = NAN;
    code = answer->log.keys >= 2 ? run(answer, options, err) : KN_OK;
    if (code == KN_OK)
        code = kn_relief_answer_counts(answer, err);
    if (code == KN_OK)
        code = kn_relief_answer_pain(answer, err);
    if (code == KN_OK && options->parts && answer->relief)
        code = kn_relief_answer_split(answer, options->threads, err);
    if (code) {
        kn_relief_diary_answer_free(answer);
        return code;
    }
    kn_relief_answer_lead(answer);
    kn_relief_answer_stop(answer);
    *out = answer;
    return KN_OK;
}

kn_code kn_relief_diary_answer_new(kn_store *store, const kn_relief_answer_options *options,
                                   kn_relief_diary_answer **answer, kn_error *err)
{
    kn_relief_log log = {0};
    kn_code code = kn_relief_log_load(store, &log, err);

    *answer = NULL;
    return code ? code : kn_relief_diary_answer_of(&log, options, answer, err);
}

static void release_parts(kn_relief_part part[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        kn_relief_free(part[i].relief);
        kn_relief_data_release(&part[i].data);
    }
}

void kn_relief_diary_answer_free(kn_relief_diary_answer *answer)
{
    if (!answer)
        return;
    release_parts(answer->place, answer->by_place);
    release_parts(answer->label, answer->by_label);
    kn_relief_free(answer->relief);
    kn_relief_data_release(&answer->data);
    kn_relief_log_release(&answer->log);
    free(answer);
}
