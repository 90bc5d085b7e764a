#include <math.h>
#include <stdio.h>

#include "report/json.h"
#include "report/relief_report.h"
#include "report/relief_words.h"

static const char *const odds_codes[] = {[KN_ODDS_EQUAL] = "equal",
                                         [KN_ODDS_FIXED] = "fixed",
                                         [KN_ODDS_MOVED] = "moved",
                                         [KN_ODDS_NONE] = "none"};

static void put_integer(kn_json *json, json_t *object, const char *key, size_t value)
{
    kn_json_put(json, object, key, json_integer((json_int_t)value));
}

static json_t *pair(kn_json *json, size_t first, size_t second)
{
    json_t *list = json_array();

    kn_json_append(json, list, json_integer((json_int_t)first));
    kn_json_append(json, list, json_integer((json_int_t)second));
    return list;
}

static json_t *name_of(const kn_relief *relief, int arm)
{
    return kn_json_name(relief->data->arm_name[arm]);
}

/* name, name_flat, name_prior; null where it is not defined. */
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

/* ---- An effect --------------------------------------------------------------------------------*/

static json_t *verdict(kn_json *json, const kn_relief *relief, size_t person,
                       const kn_relief_contrast *c)
{
    json_t *object = json_object();
    kn_text text;

    kn_json_put(json, object, "code", json_string(kn_verdict_word(c->answer.verdict)));
    kn_json_put(json, object, "reason", json_string(kn_relief_reason_word(c)));
    kn_text_init(&text, 8192);
    kn_relief_words_why(&text, relief, person, c);
    kn_json_put(json, object, "why", kn_json_text(&text));
    kn_text_init(&text, 8192);
    kn_relief_words_headline(&text, relief, c);
    kn_json_put(json, object, "headline", kn_json_text(&text));
    kn_json_put(json, object, "enough_to_matter",
                c->answer.has_important && !c->unfit ? json_boolean(c->answer.enough_to_matter)
                                                     : json_null());
    return object;
}

static json_t *natural(kn_json *json, const kn_relief *relief, const kn_relief_contrast *c)
{
    json_t *object, *levels;
    const kn_summary *saved = &c->saved;
    const kn_summary difference = {.mean = -saved->mean,
                                   .sd = saved->sd,
                                   .q025 = -saved->q975,
                                   .q50 = -saved->q50,
                                   .q975 = -saved->q025,
                                   .p_below_zero = 1 - saved->p_below_zero};

    if (!relief->options.natural)
        return json_null();
    object = json_object();
    levels = json_object();
    kn_json_put(json, object, "kind", json_string("minutes"));
    kn_json_put(json, object, "unit", json_string("minutes until half have eased"));
    kn_json_put(json, object, "difference", kn_json_summary(json, &difference));
    kn_json_put(json, object, "saved", kn_json_summary(json, saved));
    kn_json_put(json, object, "ratio", kn_json_summary(json, &c->ratio));
    kn_json_put(json, levels, relief->data->arm_name[c->arm], kn_json_summary(json, &c->median[0]));
    kn_json_put(json, levels, relief->data->arm_name[c->versus],
                kn_json_summary(json, &c->median[1]));
    kn_json_put(json, object, "levels", levels);
    return object;
}

static json_t *draw(kn_json *json, const kn_relief_contrast *c)
{
    const kn_randomisation *test = &c->draw;
    json_t *object = json_object();

    kn_json_put(json, object, "done", json_boolean(test->done));
    if (!test->done)
        return object;
    kn_json_put(json, object, "how", json_string(c->replayed ? "replayed" : "redrawn"));
    kn_json_put(json, object, "exact", json_boolean(test->exact));
    put_integer(json, object, "tried", test->tried);
    kn_json_put(json, object, "statistic", kn_json_real(test->statistic[0]));
    kn_json_put(json, object, "p", kn_json_real(test->p[0]));
    kn_json_put(json, object, "p_smallest", kn_json_real(test->p_smallest));
    return object;
}

static json_t *weibull(kn_json *json, const kn_relief_contrast *c)
{
    json_t *object;
    kn_summary summary;

    if (!c->weibull_differs)
        return json_null();
    summary = kn_density_summary(&c->weibull);
    object = kn_json_summary(json, &summary);
    kn_json_put(json, object, "verdict", json_string(kn_verdict_word(c->weibull_verdict)));
    return object;
}

