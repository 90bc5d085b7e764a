#include <math.h>
#include <string.h>

#include "report/json.h"
#include "report/plan_report.h"
#include "unknot/answer.h"

enum { SCHEMA = 1, PLACES = 6 };

/* Shares and means say no more than six decimals. */
static json_t *rounded(double value)
{
    double unit = pow(10, -PLACES);

    return kn_json_real(isfinite(value) ? round(value / unit) * unit : value);
}

static json_t *truth_json(kn_json *json, const kn_scenario *scenario)
{
    json_t *object = json_object();

#define KN_X(name, value, least, most, help)                                                       \
    if (strcmp(#name, "effect") != 0)                                                              \
        kn_json_put(json, object, #name, json_real(scenario->name));
    KN_SCENARIO(KN_X)
#undef KN_X
    return object;
}

/* As a text where JSON's whole numbers end. */
static json_t *seed_json(uint64_t seed)
{
    kn_text text;

    if (seed <= INT64_MAX)
        return json_integer((json_int_t)seed);
    kn_text_init(&text, KN_NUMBER_SIZE);
    kn_text_addf(&text, "%llu", (unsigned long long)seed);
    return kn_json_text(&text);
}

json_t *kn_plan_request(const kn_plan_table *table)
{
    const kn_simulation *simulation = &table->simulation;
    const kn_decide_options *decide = &simulation->decide;
    kn_json json = {.root = json_object()};
    json_t *effects = json_array(), *looks = json_array(), *prior = json_object();

    kn_json_put(&json, json.root, "design", kn_trial_design_json(&simulation->design));
    kn_json_put(&json, json.root, "truth", truth_json(&json, &simulation->scenario));
    for (size_t e = 0; e < table->effect_count; e++)
        kn_json_append(&json, effects, json_real(table->effect[e]));
    kn_json_put(&json, json.root, "effects", effects);
    for (int i = 0; i < simulation->looks; i++)
        kn_json_append(&json, looks, json_integer(simulation->look_after[i]));
    kn_json_put(&json, json.root, "look_after", looks);
    kn_json_put(&json, json.root, "threshold", json_real(decide->claim.threshold));
    kn_json_put(&json, json.root, "family", json_string(kn_family_name(simulation->design.family)));
#define KN_X(name, value, what) kn_json_put(&json, prior, #name, json_real(decide->prior.name));
    KN_PRIORS(KN_X)
#undef KN_X
    kn_json_put(&json, json.root, "prior", prior);
    kn_json_put(&json, json.root, "trend", json_boolean(decide->trend));
    kn_json_put(&json, json.root, "exact", json_boolean(decide->exact));
    kn_json_put(&json, json.root, "aligned", json_boolean(simulation->aligned));
    kn_json_put(&json, json.root, "seed", seed_json(simulation->seed));
    if (json.failed) {
        json_decref(json.root);
        return NULL;
    }
    return json.root;
}

static json_t *share_json(kn_json *json, double share, uint64_t trials)
{
    json_t *object = json_object();

    kn_json_put(json, object, "share", rounded(share));
    kn_json_put(json, object, "error", rounded(kn_tally_error(share, trials)));
    return object;
}

static json_t *effect_json(kn_json *json, double effect, const kn_tally *tally)
{
    json_t *object = json_object(), *verdicts = json_object();
    uint64_t fitted = tally->trials - tally->unfit;

    kn_json_put(json, object, "effect", json_real(effect));
    kn_json_put(json, object, "trials", json_integer((json_int_t)tally->trials));
    for (int v = 0; v < KN_VERDICT_OBSERVED; v++)
        kn_json_put(
            json, verdicts, kn_verdict_word((kn_verdict_code)v),
            share_json(json, (double)tally->verdict[v] / (double)tally->trials, tally->trials));
    kn_json_put(json, object, "verdicts", verdicts);
    kn_json_put(json, object, "found", share_json(json, kn_tally_found(tally), tally->trials));
    kn_json_put(json, object, "either", share_json(json, kn_tally_wrong(tally), tally->trials));
    kn_json_put(json, object, "width", rounded(kn_tally_width(tally)));
    kn_json_put(json, object, "bias", rounded(kn_tally_bias(tally)));
    kn_json_put(json, object, "covered",
                share_json(json, (double)tally->covered / (double)fitted, fitted));
    kn_json_put(json, object, "days", rounded(kn_tally_days(tally)));
    kn_json_put(json, object, "counts", kn_plan_tally_json(tally));
    return object;
}

kn_code kn_report_plan_json(const kn_plan_table *table, kn_text *out, kn_error *err)
{
    kn_json json = {.root = kn_plan_request(table)};
    json_t *effects = json_array();

    for (size_t e = 0; e < table->effect_count; e++)
        kn_json_append(&json, effects, effect_json(&json, table->effect[e], &table->tally[e]));
    kn_json_put(&json, json.root, "effects", effects);
    kn_json_put(&json, json.root, "schema", json_integer(SCHEMA));
    kn_json_put(&json, json.root, "kind", json_string("plan"));
    kn_json_put(&json, json.root, "trials", json_integer((json_int_t)table->trials));
    kn_json_put(&json, json.root, "calibrated_share", rounded(table->calibrated_share));
    return kn_json_finish(&json, "the plan", out, err);
}

/* ---- Tallies, exactly
 * --------------------------------------------------------------------------*/

static const struct {
    const char *name;
    size_t offset;
} counts[] = {
#define FIELD(name)                                                                                \
    {                                                                                              \
#name, offsetof(kn_tally, name)                                                            \
    }
    FIELD(trials), FIELD(early), FIELD(exact), FIELD(unfit),
    FIELD(width),  FIELD(bias),  FIELD(days),  FIELD(covered),
#undef FIELD
};
enum { COUNTS = sizeof counts / sizeof *counts };

/* Every member of a tally is 64 bits wide, and no sum reaches 2^62. */
json_t *kn_plan_tally_json(const kn_tally *tally)
{
    json_t *object = json_object(), *verdicts = json_array();
    int64_t value;

    for (int i = 0; i < COUNTS; i++) {
        memcpy(&value, (const char *)tally + counts[i].offset, sizeof value);
        json_object_set_new(object, counts[i].name, json_integer(value));
    }
    for (int v = 0; v <= KN_VERDICT_OBSERVED; v++)
        json_array_append_new(verdicts, json_integer((json_int_t)tally->verdict[v]));
    json_object_set_new(object, "verdict", verdicts);
    return object;
}

bool kn_plan_tally_read(const json_t *json, kn_tally *tally)
{
    const json_t *verdicts = json_object_get(json, "verdict");
    uint64_t sum = 0;

    *tally = (kn_tally){0};
    for (int i = 0; i < COUNTS; i++) {
        const json_t *member = json_object_get(json, counts[i].name);
        int64_t value = json_integer_value(member);
        bool is_signed = counts[i].offset == offsetof(kn_tally, bias);

        if (!json_is_integer(member) || (!is_signed && value < 0) || value > INT64_MAX / 2 ||
            value < -INT64_MAX / 2)
            return false;
        memcpy((char *)tally + counts[i].offset, &value, sizeof value);
    }
    if (json_array_size(verdicts) != KN_VERDICT_OBSERVED + 1)
        return false;
    for (size_t v = 0; v <= KN_VERDICT_OBSERVED; v++) {
        const json_t *member = json_array_get(verdicts, v);

        if (!json_is_integer(member) || json_integer_value(member) < 0 ||
            json_integer_value(member) > KN_TALLY_TRIALS_MAX)
            return false;
        tally->verdict[v] = (uint64_t)json_integer_value(member);
        sum += tally->verdict[v];
    }
    return sum == tally->trials && tally->trials <= KN_TALLY_TRIALS_MAX && tally->early <= sum &&
           tally->exact <= sum && tally->unfit <= sum && tally->covered <= sum;
}
