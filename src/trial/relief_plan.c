/* The plan of the relief experiment: its members in one table, from JSON and to JSON.
 * docs/relief.md section 1. */
#include <stdio.h>
#include <string.h>

#include "diary/treatment.h"
#include "trial/design_parts.h"
#include "trial/relief_parts.h"

#define OF(member)        offsetof(kn_relief_plan, member), sizeof((kn_relief_plan *)0)->member
#define OF_REMEDY(member) offsetof(kn_remedy, member), sizeof((kn_remedy *)0)->member

enum {
    HOW_MAX = 200, /* characters */
    CLUSTER_LEAST = 30,
    CLUSTER_MOST = 720,
    PAIN_MOST = 10,
    NO_LIMIT = -1,
    HOUR = 3600,
    MONDAY_TO_FRIDAY = 0x1f
};

const char *kn_relief_state_word(kn_relief_state state)
{
    static const char *const words[] = {"none", "on", "off", "settled"};

    return words[state];
}

int kn_relief_remedy(const kn_relief_plan *plan, const char *key)
{
    for (int i = 0; i < plan->count; i++)
        if (strcmp(plan->remedy[i].key, key) == 0)
            return i;
    return -1;
}

static json_t *number_json(const void *from)
{
    return kn_number_json(*(const double *)from);
}

static json_t *limit_json(const void *from)
{
    return *(const int *)from == NO_LIMIT ? json_null() : json_integer(*(const int *)from);
}

/* ---- The table --------------------------------------------------------------------------------*/

#define REMEDY "remedies[]."
#define NIGHT  "night."
#define WORK   "work."
#define SEED   "seed"

/* A row of the same sort as those of a trial's design; `read` and `write` for values that a trial
 * has none of. A member of another begins with that one's name and a dot. */
typedef struct plan_row {
    kn_design_field is;
    kn_code (*read)(const json_t *value, const kn_place *at, void *to, kn_error *err);
    json_t *(*write)(const void *from);
} plan_row;

static const plan_row rows[] = {
    {{"remedies", KN_MEMBER_LIST, true, 2, KN_REMEDIES_MAX, NULL, "what is compared", 0, 0},
     NULL,
     NULL},
    {{REMEDY "key", KN_MEMBER_KEY, true, 0, 0, NULL, "of a treatment", OF_REMEDY(key)}, NULL, NULL},
    {{REMEDY "how", KN_MEMBER_TEXT, false, 0, HOW_MAX, NULL, "", OF_REMEDY(how)}, NULL, NULL},
    {{REMEDY "rest_hours", KN_MEMBER_NUMBER, false, 0, KN_REMEDY_REST_MAX, NULL, "",
      OF_REMEDY(rest_hours)},
     NULL,
     number_json},
    {{REMEDY "not_at_night", KN_MEMBER_BOOL, false, 0, 1, NULL, "", OF_REMEDY(not_at_night)},
     NULL,
     NULL},
    {{REMEDY "not_at_work", KN_MEMBER_BOOL, false, 0, 1, NULL, "", OF_REMEDY(not_at_work)},
     NULL,
     NULL},
    {{REMEDY "not_sites", KN_MEMBER_LIST, false, 0, 0, NULL, "", OF_REMEDY(not_sites)},
     kn_plan_read_sites,
     kn_plan_sites_json},
    {{"wait_limit", KN_MEMBER_WHOLE, false, 0, PAIN_MOST, NULL, "", OF(wait_limit)},
     NULL,
     limit_json},
    {{"night", KN_MEMBER_LIST, false, 0, 0, NULL, "", 0, 0}, NULL, NULL},
    {{NIGHT "from", KN_MEMBER_TEXT, true, 0, 0, NULL, "when the night begins", OF(night_from)},
     kn_plan_read_clock,
     kn_plan_clock_json},
    {{NIGHT "to", KN_MEMBER_TEXT, true, 0, 0, NULL, "when the night ends", OF(night_to)},
     kn_plan_read_clock,
     kn_plan_clock_json},
    {{"work", KN_MEMBER_LIST, false, 0, 0, NULL, "", 0, 0}, NULL, NULL},
    {{WORK "days", KN_MEMBER_LIST, true, 0, 0, NULL, "the days of work", OF(work_days)},
     kn_plan_read_days,
     kn_plan_days_json},
    {{WORK "from", KN_MEMBER_TEXT, true, 0, 0, NULL, "when work begins", OF(work_from)},
     kn_plan_read_clock,
     kn_plan_clock_json},
    {{WORK "to", KN_MEMBER_TEXT, true, 0, 0, NULL, "when work ends", OF(work_to)},
     kn_plan_read_clock,
     kn_plan_clock_json},
    {{"odds", KN_MEMBER_CHOICE, false, KN_ALLOCATION_EQUAL, KN_ALLOCATION_THOMPSON,
      "equal|adaptive", "", OF(rule)},
     NULL,
     NULL},
    {{"cluster_minutes", KN_MEMBER_WHOLE, false, CLUSTER_LEAST, CLUSTER_MOST, NULL, "",
      OF(cluster_minutes)},
     NULL,
     NULL},
    {{"worth", KN_MEMBER_NUMBER, false, 0.5, 0.95, NULL, "", OF(worth)}, NULL, number_json},
    {{"begun", KN_MEMBER_TEXT, false, 0, 0, NULL, "", OF(begun)},
     kn_plan_read_moment,
     kn_plan_moment_json},
    {{SEED, KN_MEMBER_TEXT, false, 0, 0, NULL, "", OF(seed)}, kn_plan_read_seed, kn_plan_seed_json},
};
enum { ROWS = sizeof rows / sizeof *rows };

