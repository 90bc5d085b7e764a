/* The document of a draw: read with every check, and written. docs/relief.md section 2. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "trial/design_parts.h"
#include "trial/relief_parts.h"

static const double MINUTES_MOST = 1e6;

static const char *const why_words[] = {
#define KN_X(name, word) word,
    KN_NOT_DRAWN(KN_X)
#undef KN_X
};

const char *kn_not_drawn_word(kn_not_drawn why)
{
    return why_words[why];
}

const char *kn_response_word(kn_response response)
{
    static const char *const words[] = {NULL, "doing", "skipped", "chose"};

    return words[response];
}

int kn_relief_made_find(const kn_relief_made *made, const char *key)
{
    for (int i = 0; i < made->count; i++)
        if (strcmp(made->open[i], key) == 0)
            return i;
    return -1;
}

/* ---- Reading ----------------------------------------------------------------------------------*/

static kn_code refuse(const char *field, const json_t *value, const char *wanted, kn_error *err)
{
    kn_place at = kn_design_place("draw.%s", field);

    return kn_member_refuse(&at, value, wanted, err);
}

static kn_code read_id(const json_t *draw, const char *field, char id[KN_ID_SIZE], kn_error *err)
{
    const json_t *value = json_object_get(draw, field);
    const char *text = json_string_value(value);

    if (!text || !kn_id_is_valid(text))
        return refuse(field, value, "an id", err);
    snprintf(id, KN_ID_SIZE, "%s", text);
    return KN_OK;
}

static bool is_key(const char *text)
{
    size_t count = text ? strlen(text) : 0;

    return count > 0 && count < KN_ID_SIZE &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") == count;
}

static kn_code read_open(const json_t *draw, kn_relief_made *made, kn_error *err)
{
    const json_t *list = json_object_get(draw, "open");

    if (!list) /* nothing was left, or nothing asked */
        return KN_OK;
    if (!json_is_array(list) || json_array_size(list) < 1 || json_array_size(list) > KN_ARMS_MAX)
        return refuse("open", list, "a list of 1 to 8 keys", err);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *key = json_string_value(json_array_get(list, i));

        if (!is_key(key) || kn_relief_made_find(made, key) >= 0)
            return refuse("open", json_array_get(list, i), "a key, each once", err);
        snprintf(made->open[made->count++], KN_ID_SIZE, "%s", key);
    }
    return KN_OK;
}

/* Kept in the order of `open`, as it was written: the order in which weights lie end to end. */
static kn_code read_allowed(const json_t *draw, kn_relief_made *made, kn_error *err)
{
    const json_t *list = json_object_get(draw, "allowed"),
                 *weights = json_object_get(draw, "weights");
    int before = -1;

    if (!json_is_array(list))
        return refuse("allowed", list, "a list of keys", err);
    if (json_array_size(list) > 0 &&
        (!json_is_array(weights) || json_array_size(weights) != json_array_size(list)))
        return refuse("weights", weights, "a list as long as allowed", err);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *key = json_string_value(json_array_get(list, i));
        const json_t *weight = json_array_get(weights, i);
        int arm = key ? kn_relief_made_find(made, key) : -1;

        if (arm <= before)
            return refuse("allowed", json_array_get(list, i), "one of open, in its order", err);
        if (!json_is_integer(weight) || json_integer_value(weight) < 1 ||
            json_integer_value(weight) > KN_ALLOCATION_TOTAL)
            return refuse("weights", weight, "a whole number from 1 to 1000", err);
        made->allowed |= (uint8_t)(1u << arm);
        made->weight[arm] = (uint32_t)json_integer_value(weight);
        before = arm;
    }
    return KN_OK;
}

static kn_code read_rest(const json_t *draw, kn_relief_made *made, kn_error *err)
{
    const json_t *rest = json_object_get(draw, "rest");
    const char *key;
    json_t *hours;

    if (rest && !json_is_object(rest))
        return refuse("rest", rest, "an object of hours by key", err);
    json_object_foreach(kn_json_iterable(rest), key, hours)
    {
        int arm = kn_relief_made_find(made, key);

        if (arm < 0)
            return refuse("rest", rest, "of keys of open", err);
        if (!json_is_number(hours) || !(json_number_value(hours) >= 0) ||
            !(json_number_value(hours) <= KN_REMEDY_REST_MAX))
            return refuse("rest", hours, "hours from 0 to 72", err);
        made->rest[arm] = json_number_value(hours);
    }
    return KN_OK;
}

static kn_code read_seen(const json_t *draw, kn_relief_made *made, kn_error *err)
{
    const json_t *seen = json_object_get(draw, "seen");

    if (seen && (!json_is_array(seen) || json_array_size(seen) > KN_RELIEF_SEEN_MAX))
        return refuse("seen", seen, "a list of at most 400", err);
    for (size_t i = 0; i < json_array_size(seen); i++) {
        const json_t *one = json_array_get(seen, i), *minutes = json_object_get(one, "minutes");
        const char *id = json_string_value(json_object_get(one, "draw"));

        if (!id || !kn_id_is_valid(id) || !json_is_number(minutes) ||
            !(json_number_value(minutes) > 0) || !(json_number_value(minutes) <= MINUTES_MOST))
            return refuse("seen", one, "a draw's id and minutes above 0", err);
    }
    made->seen = json_array_size(seen) ? seen : NULL;
    return KN_OK;
}

