/* Every draw made again: from the seed of the plan of its time, the episode, what was allowed and
 * what it had seen. A draw that somebody changed by hand shows here. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trial/relief_parts.h"
#include "trial/trial_parts.h"

enum { COPIES_MAX = 16 }; /* of a diary that drew; those beyond have no view of their own */

/* Minutes by draw, as taken in by the draws so far; NAN. */
typedef struct view {
    const char *device; /* of one copy of the diary; NULL: of all */
    double *known;      /* [draws.count] */
} view;

typedef struct verifying {
    kn_relief_draws draws;
    struct named *named; /* [draws.count] in the order of the ids */
    kn_entries plans;    /* versions of the plan */
    view view[1 + COPIES_MAX];
    size_t views;
    kn_seen *seen;       /* [draws.count] room for one draw */
    kn_relief_plan plan; /* of the draw looked at */
    kn_relief_finding *findings;
    size_t count;
    size_t made, differ;
} verifying;

__attribute__((format(printf, 3, 4))) static void differs(verifying *all, const kn_entry *entry,
                                                          const char *format, ...)
{
    kn_relief_finding *finding;
    char at[KN_MOMENT_SIZE];
    va_list args;

    all->differ++;
    if (all->count == KN_RELIEF_FINDINGS_MAX)
        return;
    finding = &all->findings[all->count++];
    *finding = (kn_relief_finding){0};
    snprintf(finding->what, sizeof finding->what, "the draw of %.10s, %.5s",
             kn_moment_format(at, entry->at), at + 11);
    va_start(args, format);
    vsnprintf(finding->detail, sizeof finding->detail, format, args);
    va_end(args);
}

/* ---- Weights ----------------------------------------------------------------------------------*/

typedef struct named {
    const char *id;
    size_t at; /* place in draws.list */
} named;

static int by_id(const void *a, const void *b)
{
    return strcmp(((const named *)a)->id, ((const named *)b)->id);
}

/* Takes in what the draw at `i` had newly seen, of draws before it. */
static void take_seen(const verifying *all, size_t i, double known[])
{
    const json_t *seen = all->draws.list[i].made.seen;

    for (size_t k = 0; k < json_array_size(seen); k++) {
        const json_t *one = json_array_get(seen, k);
        named wanted = {.id = json_string_value(json_object_get(one, "draw"))};
        const named *of = bsearch(&wanted, all->named, all->draws.count, sizeof wanted, by_id);

        if (of && of->at < i)
            known[of->at] = json_number_value(json_object_get(one, "minutes"));
    }
}

/* The view of a copy of the diary, or of all; a new one where there is none yet. NULL: memory ran
 * out. */
static const view *view_of(verifying *all, const char *device)
{
    view *one = all->view;

    for (; one < all->view + all->views; one++)
        if (device == one->device || (device && one->device && strcmp(device, one->device) == 0))
            return one;
    if (all->views == 1 + COPIES_MAX)
        return all->view;
    one->device = device;
    one->known = malloc((all->draws.count + 1) * sizeof *one->known);
    if (!one->known)
        return NULL;
    for (size_t i = 0; i < all->draws.count; i++)
        one->known[i] = (double)NAN;
    all->views++;
    return one;
}

/* Keys of what was open first, in their order; then those of other draws. */
static int arm_of(char key[KN_ARMS_MAX][KN_ID_SIZE], int *keys, const char *wanted)
{
    for (int i = 0; i < *keys; i++)
        if (strcmp(key[i], wanted) == 0)
            return i;
    if (*keys == KN_ARMS_MAX)
        return -1;
    snprintf(key[*keys], KN_ID_SIZE, "%s", wanted);
    return (*keys)++;
}

