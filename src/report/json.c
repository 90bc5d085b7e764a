#include "report/json.h"

#include "report/report.h"
#include "report/story.h"

enum { SCHEMA = 1 };

static void put_data(kn_json *json, const kn_study *study)
{
    const kn_dataset *dataset = study->dataset;
    json_t *arms = json_array(), *notes = json_array();
    size_t days = 0;

    for (size_t j = 0; j < dataset->people; j++)
        days += study->person[j].rows_kept;
    for (int a = 0; a < dataset->arms; a++)
        kn_json_append(json, arms, kn_json_name(dataset->arm_name[a]));
    for (size_t i = 0; i < dataset->notes; i++)
        kn_json_append(json, notes, kn_json_name(dataset->note[i]));
    kn_json_put(json, json->root, "schema", json_integer(SCHEMA));
    kn_json_put(json, json->root, "kind", json_string("trial"));
    kn_json_put(json, json->root, "source", kn_json_name(dataset->source));
    kn_json_put(json, json->root, "outcome", kn_json_name(dataset->outcome));
    kn_json_put(json, json->root, "family", json_string(kn_family_name(dataset->family)));
    kn_json_put(json, json->root, "family_guessed", json_boolean(dataset->family_guessed));
    kn_json_put(json, json->root, "people", json_integer((json_int_t)dataset->people));
    kn_json_put(json, json->root, "n", json_integer((json_int_t)days));
    kn_json_put(json, json->root, "arms", arms);
    kn_json_put(json, json->root, "notes", notes);
}