static void put_evidence(kn_json *json, json_t *object, const kn_relief *relief,
                         const kn_relief_contrast *c)
{
    const kn_answer *answer = &c->answer;
    kn_summary summary = kn_density_summary(&c->posterior);

    kn_json_put_summary(json, object, &summary);
    put_prob(json, object, "p_better", &answer->better, true, answer->has_flat);
    put_prob(json, object, "p_better_by_important", &answer->better_by, answer->has_important,
             answer->has_flat);
    put_prob(json, object, "p_within_important", &answer->within, answer->has_important,
             answer->has_flat);
    summary = c->has_flat ? kn_density_summary(&c->flat) : (kn_summary){0};
    kn_json_put(json, object, "flat", c->has_flat ? kn_json_summary(json, &summary) : json_null());
    kn_json_put(json, object, "ratio", kn_json_summary(json, &c->ratio));
    kn_json_put(json, object, "natural", natural(json, relief, c));
    kn_json_put(json, object, "threshold", kn_json_real(answer->threshold));
    kn_json_put(json, object, "p_sigma_half", kn_json_real(answer->sigma_half));
    kn_json_put(json, object, "p_sigma_double", kn_json_real(answer->sigma_double));
    kn_json_put(json, object, "sigma", kn_json_summary(json, &c->sigma));
    kn_json_put(json, object, "gamma",
                c->has_trend ? kn_json_summary(json, &c->gamma) : json_null());
    kn_json_put(json, object, "log_evidence", kn_json_real(c->log_evidence));
}

static json_t *effect(kn_json *json, const kn_relief *relief, size_t person,
                      const kn_relief_contrast *c)
{
    json_t *object = json_object();

    kn_json_put(json, object, "person", kn_json_name(relief->data->person[person].name));
    kn_json_put(json, object, "arm", name_of(relief, c->arm));
    kn_json_put(json, object, "versus", name_of(relief, c->versus));
    kn_json_put(json, object, "episodes", pair(json, c->drawn[0], c->drawn[1]));
    kn_json_put(json, object, "eased", pair(json, c->in[0], c->in[1]));
    put_integer(json, object, "considered", c->considered);
    put_integer(json, object, "analysed", c->analysed);
    put_integer(json, object, "sets", (size_t)c->sets);
    put_evidence(json, object, relief, c);
    kn_json_put(json, object, "randomisation", draw(json, c));
    kn_json_put(json, object, "weibull", weibull(json, c));
    kn_json_put(json, object, "verdict", verdict(json, relief, person, c));
    return object;
}

static void put_effects(kn_json *json, const kn_relief *relief)
{
    json_t *effects = json_array(), *unfit = json_array();

    for (size_t p = 0; p < relief->data->people; p++)
        for (size_t k = 0; k < relief->person[p].contrasts; k++) {
            const kn_relief_contrast *c = &relief->person[p].contrast[k];
            json_t *object;
            if (!c->unfit) {
                kn_json_append(json, effects, effect(json, relief, p, c));
                continue;
            }
            object = json_object();
            kn_json_put(json, object, "person", kn_json_name(relief->data->person[p].name));
            kn_json_put(json, object, "arm", name_of(relief, c->arm));
            kn_json_put(json, object, "versus", name_of(relief, c->versus));
            kn_json_put(json, object, "code", json_string(kn_relief_unfit_word(c->unfit)));
            kn_json_put(json, object, "text", json_string(kn_relief_words_unfit(c->unfit)));
            kn_json_append(json, unfit, object);
        }
    kn_json_put(json, json->root, "effects", effects);
    kn_json_put(json, json->root, "unfit", unfit);
}

/* ---- The rest ---------------------------------------------------------------------------------*/

static json_t *share(size_t part, size_t whole)
{
    return whole ? kn_json_real((double)part / (double)whole) : json_null();
}

