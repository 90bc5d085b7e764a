/* trial-plan: the picture before the start, a little more of it with every call. Nothing is kept
 * between calls: what was counted goes out with the reply and comes back with the next request. */
#include <stdio.h>
#include <string.h>

#include "api/trial_call.h"
#include "report/trial_report.h"

enum {
    MILLISECONDS = 200,
    MILLISECONDS_LEAST = 50,
    MILLISECONDS_MOST = 2000,
    VERDICTS = KN_VERDICT_OBSERVED + 1,
    COUNTS = VERDICTS + 5, /* trials, verdicts, early, exact, unfit, covered */
    NUMBERS = COUNTS + 3,  /* width, bias, days */
    SUM_BITS = 42          /* a value is cut at 2^22 and counted in 2^-20: plan.h */
};

/* ---- What was counted, as JSON ----------------------------------------------------------------*/

static json_t *tally_json(const kn_tally *tally)
{
    int64_t numbers[NUMBERS] = {(int64_t)tally->trials};
    json_t *list = json_array();

    for (int v = 0; v < VERDICTS; v++)
        numbers[1 + v] = (int64_t)tally->verdict[v];
    numbers[1 + VERDICTS] = (int64_t)tally->early;
    numbers[2 + VERDICTS] = (int64_t)tally->exact;
    numbers[3 + VERDICTS] = (int64_t)tally->unfit;
    numbers[4 + VERDICTS] = (int64_t)tally->covered;
    numbers[COUNTS] = tally->width;
    numbers[COUNTS + 1] = tally->bias;
    numbers[COUNTS + 2] = tally->days;
    for (size_t i = 0; i < NUMBERS; i++)
        json_array_append_new(list, json_integer(numbers[i]));
    return list;
}

