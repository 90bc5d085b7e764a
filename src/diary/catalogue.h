/* diary/catalogue.h - what there is to measure, use and suspect: the built-in ones, and the
 * person's own, which are entries of the kinds measure, treatment and suspect. An own one has its
 * entry's id as key. An entry with "replaces": KEY renames or archives the built-in one of that
 * key. */
#ifndef DIARY_CATALOGUE_H
#define DIARY_CATALOGUE_H

#include "diary/store.h"

typedef enum kn_scale {
    KN_SCALE_0_10, /* whole numbers 0..10 */
    KN_SCALE_COUNT,
    KN_SCALE_YES_NO, /* 1 or 0 */
    KN_SCALE_NUMBER  /* with a unit */
} kn_scale;

typedef struct kn_item {
    kn_kind kind; /* MEASURE, TREATMENT or SUSPECT */
    char key[KN_ID_SIZE];
    char name[4 * KN_NAME_MAX + 1];
    bool is_own, is_archived;
    kn_scale scale;                /* measures; suspects: YES_NO or 0_10 */
    int better;                    /* measures: -1 lower is better, 1 higher, 0 neither */
    char low[4 * KN_NAME_MAX + 1]; /* words at the ends of a 0..10 scale; or "" */
    char high[4 * KN_NAME_MAX + 1];
    char unit[4 * KN_NAME_MAX + 1];
    bool is_short;                  /* measures: asked first, the rest only for those with energy */
    char chip[4 * KN_NAME_MAX + 1]; /* treatments: a short name for buttons */
    bool is_acute;                  /* treatments: used during an episode */
    bool is_before;                 /* suspects: it cannot follow a spasm, as weather cannot */
} kn_item;

typedef struct kn_catalogue {
    kn_item *items;
    size_t count;
} kn_catalogue;

/* The built-in measures, in the order asked: spasms (a count), pain, sleep, fatigue, stress, mood,
 * thinking. */
extern const kn_item kn_measures[];
extern const size_t kn_measure_count;
extern const kn_item kn_suspects[]; /* cold, effort, stress, short-sleep, caffeine, alcohol,
                                       sitting, period, medicine-change */
extern const size_t kn_suspect_count;

/* Built-in measures, suspects and treatments first, then own ones by time; archived ones are in it.
 * An own "replaces" is no item of its own. Without a store (NULL) the built-in ones alone. On
 * failure nothing to release. */
kn_code kn_catalogue_load(kn_store *store, kn_catalogue *catalogue, kn_error *err);
void kn_catalogue_release(kn_catalogue *catalogue);

/* The name of an item; its key if there is no such item (any more). */
const char *kn_catalogue_name(const kn_catalogue *catalogue, kn_kind kind, const char *key);

/* NULL if there is none. */
const kn_item *kn_catalogue_find(const kn_catalogue *catalogue, kn_kind kind, const char *key);

#endif
