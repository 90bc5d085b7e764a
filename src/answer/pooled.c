/* Answers of many people: what `unknot relief FILE.csv --json` says of all of them together. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/what_now.h"

/* A log ratio of times beyond this is no time that anybody measured. */
static const double LOG_RATIO_MAX = 10;
enum { PEOPLE_MAX = 1000000, EPISODES_MAX = 100000000 };

static kn_code refuse(const char *member, const char *message, const char *hint, kn_error *err)
{
    kn_place at = {0};

    snprintf(at.field, sizeof at.field, "%s", member);
    kn_fail(err, KN_DATA, &at, "%s", message);
    return kn_hint(err, "%s", hint);
}

static const char what_it_is[] =
    "It takes what unknot relief FILE.csv --json prints for several people and two arms.";

/* ---- Members ----------------------------------------------------------------------------------*/

static kn_code read_number(const json_t *object, const char *where, const char *name, double least,
                           double most, double *value, kn_error *err)
{
    const json_t *found = json_object_get(object, name);
    char member[64], message[128];

    *value = json_number_value(found);
    if (json_is_number(found) && *value >= least && *value <= most)
        return KN_OK;
    snprintf(member, sizeof member, "%s%s", where, name);
    if (json_is_number(found))
        snprintf(message, sizeof message, "%g is not between %g and %g", *value, least, most);
    else
        snprintf(message, sizeof message, "%s", found ? "it is not a number" : "it is missing");
    return refuse(member, message, what_it_is, err);
}

static kn_code read_count(const json_t *json, const char *name, size_t least, size_t most,
                          size_t *count, kn_error *err)
{
    double value;
    kn_code code = read_number(json, "", name, (double)least, (double)most, &value, err);

    if (code == KN_OK && !json_is_integer(json_object_get(json, name)))
        code = refuse(name, "it is not a whole number", what_it_is, err);
    *count = code ? 0 : (size_t)value;
    return code;
}

static kn_code check_kind(const json_t *json, kn_error *err)
{
    const char *kind = json_string_value(json_object_get(json, "kind"));
    const json_t *schema = json_object_get(json, "schema");

    if (!kind || strcmp(kind, "relief") != 0)
        return refuse("kind", "this is not an answer about relief", what_it_is, err);
    if (!json_is_integer(schema) || json_integer_value(schema) != 1)
        return refuse("schema", "its schema is not 1", "Another version of unknot made it.", err);
    if (json_is_true(json_object_get(json_object_get(json, "options"), "observed")))
        return refuse("options.observed", "the arms were chosen by the people, not drawn",
                      "Only what was drawn by chance is taken.", err);
    return KN_OK;
}

/* ---- Arms -------------------------------------------------------------------------------------*/

/* Equal but for case, and for what stands where a blank might. */
static bool is_called(const char *name, const char *word)
{
    for (; *name && *word; name++, word++) {
        char x = strchr("-_ ", *name) ? ' ' : (char)tolower((unsigned char)*name);
        char y = strchr("-_ ", *word) ? ' ' : (char)tolower((unsigned char)*word);

        if (x != y)
            return false;
    }
    return *name == *word;
}

static const kn_item *find_arm(const kn_catalogue *catalogue, const char *word)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        const kn_item *item = &catalogue->items[i];

        if (item->kind == KN_KIND_TREATMENT &&
            (is_called(item->key, word) || is_called(item->name, word) ||
             is_called(item->chip, word)))
            return item;
    }
    return NULL;
}

static kn_code read_arm(const json_t *arms, size_t i, const kn_catalogue *catalogue,
                        char key[KN_ID_SIZE], kn_error *err)
{
    const char *word = json_string_value(json_array_get(arms, i));
    const kn_item *item = word && *word ? find_arm(catalogue, word) : NULL;
    char member[16], message[160];

    snprintf(member, sizeof member, "arms[%zu]", i);
    if (item) {
        snprintf(key, KN_ID_SIZE, "%s", item->key);
        return KN_OK;
    }
    if (!word)
        return refuse(member, "it is not a text", what_it_is, err);
    snprintf(message, sizeof message, "there is no treatment called \"%.*s\"",
             (int)kn_utf8_cut(word, strlen(word), 80), word);
    return refuse(member, message,
                  "An arm is a key or a name of the catalogue, such as heat_local or Heat; an own "
                  "treatment can be added first.",
                  err);
}

static kn_code read_arms(const json_t *json, const kn_catalogue *catalogue, kn_pooled *pooled,
                         kn_error *err)
{
    const json_t *arms = json_object_get(json, "arms");
    kn_code code;

    if (json_array_size(arms) != 2)
        return refuse("arms", "there are not two of them", what_it_is, err);
    code = read_arm(arms, 0, catalogue, pooled->versus, err);
    if (code == KN_OK)
        code = read_arm(arms, 1, catalogue, pooled->key, err);
    if (code == KN_OK && strcmp(pooled->key, pooled->versus) == 0)
        code = refuse("arms", "both are the same treatment", what_it_is, err);
    return code;
}

/* ---- The mean person --------------------------------------------------------------------------*/

