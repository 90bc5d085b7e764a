#include "report/json.h"

static json_t *exact_run(kn_json *json, const kn_exact *exact)
{
    json_t *object = json_object(), *quantities = json_array();

    for (size_t i = 0; i < exact->count; i++) {
        const kn_exact_quantity *quantity = &exact->quantities[i];
        json_t *one = json_object();

        kn_json_put(json, one, "name", kn_json_name(quantity->name));
        kn_json_put_summary(json, one, &quantity->summary);
        kn_json_put(json, one, "mcse_mean", kn_json_real(quantity->mcse_mean));
        kn_json_put(json, one, "rhat", kn_json_real(quantity->rhat));
        kn_json_put(json, one, "ess_bulk", kn_json_real(quantity->ess_bulk));
        kn_json_put(json, one, "ess_tail", kn_json_real(quantity->ess_tail));
        kn_json_append(json, quantities, one);
    }
    kn_json_put(json, object, "quantities", quantities);
    kn_json_put(json, object, "chains", json_integer(exact->chains));
    kn_json_put(json, object, "warmup", json_integer(exact->warmup));
    kn_json_put(json, object, "draws", json_integer(exact->draws));
    kn_json_put(json, object, "divergences", json_integer(exact->divergences));
    kn_json_put(json, object, "depth_limited", json_integer(exact->depth_limited));
    kn_json_put(json, object, "rhat_worst", kn_json_real(exact->rhat_worst));
    kn_json_put(json, object, "ess_bulk_least", kn_json_real(exact->ess_bulk_least));
    kn_json_put(json, object, "ess_tail_least", kn_json_real(exact->ess_tail_least));
    kn_json_put(json, object, "leapfrogs_mean", kn_json_real(exact->leapfrogs_mean));
    kn_json_put(json, object, "seconds", kn_json_real(exact->seconds));
    return object;
}

void kn_json_put_exact(kn_json *json, const kn_study *study)
{
    const kn_dataset *dataset = study->dataset;
    json_t *object = json_object(), *people = json_object();

    for (size_t j = 0; j < dataset->people; j++)
        if (study->person[j].exact)
            kn_json_put(json, people, dataset->person[j].name,
                        exact_run(json, study->person[j].exact));
    if (json_object_size(people) == 0 && !study->pool_exact) {
        json_decref(people);
        json_decref(object);
        return;
    }
    kn_json_put(json, object, "people", people);
    kn_json_put(json, object, "pooled",
                study->pool_exact ? exact_run(json, study->pool_exact) : json_null());
    kn_json_put(json, json->root, "exact", object);
}
