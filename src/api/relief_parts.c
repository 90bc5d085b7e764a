/* A draw as the replies show it, and the draws that `today` shows. */
#include <string.h>

#include "api/relief_call.h"
#include "base/json.h"
#include "report/relief_report.h"

enum {
    RUNNING_MAX = 8,  /* episodes that run whose draw is looked for */
    DRAWN_WITHIN = 2, /* days from the start of an episode in which it is looked for */
    DRAWS_MAX = 200   /* of those days */
};

/* ---- DRAW -------------------------------------------------------------------------------------*/

static kn_not_drawn read_why(const json_t *document)
{
    const char *word = json_string_value(json_object_get(document, "why_not"));

    for (int why = KN_NOT_DRAWN_DRAWN + 1; word && why < KN_NOT_DRAWN_COUNT; why++)
        if (strcmp(word, kn_not_drawn_word((kn_not_drawn)why)) == 0)
            return (kn_not_drawn)why;
    return KN_NOT_DRAWN_DRAWN;
}

static const char *how_of(const kn_relief_plan *plan, const char *key)
{
    for (int i = 0; key && i < plan->count; i++)
        if (strcmp(plan->remedy[i].key, key) == 0)
            return plan->remedy[i].how;
    return "";
}

static const char *chip_of(const kn_catalogue *catalogue, const char *key)
{
    const kn_item *item = kn_catalogue_find(catalogue, KN_KIND_TREATMENT, key);

    return item ? item->chip : key;
}

/* The chances as they were drawn from; `weight` that of the arm. Empty when nothing was drawn. */
static json_t *odds_json(const json_t *document, const kn_catalogue *catalogue, uint32_t *weight,
                         uint32_t *total)
{
    const json_t *allowed = json_object_get(document, "allowed"),
                 *weights = json_object_get(document, "weights");
    const char *arm = json_string_value(json_object_get(document, "arm"));
    json_t *list = json_array(), *part;
    size_t i;

    *weight = *total = 0;
    json_array_foreach(weights, i, part) *total += (uint32_t)json_integer_value(part);
    json_array_foreach(weights, i, part)
    {
        const char *key = json_string_value(json_array_get(allowed, i));

        if (!key || *total == 0)
            continue;
        if (arm && strcmp(arm, key) == 0)
            *weight = (uint32_t)json_integer_value(part);
        json_array_append_new(list, json_pack("{s:s,s:s,s:f}", "key", key, "name",
                                              kn_catalogue_name(catalogue, KN_KIND_TREATMENT, key),
                                              "chance", (double)json_integer_value(part) / *total));
    }
    return list;
}

json_t *kn_json_draw(const kn_entry *draw, const kn_relief_plan *plan,
                     const kn_catalogue *catalogue)
{
    const json_t *document = json_object_get(draw->body, "draw");
    const char *arm = json_string_value(json_object_get(document, "arm"));
    const char *response = json_string_value(json_object_get(draw->body, "response"));
    const char *chose = json_string_value(json_object_get(draw->body, "chose"));
    const kn_not_drawn why = read_why(document);
    char moment[KN_MOMENT_SIZE];
    uint32_t weight, total;
    json_t *odds = odds_json(document, catalogue, &weight, &total), *json;
    kn_text line;

    kn_text_init(&line, 1024);
    if (arm || why != KN_NOT_DRAWN_DRAWN)
        kn_relief_say_draw(why, weight, total, &line);
    else /* taken in from elsewhere */
        kn_text_add(&line, "What was picked can no longer be read.");
    json = json_pack(
        "{s:s,s:s,s:s,s:s,s:o,s:o,s:o,s:o,s:s,s:o,s:o,s:o,s:o,s:o}", "id", draw->id, "version",
        draw->version, "episode", json_string_value(json_object_get(draw->body, "episode")), "at",
        kn_moment_format(moment, draw->at), "arm", kn_json_optional(arm), "name",
        kn_json_optional(arm ? kn_catalogue_name(catalogue, KN_KIND_TREATMENT, arm) : NULL), "chip",
        kn_json_optional(arm ? chip_of(catalogue, arm) : NULL), "how",
        kn_json_optional(how_of(plan, arm)), "line", kn_text_string(&line), "odds", odds, "why_not",
        kn_json_optional(kn_not_drawn_word(why)), "why_words",
        kn_json_optional(arm ? NULL : kn_text_string(&line)), "response",
        kn_json_optional(response), "chose", kn_json_optional(chose));
    kn_text_release(&line);
    return json;
}

/* ---- today ------------------------------------------------------------------------------------*/

/* A draw is made within a day of the start, so it is looked for there only: what `today` reads does
 * not grow with the diary. Of two, made in two copies of the diary, the first counts. */
static kn_code add_draw_of(kn_api *api, const kn_entry *episode, const kn_relief_plan *plan,
                           const kn_catalogue *catalogue, json_t *list, kn_error *err)
{
    const kn_query query = {.from = episode->at.day - 1,
                            .to = episode->at.day + DRAWN_WITHIN,
                            .kinds = UINT32_C(1) << KN_KIND_DRAW,
                            .limit = DRAWS_MAX};
    const kn_entry *first = NULL;
    kn_entries draws = {0};
    kn_code code = kn_store_list(api->store, &query, &draws, err);

    for (size_t i = 0; code == KN_OK && i < draws.count; i++) {
        const char *of = json_string_value(json_object_get(draws.list[i].body, "episode"));

        if (of && strcmp(of, episode->id) == 0)
            first = &draws.list[i]; /* they come newest first */
    }
    if (first && json_array_append_new(list, kn_json_draw(first, plan, catalogue)) != 0)
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory for the draws");
    kn_entries_release(&draws);
    return code;
}

kn_code kn_relief_today(kn_api *api, const kn_entries *running, const kn_catalogue *catalogue,
                        json_t **relief, kn_error *err)
{
    kn_relief_plan plan = {0};
    json_t *list = json_array();
    bool is_warned = false;
    kn_error fault = {0};
    kn_code code = kn_relief_plan_load(api->store, catalogue, &plan, &fault);

    if (code == KN_DAMAGED) { /* `relief` says so; the first page is not the place */
        plan = (kn_relief_plan){0};
        code = KN_OK;
    } else if (code) {
        *err = fault;
    }
    if (plan.state != KN_RELIEF_NONE)
        for (size_t i = 0; code == KN_OK && i < running->count && i < RUNNING_MAX; i++)
            code = add_draw_of(api, &running->list[i], &plan, catalogue, list, err);
    if (code == KN_OK && plan.state != KN_RELIEF_NONE)
        code = kn_relief_is_warned(api, &is_warned, err);
    *relief = code == KN_OK
                  ? json_pack("{s:b,s:s,s:b,s:O}", "on", plan.state == KN_RELIEF_ON, "state",
                              kn_relief_state_word(plan.state), "warned", is_warned, "draws", list)
                  : NULL;
    json_decref(list);
    return code;
}