static kn_code read_why(const json_t *draw, kn_relief_made *made, kn_error *err)
{
    const json_t *value = json_object_get(draw, "why_not"), *arm = json_object_get(draw, "arm");
    const char *word = json_string_value(value), *key = json_string_value(arm);

    if (!value) {
        made->arm = key ? kn_relief_made_find(made, key) : -1;
        if (made->arm < 0 || !(made->allowed >> made->arm & 1))
            return refuse("arm", arm, "one of allowed", err);
        return KN_OK;
    }
    for (int i = 1; word && i < KN_NOT_DRAWN_COUNT; i++)
        if (strcmp(why_words[i], word) == 0)
            made->why_not = (kn_not_drawn)i;
    if (!made->why_not)
        return refuse("why_not", value, "one of the reasons of docs/relief.md", err);
    if (arm || made->allowed || (made->count > 0) != (made->why_not == KN_NOT_DRAWN_REST))
        return refuse("why_not", value, "without an arm, and without open but for rest", err);
    return made->why_not == KN_NOT_DRAWN_CLUSTER ? read_id(draw, "of", made->of, err) : KN_OK;
}

kn_code kn_relief_made_read(const json_t *draw, kn_relief_made *made, kn_error *err)
{
    const json_t *rule = json_object_get(draw, "rule");
    kn_code code;

    *made = (kn_relief_made){.arm = -1};
    code = read_id(draw, "plan", made->plan, err);
    if (!code)
        code = read_open(draw, made, err);
    if (!code && made->count > 0) {
        if (!json_is_string(rule) || !kn_allocation_parse(json_string_value(rule), &made->rule))
            return refuse("rule", rule, "equal-1 or thompson-1", err);
        code = read_allowed(draw, made, err);
        if (!code)
            code = read_rest(draw, made, err);
        if (!code)
            code = read_seen(draw, made, err);
    }
    return code ? code : read_why(draw, made, err);
}

/* ---- Writing ----------------------------------------------------------------------------------*/

static int add_sets(json_t *draw, const kn_relief_made *made)
{
    json_t *open = json_array(), *allowed = json_array(), *weights = json_array(),
           *rest = json_object();
    int failed = !open || !allowed || !weights || !rest;

    for (int i = 0; i < made->count && !failed; i++) {
        failed |= json_array_append_new(open, json_string(made->open[i]));
        if (made->rest[i] > 0)
            failed |= json_object_set_new(rest, made->open[i], kn_number_json(made->rest[i]));
        if (!(made->allowed >> i & 1))
            continue;
        failed |= json_array_append_new(allowed, json_string(made->open[i]));
        failed |= json_array_append_new(weights, json_integer(made->weight[i]));
    }
    failed |= json_object_set_new(draw, "rule", json_string(kn_allocation_word(made->rule)));
    failed |= json_object_set(draw, "open", open);
    failed |= json_object_set(draw, "allowed", allowed);
    if (made->allowed)
        failed |= json_object_set(draw, "weights", weights);
    if (json_object_size(rest) > 0)
        failed |= json_object_set(draw, "rest", rest);
    if (made->seen)
        failed |= json_object_set(draw, "seen", kn_json_iterable(made->seen));
    json_decref(open);
    json_decref(allowed);
    json_decref(weights);
    json_decref(rest);
    return failed;
}

json_t *kn_relief_made_json(const kn_relief_made *made)
{
    json_t *draw = json_object();
    int failed = !draw;

    if (!failed)
        failed |= json_object_set_new(draw, "plan", json_string(made->plan));
    if (!failed && made->count > 0)
        failed |= add_sets(draw, made);
    if (made->arm >= 0)
        failed |= json_object_set_new(draw, "arm", json_string(made->open[made->arm]));
    else
        failed |= json_object_set_new(draw, "why_not", json_string(why_words[made->why_not]));
    if (made->why_not == KN_NOT_DRAWN_CLUSTER)
        failed |= json_object_set_new(draw, "of", json_string(made->of));
    if (!failed)
        return draw;
    json_decref(draw);
    return NULL;
}

/* ---- The number
 * --------------------------------------------------------------------------------*/

uint32_t kn_relief_number(const char *seed, const char *episode, uint32_t total)
{
    uint8_t digest[32];
    char text[160];
    uint64_t first = 0;
    kn_random random;
    int size = snprintf(text, sizeof text, "unknot-relief-1 %s %s", seed, episode);

    crypto_generichash(digest, sizeof digest, (const unsigned char *)text, (size_t)size, NULL, 0);
    for (int i = 0; i < 8; i++)
        first |= (uint64_t)digest[i] << 8 * i;
    kn_random_init(&random, first, 0);
    return (uint32_t)kn_random_below(&random, total);
}