static void put_options(kn_json *json, const kn_study *study)
{
    const kn_study_options *options = &study->options;
    const kn_prior *prior = &options->fit.prior;
    kn_prior usual = kn_prior_default();
    json_t *object = json_object(), *priors = json_object();

    kn_json_put(json, object, "better",
                json_string(options->claim.better < 0 ? "lower" : "higher"));
    kn_json_put(json, object, "important",
                options->claim.important > 0 ? kn_json_real(options->claim.important)
                                             : json_null());
    kn_json_put(json, object, "looks", json_boolean(options->claim.looks_planned));
    kn_json_put(json, object, "blinded", json_boolean(options->blinded));
    kn_json_put(json, object, "washout_days", json_integer(options->washout_days));
    kn_json_put(json, object, "trend", json_boolean(options->fit.trend));
    kn_json_put(json, object, "sensitivity", json_boolean(options->sensitivity));
    /* Signed in JSON: a seed above 2^63 - 1 shows as text. */
    if (options->seed <= INT64_MAX) {
        kn_json_put(json, object, "seed", json_integer((json_int_t)options->seed));
    } else {
        kn_text seed;

        kn_text_init(&seed, 32);
        kn_text_addf(&seed, "%llu", (unsigned long long)options->seed);
        kn_json_put(json, object, "seed", kn_json_text(&seed));
    }
    kn_json_put(json, json->root, "options", object);
#define KN_X(name, value, what)                                                                    \
    {                                                                                              \
        json_t *one = json_object();                                                               \
        kn_json_put(json, one, "value", kn_json_real(prior->name));                                \
        kn_json_put(json, one, "changed", json_boolean(prior->name != usual.name));                \
        kn_json_put(json, priors, #name, one);                                                     \
    }
    KN_PRIORS(KN_X)
#undef KN_X
    kn_json_put(json, json->root, "priors", priors);
}

/* Members keyed by person: what the fit learnt besides the effects, and how far to trust it. */
static void put_fits(kn_json *json, const kn_study *study)
{
    json_t *nuisance = json_object(), *checks = json_object();

    for (size_t j = 0; j < study->dataset->people; j++) {
        const kn_fit *fit = study->person[j].fit;
        const char *name = study->dataset->person[j].name;
        json_t *learnt, *check;

        if (!kn_story_has_fit(study, j))
            continue;
        learnt = json_object();
        kn_json_put(json, learnt, "sigma", kn_json_summary(json, &fit->sigma));
        kn_json_put(json, learnt, "rho", kn_json_summary(json, &fit->rho));
        kn_json_put(json, learnt, "gamma",
                    fit->has_trend ? kn_json_summary(json, &fit->gamma) : json_null());
        kn_json_put(json, nuisance, name, learnt);
        check = json_object();
        kn_json_put(json, check, "khat", kn_json_real(fit->check.khat));
        kn_json_put(json, check, "shift", kn_json_real(fit->check.shift));
        kn_json_put(json, check, "filter_gap", kn_json_real(fit->check.filter_gap));
        kn_json_put(json, check, "nodes", json_integer(fit->check.nodes));
        kn_json_put(json, check, "log_evidence", kn_json_real(fit->log_evidence));
        kn_json_put(json, check, "centre", kn_json_real(fit->centre));
        kn_json_put(json, check, "scale", kn_json_real(fit->scale));
        kn_json_put(json, checks, name, check);
    }
    kn_json_put(json, json->root, "nuisance", nuisance);
    kn_json_put(json, json->root, "checks", checks);
}

static const char *design_word(kn_design_kind kind)
{
    static const char *const words[] = {
#define KN_X(name, word, what) word,
        KN_DESIGNS(KN_X)
#undef KN_X
    };
    return words[kind];
}

static void put_designs(kn_json *json, const kn_study *study)
{
    const kn_dataset *dataset = study->dataset;
    json_t *designs = json_object(), *tests = json_object();

    for (size_t j = 0; j < dataset->people; j++) {
        const kn_design *design = &study->person[j].design;
        const kn_randomisation *test = &study->person[j].randomisation;
        json_t *one = json_object(), *contrasts = json_array();

        kn_json_put(json, one, "kind", json_string(design_word(design->kind)));
        kn_json_put(json, one, "guessed", json_boolean(design->guessed));
        kn_json_put(json, one, "units", json_integer((json_int_t)design->units));
        kn_json_put(json, one, "cycles",
                    design->units ? json_integer((json_int_t)kn_design_cycles(design))
                                  : json_null());
        kn_json_put(json, designs, dataset->person[j].name, one);
        one = json_object();
        kn_json_put(json, one, "done", json_boolean(test->done));
        if (test->done) {
            kn_json_put(json, one, "exact", json_boolean(test->exact));
            kn_json_put(json, one, "permitted", kn_json_real(test->permitted));
            kn_json_put(json, one, "tried", json_integer((json_int_t)test->tried));
            kn_json_put(json, one, "p_smallest", kn_json_real(test->p_smallest));
            for (int k = 0; k < dataset->arms - 1; k++) {
                json_t *contrast = json_object();

                kn_json_put(json, contrast, "arm", kn_json_name(dataset->arm_name[k + 1]));
                kn_json_put(json, contrast, "difference_of_means",
                            kn_json_real(test->statistic[k]));
                kn_json_put(json, contrast, "p", kn_json_real(test->p[k]));
                kn_json_append(json, contrasts, contrast);
            }
        }
        kn_json_put(json, one, "contrasts", contrasts);
        kn_json_put(json, tests, dataset->person[j].name, one);
    }
    kn_json_put(json, json->root, "design", designs);
    kn_json_put(json, json->root, "randomisation", tests);
}

static void put_pool(kn_json *json, const kn_study *study)
{
    const kn_pool *pool = study->pool;
    json_t *object = json_object(), *people = json_array();

    kn_json_put(json, object, "mu", kn_json_summary(json, &pool->mu));
    kn_json_put(json, object, "omega", kn_json_summary(json, &pool->omega));
    kn_json_put(json, object, "next", kn_json_summary(json, &pool->next));
    for (size_t i = 0; i < pool->people; i++) {
        json_t *one = json_object();

        kn_json_put(json, one, "person",
                    kn_json_name(study->dataset->person[study->pooled[i]].name));
        kn_json_put_summary(json, one, &pool->person[i]);
        kn_json_append(json, people, one);
    }
    kn_json_put(json, object, "people", people);
    kn_json_put(json, object, "share_better",
                pool->has_shares ? kn_json_summary(json, &pool->share_better) : json_null());
    kn_json_put(json, object, "share_worse",
                pool->has_shares ? kn_json_summary(json, &pool->share_worse) : json_null());
    kn_json_put(json, object, "scale", kn_json_real(study->scale > 0 ? study->scale : 1));
    kn_json_put(json, object, "log_evidence", kn_json_real(pool->log_evidence));
    kn_json_put(json, json->root, "pooled", object);
}

static void put_doubts(kn_json *json, const kn_study *study)
{
    const kn_dataset *dataset = study->dataset;
    json_t *list = json_array();

    for (size_t j = 0; j < dataset->people; j++) {
        const kn_doubts *doubts = &study->person[j].doubts;

        for (size_t i = 0; i < doubts->count; i++) {
            const kn_doubt *doubt = &doubts->list[i];
            json_t *object = json_object();
            kn_text text;

            kn_text_init(&text, 8192);
            kn_story_doubt(study, j, doubt, &text);
            kn_json_put(json, object, "code", json_string(kn_doubt_word(doubt->code)));
            kn_json_put(json, object, "text", kn_json_text(&text));
            kn_json_put(json, object, "person", kn_json_name(dataset->person[j].name));
            kn_json_put(json, object, "arm",
                        doubt->arm > 0 ? kn_json_name(dataset->arm_name[doubt->arm]) : json_null());
            kn_json_put(json, object, "value", kn_json_real(doubt->value));
            kn_json_append(json, list, object);
        }
    }
    kn_json_put(json, json->root, "doubts", list);
}

kn_code kn_report_json(const kn_study *study, kn_text *out, kn_error *err)
{
    kn_json json = {.root = json_object()};

    put_data(&json, study);
    put_options(&json, study);
    kn_json_put_effects(&json, study);
    put_fits(&json, study);
    if (study->pool)
        put_pool(&json, study);
    put_designs(&json, study);
    put_doubts(&json, study);
    kn_json_put_exact(&json, study);
    kn_json_put(&json, json.root, "seconds", kn_json_real(study->seconds));
    return kn_json_finish(&json, "the answer as JSON", out, err);
}