static json_t *arm_counts(kn_json *json, const kn_relief *relief, const kn_relief_answer *answer,
                          int a)
{
    const kn_relief_arm *arm = &answer->arm[a];
    json_t *object = json_object(), *ranks = json_array();
    bool is_ranked = answer->has_ranking && isfinite(arm->best);

    put_integer(json, object, "drawn", arm->drawn);
    put_integer(json, object, "eased", arm->by[KN_EASED_AT]);
    put_integer(json, object, "eased_in_a_range", arm->by[KN_EASED_BETWEEN]);
    put_integer(json, object, "not_eased", arm->by[KN_EASED_NOT]);
    put_integer(json, object, "unknown", arm->by[KN_EASED_UNKNOWN]);
    kn_json_put(json, object, "share_unknown", share(arm->by[KN_EASED_UNKNOWN], arm->drawn));
    kn_json_put(json, object, "share_switched", share(arm->switched, arm->answered));
    kn_json_put(json, object, "p_fastest", is_ranked ? kn_json_real(arm->best) : json_null());
    for (int r = 0; is_ranked && r < relief->data->arms; r++)
        kn_json_append(json, ranks, kn_json_real(arm->rank[r]));
    kn_json_put(json, object, "p_place", ranks);
    return object;
}

static void put_people(kn_json *json, const kn_relief *relief)
{
    json_t *episodes = json_object(), *odds = json_object();

    for (size_t p = 0; p < relief->data->people; p++) {
        const kn_relief_answer *answer = &relief->person[p];
        const char *name = relief->data->person[p].name;
        json_t *arms = json_object();
        for (int a = 0; a < relief->data->arms; a++)
            kn_json_put(json, arms, relief->data->arm_name[a], arm_counts(json, relief, answer, a));
        kn_json_put(json, episodes, name, arms);
        kn_json_put(json, odds, name, json_string(odds_codes[answer->odds]));
    }
    kn_json_put(json, json->root, "episodes", episodes);
    kn_json_put(json, json->root, "odds", odds);
}

static json_t *doubts(kn_json *json, const kn_relief *relief)
{
    json_t *list = json_array();

    for (size_t p = 0; p < relief->data->people; p++)
        for (size_t d = 0; d < relief->person[p].doubts; d++) {
            const kn_relief_doubt *doubt = &relief->person[p].doubt[d];
            const kn_relief_contrast *c =
                doubt->contrast < 0 ? NULL : &relief->person[p].contrast[doubt->contrast];
            json_t *object = json_object();
            kn_text text;
            kn_json_put(json, object, "code", json_string(kn_relief_doubt_word(doubt->code)));
            kn_text_init(&text, 8192);
            kn_relief_words_doubt(&text, relief, p, doubt);
            kn_json_put(json, object, "text", kn_json_text(&text));
            kn_json_put(json, object, "person", kn_json_name(relief->data->person[p].name));
            kn_json_put(json, object, "arm", c ? name_of(relief, c->arm) : json_null());
            kn_json_put(json, object, "versus", c ? name_of(relief, c->versus) : json_null());
            kn_json_put(json, object, "value", kn_json_real(doubt->value));
            kn_json_append(json, list, object);
        }
    return list;
}

static json_t *pooled(kn_json *json, const kn_relief *relief)
{
    const kn_pool *pool = relief->pool;
    json_t *object = json_object(), *people = json_array();

    kn_json_put(json, object, "mu", kn_json_summary(json, &pool->mu));
    kn_json_put(json, object, "omega", kn_json_summary(json, &pool->omega));
    kn_json_put(json, object, "next", kn_json_summary(json, &pool->next));
    for (size_t j = 0; j < pool->people; j++) {
        json_t *person = kn_json_summary(json, &pool->person[j]);
        kn_json_put(json, person, "person",
                    kn_json_name(relief->data->person[relief->pooled[j]].name));
        kn_json_append(json, people, person);
    }
    kn_json_put(json, object, "people", people);
    kn_json_put(json, object, "share_better",
                pool->has_shares ? kn_json_summary(json, &pool->share_better) : json_null());
    kn_json_put(json, object, "share_worse",
                pool->has_shares ? kn_json_summary(json, &pool->share_worse) : json_null());
    kn_json_put(json, object, "log_evidence", kn_json_real(pool->log_evidence));
    return object;
}

