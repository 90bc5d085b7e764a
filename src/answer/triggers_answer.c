#include "answer/triggers_answer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/triggers_answer_parts.h"
#include "base/text.h"

/* ---- The study --------------------------------------------------------------------------------*/

/* Names in the diary's tables are shorter than an own one may be. */
static void set_name(char out[KN_TRIGGER_NAME_SIZE], const char *name)
{
    size_t size = kn_utf8_cut(name, strlen(name), KN_TRIGGER_NAME_SIZE - 1);

    memcpy(out, name, size);
    out[size] = '\0';
}

/* The rows of the file that `unknot triggers FILE.csv` would be given. */
static kn_code fill_diary(const kn_trigger_source *source, const kn_candidates *all,
                          kn_trigger_diary *diary, kn_error *err)
{
    kn_trigger_person *person = calloc(1, sizeof *person);

    for (size_t c = 0; c < all->count; c++)
        if (all->list[c].shown.column >= 0)
            set_name(diary->suspect_name[diary->suspects++], all->list[c].shown.name);
    snprintf(diary->source, sizeof diary->source, "the diary");
    diary->days_are_dates = true;
    diary->person = person;
    diary->people = person ? 1 : 0;
    if (person) {
        snprintf(person->name, sizeof person->name, "1");
        person->days = all->rows;
        person->day = malloc((all->rows + 1) * sizeof *person->day);
        person->episode = malloc(all->rows + 1);
        person->answer = malloc((all->rows * (size_t)diary->suspects + 1) * sizeof *person->answer);
    }
    if (!person || !person->day || !person->episode || !person->answer)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu days", all->rows);
    for (size_t i = 0; i < all->rows; i++) {
        person->day[i] = source->days[all->row[i]].day;
        person->episode[i] = (int8_t)kn_trigger_episode(source, all->row[i]);
        for (size_t c = 0; c < all->count; c++)
            if (all->list[c].shown.column >= 0)
                person->answer[i * (size_t)diary->suspects + (size_t)all->list[c].shown.column] =
                    all->list[c].value[i];
    }
    return KN_OK;
}

/* Each column stands at the lag at which it is known to come before: the engine's doubt about the
 * same day holds only where the person asked for it. */
static void drop_doubt(kn_trigger_answer *alone, kn_trigger_doubt_code code)
{
    size_t kept = 0;

    for (size_t d = 0; d < alone->doubts; d++)
        if (alone->doubt[d].code != code)
            alone->doubt[kept++] = alone->doubt[d];
    alone->doubts = kept;
}

static kn_code run_study(kn_trigger_diary_answer *answer, const kn_trigger_answer_options *options,
                         kn_error *err)
{
    kn_trigger_options study = kn_trigger_options_default();
    bool may_come_after = false;

    study.strata = options->strata;
    study.needed_runs = options->needed_runs;
    answer->study = kn_trigger_study_new(&answer->diary, &study, options->threads, err);
    if (!answer->study)
        return err->code;
    for (int i = 0; i < answer->suspects; i++)
        may_come_after =
            may_come_after || (answer->suspect[i].may_come_after && answer->suspect[i].column >= 0);
    if (!may_come_after)
        drop_doubt(&answer->study->alone[0], KN_TRIGGER_DOUBT_SAME_DAY);
    return KN_OK;
}

const kn_suspect_answer *kn_trigger_suspect_answer(const kn_trigger_diary_answer *answer,
                                                   const kn_trigger_suspect *suspect)
{
    const kn_trigger_answer *alone = answer->study ? &answer->study->alone[0] : NULL;

    if (!alone || alone->unfit || suspect->column < 0 || alone->suspect[suspect->column].refused)
        return NULL;
    return &alone->suspect[suspect->column];
}

/* ---- Findings ---------------------------------------------------------------------------------*/

static kn_code judge_findings(const kn_trigger_source *source, const kn_frozen frozen[],
                              size_t count, kn_trigger_diary_answer *answer, kn_error *err)
{
    kn_code code = KN_OK;

    for (int i = 0; i < answer->suspects && !code; i++) {
        kn_trigger_suspect *suspect = &answer->suspect[i];
        const kn_suspect_answer *found = kn_trigger_suspect_answer(answer, suspect);

        for (size_t f = 0; f < count && !code; f++)
            if (strcmp(frozen[f].form.key, suspect->key) == 0)
                code = kn_frozen_judge(&frozen[f], source, suspect, err);
        suspect->can_freeze = found && !suspect->finding[0] && !suspect->may_come_after &&
                              (found->verdict == KN_TRIGGERS_GOES_WITH ||
                               found->verdict == KN_TRIGGERS_GOES_WITH_FEWER);
    }
    return code;
}

/* ---- Together ---------------------------------------------------------------------------------*/

static void count_days(const kn_trigger_source *source, const kn_candidates *all,
                       kn_trigger_diary_answer *answer)
{
    answer->first_day = source->first + (int32_t)source->margin;
    answer->last_day = source->first + (int32_t)source->count - 1;
    answer->days = source->count - source->margin;
    answer->unknown = answer->days - all->rows;
    for (size_t i = 0; i < all->rows; i++) {
        answer->partly += all->gaps[i] > 0;
        answer->episode_days += kn_trigger_episode(source, all->row[i]) == 1;
    }
}

static kn_code work_out(kn_store *store, const kn_trigger_answer_options *options,
                        const kn_trigger_source *source, kn_trigger_diary_answer *answer,
                        kn_error *err)
{
    kn_frozen frozen[KN_FINDINGS_READ_MAX];
    kn_candidates all = {0};
    size_t count = 0;
    kn_code code = kn_frozen_load(store, frozen, &count, err);

    if (!code)
        code = kn_candidates_choose(source, frozen, count, options->same_day, &all, err);
    if (code)
        return code;
    for (size_t c = 0; c < all.count; c++)
        answer->suspect[answer->suspects++] = all.list[c].shown;
    count_days(source, &all, answer);
    code = fill_diary(source, &all, &answer->diary, err);
    if (!code && answer->diary.suspects > 0)
        code = run_study(answer, options, err);
    if (!code && answer->study && answer->study->alone[0].counted_days > 0)
        answer->partly = all.rows - answer->study->alone[0].counted_days;
    if (!code)
        code = judge_findings(source, frozen, count, answer, err);
    kn_candidates_release(&all);
    return code;
}

kn_code kn_trigger_diary_answer_new(kn_store *store, const kn_trigger_answer_options *options,
                                    kn_trigger_diary_answer **answer, kn_error *err)
{
    kn_trigger_diary_answer *made = calloc(1, sizeof *made);
    kn_trigger_source source = {0};
    bool any = false;
    kn_code code;

    *answer = NULL;
    if (!made)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for an answer");
    made->same_day = options->same_day;
    made->last_day = options->last_day;
    made->first_day = options->last_day + 1;
    code = kn_trigger_source_load(store, options->last_day, &source, &any, err);
    if (!code && any)
        code = work_out(store, options, &source, made, err);
    kn_trigger_source_release(&source);
    if (code)
        kn_trigger_diary_answer_free(made);
    else
        *answer = made;
    return code;
}

void kn_trigger_diary_answer_free(kn_trigger_diary_answer *answer)
{
    if (!answer)
        return;
    kn_trigger_study_free(answer->study);
    kn_trigger_diary_release(&answer->diary);
    free(answer);
}
