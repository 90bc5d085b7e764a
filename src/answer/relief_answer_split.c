/* The same question in some episodes only: by place and by label. To look at, never to rest on:
 * nothing is tested, nobody's claim is judged. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/relief_answer_parts.h"

/* Left and right are one place: what eases the one calf is what eases the other. */
static const struct place {
    const char *title, *groups[2]; /* of kn_site_groups */
} places[] = {
    {"head and neck", {"head-neck", NULL}},     {"arms and hands", {"left-arm", "right-arm"}},
    {"chest and belly", {"front-trunk", NULL}}, {"back", {"back", NULL}},
    {"hips and buttocks", {"hips", NULL}},      {"legs and feet", {"left-leg", "right-leg"}},
    {"many places at once", {"many", NULL}},
};
enum { PLACES = sizeof places / sizeof *places, KINDS_MAX = 16 };
_Static_assert((int)PLACES <= (int)KINDS_MAX && (int)KN_LABEL_COUNT <= (int)KINDS_MAX,
               "a kind without room");
_Static_assert((int)PLACES <= (int)KN_RELIEF_PARTS_MAX, "a place without room");

static int place_of(const kn_relief_record *record)
{
    if (record->site < 0 || (size_t)record->site >= kn_site_count)
        return -1;
    for (int p = 0; p < PLACES; p++)
        for (int k = 0; k < 2 && places[p].groups[k]; k++)
            if (strcmp(kn_sites[record->site].group, places[p].groups[k]) == 0)
                return p;
    return -1;
}

static int label_of(const kn_relief_record *record)
{
    return (int)record->label;
}

typedef struct kn_split {
    int (*of)(const kn_relief_record *);
    int kinds;
} kn_split;

typedef struct part_tally {
    int kind;
    size_t known, by_arm[KN_ARMS_MAX];
} part_tally;

static int by_known(const void *a, const void *b)
{
    const part_tally *x = a, *y = b;

    if (x->known != y->known)
        return x->known > y->known ? -1 : 1;
    return x->kind - y->kind;
}

static bool is_enough(const part_tally *tally)
{
    int often = 0;

    for (int a = 0; a < KN_ARMS_MAX; a++)
        often += tally->by_arm[a] >= KN_PART_DRAWS;
    return often >= 2;
}

typedef struct part_taking {
    const kn_split *split;
    int kind;
} part_taking;

static bool take(const kn_relief_record *record, void *context)
{
    const part_taking *taking = context;

    return taking->split->of(record) == taking->kind;
}

static kn_code fit_part(const kn_relief_diary_answer *answer, const kn_split *split, int kind,
                        int threads, kn_relief_part *part, kn_error *err)
{
    kn_relief_options how = kn_relief_options_default();
    part_taking taking = {split, kind};
    kn_code code = kn_relief_log_data(&answer->log, take, &taking, &part->data, err);

    if (code)
        return code;
    how.claim = answer->relief->options.claim;
    how.usable = answer->relief->options.usable;
    how.test = how.sensitivity = how.weibull = false;
    how.threads = threads;
    part->relief = kn_relief_new(&part->data, &how, err);
    return part->relief ? KN_OK : err->code;
}

/* Those with most episodes first; of too many kinds the last ones are left out. */
static kn_code fill(const kn_relief_diary_answer *answer, const kn_split *split, int threads,
                    const char *(*title)(int), kn_relief_part part[], size_t *count, kn_error *err)
{
    part_tally tallies[KINDS_MAX] = {0};
    kn_code code = KN_OK;
    size_t enough = 0;

    for (int k = 0; k < split->kinds; k++)
        tallies[k].kind = k;
    for (size_t i = 0; i < answer->log.count; i++) {
        const kn_relief_record *r = &answer->log.record[i];
        int kind = split->of(r);

        if (kind < 0 || r->arm < 0 || r->eased == KN_EASED_UNKNOWN)
            continue;
        tallies[kind].known++;
        tallies[kind].by_arm[r->arm]++;
    }
    qsort(tallies, (size_t)split->kinds, sizeof *tallies, by_known);
    for (int k = 0; k < split->kinds && k < KN_RELIEF_PARTS_MAX; k++)
        enough += is_enough(&tallies[k]);
    for (int k = 0; k < split->kinds && k < KN_RELIEF_PARTS_MAX && code == KN_OK; k++) {
        kn_relief_part *one = &part[*count];

        if (tallies[k].known == 0)
            break;
        snprintf(one->title, sizeof one->title, "%s", title(tallies[k].kind));
        one->episodes = tallies[k].known;
        ++*count; /* from here on it is released with the answer */
        if (enough >= KN_PART_LEAST && is_enough(&tallies[k]))
            code = fit_part(answer, split, tallies[k].kind, threads, one, err);
    }
    return code;
}

static const char *place_title(int kind)
{
    return places[kind].title;
}

static const char *label_title(int kind)
{
    return kn_labels[kind].name;
}

kn_code kn_relief_answer_split(kn_relief_diary_answer *answer, int threads, kn_error *err)
{
    static const kn_split by_place = {place_of, PLACES}, by_label = {label_of, KN_LABEL_COUNT};
    kn_code code =
        fill(answer, &by_place, threads, place_title, answer->place, &answer->by_place, err);

    if (code == KN_OK)
        code = fill(answer, &by_label, threads, label_title, answer->label, &answer->by_label, err);
    return code;
}