/* What the counts are of: they go on only with the same design and the same diary behind it. */
static kn_code key_of(const kn_trial_design *design, const kn_basis *basis, char key[KN_HASH_SIZE],
                      kn_error *err)
{
    json_t *scenario = json_object(), *json;

#define KN_X(name, value, least, most, help)                                                       \
    json_object_set_new(scenario, #name, json_real(basis->scenario.name));
    KN_SCENARIO(KN_X)
#undef KN_X
    json = json_pack("{s:o,s:o}", "design", kn_trial_design_json(design), "scenario", scenario);
    if (!json)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for the plan");
    kn_protocol_hash(json, key);
    json_decref(json);
    return KN_OK;
}

static json_t *so_far_json(const kn_plan_view *view, const char *key)
{
    json_t *tallies = json_array();

    for (int i = 0; i < KN_PLAN_EFFECTS; i++)
        json_array_append_new(tallies, tally_json(&view->effects[i].tally));
    return json_pack("{s:s,s:o}", "of", key, "tallies", tallies);
}

/* ---- ... and read back ------------------------------------------------------------------------
 * It has been outside, so it may be anything: every number is held to what counting can give, and
 * then no sum can overflow. */

static kn_code refuse(int effect, const char *what, kn_error *err)
{
    kn_place at = {0};

    snprintf(at.field, sizeof at.field, effect < 0 ? "so_far" : "so_far.tallies[%d]", effect);
    kn_fail(err, KN_DATA, &at, "so_far %s", what);
    return kn_hint(err, "Send it back as it came, or leave it out to begin anew.");
}

static bool read_numbers(const json_t *json, int64_t numbers[NUMBERS])
{
    if (json_array_size(json) != NUMBERS)
        return false;
    for (size_t i = 0; i < NUMBERS; i++) {
        const json_t *number = json_array_get(json, i);

        if (!json_is_integer(number))
            return false;
        numbers[i] = json_integer_value(number);
    }
    return true;
}

static bool is_possible(const int64_t numbers[NUMBERS])
{
    const int64_t trials = numbers[0], most = trials << SUM_BITS;
    int64_t verdicts = 0;

    for (int i = 0; i < COUNTS; i++)
        if (numbers[i] < 0 || numbers[i] > KN_PLAN_ENOUGH || numbers[i] > trials)
            return false;
    for (int v = 0; v < VERDICTS; v++)
        verdicts += numbers[1 + v];
    return verdicts == trials && numbers[COUNTS] >= 0 && numbers[COUNTS] <= most &&
           numbers[COUNTS + 1] >= -most && numbers[COUNTS + 1] <= most &&
           numbers[COUNTS + 2] >= 0 && numbers[COUNTS + 2] <= most;
}

static kn_code read_tally(const json_t *json, int effect, kn_tally *tally, kn_error *err)
{
    int64_t numbers[NUMBERS];

    if (!read_numbers(json, numbers))
        return refuse(effect, "is not as it was given", err);
    if (numbers[0] < 0 || numbers[0] > KN_PLAN_ENOUGH || !is_possible(numbers))
        return refuse(effect, "holds counts that cannot be", err);
    tally->trials = (uint64_t)numbers[0];
    for (int v = 0; v < VERDICTS; v++)
        tally->verdict[v] = (uint64_t)numbers[1 + v];
    tally->early = (uint64_t)numbers[1 + VERDICTS];
    tally->exact = (uint64_t)numbers[2 + VERDICTS];
    tally->unfit = (uint64_t)numbers[3 + VERDICTS];
    tally->covered = (uint64_t)numbers[4 + VERDICTS];
    tally->width = numbers[COUNTS];
    tally->bias = numbers[COUNTS + 1];
    tally->days = numbers[COUNTS + 2];
    return KN_OK;
}

/* *goes_on: they are of this very plan. */
static kn_code read_so_far(const json_t *json, const char *key, kn_tally tallies[KN_PLAN_EFFECTS],
                           bool *goes_on, kn_error *err)
{
    const char *of = json_string_value(json_object_get(json, "of"));
    const json_t *list = json_object_get(json, "tallies");
    kn_code code = KN_OK;

    *goes_on = false;
    if (!json || json_is_null(json))
        return KN_OK;
    if (!of || json_array_size(list) != KN_PLAN_EFFECTS || json_object_size(json) != 2)
        return refuse(-1, "is not as it was given", err);
    for (int i = 0; i < KN_PLAN_EFFECTS && code == KN_OK; i++)
        code = read_tally(json_array_get(list, (size_t)i), i, &tallies[i], err);
    *goes_on = strcmp(of, key) == 0;
    return code;
}

/* ---- The operation ----------------------------------------------------------------------------*/

static kn_code read_milliseconds(const kn_request *request, int *milliseconds, kn_error *err)
{
    const kn_place at = {.field = "milliseconds"};
    const int64_t given = kn_argument_whole(request, "milliseconds", MILLISECONDS);

    *milliseconds = (int)given;
    if (given >= MILLISECONDS_LEAST && given <= MILLISECONDS_MOST)
        return KN_OK;
    kn_fail(err, KN_DATA, &at, "milliseconds is not within %d and %d", MILLISECONDS_LEAST,
            MILLISECONDS_MOST);
    return kn_hint(err, "Leave it out for %d.", MILLISECONDS);
}

static kn_code read_design(kn_api *api, const kn_request *request, kn_trial_design *design,
                           kn_error *err)
{
    kn_catalogue catalogue = {0};
    kn_code code = kn_catalogue_load(api->store, &catalogue, err);

    if (code == KN_OK)
        code = kn_trial_design_read(json_object_get(request->arguments, "design"), &catalogue,
                                    design, err);
    kn_catalogue_release(&catalogue);
    return code;
}

static kn_code reply_to_plan(kn_api *api, const kn_plan_view *view, const char *key,
                             kn_reply *reply, kn_error *err)
{
    kn_trial_note notes[KN_TRIAL_NOTES_MAX];
    kn_trial_safety safety = {0};
    json_t *json = NULL, *more;
    size_t count;
    kn_code code = kn_trial_safety_load(api->store, &safety, err);

    if (code == KN_OK)
        code = kn_plan_json(view, &json, err);
    if (code)
        return code;
    count = kn_trial_notes(&view->design, &safety, notes);
    more = json_pack("{s:o,s:o,s:b,s:o}", "design", kn_trial_design_json(&view->design), "notes",
                     kn_json_trial_notes(notes, count), "refused", kn_trial_refused(notes, count),
                     "so_far", so_far_json(view, key));
    if (!more || json_object_update(json, more) != 0) {
        json_decref(json);
        json = NULL;
    }
    json_decref(more);
    return kn_reply_with(reply, json, err);
}

kn_code kn_run_trial_plan(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_tally tallies[KN_PLAN_EFFECTS] = {{0}};
    char key[KN_HASH_SIZE];
    kn_trial_design design;
    kn_plan_view view;
    kn_basis basis;
    int milliseconds;
    bool goes_on = false;
    kn_code code = read_milliseconds(request, &milliseconds, err);

    if (code == KN_OK)
        code = read_design(api, request, &design, err);
    if (code == KN_OK)
        code = kn_basis_load(api->store, &design, kn_store_now(api->store).day, &basis, err);
    if (code == KN_OK)
        code = key_of(&design, &basis, key, err);
    if (code == KN_OK)
        code =
            read_so_far(json_object_get(request->arguments, "so_far"), key, tallies, &goes_on, err);
    if (code == KN_OK)
        code = kn_plan_picture(&design, &basis, goes_on ? tallies : NULL, milliseconds, &view, err);
    return code ? code : reply_to_plan(api, &view, key, reply, err);
}