/* What a row is called among the members of `group` ("", "night."); NULL if it is none of them. */
static const char *name_in(const plan_row *row, const char *group)
{
    const char *name = row->is.name;
    size_t length = strlen(group);

    if (strncmp(name, group, length) != 0 || strchr(name + length, '.'))
        return NULL;
    return name + length;
}

static bool has_members(const plan_row *row)
{
    return row->is.size == 0;
}

/* ---- Reading ----------------------------------------------------------------------------------*/

/* The members of `group` in `object`, but for those that have members of their own. */
static kn_code read_members(const json_t *object, const char *group, const char *where, void *base,
                            kn_error *err)
{
    const char *names[ROWS];
    size_t count = 0;
    kn_code code;

    for (size_t i = 0; i < ROWS; i++)
        if (name_in(&rows[i], group))
            names[count++] = name_in(&rows[i], group);
    code = kn_members_known(object, where, names, count, err);
    for (size_t i = 0; i < ROWS && !code; i++) {
        const char *name = name_in(&rows[i], group);
        const json_t *value = name ? json_object_get(object, name) : NULL;
        kn_place at;

        if (!name)
            continue;
        at = kn_design_place("%s%s", where, name);
        if ((!value || json_is_null(value)) && rows[i].is.required) {
            kn_fail(err, KN_DATA, &at, "%s is missing", at.field);
            return kn_hint(err, "It is needed: %s.", rows[i].is.help);
        }
        if (!value || json_is_null(value) || has_members(&rows[i]))
            continue;
        code = rows[i].read ? rows[i].read(value, &at, (char *)base + rows[i].is.offset, err)
                            : kn_member_read(&rows[i].is, value, &at, base, err);
    }
    return code;
}

/* "night" or "work", if it is there: whole or not at all. */
static kn_code read_group(const json_t *plan, const char *name, const char *group,
                          const char *example, kn_relief_plan *out, kn_error *err)
{
    const json_t *value = json_object_get(plan, name);
    kn_place at = kn_design_place("%s", name);

    if (!value || json_is_null(value))
        return KN_OK;
    if (!json_is_object(value))
        return kn_member_refuse(&at, value, example, err);
    return read_members(value, group, group, out, err);
}

