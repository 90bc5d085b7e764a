#include <stdio.h>

#include "report/json.h"
#include "report/story.h"
#include "report/words.h"

/* A probability with its twins: name, name_flat, name_prior. Null when it is not defined. */
static void put_prob(kn_json *json, json_t *object, const char *name, const kn_prob *prob,
                     bool defined, bool has_flat)
{
    char key[64];

    kn_json_put(json, object, name, defined ? kn_json_real(prob->posterior) : json_null());
    snprintf(key, sizeof key, "%s_flat", name);
    kn_json_put(json, object, key, defined && has_flat ? kn_json_real(prob->flat) : json_null());
    snprintf(key, sizeof key, "%s_prior", name);
    kn_json_put(json, object, key, defined ? kn_json_real(prob->prior) : json_null());
}

static json_t *natural(kn_json *json, const kn_view *view)
{
    static const struct {
        const char *kind, *unit;
    } kinds[] = {
        [KN_NATURAL_POINTS] = {"points", "the outcome's own unit"},
        [KN_NATURAL_RATE] = {"rate", "events per unit of exposure (a day unless given)"},
        [KN_NATURAL_RISK] = {"risk", "probability"},
        [KN_NATURAL_LEVEL] = {"level", "mean level"},
    };
    const kn_fit *fit = view->fit;
    json_t *object, *levels = json_object();

    if (!fit->options.natural) {
        json_decref(levels);
        return json_null();
    }
    object = json_object();
    kn_json_put(json, object, "kind", json_string(kinds[fit->natural_kind].kind));
    kn_json_put(json, object, "unit", json_string(kinds[fit->natural_kind].unit));
    kn_json_put(json, object, "difference", kn_json_summary(json, &view->effect->difference));
    kn_json_put(json, object, "ratio",
                fit->family == KN_GAUSSIAN ? json_null()
                                           : kn_json_summary(json, &view->effect->ratio));
    for (int a = 0; a < fit->arms; a++)
        kn_json_put(json, levels, view->study->dataset->arm_name[a],
                    kn_json_summary(json, &fit->level[a]));
    kn_json_put(json, object, "levels", levels);
    return object;
}

static json_t *verdict(kn_json *json, const kn_view *view)
{
    json_t *object = json_object();
    kn_text text;

    kn_json_put(json, object, "code", json_string(kn_verdict_word(view->verdict)));
    kn_json_put(json, object, "reason", json_string(kn_reason_word(view->answer->reason)));
    kn_text_init(&text, 8192);
    kn_story_why(view, &text);
    kn_json_put(json, object, "why", kn_json_text(&text));
    kn_text_init(&text, 8192);
    kn_story_headline(view, &text);
    kn_json_put(json, object, "headline", kn_json_text(&text));
    kn_json_put(json, object, "enough_to_matter",
                view->answer->has_important ? json_boolean(view->answer->enough_to_matter)
                                            : json_null());
    return object;
}

static json_t *effect(kn_json *json, const kn_view *view)
{
    const kn_dataset *dataset = view->study->dataset;
    const kn_answer *answer = view->answer;
    kn_summary summary = kn_density_summary(&view->effect->posterior);
    json_t *object = json_object(), *days = json_array();

    kn_json_put(json, object, "person", kn_json_name(view->rows->name));
    kn_json_put(json, object, "arm", kn_json_name(dataset->arm_name[view->effect->arm]));
    kn_json_put(json, object, "versus", kn_json_name(dataset->arm_name[0]));
    kn_json_append(json, days, json_integer((json_int_t)view->fit->arm_days[view->effect->arm]));
    kn_json_append(json, days, json_integer((json_int_t)view->fit->arm_days[0]));
    kn_json_put(json, object, "days", days);
    kn_json_put_summary(json, object, &summary);
    put_prob(json, object, "p_better", &answer->better, true, answer->has_flat);
    put_prob(json, object, "p_better_by_important", &answer->better_by, answer->has_important,
             answer->has_flat);
    put_prob(json, object, "p_within_important", &answer->within, answer->has_important,
             answer->has_flat);
    if (view->effect->has_flat) {
        summary = kn_density_summary(&view->effect->flat);
        kn_json_put(json, object, "flat", kn_json_summary(json, &summary));
    } else {
        kn_json_put(json, object, "flat", json_null());
    }
    kn_json_put(json, object, "natural", natural(json, view));
    kn_json_put(json, object, "threshold", kn_json_real(answer->threshold));
    kn_json_put(json, object, "p_sigma_half",
                view->study->options.sensitivity ? kn_json_real(answer->sigma_half) : json_null());
    kn_json_put(json, object, "p_sigma_double",
                view->study->options.sensitivity ? kn_json_real(answer->sigma_double)
                                                 : json_null());
    kn_json_put(json, object, "verdict", verdict(json, view));
    return object;
}

/* Of several people there is no one verdict: the pooled answer is a range. */
static json_t *verdict_of_all(kn_json *json, const kn_study *study)
{
    json_t *object = json_object();
    kn_verdict_code shared = KN_VERDICT_COULD_NOT_TELL;
    bool same = true, any = false;

    for (size_t j = 0; j < study->dataset->people; j++)
        for (int k = 0; kn_story_has_fit(study, j) && k < study->dataset->arms - 1; k++) {
            kn_view view;

            kn_view_init(&view, study, j, k);
            same = same && (!any || view.verdict == shared);
            shared = any ? shared : view.verdict;
            any = true;
            kn_view_release(&view);
        }
    if (!same)
        shared = KN_VERDICT_COULD_NOT_TELL;
    kn_json_put(json, object, "code", json_string(kn_verdict_word(shared)));
    kn_json_put(json, object, "reason", json_null());
    kn_json_put(json, object, "why",
                json_string(study->dataset->people > 1
                                ? "See each person: the pooled answer is a range, not a verdict."
                                : "These data cannot tell."));
    return object;
}

static json_t *unfit(kn_json *json, const kn_study *study)
{
    static const char *const codes[] = {
        [KN_UNFIT_NOT] = "",
        [KN_UNFIT_TOO_FEW] = "too_few_days",
        [KN_UNFIT_ARM] = "arm_never_observed",
        [KN_UNFIT_CONSTANT] = "outcome_never_varies",
    };
    json_t *list = json_array();

    for (size_t j = 0; j < study->dataset->people; j++) {
        const kn_fit *fit = study->person[j].fit;
        kn_unfit why = fit ? fit->unfit : KN_UNFIT_TOO_FEW;
        json_t *object;

        if (kn_story_has_fit(study, j))
            continue;
        object = json_object();
        kn_json_put(json, object, "person", kn_json_name(study->dataset->person[j].name));
        kn_json_put(json, object, "code", json_string(codes[why]));
        kn_json_put(json, object, "text", json_string(kn_words_unfit(why)));
        kn_json_append(json, list, object);
    }
    return list;
}

void kn_json_put_effects(kn_json *json, const kn_study *study)
{
    json_t *list = json_array(), *only = NULL;

    for (size_t j = 0; j < study->dataset->people; j++)
        for (int k = 0; kn_story_has_fit(study, j) && k < study->dataset->arms - 1; k++) {
            kn_view view;

            kn_view_init(&view, study, j, k);
            kn_json_append(json, list, effect(json, &view));
            if (study->dataset->people == 1 && k == 0)
                only = verdict(json, &view);
            kn_view_release(&view);
        }
    kn_json_put(json, json->root, "effects", list);
    kn_json_put(json, json->root, "unfit", unfit(json, study));
    kn_json_put(json, json->root, "verdict", only ? only : verdict_of_all(json, study));
}
