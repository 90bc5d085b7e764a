#include <math.h>

#include "report/json.h"
#include "report/report.h"
#include "report/story.h"

/* What is shared is rounded to this in log L: a finer curve gives more of the diary away. */
static const double ROUNDING = 0.01;

static json_t *rounded_curve(kn_json *json, const kn_curve *curve)
{
    json_t *values = json_array();
    double most = -HUGE_VAL;

    for (int i = 0; i < KN_CURVE_POINTS; i++)
        most = fmax(most, curve->log_likelihood[i]);
    for (int i = 0; i < KN_CURVE_POINTS; i++) {
        double steps = round((curve->log_likelihood[i] - most) / ROUNDING);

        kn_json_append(json, values, kn_json_real(steps == 0 ? 0 : steps * ROUNDING));
    }
    return values;
}

static json_t *one_curve(kn_json *json, const kn_study *study, const kn_effect *effect)
{
    const kn_dataset *dataset = study->dataset;
    const kn_curve *curve = &effect->curve;
    json_t *object = json_object(), *priors = json_object(), *days = json_array();

    if (study->options.id)
        kn_json_put(json, object, "id", kn_json_name(study->options.id));
    kn_json_put(json, object, "family", json_string(kn_family_name(curve->family)));
    kn_json_put(json, object, "outcome", kn_json_name(dataset->outcome));
    kn_json_put(json, object, "scale", kn_json_real(curve->scale));
    kn_json_put(json, object, "arm", kn_json_name(dataset->arm_name[effect->arm]));
    kn_json_put(json, object, "versus", kn_json_name(dataset->arm_name[0]));
    kn_json_put(json, object, "marginal", json_boolean(dataset->arms > 2));
    kn_json_put(json, object, "trend", json_boolean(curve->trend));
    kn_json_append(json, days, json_integer((json_int_t)curve->n[1]));
    kn_json_append(json, days, json_integer((json_int_t)curve->n[0]));
    kn_json_put(json, object, "days", days);
#define KN_X(name, value, what) kn_json_put(json, priors, #name, kn_json_real(curve->prior.name));
    KN_PRIORS(KN_X)
#undef KN_X
    kn_json_put(json, object, "priors", priors);
    kn_json_put(json, object, "from", kn_json_real(KN_CURVE_FROM));
    kn_json_put(json, object, "step", kn_json_real(KN_CURVE_STEP));
    kn_json_put(json, object, "points", json_integer(KN_CURVE_POINTS));
    kn_json_put(json, object, "log_likelihood", rounded_curve(json, curve));
    return object;
}

static json_t *rounded_array(kn_json *json, const double value[], int count)
{
    json_t *values = json_array();

    for (int i = 0; i < count; i++)
        kn_json_append(json, values, kn_json_real(round(value[i] / ROUNDING) * ROUNDING));
    return values;
}

/* More than two arms: the evidence on all effects at once, as quadratics whose exponentials add up.
 */
static json_t *one_surface(kn_json *json, const kn_study *study, const kn_surface *surface)
{
    json_t *object = json_object(), *arms = json_array(), *days = json_array();
    json_t *components = json_array();
    int q = surface->effects;
    double most = -HUGE_VAL;

    if (study->options.id)
        kn_json_put(json, object, "id", kn_json_name(study->options.id));
    kn_json_put(json, object, "family", json_string(kn_family_name(surface->family)));
    kn_json_put(json, object, "outcome", kn_json_name(study->dataset->outcome));
    kn_json_put(json, object, "scale", kn_json_real(surface->scale));
    kn_json_put(json, object, "trend", json_boolean(surface->trend));
    for (int k = 0; k <= q; k++) {
        kn_json_append(json, arms, kn_json_name(study->dataset->arm_name[k]));
        kn_json_append(json, days, json_integer((json_int_t)surface->days[k]));
    }
    kn_json_put(json, object, "arms", arms);
    kn_json_put(json, object, "days", days);
    for (size_t c = 0; c < surface->components; c++)
        most = fmax(most, surface->constant[c]);
    for (size_t c = 0; c < surface->components; c++) {
        json_t *one = json_object();
        double constant = surface->constant[c] - most;
        kn_json_put(json, one, "constant", kn_json_real(round(constant / ROUNDING) * ROUNDING));
        kn_json_put(json, one, "linear", rounded_array(json, surface->linear + c * (size_t)q, q));
        kn_json_put(json, one, "precision",
                    rounded_array(json, surface->precision + c * (size_t)(q * q), q * q));
        kn_json_append(json, components, one);
    }
    kn_json_put(json, object, "components", components);
    return object;
}

/* Everybody's curve may leave the house, or none does. */
static kn_code check_days(const kn_study *study, kn_error *err)
{
    bool any = false;

    for (size_t j = 0; j < study->dataset->people; j++) {
        size_t days = study->person[j].rows_kept;

        if (!kn_story_has_fit(study, j))
            continue;
        any = true;
        if (days < KN_CURVE_DAYS_MIN) {
            kn_fail(err, KN_DATA, NULL,
                    "no evidence curve for person \"%s\": %zu days, fewer than %d",
                    study->dataset->person[j].name, days, KN_CURVE_DAYS_MIN);
            return kn_hint(err, "A short diary could be worked back from its curve, so it is not "
                                "given out. The answer itself needs no curve.");
        }
    }
    return any ? KN_OK : kn_fail(err, KN_DATA, NULL, "no evidence curve: nobody could be compared");
}

kn_code kn_report_curve(const kn_study *study, kn_text *out, kn_error *err)
{
    kn_json json = {0};
    json_t *list, *surfaces;
    kn_code code = check_days(study, err);

    if (code != KN_OK)
        return code;
    json.root = json_object();
    list = json_array();
    surfaces = json_array();
    for (size_t j = 0; j < study->dataset->people; j++) {
        const kn_fit *fit = study->person[j].fit;
        if (!kn_story_has_fit(study, j))
            continue;
        for (int k = 0; k < study->dataset->arms - 1; k++)
            kn_json_append(&json, list, one_curve(&json, study, &fit->effects[k]));
        if (fit->surface)
            kn_json_append(&json, surfaces, one_surface(&json, study, fit->surface));
    }
    kn_json_put(&json, json.root, "schema", json_integer(1));
    kn_json_put(&json, json.root, "kind", json_string("evidence_curves"));
    kn_json_put(&json, json.root, "version", json_integer(KN_CURVE_VERSION));
    kn_json_put(&json, json.root, "rounding", kn_json_real(ROUNDING));
    kn_json_put(&json, json.root, "curves", list);
    kn_json_put(&json, json.root, "surfaces", surfaces);
    return kn_json_finish(&json, "the evidence curve", out, err);
}
