/* What does not change while a person writes: regions, labels, measures, treatments, surveys. */
#include "api/call.h"
#include "diary/site.h"
#include "diary/survey.h"
#include "report/diary_report.h"

static const struct {
    const char *key, *name;
} medicine_groups[] = {
    {"statin", "Statin (for cholesterol)"},
    {"diuretic", "Water tablet (diuretic)"},
    {"laba", "Long-acting inhaler for asthma or lungs"},
    {"serotonin", "Acts on serotonin (such as tramadol, triptans)"},
    {"quinine", "Quinine"},
    {"opioid", "Opioid painkiller"},
    {"benzodiazepine", "Benzodiazepine"},
    {"baclofen", "Baclofen"},
    {"antidepressant", "Antidepressant"},
    {"anti_sickness", "Against sickness"},
    {"other", "Something else, or I do not know"},
};
enum { GROUP_COUNT = sizeof medicine_groups / sizeof medicine_groups[0] };

static json_t *region_list(void)
{
    json_t *list = json_array();

    for (size_t i = 0; i < kn_site_count; i++) {
        const kn_site *site = &kn_sites[i];
        const char *view = site->view == 'f' ? "front" : site->view == 'b' ? "back" : "both";

        json_array_append_new(list,
                              json_pack("{s:s,s:s,s:s,s:b,s:s?,s:s,s:s}", "id", site->id, "name",
                                        site->name, "site", site->site, "limb", site->is_limb,
                                        "wpi", site->wpi, "group", site->group, "view", view));
    }
    return list;
}

static json_t *group_list(void)
{
    json_t *list = json_array();

    for (size_t i = 0; i < kn_site_group_count; i++)
        json_array_append_new(list, json_pack("{s:s,s:s}", "id", kn_site_groups[i].id, "name",
                                              kn_site_groups[i].name));
    return list;
}

static json_t *label_list(void)
{
    json_t *list = json_array();

    for (int i = 0; i < KN_LABEL_COUNT; i++)
        json_array_append_new(list, kn_label_json((kn_label)i));
    return list;
}

static json_t *survey_item(const kn_survey_item *item)
{
    return json_pack("{s:s,s:s,s:s,s:i,s:i,s:s?,s:s?}", "key", item->key, "part", item->part,
                     "words", item->words, "least", item->least, "most", item->most, "low",
                     item->low, "high", item->high);
}

static json_t *survey_list(void)
{
    json_t *list = json_array();

    for (size_t i = 0; i < kn_survey_count; i++) {
        const kn_survey *survey = &kn_surveys[i];
        json_t *items = json_array();

        for (size_t j = 0; j < survey->item_count; j++)
            json_array_append_new(items, survey_item(&survey->items[j]));
        json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:s,s:o}", "key", survey->key, "name",
                                              survey->name, "intro", survey->intro, "credit",
                                              survey->credit, "items", items));
    }
    return list;
}

static json_t *medicine_group_list(void)
{
    json_t *list = json_array();

    for (int i = 0; i < GROUP_COUNT; i++)
        json_array_append_new(list, json_pack("{s:s,s:s}", "key", medicine_groups[i].key, "name",
                                              medicine_groups[i].name));
    return list;
}

/* The words of entry bodies for kn_scale. */
static const char *const scale_words[] = {[KN_SCALE_0_10] = "0-10",
                                          [KN_SCALE_COUNT] = "count",
                                          [KN_SCALE_YES_NO] = "yes-no",
                                          [KN_SCALE_NUMBER] = "number"};

static json_t *measure_json(const kn_item *item)
{
    const char *better = item->better < 0 ? "lower" : item->better > 0 ? "higher" : "neither";

    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:b,s:b,s:b}", "key", item->key, "name",
                     item->name, "scale", scale_words[item->scale], "better", better, "low",
                     item->low, "high", item->high, "unit", item->unit, "own", item->is_own,
                     "archived", item->is_archived, "short", item->is_short);
}

static json_t *suspect_json(const kn_item *item)
{
    return json_pack("{s:s,s:s,s:b,s:b,s:b}", "key", item->key, "name", item->name, "graded",
                     item->scale == KN_SCALE_0_10, "own", item->is_own, "archived",
                     item->is_archived);
}

static json_t *treatment_json(const kn_item *item)
{
    return json_pack("{s:s,s:s,s:s,s:b,s:b,s:b}", "key", item->key, "name", item->name, "chip",
                     item->chip, "acute", item->is_acute, "own", item->is_own, "archived",
                     item->is_archived);
}

kn_code kn_run_catalogue(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    json_t *measures = json_array(), *treatments = json_array(), *suspects = json_array();
    kn_catalogue catalogue = {0};
    kn_code code = kn_catalogue_load(api->store, &catalogue, err);

    (void)request;
    for (size_t i = 0; i < catalogue.count && code == KN_OK; i++) {
        const kn_item *item = &catalogue.items[i];
        json_t *json = item->kind == KN_KIND_MEASURE     ? measure_json(item)
                       : item->kind == KN_KIND_TREATMENT ? treatment_json(item)
                                                         : suspect_json(item);
        json_t *list = item->kind == KN_KIND_MEASURE     ? measures
                       : item->kind == KN_KIND_TREATMENT ? treatments
                                                         : suspects;

        if (json_array_append_new(list, json) != 0)
            code = kn_fail(err, KN_NOMEM, NULL, "out of memory");
    }
    if (code == KN_OK)
        code = kn_reply_with(reply,
                             json_pack("{s:o,s:o,s:o,s:O,s:O,s:O,s:o,s:o,s:{s:i,s:i}}", "regions",
                                       region_list(), "groups", group_list(), "labels",
                                       label_list(), "measures", measures, "treatments", treatments,
                                       "suspects", suspects, "surveys", survey_list(),
                                       "medicine_groups", medicine_group_list(), "limits", "text",
                                       KN_TEXT_MAX, "name", KN_NAME_MAX),
                             err);
    json_decref(measures);
    json_decref(treatments);
    json_decref(suspects);
    kn_catalogue_release(&catalogue);
    return code;
}