/* True if the rule gives the weights that are written. */
static bool is_weighed(const verifying *all, size_t i, const double known[])
{
    const kn_relief_draws *draws = &all->draws;
    const kn_relief_made *made = &draws->list[i].made;
    char key[KN_ARMS_MAX][KN_ID_SIZE];
    uint32_t weight[KN_ARMS_MAX];
    size_t count = 0;
    int keys = made->count;

    memcpy(key, made->open, sizeof key);
    for (size_t k = 0; k < i && made->rule != KN_ALLOCATION_EQUAL; k++) {
        const kn_relief_made *before = &draws->list[k].made;
        bool is_older = kn_moment_utc(draws->list[k].entry.at) < kn_moment_utc(all->plan.begun);
        int arm = is_older || before->arm < 0 || isnan(known[k])
                      ? -1
                      : arm_of(key, &keys, before->open[before->arm]);

        if (arm >= 0)
            all->seen[count++] = (kn_seen){(uint8_t)arm, known[k]};
    }
    kn_allocation_weights(made->rule, made->allowed, count, all->seen, weight);
    return memcmp(weight, made->weight, sizeof weight) == 0;
}

static kn_code learn(verifying *all, size_t i, kn_error *err)
{
    const view *every = view_of(all, NULL), *own = view_of(all, all->draws.list[i].entry.device);

    if (!every || !own)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for draws");
    take_seen(all, i, every->known);
    if (own != every)
        take_seen(all, i, own->known);
    return KN_OK;
}

/* By all draws before; or, where two copies of the diary drew without knowing of each other, by
 * those of this copy. */
static void check_weights(verifying *all, size_t i)
{
    const kn_relief_one *one = &all->draws.list[i];

    if (!is_weighed(all, i, view_of(all, NULL)->known) &&
        !is_weighed(all, i, view_of(all, one->entry.device)->known))
        differs(all, &one->entry, "the odds are not those of %s from what it had seen",
                kn_allocation_word(one->made.rule));
}

/* ---- One draw ---------------------------------------------------------------------------------*/

/* The plan that the draw names, as it was then; most name that of the draw before. */
static bool find_plan(verifying *all, const char *version)
{
    if (strcmp(all->plan.version, version) == 0)
        return true;
    all->plan.version[0] = '\0';
    for (size_t i = 0; i < all->plans.count; i++)
        if (strcmp(all->plans.list[i].version, version) == 0)
            return !all->plans.list[i].removed &&
                   kn_relief_plan_of(&all->plans.list[i], NULL, &all->plan, NULL) == KN_OK;
    return false;
}

static void check_plan(verifying *all, const kn_relief_one *one)
{
    const kn_relief_made *made = &one->made;

    if (made->rule != all->plan.rule)
        differs(all, &one->entry, "the rule is %s, but the plan then had %s",
                kn_allocation_word(made->rule), kn_allocation_word(all->plan.rule));
    for (int i = 0; i < made->count; i++) {
        int remedy = kn_relief_remedy(&all->plan, made->open[i]);

        if (remedy < 0)
            differs(all, &one->entry, "%s was not in the plan then", made->open[i]);
        else if (made->rest[i] != all->plan.remedy[remedy].rest_hours)
            differs(all, &one->entry, "%s rested for %g hours, but for %g in the plan then",
                    made->open[i], made->rest[i], all->plan.remedy[remedy].rest_hours);
    }
}

/* What was left out must have been resting; what was not must not, as far as the copy of the diary
 * that drew could know. */
static void check_rest(verifying *all, size_t i)
{
    const kn_relief_one *one = &all->draws.list[i];

    for (int a = 0; a < one->made.count; a++) {
        const char *key = one->made.open[a];
        bool is_allowed = one->made.allowed >> a & 1, any = false, own = false;

        for (size_t k = i; k-- > 0;) { /* the last ones: the draws are in the order of time */
            const kn_relief_one *before = &all->draws.list[k];
            const kn_relief_made *made = &before->made;

            if (kn_relief_hours(one->entry.at, before->entry.at) >= one->made.rest[a] ||
                kn_moment_utc(before->entry.at) < kn_moment_utc(all->plan.begun))
                break;
            if (made->arm < 0 || strcmp(made->open[made->arm], key) != 0)
                continue;
            any = true;
            own = own || strcmp(before->entry.device, one->entry.device) == 0;
        }
        if (is_allowed && own)
            differs(all, &one->entry, "%s could be drawn though it was resting", key);
        if (!is_allowed && !any)
            differs(all, &one->entry, "%s was left out, but no draw before says that it rested",
                    key);
    }
}

