/* answer/relief_answer.h - what eases it, from the diary: the draws go through the one engine
 * (kn_relief), beside it what only a diary has. Numbers only; report/ chooses the words. */
#ifndef ANSWER_RELIEF_ANSWER_H
#define ANSWER_RELIEF_ANSWER_H

#include "trial/relief.h"
#include "unknot/fit.h"

enum { KN_RELIEF_PARTS_MAX = 8 };

typedef struct kn_relief_part { /* the same question among some episodes only */
    char title[96];             /* "legs", "night cramp" */
    size_t episodes;            /* drawn, with a known end */
    kn_relief_data data;
    kn_relief *relief; /* NULL: not enough in this part, or in too few parts, to show any */
} kn_relief_part;

enum { /* a part is shown with two remedies drawn so often in it, and two such parts */
       KN_PART_DRAWS = 8,
       KN_PART_LEAST = 2,
       KN_WITHIN_MINUTES = 10,
       KN_PAIN_EPISODES = 4, /* of each arm, below it no difference is fitted */
       KN_STOP_DRAWS = 10,   /* of the best one, with a known end */
       KN_MORE_MAX = 500
};
#define KN_STOP_REGRET  0.10 /* of the median of the best one */
#define KN_STOP_FASTER  0.975
/* What a clear difference takes with two remedies, since the answer can be looked at after every
 * spasm; with more, (1 - it) is shared by the comparisons with the reference. docs/relief.md */
#define KN_RELIEF_CLEAR 0.995

typedef struct kn_relief_chosen { /* episodes without a draw in which one remedy alone was done */
    int arm;                      /* of log.key; -1: nothing was written down, -2: several, or
                                     something else */
    size_t episodes, known;
    double median; /* minutes, of known ends by Kaplan-Meier; NAN: not reached */
} kn_relief_chosen;

typedef struct kn_relief_pain { /* an arm against the reference: difference of the pain drops */
    int arm, versus;
    size_t episodes[2];
    double drop[2]; /* means */
    bool fitted;
    kn_summary difference; /* points; above 0: more drop under `arm` */
} kn_relief_pain;

typedef enum kn_relief_stop {
    KN_STOP_GO_ON,
    KN_STOP_GOOD_ENOUGH,  /* the best one so far could be used from now on */
    KN_STOP_NO_DIFFERENCE /* nothing between them that is worth having */
} kn_relief_stop;

typedef struct kn_relief_diary_answer {
    kn_relief_log log;
    kn_relief_data data;
    kn_relief *relief; /* NULL: nothing was drawn yet */
    int best;          /* index of log.key: likeliest the fastest of the plan's; -1 */
    int versus;        /* what claims are made against: wait where it was drawn, else the first */
    int lead; /* contrast of `best` and `versus`; when they are one, of the second best; -1 */
    size_t by_place, by_label;
    kn_relief_part place[KN_RELIEF_PARTS_MAX], label[KN_RELIEF_PARTS_MAX];
    size_t chosen_count;
    kn_relief_chosen chosen[KN_ARMS_MAX + 2];
    size_t pains;
    kn_relief_pain pain[KN_ARMS_MAX];
    size_t within_ten[KN_ARMS_MAX], within_known[KN_ARMS_MAX]; /* eased within ten minutes, whatever
                                                                  was done after the draw */
    size_t alone[KN_ARMS_MAX], alone_known[KN_ARMS_MAX]; /* by it alone: described, never tested */
    size_t not_drawn[KN_NOT_DRAWN_COUNT],
        not_drawn_at_night[KN_NOT_DRAWN_COUNT]; /* [0]: spasms for
            which nobody asked, such as those written down later */
    size_t declined[KN_ARMS_MAX];               /* drawn, and skipped or something else chosen */
    kn_relief_stop stop;
    double regret; /* expected minutes lost by using `best` from now on; NAN */
    int more;      /* about so many more episodes until it is settled; -1: cannot be said */
} kn_relief_diary_answer;

typedef struct kn_relief_answer_options {
    bool parts; /* by place and by label */
    bool sensitivity;
    int threads;
} kn_relief_answer_options;

/* Owner: caller; kn_relief_diary_answer_free(). */
kn_code kn_relief_diary_answer_new(kn_store *store, const kn_relief_answer_options *options,
                                   kn_relief_diary_answer **answer, kn_error *err);
/* The same of a log that is there already, which it takes over. */
kn_code kn_relief_diary_answer_of(kn_relief_log *log, const kn_relief_answer_options *options,
                                  kn_relief_diary_answer **answer, kn_error *err);
void kn_relief_diary_answer_free(kn_relief_diary_answer *answer); /* NULL is fine */

#endif