static kn_code read_mean_person(const json_t *mu, kn_pooled *pooled, kn_error *err)
{
    static const char where[] = "pooled.mu.";
    kn_summary *s = &pooled->log_ratio;
    double below = (double)NAN;
    const struct {
        const char *name;
        double least, most;
        double *to;
    } rows[] = {
        {"mean", -LOG_RATIO_MAX, LOG_RATIO_MAX, &s->mean},
        {"sd", 1e-6, LOG_RATIO_MAX, &s->sd},
        {"q025", -LOG_RATIO_MAX, LOG_RATIO_MAX, &s->q025},
        {"q50", -LOG_RATIO_MAX, LOG_RATIO_MAX, &s->q50},
        {"q975", -LOG_RATIO_MAX, LOG_RATIO_MAX, &s->q975},
        {"p_below_zero", 0, 1, &below},
    };
    kn_code code = KN_OK;

    for (size_t i = 0; i < sizeof rows / sizeof *rows && code == KN_OK; i++)
        code = read_number(mu, where, rows[i].name, rows[i].least, rows[i].most, rows[i].to, err);
    if (code == KN_OK && !(s->q025 < s->q50 && s->q50 < s->q975))
        code = refuse("pooled.mu.q50", "it is not between q025 and q975", what_it_is, err);
    /* the same distribution says both: one that contradicts itself was changed by hand */
    if (code == KN_OK && ((s->q975 < 0 && below < 0.95) || (s->q025 > 0 && below > 0.05)))
        code = refuse("pooled.mu.p_below_zero", "it does not fit the interval", what_it_is, err);
    s->p_below_zero = below;
    pooled->p_faster = below;
    return code;
}

kn_code kn_pooled_read(const json_t *json, const kn_catalogue *catalogue, kn_pooled *pooled,
                       kn_error *err)
{
    const json_t *all = json_object_get(json, "pooled"), *people = json_object_get(all, "people");
    kn_code code = check_kind(json, err);

    memset(pooled, 0, sizeof *pooled); /* the gaps too: equal ones are equal bytes */
    if (code == KN_OK && !json_is_object(all))
        code = refuse("pooled", "there is no pooled answer in it",
                      "Several people and two arms are pooled; one person alone is not.", err);
    if (code == KN_OK)
        code = read_arms(json, catalogue, pooled, err);
    if (code == KN_OK)
        code = read_count(json, "n", 1, EPISODES_MAX, &pooled->episodes, err);
    if (code == KN_OK)
        code = read_count(json, "people", 2, PEOPLE_MAX, &pooled->people, err);
    if (code == KN_OK && people) {
        pooled->people = json_array_size(people);
        if (pooled->people < 2)
            code = refuse("pooled.people", "there are fewer than two", what_it_is, err);
    }
    return code ? code : read_mean_person(json_object_get(all, "mu"), pooled, err);
}

json_t *kn_pooled_kept(const json_t *json)
{
    static const char *const members[] = {"schema", "kind", "source", "n", "arms", "options"};
    static const char *const shared[] = {"mu", "omega", "next", "share_better", "share_worse"};
    const json_t *all = json_object_get(json, "pooled"), *people = json_object_get(all, "people");
    json_t *kept = json_object(), *pooled = json_object();
    int failed = !kept || !pooled;

    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (json_object_get(json, members[i]))
            failed |= json_object_set(kept, members[i], json_object_get(json, members[i]));
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        if (json_object_get(all, shared[i]))
            failed |= json_object_set(pooled, shared[i], json_object_get(all, shared[i]));
    failed |= people ? json_object_set_new(kept, "people",
                                           json_integer((json_int_t)json_array_size(people)))
                     : json_object_set(kept, "people", json_object_get(json, "people"));
    failed |= json_object_set(kept, "pooled", pooled);
    json_decref(pooled);
    if (!failed)
        return kept;
    json_decref(kept);
    return NULL;
}

kn_code kn_pooled_load(kn_store *store, const kn_catalogue *catalogue, kn_pooled **pooled,
                       size_t *count, kn_error *err)
{
    const kn_query query = {
        .from = INT32_MIN, .to = INT32_MAX, .kinds = 1u << KN_KIND_POOLED, .limit = KN_POOLED_MAX};
    kn_entries entries = {0};
    kn_code code = kn_store_list(store, &query, &entries, err);

    *pooled = NULL;
    *count = 0;
    if (code == KN_OK && entries.count > 0) {
        *pooled = calloc(entries.count, sizeof **pooled);
        if (!*pooled)
            code = kn_fail(err, KN_NOMEM, NULL, "out of memory for the answers of many people");
    }
    for (size_t i = 0; i < entries.count && code == KN_OK; i++) {
        const kn_entry *entry = &entries.list[i];
        kn_error ignored; /* one whose treatment is gone, or from another program, says nothing */

        if (json_is_true(json_object_get(entry->body, "archived")) ||
            kn_pooled_read(json_object_get(entry->body, "pooled"), catalogue, &(*pooled)[*count],
                           &ignored) != KN_OK)
            continue;
        memcpy((*pooled)[(*count)++].id, entry->id, KN_ID_SIZE);
    }
    kn_entries_release(&entries);
    return code;
}