static json_t *priors(kn_json *json, const kn_prior *prior)
{
    const kn_prior standard = kn_prior_default();
    json_t *list = json_object(), *one;

#define KN_X(name, value, what)                                                                    \
    one = json_object();                                                                           \
    kn_json_put(json, one, "value", kn_json_real(prior->name));                                    \
    kn_json_put(json, one, "changed", json_boolean(prior->name != standard.name));                 \
    kn_json_put(json, list, #name, one);
    KN_PRIORS(KN_X)
#undef KN_X
    return list;
}

static json_t *options(kn_json *json, const kn_relief_options *asked)
{
    json_t *object = json_object();
    char seed[24];

    snprintf(seed, sizeof seed, "%llu", (unsigned long long)asked->seed);
    kn_json_put(json, object, "better", json_string("lower"));
    kn_json_put(json, object, "important",
                asked->claim.important > 0 ? kn_json_real(asked->claim.important) : json_null());
    kn_json_put(json, object, "looks", json_boolean(asked->claim.looks_planned));
    kn_json_put(json, object, "observed", json_boolean(asked->observed));
    kn_json_put(json, object, "blinded", json_boolean(asked->blinded));
    kn_json_put(json, object, "sensitivity", json_boolean(asked->sensitivity));
    kn_json_put(json, object, "seed",
                asked->seed > INT64_MAX ? json_string(seed)
                                        : json_integer((json_int_t)asked->seed));
    return object;
}

/* Of one person and two arms their verdict; else the one that all share. */
static json_t *verdict_of_all(kn_json *json, const kn_relief *relief)
{
    const kn_relief_contrast *first = &relief->person[0].contrast[0];
    json_t *object;
    bool same = true;

    if (relief->data->people == 1)
        return verdict(json, relief, 0, first);
    for (size_t p = 0; p < relief->data->people; p++)
        for (size_t k = 0; k < relief->person[p].contrasts; k++)
            same = same && relief->person[p].contrast[k].answer.verdict == first->answer.verdict;
    object = json_object();
    kn_json_put(
        json, object, "code",
        json_string(kn_verdict_word(same ? first->answer.verdict : KN_VERDICT_COULD_NOT_TELL)));
    kn_json_put(json, object, "reason", json_null());
    kn_json_put(json, object, "why",
                json_string("See each person: the pooled answer is a range, not a verdict."));
    return object;
}

kn_code kn_relief_report_json(const kn_relief *relief, kn_text *out, kn_error *err)
{
    const kn_relief_data *data = relief->data;
    kn_json json = {.root = json_object()};
    json_t *arms = json_array(), *notes = json_array();
    size_t known = 0;

    for (size_t p = 0; p < data->people; p++)
        for (int a = 0; a < data->arms; a++)
            known += relief->person[p].arm[a].drawn - relief->person[p].arm[a].by[KN_EASED_UNKNOWN];
    for (int a = 0; a < data->arms; a++)
        kn_json_append(&json, arms, kn_json_name(data->arm_name[a]));
    for (size_t n = 0; n < data->notes; n++)
        kn_json_append(&json, notes, kn_json_name(data->note[n]));
    kn_json_put(&json, json.root, "schema", json_integer(1));
    kn_json_put(&json, json.root, "kind", json_string("relief"));
    kn_json_put(&json, json.root, "source", kn_json_name(data->source));
    put_integer(&json, json.root, "people", data->people);
    put_integer(&json, json.root, "n", known);
    kn_json_put(&json, json.root, "arms", arms);
    kn_json_put(&json, json.root, "notes", notes);
    kn_json_put(&json, json.root, "options", options(&json, &relief->options));
    kn_json_put(&json, json.root, "priors", priors(&json, &relief->options.prior));
    put_effects(&json, relief);
    kn_json_put(&json, json.root, "verdict", verdict_of_all(&json, relief));
    put_people(&json, relief);
    kn_json_put(&json, json.root, "pooled", relief->pool ? pooled(&json, relief) : json_null());
    kn_json_put(&json, json.root, "doubts", doubts(&json, relief));
    kn_json_put(&json, json.root, "seconds", kn_json_real(relief->seconds));
    return kn_json_finish(&json, "the answer", out, err);
}