static kn_code read_remedies(const json_t *list, kn_relief_plan *plan, bool given_how[],
                             kn_error *err)
{
    kn_place at = kn_design_place("remedies");
    kn_code code = KN_OK;

    if (!json_is_array(list) || json_array_size(list) < 2 ||
        json_array_size(list) > KN_REMEDIES_MAX) {
        kn_member_refuse(&at, list, "", err);
        return kn_hint(err, "Choose 2 to %d remedies; waiting can be one of them.",
                       KN_REMEDIES_MAX);
    }
    plan->count = (int)json_array_size(list);
    for (int i = 0; i < plan->count && !code; i++) {
        const json_t *remedy = json_array_get(list, (size_t)i);
        const json_t *how = json_object_get(remedy, "how");
        char where[32];

        snprintf(where, sizeof where, "remedies[%d].", i);
        at = kn_design_place("remedies[%d]", i);
        if (!json_is_object(remedy))
            return kn_member_refuse(&at, remedy, "an object such as {\"key\": \"wait\"}", err);
        code = read_members(remedy, REMEDY, where, &plan->remedy[i], err);
        given_how[i] = how && !json_is_null(how);
        if (!code && kn_relief_remedy(plan, plan->remedy[i].key) < i) {
            at = kn_design_place("remedies[%d].key", i);
            kn_fail(err, KN_DATA, &at, "\"%s\" is there twice", plan->remedy[i].key);
            return kn_hint(err, "Each remedy once; take another, or leave it out.");
        }
    }
    return code;
}

/* Names as they are today; `how` from the card where it was not given. */
static kn_code name_remedies(const kn_catalogue *catalogue, bool is_kept, const bool given_how[],
                             kn_relief_plan *plan, kn_error *err)
{
    json_t *cards = NULL;
    kn_code code = KN_OK;

    for (int i = 0; i < plan->count && !code; i++) {
        kn_remedy *remedy = &plan->remedy[i];
        const kn_item *item =
            catalogue ? kn_catalogue_find(catalogue, KN_KIND_TREATMENT, remedy->key) : NULL;
        const char *how;
        kn_place at = kn_design_place("remedies[%d].key", i);

        if (catalogue && !item && !is_kept) {
            code = kn_item_unknown(catalogue, KN_KIND_TREATMENT, &at, remedy->key, err);
            break;
        }
        snprintf(remedy->name, sizeof remedy->name, "%s", item ? item->name : remedy->key);
        snprintf(remedy->chip, sizeof remedy->chip, "%s", item ? item->chip : remedy->key);
        if (given_how[i])
            continue;
        if (!cards) /* read once, and only if needed: a plan that was kept says how */
            code = kn_treatments_load(&cards, err);
        how = json_string_value(
            json_array_get(json_object_get(kn_treatment_card(cards, remedy->key), "how"), 0));
        snprintf(remedy->how, sizeof remedy->how, "%s", how ? how : "");
    }
    json_decref(cards);
    return code;
}

static void set_defaults(kn_relief_plan *plan)
{
    *plan = (kn_relief_plan){
        .wait = -1,
        .wait_limit = NO_LIMIT,
        .night_from = 22 * HOUR,
        .night_to = 6 * HOUR,
        .work_days = MONDAY_TO_FRIDAY,
        .work_from = 9 * HOUR,
        .work_to = 17 * HOUR,
        .rule = KN_ALLOCATION_EQUAL,
        .cluster_minutes = KN_CLUSTER_MINUTES,
        .worth = KN_RELIEF_WORTH,
    };
}

