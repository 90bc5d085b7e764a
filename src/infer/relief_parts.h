/* infer/relief_parts.h - what the files behind unknot/relief.h share:
 *
 *   relief.c           the people, their odds, arms and contrasts; pooling
 *   relief_contrast.c  one contrast: fit, refits, test, verdict
 *   relief_check.c     what rows must be
 *   relief_draw.c      odds, and the randomisation test by drawing again
 *   relief_replay.c    the same where the draw followed what came before
 *   relief_rank.c      minutes, minutes saved, ranking
 *   relief_doubts.c    what an answer rests on */
#ifndef INFER_RELIEF_PARTS_H
#define INFER_RELIEF_PARTS_H

#include "infer/relief_fit.h"

/* The chance of each arm within each allowed set; NAN where it was never stated. */
typedef struct kn_odds_table {
    kn_relief_odds kind;
    double chance[256][KN_ARMS_MAX];
} kn_odds_table;

void kn_odds_of(const kn_relief_rows *rows, bool observed, kn_odds_table *odds);

/* The model with Weibull times: one serves all contrasts of the same episodes and the same
 * `versus`. */
typedef struct kn_relief_twin {
    bool is_ready;
    int versus;
    bool *take; /* [rows->count] */
    kn_relief_model model;
    kn_relief_nodes nodes;
} kn_relief_twin;

/* A contrast at work. */
typedef struct kn_relief_work {
    const kn_relief_rows *rows;
    const kn_relief_options *options;
    const kn_odds_table *odds;
    bool trend;
    int arms;
    bool *take;     /* [rows->count] episodes in which both arms could have been drawn */
    double *scores; /* [rows->count] */
    kn_relief_contrast *contrast;
    kn_relief_twin weibull;
    double top, top_sd; /* of log sigma in the contrast's model: refits look there first */
    const kn_randomisation *replay; /* of the contrast; NULL: the draw followed nothing */
} kn_relief_work;

/* Fills *work->contrast, whose arm and versus are set. */
kn_code kn_relief_contrast_fill(kn_relief_work *work, kn_error *err);

void kn_relief_twin_release(kn_relief_twin *twin); /* but for take */

/* Whether rows->made says that the draw followed what came before. */
bool kn_relief_needs_replay(const kn_relief_rows *rows);

/* The randomisation tests of all contrasts by replay; result[contrasts], not done where the rule
 * does not give the chances that are stated. */
kn_code kn_relief_replay(const kn_relief_rows *rows, const kn_relief_options *options,
                         size_t contrasts, const kn_relief_contrast contrast[],
                         kn_randomisation result[], kn_error *err);

/* The randomisation test of work->contrast on work->scores. */
kn_code kn_relief_draw_test(const kn_relief_work *work, kn_randomisation *result, kn_error *err);

/* median[], saved: from the joint fit and the contrast's own posterior. */
void kn_relief_set_minutes(const kn_relief_model *model, const kn_relief_nodes *nodes,
                           kn_relief_contrast *contrast);

/* arm[].best and .rank, from one model of all episodes. */
kn_code kn_relief_set_ranking(const kn_relief_rows *rows, int arms, bool trend,
                              const kn_relief_options *options, kn_relief_answer *answer,
                              kn_error *err);

void kn_relief_set_doubts(const kn_relief *relief, size_t person, bool trend);

#endif
