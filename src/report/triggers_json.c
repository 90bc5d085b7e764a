#include <math.h>

#include "report/json.h"
#include "report/triggers_report.h"
#include "report/triggers_words.h"

enum { SENTENCE_MAX = 4096 };

static json_t *odds_ratio(kn_json *json, const kn_summary *summary)
{
    json_t *object = json_object();

    kn_json_put(json, object, "q025", kn_json_real(exp(summary->q025)));
    kn_json_put(json, object, "q50", kn_json_real(exp(summary->q50)));
    kn_json_put(json, object, "q975", kn_json_real(exp(summary->q975)));
    return object;
}

/* mean ... q975, p_above_zero, odds_ratio. */
static void put_effect(kn_json *json, json_t *object, const kn_summary *summary)
{
    kn_json_put_summary(json, object, summary);
    kn_json_put(json, object, "p_above_zero", kn_json_real(1 - summary->p_below_zero));
    kn_json_put(json, object, "odds_ratio", odds_ratio(json, summary));
}

static json_t *suspect_json(kn_json *json, const kn_trigger_study *study, int j,
                            const kn_suspect_answer *suspect)
{
    const kn_trigger_options *options = &study->options;
    json_t *object = json_object(), *lags;

    kn_json_put(json, object, "name", kn_json_name(study->diary->suspect_name[j]));
    kn_json_put(json, object, "graded", json_boolean(suspect->graded));
    kn_json_put(json, object, "unit", kn_json_real(suspect->unit));
    put_effect(json, object, &suspect->joint);
    kn_json_put(json, object, "verdict", json_string(kn_trigger_verdict_name(suspect->verdict)));
    kn_json_put(json, object, "answered_episode_days", kn_json_real(suspect->answered_episodes));
    kn_json_put(json, object, "answered_other_days", kn_json_real(suspect->answered_controls));
    if (options->lags == 1)
        return object;
    lags = json_array();
    for (int l = 0; l < options->lags; l++) {
        json_t *lag = json_object();
        kn_json_put(json, lag, "lag", json_integer(options->lag[l]));
        put_effect(json, lag, &suspect->lag[l]);
        kn_json_append(json, lags, lag);
    }
    kn_json_put(json, object, "by_lag", lags);
    return object;
}

static void put_suspects(kn_json *json, json_t *object, const kn_trigger_study *study,
                         const kn_trigger_answer *answer)
{
    json_t *suspects = json_array(), *refused = json_array();

    for (int j = 0; j < answer->suspects; j++) {
        const kn_suspect_answer *suspect = &answer->suspect[j];
        json_t *row;

        if (!suspect->refused && !answer->unfit) {
            kn_json_append(json, suspects, suspect_json(json, study, j, suspect));
        } else if (suspect->refused) {
            row = json_object();
            kn_json_put(json, row, "name", kn_json_name(study->diary->suspect_name[j]));
            kn_json_put(json, row, "code", json_string(kn_suspect_refusal_name(suspect->refused)));
            kn_json_put(json, row, "text", json_string(kn_trigger_words_refused(suspect->refused)));
            kn_json_append(json, refused, row);
        }
    }
    kn_json_put(json, object, "suspects", suspects);
    kn_json_put(json, object, "refused", refused);
}

static json_t *doubt_json(kn_json *json, const kn_trigger_diary *diary,
                          const kn_trigger_doubt *doubt)
{
    json_t *object = json_object();
    kn_text text;

    kn_text_init(&text, SENTENCE_MAX);
    kn_trigger_words_doubt(&text, diary, doubt);
    kn_json_put(json, object, "code", json_string(kn_trigger_doubt_name(doubt->code)));
    kn_json_put(json, object, "text", kn_json_text(&text));
    kn_json_put(json, object, "suspect",
                doubt->suspect >= 0 ? kn_json_name(diary->suspect_name[doubt->suspect])
                                    : json_null());
    kn_json_put(json, object, "value", kn_json_real(doubt->value));
    return object;
}

static void put_verdict(kn_json *json, json_t *object, const kn_trigger_answer *answer)
{
    json_t *verdict = json_object();
    kn_text why;

    kn_text_init(&why, SENTENCE_MAX);
    kn_trigger_words_why(&why, answer);
    kn_json_put(json, verdict, "code", json_string(kn_trigger_verdict_name(answer->verdict)));
    kn_json_put(json, verdict, "unfit",
                answer->unfit ? json_string(kn_trigger_unfit_name(answer->unfit)) : json_null());
    kn_json_put(json, verdict, "headline", json_string(kn_trigger_words_headline(answer->verdict)));
    kn_json_put(json, verdict, "why", kn_json_text(&why));
    kn_json_put(json, verdict, "episodes_needed", kn_json_real(answer->needed));
    kn_json_put(json, verdict, "episodes_needed_at_least", json_boolean(answer->needed_at_least));
    kn_json_put(json, object, "verdict", verdict);
}

static void put_answer(kn_json *json, json_t *object, const kn_trigger_study *study,
                       const kn_trigger_answer *answer)
{
    const struct {
        const char *name;
        size_t value;
    } counts[] = {{"persons", answer->persons},
                  {"calendar_days", answer->calendar_days},
                  {"recorded_days", answer->recorded_days},
                  {"counted_days", answer->counted_days},
                  {"episodes", answer->episodes},
                  {"informative_strata", answer->strata},
                  {"informative_days", answer->informative_days},
                  {"informative_episodes", answer->informative_episodes}};
    json_t *doubts = json_array();

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        kn_json_put(json, object, counts[i].name, json_integer((json_int_t)counts[i].value));
    put_verdict(json, object, answer);
    put_suspects(json, object, study, answer);
    kn_json_put(json, object, "omega",
                answer->unfit ? json_null() : kn_json_summary(json, &answer->omega));
    kn_json_put(json, object, "khat", kn_json_real(answer->khat));
    for (size_t d = 0; d < answer->doubts; d++)
        kn_json_append(json, doubts, doubt_json(json, study->diary, &answer->doubt[d]));
    kn_json_put(json, object, "doubts", doubts);
}

kn_code kn_triggers_json(const kn_trigger_study *study, kn_text *out, kn_error *err)
{
    const kn_trigger_diary *diary = study->diary;
    const kn_trigger_options *options = &study->options;
    kn_json json = {.root = json_object()};
    json_t *lags = json_array(), *notes = json_array(), *people = json_array();

    kn_json_put(&json, json.root, "schema", json_integer(1));
    kn_json_put(&json, json.root, "kind", json_string("triggers"));
    kn_json_put(&json, json.root, "source", kn_json_name(diary->source));
    kn_json_put(&json, json.root, "strata", json_string(kn_strata_name(options->strata)));
    for (int l = 0; l < options->lags; l++)
        kn_json_append(&json, lags, json_integer(options->lag[l]));
    kn_json_put(&json, json.root, "lags", lags);
    kn_json_put(&json, json.root, "raw", json_boolean(options->raw));
    for (size_t n = 0; n < diary->notes; n++)
        kn_json_append(&json, notes, kn_json_name(diary->note[n]));
    kn_json_put(&json, json.root, "notes", notes);
    put_answer(&json, json.root, study, study->pooled ? study->pooled : &study->alone[0]);
    for (size_t p = 0; p < diary->people && study->pooled; p++) {
        json_t *person = json_object();
        kn_json_put(&json, person, "person", kn_json_name(diary->person[p].name));
        put_answer(&json, person, study, &study->alone[p]);
        kn_json_append(&json, people, person);
    }
    kn_json_put(&json, json.root, "people", people);
    return kn_json_finish(&json, "the answer", out, err);
}