/* Only response and chose may change from version to version. */
static kn_code check_versions(kn_store *store, verifying *all, const kn_entry *entry, kn_error *err)
{
    kn_entries versions = {0};
    kn_code code = entry->edit > 1 ? kn_store_history(store, entry->id, &versions, err) : KN_OK;

    for (size_t i = 0; i < versions.count; i++)
        if (versions.list[i].body && (!json_equal(json_object_get(versions.list[i].body, "draw"),
                                                  json_object_get(entry->body, "draw")) ||
                                      !json_equal(json_object_get(versions.list[i].body, "episode"),
                                                  json_object_get(entry->body, "episode")))) {
            differs(all, entry, "it was changed after it was made");
            break;
        }
    kn_entries_release(&versions);
    return code;
}

static void check_arm(verifying *all, const kn_relief_one *one)
{
    const kn_relief_made *made = &one->made;
    const char *episode = json_string_value(json_object_get(one->entry.body, "episode"));
    uint32_t total = 0;
    int arm;

    for (int a = 0; a < made->count; a++)
        total += made->weight[a];
    if (total == 0)
        return;
    arm = kn_allocation_pick(made->weight, kn_relief_number(all->plan.seed, episode, total));
    if (arm != made->arm)
        differs(all, &one->entry, "%s is written, but the seed gives %s", made->open[made->arm],
                made->open[arm]);
}

static kn_code check_draw(kn_store *store, verifying *all, size_t i, kn_error *err)
{
    const kn_relief_one *one = &all->draws.list[i];
    kn_code code = check_versions(store, all, &one->entry, err);

    if (!code)
        code = learn(all, i, err);
    if (code || one->made.count == 0)
        return code;
    all->made++;
    if (!find_plan(all, one->made.plan)) {
        differs(all, &one->entry, "the plan it names, %.8s, is not there", one->made.plan);
        return KN_OK;
    }
    check_plan(all, one);
    check_rest(all, i);
    if (one->made.allowed)
        check_weights(all, i);
    check_arm(all, one);
    return KN_OK;
}

/* ---- All of them ------------------------------------------------------------------------------*/

/* The first finding: how many were tried. */
static void sum_up(verifying *all)
{
    kn_relief_finding *sum = &all->findings[0];

    *sum = (kn_relief_finding){.is_ok = all->differ == 0 && all->draws.unreadable == 0};
    snprintf(sum->what, sizeof sum->what, "every draw is as seed and rule make it");
    if (all->draws.unreadable)
        snprintf(sum->detail, sizeof sum->detail, "made %zu again; %zu that no longer read",
                 all->made, all->draws.unreadable);
    else
        snprintf(sum->detail, sizeof sum->detail, "made %zu again; %zu differences", all->made,
                 all->differ);
}

static kn_code load(kn_store *store, verifying *all, kn_error *err)
{
    kn_code code = kn_relief_draws_load(store, NULL, &all->draws, err);

    if (code)
        return code;
    code = kn_store_history(store, KN_RELIEF_ID, &all->plans, err);
    if (code && code != KN_NOTFOUND) /* no plan, and no draws either */
        return code;
    all->named = malloc((all->draws.count + 1) * sizeof *all->named);
    all->seen = malloc((all->draws.count + 1) * sizeof *all->seen);
    if (!all->named || !all->seen)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for draws");
    for (size_t i = 0; i < all->draws.count; i++)
        all->named[i] = (named){all->draws.list[i].entry.id, i};
    if (all->draws.count > 1)
        qsort(all->named, all->draws.count, sizeof *all->named, by_id);
    return KN_OK;
}

static void release(verifying *all)
{
    kn_relief_draws_release(&all->draws);
    kn_entries_release(&all->plans);
    for (size_t i = 0; i < all->views; i++)
        free(all->view[i].known);
    free(all->named);
    free(all->seen);
    free(all);
}

kn_code kn_relief_verify(kn_store *store, kn_relief_finding findings[KN_RELIEF_FINDINGS_MAX],
                         size_t *count, kn_error *err)
{
    verifying *all = calloc(1, sizeof *all);
    kn_code code;

    *count = 0;
    if (!all)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for draws");
    all->findings = findings;
    all->count = 1;
    code = load(store, all, err);
    for (size_t i = 0; !code && i < all->draws.count; i++)
        code = check_draw(store, all, i, err);
    if (!code) {
        sum_up(all);
        *count = all->count;
    }
    release(all);
    return code;
}