static kn_code read_plan(const json_t *json, const kn_catalogue *catalogue, bool is_kept,
                         kn_relief_plan *plan, kn_error *err)
{
    bool given_how[KN_REMEDIES_MAX] = {false};
    kn_place at = kn_design_place("plan");
    kn_code code;

    set_defaults(plan);
    if (!json_is_object(json)) {
        kn_fail(err, KN_DATA, &at, "the plan is not a JSON object");
        return kn_hint(err, "docs/relief.md shows one.");
    }
    code = read_members(json, "", "", plan, err);
    if (!code)
        code = read_remedies(json_object_get(json, "remedies"), plan, given_how, err);
    if (!code)
        code = read_group(json, "night", NIGHT, "as {\"from\": \"22:00\", \"to\": \"06:00\"}", plan,
                          err);
    if (!code)
        code = read_group(json, "work", WORK,
                          "as {\"days\": [1, 2, 3, 4, 5], \"from\": \"09:00\", \"to\": \"17:00\"}",
                          plan, err);
    if (!code)
        code = name_remedies(catalogue, is_kept, given_how, plan, err);
    plan->wait = kn_relief_remedy(plan, KN_REMEDY_WAIT);
    return code;
}

kn_code kn_relief_plan_read(const json_t *json, const kn_catalogue *catalogue, kn_relief_plan *plan,
                            kn_error *err)
{
    return read_plan(json, catalogue, false, plan, err);
}

kn_code kn_relief_plan_read_kept(const json_t *json, const kn_catalogue *catalogue,
                                 kn_relief_plan *plan, kn_error *err)
{
    return read_plan(json, catalogue, true, plan, err);
}

/* ---- Writing ----------------------------------------------------------------------------------*/

/* True if all went well. */
static bool add_members(json_t *object, const char *group, const void *base, bool with_seed)
{
    for (size_t i = 0; i < ROWS; i++) {
        const char *name = name_in(&rows[i], group);

        if (!name || has_members(&rows[i]) || (!with_seed && strcmp(name, SEED) == 0))
            continue;
        if (json_object_set_new(object, name,
                                rows[i].write
                                    ? rows[i].write((const char *)base + rows[i].is.offset)
                                    : kn_member_json(&rows[i].is, base)) != 0)
            return false;
    }
    return true;
}

json_t *kn_relief_plan_json(const kn_relief_plan *plan, bool with_seed)
{
    json_t *json = json_object(), *remedies = json_array(), *night = json_object(),
           *work = json_object();
    bool ok = json && remedies && night && work;

    for (int i = 0; i < plan->count && ok; i++) {
        json_t *remedy = json_object();

        ok = json_array_append_new(remedies, remedy) == 0 &&
             add_members(remedy, REMEDY, &plan->remedy[i], with_seed);
    }
    ok = ok && add_members(json, "", plan, with_seed) && add_members(night, NIGHT, plan, false) &&
         add_members(work, WORK, plan, false) && json_object_set(json, "remedies", remedies) == 0 &&
         json_object_set(json, "night", night) == 0 && json_object_set(json, "work", work) == 0;
    json_decref(remedies);
    json_decref(night);
    json_decref(work);
    if (!ok) {
        json_decref(json);
        return NULL;
    }
    return json;
}

/* ---- A start ----------------------------------------------------------------------------------*/

void kn_relief_plan_suggest(const kn_catalogue *catalogue, kn_relief_plan *plan)
{
    static const char *const keys[] = {KN_REMEDY_WAIT, "stretch_acute", "rub_during", "heat_local"};
    enum { LIMIT = 6 };
    bool given_how[KN_REMEDIES_MAX] = {false};

    set_defaults(plan);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const kn_item *item = kn_catalogue_find(catalogue, KN_KIND_TREATMENT, keys[i]);

        if (!item || item->is_archived)
            continue;
        snprintf(plan->remedy[plan->count++].key, KN_ID_SIZE, "%s", keys[i]);
    }
    name_remedies(catalogue, true, given_how, plan, NULL); /* no memory: names without a how */
    plan->wait = kn_relief_remedy(plan, KN_REMEDY_WAIT);
    plan->wait_limit = plan->wait < 0 ? NO_LIMIT : LIMIT;
}
